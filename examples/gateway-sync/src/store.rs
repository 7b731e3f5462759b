//! What outlives the process: events that came, and what is to be done for them.

use crate::gateway::Receipt;
use chargebee::{Money, Timestamp, v2::Event};
use rusqlite::{Connection, Row, params};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(crate) const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, type TEXT, occurred_at INTEGER) STRICT;
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
    /// What the gateway is asked to move. It is kept before the gateway is asked: from then on it may have moved.
    pub(crate) asked: Option<Money>,
    /// What it moved.
    pub(crate) moved: Option<Receipt>,
    pub(crate) attempts: u32,
    pub(crate) due_at: Timestamp,
}

impl Job {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let asked: Option<Money> = row.get("money")?;
        let moved = (asked.clone(), row.get("reference")?, row.get("moved_at")?);
        Ok(Self {
            way: row.get("way")?,
            record: row.get("record")?,
            event: row.get("event")?,
            asked,
            moved: match moved {
                (Some(money), Some(reference), Some(at)) => Some(Receipt {
                    reference,
                    money,
                    at,
                }),
                _ => None,
            },
            attempts: row.get("attempts")?,
            due_at: row.get("due_at")?,
        })
    }
}

pub(crate) struct Database(Mutex<Connection>);

impl Database {
    /// A database whose transactions are on the disk when they are over.
    pub(crate) fn open(path: &Path, tables: &str) -> rusqlite::Result<Self> {
        let database = Connection::open(path)?;
        database.busy_timeout(Duration::from_secs(10))?;
        database.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
        database.execute_batch(tables)?;
        Ok(Self(Mutex::new(database)))
    }

    /// A connection is as good after a panic as before it: a transaction that was open is rolled back.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an event and what it asks for, both or none. An event that was kept before changes nothing, and the answer is `false`.
    pub(crate) fn keep(&self, event: &Event, job: Option<(&str, &str)>) -> rusqlite::Result<bool> {
        let mut database = self.lock();
        let transaction = database.transaction()?;
        let (id, event_type) = (event.id.as_str(), event.event_type.as_str());
        let insert = "INSERT OR IGNORE INTO events VALUES (?1, ?2, ?3)";
        let is_new = transaction.execute(insert, params![id, event_type, event.occurred_at])? == 1;
        if let (true, Some((way, record))) = (is_new, job) {
            let insert =
                "INSERT OR IGNORE INTO jobs (way, record, event, due_at) VALUES (?1, ?2, ?3, ?4)";
            transaction.execute(insert, params![way, record, id, Timestamp::now()])?;
        }
        transaction.commit()?;
        Ok(is_new)
    }

    /// Jobs that are due, the oldest first: as many as are worked on at a time.
    pub(crate) fn due(&self) -> rusqlite::Result<Vec<Job>> {
        let due =
            "SELECT * FROM jobs WHERE state = 'open' AND due_at <= ?1 ORDER BY due_at LIMIT 16";
        let database = self.lock();
        let mut found = database.prepare(due)?;
        found.query_map([Timestamp::now()], Job::read)?.collect()
    }

    /// Keeps how far a job is.
    pub(crate) fn save(&self, job: &Job, state: &str, note: &str) -> rusqlite::Result<()> {
        let moved = job.moved.as_ref();
        let change = "UPDATE jobs SET state = ?3, money = ?4, reference = ?5, moved_at = ?6, note = ?7, attempts = ?8, due_at = ?9
            WHERE way = ?1 AND record = ?2";
        let values = params![
            job.way,
            job.record,
            state,
            moved.map(|it| &it.money).or(job.asked.as_ref()),
            moved.map(|it| &it.reference),
            moved.map(|it| it.at),
            note,
            job.attempts,
            job.due_at
        ];
        self.lock().execute(change, values).map(drop)
    }

    /// Up to where the events of the site were read.
    pub(crate) fn set_position(&self, at: &str) -> rusqlite::Result<()> {
        let set = "INSERT OR REPLACE INTO position VALUES (1, ?1)";
        self.lock().execute(set, [at]).map(drop)
    }

    /// The rows of a query, all of whose columns are text.
    pub(crate) fn rows(&self, sql: &str) -> rusqlite::Result<Vec<Vec<String>>> {
        let database = self.lock();
        let mut found = database.prepare(sql)?;
        let columns = 0..found.column_count();
        let texts = |row: &Row<'_>| columns.clone().map(|at| row.get(at)).collect();
        found.query_map([], texts)?.collect()
    }
}
