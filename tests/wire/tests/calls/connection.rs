//! Whether a site and its key are right: everything that can be wrong is told apart, over real sockets, and nothing is changed.

use chargebee::{
    CallOptions,
    connection::{Connection, ConnectionKind},
    v1, v2,
};
use chargebee_mock::{Fault, MockServer, Settings};
use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    time::Duration,
};

const KEY: &str = "test_7GkExAmPleKeY";
const READS: &str = "test_ReAdOnLyKeY";

async fn mock() -> MockServer {
    let settings = Settings::new().key(KEY).read_only_key(READS);
    MockServer::start_with(settings, 0).await.expect("a mock")
}

fn client(url: &str, key: &str) -> v2::Client {
    let client = v2::Client::builder("acme-test", key).base_url(url);
    client.build().expect("a client")
}

/// The kind; and what people read has no key in it, and says which site it is about.
fn kind(connection: &Connection) -> ConnectionKind {
    let text = connection.to_string();
    assert!(
        text.contains("acme-test") && text.ends_with(['.', ')']),
        "{text}"
    );
    assert!(
        !text.contains(KEY) && !format!("{connection:?}").contains(KEY),
        "{text}"
    );
    assert_eq!(connection.site(), "acme-test");
    assert_eq!(
        connection.is_ok(),
        connection.kind() == ConnectionKind::Works
    );
    assert_eq!(connection.is_ok(), connection.error().is_none(), "{text}");
    connection.kind()
}

#[tokio::test]
async fn keys_are_told_apart() {
    let mock = mock().await;
    for (key, reading, writing) in [
        (KEY, ConnectionKind::Works, ConnectionKind::Works),
        (READS, ConnectionKind::Works, ConnectionKind::ReadOnly),
        (
            "test_other",
            ConnectionKind::WrongKey,
            ConnectionKind::WrongKey,
        ),
    ] {
        let client = client(&mock.url(), key);
        assert_eq!(kind(&client.check().await), reading, "{key}");
        assert_eq!(kind(&client.check().writing().await), writing, "{key}");
        let v1 = v1::Client::from(&client);
        assert_eq!(kind(&v1.check().await), reading, "{key}");
        assert_eq!(kind(&v1.check().writing().await), writing, "{key}");
    }
    // Nothing was made and nothing was told: the one request that could write is refused.
    assert_eq!(mock.received("event.list").len(), 0);
    let writes = mock.received("customer.update");
    assert!(
        writes
            .iter()
            .all(|it| it.status >= 400 && it.params.is_empty()),
        "{writes:?}"
    );
    assert_eq!(writes.len(), 4);
    assert!(
        mock.log()
            .iter()
            .all(|it| it.operation.as_deref() != Some("customer.create"))
    );
}

/// A crate that is built for one catalog asks for what only that one has.
#[tokio::test]
async fn a_site_of_another_catalog_is_told() {
    use chargebee_runtime::private::call::Request as _;
    let mock = mock().await;
    let client = client(&mock.url(), KEY);
    let check = || {
        let check = chargebee_runtime::Check::new(client.customer().list().into_call());
        check.with_catalog([client.item().list().into_call()])
    };
    assert_eq!(kind(&check().await), ConnectionKind::Works);
    let asked = mock.received("item.list");
    assert_eq!((asked.len(), &*asked[0].form), (1, "limit=1"));
    let incompatible = Fault::Error("configuration_incompatible".into());
    mock.plan(incompatible, Some("item.list"), 1);
    let connection = check().writing().await;
    assert_eq!(kind(&connection), ConnectionKind::WrongApi);
    assert!(
        connection.to_string().contains("Product Catalog"),
        "{connection}"
    );
    // What else goes wrong there says nothing of the catalog.
    for fault in [
        Fault::Error("api_authorization_failed".into()),
        Fault::Status(500),
        Fault::Cut,
    ] {
        mock.plan(fault.clone(), Some("item.list"), 1);
        assert_eq!(kind(&check().await), ConnectionKind::Works, "{fault:?}");
    }
    // Where the key is wrong, nobody asks for the catalog.
    drop(mock.take_log());
    let wrong = Fault::Error("api_authentication_failed".into());
    mock.plan(wrong, Some("customer.list"), 1);
    assert_eq!(kind(&check().await), ConnectionKind::WrongKey);
    assert_eq!(mock.take_log().len(), 1);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let mock = mock().await;
    let client = client(&mock.url(), KEY);
    for (fault, found) in [
        (
            Fault::Error("api_authentication_failed".into()),
            ConnectionKind::WrongKey,
        ),
        (
            Fault::Error("api_authorization_failed".into()),
            ConnectionKind::NoPermission,
        ),
        (
            Fault::Error("site_not_found".into()),
            ConnectionKind::WrongSite,
        ),
        (
            Fault::Error("configuration_incompatible".into()),
            ConnectionKind::WrongApi,
        ),
        (
            Fault::Error("request_blocked".into()),
            ConnectionKind::Failed,
        ),
        (Fault::Error("site_not_ready".into()), ConnectionKind::Busy),
        (Fault::RateLimit(None), ConnectionKind::Busy),
        (Fault::Status(500), ConnectionKind::Busy),
        (Fault::Html(503), ConnectionKind::Busy),
        (Fault::Html(404), ConnectionKind::WrongSite),
        (Fault::Html(403), ConnectionKind::Failed),
        (Fault::Cut, ConnectionKind::Unreachable),
    ] {
        mock.plan(fault.clone(), Some("customer.list"), 1);
        let connection = client.check().writing().await;
        assert_eq!(kind(&connection), found, "{fault:?}: {connection}");
        // It is tried once: somebody waits for it.
        assert_eq!(mock.take_log().len(), 1, "{fault:?}");
    }
    // What fails only when it is to write is no matter of the key.
    mock.plan(Fault::Status(500), Some("customer.update"), 1);
    assert_eq!(kind(&client.check().writing().await), ConnectionKind::Busy);
    mock.plan(
        Fault::Error("api_authentication_failed".into()),
        Some("customer.update"),
        1,
    );
    assert_eq!(
        kind(&client.check().writing().await),
        ConnectionKind::WrongKey
    );
}

/// A server that answers everything with this.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = [0; 4096];
            let _ = stream.read(&mut head);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

#[tokio::test]
async fn what_is_not_the_api_is_no_site() {
    for answer in [
        "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\nconnection: close\r\n\r\n<html></html>",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ] {
        let connection = client(&answering(answer), KEY).check().await;
        assert_eq!(
            kind(&connection),
            ConnectionKind::WrongSite,
            "{answer}: {connection}"
        );
    }
}

#[tokio::test]
async fn what_is_not_reached_is_the_network() {
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = gone.local_addr().expect("an address");
    drop(gone);
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent_url = format!("http://{}", silent.local_addr().expect("an address"));
    let unnamed = format!("http://{}.invalid", "a".repeat(64));
    let options = CallOptions::new().timeout(Duration::from_millis(200));
    for url in [format!("http://{address}"), unnamed, silent_url] {
        let check = client(&url, KEY).check().options(options.clone());
        let connection = check.await;
        assert_eq!(
            kind(&connection),
            ConnectionKind::Unreachable,
            "{url}: {connection}"
        );
    }
}

/// Another site than that of the client, and without an async runtime.
#[test]
fn of_another_site_and_blocking() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mock = runtime.block_on(mock());
    let client = client(&mock.url(), "test_other");
    let other = CallOptions::new().site("umbrella", READS);
    let connection = client.check().writing().options(other).send_blocking();
    assert_eq!(connection.kind(), ConnectionKind::ReadOnly, "{connection}");
    assert_eq!(connection.site(), "umbrella");
    assert_eq!(
        client.check().send_blocking().kind(),
        ConnectionKind::WrongKey
    );
}
