//! Sending a call: its attempts, what goes between them, and what comes out.

use super::{Call, options};
use crate::{
    Client, Error, Response, Result,
    api::{CallInfo, CallSummary},
    clock::Clock,
    error::{self, ApiError, ConfigError, TransportError, TransportErrorKind},
    limit::{Ask, Permit},
    observe::{Attempt, Wait, Watch},
    record::{Record, Value},
    response::RawResponse,
    retry::{Attempts, Failure, RetryPolicy, retry_after},
    transport::{BoxFuture, Transport, TransportRequest},
};
use bytes::Bytes;
use http::HeaderValue;
use std::{
    fmt,
    future::{Future, poll_fn},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

/// A call on its way. Nothing is sent before it is awaited; dropping it cancels the call, also while it waits.
#[must_use = "nothing is sent until this is awaited"]
pub struct Sending<T> {
    future: BoxFuture<'static, Result<RawResponse>>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Sending<T> {
    /// Starts a call when first polled.
    pub fn new(call: Call) -> Self {
        Self {
            future: Box::pin(execute(call)),
            answer: PhantomData,
        }
    }
}

impl<T: Record + Value> Future for Sending<T> {
    type Output = Result<Response<T>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let raw = std::task::ready!(self.get_mut().future.as_mut().poll(context));
        Poll::Ready(raw.and_then(Response::decode))
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}

async fn execute(call: Call) -> Result<RawResponse> {
    let run = Run::new(&call)?;
    let watch = Watch::start(
        &run.info,
        run.request.headers(),
        run.client.observer(),
        run.clock.clone(),
    );
    let span = watch.span();
    span.around(run.finish(watch)).await
}

/// What an attempt came to.
type Came = std::result::Result<http::Response<Bytes>, TransportError>;

struct Run {
    client: Client,
    transport: Arc<dyn Transport>,
    clock: Option<Arc<dyn Clock>>,
    policy: RetryPolicy,
    connect_timeout: Option<Duration>,
    attempt_timeout: Duration,
    total: Duration,
    info: CallInfo,
    request: http::Request<Bytes>,
    key: Option<String>,
    started: Duration,
}

impl Run {
    fn new(call: &Call) -> Result<Self> {
        let client = call.target()?;
        let mut request = call.http(&client)?;
        let mut key = call.options.idempotency_key.clone();
        if call.operation.idempotent && key.is_none() {
            let made = new_key()?;
            let value = HeaderValue::from_str(&made);
            let value =
                value.map_err(|_| ConfigError::new("the idempotency key cannot be sent"))?;
            request
                .headers_mut()
                .insert(options::IDEMPOTENCY_KEY, value);
            key = Some(made);
        }
        let clock = client.clock(call.blocking);
        if clock.is_none() && client.budget().is_some() {
            return Err(ConfigError::new(
                "a rate limit needs a clock to wait by: call from a tokio runtime, or give one with `ClientBuilder::clock`",
            )
            .into());
        }
        let timeouts = call.options.timeouts.or(client.timeouts());
        let policy = call.options.retry.as_ref().unwrap_or(client.retry());
        Ok(Self {
            transport: client.transport(call.blocking)?,
            policy: policy.clone(),
            connect_timeout: timeouts.connect,
            attempt_timeout: timeouts.attempt.unwrap_or(crate::client::ATTEMPT_TIMEOUT),
            total: timeouts.total.unwrap_or(crate::client::TIMEOUT),
            info: CallInfo {
                api: client.api(),
                operation: call.operation,
                site: client.site_name(),
                origin: client.origin(call.operation.sub_domain),
            },
            started: clock.as_ref().map_or(Duration::ZERO, |clock| clock.now()),
            clock,
            request,
            key,
            client,
        })
    }

    /// The time since the call started; nothing where there is no clock.
    fn elapsed(&self) -> Duration {
        let now = self.clock.as_ref().map(|clock| clock.now());
        now.map_or(Duration::ZERO, |now| now.saturating_sub(self.started))
    }

    fn summary(&self, attempts: u32) -> CallSummary {
        CallSummary {
            info: self.info.clone(),
            attempts,
            elapsed: self.elapsed(),
            idempotency_key: self.key.clone(),
        }
    }

    async fn finish(self, mut watch: Watch) -> Result<RawResponse> {
        let (came, attempts) = self.attempts(&mut watch).await;
        let summary = self.summary(attempts);
        let result = match came {
            Ok(answer) => {
                let (parts, body) = answer.into_parts();
                if parts.status.is_success() {
                    Ok(RawResponse {
                        status: parts.status,
                        headers: parts.headers,
                        body,
                        call: Box::new(summary),
                        currencies: self.client.currencies().clone(),
                    })
                } else {
                    let error = ApiError::read(parts.status, parts.headers, body);
                    Err(error.with_call(summary))
                }
            }
            Err(error) => Err(Error::Transport(error).with_call(summary)),
        };
        watch.finish(&result);
        result
    }

    /// Tries until there is something to give back: what the last attempt came to, and how many were made.
    async fn attempts(&self, watch: &mut Watch) -> (Came, u32) {
        let mut attempts = Attempts {
            policy: &self.policy,
            total: self.total,
            repeatable: !self.info.operation.post || self.key.is_some(),
            keyed: self.key.is_some(),
            made: 0,
        };
        let mut last: Option<Came> = None;
        loop {
            let permit = match self.permit(watch).await {
                Ok(permit) => permit,
                // What went wrong before says more than that there was no room to try again.
                Err(error) => return (last.unwrap_or(Err(error)), attempts.made),
            };
            // A call without limits and retries has all its time for the one attempt, to the nanosecond.
            let elapsed = match (&permit, attempts.made) {
                (None, 0) => Duration::ZERO,
                _ => self.elapsed(),
            };
            let began = self.elapsed();
            let timeout = self.attempt_timeout.min(self.total.saturating_sub(elapsed));
            if timeout.is_zero() {
                let error = TransportError::new(TransportErrorKind::Timeout, None);
                return (last.unwrap_or(Err(error)), attempts.made);
            }
            let came = self.attempt(attempts.made, timeout).await;
            drop(permit);
            attempts.made += 1;
            let took = self.elapsed().saturating_sub(began);
            watch.attempted(&Attempt::new(attempts.made, took, &came));
            let Some(failure) = self.failure(&came) else {
                return (came, attempts.made);
            };
            let Some(clock) = &self.clock else {
                return (came, attempts.made);
            };
            if let (Some(retry_after), Some(budget)) = (failure.throttled(), self.client.budget()) {
                budget.throttled(self.ask(&**clock), retry_after);
            }
            let Some(wait) = attempts.next(&failure, self.elapsed(), random()) else {
                return (came, attempts.made);
            };
            last = Some(came);
            watch.waiting(&Wait::retry(wait));
            clock.sleep(wait).await;
        }
    }

    /// Room within the rate limits; `None` where there are none.
    async fn permit(
        &self,
        watch: &mut Watch,
    ) -> std::result::Result<Option<Permit>, TransportError> {
        let (Some(budget), Some(clock)) = (self.client.budget(), &self.clock) else {
            return Ok(None);
        };
        let limited = |source| TransportError::new(TransportErrorKind::Limited, source);
        let asked = self.elapsed();
        let left = self.total.saturating_sub(asked);
        let asking = budget.acquire(self.ask(&**clock));
        let permit = within(clock.deadline(left), asking).await;
        let waited = self.elapsed().saturating_sub(asked);
        if !waited.is_zero() {
            watch.waiting(&Wait::limit(waited));
        }
        match permit {
            Some(Ok(permit)) => Ok(Some(permit)),
            Some(Err(source)) => Err(limited(Some(source))),
            None => Err(limited(None)),
        }
    }

    fn ask<'a>(&'a self, clock: &'a dyn Clock) -> Ask<'a> {
        Ask {
            site: self.info.site(),
            post: self.info.operation.post,
            clock,
        }
    }

    async fn attempt(&self, made: u32, timeout: Duration) -> Came {
        let mut http = self.request.clone();
        if made > 0 {
            http.headers_mut()
                .insert(options::RETRY_ATTEMPT, HeaderValue::from(made));
        }
        let mut request = TransportRequest::new(http, timeout, self.client.max_body());
        request.connect_timeout = self.connect_timeout;
        let sent = self.transport.send(request);
        match &self.clock {
            // The transport keeps to its time; where it does not, the call does.
            Some(clock) => within(clock.deadline(timeout), sent)
                .await
                .unwrap_or_else(|| Err(TransportError::new(TransportErrorKind::Timeout, None))),
            None => sent.await,
        }
    }

    /// How an attempt failed; `None` where it did not.
    fn failure(&self, came: &Came) -> Option<Failure> {
        match came {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(Failure::Answered {
                status: answer.status(),
                retry_after: retry_after(answer.headers(), || {
                    (self.clock.as_ref()).map_or_else(crate::clock::date, |clock| clock.date())
                }),
                remedy: error::code_of(answer.body()).and_then(|code| self.info.api.remedy(&code)),
            }),
            Err(error) => Some(error.failure()),
        }
    }
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

/// A UUID v4 of the system's random source.
fn new_key() -> std::result::Result<String, ConfigError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        ConfigError::new(format!(
            "the system gives no random numbers to make an idempotency key of: {error}"
        ))
    })?;
    Ok(uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string())
}

/// For jitter, which must not keep a call from being retried: without a random source, the longest wait.
fn random() -> u64 {
    getrandom::u64().unwrap_or(u64::MAX)
}
