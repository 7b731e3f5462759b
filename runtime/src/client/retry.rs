//! Whether and when a call is tried again: decided from values alone, without a clock, a socket or a random source, so that
//! asynchronous and blocking calls decide alike and a test needs neither.

pub use crate::error::failure::RetryCause;

use crate::error::failure::Failure;
use std::time::Duration;

/// The server remembers an idempotency key for half an hour. A repeat that arrives later would be done a second time, so the
/// last attempt starts well before.
const KEY_LIFETIME: Duration = Duration::from_secs(25 * 60);
/// However a policy is made, a call ends.
const MOST_ATTEMPTS: u32 = 100;
/// Over how many waits at most a limit is outlasted: the first is then about a second.
const MOST_SPREAD: u32 = 6;

/// How often, how soon and after what a call is tried again.
///
/// A policy says how eager retries are; whether one is *safe* is not up to it. A GET can always be repeated; a POST only with
/// an idempotency key, or where it certainly had no effect: no connection was made, or the API turned it away before
/// looking at it. The time of a call as a whole, [`ClientBuilder::timeout`](crate::ClientBuilder::timeout), bounds its
/// retries too.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::retry::{RetryCause, RetryPolicy};
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default()
///     .max_attempts(6)
///     .backoff(Duration::from_secs(1), Duration::from_secs(20))
///     .without(RetryCause::Timeout);
/// assert_eq!(RetryPolicy::none().attempts(), 1);
/// # let _ = patient;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    outlast: Duration,
    causes: u8,
}

impl Default for RetryPolicy {
    /// Up to 4 attempts; waits of random length, below 0.5, 1 and 2 seconds; a `Retry-After` of up to a minute is kept. After a
    /// 429 without one the waits are longer, about 9, 17 and 35 seconds: a limit per minute is over before the last attempt.
    fn default() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_millis(500),
            max_backoff: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
            // A minute, and a second more: requests do not all take equally long to get there.
            outlast: Duration::from_secs(61),
            causes: RetryCause::ALL,
        }
    }
}

impl RetryPolicy {
    /// One attempt and no more.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// How many attempts a call has, the first included: 1 to 100.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.clamp(1, MOST_ATTEMPTS);
        self
    }

    /// How long to wait where the server does not say: a random time between nothing and `base`, which doubles with every
    /// attempt up to `max`.
    pub fn backoff(mut self, base: Duration, max: Duration) -> Self {
        (self.base, self.max_backoff) = (base, max);
        self
    }

    /// The longest `Retry-After` to keep; a longer one counts as this.
    pub fn max_retry_after(mut self, max: Duration) -> Self {
        self.max_retry_after = max;
        self
    }

    /// How long to go on after a 429 without `Retry-After`, which may be due to a limit per minute: 61 seconds if not set. The
    /// waits for the attempts that are left are made so long that they come to this together, each twice as long as the one
    /// before. Where the call has no time for that, and after a 429 that is about something else than the number of requests,
    /// such as `lock_timeout`, they are those of [`backoff`](Self::backoff); with zero, always.
    pub fn outlast_rate_limit(mut self, window: Duration) -> Self {
        self.outlast = window;
        self
    }

    /// Tries again after this.
    pub fn with(mut self, cause: RetryCause) -> Self {
        self.causes |= cause.bit();
        self
    }

    /// Does not try again after this.
    pub fn without(mut self, cause: RetryCause) -> Self {
        self.causes &= !cause.bit();
        self
    }

    /// How many attempts a call has, the first included.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long to wait after attempt `made`. The wait that the server asks for is kept in full: jitter comes on top of it,
    /// so that those who were told the same time do not all come back at once.
    fn wait(&self, made: u32, retry_after: Option<Duration>, random: u64) -> Duration {
        let doublings = made.saturating_sub(1).min(31);
        let backoff = self.base.saturating_mul(1 << doublings);
        let backoff = backoff.min(self.max_backoff);
        let least = retry_after.map_or(Duration::ZERO, |it| it.min(self.max_retry_after));
        least.saturating_add(fraction(backoff, random))
    }

    /// The part of [`outlast_rate_limit`](Self::outlast_rate_limit) to wait after attempt `made`: the parts double, and those
    /// of all waits are the whole.
    fn part(&self, made: u32) -> Duration {
        let waits = self.attempts.saturating_sub(1).clamp(1, MOST_SPREAD);
        let doublings = made.saturating_sub(1).min(waits - 1);
        // Rounded up.
        (self.outlast / ((1 << waits) - 1))
            .saturating_mul(1 << doublings)
            .saturating_add(Duration::from_nanos(64))
    }
}

/// A random part of a duration, all of it and nothing of it included.
fn fraction(of: Duration, random: u64) -> Duration {
    let nanos = u128::from(u64::try_from(of.as_nanos()).unwrap_or(u64::MAX));
    let part = (nanos * u128::from(random)) / u128::from(u64::MAX);
    Duration::from_nanos(u64::try_from(part).unwrap_or(u64::MAX))
}

/// The attempts of one call.
#[derive(Clone, Debug)]
pub(crate) struct Attempts<'a> {
    pub(crate) policy: &'a RetryPolicy,
    /// How long the call may take as a whole.
    pub(crate) total: Duration,
    /// Whether the request may arrive twice: a GET, or a POST with an idempotency key.
    pub(crate) repeatable: bool,
    /// Whether that is due to a key, which the server forgets.
    pub(crate) keyed: bool,
    /// How many were made.
    pub(crate) made: u32,
}

impl Attempts<'_> {
    /// How long to wait for the next attempt; `None` where there is none. `elapsed` counts from the start of the call.
    pub(crate) fn next(
        &self,
        failure: &Failure,
        elapsed: Duration,
        random: u64,
    ) -> Option<Duration> {
        let cause = failure.cause()?;
        if self.policy.causes & cause.bit() == 0
            || self.made >= self.policy.attempts
            || !failure.is_retryable(self.repeatable)
        {
            return None;
        }
        let wait = (self.policy).wait(self.made, failure.retry_after(), random);
        let outlasting = wait.saturating_add(self.policy.part(self.made));
        let limit = if self.keyed {
            self.total.min(KEY_LIFETIME)
        } else {
            self.total
        };
        // Waiting only to find that there is no time left helps nobody.
        let fits = |wait: &Duration| elapsed.saturating_add(*wait) < limit;
        let outlasting = failure
            .may_last_a_minute()
            .then_some(outlasting)
            .filter(fits);
        outlasting.or(Some(wait).filter(fits))
    }
}
