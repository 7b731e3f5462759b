//! Repeated requests: idempotency keys.

mod support;

use chargebee_mock::{Fault, MockServer, Settings};
use std::collections::HashSet;
use support::{AUTH, Answer, FORM, get, post, send};

async fn create(server: &MockServer, key: &str, form: &str) -> Answer {
    let key = format!("chargebee-idempotency-key: {key}");
    let line = "POST /api/v2/customers";
    send(&server.url(), line, &[AUTH, FORM, &key], form)
        .await
        .expect("an answer")
}

fn is_replayed(answer: &Answer) -> bool {
    answer.head.contains("chargebee-idempotency-replayed: true")
}

#[tokio::test]
async fn a_repeated_request_has_the_answer_of_the_first() {
    let server = MockServer::start_with(Settings::new().samples_only(), 0)
        .await
        .expect("a mock");
    let create = async |key: &str, form: &str| {
        let key = format!("chargebee-idempotency-key: {key}");
        let line = "POST /api/v2/customers";
        send(&server.url(), line, &[AUTH, FORM, &key], form)
            .await
            .expect("an answer")
    };
    let first = create("a", "first_name=x").await;
    assert!(!first.head.contains("replayed"), "{first:?}");
    server.set_time(Some(1));
    let again = create("a", "first_name=x").await;
    assert!(
        again.head.contains("chargebee-idempotency-replayed: true"),
        "{again:?}"
    );
    assert_eq!(first.body, again.body);
    let other = create("a", "first_name=y").await.refusal();
    assert_eq!(
        (other.0, other.1.as_str()),
        (422, "unable_to_process_request")
    );
    let other = create("b", "first_name=x").await;
    assert!(
        !other.head.contains("replayed") && other.body != first.body,
        "{other:?}"
    );
    assert_eq!(create(&"k".repeat(101), "").await.refusal().0, 400);
    let replayed: Vec<bool> = server.log().iter().map(|it| it.replayed).collect();
    assert_eq!(replayed, [false, true, false, false, false]);
    // A retrieval takes no key.
    let key = "chargebee-idempotency-key: a";
    let refused = send(&server.url(), "GET /api/v2/customers", &[AUTH, key], "").await;
    assert_eq!(refused.expect("an answer").refusal().0, 400);
}

#[tokio::test]
async fn for_half_an_hour() {
    let server = MockServer::start().await.expect("a mock");
    let start = 1_700_000_000;
    server.set_time(Some(start));
    let first = create(&server, "a", "first_name=x").await;
    server.set_time(Some(start + 29 * 60));
    assert!(is_replayed(&create(&server, "a", "first_name=x").await));
    server.set_time(Some(start + 30 * 60));
    let late = create(&server, "a", "first_name=x").await;
    assert!(!is_replayed(&late));
    assert_ne!(
        first.json()["customer"]["id"],
        late.json()["customer"]["id"]
    );
    // It may be another request by then.
    server.set_time(Some(start + 61 * 60));
    assert_eq!(create(&server, "a", "first_name=y").await.status, 200);
}

/// The same key from several callers at once is one request.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn by_several_at_once() {
    let server = MockServer::start().await.expect("a mock");
    for round in 0..20 {
        let url = server.url();
        let calls = (0..8).map(|_| {
            let url = url.clone();
            tokio::spawn(async move {
                let key = format!("chargebee-idempotency-key: k{round}");
                let line = "POST /api/v2/customers";
                let form = format!("first_name=n{round}");
                send(&url, line, &[AUTH, FORM, &key], &form)
                    .await
                    .expect("an answer")
            })
        });
        let (mut ids, mut fresh) = (HashSet::new(), 0);
        for call in calls.collect::<Vec<_>>() {
            let answer = call.await.expect("it ends");
            fresh += usize::from(!is_replayed(&answer));
            ids.insert(answer.json()["customer"]["id"].to_string());
        }
        assert_eq!((ids.len(), fresh), (1, 1), "round {round}");
    }
    let list = get(&server.url(), "/api/v2/customers?limit=100")
        .await
        .json();
    assert_eq!(list["list"].as_array().map(Vec::len), Some(20));
}

/// What a fault does to an answer is done once.
#[tokio::test]
async fn without_the_fault_of_the_first() {
    let server = MockServer::start().await.expect("a mock");
    server.plan(Fault::UnknownEnum, None, 1);
    let first = create(&server, "a", "id=c").await;
    assert_eq!(
        first.json()["customer"]["auto_collection"],
        "never_heard_of"
    );
    let again = create(&server, "a", "id=c").await;
    assert!(is_replayed(&again));
    assert_eq!(again.json()["customer"]["auto_collection"], "on");
    server.plan(Fault::Status(503), None, 1);
    assert_eq!(create(&server, "b", "id=d").await.status, 503);
    let again = create(&server, "b", "id=d").await;
    assert!(again.status == 200 && !is_replayed(&again), "{again:?}");
    // A refused request leaves its key to a better one.
    assert_eq!(create(&server, "c", "shoe_size=1").await.status, 400);
    assert_eq!(create(&server, "c", "id=e").await.status, 200);
    assert_eq!(
        post(&server.url(), "/api/v2/customers", "id=e")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn keys_are_ascii_text() {
    let server = MockServer::start().await.expect("a mock");
    assert_eq!(
        create(&server, "\u{e9}", "").await.refusal().1,
        "invalid_request"
    );
    assert_eq!(create(&server, "", "").await.refusal().1, "invalid_request");
    assert_eq!(
        get(&server.url(), "/api/v2/customers").await.json()["list"],
        serde_json::json!([])
    );
}
