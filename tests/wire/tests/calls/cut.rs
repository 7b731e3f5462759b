//! Answers of which only a part came.

use crate::support::{
    INVOICE, KEY, TestClock, answer, answer_with, failed, fault, get, kind, milliseconds,
    on_a_thread, post_once, seconds, start_with, v1_client_of,
};
use chargebee::{
    Error, RetryPolicy,
    error::TransportErrorKind,
    limit::{Limiter, Limits},
    v2::Client,
};
use chargebee_wire_tests::fault::{Fault, FaultyServer};

#[tokio::test]
async fn an_answer_that_is_cut_keeps_the_true_status() {
    for (cut, status) in [
        (
            &b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"inv"[..],
            200,
        ),
        (b"HTTP/1.1 404 Not Found\r\ncontent-length: 99\r\n\r\n", 404),
        (
            b"HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"m",
            503,
        ),
    ] {
        let (server, client, _) = start_with(RetryPolicy::none());
        server.fault(Fault::CutAfter(cut));
        let error = failed(get(&client).await);
        assert!(matches!(&error, Error::Transport(it) if it.kind() == TransportErrorKind::Broken));
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        assert!(
            error.to_string().contains(&format!("({status})")),
            "{error}"
        );
        // What was refused stays refused, whether or not it could be read why.
        assert_eq!(error.is_retryable(), status != 404, "{error}");
    }
}

const CUT: &[u8] = b"HTTP/1.1 429 No\r\nretry-after: 7\r\ncontent-length: 99\r\n\r\n{\"m";
const STALLED: &[u8] = b"HTTP/1.1 503 No\r\nretry-after: 7\r\ncontent-length: 99\r\n\r\n{";

#[tokio::test]
async fn the_wait_that_the_server_asks_for_is_kept_whether_or_not_its_text_arrives() {
    let long = || answer_with(503, &[("retry-after", "7")], "x".repeat(5000));
    for went in [
        Fault::CutAfter(CUT),
        Fault::StallAfter(STALLED),
        Fault::Answer(long()),
    ] {
        for blocking in [false, true] {
            let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
            let client = Client::builder("acme", KEY).base_url(server.url());
            let client = client.clock(clock.clone()).max_response_bytes(1000);
            let client = client.attempt_timeout(milliseconds(300));
            let client = client.build().expect("a client");
            server.fault(went.clone());
            let request = client.invoice().retrieve("inv_1");
            let answer = if blocking {
                on_a_thread(move || request.send_blocking()).await
            } else {
                request.send().await
            };
            assert_eq!(answer.expect("an answer").call().attempts, 2, "{went:?}");
            let waits = clock.waits();
            assert!(
                waits.len() == 1 && waits[0] >= seconds(7),
                "{went:?} {waits:?}"
            );

            // And is in the error, where nothing is tried again. By a real clock: it is the transport that says that the time is
            // over, because it knows the status.
            let client = Client::builder("acme", KEY).base_url(server.url());
            let client = client.retry(RetryPolicy::none()).max_response_bytes(1000);
            let client = client.attempt_timeout(milliseconds(300));
            let client = client.build().expect("a client");
            server.fault(went.clone());
            let request = client.invoice().retrieve("inv_1");
            let error = if blocking {
                failed(on_a_thread(move || request.send_blocking()).await)
            } else {
                failed(request.send().await)
            };
            assert_eq!(error.retry_after(), Some(seconds(7)), "{error}");
            assert!(error.is_retryable(), "{error}");
        }
    }
}

#[tokio::test]
async fn all_calls_stay_away_when_the_server_says_no_in_half_a_sentence() {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = Client::builder("acme", KEY).base_url(server.url());
    let client = client.rate_limit(Limiter::new(Limits::new(100, 50, 50)));
    let client = client.clock(clock.clone()).retry(RetryPolicy::none());
    let client = client.build().expect("a client");
    server.fault(Fault::CutAfter(CUT));
    assert!(failed(get(&client).await).is_rate_limited());
    get(&client).await.expect("an answer");
    assert_eq!(clock.waits(), [seconds(7)]);
}

#[tokio::test]
async fn a_refusal_that_is_too_long_to_read_stays_one() {
    for (status, attempts) in [(503, 4), (400, 1), (200, 1)] {
        let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
        let client = Client::builder("acme", KEY).base_url(server.url());
        let client = client.clock(clock.clone()).max_response_bytes(100);
        let client = client.build().expect("a client");
        for _ in 0..4 {
            fault(&server, answer(status, "x".repeat(101)));
        }
        let error = failed(get(&client).await);
        assert_eq!(kind(&error), TransportErrorKind::TooLarge);
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        assert_eq!(error.attempts(), attempts, "{error}");
        assert_eq!(error.is_retryable(), status == 503, "{error}");
        let text = error.to_string();
        let expected =
            format!("the body of the answer ({status}) is larger than the client accepts");
        assert!(text.starts_with(&expected), "{text}");
    }
    // What was done is unknown, so it is not done again.
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    server.fault(Fault::CutAfter(STALLED));
    let error = failed(post_once(&v1_client_of(&server, &clock)).await);
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
}
