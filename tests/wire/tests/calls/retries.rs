//! What is tried again, how often and when.

use crate::support::{
    TestClock, answer, answer_with, client_of, failed, fault, faults, get, post, post_once,
    refusal, seconds, sent, start, start_with, v1_client_of,
};
use chargebee::{CallOptions, RetryPolicy};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use std::{collections::HashSet, time::Duration};

const KEY_HEADER: &str = "chargebee-idempotency-key";
const RETRY_HEADER: &str = "x-cb-retry-attempt";

#[tokio::test]
async fn a_get_is_tried_again_until_it_succeeds() {
    let (server, client, clock) = start();
    faults(&server, 3, &answer(503, ""));
    let answer = get(&client).await.expect("an answer");
    assert_eq!(answer.call().attempts, 4);
    assert_eq!((server.received().len(), clock.waits().len()), (4, 3));
}

#[tokio::test]
async fn attempts_are_bounded() {
    let (server, client, _) = start();
    faults(&server, 100, &answer(503, "<html>"));
    let error = failed(get(&client).await);
    assert_eq!(error.status().map(|it| it.as_u16()), Some(503));
    assert_eq!((error.attempts(), server.received().len()), (4, 4));

    for (policy, attempts) in [
        (RetryPolicy::none(), 1),
        (RetryPolicy::default().max_attempts(0), 1),
        (RetryPolicy::default().max_attempts(7), 7),
    ] {
        let (server, client, _) = start_with(policy);
        faults(&server, 100, &answer(503, ""));
        assert_eq!(failed(get(&client).await).attempts(), attempts);
        assert_eq!(server.received().len(), attempts as usize);
    }
    // Whatever a program asks for.
    assert_eq!(
        RetryPolicy::default().max_attempts(u32::MAX).attempts(),
        100
    );
}

#[tokio::test]
async fn the_time_of_all_attempts_is_bounded() {
    let policy = RetryPolicy::default().max_attempts(100);
    let (server, client, clock) = start_with(policy);
    faults(
        &server,
        200,
        &answer_with(503, &[("retry-after", "30")], ""),
    );
    let started = tokio::time::Instant::now();
    let error = failed(get(&client).await);
    // 180 seconds if not set: no wait begins that would end after that.
    let waited: Duration = clock.waits().iter().sum();
    assert!(
        waited >= seconds(120) && waited < seconds(180),
        "{waited:?}"
    );
    assert_eq!(error.attempts() as usize, clock.waits().len() + 1);
    assert!(
        started.elapsed() < seconds(20),
        "the clock does not really wait"
    );

    let request = client.invoice().retrieve("inv_1");
    let options = CallOptions::new().timeout(seconds(40));
    let error = failed(request.options(options).send().await);
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn one_key_is_made_for_all_attempts_of_a_call() {
    let (server, client, _) = start();
    let mut keys = HashSet::new();
    for _ in 0..3 {
        faults(&server, 2, &answer(502, "<html>"));
        let answer = post(&client).await.expect("an answer");
        let received = server.received();
        let sent = sent(&received, KEY_HEADER);
        let key = sent[0].expect("a key").to_owned();
        assert_eq!(sent, vec![Some(key.as_str()); 3]);
        assert_eq!(answer.call().idempotency_key.as_deref(), Some(key.as_str()));
        let uuid = uuid::Uuid::parse_str(&key).expect("a UUID");
        assert_eq!(uuid.get_version_num(), 4);
        assert_eq!(uuid.get_variant(), uuid::Variant::RFC4122);
        keys.insert(key);
    }
    assert_eq!(keys.len(), 3, "each call has a key of its own");
}

#[tokio::test]
async fn the_key_is_made_even_where_nothing_is_retried() {
    // What the caller does with a failure is its own choice, and the key in the error makes every choice a safe one.
    let (server, client, _) = start_with(RetryPolicy::none());
    server.fault(Fault::Cut);
    let error = failed(post(&client).await);
    let received = server.received();
    assert_eq!(sent(&received, KEY_HEADER), [error.idempotency_key()]);
    assert!(error.idempotency_key().is_some() && error.is_retryable());
}

#[tokio::test]
async fn the_users_own_key_wins() {
    let (server, client, _) = start();
    faults(&server, 1, &answer(500, ""));
    let request = client.invoice().void_invoice("inv_1");
    let answer = request.idempotency_key("order-8127").send().await;
    assert_eq!(
        answer.expect("an answer").call().idempotency_key.as_deref(),
        Some("order-8127")
    );
    assert_eq!(
        sent(&server.received(), KEY_HEADER),
        [Some("order-8127"); 2]
    );

    let options = CallOptions::new().idempotency_key("order-8128");
    let request = client.invoice().void_invoice("inv_1").options(options);
    let shown = request.clone().into_http().expect("a request");
    assert_eq!(shown.headers()[KEY_HEADER], "order-8128");
    request.send().await.expect("an answer");
    assert_eq!(sent(&server.received(), KEY_HEADER), [Some("order-8128")]);

    let options = CallOptions::new().header(KEY_HEADER, "order-8129");
    let request = client.invoice().void_invoice("inv_1").options(options);
    let error = failed(request.send().await).to_string();
    assert!(
        error.contains("give the key to `idempotency_key`"),
        "{error}"
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn no_key_goes_where_the_api_takes_none() {
    let (server, client, clock) = start();
    get(&client).await.expect("an answer");
    // An operation of v2 that takes none, and one of v1, where none does.
    let _ = client
        .estimate()
        .cancel_subscription_for_items("sub_1")
        .send()
        .await;
    post_once(&v1_client_of(&server, &clock))
        .await
        .expect("an answer");
    let received = server.received();
    assert_eq!(sent(&received, KEY_HEADER), [None; 3]);
    assert_eq!(sent(&received, RETRY_HEADER), [None; 3]);

    // Whichever way it is given.
    for options in [
        CallOptions::new().idempotency_key("order-8127"),
        CallOptions::new().header(KEY_HEADER, "order-8127"),
    ] {
        let request = client.estimate().cancel_subscription_for_items("sub_1");
        let error = failed(request.options(options).send().await).to_string();
        assert!(error.contains("takes no idempotency key"), "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_key_shown_is_not_made_up() {
    let (_, client, _) = start();
    let shown = client.invoice().void_invoice("inv_1").into_http();
    assert!(!shown.expect("a request").headers().contains_key(KEY_HEADER));
}

#[tokio::test]
async fn retries_say_which_they_are() {
    let (server, client, _) = start();
    faults(&server, 3, &answer(503, ""));
    post(&client).await.expect("an answer");
    assert_eq!(
        sent(&server.received(), RETRY_HEADER),
        [None, Some("1"), Some("2"), Some("3")]
    );
}

#[tokio::test]
async fn every_attempt_sends_the_same() {
    let (server, client, _) = start();
    faults(&server, 2, &answer(504, ""));
    let request = client.invoice().void_invoice("inv_1").comment("too much");
    request.send().await.expect("an answer");
    let received = server.received();
    let same = |it: &http::Request<bytes::Bytes>| {
        let mut headers = it.headers().clone();
        headers.remove(RETRY_HEADER);
        (
            it.method().clone(),
            it.uri().clone(),
            headers,
            it.body().clone(),
        )
    };
    assert_eq!(received[0].body(), "comment=too%20much");
    assert_eq!(same(&received[1]), same(&received[0]));
    assert_eq!(same(&received[2]), same(&received[0]));
}

#[tokio::test]
async fn the_api_knows_temporary_errors_whose_status_does_not_say_so() {
    // The code decides, not the status.
    for (status, code, retried) in [
        (400, "lock_timeout", true),
        (409, "internal_temporary_error", true),
        (400, "site_not_ready", true),
        (503, "site_read_only_mode", true),
        (400, "param_wrong_value", false),
        (409, "invalid_state_for_request", false),
        (403, "request_blocked", false),
        (400, "a_code_of_tomorrow", false),
    ] {
        let (server, client, _) = start();
        fault(&server, refusal(status, code));
        assert_eq!(get(&client).await.is_ok(), retried, "{code}");
        assert_eq!(server.received().len(), 1 + usize::from(retried), "{code}");
    }
}

#[tokio::test]
async fn a_post_without_a_key_is_tried_again_only_where_it_did_nothing() {
    for (status, code, retried) in [
        (429, "api_request_limit_exceeded", true),
        // The documentation says that the site is down for maintenance, and not that a request did nothing before that.
        (503, "site_not_ready", false),
        (503, "site_read_only_mode", false),
        (429, "third_party_api_request_limit_exceeded", false),
        (429, "lock_timeout", false),
        (503, "internal_temporary_error", false),
        (500, "internal_error", false),
    ] {
        let (server, _, clock) = start();
        fault(&server, refusal(status, code));
        let result = post_once(&v1_client_of(&server, &clock)).await;
        assert_eq!(result.is_ok(), retried, "{code}");
        assert_eq!(server.received().len(), 1 + usize::from(retried), "{code}");
        if let Err(error) = result {
            assert!(!error.is_retryable(), "{code}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_was_refused_is_tried_again_whatever_the_request() {
    for kind in 0..3 {
        let (server, clock) = (
            FaultyServer::absent(crate::support::INVOICE),
            TestClock::default(),
        );
        let server = std::sync::Arc::new(server);
        let there = std::sync::Arc::clone(&server);
        clock.before_wait(move || there.listen());
        let client = client_of(&server, &clock, RetryPolicy::default());
        let attempts = match kind {
            0 => get(&client).await.map(|it| it.call().attempts),
            1 => post(&client).await.map(|it| it.call().attempts),
            _ => (post_once(&v1_client_of(&server, &clock)).await).map(|it| it.call().attempts),
        };
        assert_eq!(attempts.expect("an answer"), 2);
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn without_a_key_that_lives_long_enough_nothing_is_repeated() {
    // The server forgets a key after half an hour, however patient the caller is.
    let policy = RetryPolicy::default()
        .max_attempts(100)
        .max_retry_after(seconds(600));
    let (server, client, clock) = start_with(policy);
    faults(
        &server,
        100,
        &answer_with(503, &[("retry-after", "600")], ""),
    );
    let request = client.invoice().void_invoice("inv_1");
    let options = CallOptions::new().timeout(seconds(86_400));
    let error = failed(request.options(options).send().await);
    let waited: Duration = clock.waits().iter().sum();
    assert!(
        waited < seconds(25 * 60) && error.attempts() == 3,
        "{waited:?}"
    );
}
