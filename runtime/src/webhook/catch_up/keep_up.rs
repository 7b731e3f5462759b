//! Catching up again and again, for as long as a program runs.

use super::{AnyEvent, EventList};
use crate::{
    Checkpoint, Timestamp,
    calls::list::{CheckpointError, Page},
    error::ConfigError,
    webhook::{BoxError, Delivery, Failure, Receiver, log},
};
use std::{
    fmt,
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Walks through the list of events from time to time until it is told to stop. Made by [`Receiver::keep_up`].
///
/// ```text
/// let events = client.event().list().limit(100);
/// receiver.keep_up(events, load()?).run(handle, save, stopped).await?;
/// ```
#[must_use = "nothing is fetched until it is run"]
pub struct KeepUp<R, E> {
    receiver: Receiver<E>,
    events: R,
    saved: Option<String>,
    every: Duration,
}

impl<E: AnyEvent> Receiver<E> {
    /// Has events that did not come as webhooks handled for as long as the program runs: now, and every five minutes from then on. Each
    /// time is a walk as [`catch_up`](Self::catch_up) makes it. Give the receiver a store
    /// ([`dedupe`](crate::webhook::ReceiverBuilder::dedupe)): it knows what comes as a webhook, and lets a walk go on behind an event that
    /// failed.
    ///
    /// `saved` is the position that an earlier run saved. Without one it begins now, and nothing that happened before is asked for,
    /// then or later.
    pub fn keep_up<R: EventList<E>>(&self, events: R, saved: Option<String>) -> KeepUp<R, E>
    where
        R::Response: Page,
    {
        KeepUp {
            receiver: self.clone(),
            events,
            saved,
            every: Duration::from_secs(300),
        }
    }
}

impl<R, E> KeepUp<R, E> {
    /// How long to wait between two walks; five minutes if not set.
    pub fn every(mut self, duration: Duration) -> Self {
        self.every = duration;
        self
    }
}

impl<R: EventList<E>, E: AnyEvent> KeepUp<R, E>
where
    R::Response: Page,
{
    /// Walks until `stop` is ready. A list that cannot be fetched is asked for again with the next walk, and the log says so, with the
    /// feature `tracing`.
    ///
    /// `save` is given the position as text, for the next start of the program: before anything is asked for, and after each walk.
    /// Where it fails, nothing is lost: a later start goes on from the last position that was saved.
    ///
    /// An event that is being handled when `stop` is ready is handled to its end.
    ///
    /// # Errors
    /// Where what was saved is no position, and where there is no clock to wait by: call it on a runtime of tokio, with the feature
    /// `tokio`, or give the client a [`Clock`](crate::clock::Clock).
    pub async fn run<H, HFut, S, SFut>(
        self,
        handler: H,
        mut save: S,
        stop: impl Future<Output = ()>,
    ) -> Result<(), ConfigError>
    where
        H: Fn(Delivery<E>) -> HFut,
        HFut: Future<Output = Result<(), Failure>>,
        S: FnMut(String) -> SFut,
        SFut: Future<Output = Result<(), BoxError>>,
    {
        let clock = self.events.call().clock().ok_or_else(|| {
            ConfigError::new(
                "nothing can wait for the next walk through the events: run it on tokio, with the feature `tokio`, or give the client \
                 a clock",
            )
        })?;
        let mut position = match self.saved {
            Some(saved) => {
                (saved.parse()).map_err(|it: CheckpointError| ConfigError::new(it.to_string()))?
            }
            None => Checkpoint::not_before(now(clock.date())),
        };
        let mut stop = pin!(stop);
        let mut stopped = false;
        tell(save(position.to_string()).await);
        while !stopped {
            let mut missed = self.receiver.catch_up(self.events.clone(), position);
            stopped = loop {
                match unless(stop.as_mut(), missed.fetch()).await {
                    None => break true,
                    Some(None) => break false,
                    Some(Some(Err(error))) => log::not_listed(&error),
                    Some(Some(Ok(fetched))) => {
                        missed.handle(fetched, &handler).await;
                    }
                }
            };
            position = missed.into_position();
            tell(save(position.to_string()).await);
            stopped = stopped
                || unless(stop.as_mut(), clock.sleep(self.every))
                    .await
                    .is_none();
        }
        Ok(())
    }
}

fn now(date: SystemTime) -> Timestamp {
    let seconds = date.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_seconds(i64::try_from(seconds.as_secs()).unwrap_or(i64::MAX))
}

fn tell(saved: Result<(), BoxError>) {
    if let Err(error) = saved {
        log::not_saved(&*error);
    }
}

/// `None` where `stop` is ready first. It is not asked again then.
async fn unless<T>(
    mut stop: Pin<&mut impl Future<Output = ()>>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match stop.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => work.as_mut().poll(context).map(Some),
    })
    .await
}

impl<R, E> fmt::Debug for KeepUp<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeepUp")
            .field("receiver", &self.receiver)
            .field("every", &self.every)
            .finish_non_exhaustive()
    }
}
