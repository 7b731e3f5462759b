//! One line in the log for each delivery, and nothing in it that is a secret or of the body.

use crate::support::{builder, request, sample};
use chargebee::webhook::{Failure, InMemory};
use chargebee_mock::Version;
use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
};
use tracing::{
    Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _};

/// What this thread writes: the other tests write too.
#[derive(Clone)]
struct Lines(Arc<Mutex<Vec<String>>>, ThreadId);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        }
        .expect("memory");
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if thread::current().id() != self.1 {
            return;
        }
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        self.0.lock().expect("the lock").push(text.0);
    }
}

#[tokio::test]
async fn each_delivery_leaves_one_line() {
    let lines = Lines(Arc::default(), thread::current().id());
    let subscriber = tracing_subscriber::registry().with(lines.clone());
    tracing::subscriber::set_global_default(subscriber).expect("no other subscriber");
    let receiver = builder()
        .url_secret("0123456789abcdef")
        .body_limit(50_000)
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let request = |body: String| {
        let mut request = request(body);
        *request.uri_mut() = "/hook?key=0123456789abcdef".parse().expect("a URL");
        request
    };
    let event = |id: &str| {
        let mut event = sample(Version::V2, "customer_created");
        event["id"] = id.into();
        event["content"]["customer"]["first_name"] = "geheim".into();
        event.to_string()
    };
    let line = async |request, made: fn() -> Result<(), Failure>| {
        receiver.handle(request, None, async |_| made()).await;
        let mut lines = std::mem::take(&mut *lines.0.lock().expect("the lock"));
        let line = lines.pop().expect("a line");
        assert!(lines.is_empty(), "{lines:?}");
        for secret in ["geheim", "0123456789", "pända", "aG9va", "key="] {
            assert!(!line.contains(secret), "{line}");
        }
        line
    };
    let of = |id: &str, rest: &str| {
        format!(r#" webhook event_id="{id}" event_type="customer_created" api_version="v2" {rest}"#)
    };
    let done = || Ok(());
    let told = line(request(event("ev_1")), done).await;
    assert_eq!(
        told,
        "INFO".to_owned() + &of("ev_1", "status=200 outcome=Done")
    );
    let told = line(request(event("ev_1")), done).await;
    assert_eq!(
        told,
        "INFO".to_owned() + &of("ev_1", "status=200 outcome=Duplicate")
    );
    let told = line(request(event("ev_2")), || {
        Err(Failure::retry("no connection"))
    })
    .await;
    assert_eq!(
        told,
        "WARN".to_owned() + &of("ev_2", "status=503 outcome=Retry error=no connection")
    );
    let told = line(request(event("ev_3")), || {
        Err(Failure::poison("no such plan"))
    })
    .await;
    assert_eq!(
        told,
        "ERROR".to_owned() + &of("ev_3", "status=200 outcome=Poison error=no such plan")
    );
    let told = line(request(event("ev_4")), || panic!("a bug")).await;
    assert_eq!(
        told,
        "ERROR".to_owned() + &of("ev_4", "status=500 outcome=Panicked")
    );

    let mut wrong = request(event("ev_5"));
    wrong.headers_mut().insert(
        "authorization",
        "Basic Z2VoZWltOmdlaGVpbQ==".parse().expect("a header"),
    );
    let told = line(wrong, done).await;
    assert_eq!(
        told,
        "WARN webhook refused: the credentials are wrong (401) status=401 reason=Credentials"
    );
    let mut wrong = request(event("ev_5"));
    *wrong.uri_mut() = "/hook?key=geheim".parse().expect("a URL");
    let told = line(wrong, done).await;
    assert_eq!(
        told,
        "WARN webhook refused: the URL does not hold its secret (401) status=401 reason=Credentials"
    );
    let told = line(request("geheim".to_owned()), done).await;
    assert_eq!(
        told,
        "WARN webhook refused: the body is not JSON, from line 1 column 1 on (400) status=400 reason=NoEvent"
    );
    let told = line(request("geheim".repeat(10_000)), done).await;
    assert_eq!(
        told,
        "WARN webhook refused: the body has more than 50000 bytes (413) status=413 reason=TooLarge"
    );
    let told = line(request(event("ev_5").replace("\"v2\"", "\"v3\"")), done).await;
    assert!(
        told.starts_with("WARN webhook refused: the event is in the format of another version"),
        "{told}"
    );
    let told = line(
        request(event("ev_5").replace(r#""object":"customer""#, r#""object":"geheim""#)),
        done,
    )
    .await;
    // Its content is read by the handler, where it likes.
    assert_eq!(
        told,
        "INFO".to_owned() + &of("ev_5", "status=200 outcome=Done")
    );
}
