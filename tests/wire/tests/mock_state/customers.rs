//! Customers: created, changed, listed, paid for.

use super::{START, code, mock};
use chargebee::Amount;

#[tokio::test]
async fn a_customer_from_creation_to_deletion() {
    let (mock, client) = mock();
    let missing = client.customer().retrieve("c").send().await;
    assert_eq!(code(missing), (404, "resource_not_found".to_owned()));
    let created = client
        .customer()
        .create()
        .id("c")
        .first_name("Ada")
        .send()
        .await
        .expect("created");
    let created_at = created.customer.created_at;
    assert_eq!(created_at.as_seconds(), START);
    let again = client.customer().create().id("c").send().await;
    assert_eq!(code(again), (400, "duplicate_entry".to_owned()));
    mock.set_time(Some(START + 60));
    client
        .customer()
        .update("c")
        .last_name("Lovelace")
        .send()
        .await
        .expect("updated");
    let read = client.customer().retrieve("c").send().await.expect("read");
    assert_eq!(read.customer.first_name.as_deref(), Some("Ada"));
    assert_eq!(read.customer.last_name.as_deref(), Some("Lovelace"));
    assert_eq!(read.customer.updated_at.as_seconds(), START + 60);
    client
        .customer()
        .add_promotional_credits("c", Amount::from_minor(500), "sorry")
        .send()
        .await
        .expect("added");
    let too_many = client
        .customer()
        .deduct_promotional_credits("c", Amount::from_minor(501), "x")
        .send()
        .await;
    assert_eq!(code(too_many), (400, "param_wrong_value".to_owned()));
    let read = client.customer().retrieve("c").send().await.expect("read");
    assert_eq!(read.customer.promotional_credits, Amount::from_minor(500));
    let deleted = client.customer().delete("c").send().await.expect("deleted");
    assert!(deleted.customer.deleted);
    assert_eq!(code(client.customer().retrieve("c").send().await).0, 404);
    let events = client.event().list().send().await.expect("events");
    let types: Vec<&str> = (events.list.iter().rev())
        .map(|it| it.event.event_type.as_str())
        .collect();
    assert_eq!(
        types,
        [
            "customer_created",
            "customer_changed",
            "promotional_credits_added",
            "customer_deleted"
        ]
    );
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let (mock, client) = mock();
    for number in 0..25 {
        mock.set_time(Some(START + number));
        let name = if number % 2 == 0 { "even" } else { "odd" };
        let create = client
            .customer()
            .create()
            .id(format!("c{number:02}"))
            .first_name(name);
        create.send().await.expect("created");
    }
    let mut ids = Vec::new();
    let mut items = client
        .customer()
        .list()
        .first_name()
        .is("even")
        .sort_by_created_at_asc()
        .limit(5)
        .items();
    while let Some(entry) = items.next().await {
        ids.push(entry.expect("an entry").customer.id.to_string());
    }
    let expected: Vec<String> = (0..25)
        .step_by(2)
        .map(|number| format!("c{number:02}"))
        .collect();
    assert_eq!(ids, expected);
    assert_eq!(
        mock.received("customer.list").len(),
        3,
        "13 entries, 5 a page"
    );
    let newest = client
        .customer()
        .list()
        .limit(1)
        .send()
        .await
        .expect("a page");
    assert_eq!(newest.list[0].customer.id.to_string(), "c24");
    assert!(newest.next_offset.is_some());
    let some = client
        .customer()
        .list()
        .id()
        .is_in(["c01", "c03", "none"])
        .send()
        .await
        .expect("a page");
    assert_eq!((some.list.len(), some.next_offset.is_some()), (2, false));
    let late = client
        .customer()
        .list()
        .created_at()
        .after(chargebee::Timestamp::from_seconds(START + 22));
    assert_eq!(late.send().await.expect("a page").list.len(), 2);
    // A page without entries does not end a list.
    mock.plan(chargebee_mock::Fault::EmptyPage, None, 1);
    let mut items = client.customer().list().limit(100).items();
    let mut count = 0;
    while let Some(entry) = items.next().await {
        entry.expect("an entry");
        count += 1;
    }
    assert_eq!(count, 25);
    let forged = client.customer().list().offset("forged").send().await;
    assert_eq!(code(forged), (400, "param_wrong_value".to_owned()));
}

/// Who has a payment source pays at once, unless it is switched off.
#[tokio::test]
async fn a_payment_source_pays() {
    let (_mock, client) = mock();
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    let source = client
        .payment_source()
        .create_card("c")
        .card(
            chargebee::v2::payment_source::requests::CreateCardParams::new(
                "4111111111111111",
                12,
                2030,
            ),
        )
        .send()
        .await
        .expect("a card");
    assert_eq!(source.payment_source.customer_id, "c");
    let charge = || {
        client
            .invoice()
            .charge("Setup")
            .customer_id("c")
            .amount(Amount::from_minor(900))
    };
    let paid = charge().send().await.expect("an invoice").invoice.clone();
    assert_eq!(
        (paid.status.clone(), paid.amount_paid),
        ("paid".into(), Amount::from_minor(900))
    );
    let transactions = client
        .transaction()
        .list()
        .customer_id()
        .is("c")
        .send()
        .await
        .expect("a list");
    assert_eq!(
        transactions.list[0].transaction.amount,
        Some(Amount::from_minor(900))
    );
    let off = chargebee::v2::common::AutoCollection::Off;
    client
        .customer()
        .update("c")
        .auto_collection(off)
        .send()
        .await
        .expect("updated");
    let due = charge().send().await.expect("an invoice").invoice.clone();
    assert_eq!(due.status, "payment_due");
    let written_off = client
        .invoice()
        .write_off(&*due.id.to_string())
        .send()
        .await
        .expect("written off");
    assert_eq!(
        written_off.invoice.write_off_amount,
        Amount::from_minor(900)
    );
    let again = client
        .invoice()
        .write_off(&*due.id.to_string())
        .send()
        .await;
    assert_eq!(code(again), (409, "invalid_state_for_request".to_owned()));
}
