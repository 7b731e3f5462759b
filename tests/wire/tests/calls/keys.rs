//! Keys that a provider gives: asked for each attempt, replaced while a walk goes on, kept for a while.

use crate::support::{
    INVOICE, KEY, TestClock, answer, failed, fault, get, kind, milliseconds, on_a_thread, refusal,
    sent,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chargebee::{
    ApiKey, CallOptions, ClientBuilder, Error, RetryPolicy,
    error::TransportErrorKind,
    key::{AskKey, CachedKey, KeyProvider},
    transport::BoxFuture,
    v1,
    v2::Client,
};
use chargebee_wire_tests::fault::FaultyServer;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

type Given = Result<ApiKey, Box<dyn std::error::Error + Send + Sync>>;

/// Gives what it was told, the last of it again and again, and remembers what it was asked.
#[derive(Clone, Default)]
struct Vault(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    keys: VecDeque<&'static str>,
    /// The sites, and whether a key had been refused.
    asked: Vec<(String, bool)>,
    takes: Duration,
}

impl Vault {
    fn of(keys: &[&'static str]) -> Self {
        let vault = Self::default();
        vault.lock().keys.extend(keys);
        vault
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.0.lock().expect("the lock")
    }

    fn asked(&self) -> Vec<bool> {
        self.lock()
            .asked
            .iter()
            .map(|(_, refused)| *refused)
            .collect()
    }
}

impl KeyProvider for Vault {
    fn key<'a>(&'a self, ask: AskKey<'a>) -> BoxFuture<'a, Given> {
        Box::pin(async move {
            let takes = self.lock().takes;
            if !takes.is_zero() {
                tokio::time::sleep(takes).await;
            }
            let mut kept = self.lock();
            kept.asked
                .push((ask.site.to_owned(), ask.refused.is_some()));
            let key = match kept.keys.len() {
                1 => kept.keys.front().copied(),
                _ => kept.keys.pop_front(),
            };
            Ok(ApiKey::new(key.ok_or("the vault is sealed")?))
        })
    }
}

fn builder(server: &FaultyServer, keys: impl KeyProvider) -> ClientBuilder<Client> {
    let client = Client::builder("acme", keys).base_url(server.url());
    client.clock(TestClock::default())
}

fn start(keys: &[&'static str]) -> (FaultyServer, Vault, Client) {
    let (server, vault) = (FaultyServer::start(INVOICE), Vault::of(keys));
    let client = builder(&server, vault.clone()).build().expect("a client");
    (server, vault, client)
}

fn unauthorized() -> http::Response<bytes::Bytes> {
    refusal(401, "api_authentication_failed")
}

/// The keys that arrived.
fn arrived(server: &FaultyServer) -> Vec<String> {
    let received = server.received();
    let key = |value: Option<&str>| {
        let encoded = value?.strip_prefix("Basic ")?;
        let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        Some(text.strip_suffix(':')?.to_owned())
    };
    let keys = sent(&received, "authorization").into_iter().map(key);
    keys.map(|it| it.expect("a key")).collect()
}

#[tokio::test]
async fn every_attempt_asks() {
    let (server, vault, client) = start(&["one", "two"]);
    fault(&server, answer(503, ""));
    let found = get(&client).await.expect("an answer");
    assert_eq!(found.call().attempts, 2);
    assert_eq!(arrived(&server), ["one", "two"]);
    assert_eq!(vault.asked(), [false, false]);
    assert_eq!(vault.lock().asked[0].0, "acme");
}

#[tokio::test]
async fn a_refused_key_is_asked_for_anew_once_whatever_the_policy_and_the_request() {
    for keys in [&["old", "new"][..], &["old", "bad", "new"]] {
        let (server, vault) = (FaultyServer::start(INVOICE), Vault::of(keys));
        let client = v1::Client::builder("acme", vault.clone()).base_url(server.url());
        let client = client.retry(RetryPolicy::none()).build().expect("a client");
        (1..keys.len()).for_each(|_| fault(&server, unauthorized()));
        // A POST without an idempotency key: a refused key did nothing.
        let result = client.invoice().void_invoice("inv_1").send().await;
        assert_eq!(arrived(&server), keys[..2]);
        assert_eq!(vault.asked(), [false, true]);
        match keys.len() {
            2 => assert_eq!(result.expect("an answer").call().attempts, 2),
            _ => assert_eq!(failed(result).attempts(), 2),
        }
    }
}

#[tokio::test]
async fn a_key_that_is_refused_is_not_sent_again() {
    let (server, vault, client) = start(&["old"]);
    fault(&server, unauthorized());
    let error = failed(get(&client).await);
    assert_eq!(error.status().map(|it| it.as_u16()), Some(401));
    assert_eq!(error.attempts(), 1);
    assert_eq!(vault.asked(), [false, true]);
    assert_eq!(arrived(&server), ["old"]);
    // Nor does a fixed key make a call try again.
    let client = Client::builder("acme", KEY).base_url(server.url());
    fault(&server, unauthorized());
    assert_eq!(
        failed(get(&client.build().expect("a client")).await).attempts(),
        1
    );
}

const PAGES: [&str; 3] = [
    r#"{"list":[{"customer":{"id":"a"}}],"next_offset":"1"}"#,
    r#"{"list":[{"customer":{"id":"b"}}],"next_offset":"2"}"#,
    r#"{"list":[{"customer":{"id":"c"}}]}"#,
];

#[tokio::test]
async fn a_key_is_rotated_inside_a_running_walk() {
    let (server, vault, client) = start(&["old", "old", "new"]);
    fault(&server, answer(200, PAGES[0]));
    fault(&server, unauthorized());
    fault(&server, answer(200, PAGES[1]));
    fault(&server, answer(200, PAGES[2]));
    let mut items = client.customer().list().items();
    let mut ids = Vec::new();
    while let Some(entry) = items.next().await {
        ids.push(entry.expect("an element").customer.id.to_string());
    }
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(arrived(&server), ["old", "old", "new", "new"]);
    assert_eq!(vault.asked(), [false, false, true, false]);
}

#[tokio::test]
async fn a_provider_that_gives_nothing_has_nothing_sent() {
    let (server, _, client) = start(&[]);
    let error = failed(get(&client).await);
    assert_eq!(kind(&error), TransportErrorKind::NoKey);
    assert!(error.is_retryable() && !error.is_rate_limited());
    assert_eq!(error.attempts(), 0);
    let text = error.to_string();
    assert!(
        text.starts_with(
            "the key provider gave no API key; nothing was sent: the vault is sealed; "
        ),
        "{text}"
    );
    let source = std::error::Error::source(&error).expect("a source");
    assert_eq!(source.to_string(), "the vault is sealed");
    // What it gives is checked, and never told.
    let vault = Vault::of(&["S3cr3t key"]);
    let client = builder(&server, vault).build().expect("a client");
    let error = failed(get(&client).await);
    assert!(matches!(error, Error::Config(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("S3cr3t"), "{error}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_provider_has_the_time_of_the_call() {
    let (server, vault) = (FaultyServer::start(INVOICE), Vault::of(&["one"]));
    vault.lock().takes = Duration::from_secs(3600);
    let client = Client::builder("acme", vault).base_url(server.url());
    let client = client.timeout(milliseconds(50)).build().expect("a client");
    let error = failed(get(&client).await);
    assert_eq!(kind(&error), TransportErrorKind::NoKey);
    assert!(
        error.to_string().contains("it did not answer in time"),
        "{error}"
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_blocking_call_asks_too() {
    let (server, vault, _) = start(&["one"]);
    let client = builder(&server, vault).build().expect("a client");
    on_a_thread(move || client.invoice().retrieve("inv_1").send_blocking().map(drop))
        .await
        .expect("an answer");
    assert_eq!(arrived(&server), ["one"]);
}

#[tokio::test]
async fn other_sites_have_providers_too_and_are_named_to_them() {
    let (_server, vault, client) = start(&["one"]);
    let tenant = client.for_site("globex", vault.clone()).expect("a client");
    get(&tenant).await.expect("an answer");
    let options = CallOptions::new().site("umbrella", vault.clone());
    let request = client.invoice().retrieve("inv_1").options(options);
    assert!(
        !request
            .clone()
            .into_http()
            .expect("a request")
            .headers()
            .contains_key("authorization")
    );
    request.send().await.expect("an answer");
    let sites: Vec<String> = vault.lock().asked.iter().map(|it| it.0.clone()).collect();
    assert_eq!(sites, ["globex", "umbrella"]);
}

#[tokio::test]
async fn a_kept_key_is_asked_for_once_by_all_and_again_when_it_is_old_or_refused() {
    let (server, vault) = (
        FaultyServer::start(INVOICE),
        Vault::of(&["one", "two", "three"]),
    );
    vault.lock().takes = milliseconds(20);
    let keys = Arc::new(CachedKey::new(vault.clone(), Duration::from_secs(60)));
    let client = Client::builder("acme", keys).base_url(server.url());
    let clock = TestClock::default();
    let client = client.clock(clock.clone()).build().expect("a client");
    let calls = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { get(&client).await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("an answer");
    }
    assert_eq!(vault.asked(), [false], "one for all");
    fault(&server, unauthorized());
    get(&client).await.expect("an answer");
    assert_eq!(vault.asked(), [false, true]);
    get(&client).await.expect("an answer");
    assert_eq!(vault.asked().len(), 2, "the new one is kept");
    chargebee::clock::Clock::sleep(&clock, Duration::from_secs(61)).await;
    get(&client).await.expect("an answer");
    assert_eq!(vault.asked().len(), 3);
    assert_eq!(arrived(&server).last().map(String::as_str), Some("three"));
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_asks_leaves_the_turn_to_the_next() {
    let (server, vault) = (FaultyServer::start(INVOICE), Vault::of(&["one"]));
    vault.lock().takes = Duration::from_secs(3600);
    let keys = CachedKey::new(vault.clone(), Duration::from_secs(60));
    let client = builder(&server, keys).build().expect("a client");
    let (first, second) = (client.clone(), client);
    let first = tokio::spawn(async move { get(&first).await.map(drop) });
    tokio::time::sleep(milliseconds(20)).await;
    vault.lock().takes = Duration::ZERO;
    let second = tokio::spawn(async move { get(&second).await.map(drop) });
    tokio::time::sleep(milliseconds(20)).await;
    assert!(vault.asked().is_empty());
    first.abort();
    let done = tokio::time::timeout(Duration::from_secs(20), second).await;
    done.expect("its turn")
        .expect("no panic")
        .expect("an answer");
}

#[tokio::test]
async fn nothing_prints_a_key() {
    let key = ApiKey::new("S3cr3t");
    let (_, vault, client) = start(&["S3cr3t"]);
    let cached = CachedKey::new(vault.clone(), Duration::from_secs(60));
    for text in [
        format!("{key:?}"),
        format!("{cached:?}"),
        format!("{client:?}"),
        format!("{:?}", Client::builder("acme", vault.clone())),
        format!("{:?}", Client::builder("acme", key)),
        format!("{:?}", CallOptions::new().site("globex", "S3cr3t")),
    ] {
        assert!(!text.contains("S3cr3t"), "{text}");
    }
    assert!(format!("{client:?}").contains("[from a provider]"));
}

#[tokio::test]
async fn clients_of_both_versions_share_connections_and_limits() {
    use chargebee::limit::{Limiter, Limits};
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = Client::builder("acme", KEY).base_url(server.url());
    let client = client.rate_limit(Limiter::new(Limits::new(2, 50, 50)));
    let client = client.clock(clock.clone()).build().expect("a client");
    let of_v1 = v1::Client::from(&client);
    assert_eq!(of_v1.site(), "acme");
    get(&client).await.expect("an answer");
    of_v1
        .invoice()
        .retrieve("inv_1")
        .send()
        .await
        .expect("an answer");
    assert!(clock.waits().is_empty());
    get(&Client::from(&of_v1)).await.expect("an answer");
    assert_eq!(clock.waits().len(), 1, "their requests count together");
    assert_eq!(server.connections(), 1);
    let received = server.received();
    let paths: Vec<_> = received.iter().map(|it| it.uri().path()).collect();
    assert_eq!(
        paths,
        [
            "/api/v2/invoices/inv_1",
            "/api/v1/invoices/inv_1",
            "/api/v2/invoices/inv_1"
        ]
    );
    // Each knows the error codes of its own version.
    fault(&server, refusal(404, "resource_not_found"));
    let error = failed(of_v1.invoice().retrieve("inv_2").send().await);
    let call = error.call().expect("the call");
    assert_eq!(call.info.api_version(), "v1");
}
