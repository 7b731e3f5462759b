//! Connect, attempt and total: each for itself, for the client and for a call.

use crate::support::{
    INVOICE, KEY, answer, client_of, failed, fault, get, kind, milliseconds, on_a_thread,
    post_once, seconds, start,
};
use bytes::Bytes;
use chargebee::{
    CallOptions, ClientBuilder, RetryPolicy,
    error::{TransportError, TransportErrorKind},
    transport::{BoxFuture, Transport, TransportRequest},
    v1,
    v2::Client,
};
use chargebee_wire_tests::fault::{Fault, FaultyServer, silent_port};
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(3600);

fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder("acme", KEY)
        .base_url(url)
        .retry(RetryPolicy::none())
        .connect_timeout(LONG)
        .attempt_timeout(LONG)
        .timeout(LONG)
}

fn built(builder: ClientBuilder<Client>) -> Client {
    builder.build().expect("a client")
}

/// How the call fails, after about `SHORT`.
async fn ends(client: &Client, options: CallOptions) -> TransportErrorKind {
    let started = Instant::now();
    let request = client.invoice().retrieve("inv_1").options(options);
    let error = failed(request.send().await);
    let took = started.elapsed();
    assert!(
        took >= SHORT * 9 / 10 && took < 50 * SHORT,
        "{took:?} {error}"
    );
    kind(&error)
}

#[tokio::test]
async fn connecting_has_a_deadline() {
    let (url, _open) = silent_port();
    let client = built(builder(&url).connect_timeout(SHORT));
    // Nothing was sent, which is more than that time ran out.
    assert_eq!(
        ends(&client, CallOptions::new()).await,
        TransportErrorKind::Connect
    );

    let own = CallOptions::new().connect_timeout(SHORT);
    assert_eq!(
        ends(&built(builder(&url)), own).await,
        TransportErrorKind::Connect
    );
    let patient = CallOptions::new().connect_timeout(LONG).timeout(2 * SHORT);
    assert_eq!(ends(&client, patient).await, TransportErrorKind::Timeout);
}

#[tokio::test]
async fn connecting_in_vain_is_tried_again_whatever_the_request() {
    let (url, _open) = silent_port();
    let policy = RetryPolicy::default()
        .max_attempts(2)
        .backoff(milliseconds(1), milliseconds(1));
    let client = v1::Client::builder("acme", KEY).base_url(url).retry(policy);
    let client = client.connect_timeout(SHORT).build().expect("a client");
    let error = failed(post_once(&client).await);
    assert_eq!(
        (kind(&error), error.attempts()),
        (TransportErrorKind::Connect, 2)
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn the_time_to_connect_counts_for_connecting_only() {
    let server = FaultyServer::start(INVOICE);
    let late = Fault::Late(3 * SHORT, answer(200, INVOICE));
    server.fault(late);
    let client = built(builder(&server.url()).connect_timeout(SHORT));
    get(&client).await.expect("an answer");
}

#[tokio::test]
async fn an_attempt_has_a_deadline_and_the_next_one_too() {
    let (server, _, clock) = start();
    for _ in 0..2 {
        server.fault(Fault::StallAfter(b"HTTP/1.1 200 OK\r\n"));
    }
    let client = Client::builder("acme", KEY).base_url(server.url());
    let client = client.clock(clock.clone()).attempt_timeout(SHORT);
    let answer = get(&client.build().expect("a client")).await;
    assert_eq!(answer.expect("an answer").call().attempts, 3);
    assert_eq!((server.received().len(), clock.waits().len()), (3, 2));
}

#[tokio::test]
async fn a_call_may_have_an_attempt_timeout_of_its_own() {
    let server = FaultyServer::start(INVOICE);
    server.fault(Fault::StallAfter(b""));
    let client = built(builder(&server.url()));
    let options = CallOptions::new().attempt_timeout(SHORT);
    assert_eq!(ends(&client, options).await, TransportErrorKind::Timeout);

    server.fault(Fault::Late(2 * SHORT, answer(200, INVOICE)));
    let hurried = built(builder(&server.url()).attempt_timeout(SHORT));
    let request = hurried.invoice().retrieve("inv_1");
    let patient = CallOptions::new().attempt_timeout(LONG);
    assert!(request.options(patient).send().await.is_ok());
}

#[tokio::test]
async fn a_call_has_a_deadline_for_all_its_attempts() {
    let server = FaultyServer::start(INVOICE);
    for _ in 0..100 {
        server.fault(Fault::StallAfter(b""));
    }
    let policy = RetryPolicy::default()
        .max_attempts(100)
        .backoff(milliseconds(1), milliseconds(1));
    let client = builder(&server.url()).retry(policy);
    let client = built(client.attempt_timeout(SHORT / 4).timeout(SHORT));
    let started = Instant::now();
    let error = failed(get(&client).await);
    let took = started.elapsed();
    assert_eq!(kind(&error), TransportErrorKind::Timeout);
    assert!(took > SHORT / 2 && took < 50 * SHORT, "{took:?}");
    assert!((2..=5).contains(&error.attempts()), "{error}");

    let options = CallOptions::new().timeout(SHORT);
    let server = FaultyServer::start(INVOICE);
    server.fault(Fault::StallAfter(b""));
    let kind = ends(&built(builder(&server.url())), options).await;
    assert_eq!(kind, TransportErrorKind::Timeout);
}

/// A transport that does not keep to its times.
struct Deaf;

impl Transport for Deaf {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_transport_that_keeps_no_time_is_kept_to_it() {
    let client = builder("http://localhost").transport(Deaf);
    let client = built(client.attempt_timeout(SHORT));
    let kind = ends(&client, CallOptions::new()).await;
    assert_eq!(kind, TransportErrorKind::Timeout);
}

#[tokio::test]
async fn an_answer_whose_body_comes_too_late_keeps_its_status() {
    let (server, _, clock) = start();
    server.fault(Fault::StallAfter(
        b"HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{",
    ));
    let client = client_of(&server, &clock, RetryPolicy::none());
    let request = client.invoice().void_invoice("inv_1");
    let options = CallOptions::new().attempt_timeout(SHORT);
    let error = failed(request.options(options).send().await);
    assert_eq!(kind(&error), TransportErrorKind::Timeout);
    // The request took effect, and the error can say so.
    assert_eq!(error.status().map(|it| it.as_u16()), Some(201));
    let text = error.to_string();
    assert!(
        text.starts_with("the body of the answer (201) did not arrive in time"),
        "{text}"
    );
}

#[tokio::test]
async fn time_that_cannot_be_told_does_no_harm() {
    let (server, client, _) = start();
    fault(&server, answer(503, ""));
    let options = CallOptions::new()
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .connect_timeout(Duration::MAX);
    let request = client.invoice().retrieve("inv_1").options(options);
    let answer = tokio::time::timeout(seconds(60), request.send()).await;
    assert_eq!(
        answer.expect("in time").expect("an answer").call().attempts,
        2
    );

    let options = CallOptions::new().timeout(Duration::ZERO);
    let request = client.invoice().retrieve("inv_1").options(options);
    assert_eq!(
        kind(&failed(request.send().await)),
        TransportErrorKind::Timeout
    );
}

#[tokio::test]
async fn deadlines_are_the_same_for_blocking_calls() {
    let (url, _open) = silent_port();
    let server = FaultyServer::start(INVOICE);
    for (url, options, expected) in [
        (
            url,
            CallOptions::new().connect_timeout(SHORT),
            TransportErrorKind::Connect,
        ),
        (
            server.url(),
            CallOptions::new().attempt_timeout(SHORT),
            TransportErrorKind::Timeout,
        ),
        (
            server.url(),
            CallOptions::new().timeout(SHORT),
            TransportErrorKind::Timeout,
        ),
    ] {
        server.fault(Fault::StallAfter(b"HTTP/1.1 200 OK\r\n"));
        let client = built(builder(&url));
        let request = client.invoice().retrieve("inv_1").options(options);
        let started = Instant::now();
        let error = failed(on_a_thread(move || request.send_blocking()).await);
        let took = started.elapsed();
        assert_eq!(kind(&error), expected);
        // A timer may round down.
        assert!(
            took >= SHORT * 9 / 10 && took < 50 * SHORT,
            "{took:?} {error}"
        );
    }
}

#[tokio::test]
async fn time_that_cannot_be_told_does_no_harm_to_blocking_calls() {
    let server = FaultyServer::start(INVOICE);
    for options in [
        CallOptions::new()
            .timeout(Duration::MAX)
            .attempt_timeout(Duration::MAX),
        CallOptions::new().connect_timeout(Duration::MAX),
    ] {
        // A connection of its own for each: only one that is made looks at the time for that.
        let client = built(builder(&server.url()));
        let request = client.invoice().retrieve("inv_1").options(options);
        on_a_thread(move || request.send_blocking())
            .await
            .expect("an answer");
    }
    assert_eq!(server.connections(), 2);
}

/// Whether the server is slow or cannot be reached at all: what to look at differs.
#[tokio::test]
async fn an_attempt_that_ends_says_whether_there_was_a_connection() {
    let (silent, _open) = silent_port();
    let server = FaultyServer::start(INVOICE);
    for (url, said) in [
        (
            silent,
            "no connection to Chargebee within the time of the attempt; ",
        ),
        (server.url(), "no answer from Chargebee in time; "),
    ] {
        server.fault(Fault::StallAfter(b""));
        server.fault(Fault::StallAfter(b""));
        let client = built(builder(&url).attempt_timeout(SHORT));
        let request = client.invoice().retrieve("inv_1");
        let waited = failed(request.clone().send().await);
        let blocked = failed(on_a_thread(move || request.send_blocking()).await);
        for error in [waited, blocked] {
            assert!(error.to_string().starts_with(said), "{error}");
            assert_eq!(kind(&error), TransportErrorKind::Timeout);
        }
    }
}
