//! What the tests share: a clock that does not wait, clients, answers.

use bytes::Bytes;
use chargebee::{
    Error, Response, Result, RetryPolicy,
    clock::Clock,
    transport::BoxFuture,
    v1,
    v2::{Client, invoice},
};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use http::{Request, StatusCode};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

pub(crate) const KEY: &str = "test_7GkExAmPleKeY";

/// An answer with an invoice, of API v1 as well as v2.
pub(crate) const INVOICE: &str = r#"{"invoice":{"id":"inv_1","customer_id":"cust_7","recurring":true,"status":"payment_due","price_type":"tax_exclusive","currency_code":"USD","tax":0,"sub_total":8700,"total":8700,"deleted":false,"object":"invoice"}}"#;

/// A clock whose waits are over at once, and are kept. Deadlines are real, so that they cut nothing short.
#[derive(Clone, Default)]
pub(crate) struct TestClock(Arc<State>);

#[derive(Default)]
struct State {
    now: Mutex<Duration>,
    waits: Mutex<Vec<Duration>>,
    before_wait: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl TestClock {
    /// The waits so far.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.waits.lock().expect("the lock").clone()
    }

    /// Does something when the next wait begins.
    pub(crate) fn before_wait(&self, work: impl FnOnce() + Send + 'static) {
        *self.0.before_wait.lock().expect("the lock") = Some(Box::new(work));
    }
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        *self.0.now.lock().expect("the lock")
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            let work = clock.0.before_wait.lock().expect("the lock").take();
            if let Some(work) = work {
                work();
            }
            clock.0.waits.lock().expect("the lock").push(duration);
            *clock.0.now.lock().expect("the lock") += duration;
        })
    }

    fn deadline(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            // Not looked at by blocking calls, which have no runtime: their transport is done when it is asked.
            tokio::time::sleep(duration).await;
        })
    }

    fn date(&self) -> SystemTime {
        // 2023-11-14T22:13:20Z
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
    }
}

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
pub(crate) async fn get(client: &Client) -> Result<Response<invoice::RetrieveResponse>> {
    client.invoice().retrieve("inv_1").send().await
}

/// The POST that takes an idempotency key.
pub(crate) async fn post(client: &Client) -> Result<Response<invoice::VoidInvoiceResponse>> {
    client.invoice().void_invoice("inv_1").send().await
}

/// The POST that takes none.
pub(crate) async fn post_once(
    client: &v1::Client,
) -> Result<Response<v1::invoice::VoidInvoiceResponse>> {
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
