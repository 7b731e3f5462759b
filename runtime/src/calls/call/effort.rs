//! What a request is sent with, whether it is a call of the API or for a file on another host: a transport, a clock, and how
//! long and how often to try.

use crate::{
    Client, Result,
    api::Remedy,
    client::{
        clock::Clock,
        retry::RetryPolicy,
        timeouts::{Timeouts, Times},
    },
    error::{
        TransportError, TransportErrorKind,
        failure::{Failure, retry_after},
    },
    transport::{BoxFuture, Transport, TransportRequest},
    values::time,
};
use bytes::Bytes;
use std::{
    future::poll_fn,
    sync::Arc,
    task::Poll,
    time::{Duration, SystemTime},
};

/// What an attempt came to.
pub(crate) type Came = Result<http::Response<Bytes>, TransportError>;

/// How much later than the transport a call sees that an attempt takes too long.
const GRACE: Duration = Duration::from_millis(100);

/// What a request and its repeats are sent with. Its time runs from when it is made.
pub(crate) struct Effort {
    transport: Arc<dyn Transport>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) policy: RetryPolicy,
    pub(crate) times: Times,
    max_body: usize,
    started: Duration,
}

impl Effort {
    pub(crate) fn new(
        client: &Client,
        blocking: bool,
        timeouts: Timeouts,
        policy: RetryPolicy,
    ) -> Result<Self> {
        let clock = client.clock(blocking);
        Ok(Self {
            transport: client.transport(blocking)?,
            policy,
            times: timeouts.resolved(),
            max_body: client.max_body(),
            started: clock.as_ref().map_or(Duration::ZERO, |clock| clock.now()),
            clock,
        })
    }

    /// The time since the start; nothing where there is no clock.
    pub(crate) fn elapsed(&self) -> Duration {
        let now = self.clock.as_ref().map(|clock| clock.now());
        now.map_or(Duration::ZERO, |now| now.saturating_sub(self.started))
    }

    fn date(&self) -> SystemTime {
        (self.clock.as_ref()).map_or_else(time::date, |clock| clock.date())
    }

    /// How long an attempt may take that begins after so long; `None` where there is no time left.
    pub(crate) fn time_after(&self, elapsed: Duration) -> Option<Duration> {
        let left = self.times.total.saturating_sub(elapsed);
        Some(self.times.attempt.min(left)).filter(|time| !time.is_zero())
    }

    /// One attempt.
    pub(crate) async fn attempt(&self, http: http::Request<Bytes>, timeout: Duration) -> Came {
        let request = TransportRequest {
            http,
            timeout,
            connect_timeout: Some(self.times.connect),
            max_body: self.max_body,
        };
        let sent = self.transport.send(request);
        match &self.clock {
            // The transport keeps to its time, and its error knows more; where it does not keep to it, the call does.
            Some(clock) => within(clock.deadline(timeout.saturating_add(GRACE)), sent)
                .await
                .unwrap_or_else(|| Err(TransportError::new(TransportErrorKind::Timeout, None))),
            None => sent.await,
        }
    }

    /// How an attempt failed; `None` where it did not. `remedy` reads the body of a refusal.
    pub(crate) fn failure(
        &self,
        came: &Came,
        remedy: impl FnOnce(&[u8]) -> Option<Remedy>,
    ) -> Option<Failure> {
        match came {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(Failure::Answered {
                status: answer.status(),
                retry_after: retry_after(answer.headers(), || self.date()),
                remedy: remedy(answer.body()),
            }),
            Err(error) => Some(error.failure(|| self.date())),
        }
    }
}

/// What `work` gives, unless the time is up before.
pub(super) async fn within<T>(
    mut limit: BoxFuture<'static, ()>,
    mut work: BoxFuture<'_, T>,
) -> Option<T> {
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        limit.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// For jitter, which must not keep a call from being retried: without a random source, the longest wait.
pub(crate) fn random() -> u64 {
    getrandom::u64().unwrap_or(u64::MAX)
}
