//! The clock: what is due on the way happens, in order, and is told.

use super::{Inner, Mock};
use crate::{sample::Sampler, state::Due};
use jiff::{Span, Timestamp};
use std::{fmt, sync::MutexGuard};

/// Where the clock stopped on its way, and why.
#[derive(Debug)]
pub(super) struct Stopped {
    due: Due,
    reason: String,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Due {
            at, resource, id, ..
        } = &self.due;
        write!(
            f,
            "the clock stopped at {at}, before what happens to the {resource} {id}: {}",
            self.reason
        )
    }
}

impl Mock {
    /// Moves the clock on by a span of time, `1 month`, `10 days 12 hours` or `P1M`, by the calendar of the site; see
    /// [`Mock::travel_to`]. What time it is then.
    ///
    /// # Errors
    /// Those of [`Mock::travel_to`], and where the text is no span of time or not above zero.
    pub fn advance(&self, by: &str) -> Result<i64, String> {
        let span: Span = by.parse().map_err(|problem| {
            format!("`{by}` is no span of time, such as `1 month`: {problem}")
        })?;
        let start = Timestamp::from_second(self.now()).map_err(|it| it.to_string())?;
        let end = start
            .to_zoned_datetime(self.site_settings().zone())
            .checked_add(span);
        let end = end.map_err(|problem| format!("`{by}` from now on: {problem}"))?;
        let end = end.timestamp().as_second();
        self.travel_to(end)?;
        Ok(end)
    }

    /// Moves the clock on to an instant, in seconds since the Unix epoch, and stops it there. Everything that is due until then
    /// happens, in order and each at its instant: trials end, subscriptions renew, and so on, with their invoices and events.
    ///
    /// # Errors
    /// Where the instant lies in the past, or where something on the way is not computed. Then the clock stands at that instant,
    /// and all that was due before is done.
    pub fn travel_to(&self, seconds: i64) -> Result<(), String> {
        let mut inner = self.inner();
        let now = inner.now();
        if seconds < now {
            return Err(format!("the clock is at {now}, after {seconds}"));
        }
        let stopped = self.travel(&mut inner, seconds);
        self.send(inner);
        stopped.map_or(Ok(()), |it| Err(it.to_string()))
    }

    /// When something happens next by itself, in seconds since the Unix epoch.
    #[must_use]
    pub fn next_turn(&self) -> Option<i64> {
        self.inner().state.next_turn()
    }

    /// Sends what is to be sent.
    pub(super) fn send(&self, mut inner: MutexGuard<'_, Inner>) {
        let outbox = std::mem::take(&mut inner.outbox);
        drop(inner);
        for (webhook, delivery) in outbox {
            webhook.deliver(self, delivery);
        }
    }

    /// Moves the clock on, as far as it goes.
    pub(super) fn travel(&self, inner: &mut Inner, until: i64) -> Option<Stopped> {
        let stopped = self.catch_up(inner, until);
        let at = stopped.as_ref().map_or(until, |it| it.due.at);
        let at = at.max(inner.now());
        inner.clock.send_replace(Some(at));
        stopped
    }

    /// Does what is due until an instant. What cannot be done stays due, and so does what comes after it.
    pub(super) fn catch_up(&self, inner: &mut Inner, until: i64) -> Option<Stopped> {
        while let Some(due) = inner.state.due(until).cloned() {
            let schema = self.any_schema(due.version)?;
            let sampler = Sampler {
                schema,
                now: due.at,
                required_only: false,
                zero: false,
            };
            match inner.state.happen(&sampler, &due) {
                Ok(events) => self.tell(inner, schema, events),
                Err(refusal) => {
                    let reason = refusal.message;
                    return Some(Stopped { due, reason });
                }
            }
        }
        None
    }
}
