//! Each fault once, with each kind of request: how many attempts there were, what reached the server, what the caller saw.

use crate::support::{INVOICE, KEY, TestClock, answer, answer_with, get, post, post_once};
use chargebee::{Error, Response, Result, observe::CallSummary, v1, v2::Client};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use http::Request;
use std::{fmt::Write as _, sync::Arc, time::Duration};

/// What goes wrong; `None` for a server that is not there at first.
type Row = (&'static str, Option<Fault>);

fn refused(status: u16, code: &str) -> Option<Fault> {
    let body = format!(r#"{{"message":"No.","api_error_code":"{code}"}}"#);
    Some(Fault::Answer(answer(status, body)))
}

fn rows() -> Vec<Row> {
    let page = |status| Some(Fault::Answer(answer(status, "<html>")));
    let zipped = [("content-encoding", "gzip")];
    let too_many = answer_with(
        429,
        &[("retry-after", "7")],
        r#"{"message":"No.","api_error_code":"api_request_limit_exceeded"}"#,
    );
    vec![
        ("nothing", Some(Fault::Answer(answer(200, INVOICE)))),
        ("connection refused", None),
        ("cut before the answer", Some(Fault::Cut)),
        (
            "cut in the head of a 200",
            Some(Fault::CutAfter(b"HTTP/1.1 200 OK\r\nconte")),
        ),
        (
            "cut in the body of a 200",
            Some(Fault::CutAfter(
                b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"inv",
            )),
        ),
        (
            "cut in the body of a 400",
            Some(Fault::CutAfter(
                b"HTTP/1.1 400 Bad Request\r\ncontent-length: 99\r\n\r\n{\"me",
            )),
        ),
        ("no answer in time", Some(Fault::StallAfter(b""))),
        (
            "no body in time",
            Some(Fault::StallAfter(
                b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
            )),
        ),
        (
            "429 too many, Retry-After: 7",
            Some(Fault::Answer(too_many)),
        ),
        ("429 lock_timeout", refused(429, "lock_timeout")),
        ("429 page", page(429)),
        ("500 internal_error", refused(500, "internal_error")),
        ("502 page", page(502)),
        (
            "503 site_read_only_mode",
            refused(503, "site_read_only_mode"),
        ),
        ("503 without a body", Some(Fault::Answer(answer(503, "")))),
        ("504 page", page(504)),
        (
            "503 damaged gzip",
            Some(Fault::Answer(answer_with(
                503,
                &zipped,
                "not packed at all",
            ))),
        ),
        (
            "200 damaged gzip",
            Some(Fault::Answer(answer_with(
                200,
                &zipped,
                "not packed at all",
            ))),
        ),
        ("200 page", page(200)),
        (
            "200 half the JSON",
            Some(Fault::Answer(answer(200, &INVOICE[..40]))),
        ),
        ("200 without a body", Some(Fault::Answer(answer(200, "")))),
        ("400 param_wrong_value", refused(400, "param_wrong_value")),
        (
            "400 payment_processing_failed",
            refused(400, "payment_processing_failed"),
        ),
        (
            "401 api_authentication_failed",
            refused(401, "api_authentication_failed"),
        ),
        ("404 resource_not_found", refused(404, "resource_not_found")),
        (
            "409 invalid_state_for_request",
            refused(409, "invalid_state_for_request"),
        ),
        ("501 page", page(501)),
    ]
}

#[derive(Clone, Copy)]
enum Kind {
    Get,
    Keyed,
    Once,
}

fn seen<T>(result: Result<Response<T>>) -> (String, Option<CallSummary>) {
    match result {
        Ok(answer) => (
            answer.status().as_u16().to_string(),
            Some(answer.call().clone()),
        ),
        Err(error) => (told(&error), error.call().cloned()),
    }
}

/// An error without what is different every time, and without what the row says anyway.
fn told(error: &Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let text = text.split("; invoice.").next().unwrap_or_default();
    let retryable = if error.is_retryable() {
        ", retryable"
    } else {
        ""
    };
    format!("{text}{retryable}")
}

/// What arrived: which retry each says that it is, and whether all have the same key.
fn arrived(received: &[Request<bytes::Bytes>]) -> String {
    let header = |it: &Request<bytes::Bytes>, name| {
        let value = it.headers().get(name)?;
        Some(value.to_str().expect("text").to_owned())
    };
    let retries = received
        .iter()
        .map(|it| match header(it, "x-cb-retry-attempt") {
            Some(number) => format!("retry {number}"),
            None => "first".to_owned(),
        });
    let retries: Vec<_> = retries.collect();
    let keys: std::collections::BTreeSet<_> = received
        .iter()
        .map(|it| header(it, "chargebee-idempotency-key"))
        .collect();
    let keys = match Vec::from_iter(keys).as_slice() {
        [] => return "nothing".to_owned(),
        [None] => "no key",
        [Some(_)] => "one key",
        _ => "several keys",
    };
    format!("{}; {keys}", retries.join(", "))
}

async fn outcome(kind: Kind, fault: Option<Fault>) -> String {
    let (clock, absent) = (TestClock::default(), fault.is_none());
    let server = Arc::new(FaultyServer::absent(INVOICE));
    match fault {
        Some(fault) => {
            server.listen();
            server.fault(fault);
        }
        None => {
            let server = Arc::clone(&server);
            clock.before_wait(move || server.listen());
        }
    }
    let (v1, v2) = clients(&server, &clock);
    let (saw, call) = match kind {
        Kind::Get => seen(get(&v2).await),
        Kind::Keyed => seen(post(&v2).await),
        Kind::Once => seen(post_once(&v1).await),
    };
    let call = call.expect("a call");
    let received = server.received();
    assert_eq!(received.len() + usize::from(absent), call.attempts as usize);
    assert_eq!(clock.waits().len() + 1, call.attempts as usize);
    format!("{} | {} | {saw}", call.attempts, arrived(&received))
}

fn clients(server: &FaultyServer, clock: &TestClock) -> (v1::Client, Client) {
    // Long enough for an answer that comes, and not too long to wait for one that does not.
    let timeout = Duration::from_millis(400);
    let v1 = v1::Client::builder("acme", KEY).base_url(server.url());
    let v1 = v1.clock(clock.clone()).attempt_timeout(timeout).build();
    let v2 = Client::builder("acme", KEY).base_url(server.url());
    let v2 = v2.clock(clock.clone()).attempt_timeout(timeout).build();
    (v1.expect("a client"), v2.expect("a client"))
}

#[tokio::test]
async fn every_fault_meets_every_kind_of_request() {
    let mut table =
        String::from("| fault, once | request | attempts | arrived | the caller saw |\n");
    table.push_str("|---|---|---|---|---|\n");
    for (name, fault) in rows() {
        for (kind, request) in [
            (Kind::Get, "GET"),
            (Kind::Keyed, "POST with a key"),
            (Kind::Once, "other POST"),
        ] {
            let outcome = outcome(kind, fault.clone()).await;
            writeln!(table, "| {name} | {request} | {outcome} |").expect("memory");
        }
    }
    eprintln!("{table}");
    insta::assert_snapshot!(table);
}
