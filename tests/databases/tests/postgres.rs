//! Over the crate `postgres`.

use chargebee_database_tests::{
    Customer, amounts, decimals, ids, instants, millis, money, postgres, prices, statuses, untold,
};
use chargebee_runtime::{
    Amount, Currency, Decimal, ExactMoney, Id, Money, Timestamp, TimestampMillis,
};
use postgres::{
    Client, NoTls,
    types::{FromSqlOwned, ToSql},
};
use std::fmt::Debug;

fn client() -> Client {
    let socket = postgres().expect("a server");
    let options = format!("host={socket} user=chargebee dbname=postgres");
    Client::connect(&options, NoTls).expect("the server")
}

/// Through a column of a table, one by one and all at once.
fn round_trip<T>(kind: &str, values: Vec<T>)
where
    T: ToSql + FromSqlOwned + PartialEq + Debug + Sync,
{
    let mut client = client();
    let table = format!("CREATE TEMP TABLE kept (at BIGINT, it {kind})");
    client.batch_execute(&table).expect("a table");
    for (at, value) in values.iter().enumerate() {
        let at = at as i64;
        let insert = client.execute("INSERT INTO kept VALUES ($1, $2)", &[&at, value]);
        insert.unwrap_or_else(|error| panic!("{value:?}: {error:?}"));
        let row = client.query_one(
            "SELECT it FROM kept WHERE at = $1 AND it = $2",
            &[&at, value],
        );
        let found: T = row.expect("the row").get(0);
        assert_eq!(found, *value);
    }
    client
        .execute("INSERT INTO kept VALUES (-1, NULL)", &[])
        .expect("nothing");
    let row = client.query_one("SELECT it FROM kept WHERE at = -1", &[]);
    assert_eq!(row.expect("the row").get::<_, Option<T>>(0), None);
    let row = client.query_one(&format!("SELECT $1::{kind}[]"), &[&values]);
    assert_eq!(row.expect("an array").get::<_, Vec<T>>(0), values);
}

#[test]
fn what_is_written_is_read() {
    if postgres().is_none() {
        return;
    }
    round_trip("BIGINT", amounts());
    round_trip("NUMERIC", decimals());
    round_trip("TIMESTAMPTZ", instants());
    round_trip("TIMESTAMPTZ", millis());
    round_trip("TEXT", money());
    round_trip("TEXT", prices());
    round_trip("TEXT", ids());
    round_trip("TEXT", statuses());
    round_trip("VARCHAR", vec![Currency::new("USD"), Currency::new("KWD")]);
}

#[test]
fn a_number_keeps_its_zeros_and_is_what_the_server_says() {
    if postgres().is_none() {
        return;
    }
    for number in decimals() {
        let mut client = client();
        let row = client
            .query_one("SELECT $1::NUMERIC, $1::NUMERIC::TEXT", &[&number])
            .expect("a row");
        assert_eq!(row.get::<_, String>(1), number.as_str());
        assert_eq!(row.get::<_, Decimal>(0).as_str(), number.as_str());
    }
    for (sent, kept) in [("-0.0", "0.0"), ("007", "7")] {
        let number: Decimal = sent.parse().expect("a number");
        let row = client().query_one("SELECT $1::NUMERIC::TEXT", &[&number]);
        assert_eq!(row.expect("a row").get::<_, String>(0), kept);
    }
}

fn read<T: FromSqlOwned>(expression: &str) -> Result<T, String> {
    let row = client().query_one(&format!("SELECT {expression}"), &[]);
    let text = |error: postgres::Error| {
        let below = std::error::Error::source(&error).map(ToString::to_string);
        below.unwrap_or_else(|| error.to_string())
    };
    row.map_err(text)?.try_get(0).map_err(text)
}

#[test]
fn what_is_no_value_is_refused_when_it_is_read() {
    if postgres().is_none() {
        return;
    }
    assert_eq!(
        read::<Decimal>("'NaN'::NUMERIC").err().as_deref(),
        Some("the number is NaN")
    );
    for infinity in ["'Infinity'::NUMERIC", "'-Infinity'::NUMERIC"] {
        assert_eq!(
            read::<Decimal>(infinity).err().as_deref(),
            Some("the number is infinity")
        );
    }
    for infinity in ["'infinity'::TIMESTAMPTZ", "'-infinity'::TIMESTAMPTZ"] {
        assert_eq!(
            read::<Timestamp>(infinity).err().as_deref(),
            Some("the instant is infinity")
        );
        assert!(read::<TimestampMillis>(infinity).is_err());
    }
    for text in ["'USD 8.955'", "'8.95'", "'usd 8.95'", "'USD'"] {
        assert!(read::<Money>(&format!("{text}::TEXT")).is_err(), "{text}");
    }
    assert!(read::<ExactMoney>("'USD'::TEXT").is_err());
    assert!(read::<Currency>("'US$'::TEXT").is_err());
    // Another type of column.
    assert!(read::<Amount>("'1'::TEXT").is_err());
    assert!(read::<Decimal>("1.5::FLOAT8").is_err());
    assert!(read::<Timestamp>("now()::TIMESTAMP").is_err());
    assert!(read::<Id<Customer>>("7").is_err());
}

#[test]
fn a_finer_instant_is_rounded_down_and_the_zone_of_the_session_does_not_matter() {
    if postgres().is_none() {
        return;
    }
    let time = "'2023-11-15 03:43:20.999999+05:30'::TIMESTAMPTZ";
    assert_eq!(read(time), Ok(Timestamp::from_seconds(1_700_000_000)));
    assert_eq!(
        read(time),
        Ok(TimestampMillis::from_milliseconds(1_700_000_000_999))
    );
    let before = "'1969-12-31 23:59:59.5+00'::TIMESTAMPTZ";
    assert_eq!(read(before), Ok(Timestamp::from_seconds(-1)));
}

#[test]
fn what_a_column_cannot_keep_is_refused_when_it_is_written() {
    if postgres().is_none() {
        return;
    }
    let mut client = client();
    for money in untold() {
        assert!(
            client.query_one("SELECT $1::TEXT", &[&money]).is_err(),
            "{money}"
        );
    }
    for seconds in [i64::MIN, i64::MAX] {
        let time = Timestamp::from_seconds(seconds);
        assert!(
            client
                .query_one("SELECT $1::TIMESTAMPTZ", &[&time])
                .is_err()
        );
    }
}
