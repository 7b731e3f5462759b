//! Time, as calls need it: to wait between attempts, and to stop in time.

use crate::transport::BoxFuture;
use std::time::{Duration, SystemTime};

/// Measures time and waits.
///
/// With the feature `tokio` (part of `reqwest`), a call that runs on a tokio runtime uses tokio's clock, and blocking calls
/// bring their own. Everywhere else, give a clock with [`ClientBuilder::clock`](crate::ClientBuilder::clock): without one
/// nothing can wait, so nothing is retried, and the deadlines are those that the transport keeps.
pub trait Clock: Send + Sync + 'static {
    /// The time since some moment in the past, the same for the life of the clock. It never goes back.
    fn now(&self) -> Duration;

    /// Ready after `duration`. Called before a retry, and where the rate limits have no room.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Ready when something that was given `duration` must be over. Called beside each attempt.
    ///
    /// The same as [`sleep`](Self::sleep), unless a test's clock jumps over waits and must not cut real work short.
    fn deadline(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleep(duration)
    }

    /// The date, to read a `Retry-After` that is one.
    fn date(&self) -> SystemTime {
        date()
    }
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(crate) fn date() -> SystemTime {
    SystemTime::now()
}

/// There is no date to ask for, and asking would panic. A `Retry-After` then needs the `Date` beside it.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) fn date() -> SystemTime {
    SystemTime::UNIX_EPOCH
}

/// The clock of the tokio runtime that the call runs on.
#[cfg(feature = "tokio")]
#[derive(Clone, Debug)]
pub struct TokioClock {
    start: tokio::time::Instant,
}

#[cfg(feature = "tokio")]
impl TokioClock {
    /// A clock that starts now. It waits only where a tokio runtime with time runs.
    #[must_use]
    pub fn new() -> Self {
        Self {
            start: tokio::time::Instant::now(),
        }
    }
}

#[cfg(feature = "tokio")]
impl Default for TokioClock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "tokio")]
impl Clock for TokioClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
