//! Retry policies: after what, how often, and how long until then.

use crate::support::{
    INVOICE, KEY, TestClock, answer, answer_with, client_of, failed, faults, get, milliseconds,
    refusal, seconds, start, start_with,
};
use chargebee::{CallOptions, RetryPolicy, retry::RetryCause, v2::Client};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use std::{collections::HashSet, sync::Arc, time::Duration};

#[tokio::test]
async fn a_policy_says_after_what() {
    let causes: [(RetryCause, Fault); 4] = [
        (RetryCause::RateLimited, Fault::Answer(answer(429, ""))),
        (RetryCause::ServerError, Fault::Answer(answer(503, ""))),
        (
            RetryCause::TemporaryError,
            Fault::Answer(refusal(400, "lock_timeout")),
        ),
        (RetryCause::Broken, Fault::Cut),
    ];
    for (cause, fault) in &causes {
        for (policy, retried) in [
            (RetryPolicy::default().without(*cause), false),
            (RetryPolicy::default().without(*cause).with(*cause), true),
        ] {
            let (server, client, _) = start_with(policy);
            server.fault(fault.clone());
            assert_eq!(get(&client).await.is_ok(), retried, "{cause:?}");
        }
    }
}

#[tokio::test]
async fn a_call_may_have_a_policy_of_its_own() {
    let (server, client, _) = start();
    faults(&server, 10, &answer(503, ""));
    let with = |policy| {
        let request = client.invoice().retrieve("inv_1");
        request.options(CallOptions::new().retry(policy)).send()
    };
    assert_eq!(failed(with(RetryPolicy::none()).await).attempts(), 1);
    let two = RetryPolicy::default().max_attempts(2);
    assert_eq!(failed(with(two).await).attempts(), 2);
    assert_eq!(failed(get(&client).await).attempts(), 4);
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let jitter = [milliseconds(500), milliseconds(1000), milliseconds(2000)];
    // In seconds; as a date, from the date of the answer; as one, from the clock; far beyond the longest.
    let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
    for (headers, wait) in [
        (vec![("retry-after", "7")], 7),
        (vec![("retry-after", " 7 ")], 7),
        (
            vec![("retry-after", "Wed, 21 Oct 2015 07:28:09 GMT"), date],
            9,
        ),
        (vec![("retry-after", "Tue, 14 Nov 2023 22:13:31 GMT")], 11),
        (
            vec![("retry-after", "Wed, 21 Oct 2015 07:27:00 GMT"), date],
            0,
        ),
        (vec![("retry-after", "86400")], 60),
        (vec![("retry-after", "99999999999999999999999")], 60),
    ] {
        let patient = RetryPolicy::default().max_attempts(3);
        let (server, client, clock) = start_with(patient);
        faults(&server, 2, &answer_with(429, &headers, ""));
        get(&client).await.expect("an answer");
        let waits = clock.waits();
        assert_eq!(waits.len(), 2, "{headers:?}");
        for (waited, jitter) in waits.iter().zip(jitter) {
            let least = seconds(wait);
            assert!(
                *waited >= least && *waited <= least + jitter,
                "{headers:?} {waited:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_limit_per_minute_is_outlasted_where_the_server_does_not_say_how_long_it_lasts() {
    let minute = seconds(60);
    let too_many = r#"{"message":"no","api_error_code":"api_request_limit_exceeded"}"#;
    for headers in [
        vec![],
        vec![("retry-after", "soon")],
        vec![("retry-after", "-3")],
    ] {
        for attempts in [2, 3, 4, 5, 7, 12, 100] {
            for body in ["", "<html>", too_many] {
                let policy = RetryPolicy::default().max_attempts(attempts);
                let (server, client, clock) = start_with(policy);
                faults(&server, 100, &answer_with(429, &headers, body));
                let error = failed(get(&client).await);
                assert!(error.is_rate_limited());
                let waits = clock.waits();
                let waited: Duration = waits.iter().sum();
                assert!(
                    waited > minute && waited < seconds(180),
                    "{attempts}: {waits:?}"
                );
                if attempts <= 7 {
                    assert_eq!(error.attempts(), attempts, "{waits:?}");
                    assert!(waited < minute + seconds(30), "{attempts}: {waits:?}");
                }
                // Not all at the end: what lasts shorter is over sooner.
                let first = minute / ((1 << (attempts - 1).min(6)) - 1);
                assert!(
                    waits[0] >= first && waits[0] < first + seconds(3),
                    "{waits:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn nothing_else_waits_for_a_minute_to_be_over() {
    let long = |clock: &TestClock| clock.waits().iter().sum::<Duration>() > seconds(4);
    // The code says that it is no limit per minute; the server says how long; another status; the call has no time for it; the
    // policy says so.
    for (policy, total, answer) in [
        (RetryPolicy::default(), 180, refusal(429, "lock_timeout")),
        (
            RetryPolicy::default(),
            180,
            answer_with(429, &[("retry-after", "0")], ""),
        ),
        (RetryPolicy::default(), 180, answer(503, "")),
        (RetryPolicy::default(), 8, answer(429, "")),
        (
            RetryPolicy::default().outlast_rate_limit(Duration::ZERO),
            180,
            answer(429, ""),
        ),
    ] {
        let (server, client, clock) = start_with(policy);
        faults(&server, 3, &answer);
        let request = client.invoice().retrieve("inv_1");
        let options = CallOptions::new().timeout(seconds(total));
        let answer = request.options(options).send().await.expect("an answer");
        assert_eq!(answer.call().attempts, 4);
        assert!(!long(&clock), "{:?}", clock.waits());
    }
    let (server, client, clock) = start();
    faults(&server, 3, &answer(429, ""));
    get(&client).await.expect("an answer");
    assert!(long(&clock));
    // However long somebody says.
    let (server, client, _) = start_with(RetryPolicy::default().outlast_rate_limit(Duration::MAX));
    faults(&server, 3, &answer(429, ""));
    get(&client).await.expect("an answer");
}

#[tokio::test]
async fn waits_double_and_are_random() {
    let policy = RetryPolicy::default()
        .max_attempts(6)
        .backoff(seconds(1), seconds(5));
    let (mut longest, mut shortest) = ([Duration::ZERO; 5], [Duration::MAX; 5]);
    let mut all = HashSet::new();
    for _ in 0..40 {
        let (server, client, clock) = start_with(policy.clone());
        faults(&server, 5, &answer(503, ""));
        get(&client).await.expect("an answer");
        for (at, wait) in clock.waits().into_iter().enumerate() {
            longest[at] = wait.max(longest[at]);
            shortest[at] = wait.min(shortest[at]);
            all.insert(wait);
        }
    }
    // Of 40 waits between nothing and the most, one is above half of it, and one below: all but one time in a million million.
    let most = [1, 2, 4, 5, 5].map(seconds);
    for ((longest, shortest), most) in longest.into_iter().zip(shortest).zip(most) {
        assert!(
            longest <= most && longest > most / 2 && shortest < most / 2,
            "{shortest:?} to {longest:?} of {most:?}"
        );
    }
    assert!(all.len() > 190, "{} different waits", all.len());
}

#[tokio::test]
async fn a_policy_may_leave_out_what_never_came_to_an_answer() {
    for (cause, patient) in [
        (RetryCause::Timeout, true),
        (RetryCause::Timeout, false),
        (RetryCause::Connect, true),
        (RetryCause::Connect, false),
    ] {
        let policy = RetryPolicy::default().without(cause);
        let policy = if patient { policy.with(cause) } else { policy };
        let (server, clock) = (
            Arc::new(FaultyServer::absent(INVOICE)),
            TestClock::default(),
        );
        let client = if cause == RetryCause::Connect {
            let there = Arc::clone(&server);
            clock.before_wait(move || there.listen());
            client_of(&server, &clock, policy)
        } else {
            server.listen();
            server.fault(Fault::StallAfter(b""));
            let client = Client::builder("acme", KEY).base_url(server.url());
            let client = client.clock(clock.clone()).retry(policy);
            let client = client.attempt_timeout(milliseconds(200));
            client.build().expect("a client")
        };
        assert_eq!(get(&client).await.is_ok(), patient, "{cause:?}");
        assert_eq!(clock.waits().len(), usize::from(patient), "{cause:?}");
    }
}
