//! No whole answer.

use super::{
    ConfigError,
    reason::{self, Reason, Said},
};
use crate::api::CallSummary;
use http::{HeaderMap, StatusCode};
use std::{error::Error as StdError, fmt};

/// No complete answer came.
pub struct TransportError {
    kind: TransportErrorKind,
    status: Option<StatusCode>,
    headers: Option<Box<HeaderMap>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// Host and port of the proxy between.
    proxy: Option<Box<str>>,
    connecting: bool,
    pub(super) call: Option<Box<CallSummary>>,
}

/// How far a request came that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: nothing was sent. Where a certificate is why ([`TransportError::is_certificate`]), it will be so every
    /// time.
    Connect,
    /// Time ran out. Whether the request took effect is unknown.
    Timeout,
    /// The connection broke, or the body of the answer is damaged. Whether the request took effect is unknown, unless
    /// [`TransportError::status`] tells.
    Broken,
    /// The answer was larger than the client accepts.
    TooLarge,
    /// The rate limits of the client gave no room, or could not be asked: nothing was sent.
    Limited,
    /// The [`KeyProvider`](crate::key::KeyProvider) gave no API key: nothing was sent.
    NoKey,
    /// The request cannot be sent as it is, for instance because of its URL: nothing was sent, and trying again would not help.
    Invalid,
}

impl TransportError {
    /// An error of a transport. The source must not print secrets.
    #[must_use]
    pub fn new(kind: TransportErrorKind, source: Option<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind,
            status: None,
            headers: None,
            source,
            proxy: None,
            connecting: false,
            call: None,
        }
    }

    /// The same, where the head of the answer came and its body did not, or not whole.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The headers of that answer: they may say how long to wait.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers = Some(Box::new(headers));
        self
    }

    /// The same through a proxy, whose host and port it is.
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    pub(crate) fn through(mut self, proxy: Option<String>) -> Self {
        self.proxy = proxy.map(String::into_boxed_str);
        self
    }

    /// The same where there was no connection yet when it ended.
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    pub(crate) fn while_connecting(mut self, connecting: bool) -> Self {
        self.connecting = connecting;
        self
    }

    pub(super) fn headers(&self) -> Option<&HeaderMap> {
        self.headers.as_deref()
    }

    /// How far the request came.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the certificate of the server is refused, or the server refuses that of the client. Such a call is tried once.
    #[must_use]
    pub fn is_certificate(&self) -> bool {
        matches!(self.reason(), Some(Reason::Certificate(_)))
    }

    /// Why, as far as the line of the error tells it.
    fn reason(&self) -> Option<Reason> {
        let source = self.source.as_deref()?;
        let source: &(dyn StdError + 'static) = source;
        match self.kind {
            TransportErrorKind::Connect => reason::of(source),
            TransportErrorKind::Broken => reason::of_broken(source),
            // What is the program's own says why itself, and nothing else would at the top.
            TransportErrorKind::NoKey | TransportErrorKind::Limited => reason::told(source),
            _ if source.is::<Said>() => reason::of(source),
            _ => None,
        }
    }

    /// The problem of the configuration that it stands for, where it does.
    pub(super) fn into_config(mut self) -> Result<ConfigError, Self> {
        match self.source.take().map(|source| source.downcast()) {
            Some(Ok(problem)) if self.kind == TransportErrorKind::Invalid => Ok(*problem),
            Some(Ok(problem)) => {
                let problem: Box<ConfigError> = problem;
                self.source = Some(problem);
                Err(self)
            }
            Some(Err(source)) => {
                self.source = Some(source);
                Err(self)
            }
            None => Err(self),
        }
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
            (TransportErrorKind::Connect, _) => {
                f.write_str("no connection to Chargebee")?;
                match &self.proxy {
                    Some(proxy) => write!(f, " through the proxy {}", super::OneLine(proxy)),
                    None => Ok(()),
                }
            }
            (TransportErrorKind::Timeout, None) if self.connecting => {
                f.write_str("no connection to Chargebee within the time of the attempt")
            }
            (TransportErrorKind::Timeout, None) => f.write_str("no answer from Chargebee in time"),
            (TransportErrorKind::Broken, None) => f.write_str("the connection to Chargebee broke"),
            (TransportErrorKind::TooLarge, None) => {
                f.write_str("the answer is larger than the client accepts")
            }
            (TransportErrorKind::Limited, _) => {
                f.write_str("no room within the rate limits; nothing was sent")
            }
            (TransportErrorKind::NoKey, _) => {
                f.write_str("the key provider gave no API key; nothing was sent")
            }
            (TransportErrorKind::Invalid, _) => {
                f.write_str("the request cannot be sent as it is; nothing was sent")
            }
            (kind, Some(status)) => {
                let damage = match kind {
                    TransportErrorKind::Timeout => "did not arrive in time",
                    TransportErrorKind::TooLarge => "is larger than the client accepts",
                    _ => "is cut or damaged",
                };
                write!(f, "the body of the answer ({}) {damage}", status.as_u16())
            }
        }?;
        if let Some(reason) = self.reason() {
            write!(f, ": {reason}")?;
        }
        super::tell(self.call.as_deref(), f)
    }
}

/// Without the values of headers.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("status", &self.status)
            .field("source", &self.source)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // What is said above is not said again.
        let source = self.source.as_ref().filter(|it| !it.is::<Said>());
        source.map(|source| &**source as _)
    }
}
