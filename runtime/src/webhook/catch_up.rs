//! Catching up: the events that a receiver missed, out of the list of the API.

mod keep_up;

pub use keep_up::KeepUp;

use super::{AnyEvent, Delivery, Failure, Outcome, Receiver};
use crate::{
    Checkpoint, Result,
    calls::list::{Changes, Mirror, Page},
};
use std::{fmt, time::Duration};

/// A list of events. Implemented by generated requests.
#[doc(hidden)]
pub trait EventList<E>: Mirror
where
    Self::Response: Page,
{
    fn event(entry: <Self::Response as Page>::Entry) -> E;
}

/// A walk through the list of events that hands each of them to a handler, as a receiver of webhooks does: for those that it missed
/// while it was down, or that got lost. Made by [`Receiver::catch_up`].
///
/// ```text
/// let position = match load() {
///     Some(text) => text.parse()?,
///     None => Checkpoint::not_before(Timestamp::now()), // what was before is no matter of this program
/// };
/// let mut missed = receiver.catch_up(client.event().list().limit(100), position);
/// while let Some(outcome) = missed.next(&handler).await {
///     outcome?;
///     save(missed.position().to_string());
/// }
/// ```
///
/// Run it when the program starts, and every few minutes: whatever webhooks do, each event is handled in the end.
/// [`Receiver::keep_up`] does so until it is told to stop.
///
/// - **No gap.** Events come in the order in which they occurred. A walk starts five minutes ([`CatchUp::overlap`]) before where the
///   last one ended, because events that are written late have an earlier instant than what was seen already. The position stays in
///   front of the first event that is not over: one whose handler failed, or that another worker has. The next walk comes to it again.
/// - **No double.** What a walk gave is known by its id, from one walk to the next, also behind an event that is not over (the latest
///   10,000 of them); what came as a webhook is known to the store of the receiver
///   ([`ReceiverBuilder::dedupe`](super::ReceiverBuilder::dedupe)), and so is what was handled before the position was saved. The
///   outcome is then [`Outcome::Duplicate`]. A store keeps that for some days ([`RETRY_WINDOW`](super::RETRY_WINDOW)): let no more
///   time pass between two walks. Without a store, the walk ends at the first event that is not over, and what a webhook brings at
///   the same time is handled twice.
///
/// The list can be narrowed, by the types of events that the webhook is set to, say: `client.event().list().event_type().in_list([...])`.
/// Its filters by `occurred_at` (API v1: `start_time` and `end_time`) and its order are replaced. Use the same filters with a position from walk to walk.
#[must_use = "nothing is fetched until `next` is called"]
pub struct CatchUp<R: EventList<E>, E: AnyEvent>
where
    R::Response: Page,
{
    receiver: Receiver<E>,
    changes: Changes<R>,
    /// In front of the first event that is not over.
    stopped: Option<Checkpoint>,
    unsettled: usize,
}

/// An event of the list, and where the walk stood in front of it.
struct Fetched<R: Mirror>
where
    R::Response: Page,
{
    entry: <R::Response as Page>::Entry,
    before: Checkpoint,
}

impl<E: AnyEvent> Receiver<E> {
    /// Walks through the list of events from a position on, for what did not come as a webhook. See [`CatchUp`].
    pub fn catch_up<R: EventList<E>>(
        &self,
        events: R,
        position: impl Into<Checkpoint>,
    ) -> CatchUp<R, E>
    where
        R::Response: Page,
    {
        CatchUp {
            receiver: self.clone(),
            changes: Changes::new(events, position.into()),
            stopped: None,
            unsettled: 0,
        }
    }
}

impl<R: EventList<E>, E: AnyEvent> CatchUp<R, E>
where
    R::Response: Page,
{
    /// How much earlier than the position the walk starts, in whole seconds; 5 minutes if not set. To be set before the first event is
    /// asked for, and to be the same from walk to walk.
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.changes = self.changes.overlap(overlap);
        self
    }

    /// Has the next event handled, and tells what came of it; `None` when there is none, and after an error.
    ///
    /// It may be dropped while it waits: an event that is not over by then is no part of the position.
    ///
    /// # Errors
    /// Where the list could not be fetched; [`retry`](Self::retry) goes on where that may be over. What the handler says is an
    /// [`Outcome`].
    pub async fn next<F, Fut>(&mut self, handler: F) -> Option<Result<Outcome>>
    where
        F: FnOnce(Delivery<E>) -> Fut,
        Fut: Future<Output = Result<(), Failure>>,
    {
        match self.fetch().await? {
            Ok(fetched) => Some(Ok(self.handle(fetched, handler).await)),
            Err(error) => Some(Err(error)),
        }
    }

    /// The next event.
    async fn fetch(&mut self) -> Option<Result<Fetched<R>>> {
        if self.stopped.is_some() && !self.receiver.dedupes() {
            return None;
        }
        let before = self.changes.checkpoint().clone();
        let entry = self.changes.next().await?;
        Some(entry.map(|entry| Fetched { entry, before }))
    }

    async fn handle<F, Fut>(&mut self, fetched: Fetched<R>, handler: F) -> Outcome
    where
        F: FnOnce(Delivery<E>) -> Fut,
        Fut: Future<Output = Result<(), Failure>>,
    {
        let Fetched { entry, before } = fetched;
        // Until it is over, the position is in front of it, also where this is dropped.
        let is_first = self.stopped.is_none();
        self.stopped.get_or_insert(before);
        self.unsettled += 1;
        let is_known_to = Changes::<R>::noted(&entry);
        let outcome = self.receiver.process(R::event(entry), handler).await;
        if outcome.is_settled() {
            self.unsettled -= 1;
            if is_first {
                self.stopped = None;
            } else if let Some(position) = &mut self.stopped {
                // It is behind one that is not over, and a store may forget it before that one is.
                is_known_to(position);
            }
        }
        outcome
    }

    /// Where to go on from later, as text that parses to the same again. It counts what is over.
    #[must_use]
    pub fn position(&self) -> &Checkpoint {
        match &self.stopped {
            Some(stopped) => stopped,
            None => self.changes.checkpoint(),
        }
    }

    fn into_position(self) -> Checkpoint {
        match self.stopped {
            Some(stopped) => stopped,
            None => self.changes.into_checkpoint(),
        }
    }

    /// How many events of this walk are not over: the next one comes to them again.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        self.unsettled
    }

    /// Has the next call of [`next`](Self::next) ask again for the page that could not be fetched; `false` where the error would come
    /// again.
    pub fn retry(&mut self) -> bool {
        self.changes.retry()
    }
}

impl<R: EventList<E> + fmt::Debug, E: AnyEvent> fmt::Debug for CatchUp<R, E>
where
    R::Response: Page,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatchUp")
            .field("receiver", &self.receiver)
            .field("changes", &self.changes)
            .field("unsettled", &self.unsettled)
            .finish_non_exhaustive()
    }
}
