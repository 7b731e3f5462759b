//! What those who watch are told, and what they are not.

use crate::support::{
    INVOICE, KEY, TestClock, answer, answer_with, failed, fault, get, milliseconds, refusal, sent,
};
use chargebee::{
    CallOptions, Money, RetryPolicy,
    limit::{Limiter, Limits},
    observe::{Attempt, CallInfo, Counts, Ending, Observer, Wait},
    v2::{Client, common::TransactionPaymentMethod, invoice::requests::TransactionParams},
};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use http::{HeaderMap, HeaderValue};
use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

/// Writes down what it is told.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Notes {
    fn add(&self, call: &CallInfo, what: impl fmt::Display) {
        self.0
            .lock()
            .expect("the lock")
            .push(format!("{call} {what}"));
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("the lock"))
    }
}

impl Observer for Notes {
    fn started(&self, call: &CallInfo) {
        self.add(call, "started");
    }

    fn attempted(&self, call: &CallInfo, attempt: &Attempt) {
        let status = attempt.status.map_or(0, |it| it.as_u16());
        let Attempt {
            number,
            failure,
            replayed,
            ..
        } = attempt;
        self.add(
            call,
            format_args!("{number}: {status} {failure:?} {replayed}"),
        );
    }

    fn waiting(&self, call: &CallInfo, wait: &Wait) {
        let whole = wait.duration.as_secs();
        self.add(call, format_args!("waits for {:?}, {whole} s", wait.reason));
    }

    fn finished(&self, call: &CallInfo, ending: &Ending, attempts: u32, elapsed: Duration) {
        let whole = elapsed.as_secs();
        self.add(call, format_args!("{ending:?} after {attempts}, {whole} s"));
    }
}

pub(crate) struct Watched {
    pub(crate) server: FaultyServer,
    pub(crate) client: Client,
    notes: Arc<Notes>,
}

fn watched(policy: RetryPolicy) -> Watched {
    watched_at("acme", policy)
}

pub(crate) fn watched_at(site: &str, policy: RetryPolicy) -> Watched {
    let (server, notes) = (FaultyServer::start(INVOICE), Arc::<Notes>::default());
    let client = Client::builder(site, KEY)
        .base_url(server.url())
        .clock(TestClock::default())
        .retry(policy.backoff(Duration::ZERO, Duration::ZERO))
        .observer(Arc::clone(&notes))
        .rate_limit(Limiter::new(Limits::new(3, 9, 9)));
    let client = client.build().expect("a client");
    Watched {
        server,
        client,
        notes,
    }
}

#[tokio::test]
async fn counts_are_a_page_that_prometheus_reads() {
    let (server, counts) = (FaultyServer::start(INVOICE), Counts::new());
    let client = Client::builder("acme", KEY)
        .base_url(server.url())
        .clock(TestClock::default())
        .retry(RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO))
        .observer(counts.clone());
    let client = client.build().expect("a client");
    assert_eq!(counts.to_string(), "");
    server.fault(Fault::Cut);
    let voided = client.invoice().void_invoice("inv_1").send().await;
    voided.expect("an answer");
    for _ in 0..2 {
        fault(&server, refusal(404, "resource_not_found"));
        failed(get(&client).await);
    }
    let page = counts.to_string();
    let (times, others): (Vec<&str>, Vec<&str>) = page
        .lines()
        .partition(|it| it.starts_with("chargebee_calls_seconds_total{"));
    assert_eq!(
        others,
        [
            "# TYPE chargebee_attempts_total counter",
            r#"chargebee_attempts_total{call="invoice.retrieve",status="404",replayed="false"} 2"#,
            r#"chargebee_attempts_total{call="invoice.void_invoice",status="200",replayed="false"} 1"#,
            r#"chargebee_attempts_total{call="invoice.void_invoice",status="none",replayed="false"} 1"#,
            "# TYPE chargebee_calls_seconds_total counter",
            "# TYPE chargebee_calls_total counter",
            r#"chargebee_calls_total{call="invoice.retrieve",success="false"} 2"#,
            r#"chargebee_calls_total{call="invoice.void_invoice",success="true"} 1"#,
        ]
    );
    assert_eq!(times.len(), 2, "{page}");
    for line in times {
        let value = line
            .rsplit(' ')
            .next()
            .and_then(|it| it.parse::<f64>().ok());
        assert!(value.is_some_and(|it| it >= 0.0), "{line}");
    }
}

#[tokio::test]
async fn an_observer_is_told_of_calls_attempts_and_waits() {
    let Watched {
        server,
        client,
        notes,
    } = watched(RetryPolicy::default());
    fault(&server, answer_with(429, &[("retry-after", "7")], ""));
    server.fault(Fault::Cut);
    let replayed = answer_with(200, &[("chargebee-idempotency-replayed", "true")], INVOICE);
    fault(&server, replayed);
    let request = client.invoice().void_invoice("inv_1");
    request.send().await.expect("an answer");
    assert_eq!(
        notes.taken(),
        [
            "invoice.void_invoice started",
            "invoice.void_invoice 1: 429 None false",
            "invoice.void_invoice waits for Retry, 7 s",
            "invoice.void_invoice 2: 0 Some(Broken) false",
            "invoice.void_invoice waits for Retry, 0 s",
            "invoice.void_invoice 3: 200 None true",
            "invoice.void_invoice Answered(200) after 3, 7 s",
        ]
    );
    get(&client).await.expect("an answer");
    assert_eq!(
        notes.taken(),
        [
            "invoice.retrieve started",
            "invoice.retrieve waits for RateLimit, 54 s",
            "invoice.retrieve 1: 200 None false",
            "invoice.retrieve Answered(200) after 1, 54 s",
        ]
    );
}

#[tokio::test]
async fn an_observer_is_told_how_calls_end() {
    let Watched {
        server,
        client,
        notes,
    } = watched(RetryPolicy::none());
    let endings = |notes: &Notes| {
        let all = notes.taken();
        all.last().expect("an ending").clone()
    };
    fault(&server, refusal(404, "resource_not_found"));
    let _ = get(&client).await;
    assert_eq!(
        endings(&notes),
        "invoice.retrieve Answered(404) after 1, 0 s"
    );
    server.fault(Fault::Cut);
    let _ = get(&client).await;
    assert_eq!(
        endings(&notes),
        "invoice.retrieve Failed(Broken) after 1, 0 s"
    );
    // The server says that it is done, and what it says cannot be read.
    for body in ["<html>", "{", "{}"] {
        fault(&server, answer(200, body));
        failed(get(&client).await);
        let ending = endings(&notes);
        assert!(
            ending.starts_with("invoice.retrieve Unreadable(200) after 1, "),
            "{body}: {ending}"
        );
    }
    server.fault(Fault::StallAfter(b""));
    let _ = tokio::time::timeout(milliseconds(50), get(&client)).await;
    assert_eq!(endings(&notes), "invoice.retrieve Cancelled after 0, 0 s");
    // A call that cannot be sent is none.
    let _ = client.invoice().retrieve("").send().await;
    assert!(notes.taken().is_empty());
}

/// Knows of what trace a call is a part.
struct Traced;

impl Observer for Traced {
    fn propagate(&self, call: &CallInfo, headers: &mut HeaderMap) {
        assert_eq!(call.operation(), "retrieve");
        for (name, value) in [
            ("traceparent", TRACE),
            ("tracestate", "own=1"),
            ("authorization", "Basic other"),
            ("x-other", "1"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

#[tokio::test]
async fn an_observer_says_of_what_trace_a_call_is_a_part() {
    let server = FaultyServer::start(INVOICE);
    let client = Client::builder("acme", KEY).base_url(server.url());
    let client = client.clock(TestClock::default()).observer(Traced);
    let client = client.build().expect("a client");
    fault(&server, answer(503, ""));
    get(&client).await.expect("an answer");
    let received = server.received();
    assert_eq!(sent(&received, "traceparent"), [Some(TRACE); 2]);
    assert_eq!(sent(&received, "tracestate"), [Some("own=1"); 2]);
    assert_eq!(sent(&received, "x-other"), [None; 2], "and nothing else");
    assert!(
        sent(&received, "authorization")
            .iter()
            .all(|it| *it != Some("Basic other"))
    );

    // A call that says it itself is left alone, with both.
    let other = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    let options = CallOptions::new().header("traceparent", other);
    let request = client.invoice().retrieve("inv_1").options(options);
    request.send().await.expect("an answer");
    let received = server.received();
    assert_eq!(sent(&received, "traceparent"), [Some(other)]);
    assert_eq!(sent(&received, "tracestate"), [None]);
}

/// The request took effect and its answer is read: this is neither a plain success nor an answer that cannot be read.
#[tokio::test]
async fn money_in_another_currency_ends_as_what_it_is() {
    let Watched {
        server,
        client,
        notes,
    } = watched(RetryPolicy::default());
    let paid = r#"{"invoice":{"id":"inv_1","currency_code":"USD"},"transaction":{"id":"txn_1","currency_code":"USD"}}"#;
    fault(&server, answer_with(200, &[], paid));
    let payment = TransactionParams::new(TransactionPaymentMethod::Cash)
        .amount("JPY 500".parse::<Money>().expect("money"));
    let request = client
        .invoice()
        .record_payment("inv_1")
        .transaction(payment);
    let error = request.send().await.expect_err("a mismatch");
    assert!(error.is_currency_mismatch(), "{error}");
    assert_eq!(
        notes.taken(),
        [
            "invoice.record_payment started",
            "invoice.record_payment 1: 200 None false",
            "invoice.record_payment CurrencyMismatch(200) after 1, 0 s",
        ]
    );
}
