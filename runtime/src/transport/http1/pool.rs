//! Connections that wait for the next request.

#![expect(
    clippy::disallowed_methods,
    reason = "where there are sockets there is a clock"
)]

use super::{connect::Target, stream::Stream};
use std::{
    io::ErrorKind,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a connection may wait, as reqwest has it.
const IDLE: Duration = Duration::from_secs(90);
/// How many may.
const MOST: usize = 32;

#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<Waiting>>);

struct Waiting {
    target: Target,
    stream: Box<dyn Stream>,
    since: Instant,
}

impl Pool {
    /// The connection that was used last, if it is still there.
    pub(super) fn take(&self, target: &Target) -> Option<Box<dyn Stream>> {
        loop {
            let mut waiting = {
                let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let at = all.iter().rposition(|it| it.target == *target)?;
                all.remove(at)
            };
            // Nothing is to be read before something was asked: if there is, it is the end.
            let quiet = waiting.stream.read_now(&mut [0]);
            let open = quiet.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
            if open && waiting.since.elapsed() < IDLE {
                return Some(waiting.stream);
            }
        }
    }

    pub(super) fn put(&self, target: Target, stream: Box<dyn Stream>) {
        let since = Instant::now();
        let old: Vec<_> = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(Waiting {
                target,
                stream,
                since,
            });
            let fresh = all.iter().position(|it| it.since.elapsed() < IDLE);
            let many = all.len().saturating_sub(MOST);
            all.drain(..fresh.unwrap_or(0).max(many)).collect()
        };
        // Closed when nobody waits for the lock.
        drop(old);
    }
}
