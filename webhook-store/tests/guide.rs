//! The code of `docs/webhooks.md` that needs a database.

#![cfg(feature = "sqlite")]

use chargebee_runtime::webhook::{Claim, Dedupe};
use sqlx::SqlitePool;
use std::{error::Error, time::Duration};

// docs: transaction
use chargebee_webhook_store::SqliteStore;

/// Books an invoice, and notes in the same transaction that its event is done.
async fn book(
    pool: &SqlitePool,
    store: &SqliteStore,
    event: &str,         // delivery.event.id()
    ticket: Option<i64>, // delivery.ticket
    invoice: &str,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut transaction = pool.begin().await?;
    sqlx::query("INSERT INTO booked (invoice) VALUES ($1)")
        .bind(invoice)
        .execute(&mut *transaction)
        .await?;
    let ticket = ticket.ok_or("the receiver has no store")?;
    if !store.done_in(&mut transaction, event, ticket).await? {
        return Err("another worker has the event".into()); // what was done here is rolled back
    }
    transaction.commit().await?;
    Ok(())
}
// docs: end

#[tokio::test]
async fn an_invoice_is_booked_by_whom_its_event_belongs_to()
-> Result<(), Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("books").display().to_string();
    let pool = SqlitePool::connect(&format!("sqlite://{file}?mode=rwc")).await?;
    sqlx::query("CREATE TABLE booked (invoice TEXT)")
        .execute(&pool)
        .await?;
    let store = SqliteStore::new(pool.clone()).await?;
    let mut tickets = Vec::new();
    for lease in [Duration::ZERO, Duration::from_secs(300)] {
        let Claim::New { ticket } = store.claim("ev_1", "v2", lease).await? else {
            return Err("its lease was over".into());
        };
        tickets.push(ticket);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let late = book(&pool, &store, "ev_1", Some(tickets[0]), "inv_1").await;
    assert_eq!(
        late.expect_err("it is not its own").to_string(),
        "another worker has the event"
    );
    book(&pool, &store, "ev_1", Some(tickets[1]), "inv_1").await?;
    let booked = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM booked");
    assert_eq!(booked.fetch_one(&pool).await?, 1);
    assert_eq!(
        store.claim("ev_1", "v2", Duration::ZERO).await?,
        Claim::Done
    );
    Ok(())
}
