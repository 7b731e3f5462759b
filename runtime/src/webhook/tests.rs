//! A receiver of events that are made up.

mod answers;
mod gate;
mod once;
mod refetch;

use super::*;
use crate::{Error, Json};

/// An event of a version that there is, `v1`, or whose feature is off, `v2`.
#[derive(Clone, Debug)]
enum Event {
    Known(String, Json),
    Unknown(UnknownEvent),
}

impl AnyEvent for Event {
    const VERSIONS: &'static [&'static str] = &["v1", "v2"];

    fn read(version: &str, json: &[u8], _: &CurrencyTable) -> Option<Result<Self, Error>> {
        (version == "v1").then(|| {
            let text = String::from_utf8(json.to_vec()).expect("text");
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let id = json["id"].as_str().unwrap_or_default().to_owned();
            Ok(Self::Known(id, json["content"].clone().into()))
        })
    }
    fn unknown(event: UnknownEvent) -> Self {
        Self::Unknown(event)
    }
    fn id(&self) -> &str {
        match self {
            Self::Known(id, _) => id,
            Self::Unknown(event) => &event.id,
        }
    }
    fn event_type(&self) -> &str {
        "invoice_generated"
    }
    fn api_version(&self) -> &str {
        match self {
            Self::Known(..) => "v1",
            Self::Unknown(event) => &event.api_version,
        }
    }
    fn content(&self) -> Option<&Json> {
        match self {
            Self::Known(_, content) => Some(content),
            Self::Unknown(_) => None,
        }
    }
    fn to_json(&self) -> String {
        format!(r#"{{"id":"{}"}}"#, self.id())
    }
}

const BODY: &str =
    r#"{"id":"ev_1","object":"event","event_type":"invoice_generated","content":{"a":1}}"#;

fn builder() -> ReceiverBuilder<Event> {
    Receiver::builder().credentials("hook", "secret")
}

fn receiver() -> Receiver<Event> {
    builder().build().expect("a receiver")
}

/// A request as the API sends it.
fn request(body: impl Into<Bytes>) -> Request<Bytes> {
    Request::post("/webhook")
        .header("authorization", "Basic aG9vazpzZWNyZXQ=")
        .body(body.into())
        .expect("a request")
}

async fn rejected(receiver: &Receiver<Event>, request: Request<Bytes>) -> Rejection {
    let received = receiver.receive(request, None).await;
    received.expect_err("it is refused")
}

async fn never(_: Delivery<Event>) -> Result<(), Failure> {
    panic!("the handler was called");
}

trait IntoJson {
    fn into_json(self) -> Json;
}

impl IntoJson for i32 {
    fn into_json(self) -> Json {
        Json::new(&self).expect("JSON")
    }
}
