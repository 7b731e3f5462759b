//! What was there from the start, and who is told of changes.

mod support;

use chargebee_mock::{MockServer, Version, Webhook};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use support::{AUTH, FORM, get, listener::Listener, post, send};

/// Waits until an event says this about its webhook.
async fn until(server: &MockServer, status: &str) {
    for _ in 0..200 {
        let events = get(&server.url(), "/api/v2/events").await.json();
        if events["list"][0]["event"]["webhook_status"] == status {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no event is {status}");
}

fn webhook(url: &str) -> Webhook {
    Webhook::new(url)
        .expect("a URL")
        .waits([Duration::from_millis(5); 2])
}

#[tokio::test]
async fn a_delivery_that_fails_is_tried_again() {
    let server = MockServer::start().await.expect("a mock");
    let (listener, url) = Listener::start(1).await;
    server.set_webhooks([webhook(&url)]);
    post(&server.url(), "/api/v2/customers", "id=c&first_name=Ada").await;
    until(&server, "succeeded").await;
    assert_eq!(listener.types(), ["customer_created", "customer_created"]);
    let told = listener.bodies()[0].clone();
    assert_eq!(told["content"]["customer"]["first_name"], "Ada");
    // Switched off for one request.
    let off = "chargebee-event-webhook: all-disabled";
    let line = "POST /api/v2/customers/c";
    send(&server.url(), line, &[AUTH, FORM, off], "last_name=L")
        .await
        .expect("an answer");
    until(&server, "not_configured").await;
    assert_eq!(listener.types().len(), 2);
}

#[tokio::test]
async fn after_the_last_try_it_has_failed() {
    let server = MockServer::start().await.expect("a mock");
    let (listener, url) = Listener::start(99).await;
    server.set_webhooks([webhook(&url)]);
    post(&server.url(), "/api/v2/customers", "").await;
    until(&server, "failed").await;
    assert_eq!(listener.types().len(), 3);
    for wrong in ["https://example.com", "nowhere", ""] {
        assert!(Webhook::new(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn what_was_there_from_the_start() {
    let server = MockServer::start().await.expect("a mock");
    let customer = json!({ "id": "c", "first_name": "Ada", "object": "customer" });
    let seed = json!({ "v2": { "customer": [customer] } });
    server.seed_json(&seed.to_string()).expect("seeded");
    let read = get(&server.url(), "/api/v2/customers/c").await.json();
    assert_eq!(read["customer"]["first_name"], "Ada");
    // What must be there, and was not given, is there.
    assert_eq!(read["customer"]["auto_collection"], "on");
    assert_eq!(get(&server.url(), "/api/v1/customers/c").await.status, 404);
    for (wrong, problem) in [
        ("{", "should be JSON"),
        (r#"{"v3": {"customer": []}}"#, "no API v3"),
        (r#"{"v2": {"weather": [{"id": "a"}]}}"#, "no weather"),
        (r#"{"v2": {"customer": [{}]}}"#, "no id"),
        (r#"{"v2": {"customer": 7}}"#, "v2.customer should be a list"),
        (r#"{"v2": {"custmer": []}}"#, "is `customer` meant?"),
        (r#"{"v2": {"customer": [7]}}"#, "v2.customer[0] should be"),
        (r#"{"v2": [{"a": 1}]}"#, "v2[0] has no resource"),
        (r#"{"v2": [{"object": "invoize"}]}"#, "is `invoice` meant?"),
        (r#"{"customer": [{"id": "c"}]}"#, "the version"),
        (r#"{"v2": {"customer": [{"id": 7}]}}"#, "no id"),
        (
            r#"{"v2": {"customer": [{"id": "a"}, {"id": "a"}]}}"#,
            "twice",
        ),
        (r#"{"v2": {"customer": [{"id": "a", "id": "b"}]}}"#, "twice"),
        (
            r#"{"v2": {"customer": [{"id": "a", "first_name": 7}]}}"#,
            "v2.customer[0]: customer a.first_name should be text, and is a number",
        ),
        (
            r#"{"v2": {"customer": [{"id": "a", "created_at": "2031-01-01"}]}}"#,
            "created_at should be an instant",
        ),
        (
            r#"{"v2": {"invoice": [{"id": "a", "total": 1.5}]}}"#,
            "total should be a whole number",
        ),
        (
            r#"{"v2": {"invoice": [{"id": "a", "line_items": {"id": "x"}}]}}"#,
            "line_items should be a list, and is an object",
        ),
        (
            r#"{"v2": {"item_price": [{"id": "a", "price_in_decimal": "1,5"}]}}"#,
            "price_in_decimal should be a decimal",
        ),
        (
            r#"{"v2": {"customer": [{"id": "a", "contacts": [{"id": 1}]}]}}"#,
            "contacts[0].id",
        ),
        (
            r#"{"v2": {"customer": [{"id": "good"}], "weather": [{"id": "a"}]}}"#,
            "no weather",
        ),
    ] {
        let found = server.seed_json(wrong).expect_err("refused");
        assert!(found.contains(problem), "{wrong}: {found}");
    }
    let nothing = server.seed(Version::V2, "customer", json!({}));
    assert!(nothing.is_err());
    // All of a file, or nothing.
    assert_eq!(
        get(&server.url(), "/api/v2/customers/good").await.status,
        404
    );
    server
        .seed(
            Version::V2,
            "customer",
            json!({ "id": "d", "cf_team": "x" }),
        )
        .expect("seeded");
    // What is remembered is found, also where its id looks like a path.
    let slashed = json!({ "id": "pro/monthly", "name": "Pro" });
    server
        .seed(Version::V2, "item_price", slashed)
        .expect("seeded");
    for (path, status) in [
        ("pro/monthly", 200),
        ("pro/yearly", 404),
        ("pro/monthly/prices", 404),
    ] {
        let path = format!("/api/v2/item_prices/{path}");
        assert_eq!(get(&server.url(), &path).await.status, status, "{path}");
    }
    let found = get(&server.url(), "/api/v2/customers?cf_team[is]=x")
        .await
        .json();
    assert_eq!(found["list"][0]["customer"]["id"], "d");
}

/// What one request switches off is not told by another one that runs beside it, and each event is told as its own version has it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_side_by_side_tell_their_own_events() {
    let server = MockServer::start().await.expect("a mock");
    let (listener, hook) = Listener::start(0).await;
    server.set_webhooks([webhook(&hook)]);
    let kinds = [
        ("x", "v2", ""),
        ("y", "v2", "chargebee-event-webhook: all-disabled"),
        ("z", "v1", ""),
    ];
    let each = 60;
    let calls = kinds.map(|(name, version, header)| {
        let url = server.url();
        tokio::spawn(async move {
            for number in 0..each {
                let line = format!("POST /api/{version}/customers");
                let headers = [AUTH, FORM, header];
                let headers = if header.is_empty() {
                    &headers[..2]
                } else {
                    &headers
                };
                let form = format!("id={name}{number}");
                send(&url, &line, headers, &form).await.expect("an answer");
            }
        })
    });
    for call in calls {
        call.await.expect("it ends");
    }
    for _ in 0..500 {
        if listener.types().len() >= 2 * each {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let told = listener.bodies();
    let of = |name: &str| {
        let is_it = |it: &&Value| {
            it["content"]["customer"]["id"]
                .as_str()
                .is_some_and(|it| it.starts_with(name))
        };
        told.iter().filter(is_it).cloned().collect::<Vec<Value>>()
    };
    assert_eq!(
        (of("x").len(), of("y").len(), of("z").len()),
        (each, 0, each)
    );
    assert!(of("x").iter().all(|it| it["api_version"] == "v2"));
    assert!(of("z").iter().all(|it| it["api_version"] == "v1"));
    assert!(
        of("z")
            .iter()
            .all(|it| it["content"]["customer"]["account_credits"] == 0)
    );
}

/// A receiver that takes connections and never answers.
struct Silent {
    open: Arc<Mutex<Vec<tokio::net::TcpStream>>>,
    url: String,
}

impl Silent {
    async fn start() -> Self {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!("http://{}/", socket.local_addr().expect("an address"));
        let open = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&open);
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                kept.lock().expect("a lock").push(stream);
            }
        });
        Self { open, url }
    }

    /// How many connections came, and how many of them the mock still holds.
    fn connections(&self) -> (usize, usize) {
        let open = self.open.lock().expect("a lock");
        let is_held = |stream: &&tokio::net::TcpStream| {
            let mut buffer = [0; 65_536];
            loop {
                match stream.try_read(&mut buffer) {
                    Ok(0) => return false,
                    Ok(_) => {}
                    Err(error) => return error.kind() == std::io::ErrorKind::WouldBlock,
                }
            }
        };
        (open.len(), open.iter().filter(is_held).count())
    }
}

/// However many events there are, a receiver that never answers holds no more than a few connections, and none in the end.
#[tokio::test]
async fn a_receiver_that_never_answers() {
    let server = MockServer::start().await.expect("a mock");
    let silent = Silent::start().await;
    let slow = Webhook::new(&silent.url).expect("a URL");
    let slow = slow
        .waits([Duration::from_millis(5)])
        .timeout(Duration::from_millis(150));
    server.set_webhooks([slow]);
    for number in 0..60 {
        post(&server.url(), "/api/v2/customers", &format!("id=c{number}")).await;
    }
    let mut most = 0;
    for _ in 0..1000 {
        let (came, held) = silent.connections();
        most = most.max(held);
        if came == 120 && held == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(
        silent.connections(),
        (120, 0),
        "two tries for each event, all given up"
    );
    // A connection that was given up may be seen a moment later than the next one.
    assert!((1..=24).contains(&most), "{most} connections at a time");
    until(&server, "failed").await;
}
