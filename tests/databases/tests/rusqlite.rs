//! Over rusqlite.

use chargebee_database_tests::{amounts, decimals, ids, instants, millis, money, prices, statuses, untold};
use chargebee_runtime::{Amount, Currency, Decimal, Money, Timestamp};
use rusqlite::{
    Connection,
    types::{FromSql, ToSql},
};
use std::fmt::Debug;

fn round_trip<T: ToSql + FromSql + PartialEq + Debug>(kind: &str, values: Vec<T>) {
    let connection = Connection::open_in_memory().expect("a database");
    let table = format!("CREATE TABLE kept (at INTEGER, it {kind}) STRICT");
    connection.execute(&table, []).expect("a table");
    for (at, value) in values.iter().enumerate() {
        let at = at as i64;
        connection
            .execute("INSERT INTO kept VALUES (?1, ?2)", (at, value))
            .expect("a row");
        let found = connection.query_one(
            "SELECT it FROM kept WHERE at = ?1 AND it = ?2",
            (at, value),
            |row| row.get::<_, T>(0),
        );
        assert_eq!(found.expect("the row"), *value);
    }
    connection
        .execute("INSERT INTO kept VALUES (-1, NULL)", [])
        .expect("nothing");
    let nothing = connection.query_one("SELECT it FROM kept WHERE at = -1", [], |row| {
        row.get::<_, Option<T>>(0)
    });
    assert_eq!(nothing.expect("the row"), None);
}

#[test]
fn what_is_written_is_read() {
    round_trip("INTEGER", amounts());
    round_trip("TEXT", decimals());
    round_trip("INTEGER", instants());
    round_trip("INTEGER", millis());
    round_trip(
        "INTEGER",
        vec![
            Timestamp::from_seconds(i64::MIN),
            Timestamp::from_seconds(i64::MAX),
        ],
    );
    round_trip("TEXT", money());
    round_trip("TEXT", prices());
    round_trip("TEXT", ids());
    round_trip("TEXT", statuses());
    round_trip("TEXT", vec![Currency::new("USD")]);
}

fn read<T: FromSql>(expression: &str) -> rusqlite::Result<T> {
    let connection = Connection::open_in_memory()?;
    connection.query_one(&format!("SELECT {expression}"), [], |row| row.get(0))
}

#[test]
fn a_number_keeps_its_zeros_and_no_floating_point_number_is_one() {
    for number in decimals() {
        let connection = Connection::open_in_memory().expect("a database");
        let found = connection.query_one("SELECT ?1", [&number], |row| row.get::<_, Decimal>(0));
        assert_eq!(found.expect("a number").as_str(), number.as_str());
    }
    assert_eq!(read("9223372036854775807"), Ok(Decimal::from(i64::MAX)));
    for wrong in ["0.1", "1e300", "'1e3'", "'NaN'", "x'31'"] {
        assert!(read::<Decimal>(wrong).is_err(), "{wrong}");
    }
    // A column of the type NUMERIC makes one of the text, and the digits are gone: better to hear of it.
    let connection = Connection::open_in_memory().expect("a database");
    connection
        .execute("CREATE TABLE kept (it NUMERIC)", [])
        .expect("a table");
    let number: Decimal = "0.12345678901234567890".parse().expect("a number");
    connection
        .execute("INSERT INTO kept VALUES (?1)", [&number])
        .expect("a row");
    assert!(
        connection
            .query_one("SELECT it FROM kept", [], |row| row.get::<_, Decimal>(0))
            .is_err()
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let connection = Connection::open_in_memory().expect("a database");
    for money in untold() {
        assert!(
            connection
                .query_one("SELECT ?1", [&money], |_| Ok(()))
                .is_err()
        );
    }
    for wrong in ["'USD 8.955'", "'8.95'", "895", "NULL"] {
        assert!(read::<Money>(wrong).is_err(), "{wrong}");
    }
    for wrong in ["1.5", "'895'", "NULL"] {
        assert!(
            read::<Amount>(wrong).is_err() && read::<Timestamp>(wrong).is_err(),
            "{wrong}"
        );
    }
    assert!(read::<Currency>("'US$'").is_err());
}
