//! What outlives the process: events that came, and what is to be done for them.

use crate::gateway::Receipt;
use chargebee::{Money, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, type TEXT, occurred_at INTEGER, received_at INTEGER) STRICT;
    CREATE TABLE IF NOT EXISTS jobs (
        way TEXT, record TEXT, event TEXT, state TEXT DEFAULT 'open', money TEXT, reference TEXT, moved_at INTEGER,
        note TEXT DEFAULT '', attempts INTEGER DEFAULT 0, due_at INTEGER, PRIMARY KEY (way, record)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS jobs_due ON jobs (state, due_at);
    CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY CHECK (one = 1), at TEXT) STRICT;
";

/// Money that is to move for a record. There is one for a record, however often and for whatever event it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// `charge` an invoice, or `refund` a credit note.
    pub(crate) way: String,
    pub(crate) record: String,
    /// The event that asked for it first. All idempotency keys are made of its id.
    pub(crate) event: String,
    pub(crate) attempts: u32,
    /// What the gateway is asked to move. It is kept before the gateway is asked: from then on it may have moved.
    pub(crate) asked: Option<Money>,
    /// What it moved.
    pub(crate) moved: Option<Receipt>,
}

pub(crate) struct Store(Mutex<Connection>);

impl Store {
    pub(crate) fn open(path: &Path) -> rusqlite::Result<Self> {
        Ok(Self(Mutex::new(open(path, TABLES)?)))
    }

    /// Keeps an event and what it asks for, both or none. An event that was kept before changes nothing, and the answer is `false`.
    pub(crate) fn accept(
        &self,
        id: &str,
        event_type: &str,
        occurred_at: Timestamp,
        job: Option<(&str, &str)>,
    ) -> rusqlite::Result<bool> {
        let mut database = lock(&self.0);
        let transaction = database.transaction()?;
        let now = Timestamp::now();
        let event = "INSERT OR IGNORE INTO events VALUES (?1, ?2, ?3, ?4)";
        let is_new = transaction.execute(event, params![id, event_type, occurred_at, now])? == 1;
        if let (true, Some((way, record))) = (is_new, job) {
            let job =
                "INSERT OR IGNORE INTO jobs (way, record, event, due_at) VALUES (?1, ?2, ?3, ?4)";
            transaction.execute(job, params![way, record, id, now])?;
        }
        transaction.commit()?;
        Ok(is_new)
    }

    /// Jobs that are due, the oldest first.
    pub(crate) fn due(&self, count: u32) -> rusqlite::Result<Vec<Job>> {
        let database = lock(&self.0);
        let mut found = database.prepare(
            "SELECT way, record, event, attempts, money, reference, moved_at FROM jobs
             WHERE state = 'open' AND due_at <= ?1 ORDER BY due_at LIMIT ?2",
        )?;
        found
            .query_map(params![Timestamp::now(), count], job)?
            .collect()
    }

    /// What the gateway is about to be asked for.
    pub(crate) fn asked(&self, job: &Job, money: &Money) -> rusqlite::Result<()> {
        self.set(job, "money = ?3", params![money])
    }

    /// What the gateway gave.
    pub(crate) fn moved(&self, job: &Job, receipt: &Receipt) -> rusqlite::Result<()> {
        self.set(
            job,
            "money = ?3, reference = ?4, moved_at = ?5",
            params![receipt.money, receipt.reference, receipt.at],
        )
    }

    /// The job is tried again at a time.
    pub(crate) fn again(&self, job: &Job, at: Timestamp, note: &str) -> rusqlite::Result<()> {
        self.set(
            job,
            "attempts = attempts + 1, due_at = ?3, note = ?4",
            params![at, note],
        )
    }

    /// The job is over.
    pub(crate) fn end(&self, job: &Job, state: &str, note: &str) -> rusqlite::Result<()> {
        self.set(job, "state = ?3, note = ?4", params![state, note])
    }

    fn set(&self, job: &Job, change: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
        let sql = format!("UPDATE jobs SET {change} WHERE way = ?1 AND record = ?2");
        let all: Vec<&dyn ToSql> = [&job.way as &dyn ToSql, &job.record]
            .into_iter()
            .chain(values.iter().copied())
            .collect();
        lock(&self.0).prepare(&sql)?.execute(&*all).map(drop)
    }

    /// Up to where the events of the site were read.
    pub(crate) fn position(&self) -> rusqlite::Result<Option<String>> {
        lock(&self.0)
            .query_row("SELECT at FROM position", [], |row| row.get(0))
            .optional()
    }

    pub(crate) fn set_position(&self, at: &str) -> rusqlite::Result<()> {
        lock(&self.0)
            .execute("INSERT OR REPLACE INTO position VALUES (1, ?1)", [at])
            .map(drop)
    }

    /// The rows of a query, as text for people.
    pub(crate) fn rows(&self, sql: &str) -> rusqlite::Result<Vec<Vec<String>>> {
        let database = lock(&self.0);
        let mut found = database.prepare(sql)?;
        let columns = found.column_count();
        let text = |row: &Row<'_>, at| {
            row.get::<_, Option<String>>(at)
                .map(Option::unwrap_or_default)
        };
        found
            .query_map([], |row| (0..columns).map(|at| text(row, at)).collect())?
            .collect()
    }
}

fn job(row: &Row<'_>) -> rusqlite::Result<Job> {
    let (money, reference, at): (Option<Money>, Option<String>, Option<Timestamp>) =
        (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(Job {
        way: row.get(0)?,
        record: row.get(1)?,
        event: row.get(2)?,
        attempts: row.get(3)?,
        asked: money.clone(),
        moved: (money.zip(reference).zip(at)).map(|((money, reference), at)| Receipt {
            reference,
            money,
            at,
        }),
    })
}

/// A database whose transactions are on the disk when they are over.
pub(crate) fn open(path: &Path, tables: &str) -> rusqlite::Result<Connection> {
    let database = Connection::open(path)?;
    database.busy_timeout(Duration::from_secs(10))?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch(tables)?;
    Ok(database)
}

/// A connection is as good after a panic as before it: a transaction that was open is rolled back.
pub(crate) fn lock(database: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    database.lock().unwrap_or_else(PoisonError::into_inner)
}
