//! A clock for tests that are not to wait.

use chargebee::{clock::Clock, transport::BoxFuture};
use std::{
    fmt,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

/// A clock whose waits are over at once, and are kept. Deadlines are real, so that they cut nothing short.
#[derive(Clone, Default)]
pub struct TestClock(Arc<State>);

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestClock")
    }
}

#[derive(Default)]
struct State {
    now: Mutex<Duration>,
    waits: Mutex<Vec<Duration>>,
    before_wait: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl TestClock {
    /// The waits so far.
    ///
    /// # Panics
    /// Where another thread panicked with the lock.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.0.waits.lock().expect("the lock").clone()
    }

    /// Does something when the next wait begins.
    ///
    /// # Panics
    /// Where another thread panicked with the lock.
    pub fn before_wait(&self, work: impl FnOnce() + Send + 'static) {
        *self.0.before_wait.lock().expect("the lock") = Some(Box::new(work));
    }
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        *self.0.now.lock().expect("the lock")
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            let work = clock.0.before_wait.lock().expect("the lock").take();
            if let Some(work) = work {
                work();
            }
            clock.0.waits.lock().expect("the lock").push(duration);
            *clock.0.now.lock().expect("the lock") += duration;
        })
    }

    fn deadline(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            // Not looked at by blocking calls, which have no runtime: their transport is done when it is asked.
            tokio::time::sleep(duration).await;
        })
    }

    fn date(&self) -> SystemTime {
        // 2023-11-14T22:13:20Z
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
    }
}
