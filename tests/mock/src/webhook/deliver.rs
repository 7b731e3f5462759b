//! How an event gets to an endpoint: when, how often, and what is noted of it.

use super::{Webhook, WebhookFault, fault::Faults};
use crate::{mock::Mock, schema::Version};
use bytes::Bytes;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

/// So many connections there are at a time, however slow the receiver is.
const CONNECTIONS: usize = 16;

/// So many events may be under way; what comes beyond has failed at once.
const UNDER_WAY: usize = 10_000;

/// So long an event is held back for a later one.
const HELD_BACK: Duration = Duration::from_secs(1);

/// What all deliveries to an endpoint share.
pub(crate) struct Lanes {
    connections: Semaphore,
    under_way: Arc<Semaphore>,
    /// How many events came so far.
    events: AtomicU64,
    requests: AtomicU64,
    succeeded: AtomicU64,
    failed: AtomicU64,
    /// The number of the latest event that was sent at least once.
    sent: watch::Sender<u64>,
}

/// What became of the events for an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookCounts {
    /// Events to send.
    pub events: u64,
    /// Requests that were sent for them: further tries and duplicates included.
    pub requests: u64,
    /// Events that the receiver took.
    pub succeeded: u64,
    /// Events that are not tried any more.
    pub failed: u64,
}

impl WebhookCounts {
    /// Events that are still to be sent, for the first time or again.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.events.saturating_sub(self.succeeded + self.failed)
    }
}

impl Lanes {
    pub(super) fn new() -> Self {
        Self {
            connections: Semaphore::new(CONNECTIONS),
            under_way: Arc::new(Semaphore::new(UNDER_WAY)),
            events: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            succeeded: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            sent: watch::Sender::new(0),
        }
    }

    pub(super) fn counts(&self) -> WebhookCounts {
        let of = |count: &AtomicU64| count.load(Ordering::SeqCst);
        // What became of events is read before how many there are: none is counted that did not come.
        let (succeeded, failed) = (of(&self.succeeded), of(&self.failed));
        WebhookCounts {
            succeeded,
            failed,
            requests: of(&self.requests),
            events: of(&self.events),
        }
    }
}

/// An event for an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// The version that has the event, and not that of the body.
    pub(crate) version: Version,
    pub(crate) event_id: String,
    /// Which of the endpoints it is for.
    pub(crate) webhook_id: String,
    pub(crate) body: Bytes,
    pub(crate) faults: Vec<WebhookFault>,
}

impl Webhook {
    /// Delivers an event in the background, and notes on it what came of that.
    pub(crate) fn deliver(&self, mock: &Mock, delivery: Delivery) {
        let lanes = Arc::clone(&self.lanes);
        let number = lanes.events.fetch_add(1, Ordering::SeqCst) + 1;
        let faults = Faults::of(&delivery.faults);
        let place = Arc::clone(&lanes.under_way).try_acquire_owned();
        // Without a runtime there is nothing that could wait for an answer.
        let (Ok(place), Ok(runtime), false) =
            (place, tokio::runtime::Handle::try_current(), faults.is_lost)
        else {
            lanes.failed.fetch_add(1, Ordering::SeqCst);
            mock.told(&delivery, "failed");
            return;
        };
        let (webhook, mock) = (self.clone(), mock.clone());
        runtime.spawn(async move {
            sleep(faults.delay).await;
            if faults.is_held_back {
                let mut sent = lanes.sent.subscribe();
                // Where no later event comes, it is sent all the same.
                let _ = timeout(HELD_BACK, sent.wait_for(|it| *it > number)).await;
            }
            let tries = webhook.tries(&mock, &delivery, number);
            let succeeded = match faults.is_duplicated {
                true => tokio::join!(tries, webhook.once(&delivery.body)).0,
                false => tries.await,
            };
            drop(place);
            let (count, status) = match succeeded {
                true => (&lanes.succeeded, "succeeded"),
                false => (&lanes.failed, "failed"),
            };
            mock.told(&delivery, status);
            count.fetch_add(1, Ordering::SeqCst);
        });
    }

    /// Whether it was taken in the end.
    async fn tries(&self, mock: &Mock, delivery: &Delivery, number: u64) -> bool {
        let mut waits = self.waits.iter();
        loop {
            let taken = self.once(&delivery.body).await;
            (self.lanes.sent).send_if_modified(|it| {
                let is_later = number > *it;
                *it = number.max(*it);
                is_later
            });
            match (taken, waits.next()) {
                (true, _) => return true,
                (false, None) => return false,
                (false, Some(wait)) => {
                    mock.told(delivery, "re_scheduled");
                    self.wait(mock, *wait).await;
                }
            }
        }
    }

    /// Waits before a further try: as long as is left of the wait at this speed, or until the clock of the mock is set to its end.
    async fn wait(&self, mock: &Mock, wait: Duration) {
        let seconds = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
        let due = mock.now().saturating_add(seconds.max(1));
        let real = Duration::try_from_secs_f64(wait.as_secs_f64() / self.speed);
        let mut clock = mock.clock();
        tokio::select! {
            () = sleep(real.unwrap_or(Duration::MAX)) => {}
            Ok(_) = clock.wait_for(|now| now.is_some_and(|now| now >= due)) => {}
        }
    }

    /// One try: whether it was taken.
    async fn once(&self, body: &Bytes) -> bool {
        // The time of a try starts when it is its turn.
        let _turn = self.lanes.connections.acquire().await;
        self.lanes.requests.fetch_add(1, Ordering::SeqCst);
        let tried = timeout(self.time, self.target.post(body.clone())).await;
        matches!(tried, Ok(Ok((200..=299, _))))
    }
}
