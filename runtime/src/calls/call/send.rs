//! Sending a call: its attempts, what goes between them, and what comes out.

use super::{
    Call,
    effort::{Came, Effort, random, within},
    options,
};
use crate::{
    Client, Error, Response, Result,
    api::{CallInfo, CallSummary, RawResponse, Said},
    client::{
        clock::Clock,
        limit::{Ask, Permit},
        observe::{Attempt, Wait, Watch},
        retry::Attempts,
    },
    error::{self, ApiError, ConfigError, Secrets, TransportError, TransportErrorKind},
    transport::BoxFuture,
    wire::record::{Record, Value},
};
use bytes::Bytes;
use http::HeaderValue;
use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

/// A call on its way. Nothing is sent before it is awaited; dropping it cancels the call, also while it waits.
#[must_use = "nothing is sent until this is awaited"]
pub struct Sending<T> {
    future: BoxFuture<'static, (Result<RawResponse>, Option<Watch>)>,
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
        let (raw, watch) = std::task::ready!(self.get_mut().future.as_mut().poll(context));
        let result = raw.and_then(Response::decode);
        // Not before it is read: whoever watches is to know of an answer that cannot be.
        if let Some(watch) = watch {
            watch.finish(result.as_ref().map(Response::raw));
        }
        Poll::Ready(result)
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}

/// The answer, and who is to be told how the call ended. Nobody is, where nothing could be sent.
async fn execute(call: Call) -> (Result<RawResponse>, Option<Watch>) {
    let mut run = match Run::new(&call) {
        Ok(run) => run,
        Err(error) => return (Err(error), None),
    };
    let watch = Watch::start(
        &run.info,
        run.request.headers(),
        run.client.observer(),
        run.effort.clock.clone(),
    );
    let span = watch.span();
    let work = async move {
        watch.propagate(run.request.headers_mut());
        run.finish(watch).await
    };
    let (result, watch) = span.around(work).await;
    (result, Some(watch))
}

struct Run {
    client: Client,
    effort: Effort,
    info: CallInfo,
    request: http::Request<Bytes>,
    /// What its money says that the answer is compared with.
    said: Vec<Said>,
    key: Option<String>,
    /// What it holds that nothing may print.
    secrets: Secrets,
}

impl Run {
    fn new(call: &Call) -> Result<Self> {
        let client = call.target()?;
        let (mut request, said) = call.http(&client)?;
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
        let (timeouts, policy) = call.terms(&client);
        let effort = Effort::new(&client, call.blocking, timeouts, policy)?;
        if effort.clock.is_none() && client.budget().is_some() {
            return Err(ConfigError::new(
                "a rate limit needs a clock to wait by: call from a tokio runtime, or give one with `ClientBuilder::clock`",
            )
            .into());
        }
        Ok(Self {
            effort,
            info: CallInfo {
                api: client.api(),
                operation: call.operation,
                site: client.site_name(),
                origin: client.origin(call.operation.sub_domain),
            },
            request,
            said,
            key,
            secrets: call.secrets(),
            client,
        })
    }

    fn summary(&self, attempts: u32) -> CallSummary {
        CallSummary {
            info: self.info.clone(),
            attempts,
            elapsed: self.effort.elapsed(),
            idempotency_key: self.key.clone(),
        }
    }

    async fn finish(self, mut watch: Watch) -> (Result<RawResponse>, Watch) {
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
                        said: self.said,
                        currencies: self.client.currencies().clone(),
                    })
                } else {
                    let error = ApiError::read(parts.status, parts.headers, body, &self.secrets);
                    Err(error.with_call(summary))
                }
            }
            Err(error) => Err(Error::from(error).with_call(summary)),
        };
        (result, watch)
    }

    /// Tries until there is something to give back: what the last attempt came to, and how many were made.
    async fn attempts(&self, watch: &mut Watch) -> (Came, u32) {
        let effort = &self.effort;
        let mut attempts = Attempts {
            policy: &effort.policy,
            total: effort.times.total,
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
            let began = effort.elapsed();
            // A call without limits and retries has all its time for the one attempt, to the nanosecond.
            let elapsed = match (&permit, attempts.made) {
                (None, 0) => Duration::ZERO,
                _ => began,
            };
            let Some(timeout) = effort.time_after(elapsed) else {
                let error = TransportError::new(TransportErrorKind::Timeout, None);
                return (last.unwrap_or(Err(error)), attempts.made);
            };
            let came = effort.attempt(self.request(attempts.made), timeout).await;
            drop(permit);
            attempts.made += 1;
            let took = effort.elapsed().saturating_sub(began);
            watch.attempted(&Attempt::new(attempts.made, took, &came));
            let remedy = |body: &[u8]| self.info.api.remedy(&error::code_of(body)?);
            let Some(failure) = effort.failure(&came, remedy) else {
                return (came, attempts.made);
            };
            let Some(clock) = &effort.clock else {
                return (came, attempts.made);
            };
            if let (Some(retry_after), Some(budget)) = (failure.throttled(), self.client.budget()) {
                budget.throttled(self.ask(&**clock), retry_after);
            }
            let Some(wait) = attempts.next(&failure, effort.elapsed(), random()) else {
                return (came, attempts.made);
            };
            last = Some(came);
            watch.waiting(&Wait::retry(wait));
            clock.sleep(wait).await;
        }
    }

    /// What goes out after so many attempts.
    fn request(&self, made: u32) -> http::Request<Bytes> {
        let mut request = self.request.clone();
        if made > 0 {
            let number = HeaderValue::from(made);
            request.headers_mut().insert(options::RETRY_ATTEMPT, number);
        }
        request
    }

    /// Room within the rate limits; `None` where there are none.
    async fn permit(
        &self,
        watch: &mut Watch,
    ) -> std::result::Result<Option<Permit>, TransportError> {
        let (Some(budget), Some(clock)) = (self.client.budget(), &self.effort.clock) else {
            return Ok(None);
        };
        let limited = |source| TransportError::new(TransportErrorKind::Limited, source);
        let asked = self.effort.elapsed();
        let left = self.effort.times.total.saturating_sub(asked);
        let asking = budget.acquire(self.ask(&**clock));
        let permit = within(clock.deadline(left), asking).await;
        let waited = self.effort.elapsed().saturating_sub(asked);
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
