//! Sending a call: what goes out, and what comes of it.

use super::{
    Call,
    effort::{Effort, OfApi},
    options,
};
use crate::{
    Client, Error, Response, Result,
    api::{CallInfo, CallSummary, RawResponse, Said},
    client::observe::Watch,
    error::{ApiError, ConfigError, Secrets},
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

/// The answer of a call as it came, once somebody read it.
pub(crate) async fn raw(
    call: Call,
    read: impl FnOnce(RawResponse) -> Result<RawResponse>,
) -> Result<RawResponse> {
    let (raw, watch) = execute(call).await;
    let result = raw.and_then(read);
    if let Some(watch) = watch {
        watch.finish(result.as_ref());
    }
    result
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
        let of = OfApi {
            info: &self.info,
            keyed: self.key.is_some(),
            budget: self.client.budget(),
            provider: self.client.key().provider(),
            watch: &mut watch,
        };
        let (came, attempts) = self.effort.run(&self.request, Some(of)).await;
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
                    let currencies = self.client.currencies();
                    let (status, headers) = (parts.status, parts.headers);
                    let error = ApiError::read(status, headers, body, &self.secrets, currencies);
                    Err(error.with_call(summary))
                }
            }
            Err(error) => Err(Error::from(error).with_call(summary)),
        };
        (result, watch)
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
