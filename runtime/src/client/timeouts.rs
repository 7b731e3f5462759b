//! How long things may take.

use std::time::Duration;

pub(super) const CONNECT: Duration = Duration::from_secs(10);
const ATTEMPT: Duration = Duration::from_secs(80);
const TOTAL: Duration = Duration::from_secs(180);

/// How long things may take, where something else than the default is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Timeouts {
    pub(crate) connect: Option<Duration>,
    pub(crate) attempt: Option<Duration>,
    pub(crate) total: Option<Duration>,
}

/// The same, decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
}

/// As good as for ever. What is longer may be beyond what a clock can tell, and no transport need cope with that.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

impl Timeouts {
    pub(crate) fn resolved(self) -> Times {
        let or = |time: Option<Duration>, default| time.unwrap_or(default).min(LONGEST);
        Times {
            connect: or(self.connect, CONNECT),
            attempt: or(self.attempt, ATTEMPT),
            total: or(self.total, TOTAL),
        }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            connect: self.connect.or(other.connect),
            attempt: self.attempt.or(other.attempt),
            total: self.total.or(other.total),
        }
    }
}
