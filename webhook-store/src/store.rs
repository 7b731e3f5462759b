//! A store is the same in both databases, but for how each tells the time, the greater of two numbers and a text in another.

use chargebee_runtime::{
    transport::BoxFuture,
    webhook::{BoxError, Claim, Dedupe, RETRY_WINDOW, Versions},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// So many claims come between two times that old rows are deleted.
const CLAIMS: u64 = 1_000;

/// `$now` is the time in milliseconds, `$position` the function that finds a text in another, counted from 1.
macro_rules! store {
    ($(#[$docs:meta])* $name:ident of $database:ident by $pool:ident: $now:literal, $greatest:literal, $position:literal) => {
        $(#[$docs])*
        #[derive(Clone, Debug)]
        pub struct $name {
            pool: sqlx::$pool,
            keep: Duration,
            claims: Arc<AtomicU64>,
        }

        impl $name {
            /// A store in the database of a pool; makes its tables where they are missing.
            ///
            /// # Errors
            /// Those of the database.
            pub async fn new(pool: sqlx::$pool) -> Result<Self, sqlx::Error> {
                let statements = [
                    concat!(
                        "CREATE TABLE IF NOT EXISTS chargebee_webhook_events (",
                        "event TEXT PRIMARY KEY, ticket BIGINT NOT NULL, until BIGINT NOT NULL, done BOOLEAN NOT NULL, ",
                        // The versions of the API in which it will never work, as `marked` writes them.
                        "poisoned TEXT NOT NULL DEFAULT '')"
                    ),
                    "CREATE INDEX IF NOT EXISTS chargebee_webhook_events_until ON chargebee_webhook_events (until)",
                    concat!(
                        "CREATE TABLE IF NOT EXISTS chargebee_resource_versions (",
                        "resource TEXT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL, seen BIGINT NOT NULL, ",
                        "PRIMARY KEY (resource, id))"
                    ),
                    "CREATE INDEX IF NOT EXISTS chargebee_resource_versions_seen ON chargebee_resource_versions (seen)",
                ];
                for statement in statements {
                    sqlx::query(statement).execute(&pool).await?;
                }
                Ok(Self {
                    pool,
                    keep: RETRY_WINDOW + Duration::from_secs(3600),
                    claims: Arc::default(),
                })
            }

            /// Keeps what is done, and the versions that were seen, for so long; for [`RETRY_WINDOW`] and an hour if not set.
            #[must_use]
            pub fn keep_for(mut self, duration: Duration) -> Self {
                self.keep = duration;
                self
            }

            /// Notes in a transaction of the program's own that the work for an event is done, and says whether it still was its
            /// own to do: where the lease is over and another worker has the event, roll back.
            ///
            /// # Errors
            /// Those of the database.
            pub async fn done_in(
                &self,
                connection: &mut <sqlx::$database as sqlx::Database>::Connection,
                event: &str,
                ticket: i64,
            ) -> Result<bool, sqlx::Error> {
                let done = sqlx::query(concat!(
                    "UPDATE chargebee_webhook_events SET done = TRUE, until = ", $now, " + $3 WHERE event = $1 AND ticket = $2"
                ));
                let done = done.bind(event).bind(ticket).bind(milliseconds(self.keep));
                Ok(done.execute(connection).await?.rows_affected() == 1)
            }

            /// Deletes what was kept for long enough, and says how much that was. Every thousandth claim does so too.
            ///
            /// # Errors
            /// Those of the database.
            pub async fn forget(&self) -> Result<u64, sqlx::Error> {
                // Leases that nobody took up again are kept as long: their tickets must not come again.
                let events = sqlx::query(concat!(
                    "DELETE FROM chargebee_webhook_events WHERE until <= ", $now, " - CASE WHEN done THEN 0 ELSE $1 END"
                ));
                let events = events.bind(milliseconds(self.keep)).execute(&self.pool).await?;
                let versions = sqlx::query(concat!(
                    "DELETE FROM chargebee_resource_versions WHERE seen <= ", $now, " - $1"
                ));
                let versions = versions.bind(milliseconds(self.keep)).execute(&self.pool).await?;
                Ok(events.rows_affected() + versions.rows_affected())
            }

            async fn try_claim(&self, event: &str, version: &str, lease: Duration) -> Result<Claim, sqlx::Error> {
                // In one statement: of all that come at once, one inserts the row or takes it over.
                let claim = sqlx::query_scalar::<_, i64>(concat!(
                    "INSERT INTO chargebee_webhook_events (event, ticket, until, done) VALUES ($1, 1, ", $now, " + $2, FALSE) ",
                    "ON CONFLICT (event) DO UPDATE SET ticket = chargebee_webhook_events.ticket + 1, until = excluded.until, ",
                    "done = FALSE WHERE chargebee_webhook_events.until <= ", $now,
                    " - CASE WHEN ", $position, "(chargebee_webhook_events.poisoned, $3) > 0 THEN $4 ELSE 0 END RETURNING ticket"
                ));
                let claim = claim.bind(event).bind(milliseconds(lease));
                let claim = claim.bind(marked(version)).bind(milliseconds(self.keep));
                if let Some(ticket) = claim.fetch_optional(&self.pool).await? {
                    if self.claims.fetch_add(1, Ordering::Relaxed) % CLAIMS == CLAIMS - 1 {
                        // The event is claimed, whatever becomes of old rows: they are there the next time.
                        let _ = self.forget().await;
                    }
                    return Ok(Claim::New { ticket });
                }
                let done = sqlx::query_scalar::<_, bool>(concat!(
                    "SELECT done OR ", $position, "(poisoned, $2) > 0 FROM chargebee_webhook_events WHERE event = $1"
                ));
                let done = done.bind(event).bind(marked(version));
                Ok(match done.fetch_optional(&self.pool).await? {
                    Some(true) => Claim::Done,
                    // Also where it was deleted meanwhile: the API sends it again.
                    Some(false) | None => Claim::InProgress,
                })
            }

            async fn try_done(&self, event: &str, ticket: i64) -> Result<(), sqlx::Error> {
                let mut connection = self.pool.acquire().await?;
                self.done_in(&mut connection, event, ticket).await.map(|_| ())
            }

            async fn try_failed(&self, event: &str, ticket: i64) -> Result<(), sqlx::Error> {
                let failed = sqlx::query(concat!(
                    "UPDATE chargebee_webhook_events SET until = ", $now, " WHERE event = $1 AND ticket = $2 AND NOT done"
                ));
                failed.bind(event).bind(ticket).execute(&self.pool).await.map(|_| ())
            }

            async fn try_poisoned(&self, event: &str, version: &str, ticket: i64) -> Result<(), sqlx::Error> {
                let poisoned = sqlx::query(concat!(
                    "UPDATE chargebee_webhook_events SET until = ", $now, ", poisoned = poisoned || $3 ",
                    "WHERE event = $1 AND ticket = $2 AND NOT done"
                ));
                let poisoned = poisoned.bind(event).bind(ticket).bind(marked(version));
                poisoned.execute(&self.pool).await.map(|_| ())
            }

            async fn try_newest(&self, resource: &str, id: &str, version: i64) -> Result<i64, sqlx::Error> {
                let newest = sqlx::query_scalar::<_, i64>(concat!(
                    "INSERT INTO chargebee_resource_versions (resource, id, version, seen) VALUES ($1, $2, $3, ", $now, ") ",
                    "ON CONFLICT (resource, id) DO UPDATE SET ",
                    "version = ", $greatest, "(chargebee_resource_versions.version, excluded.version), seen = excluded.seen ",
                    "RETURNING version"
                ));
                newest.bind(resource).bind(id).bind(version).fetch_one(&self.pool).await
            }
        }

        impl Dedupe for $name {
            fn claim<'a>(
                &'a self,
                event: &'a str,
                version: &'a str,
                lease: Duration,
            ) -> BoxFuture<'a, Result<Claim, BoxError>> {
                Box::pin(async move { Ok(self.try_claim(event, version, lease).await?) })
            }

            fn done<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
                Box::pin(async move { Ok(self.try_done(event, ticket).await?) })
            }

            fn failed<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
                Box::pin(async move { Ok(self.try_failed(event, ticket).await?) })
            }

            fn poisoned<'a>(
                &'a self,
                event: &'a str,
                version: &'a str,
                ticket: i64,
            ) -> BoxFuture<'a, Result<(), BoxError>> {
                Box::pin(async move { Ok(self.try_poisoned(event, version, ticket).await?) })
            }
        }

        impl Versions for $name {
            fn newest<'a>(&'a self, resource: &'a str, id: &'a str, version: i64) -> BoxFuture<'a, Result<i64, BoxError>> {
                Box::pin(async move { Ok(self.try_newest(resource, id, version).await?) })
            }
        }
    };
}

/// A version as it stands in `poisoned`: none is a part of another.
fn marked(version: &str) -> String {
    format!("\n{version}\n")
}

/// No lease and nothing that is kept goes on for so long that it does not fit.
fn milliseconds(duration: Duration) -> i64 {
    const LONGEST: u128 = 1 << 50;
    i64::try_from(duration.as_millis().min(LONGEST)).unwrap_or(i64::MAX)
}

#[cfg(feature = "sqlite")]
store! {
    /// Keeps them in SQLite, 3.42 or later. Clones are cheap and share everything.
    ///
    /// Processes that share a file wait for each other as long as the pool's `busy_timeout` says; with `journal_mode` WAL readers do
    /// not wait.
    SqliteStore of Sqlite by SqlitePool:
    "CAST(unixepoch('subsec') * 1000 AS INTEGER)", "MAX", "INSTR"
}

#[cfg(feature = "postgres")]
store! {
    /// Keeps them in PostgreSQL, 9.5 or later. Clones are cheap and share everything.
    PostgresStore of Postgres by PgPool:
    "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)", "GREATEST", "STRPOS"
}
