//! What a payment gateway must be able to do, and one that plays it.

use crate::store;
use chargebee::{Money, Timestamp};
use rusqlite::{Connection, params};
use std::{error::Error, fmt, future::Future, path::Path, sync::Mutex, time::Duration};

/// What the gateway gives for money that has moved.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    pub(crate) reference: String,
    pub(crate) at: Timestamp,
}

/// A payment gateway. It moves money once for each key, and gives the same receipt to whoever asks with that key again.
pub(crate) trait Gateway: Send + Sync + 'static {
    /// Moves money from a customer (`charge`), or back (`refund`). An error that is no [`Declined`] leaves open whether it moved.
    fn transfer(
        &self,
        way: &str,
        key: &str,
        customer: &str,
        money: &Money,
    ) -> impl Future<Output = Result<Receipt, Box<dyn Error + Send + Sync>>> + Send;
}

/// No money has moved, and none will: somebody has to look.
#[derive(Debug)]
pub(crate) struct Declined(String);

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

    fn book(&self, new: &[&dyn rusqlite::ToSql]) -> rusqlite::Result<(Money, Receipt)> {
        let ledger = store::lock(&self.0);
        ledger.execute(
            "INSERT OR IGNORE INTO ledger VALUES (?1, ?2, ?3, ?4, ?5)",
            new,
        )?;
        let booked = "SELECT money, 'fake_' || rowid, at FROM ledger WHERE key = ?1";
        ledger.query_row(booked, [new[0]], |row| {
            Ok((
                row.get(0)?,
                Receipt {
                    reference: row.get(1)?,
                    at: row.get(2)?,
                },
            ))
        })
    }
}

impl Gateway for FakeGateway {
    async fn transfer(
        &self,
        way: &str,
        key: &str,
        customer: &str,
        money: &Money,
    ) -> Result<Receipt, Box<dyn Error + Send + Sync>> {
        if customer.starts_with("declined") {
            return Err(Declined(format!("`{customer}` has no money")).into());
        }
        // As far away as a real one is.
        tokio::time::sleep(Duration::from_millis(5)).await;
        let booked = self.book(params![key, way, customer, money, Timestamp::now()]);
        tokio::time::sleep(Duration::from_millis(5)).await;
        match booked? {
            (moved, receipt) if moved == *money => Ok(receipt),
            (moved, _) => Err(Declined(format!("{key} moved {moved}, and not {money}")).into()),
        }
    }
}
