//! What the tests of databases share: values at the edges of what there is.

#[path = "../../../webhook-store/tests/support/postgres.rs"]
mod server;

pub use server::postgres;

use chargebee::v1::invoice::InvoiceStatus;
use chargebee_runtime::{Amount, Decimal, ExactMoney, Id, Money, Timestamp, TimestampMillis};

/// What ids are ids of.
#[derive(Debug)]
pub struct Customer;

/// The amounts.
pub fn amounts() -> Vec<Amount> {
    [0, 1, -1, 895, i64::MIN, i64::MAX]
        .map(Amount::from_minor)
        .to_vec()
}

/// The decimals, as they come back.
pub fn decimals() -> Vec<Decimal> {
    let texts = [
        "0",
        "0.00",
        "-12.50",
        "10000",
        "0.0001",
        "100000000.00010000",
        "99999999999999999999999999999999999999",
        "-0.99999999999999999999999999999999999999",
        "12345678901234567890123456789.0123456789012345678901234567890",
    ];
    texts.map(|text| text.parse().expect("a number")).to_vec()
}

/// The instants.
pub fn instants() -> Vec<Timestamp> {
    // The first and the last whole second that PostgreSQL keeps.
    [0, -1, 1_700_000_000, -210_866_803_200, 9_224_318_015_999]
        .map(Timestamp::from_seconds)
        .to_vec()
}

/// The finer instants.
pub fn millis() -> Vec<TimestampMillis> {
    [0, -1, 1_700_000_000_123, 9_224_318_015_999_999]
        .map(TimestampMillis::from_milliseconds)
        .to_vec()
}

/// The money.
pub fn money() -> Vec<Money> {
    let least = Money::new(Amount::from_minor(i64::MIN), "USD".into());
    let texts = ["USD 8.95", "JPY -15", "KWD 0.01", "ABC 0.00"];
    let mut all = texts.map(|text| text.parse().expect("money")).to_vec();
    all.push(least);
    all
}

/// The exact prices.
pub fn prices() -> Vec<ExactMoney> {
    let texts = [
        "USD 0.0765",
        "JPY 12345678901234567890123456789.01234567890",
    ];
    texts.map(|text| text.parse().expect("a price")).to_vec()
}

/// The ids.
pub fn ids() -> Vec<Id<Customer>> {
    ["cust_7", "", "Zoë 'quoted' \"twice\"; --"]
        .map(Id::from)
        .to_vec()
}

/// Values of an open enum, one that the crate does not know among them.
pub fn statuses() -> Vec<InvoiceStatus> {
    let unknown: InvoiceStatus = "frozen 'in' Zoë's".into();
    assert!(matches!(unknown, InvoiceStatus::Unknown(_)));
    vec![InvoiceStatus::PaymentDue, unknown, InvoiceStatus::Paid]
}

/// Money that a text does not tell: counted otherwise than the API counts it, and of what is not a currency.
pub fn untold() -> Vec<Money> {
    let table = chargebee_runtime::CurrencyTable::new().with("KWD", 3);
    let one = Amount::from_minor(1);
    vec![
        Money::new(one, table.currency("KWD")),
        Money::new(one, "US$".into()),
    ]
}
