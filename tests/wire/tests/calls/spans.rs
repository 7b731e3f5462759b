//! What spans say, and what they do not.

use crate::{
    observe::{Watched, watched_at},
    support::{INVOICE, KEY, answer, answer_with, fault, get, milliseconds},
};
use chargebee::{
    CallOptions, RetryPolicy,
    observe::{CallInfo, Observer},
    v2::Client,
};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use http::HeaderMap;
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock, Mutex},
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _, registry::LookupSpan};

/// Spans and events with everything that they were given, in order.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<Told>>>);

#[derive(Default)]
struct Told {
    name: String,
    id: Option<u64>,
    parent: Option<u64>,
    fields: BTreeMap<String, String>,
}

impl Visit for Told {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields
            .insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields
            .insert(field.name().to_owned(), value.to_owned());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.fields
            .insert(field.name().to_owned(), value.to_string());
    }

    /// OpenTelemetry has no such number, and makes text of it.
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.fields
            .insert(field.name().to_owned(), format!("the text {value}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Kept {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut told = Told {
            name: attributes.metadata().name().to_owned(),
            id: Some(id.into_u64()),
            ..Told::default()
        };
        attributes.record(&mut told);
        self.0.lock().expect("the lock").push(told);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut all = self.0.lock().expect("the lock");
        let told = all
            .iter_mut()
            .rev()
            .find(|told| told.id == Some(id.into_u64()));
        values.record(told.expect("a span"));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        // The libraries below tell things of their own.
        if !event.metadata().target().starts_with("chargebee") {
            return;
        }
        let mut told = Told {
            parent: event.parent().map(Id::into_u64),
            ..Told::default()
        };
        event.record(&mut told);
        told.name = told.fields.remove("message").unwrap_or_default();
        self.0.lock().expect("the lock").push(told);
    }
}

/// One for all tests: whether an event is told at all is decided once, for the thread that comes to it first.
static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::registry().with(kept.clone());
    tracing::subscriber::set_global_default(subscriber).expect("no other subscriber");
    kept
});

impl Kept {
    /// The spans of the calls of a site and their events, taken out.
    fn of(&self, site: &str) -> Vec<Told> {
        let mut all = self.0.lock().expect("the lock");
        let of_site = |told: &Told| {
            told.fields
                .get("chargebee.site")
                .is_some_and(|it| it == site)
        };
        let spans: Vec<_> = all
            .iter()
            .filter(|told| of_site(told))
            .map(|told| told.id)
            .collect();
        let ours = |told: &Told| {
            let span = if told.id.is_some() {
                told.id
            } else {
                told.parent
            };
            spans.contains(&span)
        };
        let (ours, others) = std::mem::take(&mut *all).into_iter().partition(ours);
        *all = others;
        ours
    }
}

#[tokio::test]
async fn a_call_is_one_span_with_an_event_for_each_attempt() {
    let kept = &*KEPT;
    let Watched { server, client, .. } = watched_at("span", RetryPolicy::default());
    fault(&server, answer_with(503, &[("retry-after", "7")], ""));
    let replayed = answer_with(200, &[("chargebee-idempotency-replayed", "true")], INVOICE);
    fault(&server, replayed);
    let options = CallOptions::new()
        .origin_user("ann@example.com")
        .origin_ip([192, 0, 2, 9])
        .origin_device("phone of Ann")
        .business_entity("eu")
        .without_event_emails();
    let request = client.invoice().void_invoice("inv_secret").options(options);
    let request = request
        .comment("confidential")
        .idempotency_key("order-8127");
    request.send().await.expect("an answer");

    let told = kept.of("span");
    let names: Vec<_> = told.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["chargebee.call", "attempt", "wait", "attempt"]);
    let span = &told[0];
    assert!(told[1..].iter().all(|it| it.parent == span.id));
    let url = format!("{}/api/v2/invoices/{{}}/void", server.url());
    let expected = [
        ("otel.name", "chargebee.invoice.void_invoice"),
        ("otel.kind", "client"),
        ("url.full", &url),
        ("http.request.method", "POST"),
        ("server.address", "127.0.0.1"),
        ("chargebee.site", "span"),
        ("chargebee.api_version", "v2"),
        ("chargebee.resource", "invoice"),
        ("chargebee.operation", "void_invoice"),
        ("chargebee.sdk.name", "chargebee-rust"),
        ("chargebee.sdk.version", env!("CARGO_PKG_VERSION")),
        ("http.request.header.chargebee-business-entity-id", "eu"),
        ("http.request.header.chargebee-event-email", "all-disabled"),
        (
            "http.request.header.chargebee-idempotency-key",
            "order-8127",
        ),
        ("http.response.status_code", "200"),
        ("chargebee.attempts", "2"),
        ("chargebee.idempotency_replayed", "true"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(span.fields, BTreeMap::from(expected));
    assert_eq!(told[1].fields["http.response.status_code"], "503");
    assert!(told[1].fields["elapsed_ms"].parse::<i64>().is_ok());
    assert_eq!(
        (&*told[2].fields["reason"], &*told[2].fields["duration_ms"]),
        ("retry", "7000")
    );
    assert_eq!(
        (&*told[3].fields["attempt"], &*told[3].fields["replayed"]),
        ("2", "true")
    );
    no_secrets(&told);
}

fn no_secrets(told: &[Told]) {
    for (name, value) in told.iter().flat_map(|it| &it.fields) {
        assert!(!name.contains("request-origin"), "{name}");
        for secret in [
            KEY,
            "dGVzdF",
            "inv_secret",
            "confidential",
            "Ann",
            "ann@",
            "192.0.2.9",
            "cust_7",
        ] {
            assert!(!value.contains(secret), "{name} = {value}");
        }
    }
}

#[tokio::test]
async fn a_span_tells_what_went_wrong() {
    let kept = &*KEPT;
    let Watched { server, client, .. } = watched_at("wrong", RetryPolicy::none());
    let refused = r#"{"message":"Ann","type":"payment","api_error_code":"payment_processing_failed","param":"card[number]"}"#;
    for (went, expected) in [
        (
            Fault::Answer(answer(400, refused)),
            &[
                ("http.response.status_code", "400"),
                ("error.type", "400"),
                ("chargebee.error.code", "payment_processing_failed"),
                ("chargebee.error.type", "payment"),
                ("chargebee.error.param", "card[number]"),
                ("otel.status_code", "ERROR"),
                ("chargebee.attempts", "1"),
            ][..],
        ),
        (
            Fault::Answer(answer(502, "<html>")),
            &[
                ("http.response.status_code", "502"),
                ("error.type", "502"),
                ("otel.status_code", "ERROR"),
            ],
        ),
        (
            Fault::Answer(answer(200, "<html>")),
            &[
                ("http.response.status_code", "200"),
                ("error.type", "unreadable"),
                ("otel.status_code", "ERROR"),
            ],
        ),
        (
            Fault::Cut,
            &[("error.type", "broken"), ("otel.status_code", "ERROR")],
        ),
    ] {
        server.fault(went);
        let list = client.invoice().list().customer_id().is("cust_7").send();
        assert!(list.await.is_err());
        let told = kept.of("wrong");
        for (name, value) in expected {
            assert_eq!(
                told[0].fields.get(*name).map(String::as_str),
                Some(*value),
                "{name}"
            );
        }
        assert_eq!(
            told[0].fields["url.full"],
            format!("{}/api/v2/invoices", server.url())
        );
        no_secrets(&told);
    }
    // Each call has a span of its own, and one that is dropped says so.
    server.fault(Fault::StallAfter(b""));
    let _ = tokio::time::timeout(milliseconds(50), get(&client)).await;
    assert_eq!(kept.of("wrong")[0].fields["error.type"], "cancelled");
}

#[tokio::test]
async fn the_wait_for_room_is_an_event_of_the_span() {
    let kept = &*KEPT;
    let Watched {
        client,
        server: _server,
        ..
    } = watched_at("room", RetryPolicy::none());
    // Three a minute.
    for _ in 0..3 {
        get(&client).await.expect("an answer");
    }
    let _ = kept.of("room");
    get(&client).await.expect("an answer");
    let told = kept.of("room");
    let names: Vec<_> = told.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["chargebee.call", "wait", "attempt"]);
    assert_eq!(told[1].parent, told[0].id);
    assert_eq!(
        (&*told[1].fields["reason"], &*told[1].fields["duration_ms"]),
        ("rate limit", "61000")
    );
}

/// Sees in which span it is asked.
struct Inside;

impl Observer for Inside {
    fn propagate(&self, _: &CallInfo, headers: &mut HeaderMap) {
        let id = tracing::Span::current().id().expect("a span").into_u64();
        headers.insert("tracestate", id.into());
    }
}

#[tokio::test]
async fn what_trace_a_call_is_a_part_of_is_asked_in_its_span() {
    let kept = &*KEPT;
    let server = FaultyServer::start(INVOICE);
    let client = Client::builder("inside", KEY).base_url(server.url());
    let client = client.observer(Inside).build().expect("a client");
    get(&client).await.expect("an answer");
    let sent = server.received()[0].headers()["tracestate"].clone();
    let span = kept.of("inside")[0].id.expect("a span");
    assert_eq!(sent.to_str().ok(), Some(span.to_string().as_str()));
}
