//! What is the same in every database of sqlx, and what sqlx keeps as text.

use chargebee::v1::invoice::InvoiceStatus;
use chargebee_runtime::{Amount, Currency, Decimal, ExactMoney, Id, Money, Timestamp};
use sqlx::{
    Connection as _, Decode, Encode, Row as _, Sqlite, SqliteConnection, Type, types::Text,
};
use std::fmt::Debug;

struct Customer;

async fn round_trip<T>(kind: &str, values: Vec<T>)
where
    T: Type<Sqlite> + PartialEq + Debug + Clone + Send + Sync + Unpin + 'static,
    T: for<'q> Encode<'q, Sqlite> + for<'r> Decode<'r, Sqlite>,
{
    let mut connection = SqliteConnection::connect("sqlite::memory:")
        .await
        .expect("a database");
    let table = format!("CREATE TABLE kept (it {kind}) STRICT");
    sqlx::query(sqlx::AssertSqlSafe(table))
        .execute(&mut connection)
        .await
        .expect("a table");
    for value in values {
        sqlx::query("DELETE FROM kept")
            .execute(&mut connection)
            .await
            .expect("no rows");
        let insert = sqlx::query("INSERT INTO kept VALUES (?)").bind(value.clone());
        insert.execute(&mut connection).await.expect("a row");
        let row = sqlx::query("SELECT it FROM kept")
            .fetch_one(&mut connection)
            .await;
        assert_eq!(row.expect("the row").get::<T, _>(0), value);
    }
}

fn all<T: std::str::FromStr<Err: Debug>>(texts: &[&str]) -> Vec<T> {
    texts
        .iter()
        .map(|text| text.parse().expect("a value"))
        .collect()
}

#[tokio::test]
async fn what_is_written_is_read() {
    let amounts = [0, -1, i64::MIN, i64::MAX].map(Amount::from_minor);
    round_trip("INTEGER", amounts.to_vec()).await;
    round_trip(
        "TEXT",
        all::<Money>(&["USD 8.95", "JPY -15", "USD -92233720368547758.08"]),
    )
    .await;
    round_trip("TEXT", all::<ExactMoney>(&["USD 0.0765"])).await;
    round_trip("TEXT", all::<Currency>(&["USD"])).await;
    round_trip("TEXT", vec![Id::<Customer>::from("cust_7")]).await;
    let statuses = ["paid", "frozen"].map(InvoiceStatus::from);
    assert!(matches!(statuses[1], InvoiceStatus::Unknown(_)));
    round_trip("TEXT", statuses.to_vec()).await;
    // Those for which every database has another column are text here.
    let numbers = all::<Decimal>(&["0.00", "-99999999999999999999999999999999999999.10"]);
    round_trip("TEXT", numbers.into_iter().map(Text).collect()).await;
    let instants = [0, i64::MIN, i64::MAX].map(Timestamp::from_seconds);
    round_trip("TEXT", instants.into_iter().map(Text).collect()).await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let mut connection = SqliteConnection::connect("sqlite::memory:")
        .await
        .expect("a database");
    let row = sqlx::query("SELECT 'USD 8.955', 'US$'")
        .fetch_one(&mut connection)
        .await;
    let row = row.expect("a row");
    assert!(row.try_get::<Money, _>(0).is_err() && row.try_get::<Currency, _>(1).is_err());
    let odd = Money::new(Amount::from_minor(1), "US$".into());
    let insert = sqlx::query("SELECT ?").bind(odd);
    assert!(insert.fetch_one(&mut connection).await.is_err());
}
