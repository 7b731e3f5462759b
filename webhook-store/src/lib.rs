//! Keeps in a database which webhooks of Chargebee were handled, so that each is handled once, by whichever worker of whichever
//! machine; and which state of each resource is the newest.
//!
//! ```no_run
//! # #[cfg(feature = "sqlite")]
//! # async fn example(pool: sqlx::SqlitePool) -> Result<(), Box<dyn std::error::Error>> {
//! use chargebee_webhook_store::SqliteStore;
//!
//! let store = SqliteStore::new(pool).await?; // makes its tables where they are missing
//! // chargebee::webhook::Receiver::builder().dedupe(store.clone())...
//! # Ok(())
//! # }
//! ```
//!
//! A store is a [`Dedupe`](chargebee_runtime::webhook::Dedupe) and a [`Versions`](chargebee_runtime::webhook::Versions); those are
//! `chargebee::webhook::Dedupe` and `chargebee::webhook::Versions`. Its tables are `chargebee_webhook_events` and
//! `chargebee_resource_versions`. Time is that of the database, so machines whose clocks differ agree on it.
//!
//! # In one transaction
//!
//! A worker that is killed after its work and before that is noted leaves the event to the next one, which does the work again. Where
//! the work is in the same database, note it in the transaction of the work: both happen, or neither does.
//!
//! ```no_run
//! # #[cfg(feature = "sqlite")]
//! # async fn example(pool: sqlx::SqlitePool, store: chargebee_webhook_store::SqliteStore, event: &str, ticket: i64) -> Result<(), sqlx::Error> {
//! let mut transaction = pool.begin().await?;
//! // ... the work ...
//! // `event` is `delivery.event.id()`, `ticket` is `delivery.ticket`.
//! if store.done_in(&mut transaction, event, ticket).await? {
//!     transaction.commit().await?;
//! } // else the lease is over, and another worker has the event: what was done here is rolled back
//! # Ok(())
//! # }
//! ```

#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod store;

#[cfg(feature = "postgres")]
pub use store::PostgresStore;
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
