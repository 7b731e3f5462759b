//! The requests of the last minute. The documented limit is a number within *any* 60 seconds, which is kept exactly by
//! remembering when each was sent: a few hundred times. A leaky bucket, such as `governor`'s, would either let nearly twice
//! as many through in some minutes or give away a part of every minute.

use std::{collections::VecDeque, time::Duration};

/// What the server counts within, and a second more: requests do not all take equally long to get there.
const WINDOW: Duration = Duration::from_secs(61);
/// The longest pause that a server can ask for. It says when the limit resets, which takes about a minute.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub(super) struct Window {
    limit: usize,
    sent: VecDeque<Duration>,
    paused_until: Duration,
}

impl Window {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            sent: VecDeque::new(),
            paused_until: Duration::ZERO,
        }
    }

    /// Counts a request, or says how long to wait before asking again.
    pub(super) fn take(&mut self, now: Duration) -> Result<(), Duration> {
        self.forget(now);
        if now < self.paused_until {
            return Err(self.paused_until - now);
        }
        if let Some(oldest) = self.sent.front()
            && self.sent.len() >= self.limit
        {
            return Err(oldest.saturating_add(WINDOW).saturating_sub(now));
        }
        self.sent.push_back(now);
        Ok(())
    }

    /// Lets nothing through for a while.
    pub(super) fn pause(&mut self, pause: Duration, now: Duration) {
        // A clock of somebody's own may say anything.
        let until = now.saturating_add(pause.min(LONGEST_PAUSE));
        self.paused_until = self.paused_until.max(until);
    }

    pub(super) fn is_empty(&mut self, now: Duration) -> bool {
        self.forget(now);
        self.sent.is_empty() && now >= self.paused_until
    }

    fn forget(&mut self, now: Duration) {
        while (self.sent.front()).is_some_and(|sent| now.saturating_sub(*sent) >= WINDOW) {
            self.sent.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn no_minute_has_more_than_the_limit() {
        let mut window = Window::new(3);
        let mut sent = Vec::new();
        let mut now = Duration::ZERO;
        while sent.len() < 20 {
            match window.take(now) {
                Ok(()) => sent.push(now),
                Err(wait) => now += wait,
            }
            now += seconds(sent.len() as u64 * 7 % 11);
        }
        for (at, first) in sent.iter().enumerate() {
            let within = sent[at..].iter().filter(|it| **it - *first <= seconds(60));
            assert!(within.count() <= 3, "{sent:?}");
        }
        // And no fewer than it could have.
        assert!(sent[19] < seconds(61 * 8), "{sent:?}");
    }

    #[test]
    fn a_pause_holds_everything_back() {
        let mut window = Window::new(3);
        window.pause(seconds(30), seconds(100));
        assert_eq!(window.take(seconds(110)), Err(seconds(20)));
        assert_eq!(window.take(seconds(130)), Ok(()));
        window.pause(Duration::MAX, seconds(131));
        assert_eq!(window.take(seconds(131)), Err(LONGEST_PAUSE));
        assert!(!window.is_empty(seconds(200)), "it is paused");
        assert!(window.is_empty(seconds(252)));
    }

    #[test]
    fn a_clock_may_say_the_end_of_time() {
        for now in [Duration::MAX, Duration::MAX - seconds(1)] {
            let mut window = Window::new(1);
            assert_eq!(window.take(now), Ok(()));
            // Nothing is later, so nobody waits for more than there is.
            let left = Duration::MAX - now;
            assert_eq!(window.take(now), Err(left));
            window.pause(Duration::MAX, now);
            assert!(!window.is_empty(now));
            assert_eq!(window.take(now), Err(left));
        }
    }
}
