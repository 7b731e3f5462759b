//! What a payment gateway must be able to do, and one that plays it.

use crate::store::Database;
use chargebee::{Money, Timestamp, webhook::Failure};
use rusqlite::{OptionalExtension as _, params};
use std::{future::Future, path::Path, time::Duration};

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
    fn find(&self, key: &str) -> impl Future<Output = Result<Option<Receipt>, Failure>> + Send;

    /// Moves money from a customer (`charge`), or back (`refund`). Poison says that none has moved for the key, and none will: somebody
    /// has to look. Any other failure leaves open whether it moved.
    fn transfer(
        &self,
        way: &str,
        key: &str,
        customer: &str,
        money: &Money,
    ) -> impl Future<Output = Result<Receipt, Failure>> + Send;
}

/// A gateway that keeps a ledger in a file and moves nothing. It declines customers whose id begins with `declined`.
pub(crate) struct FakeGateway(Database);

impl FakeGateway {
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        let table = "CREATE TABLE IF NOT EXISTS ledger (
            key TEXT PRIMARY KEY, way TEXT, customer TEXT, money TEXT, at INTEGER
        ) STRICT";
        Database::open(path, table).map(Self)
    }
}

impl Gateway for FakeGateway {
    async fn find(&self, key: &str) -> Result<Option<Receipt>, Failure> {
        let booked = "SELECT 'fake_' || rowid, money, at FROM ledger WHERE key = ?1";
        let found = self.0.lock().query_row(booked, [key], |row| row.try_into());
        let receipt = |(reference, money, at)| Receipt {
            reference,
            money,
            at,
        };
        Ok(found.optional()?.map(receipt))
    }

    async fn transfer(
        &self,
        way: &str,
        key: &str,
        customer: &str,
        money: &Money,
    ) -> Result<Receipt, Failure> {
        if customer.starts_with("declined") {
            let problem = format!("the gateway declined: `{customer}` has no money");
            return Err(Failure::poison(problem));
        }
        // As far away as a real one is.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let book = "INSERT OR IGNORE INTO ledger VALUES (?1, ?2, ?3, ?4, ?5)";
        self.0
            .lock()
            .execute(book, params![key, way, customer, money, Timestamp::now()])?;
        tokio::time::sleep(Duration::from_millis(5)).await;
        Ok(self.find(key).await?.ok_or("the ledger lost an entry")?)
    }
}
