//! Time, as calls need it: to wait between attempts, and to stop in time.

#[cfg(feature = "tokio")]
use crate::transport::driver::without_driver;
use crate::{transport::BoxFuture, values::time};
use std::time::{Duration, SystemTime};

/// Measures time and waits.
///
/// With the feature `tokio` (part of `reqwest`), a call that runs on a tokio runtime uses tokio's clock, and blocking calls
/// bring their own. Everywhere else, give a clock with [`ClientBuilder::clock`](crate::ClientBuilder::clock): without one
/// nothing can wait, so nothing is retried, and the deadlines are those that the transport keeps.
pub trait Clock: Send + Sync + 'static {
    /// The time since some moment in the past. It never goes back.
    ///
    /// A rate limiter compares the times of all the calls that ask it, so the clocks of clients that share one must count from
    /// the same moment. Those of this crate do. Give clients with a clock of your own clones of one, and no limiter that
    /// clients without it have too.
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
        time::date()
    }
}

/// The time since the moment that the clocks of this crate count from: one for the whole process, and never changed. It lies
/// some time back, because the paused clock of a test may stand behind the real one.
#[cfg(any(feature = "tokio", feature = "blocking"))]
#[expect(
    clippy::disallowed_methods,
    reason = "both features need a clock of the system"
)]
pub(crate) fn since_start(now: std::time::Instant) -> Duration {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    const BACK: Duration = Duration::from_secs(3600);
    let start = START.get_or_init(|| {
        let now = Instant::now();
        now.checked_sub(BACK).unwrap_or(now)
    });
    now.saturating_duration_since(*start)
}

/// Whether there is a tokio runtime here that can wait.
#[cfg(feature = "tokio")]
pub(crate) fn tokio_waits() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
        && without_driver(|| drop(tokio::time::sleep(Duration::ZERO))).is_ok()
}

/// The clock of the tokio runtime that the call runs on.
#[cfg(feature = "tokio")]
#[derive(Clone, Debug, Default)]
pub struct TokioClock(());

#[cfg(feature = "tokio")]
impl TokioClock {
    /// The clock. It waits only where a tokio runtime with time runs.
    #[must_use]
    pub fn new() -> Self {
        Self(())
    }
}

#[cfg(feature = "tokio")]
impl Clock for TokioClock {
    fn now(&self) -> Duration {
        since_start(tokio::time::Instant::now().into_std())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
