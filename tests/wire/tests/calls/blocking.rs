//! The same calls without an async runtime on the caller's thread.

use crate::support::{
    INVOICE, KEY, TestClock, answer, answer_with, failed, kind, milliseconds, on_a_thread, sent,
};
use chargebee::{
    ClientBuilder, Error, Result, RetryPolicy, Transport,
    blocking::BlockingTransport,
    error::{TransportError, TransportErrorKind},
    limit::{Limiter, Limits},
    transport::{BoxFuture, TransportRequest},
    v2::Client,
};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use std::{process::Command, time::Instant};

fn quick() -> RetryPolicy {
    RetryPolicy::default().backoff(milliseconds(1), milliseconds(2))
}

fn builder(url: &str) -> ClientBuilder<Client> {
    Client::builder("acme", KEY).base_url(url).retry(quick())
}

fn built(builder: ClientBuilder<Client>) -> Client {
    builder.build().expect("a client")
}

#[tokio::test]
async fn the_same_request_gives_the_same_answer() {
    let server = FaultyServer::start(INVOICE);
    let client = built(builder(&server.url()));
    let request = client.invoice().void_invoice("inv_1").comment("too much");
    let request = request.idempotency_key("order-8127");
    let waited = request.clone().send().await.expect("an answer");
    let blocked = on_a_thread(move || request.send_blocking())
        .await
        .expect("an answer");
    assert_eq!(blocked.invoice, waited.invoice);
    assert_eq!(blocked.raw_body(), waited.raw_body());
    assert_eq!(
        (blocked.status(), blocked.call().attempts),
        (waited.status(), 1)
    );
    let received = server.received();
    let same = |it: &http::Request<bytes::Bytes>| {
        let headers = [
            "authorization",
            "content-type",
            "user-agent",
            "accept",
            "accept-encoding",
        ];
        let headers = headers.map(|name| it.headers().get(name).cloned());
        (
            it.method().clone(),
            it.uri().clone(),
            headers,
            it.body().clone(),
        )
    };
    assert_eq!(same(&received[1]), same(&received[0]));
    assert_eq!(
        sent(&received, "chargebee-idempotency-key"),
        [Some("order-8127"); 2]
    );
}

#[tokio::test]
async fn retries_are_the_same() {
    let server = FaultyServer::start(INVOICE);
    let client = built(builder(&server.url()));
    for fault in [
        Fault::Answer(answer(503, "<html>")),
        Fault::Cut,
        Fault::CutAfter(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"),
    ] {
        server.fault(fault);
    }
    let request = client.invoice().void_invoice("inv_1");
    let answer = on_a_thread(move || request.send_blocking())
        .await
        .expect("an answer");
    assert_eq!(answer.call().attempts, 4);
    let received = server.received();
    assert_eq!(
        sent(&received, "x-cb-retry-attempt"),
        [None, Some("1"), Some("2"), Some("3")]
    );
    let key = answer.call().idempotency_key.clone();
    assert_eq!(
        sent(&received, "chargebee-idempotency-key"),
        vec![key.as_deref(); 4]
    );
}

#[tokio::test]
async fn waits_are_those_of_the_server_and_block_the_thread() {
    let server = FaultyServer::start(INVOICE);
    server.fault(Fault::Answer(answer_with(429, &[("retry-after", "1")], "")));
    let client = built(builder(&server.url()));
    let started = Instant::now();
    on_a_thread(move || client.invoice().retrieve("inv_1").send_blocking())
        .await
        .expect("an answer");
    assert!(started.elapsed() >= milliseconds(900));

    // And the clock that the client is given is kept to.
    let clock = TestClock::default();
    server.fault(Fault::Answer(answer_with(
        429,
        &[("retry-after", "50")],
        "",
    )));
    let client = built(builder(&server.url()).clock(clock.clone()));
    on_a_thread(move || client.invoice().retrieve("inv_1").send_blocking())
        .await
        .expect("an answer");
    assert_eq!(clock.waits().len(), 1);
}

async fn error_of(server: &FaultyServer, fault: Fault) -> Error {
    server.fault(fault);
    let client = built(builder(&server.url()).retry(RetryPolicy::none()));
    let client = client.clone();
    failed(on_a_thread(move || client.invoice().retrieve("inv_1").send_blocking()).await)
}

#[tokio::test]
async fn errors_are_the_same() {
    let server = FaultyServer::start(INVOICE);
    let refusal = answer(
        404,
        r#"{"message":"no","api_error_code":"resource_not_found"}"#,
    );
    let error = error_of(&server, Fault::Answer(refusal)).await;
    assert!(
        error.is_not_found() && error.to_string().ends_with(", 1 attempt"),
        "{error}"
    );

    assert_eq!(
        kind(&error_of(&server, Fault::Cut).await),
        TransportErrorKind::Broken
    );
    let zipped = [("content-encoding", "gzip")];
    for status in [200, 404, 503] {
        let damaged = Fault::Answer(answer_with(status, &zipped, "not packed at all"));
        let page = Fault::Answer(answer(status, "<html>"));
        for fault in [damaged, page] {
            let error = error_of(&server, fault).await;
            assert_eq!(
                error.status().map(|it| it.as_u16()),
                Some(status),
                "{error}"
            );
        }
    }
    let cut = b"HTTP/1.1 404 Not Found\r\ncontent-length: 99\r\n\r\n{";
    let error = error_of(&server, Fault::CutAfter(cut)).await;
    assert_eq!(
        (kind(&error), error.status().map(|it| it.as_u16())),
        (TransportErrorKind::Broken, Some(404))
    );

    let nobody = FaultyServer::absent("");
    let error = error_of(&nobody, Fault::Cut).await;
    assert_eq!(kind(&error), TransportErrorKind::Connect);
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (server, elsewhere) = (FaultyServer::start(INVOICE), FaultyServer::start(INVOICE));
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/api/v2/invoices", elsewhere.url());
        let redirect = answer_with(status, &[("location", location.as_str())], "");
        let error = error_of(&server, Fault::Answer(redirect)).await;
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
    }
    assert_eq!((server.received().len(), elsewhere.connections()), (5, 0));
}

#[tokio::test]
async fn an_answer_may_be_no_larger_than_the_client_accepts() {
    let server = FaultyServer::start(INVOICE);
    for (limit, fits) in [(INVOICE.len(), true), (INVOICE.len() - 1, false)] {
        let client = built(builder(&server.url()).max_response_bytes(limit));
        let result = on_a_thread(move || client.invoice().retrieve("inv_1").send_blocking()).await;
        match result {
            Ok(_) => assert!(fits),
            Err(error) => assert_eq!((kind(&error), fits), (TransportErrorKind::TooLarge, false)),
        }
    }
}

#[tokio::test]
async fn limits_hold_for_threads() {
    let server = FaultyServer::start(INVOICE);
    for _ in 0..12 {
        server.fault(Fault::Late(milliseconds(20), answer(200, INVOICE)));
    }
    let client = builder(&server.url()).rate_limit(Limiter::new(Limits::new(1000, 2, 2)));
    let client = built(client);
    on_a_thread(move || {
        let call = |client: Client| move || client.invoice().retrieve("inv_1").send_blocking();
        let threads: Vec<_> = (0..12)
            .map(|_| std::thread::spawn(call(client.clone())))
            .collect();
        for thread in threads {
            thread.join().expect("no panic").expect("an answer");
        }
    })
    .await;
    assert_eq!((server.received().len(), server.busiest()), (12, 2));
}

#[tokio::test]
async fn lists_are_iterators() {
    let page = |ids: &[&str], next: &str| {
        let entry = |id: &&str| {
            format!(
                "{{{}}}",
                &INVOICE[1..INVOICE.len() - 1].replace("inv_1", id)
            )
        };
        let list: Vec<_> = ids.iter().map(entry).collect();
        Fault::Answer(answer(
            200,
            format!(r#"{{"list":[{}]{next}}}"#, list.join(",")),
        ))
    };
    let server = FaultyServer::start(INVOICE);
    let client = built(builder(&server.url()));
    let fill = || {
        server.fault(page(&["a", "b"], r#","next_offset":"2""#));
        server.fault(page(&[], r#","next_offset":"3""#));
        server.fault(Fault::Answer(answer(503, "")));
        server.fault(page(&["c"], ""));
    };
    fill();
    let list = client.invoice().list();
    let items: Vec<_> = on_a_thread({
        let list = list.clone();
        move || {
            list.items_blocking()
                .map(|it| it.map(|it| it.invoice.id.to_string()))
                .collect()
        }
    })
    .await;
    let ids: Result<Vec<String>> = items.into_iter().collect();
    assert_eq!(ids.expect("a list"), ["a", "b", "c"]);
    assert_eq!(server.received().len(), 4);
    fill();
    let sizes: Vec<usize> = on_a_thread(move || {
        let pages = list
            .pages_blocking()
            .map(|it| it.expect("a page").list.len());
        pages.collect()
    })
    .await;
    assert_eq!(sizes, [2, 0, 1]);
}

/// Both at once: which one is asked is what counts.
struct Own;

impl Transport for Own {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, std::result::Result<http::Response<bytes::Bytes>, TransportError>> {
        Box::pin(async { Ok(answer(200, INVOICE)) })
    }
}

impl BlockingTransport for Own {
    fn send(
        &self,
        _: TransportRequest,
    ) -> std::result::Result<http::Response<bytes::Bytes>, TransportError> {
        Ok(answer(200, INVOICE))
    }
}

#[tokio::test]
async fn no_call_goes_around_a_transport_that_was_given() {
    let server = FaultyServer::start(INVOICE);
    let client = built(builder(&server.url()).transport(Own));
    client
        .invoice()
        .retrieve("inv_1")
        .send()
        .await
        .expect("an answer");
    let blocked = client.invoice().retrieve("inv_1").send_blocking();
    assert!(failed(blocked).to_string().contains("blocking_transport"));

    let client = built(builder(&server.url()).blocking_transport(Own));
    client
        .invoice()
        .retrieve("inv_1")
        .send_blocking()
        .expect("an answer");
    let waited = client.invoice().retrieve("inv_1").send().await;
    assert!(failed(waited).to_string().contains("there is no transport"));
    assert_eq!(server.connections(), 0);
}

#[test]
fn there_is_no_tokio_in_the_tree() {
    let tree = |features: &str| {
        let output = Command::new(env!("CARGO"))
            .args([
                "tree",
                "--locked",
                "--offline",
                "-p",
                "chargebee",
                "--no-default-features",
            ])
            .args([
                "--edges",
                "normal",
                "--prefix",
                "none",
                "--features",
                features,
            ])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let has = |tree: &str, name: &str| {
        tree.lines()
            .any(|line| line.starts_with(&format!("{name} v")))
    };
    let blocking = tree("v2,blocking");
    assert!(has(&blocking, "rustls"), "{blocking}");
    for name in ["tokio", "reqwest", "hyper"] {
        assert!(!has(&blocking, name), "{name} in {blocking}");
    }
    assert!(
        has(&tree("v2,reqwest"), "tokio"),
        "the search finds what there is"
    );
}
