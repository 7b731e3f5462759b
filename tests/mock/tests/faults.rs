//! What can go wrong on demand, repeated requests, the clock, expectations; over a socket and without one.

mod support;

use chargebee_mock::{FAULT_HEADER, Mock, MockServer, Settings};
use serde_json::json;
use std::time::{Duration, Instant};
use support::{AUTH, Answer, FORM, get, post, send};

async fn server() -> MockServer {
    MockServer::start_with(Settings::new().samples_only(), 0)
        .await
        .expect("a mock")
}

async fn with_fault(server: &MockServer, fault: &str) -> Option<Answer> {
    let header = format!("{FAULT_HEADER}: {fault}");
    send(
        &server.url(),
        "GET /api/v2/customers/c",
        &[AUTH, &header],
        "",
    )
    .await
}

#[tokio::test]
async fn by_header() {
    let server = server().await;
    let ask = async |fault: &str| with_fault(&server, fault).await.expect("an answer");
    let refusal = ask("error:payment_method_not_present").await.refusal();
    assert_eq!(
        refusal,
        (400, "payment_method_not_present".into(), "-".into())
    );
    assert_eq!(ask("error:no_such_code").await.refusal().2, FAULT_HEADER);
    let limited = ask("rate_limit").await;
    assert_eq!(limited.refusal().0, 429);
    assert!(!limited.head.contains("retry-after"), "{limited:?}");
    assert!(ask("rate_limit:30").await.head.contains("retry-after: 30"));
    assert_eq!(
        ask("status:503").await.refusal().1,
        "internal_temporary_error"
    );
    let page = ask("html:502").await;
    assert_eq!(page.status, 502);
    assert!(
        page.head.contains("text/html") && page.body.starts_with("<html>"),
        "{page:?}"
    );
    assert_eq!(ask("no_such_fault").await.refusal().2, FAULT_HEADER);
    let whole = get(&server.url(), "/api/v2/customers/c").await;
    let truncated = ask("truncated").await;
    assert!(
        truncated
            .head
            .contains(&format!("content-length: {}", whole.body.len()))
    );
    assert_eq!(truncated.body.len(), whole.body.len() / 2);
    let start = Instant::now();
    assert_eq!(ask("slow:150").await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(150));
    assert!(with_fault(&server, "cut").await.is_none());
    assert_eq!(
        ask("unknown_enum").await.json()["customer"]["auto_collection"],
        "never_heard_of"
    );
    assert!(ask("unknown_field").await.json()["customer"]["never_heard_of"].is_object());
    let little = ask("missing_optional").await.json();
    assert!(little["customer"]["first_name"].is_null() && !little["customer"]["id"].is_null());
    let page = format!("{FAULT_HEADER}: empty_page");
    let page = send(&server.url(), "GET /api/v2/customers", &[AUTH, &page], "").await;
    let page = page.expect("an answer").json();
    assert!(
        page["list"] == json!([]) && page["next_offset"].is_string(),
        "{page}"
    );
}

#[tokio::test]
async fn planned_for_an_operation_and_so_many_times() {
    let server = server().await;
    let plan = r#"{"fault": "status:500", "operation": "customer.retrieve", "times": 2}"#;
    assert_eq!(post(&server.url(), "/mock/faults", plan).await.status, 200);
    let mut statuses = Vec::new();
    for path in [
        "/api/v2/customers",
        "/api/v2/customers/c",
        "/api/v2/customers/c",
        "/api/v2/customers/c",
    ] {
        statuses.push(get(&server.url(), path).await.status);
    }
    assert_eq!(statuses, [200, 500, 500, 200]);
    for wrong in [
        "{",
        r#"{"fault": "x"}"#,
        r#"{"fault": "cut", "always": true}"#,
    ] {
        assert_eq!(
            post(&server.url(), "/mock/faults", wrong).await.status,
            400,
            "{wrong}"
        );
    }
    assert_eq!(post(&server.url(), "/mock/nothing", "").await.status, 404);
    let log = get(&server.url(), "/mock/log").await.json();
    assert_eq!(
        log["log"][1],
        "500 GET /api/v2/customers/c customer.retrieve internal_error"
    );
    assert_eq!(post(&server.url(), "/mock/reset", "").await.status, 200);
    assert!(server.log().is_empty());
}

#[tokio::test]
async fn a_repeated_request_has_the_answer_of_the_first() {
    let server = server().await;
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
    assert_eq!(create("a", "first_name=y").await.refusal().0, 400);
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
async fn the_clock_can_be_set() {
    let server = server().await;
    assert_eq!(
        post(&server.url(), "/mock/clock", r#"{"now": 1700000000}"#)
            .await
            .status,
        200
    );
    let customer = get(&server.url(), "/api/v2/customers/c").await.json();
    assert_eq!(customer["customer"]["created_at"], 1_700_000_000);
    server.set_time(None);
    assert!(server.now() > 1_700_000_000);
}

#[tokio::test]
async fn what_was_received_and_what_was_expected() {
    let server = server().await;
    server.expect("customer.create", 2);
    let form = "first_name=Ada&billing_address[city]=London&net_term_days=30";
    post(&server.url(), "/api/v2/customers", form).await;
    // A refused request does not count.
    post(&server.url(), "/api/v2/customers", "shoe_size=1").await;
    let problem = server.verify().expect_err("one is missing");
    assert_eq!(
        problem,
        "customer.create: expected 2 times, received 1 times"
    );
    post(&server.url(), "/api/v2/customers", form).await;
    server.verify().expect("both are there");
    let received = &server.received("customer.create")[0];
    assert_eq!(received.param("net_term_days"), Some(&json!(30)));
    assert_eq!(
        received.param("billing_address"),
        Some(&json!({ "city": "London" }))
    );
}

/// What a request says is seen again in its answer.
#[tokio::test]
async fn answers_reflect_what_was_asked() {
    let server = server().await;
    let form = "id=c%207&first_name=Ada&cf_team=x&billing_address[city]=London&net_term_days=30";
    let customer = post(&server.url(), "/api/v2/customers", form).await.json()["customer"].clone();
    assert_eq!(customer["id"], "c 7");
    assert_eq!(customer["cf_team"], "x");
    assert_eq!(customer["billing_address"]["city"], "London");
    assert_eq!(customer["net_term_days"], 30);
    assert_eq!(customer["object"], "customer");
    let customer = get(&server.url(), "/api/v2/customers/c%2F8").await.json();
    assert_eq!(customer["customer"]["id"], "c/8");
    let form =
        "subscription_items[item_price_id][0]=pro&subscription_items[quantity][0]=3&po_number=7";
    let created = post(
        &server.url(),
        "/api/v2/customers/c9/subscription_for_items",
        form,
    )
    .await;
    let created = created.json();
    assert_eq!(created["customer"]["id"], "c9");
    assert_eq!(created["subscription"]["customer_id"], "c9");
    assert_eq!(created["subscription"]["po_number"], "7");
    let item = &created["subscription"]["subscription_items"][0];
    assert_eq!(
        (&item["item_price_id"], &item["quantity"]),
        (&json!("pro"), &json!(3))
    );
}

#[test]
fn it_starts_in_under_100_ms() {
    // The first of several may wait for the machine; what the mock itself needs is what the fastest needs.
    let fastest = (0..5).map(|_| {
        let start = Instant::now();
        Mock::new(Settings::new()).expect("a mock");
        start.elapsed()
    });
    let fastest = fastest.min().expect("several");
    assert!(fastest < Duration::from_millis(100), "{fastest:?}");
}
