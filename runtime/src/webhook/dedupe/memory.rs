//! A store in memory, for one process.

use super::{Claim, Dedupe, RETRY_WINDOW};
use crate::{transport::BoxFuture, values::time::stopwatch, webhook::outcome::BoxError};
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Keeps in memory which events were done. It forgets everything when the process ends, and other processes do not know it: for
/// programs of one process that may do an event twice after a restart, and for tests.
///
/// An event that is done is kept for [`RETRY_WINDOW`] and an hour. Of more events than there is room for, those that were done first are forgotten first;
/// where all of them are being worked on, a claim is an error, and the API sends the event again.
///
/// Its clock is monotonic: a clock of the system that is set to another time changes nothing.
pub struct InMemory {
    entries: Mutex<Entries>,
    room: usize,
    keep: Duration,
    now: Arc<dyn Fn() -> Duration + Send + Sync>,
}

#[derive(Default)]
struct Entries {
    by_event: HashMap<Arc<str>, Entry>,
    /// By the time at which each can be forgotten.
    by_end: BTreeSet<(Duration, Arc<str>)>,
    last_ticket: i64,
    /// The latest time that was read: no clock goes back here.
    now: Duration,
}

struct Entry {
    /// Until when the lease runs, or this is kept.
    end: Duration,
    state: State,
    /// The versions of the API in which it will never work.
    poisoned: Vec<Box<str>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A worker has it, by this ticket.
    Held(i64),
    Done,
    /// Nobody has it. It is kept for the versions in which it will never work.
    Free,
}

impl InMemory {
    /// Room for 100,000 events, which take about 20 MB.
    #[must_use]
    pub fn new() -> Self {
        Self {
            entries: Mutex::default(),
            room: 100_000,
            keep: RETRY_WINDOW + Duration::from_secs(3600),
            now: Arc::new(stopwatch()),
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

    /// Reads the time here, such as in a test: how long ago some moment was. A time before one that was read counts as that one.
    #[must_use]
    pub fn now(mut self, now: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        self.now = Arc::new(now);
        self
    }

    /// How many events it keeps.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries().by_event.len()
    }

    /// Whether it keeps none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Nothing here panics half way.
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entries as of now.
    fn current(&self) -> MutexGuard<'_, Entries> {
        let now = (self.now)();
        let mut entries = self.entries();
        entries.now = entries.now.max(now);
        entries
    }

    fn try_claim(&self, event: &str, version: &str, lease: Duration) -> Result<Claim, BoxError> {
        let mut entries = self.current();
        entries.forget(self.keep);
        match entries.by_event.get(event) {
            Some(entry) if entry.is_over_in(version) => return Ok(Claim::Done),
            Some(entry) if entry.state != State::Free => return Ok(Claim::InProgress),
            _ => {}
        }
        let poisoned = entries.take(event).map(|(_, entry)| entry.poisoned);
        if entries.by_event.len() >= self.room && !entries.forget_first() {
            return Err("all events that there is room for are being worked on".into());
        }
        entries.last_ticket = entries.last_ticket.wrapping_add(1);
        let ticket = entries.last_ticket;
        let entry = Entry {
            end: after(entries.now, lease),
            state: State::Held(ticket),
            poisoned: poisoned.unwrap_or_default(),
        };
        entries.put(event.into(), entry);
        Ok(Claim::New { ticket })
    }

    /// Ends the lease of a ticket, if the event has not passed to another worker.
    fn end(&self, event: &str, ticket: i64, end: End<'_>) {
        let mut entries = self.current();
        match entries.by_event.get(event).map(|it| it.state) {
            Some(State::Held(holder)) if holder == ticket => {}
            // The lease is over, and nobody else came: what came of the work counts all the same.
            None | Some(State::Free) if end != End::Failed => {}
            _ => return,
        }
        let (event, mut poisoned) = match entries.take(event) {
            Some((event, entry)) => (event, entry.poisoned),
            None => (event.into(), Vec::new()),
        };
        if let End::Poisoned(version) = end {
            poisoned.push(version.into());
        }
        let state = match end {
            End::Done => State::Done,
            _ => State::Free,
        };
        if state == State::Done || !poisoned.is_empty() {
            let entry = Entry {
                end: after(entries.now, self.keep),
                state,
                poisoned,
            };
            entries.put(event, entry);
        }
    }
}

/// How a worker ends with an event.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End<'a> {
    Done,
    Failed,
    /// It will never work in this version of the API.
    Poisoned(&'a str),
}

impl Entry {
    /// Whether there is nothing to do for the event in the form of a version.
    fn is_over_in(&self, version: &str) -> bool {
        self.state == State::Done || self.poisoned.iter().any(|it| **it == *version)
    }
}

impl Entries {
    fn put(&mut self, event: Arc<str>, entry: Entry) {
        self.by_end.insert((entry.end, Arc::clone(&event)));
        self.by_event.insert(event, entry);
    }

    fn take(&mut self, event: &str) -> Option<(Arc<str>, Entry)> {
        let (event, entry) = self.by_event.remove_entry(event)?;
        self.by_end.remove(&(entry.end, Arc::clone(&event)));
        Some((event, entry))
    }

    /// Ends leases that are over, and forgets what was kept for long enough.
    fn forget(&mut self, keep: Duration) {
        while let Some((end, event)) = self.by_end.first()
            && *end <= self.now
        {
            let event = Arc::clone(event);
            if let Some((event, mut entry)) = self.take(&event)
                && matches!(entry.state, State::Held(_))
                && !entry.poisoned.is_empty()
            {
                // Whoever had it is gone, and in another version it still does not work.
                entry.state = State::Free;
                entry.end = after(entry.end, keep);
                self.put(event, entry);
            }
        }
    }

    /// Makes room: forgets what nobody is at and would be forgotten next.
    fn forget_first(&mut self) -> bool {
        let mut all = self.by_end.iter();
        let is_held = |it: &Arc<str>| {
            let entry = self.by_event.get(it);
            entry.is_some_and(|it| matches!(it.state, State::Held(_)))
        };
        let first = all.find(|(_, it)| !is_held(it));
        let first = first.map(|(_, event)| Arc::clone(event));
        first.is_some_and(|event| self.take(&event).is_some())
    }
}

/// A time beyond which nothing is kept stands for all that is later: `Duration::MAX` says "for ever", and cannot be added to.
fn after(now: Duration, span: Duration) -> Duration {
    const CENTURY: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);
    now.saturating_add(span.min(CENTURY))
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
        version: &'a str,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claim, BoxError>> {
        Box::pin(ready(self.try_claim(event, version, lease)))
    }

    fn done<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        self.end(event, ticket, End::Done);
        Box::pin(ready(Ok(())))
    }

    fn failed<'a>(&'a self, event: &'a str, ticket: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        self.end(event, ticket, End::Failed);
        Box::pin(ready(Ok(())))
    }

    fn poisoned<'a>(
        &'a self,
        event: &'a str,
        version: &'a str,
        ticket: i64,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        self.end(event, ticket, End::Poisoned(version));
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
