//! Once: who does the work for an event, when it comes several times.

mod memory;

pub use memory::InMemory;

use super::outcome::BoxError;
use crate::transport::BoxFuture;
use std::{sync::Arc, time::Duration};

/// How long the API goes on sending an event that is not answered with success: seven times more, after 2 minutes, 6 minutes,
/// 30 minutes, 1 hour, 5 hours, 1 day and 2 days, each counted from the one before. That is 3 days, 6 hours and 38 minutes.
///
/// [Documented](https://support.chargebee.com/support/solutions/articles/257941-at-which-rate-can-we-expect-the-webhook-calls-in-chargebee-will-there-be-any-performance-disruption),
/// as of 2023-02-16.
pub const RETRY_WINDOW: Duration = Duration::from_secs(
    2 * MINUTE + 6 * MINUTE + 30 * MINUTE + HOUR + 5 * HOUR + 24 * HOUR + 48 * HOUR,
);

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// What a store makes of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// The event is new, or whoever had it failed or is gone: do the work.
    New {
        /// Tells this claim from others of the same event.
        ticket: i64,
    },
    /// Another worker has it, and its lease is not over.
    InProgress,
    /// It was done before, or will never work in this version of the API.
    Done,
}

/// Keeps who does the work for an event, so that it is done once.
///
/// Of all claims of an id that come at once, whichever worker, process or machine they are of, one is [`Claim::New`]: a store
/// decides that in one step. Whoever gets it has the event until it says how that ended, or until the lease is over: a worker
/// that was killed leaves the event to the next one. What is done stays so for [`RETRY_WINDOW`] at least. A ticket of a lease that is
/// over, which another worker has now, changes nothing.
///
/// An event has one id in all versions of the API. While a program changes from one version to the next, each event comes in both:
/// what is [`done`](Self::done) is done in both, and what is [`poisoned`](Self::poisoned) is over in its version only, because the
/// other may well work.
///
/// [`InMemory`] keeps it in one process; the crate `chargebee-webhook-store` in SQLite or PostgreSQL.
pub trait Dedupe: Send + Sync + 'static {
    /// Asks for an event that came in the form of a version of the API, such as `v2`, for as long as `lease`.
    fn claim<'a>(
        &'a self,
        event: &'a str,
        version: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claim, BoxError>>;

    /// The work is done.
    fn done<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>>;

    /// The work is not done: the event is free.
    fn failed<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>>;

    /// The event will never work in this version: a claim of it in that is [`Claim::Done`] from now on. In any other it is free.
    fn poisoned<'a>(
        &'a self,
        event: &'a str,
        version: &'a str,
        ticket: i64,
    ) -> BoxFuture<'a, Result<(), BoxError>>;
}

impl<T: Dedupe + ?Sized> Dedupe for Arc<T> {
    fn claim<'a>(
        &'a self,
        event: &'a str,
        version: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claim, BoxError>> {
        (**self).claim(event, version, lease)
    }

    fn done<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        (**self).done(event, ticket)
    }

    fn failed<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        (**self).failed(event, ticket)
    }

    fn poisoned<'a>(
        &'a self,
        event: &'a str,
        version: &'a str,
        ticket: i64,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        (**self).poisoned(event, version, ticket)
    }
}
