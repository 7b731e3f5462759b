//! What was received and what was expected, the clock, and how soon it starts.

mod support;

use chargebee_mock::{MockServer, Settings};
use serde_json::json;
use std::time::{Duration, Instant};
use support::{get, post, send_as_it_is};

async fn server() -> MockServer {
    MockServer::start_with(Settings::new().samples_only(), 0)
        .await
        .expect("a mock")
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

/// What nothing remembers says so; with `computed_only`, what would change something is refused instead.
#[tokio::test]
async fn a_sample_says_that_it_is_one() {
    let path = "/api/v2/customers/c/clear_personal_data";
    for (settings, status, is_sample) in [
        (Settings::new(), 200, true),
        (Settings::new().computed_only(), 400, false),
    ] {
        let server = MockServer::start_with(settings, 0).await.expect("a mock");
        let created = post(&server.url(), "/api/v2/customers", "id=c").await;
        assert!(!created.head.contains("chargebee-mock-sample"));
        let answer = post(&server.url(), path, "").await;
        let says_so = answer.head.contains("chargebee-mock-sample: true");
        assert_eq!((answer.status, says_so), (status, is_sample), "{answer:?}");
    }
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

/// What is taken from the log was received nevertheless.
#[tokio::test]
async fn a_log_that_is_taken_still_counts() {
    let server = server().await;
    server.expect("customer.create", 2);
    let mut watched = server.watch();
    post(&server.url(), "/api/v2/customers", "").await;
    assert_eq!(server.take_log().len(), 1);
    post(&server.url(), "/api/v2/customers", "").await;
    server.verify().expect("both count");
    assert_eq!(server.log().len(), 1);
    for _ in 0..2 {
        let line = watched.recv().await.expect("told").line();
        assert_eq!(line, "200 POST /api/v2/customers customer.create (sample)");
    }
    assert_eq!(post(&server.url(), "/mock/reset", "").await.status, 200);
    assert!(server.log().is_empty() && server.verify().is_ok());
    get(&server.url(), "/api/v2/nowhere").await;
    let line = watched.recv().await.expect("still told").line();
    assert_eq!(line, "404 GET /api/v2/nowhere - resource_not_found");
}

/// What a merchant sets is changed in part, and is that of the start after a reset.
#[tokio::test]
async fn the_site_has_settings() {
    let server = MockServer::start().await.expect("a mock");
    let change = r#"{"currency": "EUR", "taxes": {"rates": [{"name": "VAT", "rate": "19"}]}}"#;
    let reply = post(&server.url(), "/mock/site", change).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let settings = server.site_settings();
    assert_eq!(
        (settings.currency.as_str(), settings.time_zone.as_str()),
        ("EUR", "UTC")
    );
    assert!(
        get(&server.url(), "/mock/site")
            .await
            .body
            .contains(r#""rate":"19""#)
    );
    for wrong in [
        r#"{"time_zone": "Mars/Base"}"#,
        r#"{"curency": "EUR"}"#,
        "[]",
    ] {
        assert_eq!(
            post(&server.url(), "/mock/site", wrong).await.status,
            400,
            "{wrong}"
        );
    }
    assert_eq!(server.site_settings(), settings);
    post(&server.url(), "/mock/reset", "").await;
    assert_eq!(server.site_settings().currency, "USD");
}

#[tokio::test]
async fn clocks_have_their_limits() {
    let server = server().await;
    for wrong in [
        r#"{"now": -5}"#,
        r#"{"now": 1.5}"#,
        r#"{"now": 9223372036854775807}"#,
        "[]",
    ] {
        assert_eq!(
            post(&server.url(), "/mock/clock", wrong).await.status,
            400,
            "{wrong}"
        );
    }
    let last = r#"{"now": 253402300799}"#;
    assert_eq!(post(&server.url(), "/mock/clock", last).await.status, 200);
}

/// A page of another site cannot make a browser change the mock, or read what it received under a name that leads to loopback.
#[tokio::test]
async fn calls_to_the_mock_come_from_this_machine() {
    let server = server().await;
    let url = server.url();
    let own = format!("origin: {url}");
    let host = |name: &str| format!("host: {name}");
    let port = url.rsplit(':').next().expect("a port");
    get(&url, "/api/v2/customers").await;
    let foreign = "origin: https://attacker.example";
    let calls = [
        ("POST /mock/reset", ""),
        ("POST /mock/clock", r#"{"now": 5}"#),
        ("POST /mock/faults", r#"{"fault": "cut"}"#),
        ("GET /mock/log", ""),
    ];
    for (line, body) in calls {
        for headers in [
            vec![host("localhost"), foreign.to_owned()],
            vec![host("localhost"), "origin: null".to_owned()],
            vec![host("localhost"), "origin: http://localhost:1".to_owned()],
            vec![host("attacker.example")],
            vec![
                host("attacker.example"),
                "origin: http://attacker.example".to_owned(),
            ],
            vec![host("127.0.0.1.attacker.example")],
            vec![host("localhost.attacker.example:80")],
            vec![host("192.168.0.1")],
            vec![host("")],
        ] {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let answer = send_as_it_is(&url, line, &headers, body)
                .await
                .expect("an answer");
            assert_eq!(answer.status, 403, "{line} {headers:?}");
        }
    }
    assert_eq!(server.log().len(), 1, "nothing was reset");
    assert!(server.now() > 5, "the clock goes");
    assert_eq!(
        get(&url, "/api/v2/customers").await.status,
        200,
        "no fault was planned"
    );
    for headers in [
        vec![host(&format!("127.0.0.1:{port}"))],
        vec![host(&format!("127.0.0.1:{port}")), own],
        vec![host("LocalHost:8080")],
        vec![host("[::1]:8080"), "origin: http://[::1]:8080".to_owned()],
        vec![host("mock.localhost")],
    ] {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let answer = send_as_it_is(&url, "POST /mock/reset", &headers, "").await;
        assert_eq!(answer.expect("an answer").status, 200, "{headers:?}");
    }
}

/// From nothing to an address that listens.
#[tokio::test]
async fn it_starts_in_under_100_ms() {
    // The first of several may wait for the machine; what the mock itself needs is what the fastest needs.
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let server = MockServer::start().await.expect("a mock");
        assert_eq!(get(&server.url(), "/api/v2/customers").await.status, 200);
        fastest = fastest.min(start.elapsed());
    }
    assert!(fastest < Duration::from_millis(100), "{fastest:?}");
}

/// An export ends, and its link gives a file of what was there when it was started.
#[tokio::test]
async fn an_export_ends() {
    let server = MockServer::start().await.expect("a mock");
    let url = server.url();
    for form in ["id=c1&email=a%40x.com", "id=c2", "id=c3"] {
        post(&url, "/api/v2/customers", form).await.json();
    }
    post(&url, "/api/v2/customers/c3/delete", "").await.json();
    let lines = async |form: &str| {
        let started = post(&url, "/api/v2/exports/customers", form).await.json();
        let id = started["export"]["id"].as_str().expect("an id").to_owned();
        let path = format!("GET /mock/exports/{id}.zip");
        let file = send_as_it_is(&url, &path, &["host: localhost"], "").await;
        let file = file.expect("a file").body;
        assert!(file.starts_with("PK\u{3}\u{4}"), "{file}");
        assert!(file.contains("Customers.csv"), "{file}");
        let lines = (1..=3)
            .filter(|it| file.contains(&format!("\nc{it},")))
            .count();
        (id, lines, file)
    };
    let (first, count, all) = lines("").await;
    assert_eq!(count, 2, "{all}");
    let (second, count, one) = lines("customer[id][is]=c2").await;
    assert_eq!(count, 1, "{one}");
    assert!(one.contains("\nc2,"), "{one}");
    assert_ne!(first, second);
    let (_, count, none) = lines("customer[email][is]=b%40x.com").await;
    assert_eq!(count, 0, "{none}");
    let started = post(&url, "/api/v2/exports/customers", "").await.json();
    assert_eq!(started["export"]["status"], "in_process");
    assert!(started["export"].get("download").is_none(), "{started}");
    let id = started["export"]["id"].as_str().expect("an id");
    let ended = get(&url, &format!("/api/v2/exports/{id}")).await.json();
    assert_eq!(ended["export"]["status"], "completed");
    let link = ended["export"]["download"]["download_url"]
        .as_str()
        .expect("a link");
    // The link leads to the host that was asked, as the test calls it.
    let path = link
        .strip_prefix("http://localhost")
        .expect("a link to the mock");
    let file = send_as_it_is(&url, &format!("GET {path}"), &["host: localhost"], "").await;
    let file = file.expect("a file");
    assert_eq!(file.status, 200);
    assert!(file.head.contains("application/zip"), "{}", file.head);
    assert!(file.body.contains("\nc1,"), "{}", file.body);
    let none = "GET /mock/exports/unknown.zip";
    let none = send_as_it_is(&url, none, &["host: localhost"], "").await;
    let none = none.expect("a file").body;
    assert_eq!((none.len(), &none[..4]), (22, "PK\u{5}\u{6}"));
    let machine = get(&url, "/api/v2/time_machines/t").await.json();
    assert_eq!(machine["time_machine"]["time_travel_status"], "succeeded");
    let usages = get(&url, "/api/v2/usage_files/u/processing_status")
        .await
        .json();
    assert_eq!(usages["usage_file"]["status"], "processed");
}
