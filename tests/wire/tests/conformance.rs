//! Every neutral case, driven through the crate over a socket: what arrives is what the official clients send.

use chargebee_wire_tests::conform::{self, Tally};
use std::path::Path;

async fn all_pass(file: &str, cases: usize) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/wire")
        .join(file);
    let mut tally = Tally::default();
    conform::wire(&file, &mut tally)
        .await
        .expect("a file of cases");
    assert_eq!(tally.failures, Vec::<String>::new(), "{tally}");
    assert_eq!(tally.unknown, Vec::<String>::new(), "{tally}");
    assert_eq!(tally.passed, cases);
}

#[tokio::test]
async fn v1_sends_what_the_official_clients_send() {
    all_pass("v1.jsonl", 38).await;
}

#[tokio::test]
async fn v2_sends_what_the_official_clients_send() {
    all_pass("v2.jsonl", 126).await;
}
