//! What a payment gateway must be able to do, and one that plays it.

use crate::store;
use chargebee::{Money, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::{error::Error, fmt, future::Future, path::Path, sync::Mutex, time::Duration};

type Answer<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What the gateway gives for money that has moved.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    pub(crate) reference: String,
    pub(crate) money: Money,
    pub(crate) at: Timestamp,
}

/// A payment gateway. It moves money once for each key, and gives the same receipt to whoever asks with that key again, whatever
/// for: what was asked for first has moved.
pub(crate) trait Gateway: Send + Sync + 'static {
    /// The receipt for a key, if money has moved for it.
    fn find(&self, key: &str) -> impl Future<Output = Answer<Option<Receipt>>> + Send;

    /// Moves money from a customer (`charge`), or back (`refund`). An error that is no [`Declined`] leaves open whether it moved.
    fn transfer(
        &self,
        way: &str,
        key: &str,
        customer: &str,
        money: &Money,
    ) -> impl Future<Output = Answer<Receipt>> + Send;
}

/// No money has moved as it should, and none will: somebody has to look.
#[derive(Debug)]
pub(crate) struct Declined(pub(crate) String);

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the gateway declined: {}", self.0)
    }
}

impl Error for Declined {}

/// A gateway that keeps a ledger in a file and moves nothing. It declines customers whose id begins with `declined`.
pub(crate) struct FakeGateway(Mutex<Connection>);

impl FakeGateway {
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        let table = "CREATE TABLE IF NOT EXISTS ledger (
            key TEXT PRIMARY KEY, way TEXT, customer TEXT, money TEXT, at INTEGER
        ) STRICT";
        Ok(Self(Mutex::new(store::open(path, table)?)))
    }

    fn booked(&self, key: &str) -> rusqlite::Result<Option<Receipt>> {
        let booked = "SELECT 'fake_' || rowid, money, at FROM ledger WHERE key = ?1";
        let receipt = |row: &rusqlite::Row<'_>| {
            Ok(Receipt {
                reference: row.get(0)?,
                money: row.get(1)?,
                at: row.get(2)?,
            })
        };
        store::lock(&self.0)
            .query_row(booked, [key], receipt)
            .optional()
    }

    fn book(&self, new: &[&dyn rusqlite::ToSql]) -> rusqlite::Result<()> {
        let book = "INSERT OR IGNORE INTO ledger VALUES (?1, ?2, ?3, ?4, ?5)";
        store::lock(&self.0).execute(book, new).map(drop)
    }
}

impl Gateway for FakeGateway {
    async fn find(&self, key: &str) -> Answer<Option<Receipt>> {
        Ok(self.booked(key)?)
    }

    async fn transfer(
        &self,
        way: &str,
        key: &str,
        customer: &str,
        money: &Money,
    ) -> Answer<Receipt> {
        if customer.starts_with("declined") {
            return Err(Declined(format!("`{customer}` has no money")).into());
        }
        // As far away as a real one is.
        tokio::time::sleep(Duration::from_millis(5)).await;
        self.book(params![key, way, customer, money, Timestamp::now()])?;
        tokio::time::sleep(Duration::from_millis(5)).await;
        Ok(self.booked(key)?.ok_or("the ledger lost an entry")?)
    }
}
