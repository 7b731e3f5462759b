//! Several sites behind one address, their keys and limits; the page; what customers do in a browser; what outlives a mock.

mod support;

use chargebee_mock::{Answered, MockServer, Settings, Version, record};
use serde_json::json;
use support::{get, post, send, send_as_it_is};

/// A request with this key, to this host.
async fn as_key(url: &str, request: &str, key: &str, host: &str) -> u16 {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let key = BASE64_STANDARD.encode(format!("{key}:"));
    let authorization = format!("authorization: Basic {key}");
    let host = format!("host: {host}");
    let answer = send_as_it_is(url, request, &[&host, &authorization], "").await;
    answer.expect("an answer").status
}

#[tokio::test]
async fn sites_are_told_by_their_host_and_by_their_keys() {
    let settings = Settings::new().site("own-test").key("own_key");
    let server = MockServer::start_with(settings, 0).await.expect("a mock");
    let sites = r#"[
        {"site": "acme-test", "key": "acme_key", "read_only_key": "acme_reads", "publishable_key": "acme_page"},
        {"site": "euro-test", "key": "euro_key", "requests_per_minute": 2, "settings": {"currency": "EUR"}}
    ]"#;
    let added = server.add_sites_json(sites).expect("good sites");
    added[0]
        .seed(Version::V2, "customer", json!({ "id": "c" }))
        .expect("seeded");
    let url = server.url();
    let customer = "GET /api/v2/customers/c";
    assert_eq!(as_key(&url, customer, "acme_key", "localhost").await, 200);
    assert_eq!(
        as_key(&url, customer, "acme_key", "acme-test.localhost").await,
        200
    );
    assert_eq!(as_key(&url, customer, "own_key", "localhost").await, 404);
    assert_eq!(as_key(&url, customer, "euro_key", "localhost").await, 404);
    // A key of another site is none of this one, and a site that nobody has is not there.
    assert_eq!(
        as_key(&url, customer, "own_key", "acme-test.localhost").await,
        401
    );
    assert_eq!(
        as_key(&url, customer, "acme_key", "own-test.localhost").await,
        401
    );
    assert_eq!(
        as_key(&url, customer, "acme_key", "other-test.localhost").await,
        404
    );
    assert_eq!(as_key(&url, customer, "acme_reads", "localhost").await, 200);
    assert_eq!(
        as_key(&url, "POST /api/v2/customers", "acme_reads", "localhost").await,
        403
    );
    assert_eq!(as_key(&url, customer, "acme_page", "localhost").await, 403);
    let estimate = "GET /api/v2/payment_intents/none";
    assert_eq!(as_key(&url, estimate, "acme_page", "localhost").await, 404);
    // Two requests a minute: the first was above.
    assert_eq!(as_key(&url, customer, "euro_key", "localhost").await, 404);
    assert_eq!(as_key(&url, customer, "euro_key", "localhost").await, 429);
    assert_eq!(as_key(&url, customer, "acme_key", "localhost").await, 200);
    let log = added[1].log();
    assert_eq!(
        log.last().and_then(|it| it.code.clone()).as_deref(),
        Some("api_request_limit_exceeded")
    );
    let twice = server.add_site(Settings::new().site("acme-test"));
    assert!(twice.expect_err("it is there").contains("acme-test"));
    let shared = server.add_site(Settings::new().site("new-test").key("euro_key"));
    assert!(shared.expect_err("a shared key").contains("key"));
    assert_eq!(added[1].site_settings().currency, "EUR");
}

#[tokio::test]
async fn the_page_shows_the_site_and_moves_the_clock() {
    let server = MockServer::start().await.expect("a mock");
    server.set_time(Some(1_700_000_000));
    let url = server.url();
    post(
        &url,
        "/api/v2/customers",
        "id=c&first_name=%3Cimg%20src%3Dx%3E",
    )
    .await
    .json();
    let host = url.trim_start_matches("http://").to_owned();
    let host = format!("host: {host}");
    let page = send_as_it_is(&url, "GET /", &[&host], "")
        .await
        .expect("a page");
    assert_eq!(page.status, 200);
    for shown in [
        "mock-test",
        "2023-11-14 22:13:20 UTC",
        "customers (1)",
        "&lt;img src=x&gt;",
        "customer.create",
        "nothing is due",
    ] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    assert!(!page.body.contains("<img"), "{}", page.body);
    let form = "content-type: application/x-www-form-urlencoded";
    let pressed = send_as_it_is(&url, "POST /mock/press", &[&host, form], "by=1+day").await;
    assert_eq!(pressed.expect("an answer").status, 303);
    assert_eq!(server.now(), 1_700_086_400);
    let nothing = send_as_it_is(&url, "POST /mock/press", &[&host, form], "by=next").await;
    let nothing = nothing.expect("an answer");
    assert_eq!(nothing.status, 409);
    assert!(
        nothing
            .body
            .contains("nothing is due: there is no next instant"),
        "{}",
        nothing.body
    );
    // Pages of other sites can neither read it nor press a button.
    let foreign = send_as_it_is(&url, "GET /", &["host: evil.example"], "").await;
    assert_eq!(foreign.expect("an answer").status, 403);
    let origin = "origin: http://evil.example";
    let pressed = send_as_it_is(&url, "POST /mock/press", &[&host, form, origin], "by=1+day").await;
    assert_eq!(pressed.expect("an answer").status, 403);
    assert_eq!(server.now(), 1_700_086_400);
}

#[tokio::test]
async fn a_program_completes_pages_and_confirms_payments() {
    let server = MockServer::start().await.expect("a mock");
    let url = server.url();
    post(&url, "/api/v2/customers", "id=c").await.json();
    let made = post(
        &url,
        "/api/v2/hosted_pages/manage_payment_sources",
        "customer[id]=c",
    )
    .await
    .json();
    let id = made["hosted_page"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let host = url.trim_start_matches("http://").to_owned();
    let host = format!("host: {host}");
    let page = send_as_it_is(&url, &format!("GET /mock/pages/{id}"), &[&host], "")
        .await
        .expect("a page");
    assert!(
        page.body
            .contains(&format!("/mock/hosted_pages/{id}/succeed")),
        "{}",
        page.body
    );
    let looked = get(&url, &format!("/api/v2/hosted_pages/{id}"))
        .await
        .json();
    assert_eq!(looked["hosted_page"]["state"], "requested");
    let card = r#"{"card_number": "5555555555554444"}"#;
    let json = "content-type: application/json";
    let path = format!("POST /mock/hosted_pages/{id}/succeed");
    let done = send(&url, &path, &[json], card)
        .await
        .expect("an answer")
        .json();
    assert_eq!(done["hosted_page"]["state"], "succeeded");
    let again = send(&url, &path, &[json], card).await.expect("an answer");
    assert_eq!(again.json()["api_error_code"], "invalid_state_for_request");
    let wrong = send(&url, &path, &[json], r#"{"card": "1"}"#)
        .await
        .expect("an answer");
    assert!(
        wrong.json()["message"]
            .as_str()
            .is_some_and(|it| it.contains("card_number"))
    );
    let intent = post(
        &url,
        "/api/v2/payment_intents",
        "amount=5&currency_code=USD",
    )
    .await
    .json();
    let id = intent["payment_intent"]["id"].as_str().expect("an id");
    let path = format!("POST /mock/payment_intents/{id}/authorize");
    let done = send(&url, &path, &[json], "")
        .await
        .expect("an answer")
        .json();
    assert_eq!(done["payment_intent"]["status"], "authorized");
    let path = "POST /mock/payment_intents/none/authorize";
    assert_eq!(
        send(&url, path, &[json], "")
            .await
            .expect("an answer")
            .status,
        404
    );
}

#[tokio::test]
async fn what_is_saved_goes_on_elsewhere() {
    let server = MockServer::start().await.expect("a mock");
    server.set_time(Some(1_700_000_000));
    let site = server
        .add_site(Settings::new().site("acme-test").key("acme_key"))
        .expect("a site");
    site.set_time(Some(1_700_000_000));
    server.demo().expect("a demonstration");
    let url = server.url();
    let form = "id=s&subscription_items[item_price_id][0]=pro-USD-monthly";
    post(
        &url,
        "/api/v2/customers/cust_7/subscription_for_items",
        form,
    )
    .await
    .json();
    // What waits for the end of a term or of a trial is saved too.
    let form = "end_of_term=true&subscription_items[item_price_id][0]=pro-USD-monthly&subscription_items[quantity][0]=3";
    post(&url, "/api/v2/subscriptions/s/update_for_items", form)
        .await
        .json();
    let form = "id=t&billing_cycles=2&contract_term[action_at_term_end]=cancel&trial_end=1700500000&subscription_items[item_price_id][0]=pro-USD-monthly";
    post(
        &url,
        "/api/v2/customers/cust_7/subscription_for_items",
        form,
    )
    .await
    .json();
    post(&url, "/api/v2/customers/cust_8/delete", "")
        .await
        .json();
    site.seed(Version::V1, "customer", json!({ "id": "v" }))
        .expect("seeded");
    let revision = server.revision();
    let saved = server.save().expect("saved");
    for what in ["\"scheduled_changes\":[", "\"contract_asked_for\":["] {
        assert!(saved.contains(what), "{what}");
    }
    let other = MockServer::start().await.expect("a mock");
    let lacks = other.restore(&saved).expect_err("a site is not there");
    assert!(lacks.contains("acme-test"), "{lacks}");
    other
        .add_site(Settings::new().site("acme-test").key("acme_key"))
        .expect("a site");
    other.restore(&saved).expect("good");
    assert_eq!(other.save().expect("saved"), saved);
    assert_eq!(other.now(), 1_700_000_000);
    assert_eq!(other.next_turn(), server.next_turn());
    for mock in [&server, &other] {
        mock.advance("2 months").expect("time goes on");
    }
    assert_eq!(other.save().expect("saved"), server.save().expect("saved"));
    assert_ne!(server.revision(), revision);
    let kept = get(&other.url(), "/api/v2/customers/cust_8").await;
    assert_eq!(kept.status, 404);
    let before = other.save().expect("saved");
    for wrong in [
        "{",
        r#"{"form": 9, "sites": {}}"#,
        &saved.replace("\"customer\":", "\"costumer\":"),
    ] {
        assert!(other.restore(wrong).is_err(), "{wrong:.60}");
    }
    assert_eq!(other.save().expect("saved"), before);
}

/// A site is walked page by page, and a mock goes on from what was recorded.
#[tokio::test]
async fn a_site_is_recorded() {
    let site = MockServer::start().await.expect("a mock");
    site.set_time(Some(1_700_000_000));
    site.demo().expect("a demonstration");
    for number in 0..120 {
        let value = json!({ "id": format!("c{number}"), "first_name": "Grace", "email": format!("c{number}@navy.mil") });
        site.seed(Version::V2, "customer", value).expect("seeded");
    }
    let url = site.url();
    let form = "id=s&subscription_items[item_price_id][0]=pro-USD-monthly";
    post(&url, "/api/v2/customers/c7/subscription_for_items", form)
        .await
        .json();
    site.plan(
        chargebee_mock::Fault::RateLimit(Some(0)),
        Some("customer.list"),
        1,
    );
    let ask = async |path: String| {
        let answer = get(&url, &path).await;
        Ok(Answered::new(
            answer.status,
            Some(0),
            answer.body.into_bytes(),
        ))
    };
    let recorded = record(Version::V2, true, ask).await.expect("recorded");
    assert!(
        recorded.notes.contains(&"customer: 122".to_owned()),
        "{:?}",
        recorded.notes
    );
    assert!(!recorded.seed.contains("Grace") && !recorded.seed.contains("navy"));
    let copy = MockServer::start().await.expect("a mock");
    copy.set_time(Some(1_700_000_000));
    copy.seed_json(&recorded.seed).expect("a good seed");
    let invoices = |mock: &MockServer| {
        let url = mock.url();
        async move {
            let list = get(&url, "/api/v2/invoices?subscription_id[is]=s")
                .await
                .json();
            list["list"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|it| it["invoice"]["total"].clone())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(invoices(&copy).await, [2500]);
    for mock in [&site, &copy] {
        mock.advance("2 months").expect("time goes on");
    }
    assert_eq!(invoices(&copy).await, [2500, 2500, 2500]);
    assert_eq!(invoices(&copy).await, invoices(&site).await);
    let plain = record(Version::V2, false, ask).await.expect("recorded");
    assert!(plain.seed.contains("Grace"));
    let refused = record(Version::V2, true, async |_| {
        let body = r#"{"api_error_code": "api_authentication_failed", "message": "no"}"#;
        Ok(Answered::new(401, None, body.into()))
    });
    let problem = refused.await.expect_err("the key is wrong");
    assert!(problem.contains("api_authentication_failed"), "{problem}");
}

#[tokio::test]
async fn an_invoice_has_a_document() {
    let server = MockServer::start().await.expect("a mock");
    server.demo().expect("a demonstration");
    let url = server.url();
    let answer = post(&url, "/api/v2/invoices/TEST-INV-1/pdf", "")
        .await
        .json();
    let link = answer["download"]["download_url"].as_str().expect("a link");
    let path = link
        .strip_prefix("http://localhost")
        .expect("a link to the mock");
    let file = send(&url, &format!("GET {path}"), &[], "")
        .await
        .expect("a file");
    assert_eq!(file.status, 200);
    assert!(file.head.contains("application/pdf"), "{}", file.head);
    assert!(
        file.body.starts_with("%PDF-") && file.body.contains("(invoice TEST-INV-1) Tj"),
        "{}",
        file.body
    );
    let none = send(&url, "GET /mock/pdf/invoice/none.pdf", &[], "").await;
    assert_eq!(none.expect("an answer").status, 404);
}
