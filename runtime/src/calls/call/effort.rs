//! Sending a request until there is something to give back, whether it is a call of the API or for a file on another host.

use super::options::RETRY_ATTEMPT;
use crate::{
    Client, Result,
    api::{CallInfo, Remedy},
    client::{
        clock::Clock,
        key::{ApiKey, AskKey, KeyProvider},
        limit::{Ask, Budget, Permit},
        observe::{Attempt, Wait, Watch},
        retry::{Attempts, RetryPolicy},
        timeouts::{Timeouts, Times},
    },
    error::{
        self, ConfigError, Said, TransportError, TransportErrorKind,
        failure::{Failure, retry_after},
    },
    transport::{BoxFuture, Transport, TransportRequest},
    values::time,
};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
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
    policy: RetryPolicy,
    times: Times,
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
    fn time_after(&self, elapsed: Duration) -> Option<Duration> {
        let left = self.times.total.saturating_sub(elapsed);
        Some(self.times.attempt.min(left)).filter(|time| !time.is_zero())
    }

    /// One attempt.
    async fn attempt(&self, http: http::Request<Bytes>, timeout: Duration) -> Came {
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

    /// How an attempt failed; `None` where it did not.
    fn failure(&self, came: &Came, of: Option<&OfApi<'_>>) -> Option<Failure> {
        match came {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(Failure::Answered {
                status: answer.status(),
                retry_after: retry_after(answer.headers(), || self.date()),
                remedy: of.and_then(|it| it.remedy(answer.body())),
            }),
            Err(error) => Some(error.failure(|| self.date())),
        }
    }

    /// Tries until there is something to give back: what the last attempt came to, and how many were made. A request that is
    /// no call of the API must do no harm where it arrives twice.
    pub(crate) async fn run(
        &self,
        request: &http::Request<Bytes>,
        mut of: Option<OfApi<'_>>,
    ) -> (Came, u32) {
        let keyed = of.as_ref().is_some_and(|it| it.keyed);
        let mut attempts = Attempts {
            policy: &self.policy,
            total: self.times.total,
            repeatable: keyed
                || of
                    .as_ref()
                    .is_none_or(|it| it.info.operation.method.is_idempotent()),
            keyed,
            made: 0,
        };
        let mut last: Option<Came> = None;
        // The key that a provider gave and the API does not take.
        let mut refused: Option<ApiKey> = None;
        loop {
            let key = match &of {
                Some(of) => of.key(self, refused.as_ref()).await,
                None => Ok(None),
            };
            let key = match key {
                // It would be refused again.
                Ok(Some(key)) if refused.as_ref() == Some(&key) && last.is_some() => {
                    return (last.unwrap_or_else(no_time), attempts.made);
                }
                Ok(key) => key,
                Err(error) => return (last.unwrap_or(Err(error)), attempts.made),
            };
            let permit = match &of {
                Some(of) => of.permit(self).await,
                None => Ok(None),
            };
            let permit = match permit {
                Ok(permit) => permit,
                // What went wrong before says more than that there was no room to try again.
                Err(error) => return (last.unwrap_or(Err(error)), attempts.made),
            };
            let began = self.elapsed();
            // A request without limits and retries has all its time for the one attempt, to the nanosecond.
            let elapsed = match (&permit, &key, attempts.made) {
                (None, None, 0) => Duration::ZERO,
                _ => began,
            };
            let Some(timeout) = self.time_after(elapsed) else {
                return (last.unwrap_or_else(no_time), attempts.made);
            };
            let mut request = request.clone();
            match key.as_ref().map(ApiKey::authorization).transpose() {
                Ok(Some(value)) => {
                    request.headers_mut().insert(header::AUTHORIZATION, value);
                }
                Ok(None) => {}
                Err(problem) => return (last.unwrap_or_else(|| no_key(problem)), attempts.made),
            }
            if of.is_some() && attempts.made > 0 {
                let number = HeaderValue::from(attempts.made);
                request.headers_mut().insert(RETRY_ATTEMPT, number);
            }
            let came = self.attempt(request, timeout).await;
            drop(permit);
            attempts.made += 1;
            if let Some(of) = &mut of {
                let took = self.elapsed().saturating_sub(began);
                of.watch
                    .attempted(&Attempt::new(attempts.made, took, &came));
            }
            // The API looks at the key first, so nothing was done. Another key may do.
            if let (Some(key), None, Ok(answer)) = (key, &refused, &came)
                && answer.status() == StatusCode::UNAUTHORIZED
            {
                refused = Some(key);
                last = Some(came);
                continue;
            }
            // Without a clock nothing waits, and so nothing is tried again.
            let failure = self.failure(&came, of.as_ref());
            let (Some(failure), Some(clock)) = (failure, &self.clock) else {
                return (came, attempts.made);
            };
            if let (Some(of), Some(retry_after)) = (&of, failure.throttled()) {
                of.throttled(&**clock, retry_after);
            }
            let Some(wait) = attempts.next(&failure, self.elapsed(), random()) else {
                return (came, attempts.made);
            };
            last = Some(came);
            if let Some(of) = &of {
                of.watch.waiting(&Wait::retry(wait));
            }
            clock.sleep(wait).await;
        }
    }
}

/// The call of the API that a request is: it keeps within rate limits, its errors say what to do, and somebody may watch.
pub(crate) struct OfApi<'a> {
    pub(super) info: &'a CallInfo,
    /// Whether it has an idempotency key.
    pub(super) keyed: bool,
    pub(super) budget: Option<&'a dyn Budget>,
    /// Who gives the key, where the request does not have it.
    pub(super) provider: Option<&'a dyn KeyProvider>,
    pub(super) watch: &'a mut Watch,
}

impl OfApi<'_> {
    /// The key of the next attempt; `None` where the request has it.
    async fn key(
        &self,
        effort: &Effort,
        refused: Option<&ApiKey>,
    ) -> Result<Option<ApiKey>, TransportError> {
        let Some(provider) = self.provider else {
            return Ok(None);
        };
        let asking = provider.key(AskKey {
            site: self.info.site(),
            refused,
            clock: effort.clock.as_deref(),
        });
        let came = match &effort.clock {
            Some(clock) => {
                let left = effort.times.total.saturating_sub(effort.elapsed());
                within(clock.deadline(left), asking).await
            }
            None => Some(asking.await),
        };
        let none = |source| TransportError::new(TransportErrorKind::NoKey, source);
        match came {
            Some(Ok(key)) => Ok(Some(key)),
            Some(Err(source)) => Err(none(Some(source))),
            None => Err(none(Some(Box::new(Said(
                "it did not answer in time".to_owned(),
            ))))),
        }
    }

    /// Room within the rate limits; `None` where there are none.
    async fn permit(&self, effort: &Effort) -> Result<Option<Permit>, TransportError> {
        let (Some(budget), Some(clock)) = (self.budget, &effort.clock) else {
            return Ok(None);
        };
        let limited = |source| TransportError::new(TransportErrorKind::Limited, source);
        let asked = effort.elapsed();
        let left = effort.times.total.saturating_sub(asked);
        let asking = budget.acquire(self.ask(&**clock));
        let permit = within(clock.deadline(left), asking).await;
        let waited = effort.elapsed().saturating_sub(asked);
        if !waited.is_zero() {
            self.watch.waiting(&Wait::limit(waited));
        }
        match permit {
            Some(Ok(permit)) => Ok(Some(permit)),
            Some(Err(source)) => Err(limited(Some(source))),
            None => Err(limited(None)),
        }
    }

    fn throttled(&self, clock: &dyn Clock, retry_after: Option<Duration>) {
        if let Some(budget) = self.budget {
            budget.throttled(self.ask(clock), retry_after);
        }
    }

    fn ask<'a>(&'a self, clock: &'a dyn Clock) -> Ask<'a> {
        Ask {
            site: self.info.site(),
            method: &self.info.operation.method,
            clock,
        }
    }

    /// What the API documents of the code in the body of a refusal.
    fn remedy(&self, body: &[u8]) -> Option<Remedy> {
        self.info.api.remedy(&error::code_of(body)?)
    }
}

fn no_time() -> Came {
    Err(TransportError::new(TransportErrorKind::Timeout, None))
}

/// What a provider gave cannot be a key: a matter of configuration.
fn no_key(problem: ConfigError) -> Came {
    let source = Some(problem.into());
    Err(TransportError::new(TransportErrorKind::Invalid, source))
}

/// What `work` gives, unless the time is up before.
async fn within<T>(mut limit: BoxFuture<'static, ()>, mut work: BoxFuture<'_, T>) -> Option<T> {
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        limit.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// For jitter, which must not keep a call from being retried: without a random source, the longest wait.
fn random() -> u64 {
    getrandom::u64().unwrap_or(u64::MAX)
}
