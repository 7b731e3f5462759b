//! A transport that answers from a list.

use super::Refusal;
use crate::{
    error::{Said, TransportError, TransportErrorKind},
    transport::{BoxFuture, Transport, TransportRequest},
    wire::{record::Record, write},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use percent_encoding::percent_decode_str;
use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// One answer of a server that there is not: a record, a [`Refusal`], any JSON, or none at all.
#[derive(Clone, Debug)]
#[must_use]
pub struct Answer(Option<http::Response<Bytes>>);

impl Answer {
    /// Any body with any status: a page of a proxy, half a JSON object.
    pub fn body(status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = http::Response::new(body.into());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        Self(Some(response))
    }

    /// None: the connection breaks after the request was sent, and whether it took effect is unknown.
    pub fn lost() -> Self {
        Self(None)
    }

    /// The same with a header, such as `retry-after`. One that HTTP does not have is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let parsed = (name.parse::<HeaderName>(), HeaderValue::from_str(value));
        if let (Some(response), (Ok(name), Ok(value))) = (&mut self.0, parsed) {
            response.headers_mut().insert(name, value);
        }
        self
    }
}

impl<T: Record> From<T> for Answer {
    fn from(record: T) -> Self {
        Self::body(200, write::to_json(&record))
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let (status, body) = refusal.into_parts();
        Self::body(status.as_u16(), body)
    }
}

/// A transport that gives its answers in their order, each to one request, and keeps the requests. Clones share both: one goes
/// to `ClientBuilder::transport`, the other stays with the test.
///
/// A request beyond the last answer gets none, as where there is no connection. A client that retries takes an answer for each
/// attempt: `RetryPolicy::none()` keeps it from that.
#[derive(Clone, Default)]
#[must_use]
pub struct Answers(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    left: VecDeque<Answer>,
    requests: Vec<Sent>,
}

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one behind the others.
    pub fn answer(self, answer: impl Into<Answer>) -> Self {
        self.state().left.push_back(answer.into());
        self
    }

    /// The requests that came, in their order.
    #[must_use]
    pub fn requests(&self) -> Vec<Sent> {
        self.state().requests.clone()
    }

    /// How many answers nobody has asked for yet.
    #[must_use]
    pub fn left(&self) -> usize {
        self.state().left.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let mut state = self.state();
        state.requests.push(Sent(request));
        match state.left.pop_front() {
            Some(Answer(Some(response))) => Ok(response),
            Some(Answer(None)) => Err(TransportError::new(TransportErrorKind::Broken, None)),
            None => Err(TransportError::new(
                TransportErrorKind::Connect,
                Some(Box::new(Said(
                    "the test has no answer left for this request".to_owned(),
                ))),
            )),
        }
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

impl Transport for Answers {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.take(request.http) })
    }
}

#[cfg(feature = "blocking")]
impl crate::transport::blocking::BlockingTransport for Answers {
    fn send(&self, request: TransportRequest) -> Result<http::Response<Bytes>, TransportError> {
        self.take(request.http)
    }
}

/// A request that came.
#[derive(Clone)]
pub struct Sent(http::Request<Bytes>);

impl Sent {
    /// The request as it went out. It holds the API key.
    #[must_use]
    pub fn http(&self) -> &http::Request<Bytes> {
        &self.0
    }

    /// The path: `/api/v2/invoices/inv_1/record_payment`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.uri().path()
    }

    /// A header, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get(name)?.to_str().ok()
    }

    /// A parameter of the query of a GET or of the form of a POST, by its name on the wire: `transaction[amount]`,
    /// `status[is]`.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<String> {
        let params = self.params().into_iter();
        params
            .rev()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value)
    }

    /// All of them, in the order in which they were sent.
    #[must_use]
    pub fn params(&self) -> Vec<(String, String)> {
        let form = if self.0.method() == Method::GET {
            self.0.uri().query().unwrap_or_default().to_owned()
        } else {
            String::from_utf8_lossy(self.0.body()).into_owned()
        };
        let text = |encoded: &str| {
            let spaced = encoded.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
        };
        let pairs = form.split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    }
}

/// Without the key, and without what is in it.
impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.method(), self.path())
    }
}
