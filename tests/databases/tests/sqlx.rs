//! Over sqlx.

use chargebee_database_tests::{
    amounts, decimals, ids, instants, millis, money, postgres, prices, statuses, untold,
};
use chargebee_runtime::{Currency, Decimal, Money, Timestamp};
use sqlx::{
    Connection as _, Decode, Encode, PgConnection, Postgres, Row as _, Type,
    postgres::{PgConnectOptions, PgHasArrayType},
};
use std::fmt::Debug;

async fn connect() -> PgConnection {
    let options = PgConnectOptions::new_without_pgpass();
    let options = options.socket(postgres().expect("a server"));
    let options = options.username("chargebee").database("postgres");
    PgConnection::connect_with(&options)
        .await
        .expect("the server")
}

async fn round_trip<T>(kind: &'static str, values: Vec<T>)
where
    T: Type<Postgres> + PgHasArrayType + PartialEq + Debug + Clone + Send + Sync + Unpin + 'static,
    T: for<'q> Encode<'q, Postgres> + for<'r> Decode<'r, Postgres>,
{
    let mut connection = connect().await;
    for value in &values {
        let query = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT $1::{kind}")));
        let row = query.bind(value.clone()).fetch_one(&mut connection).await;
        let row = row.unwrap_or_else(|error| panic!("{value:?}: {error:?}"));
        assert_eq!(row.get::<T, _>(0), *value);
        assert_eq!(row.get::<Option<T>, _>(0).as_ref(), Some(value));
    }
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT $1::{kind}[]")));
    let row = query.bind(values.clone()).fetch_one(&mut connection).await;
    assert_eq!(row.expect("an array").get::<Vec<T>, _>(0), values);
}

#[tokio::test]
async fn what_is_written_is_read() {
    if postgres().is_none() {
        return;
    }
    round_trip("BIGINT", amounts()).await;
    round_trip("NUMERIC", decimals()).await;
    round_trip("TIMESTAMPTZ", instants()).await;
    round_trip("TIMESTAMPTZ", millis()).await;
    round_trip("TEXT", money()).await;
    round_trip("TEXT", prices()).await;
    round_trip("TEXT", ids()).await;
    round_trip("TEXT", statuses()).await;
    round_trip("TEXT", vec![Currency::new("USD")]).await;
}

/// A query without parameters is answered in text: decimals and times of another zone, as the session writes them.
#[tokio::test]
async fn answers_in_text_are_read_too() {
    if postgres().is_none() {
        return;
    }
    let mut connection = connect().await;
    for zone in ["UTC", "Asia/Kolkata", "America/St_Johns"] {
        let set = format!("SET TIME ZONE '{zone}'");
        sqlx::raw_sql(sqlx::AssertSqlSafe(set))
            .execute(&mut connection)
            .await
            .expect("a zone");
        let query = "SELECT 12345678901234567890.1234567890, '2023-11-14 22:13:20.5+00'::TIMESTAMPTZ, 'NaN'::NUMERIC, 'infinity'::TIMESTAMPTZ";
        let row = sqlx::raw_sql(query)
            .fetch_one(&mut connection)
            .await
            .expect("a row");
        assert_eq!(
            row.get::<Decimal, _>(0).as_str(),
            "12345678901234567890.1234567890"
        );
        assert_eq!(
            row.get::<Timestamp, _>(1),
            Timestamp::from_seconds(1_700_000_000)
        );
        assert!(row.try_get::<Decimal, _>(2).is_err());
        assert!(row.try_get::<Timestamp, _>(3).is_err());
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    if postgres().is_none() {
        return;
    }
    let mut connection = connect().await;
    for expression in ["'NaN'::NUMERIC", "'Infinity'::NUMERIC", "1.5::FLOAT8"] {
        let query = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {expression}")));
        let row = query.fetch_one(&mut connection).await.expect("a row");
        assert!(row.try_get::<Decimal, _>(0).is_err(), "{expression}");
    }
    let row = sqlx::query("SELECT 'infinity'::TIMESTAMPTZ")
        .fetch_one(&mut connection)
        .await;
    assert!(row.expect("a row").try_get::<Timestamp, _>(0).is_err());
    let row = sqlx::query("SELECT 'USD 8.955'")
        .fetch_one(&mut connection)
        .await;
    assert!(row.expect("a row").try_get::<Money, _>(0).is_err());
    for money in untold() {
        let query = sqlx::query("SELECT $1::TEXT").bind(money);
        assert!(query.fetch_one(&mut connection).await.is_err());
    }
}
