//! What the tests share: clients, answers, a transport without a socket.

use bytes::Bytes;
use chargebee::{
    Error, Response, Result, RetryPolicy, Transport,
    error::{TransportError, TransportErrorKind},
    transport::{BoxFuture, TransportRequest},
    v1,
    v2::{Client, invoice},
};
pub(crate) use chargebee_wire_tests::clock::TestClock;
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use http::{Request, StatusCode};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

pub(crate) const KEY: &str = "test_7GkExAmPleKeY";

/// An answer with an invoice, of API v1 as well as v2.
pub(crate) const INVOICE: &str = r#"{"invoice":{"id":"inv_1","customer_id":"cust_7","recurring":true,"status":"payment_due","price_type":"tax_exclusive","currency_code":"USD","tax":0,"sub_total":8700,"total":8700,"deleted":false,"object":"invoice"}}"#;

/// A server that is well, a client of it, and the client's clock.
pub(crate) fn start() -> (FaultyServer, Client, TestClock) {
    start_with(RetryPolicy::default())
}

pub(crate) fn start_with(policy: RetryPolicy) -> (FaultyServer, Client, TestClock) {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = client_of(&server, &clock, policy);
    (server, client, clock)
}

pub(crate) fn client_of(server: &FaultyServer, clock: &TestClock, policy: RetryPolicy) -> Client {
    Client::builder("acme", KEY)
        .base_url(server.url())
        .clock(clock.clone())
        .retry(policy)
        .build()
        .expect("a client")
}

/// A client of API v1, where no operation takes an idempotency key.
pub(crate) fn v1_client_of(server: &FaultyServer, clock: &TestClock) -> v1::Client {
    v1::Client::builder("acme", KEY)
        .base_url(server.url())
        .clock(clock.clone())
        .build()
        .expect("a client")
}

/// The GET of these tests.
pub(crate) async fn get(
    client: &Client,
) -> Result<Response<invoice::responses::InvoiceRetrieveResponse>> {
    client.invoice().retrieve("inv_1").send().await
}

/// The POST that takes an idempotency key.
pub(crate) async fn post(
    client: &Client,
) -> Result<Response<invoice::responses::InvoiceVoidInvoiceResponse>> {
    client.invoice().void_invoice("inv_1").send().await
}

/// The POST that takes none.
pub(crate) async fn post_once(
    client: &v1::Client,
) -> Result<Response<v1::invoice::responses::InvoiceVoidInvoiceResponse>> {
    client.invoice().void_invoice("inv_1").send().await
}

pub(crate) fn answer(status: u16, body: impl Into<Bytes>) -> http::Response<Bytes> {
    let mut answer = http::Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    answer
}

pub(crate) fn answer_with(
    status: u16,
    headers: &[(&'static str, &str)],
    body: impl Into<Bytes>,
) -> http::Response<Bytes> {
    let mut answer = answer(status, body);
    for (name, value) in headers {
        let value = value.parse().expect("a header value");
        answer.headers_mut().insert(*name, value);
    }
    answer
}

/// An answer with which the API refuses a request.
pub(crate) fn refusal(status: u16, code: &str) -> http::Response<Bytes> {
    let body = format!(r#"{{"message":"no","api_error_code":"{code}"}}"#);
    answer(status, body)
}

pub(crate) fn fault(server: &FaultyServer, answer: http::Response<Bytes>) {
    server.fault(Fault::Answer(answer));
}

/// The same fault `count` times.
pub(crate) fn faults(server: &FaultyServer, count: usize, answer: &http::Response<Bytes>) {
    for _ in 0..count {
        fault(server, answer.clone());
    }
}

/// The values of a header in what arrived.
pub(crate) fn sent<'a>(received: &'a [Request<Bytes>], name: &str) -> Vec<Option<&'a str>> {
    let value = |request: &'a Request<Bytes>| {
        let value = request.headers().get(name)?;
        Some(value.to_str().expect("text"))
    };
    received.iter().map(value).collect()
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn milliseconds(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// The error of a call that must fail.
pub(crate) fn failed<T: std::fmt::Debug>(result: Result<T>) -> Error {
    result.expect_err("an error")
}

/// How far a call came that got no whole answer.
pub(crate) fn kind(error: &Error) -> TransportErrorKind {
    match error {
        Error::Transport(error) => error.kind(),
        other => panic!("expected a transport error, got {other:?}"),
    }
}

/// Blocks on a thread that no runtime knows, while the server works on those of the test.
pub(crate) async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        assert!(tokio::runtime::Handle::try_current().is_err());
        let _ = done.send(work());
    });
    let result = result.await;
    thread.join().expect("no panic");
    result.expect("a result")
}

/// Not a socket: the paused clock of tokio goes on whenever nothing but a socket is waited for. Each answer takes a while, and is
/// an invoice where none was told.
#[derive(Clone, Default)]
pub(crate) struct InMemory(Arc<Kept>);

#[derive(Default)]
struct Kept {
    takes: Duration,
    answers: Mutex<VecDeque<http::Response<Bytes>>>,
    seen: Mutex<Vec<(tokio::time::Instant, String)>>,
}

impl InMemory {
    pub(crate) fn taking(takes: Duration) -> Self {
        Self(Arc::new(Kept {
            takes,
            ..Kept::default()
        }))
    }

    pub(crate) fn answer(&self, answer: http::Response<Bytes>) {
        self.0.answers.lock().expect("the lock").push_back(answer);
    }

    /// When each request came.
    pub(crate) fn times(&self) -> Vec<tokio::time::Instant> {
        let seen = self.0.seen.lock().expect("the lock");
        seen.iter().map(|(at, _)| *at).collect()
    }

    /// The last part of the path of each request.
    pub(crate) fn names(&self) -> Vec<String> {
        let seen = self.0.seen.lock().expect("the lock");
        seen.iter().map(|(_, name)| name.clone()).collect()
    }
}

impl Transport for InMemory {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, std::result::Result<http::Response<Bytes>, TransportError>> {
        let name = request.http.uri().path().rsplit('/').next();
        let seen = (
            tokio::time::Instant::now(),
            name.unwrap_or_default().to_owned(),
        );
        self.0.seen.lock().expect("the lock").push(seen);
        Box::pin(async move {
            tokio::time::sleep(self.0.takes).await;
            let told = self.0.answers.lock().expect("the lock").pop_front();
            Ok(told.unwrap_or_else(|| answer(200, INVOICE)))
        })
    }
}
