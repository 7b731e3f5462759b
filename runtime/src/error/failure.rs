//! How an attempt failed, as a retry sees it: whether the next may end otherwise, and whether this one did something.

use super::{TransportError, TransportErrorKind};
use crate::api::Remedy;
use http::{HeaderMap, StatusCode, header};
use std::time::{Duration, SystemTime};

/// What can go wrong with an attempt and be over with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryCause {
    /// No connection: nothing was sent.
    Connect,
    /// The connection broke, or the answer was cut.
    Broken,
    /// The attempt took longer than it may.
    Timeout,
    /// The status 429: more requests than the site takes.
    RateLimited,
    /// The status 500, 502, 503 or 504.
    ServerError,
    /// Another status, with an error code that the API documents as temporary.
    TemporaryError,
}

impl RetryCause {
    pub(crate) const ALL: u8 = 0b11_1111;

    pub(crate) fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// How an attempt that gave no success ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// With an answer.
    Answered {
        status: StatusCode,
        retry_after: Option<Duration>,
        /// What the API says of the error's code.
        remedy: Option<Remedy>,
    },
    /// Without a whole answer; the status and the wait are there where the answer had begun.
    Unanswered {
        kind: TransportErrorKind,
        /// Whether it would be so every time.
        lasting: bool,
        status: Option<StatusCode>,
        retry_after: Option<Duration>,
    },
}

impl Failure {
    /// Why it may be over soon; `None` where the next attempt would end in the same way.
    pub(crate) fn cause(&self) -> Option<RetryCause> {
        use TransportErrorKind::{Broken, Connect, Timeout, TooLarge};
        match *self {
            Self::Answered { status, remedy, .. } => {
                by_status(status).or_else(|| remedy.map(|_| RetryCause::TemporaryError))
            }
            Self::Unanswered { lasting: true, .. } => None,
            Self::Unanswered { kind, status, .. } => match (kind, status) {
                // A refusal stays one, whether or not its text arrives.
                (Timeout | Broken | TooLarge, Some(status)) if !status.is_success() => {
                    by_status(status)
                }
                (Connect, _) => Some(RetryCause::Connect),
                (Timeout, _) => Some(RetryCause::Timeout),
                (Broken, _) => Some(RetryCause::Broken),
                _ => None,
            },
        }
    }

    /// Whether the client did not get to send it: there was no room within its limits, or no key. Within the call nothing is to be
    /// done about it; later there may be.
    fn is_held_back(&self) -> bool {
        use TransportErrorKind::{Limited, NoKey};
        matches!(
            self,
            Self::Unanswered {
                kind: Limited | NoKey,
                ..
            }
        )
    }

    /// Whether the request certainly did nothing.
    fn without_effect(&self) -> bool {
        match *self {
            Self::Answered { remedy, .. } => remedy == Some(Remedy::Refused),
            Self::Unanswered { kind, .. } => {
                kind == TransportErrorKind::Connect || self.is_held_back()
            }
        }
    }

    /// Whether the same request may be sent again and may then succeed.
    pub(crate) fn is_retryable(&self, repeatable: bool) -> bool {
        (self.cause().is_some() || self.is_held_back()) && (repeatable || self.without_effect())
    }

    /// Whether the server said that there were too many requests, and the wait that it asked for.
    pub(crate) fn throttled(&self) -> Option<Option<Duration>> {
        (self.cause() == Some(RetryCause::RateLimited)).then(|| self.retry_after())
    }

    /// Whether the site has had too many requests, and did not say for how long it will take none.
    pub(crate) fn may_last_a_minute(&self) -> bool {
        let other = match self {
            // The code says that it is about something else.
            Self::Answered { remedy, .. } => *remedy == Some(Remedy::Temporary),
            Self::Unanswered { .. } => false,
        };
        self.throttled() == Some(None) && !other
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Answered { retry_after, .. } | Self::Unanswered { retry_after, .. } => {
                *retry_after
            }
        }
    }
}

/// The statuses that HTTP and the API's documentation call temporary. An `internal_error` (500) may be a lasting one; a few
/// attempts cost little.
fn by_status(status: StatusCode) -> Option<RetryCause> {
    match status.as_u16() {
        429 => Some(RetryCause::RateLimited),
        500 | 502 | 503 | 504 => Some(RetryCause::ServerError),
        _ => None,
    }
}

impl TransportError {
    /// The same as a retry sees it. `now` is the date.
    pub(crate) fn failure(&self, now: impl FnOnce() -> SystemTime) -> Failure {
        Failure::Unanswered {
            kind: self.kind(),
            lasting: self.is_certificate(),
            status: self.status(),
            retry_after: self.headers().and_then(|headers| retry_after(headers, now)),
        }
    }
}

/// How long the server asks to wait: whole seconds, or a date. A date counts from the date of the answer, where that has one,
/// so that a clock that is off does not matter.
pub(crate) fn retry_after(
    headers: &HeaderMap,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let asked = text(header::RETRY_AFTER)?;
    if asked.bytes().all(|byte| byte.is_ascii_digit()) && !asked.is_empty() {
        // More digits than a number has is still a number: a very long time.
        return Some(Duration::from_secs(asked.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    let sent = text(header::DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    Some(
        until
            .duration_since(sent.unwrap_or_else(now))
            .unwrap_or_default(),
    )
}
