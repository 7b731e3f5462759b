//! No whole answer.

use crate::{api::CallSummary, retry::Failure};
use http::StatusCode;
use std::{error::Error as StdError, fmt};

/// No complete answer came.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    status: Option<StatusCode>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    pub(super) call: Option<Box<CallSummary>>,
}

/// How far a request came that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: nothing was sent.
    Connect,
    /// Time ran out. Whether the request took effect is unknown.
    Timeout,
    /// The connection broke, or the body of the answer is damaged. Whether the request took effect is unknown, unless
    /// [`TransportError::status`] tells.
    Broken,
    /// The answer was larger than the client accepts.
    TooLarge,
    /// The rate limits gave no room: nothing was sent.
    Limited,
}

impl TransportError {
    /// An error of a transport. The source must not print secrets.
    #[must_use]
    pub fn new(kind: TransportErrorKind, source: Option<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind,
            status: None,
            source,
            call: None,
        }
    }

    /// The same, where the head of the answer came and its body did not, or not whole.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    pub(crate) fn failure(&self) -> Failure {
        Failure::Unanswered {
            kind: self.kind,
            status: self.status,
        }
    }

    /// How far the request came.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The status of the answer, where that much of it came: a success means that the request took effect.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.status) {
            (TransportErrorKind::Connect, _) => f.write_str("no connection to Chargebee"),
            (TransportErrorKind::Timeout, None) => f.write_str("no answer from Chargebee in time"),
            (TransportErrorKind::Broken, None) => f.write_str("the connection to Chargebee broke"),
            (TransportErrorKind::TooLarge, _) => {
                f.write_str("the answer is larger than the client accepts")
            }
            (TransportErrorKind::Limited, _) => {
                f.write_str("no room within the rate limits; nothing was sent")
            }
            (TransportErrorKind::Timeout | TransportErrorKind::Broken, Some(status)) => {
                let damage = match self.kind {
                    TransportErrorKind::Timeout => "did not arrive in time",
                    _ => "is cut or damaged",
                };
                write!(f, "the body of the answer ({}) {damage}", status.as_u16())
            }
        }?;
        super::tell(self.call.as_deref(), f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
