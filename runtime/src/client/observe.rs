//! Watching calls: for metrics and, with the feature `tracing`, for spans.

mod counts;
mod trace;
mod watch;

pub use crate::api::{CallInfo, CallSummary};
pub use counts::Counts;
pub(crate) use watch::Watch;

use crate::{
    Error, Result,
    api::{RawResponse, replayed},
    error::{TransportError, TransportErrorKind},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{sync::Arc, time::Duration};

/// Is told about calls, to count and to time them.
///
/// It is told no ids, parameters, bodies or keys. Its methods are called while the call runs, so they must be quick and must
/// not panic. All of them do nothing unless implemented. Files that are fetched from or brought to another host are no calls of
/// the API, and nothing is told of them.
///
/// [`Counts`] is one that counts for Prometheus.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::observe::{CallInfo, Ending, Observer};
/// use std::time::Duration;
///
/// struct Print;
///
/// impl Observer for Print {
///     fn finished(&self, call: &CallInfo, ending: &Ending, attempts: u32, elapsed: Duration) {
///         eprintln!("{call} {ending:?} {attempts} {elapsed:?}");
///     }
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// A call starts.
    fn started(&self, call: &CallInfo) {
        let _ = call;
    }

    /// The place to say what trace the call is a part of: `traceparent` and `tracestate` are taken from `headers` and sent with
    /// every attempt, unless the call has its own ([`CallOptions::header`](crate::CallOptions::header)); nothing else is. It is
    /// called once, in the span of the call.
    ///
    /// A span of `tracing` has no trace id; whoever joins it to OpenTelemetry knows one:
    ///
    /// ```text
    /// fn propagate(&self, _: &CallInfo, headers: &mut HeaderMap) {
    ///     let context = tracing::Span::current().context();         // of tracing-opentelemetry
    ///     TraceContextPropagator::new().inject_context(&context, &mut HeaderInjector(headers));
    /// }
    /// ```
    fn propagate(&self, call: &CallInfo, headers: &mut HeaderMap) {
        let _ = (call, headers);
    }

    /// An attempt is over, well or not.
    fn attempted(&self, call: &CallInfo, attempt: &Attempt) {
        let _ = (call, attempt);
    }

    /// The call is about to wait for the next attempt, or has waited for room within the rate limits.
    fn waiting(&self, call: &CallInfo, wait: &Wait) {
        let _ = (call, wait);
    }

    /// The call is over, after all its attempts and waits.
    fn finished(&self, call: &CallInfo, ending: &Ending, attempts: u32, elapsed: Duration) {
        let _ = (call, ending, attempts, elapsed);
    }
}

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn started(&self, call: &CallInfo) {
        (**self).started(call);
    }

    fn propagate(&self, call: &CallInfo, headers: &mut HeaderMap) {
        (**self).propagate(call, headers);
    }

    fn attempted(&self, call: &CallInfo, attempt: &Attempt) {
        (**self).attempted(call, attempt);
    }

    fn waiting(&self, call: &CallInfo, wait: &Wait) {
        (**self).waiting(call, wait);
    }

    fn finished(&self, call: &CallInfo, ending: &Ending, attempts: u32, elapsed: Duration) {
        (**self).finished(call, ending, attempts, elapsed);
    }
}

/// One attempt of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// How long it took.
    pub elapsed: Duration,
    /// The status of the answer, where one came.
    pub status: Option<StatusCode>,
    /// Why no whole answer came.
    pub failure: Option<TransportErrorKind>,
    /// Whether the server gave the answer that it had stored for the idempotency key.
    pub replayed: bool,
}

impl Attempt {
    pub(crate) fn new(
        number: u32,
        elapsed: Duration,
        came: &std::result::Result<http::Response<Bytes>, TransportError>,
    ) -> Self {
        Self {
            number,
            elapsed,
            status: match came {
                Ok(answer) => Some(answer.status()),
                Err(error) => error.status(),
            },
            failure: came.as_ref().err().map(TransportError::kind),
            replayed: (came.as_ref()).is_ok_and(|it| replayed(it.headers())),
        }
    }
}

/// A wait within a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// What for.
    pub reason: WaitReason,
    /// How long.
    pub duration: Duration,
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitReason {
    /// The time of the next attempt.
    Retry,
    /// Room within the rate limits.
    RateLimit,
}

impl WaitReason {
    #[cfg(feature = "tracing")]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::RateLimit => "rate limit",
        }
    }
}

impl Wait {
    pub(crate) fn retry(duration: Duration) -> Self {
        let reason = WaitReason::Retry;
        Self { reason, duration }
    }

    pub(crate) fn limit(duration: Duration) -> Self {
        let reason = WaitReason::RateLimit;
        Self { reason, duration }
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// With an answer of this status, a success or not.
    Answered(StatusCode),
    /// With an answer that says success and cannot be read. The request took effect.
    Unreadable(StatusCode),
    /// With an answer that says success, whose money is in another currency than the request said, or in one that the answer does
    /// not say: see [`Error::is_currency_mismatch`]. The request took effect.
    CurrencyMismatch(StatusCode),
    /// Without a whole answer.
    Failed(TransportErrorKind),
    /// It was dropped before there was an answer.
    Cancelled,
}

impl Ending {
    fn of(result: Result<&RawResponse, &Error>) -> Self {
        match result {
            Ok(answer) => Self::Answered(answer.status),
            Err(Error::Transport(error)) => Self::Failed(error.kind()),
            Err(Error::Currency(error)) => Self::CurrencyMismatch(error.status()),
            Err(Error::Config(_)) => Self::Failed(TransportErrorKind::Invalid),
            // A refusal, or an answer that is none of the API's; both have a status.
            Err(error) => match error.status().unwrap_or_default() {
                status if status.is_success() => Self::Unreadable(status),
                status => Self::Answered(status),
            },
        }
    }
}
