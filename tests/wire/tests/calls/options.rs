//! What can be said for a single call, and clients of many sites.

use crate::support::{INVOICE, KEY, failed, get, sent, start};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chargebee::{CallOptions, v2::Client};
use chargebee_wire_tests::fault::FaultyServer;

#[tokio::test]
async fn documented_headers_have_methods() {
    let (server, client, _) = start();
    let options = CallOptions::new()
        .business_entity("eu")
        .origin_ip([192, 0, 2, 9])
        .origin_user("ann@example.com")
        .origin_user_encoded("zoë@example.com")
        .origin_device("phone")
        .without_event_actions()
        .without_event_emails()
        .without_event_webhooks();
    let request = client.invoice().void_invoice("inv_1").options(options);
    request.send().await.expect("an answer");
    let received = server.received();
    for (name, value) in [
        ("chargebee-business-entity-id", "eu"),
        ("chargebee-request-origin-ip", "192.0.2.9"),
        ("chargebee-request-origin-user", "ann@example.com"),
        (
            "chargebee-request-origin-user-encoded",
            &STANDARD.encode("zoë@example.com"),
        ),
        ("chargebee-request-origin-device", "phone"),
        ("chargebee-event-actions", "all-disabled"),
        ("chargebee-event-email", "all-disabled"),
        ("chargebee-event-webhook", "all-disabled"),
    ] {
        assert_eq!(sent(&received, name), [Some(value)], "{name}");
    }
}

#[tokio::test]
async fn headers_that_cannot_be_meant_are_refused() {
    let (server, client, _) = start();
    for options in [
        CallOptions::new().without_event_actions(),
        CallOptions::new().without_event_emails(),
        CallOptions::new().without_event_webhooks(),
    ] {
        let request = client.invoice().retrieve("inv_1").options(options);
        let error = failed(request.send().await).to_string();
        assert!(
            error.contains("is for a POST, and this is a GET"),
            "{error}"
        );
    }
    for (options, problem) in [
        (
            CallOptions::new().origin_user("zoë@example.com"),
            "origin_user_encoded",
        ),
        (
            CallOptions::new().origin_device("a\r\nb: c"),
            "cannot be sent",
        ),
        (
            CallOptions::new().header("x-cb-retry-attempt", "1"),
            "is set by the client",
        ),
    ] {
        let request = client.invoice().void_invoice("inv_1").options(options);
        let error = failed(request.send().await).to_string();
        assert!(error.contains(problem) && !error.contains("zo"), "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn headers_that_break_the_request_are_refused() {
    let (server, client, _) = start();
    for (problem, names) in [
        (
            "is set by the client",
            "accept authorization content-type host user-agent x-cb-retry-attempt",
        ),
        (
            "is about how the request travels",
            "accept-encoding connection content-encoding content-length expect http2-settings keep-alive proxy-authorization \
             proxy-connection te trailer transfer-encoding upgrade Accept-Encoding TE",
        ),
        (
            "asks for another answer",
            "if-match if-modified-since if-none-match if-range if-unmodified-since range x-http-method x-http-method-override \
             x-method-override",
        ),
        (
            "give the key to `idempotency_key`",
            "chargebee-idempotency-key",
        ),
    ] {
        for name in names.split_whitespace() {
            let options = CallOptions::new().header(name, "S3cr3t");
            let request = client
                .invoice()
                .void_invoice("inv_1")
                .options(options.clone());
            let shown = request.clone().into_http();
            for error in [failed(shown), failed(request.send().await)] {
                assert!(matches!(error, chargebee::Error::Config(_)));
                let text = error.to_string();
                let start = format!(
                    "invoice.void_invoice: the header `{}` ",
                    name.to_lowercase()
                );
                assert!(text.starts_with(&start) && text.contains(problem), "{text}");
                assert!(!text.contains("S3cr3t"), "{text}");
            }
        }
    }
    assert!(server.received().is_empty());
    // And what breaks nothing goes out.
    let options = CallOptions::new()
        .header("x-request-id", "7")
        .header("cache-control", "no-cache");
    let request = client.invoice().retrieve("inv_1").options(options);
    request.send().await.expect("an answer");
    let received = server.received();
    assert_eq!(sent(&received, "x-request-id"), [Some("7")]);
    assert_eq!(sent(&received, "cache-control"), [Some("no-cache")]);
}

fn authorization(key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{key}:")))
}

#[tokio::test]
async fn a_call_may_go_to_another_site_over_the_same_connections() {
    let server = FaultyServer::start(INVOICE);
    let client = Client::builder("acme", KEY).base_url(server.url());
    let client = client.build().expect("a client");
    get(&client).await.expect("an answer");
    let request = client.invoice().retrieve("inv_1");
    let other = CallOptions::new().site("umbrella", "other_key");
    let answer = request.options(other).send().await.expect("an answer");
    assert_eq!(answer.call().info.site(), "umbrella");
    let tenant = client.for_site("globex", "third_key").expect("a client");
    assert_eq!((tenant.site(), client.site()), ("globex", "acme"));
    get(&tenant).await.expect("an answer");
    get(&client).await.expect("an answer");

    let keys = [KEY, "other_key", "third_key", KEY].map(authorization);
    let received = server.received();
    let keys: Vec<_> = keys.iter().map(|key| Some(key.as_str())).collect();
    assert_eq!(sent(&received, "authorization"), keys);
    assert_eq!(server.connections(), 1);
}

#[test]
fn another_site_has_another_host() {
    let client = Client::builder("acme", KEY).build().expect("a client");
    let other = CallOptions::new().site("umbrella-test", "other_key");
    let request = client.invoice().retrieve("inv_1").options(other);
    let shown = request.into_http().expect("a request");
    let url = "https://umbrella-test.chargebee.com/api/v2/invoices/inv_1";
    assert_eq!(shown.uri().to_string(), url);
    assert_eq!(
        shown.headers()["authorization"],
        authorization("other_key").as_str()
    );
    let tenant = client
        .for_site("umbrella-test", "other_key")
        .expect("a client");
    assert!(tenant.is_test_site() && !client.is_test_site());

    // Hosts do not tell capitals from small letters, and neither do limits and what a test site is.
    let capitals = client.for_site("Umbrella-TEST", "other_key");
    let capitals = capitals.expect("a client");
    assert!(capitals.is_test_site());
    assert_eq!(capitals.site(), "umbrella-test");
    let other = CallOptions::new().site("Umbrella-TEST", "other_key");
    let request = client.invoice().retrieve("inv_1").options(other);
    assert_eq!(
        request.into_http().expect("a request").uri().to_string(),
        url
    );
}

#[tokio::test]
async fn another_site_is_checked_like_the_first_and_its_key_is_never_printed() {
    let (server, client, _) = start();
    for (site, key) in [("evil.com/x", "other_key"), ("umbrella", "other key")] {
        assert!(client.for_site(site, key).is_err());
        let options = CallOptions::new().site(site, key);
        let request = client.invoice().retrieve("inv_1").options(options);
        let printed = format!("{request:?}");
        assert!(!printed.contains(key), "{printed}");
        let error = failed(request.send().await).to_string();
        assert!(!error.contains(key), "{error}");
    }
    // The two in the wrong order: the key is in the place of the site.
    let options = CallOptions::new().site("live_S3cr3tKey", "umbrella");
    let request = client.invoice().retrieve("inv_1").options(options);
    let printed = [
        format!("{request:?}"),
        format!("{:?}", client.for_site("live_S3cr3tKey", "umbrella")),
        failed(client.for_site("live_S3cr3tKey", "umbrella")).to_string(),
        failed(request.send().await).to_string(),
    ];
    for text in printed {
        assert!(!text.contains("S3cr3t"), "{text}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_key_is_sent_as_it_was_given_or_not_at_all() {
    let (server, client, _) = start();
    for key in ["", " ", " k", "k ", "k\t", "k\n", "ü", &"k".repeat(101)] {
        let options = CallOptions::new().idempotency_key(key);
        let request = client.invoice().void_invoice("inv_1").options(options);
        let error = failed(request.send().await).to_string();
        assert!(
            error.contains("an idempotency key has 1 to 100"),
            "{key:?}: {error}"
        );
    }
    assert!(server.received().is_empty());
    for key in ["k", "a key of mine", &"k".repeat(100)] {
        let request = client.invoice().void_invoice("inv_1").idempotency_key(key);
        request.send().await.expect("an answer");
        let received = server.received();
        assert_eq!(sent(&received, "chargebee-idempotency-key"), [Some(key)]);
    }
}
