//! What can go wrong on demand, and answers that reflect what was asked.

mod support;

use chargebee_mock::{FAULT_HEADER, Fault, MockServer, Settings};
use serde_json::json;
use std::time::{Duration, Instant};
use support::{AUTH, Answer, FORM, get, post, send};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

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
        "[]",
        r#"{"fault": "x"}"#,
        r#"{"fault": "cut", "always": true}"#,
        r#"{"fault": "cut", "times": 0}"#,
        r#"{"fault": "cut", "times": -1}"#,
        r#"{"fault": "error:nope"}"#,
        r#"{"fault": "cut", "operation": "customer.creat"}"#,
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

/// The head of a slow answer is there at once; its body comes piece by piece.
#[tokio::test]
async fn slow_bodies_trickle() {
    let server = server().await;
    let address = server.url().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!(
        "GET /api/v2/customers/c HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{AUTH}\r\n{FAULT_HEADER}: slow:1000\r\n\r\n"
    );
    let start = Instant::now();
    stream.write_all(request.as_bytes()).await.expect("sent");
    let (mut buffer, mut reads) = (vec![0; 65_536], Vec::new());
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        reads.push((read, start.elapsed()));
    }
    let (first, last) = (reads[0].1, reads[reads.len() - 1].1);
    assert!(first < Duration::from_millis(500), "{first:?}");
    assert!(last >= Duration::from_millis(990), "{last:?}");
    assert!(reads.len() > 5, "{reads:?}");
}

/// Faults are done to what is remembered too, and only to the answer.
#[tokio::test]
async fn with_a_memory() {
    let server = MockServer::start().await.expect("a mock");
    let url = server.url();
    let form = "id=c&first_name=Ada&billing_address[city]=London";
    server.plan(Fault::MissingOptional, Some("customer.create"), 1);
    let little = post(&url, "/api/v2/customers", form).await.json();
    assert!(little["customer"]["first_name"].is_null(), "{little}");
    assert_eq!(little["customer"]["auto_collection"], "on");
    server.plan(Fault::UnknownEnum, None, 1);
    let odd = get(&url, "/api/v2/customers/c").await.json();
    assert_eq!(odd["customer"]["auto_collection"], "never_heard_of");
    server.plan(Fault::UnknownField, None, 1);
    let odd = get(&url, "/api/v2/customers").await.json();
    assert!(
        odd["list"][0]["customer"]["never_heard_of"].is_object(),
        "{odd}"
    );
    server.plan(Fault::Cut, None, 1);
    assert!(
        send(&url, "POST /api/v2/customers", &[AUTH, FORM], "id=d")
            .await
            .is_none()
    );
    // The cut request took effect, and the status 503 did not.
    assert_eq!(get(&url, "/api/v2/customers/d").await.status, 200);
    server.plan(Fault::Status(503), None, 1);
    post(&url, "/api/v2/customers", "id=e").await;
    assert_eq!(get(&url, "/api/v2/customers/e").await.status, 404);
    let whole = get(&url, "/api/v2/customers/c").await.json();
    assert_eq!(whole["customer"]["first_name"], "Ada");
    // A fault stands before what would be wrong with the resource, and after what is wrong with the request.
    let ask = async |path: &str, fault: &str| {
        let fault = format!("{FAULT_HEADER}: {fault}");
        send(&url, path, &[AUTH, &fault], "")
            .await
            .expect("an answer")
            .status
    };
    assert_eq!(ask("GET /api/v2/invoices/nope", "status:500").await, 500);
    assert_eq!(ask("GET /api/v2/invoices?nope=1", "status:500").await, 400);
    assert_eq!(
        ask("GET /api/v1/customers/c", "error:lock_timeout").await,
        429
    );
}

/// An empty page goes on from where the list was.
#[tokio::test]
async fn an_empty_page_moves_nothing() {
    let server = MockServer::start().await.expect("a mock");
    let url = server.url();
    for number in 0..12 {
        post(&url, "/api/v2/customers", &format!("id=e{number:02}")).await;
    }
    let (mut found, mut path, mut pages) = (Vec::new(), "/api/v2/customers?limit=5".to_owned(), 0);
    loop {
        if pages == 1 {
            server.plan(Fault::EmptyPage, None, 1);
        }
        let page = get(&url, &path).await.json();
        let list = page["list"].as_array().expect("a list").clone();
        assert_eq!(list.is_empty(), pages == 1);
        found.extend(list.iter().map(|it| it["customer"]["id"].to_string()));
        pages += 1;
        match page["next_offset"].as_str() {
            Some(next) => path = format!("/api/v2/customers?limit=5&offset={next}"),
            None => break,
        }
    }
    let different: std::collections::HashSet<_> = found.iter().collect();
    assert_eq!((pages, found.len(), different.len()), (4, 12, 12));
}
