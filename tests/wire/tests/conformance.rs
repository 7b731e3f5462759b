//! Every neutral case, driven through the crate over a socket: what arrives is what the official clients send.

use chargebee_wire_tests::{
    case::{Case, Minimal, Outcome},
    conform::{self, Tally},
    drive,
    server::Server,
};
use std::path::Path;

async fn all_pass(file: &str, cases: usize, kept: usize) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/wire")
        .join(file);
    let mut tally = Tally::default();
    conform::wire(&file, &mut tally)
        .await
        .expect("a file of cases");
    assert_eq!(tally.failures, Vec::<String>::new(), "{tally}");
    assert_eq!((tally.passed, tally.kept.len()), (cases, kept), "{tally}");
}

#[tokio::test]
async fn v1_sends_what_the_official_clients_send() {
    all_pass("v1.jsonl", 80, 0).await;
}

#[tokio::test]
async fn v2_sends_what_the_official_clients_send() {
    all_pass("v2.jsonl", 362, 8).await;
}

/// Every operation, with what must be given and nothing else, arrives over a socket where the spec says.
async fn every_operation_arrives(
    version: &str,
    operations: &[Minimal],
    request: impl Fn(&str, &mut Case) -> Outcome,
) {
    let server = Server::start().await;
    for operation in operations {
        let name = format!("{version} {}.{}", operation.resource, operation.operation);
        let mut case = operation.case().expect("a case");
        let request = request(&server.url(), &mut case);
        let request = request.unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
        // The answer is `{}`, which not every operation can read; what matters is what arrived.
        let _ = request.send().await;
        let received = server.received();
        let [arrived] = received.as_slice() else {
            panic!("{name}: {} requests arrived", received.len());
        };
        assert_eq!(arrived.method(), operation.method, "{name}");
        let path = format!("/api/{version}{}", operation.filled_path());
        assert_eq!(arrived.uri().path(), path, "{name}");
        assert_eq!(
            arrived.headers()["authorization"],
            "Basic dGVzdF9rZXk6",
            "{name}"
        );
        let body = arrived.body();
        // A JSON body without members is an object all the same.
        let has_params = !body.is_empty() && body != "{}";
        let sent_something = has_params || arrived.uri().query().is_some();
        assert_eq!(sent_something, operation.params != "{}", "{name}");
        let has_type = arrived.headers().contains_key("content-type");
        assert_eq!(has_type, !arrived.body().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn every_operation_of_v1_arrives() {
    every_operation_arrives("v1", drive::v1::OPERATIONS, |url, case| {
        let client = chargebee::v1::Client::builder("acme", "test_key").base_url(url);
        // What is made up here has the right type, and any length.
        let client = client.check_requests(false);
        drive::v1::request(&client.build().expect("a client"), case)
    })
    .await;
}

#[tokio::test]
async fn every_operation_of_v2_arrives() {
    every_operation_arrives("v2", drive::v2::OPERATIONS, |url, case| {
        let client = chargebee::v2::Client::builder("acme", "test_key").base_url(url);
        // What is made up here has the right type, and any length.
        let client = client.check_requests(false);
        drive::v2::request(&client.build().expect("a client"), case)
    })
    .await;
}
