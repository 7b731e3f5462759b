//! A store in memory, for one process.

use super::{Claim, Dedupe, RETRY_WINDOW};
use crate::{transport::BoxFuture, values::time::date, webhook::outcome::BoxError};
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

/// Keeps in memory which events were done. It forgets everything when the process ends, and other processes do not know it: for
/// programs of one process that may do an event twice after a restart, and for tests.
///
/// An event that is done is kept for [`RETRY_WINDOW`] and an hour. Of more events than there is room for, those that were done first are forgotten first;
/// where all of them are being worked on, a claim is an error, and the API sends the event again.
pub struct InMemory {
    entries: Mutex<Entries>,
    room: usize,
    keep: Duration,
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

#[derive(Default)]
struct Entries {
    by_event: HashMap<Arc<str>, Entry>,
    /// By the time at which each can be forgotten.
    by_end: BTreeSet<(SystemTime, Arc<str>)>,
    last_ticket: i64,
}

#[derive(Clone, Copy)]
struct Entry {
    /// Until when the lease runs, or what is done is kept.
    end: SystemTime,
    /// That of the lease; `None` where the event is done.
    ticket: Option<i64>,
}

impl InMemory {
    /// Room for 100,000 events, which take about 20 MB.
    #[must_use]
    pub fn new() -> Self {
        Self {
            entries: Mutex::default(),
            room: 100_000,
            keep: RETRY_WINDOW + Duration::from_secs(3600),
            now: Arc::new(date),
        }
    }

    /// Room for so many events, one at least.
    #[must_use]
    pub fn room_for(mut self, events: usize) -> Self {
        self.room = events.max(1);
        self
    }

    /// Keeps what is done for so long.
    #[must_use]
    pub fn keep_for(mut self, duration: Duration) -> Self {
        self.keep = duration;
        self
    }

    /// Reads the time here, such as in a test.
    #[must_use]
    pub fn now(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.now = Arc::new(now);
        self
    }

    /// How many events it keeps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().by_event.len()
    }

    /// Whether it keeps none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Nothing here panics half way.
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_claim(&self, event: &str, lease: Duration) -> Result<Claim, BoxError> {
        let now = (self.now)();
        let mut entries = self.lock();
        entries.forget_until(now);
        match entries.by_event.get(event) {
            Some(Entry { ticket: None, .. }) => return Ok(Claim::Done),
            Some(Entry { .. }) => return Ok(Claim::InProgress),
            None => {}
        }
        if entries.by_event.len() >= self.room && !entries.forget_first_done() {
            return Err("all events that there is room for are being worked on".into());
        }
        entries.last_ticket = entries.last_ticket.wrapping_add(1);
        let ticket = entries.last_ticket;
        let entry = Entry {
            end: after(now, lease),
            ticket: Some(ticket),
        };
        entries.put(event.into(), entry);
        Ok(Claim::New { ticket })
    }

    /// Replaces the lease of a ticket, if it has not passed to another worker.
    fn end(&self, event: &str, ticket: i64, done: bool) {
        let now = (self.now)();
        let mut entries = self.lock();
        let held = entries.by_event.get(event).map(|it| it.ticket);
        match held {
            // The lease is over, and nobody else came: the work is done all the same.
            None if done => {}
            Some(held) if held == Some(ticket) => {}
            _ => return,
        }
        let event = entries.take(event).unwrap_or_else(|| event.into());
        if done {
            let entry = Entry {
                end: after(now, self.keep),
                ticket: None,
            };
            entries.put(event, entry);
        }
    }
}

impl Entries {
    fn put(&mut self, event: Arc<str>, entry: Entry) {
        self.by_end.insert((entry.end, Arc::clone(&event)));
        self.by_event.insert(event, entry);
    }

    fn take(&mut self, event: &str) -> Option<Arc<str>> {
        let (event, entry) = self.by_event.remove_entry(event)?;
        self.by_end.remove(&(entry.end, Arc::clone(&event)));
        Some(event)
    }

    /// Leases that are over, and what was kept for long enough.
    fn forget_until(&mut self, now: SystemTime) {
        while let Some((end, event)) = self.by_end.first() {
            if *end > now {
                break;
            }
            let event = Arc::clone(event);
            self.take(&event);
        }
    }

    fn forget_first_done(&mut self) -> bool {
        let mut all = self.by_end.iter();
        let done = all.find(|(_, it)| self.by_event.get(it).is_some_and(|it| it.ticket.is_none()));
        let done = done.map(|(_, event)| Arc::clone(event));
        done.is_some_and(|event| self.take(&event).is_some())
    }
}

/// A time beyond which nothing is kept stands for all that is later: `Duration::MAX` says "for ever", and is no instant.
fn after(now: SystemTime, span: Duration) -> SystemTime {
    const CENTURY: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);
    now.checked_add(span.min(CENTURY)).unwrap_or(now)
}

impl Default for InMemory {
    fn default() -> Self {
        Self::new()
    }
}

impl Dedupe for InMemory {
    fn claim<'a>(
        &'a self,
        event: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claim, BoxError>> {
        Box::pin(ready(self.try_claim(event, lease)))
    }

    fn done<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        self.end(event, ticket, true);
        Box::pin(ready(Ok(())))
    }

    fn failed<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        self.end(event, ticket, false);
        Box::pin(ready(Ok(())))
    }
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemory")
            .field("events", &self.len())
            .field("room", &self.room)
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
