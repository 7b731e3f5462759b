//! Drives a future on the thread that waits for it. `pollster` does the same but for time, which has no reactor here: the
//! thread sleeps until the earliest moment that something waits for.

#![expect(
    clippy::disallowed_methods,
    reason = "where there are threads there is a clock"
)]

use crate::{
    client::clock::{self, Clock},
    transport::BoxFuture,
};
use std::{
    cell::Cell,
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::Thread,
    time::{Duration, Instant},
};

thread_local! {
    /// When the future that this thread drives is to be looked at again. Set by the sleeps in it, while it is looked at.
    static WAKE_AT: Cell<Option<Instant>> = const { Cell::new(None) };
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Blocks until the future is ready.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    // A transport may itself block on something while it is looked at.
    let outer = WAKE_AT.take();
    loop {
        WAKE_AT.set(None);
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            WAKE_AT.set(outer);
            return output;
        }
        match WAKE_AT.get() {
            Some(at) => std::thread::park_timeout(at.saturating_duration_since(Instant::now())),
            None => std::thread::park(),
        }
    }
}

/// The clock of [`block_on`]: it waits nowhere else.
#[derive(Debug, Default)]
pub(crate) struct ThreadClock;

impl Clock for ThreadClock {
    fn now(&self) -> Duration {
        clock::since_start(Instant::now())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(Sleep(Instant::now().checked_add(duration)))
    }
}

/// Until a moment; for ever where that is beyond what a clock can tell.
struct Sleep(Option<Instant>);

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let Some(until) = self.0 else {
            return Poll::Pending;
        };
        if Instant::now() >= until {
            return Poll::Ready(());
        }
        let earliest = WAKE_AT.get().map_or(until, |at| at.min(until));
        WAKE_AT.set(Some(earliest));
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_sleeps_until_the_first_of_what_it_waits_for() {
        let clock = ThreadClock;
        let (mut short, mut long) = (
            clock.sleep(Duration::from_millis(20)),
            clock.sleep(Duration::MAX),
        );
        let started = Instant::now();
        block_on(std::future::poll_fn(|context| {
            let _ = long.as_mut().poll(context);
            short.as_mut().poll(context)
        }));
        let took = started.elapsed();
        assert!(took >= Duration::from_millis(20) && took < Duration::from_secs(20));
    }

    #[test]
    fn another_thread_wakes_it() {
        let (mut waker, mut ready) = (None, false);
        block_on(std::future::poll_fn(|context| {
            if std::mem::replace(&mut ready, true) {
                return Poll::Ready(());
            }
            let other = context.waker().clone();
            waker = Some(std::thread::spawn(move || other.wake()));
            Poll::Pending
        }));
        waker.expect("a thread").join().expect("it woke the first");
    }
}
