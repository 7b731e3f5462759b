//! Clients: keys, hosts, connections, time.

use crate::support::{
    KEY, KEY_BASE64, answer, broken, builder, client_of, header, offline, only, refused, retrieve,
    server_and_client, unreadable,
};
use chargebee::{CallOptions, TimestampMillis, error::TransportErrorKind, v1, v2};
use chargebee_wire_tests::server::{Server, Then, answer_raw};
use serde_json::json;
use std::time::{Duration, Instant};

/// The client's limits in these tests: short enough to wait for, far below `LONG`.
const SHORT: Duration = Duration::from_millis(150);
const LONG: Duration = Duration::from_secs(3600);

/// What a free port that nobody listens on answers with: nothing.
async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let address = listener.and_then(|it| it.local_addr());
    format!("http://{}", address.expect("a port on loopback"))
}

#[tokio::test]
async fn authorization_is_the_key_and_a_colon() {
    let (server, client) = server_and_client().await;
    let _ = client.invoice().list().send().await;
    let arrived = only(&server);
    assert_eq!(
        header(arrived.headers(), "authorization"),
        Some(format!("Basic {KEY_BASE64}").as_str())
    );
}

#[tokio::test]
async fn the_key_is_never_printed() {
    let builder = builder();
    let client = offline();
    let request = client.customer().create().first_name("Ann");
    let options = CallOptions::new().header("x-trace", "7");
    let shown = request.clone().into_http().expect("a request");
    let mut printed = vec![
        format!("{builder:?}"),
        format!("{client:?}"),
        format!("{:?}", client.customer()),
        format!("{:?}", request.clone().options(options)),
        format!("{shown:?}"),
        format!("{:?}", client.invoice().list().items()),
        format!("{:?}", request.send()),
    ];
    assert!(printed.iter().take(2).all(|text| text.contains("acme")));

    let error = r#"{"api_error_code":"api_authentication_failed","message":"no such key"}"#;
    let errors = [
        retrieve(answer(401, error)).await.expect_err("a refusal"),
        retrieve(answer(200, "{")).await.expect_err("no answer"),
        (client_of(nobody().await).invoice().list().send().await).expect_err("no connection"),
        (client.invoice().retrieve("").send().await).expect_err("no id"),
        v2::Client::builder("acme", format!("{KEY} "))
            .build()
            .expect_err("no key"),
    ];
    printed.extend(
        errors
            .iter()
            .flat_map(|it| [format!("{it:?}"), it.to_string()]),
    );
    // The key without the colon is the same in Base64 up to the padding.
    let base64 = &KEY_BASE64[..24];
    for text in printed {
        assert!(!text.contains(KEY) && !text.contains(base64), "{text}");
    }
}

#[test]
fn the_host_is_that_of_the_site() {
    let host = |client: &v2::Client| {
        let shown = client.invoice().list().into_http().expect("a request");
        assert_eq!(shown.uri().scheme_str(), Some("https"));
        assert_eq!(shown.uri().path(), "/api/v2/invoices");
        shown.uri().host().map(str::to_owned)
    };
    let (live, test) = (offline(), v2::Client::builder("acme-test", KEY).build());
    let test = test.expect("a client");
    assert_eq!(host(&live).as_deref(), Some("acme.chargebee.com"));
    assert_eq!(host(&test).as_deref(), Some("acme-test.chargebee.com"));
    assert!(test.is_test_site() && !live.is_test_site());

    let v1 = v1::Client::builder("acme", KEY).build().expect("a client");
    let shown = v1.invoice().list().into_http().expect("a request");
    assert_eq!(
        shown.uri().to_string(),
        "https://acme.chargebee.com/api/v1/invoices"
    );
}

fn usage(client: &v2::Client) -> v2::usage_event::requests::UsageEventCreateRequest {
    let at = TimestampMillis::from_milliseconds(1_700_000_000_123);
    client
        .usage_event()
        .create("event_1", "sub_1", at, json!({"gigabytes": 3}))
}

#[test]
fn some_operations_have_a_host_of_their_own() {
    let shown = usage(&offline()).into_http().expect("a request");
    assert_eq!(
        shown.uri().to_string(),
        "https://acme.ingest.chargebee.com/api/v2/usage_events"
    );
}

#[tokio::test]
async fn a_base_url_replaces_the_host_as_a_whole() {
    let server = Server::start().await;
    for slashes in ["", "/", "//"] {
        let client = client_of(format!("{}/proxy/of{slashes}", server.url()));
        let _ = client.invoice().list().send().await;
        assert_eq!(only(&server).uri().path(), "/proxy/of/api/v2/invoices");
        let _ = usage(&client).send().await;
        assert_eq!(only(&server).uri().path(), "/proxy/of/api/v2/usage_events");
    }
}

#[test]
fn a_site_that_is_none_is_refused() {
    let long = "a".repeat(64);
    for site in [
        "",
        "a.b",
        "evil.com/x",
        "a b",
        "evil.com#",
        "a@b",
        "a:80",
        "a?b",
        "a\\b",
        "-a",
        "ä",
        "xn--a",
        "XN--A",
        &long,
        // The two arguments in the wrong order: this one is the key.
        "live_S3cr3tKey",
    ] {
        let builder = v2::Client::builder(site, KEY);
        assert!(!format!("{builder:?}").contains("S3cr3t"), "{builder:?}");
        let problem = refused(builder.build());
        assert!(problem.starts_with("the site "), "{problem}");
        assert!(!problem.contains("S3cr3t"), "{problem}");
    }
    for site in ["a", "acme-test", "Acme2", &long[1..]] {
        let builder = v2::Client::builder(site, KEY);
        let shown = format!("{builder:?}");
        assert!(shown.contains(&site.to_ascii_lowercase()), "{shown}");
        let client = builder.build().expect("a client");
        assert_eq!(client.site(), site.to_ascii_lowercase());
    }
    let capitals = v2::Client::builder("Acme-TEST", KEY).build();
    assert!(capitals.expect("a client").is_test_site());
    let pasted = " https://acme-test.chargebee.com/d/subscriptions?view_code=all\n";
    let pasted = v2::Client::builder(pasted, KEY).build();
    assert_eq!(pasted.expect("a client").site(), "acme-test");
    let parsed = chargebee::Site::parse("acme.chargebee.com").expect("a site");
    let parsed = v2::Client::builder(parsed, KEY).build();
    assert_eq!(parsed.expect("a client").site(), "acme");
}

#[test]
fn a_key_that_is_none_is_refused() {
    for key in [
        "",
        " ",
        "live key",
        "live_key\n",
        "live:key",
        "live_kéy",
        "a\0",
    ] {
        let problem = refused(v2::Client::builder("acme", key).build());
        assert!(problem.contains("the API key"), "{problem}");
    }
}

#[test]
fn a_base_url_that_is_none_is_refused() {
    for url in [
        "ftp://localhost",
        "http://user@localhost",
        "http://user:pass@localhost",
        "http://localhost/?a=1",
        "http://localhost?",
        "http://localhost/#top",
        "localhost:8080",
        "localhost",
        "/api",
        "http://",
        "no url at all",
        "http://[::1",
        "http://local host",
        "",
        // What the default transport would take for no host, in every request anew.
        "http://xn--a",
        "http://1.2.3.999",
        "http://exa%mple",
        // The client adds these itself, so every call would be about nothing that there is.
        "http://localhost/api/v2",
        "http://localhost/api/v2/",
        "http://localhost/proxy/API//V1",
        "http://localhost/%61pi/v2",
        "https://acme.chargebee.com/api",
        "https://acme.chargebee.com/api/v2/customers",
        // What leads elsewhere.
        "http://localhost/a/../b",
        "http://localhost/..",
        "http://localhost/./a",
        "http://localhost/a/%2e%2E/b",
        "http://localhost/a\\..\\b",
        "http://:pass@localhost",
        "http://user:pass@localhost/api/v2",
        "http://user:pa ss@localhost",
        "http://localhost/?key=pass",
        "http://localhost/#pass",
    ] {
        let wrong = builder().base_url(url);
        let printed = format!("{wrong:?}");
        assert!(printed.contains("[no base URL]"), "{printed}");
        let problem = refused(wrong.build());
        assert!(problem.contains("the base URL"), "{url}: {problem}");
        assert!(
            !problem.contains("pass@") && !problem.contains("=pass"),
            "{problem}"
        );
        assert!(!printed.contains("pass"), "{printed}");
    }
    for url in [
        "http://localhost/api",
        "http://localhost/api/v2/of",
        "http://localhost/v2",
        "http://localhost/.a/b..c",
    ] {
        let right = builder().base_url(url);
        assert!(format!("{right:?}").contains(url));
        assert!(right.build().is_ok(), "{url}");
    }
}

#[tokio::test]
async fn a_url_that_cannot_be_asked_is_no_broken_connection() {
    // Nothing is sent, so nothing may have taken effect: at the latest the call must say so.
    let built = builder().base_url("http://localhost:99999").build();
    match built {
        Ok(client) => drop(refused(client.invoice().list().send().await)),
        refusal => drop(refused(refusal)),
    }
}

/// The call came back because its own time ran out, and not because something else happened later.
async fn times_out(client: v2::Client, options: CallOptions) {
    let started = Instant::now();
    let request = client.invoice().list().options(options);
    assert_eq!(broken(request.send().await), TransportErrorKind::Timeout);
    let took = started.elapsed();
    assert!(took >= SHORT * 9 / 10 && took < 50 * SHORT, "{took:?}");
}

#[tokio::test]
async fn a_call_takes_no_longer_than_the_client_lets_it() {
    let server = Server::start().await;
    server.answer_after(LONG, answer(200, "{}"));
    let client = builder().base_url(server.url()).timeout(SHORT);
    times_out(client.build().expect("a client"), CallOptions::new()).await;
    assert_eq!(server.received().len(), 1, "it was sent, and once");
}

#[tokio::test]
async fn the_time_of_a_call_ends_with_the_last_byte_of_the_answer() {
    let url = answer_raw(
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"list\":[",
        Then::Wait,
    );
    let client = builder().base_url(url.await).timeout(SHORT);
    times_out(client.build().expect("a client"), CallOptions::new()).await;
}

#[tokio::test]
async fn a_call_may_have_a_time_of_its_own() {
    let (server, client) = server_and_client().await;
    server.answer_after(LONG, answer(200, "{}"));
    times_out(client, CallOptions::new().timeout(SHORT)).await;

    let hurried = builder().base_url(server.url()).timeout(SHORT);
    let request = hurried.build().expect("a client").invoice().list();
    server.answer_after(2 * SHORT, answer(200, r#"{"list":[]}"#));
    let patient = request.options(CallOptions::new().timeout(LONG)).send();
    assert!(patient.await.is_ok());
}

#[tokio::test]
async fn a_refused_connection_is_told_from_a_broken_one() {
    let client = client_of(nobody().await);
    assert_eq!(
        broken(client.invoice().list().send().await),
        TransportErrorKind::Connect
    );
}

#[tokio::test]
async fn calls_share_a_connection() {
    let (server, client) = server_and_client().await;
    for call in 0..20 {
        server.answer_json(r#"{"list":[]}"#);
        let answer = client.clone().invoice().list().limit(call + 1).send().await;
        assert!(answer.is_ok());
    }
    assert_eq!(server.received().len(), 20);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let (server, client) = server_and_client().await;
        let elsewhere = Server::start().await;
        let mut redirect = answer(status, "");
        let location = format!("{}/api/v2/invoices", elsewhere.url());
        let location = location.parse().expect("a header value");
        redirect.headers_mut().insert("location", location);
        server.answer(redirect);
        let error = unreadable(client.invoice().list().send().await);
        assert_eq!(error.status.map(|it| it.as_u16()), Some(status));
        assert_eq!(server.received().len(), 1);
        assert_eq!(elsewhere.connections(), 0, "{status}");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_sends_nothing() {
    let (server, client) = server_and_client().await;
    drop(client.customer().create().first_name("Ann").send());
    // Whatever was on its way would have arrived before this.
    let _ = client.invoice().list().send().await;
    assert_eq!(only(&server).uri().path(), "/api/v2/invoices");
    assert_eq!(server.connections(), 1);
}
