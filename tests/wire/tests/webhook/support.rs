//! Requests as the API sends them.

use bytes::Bytes;
use chargebee::webhook::{Receiver, ReceiverBuilder};
use chargebee_mock::{Version, sample_event};
use http::Request;
use serde_json::Value;

/// `hook:Gr33n pända:`, as basic auth has it.
pub(crate) const AUTHORIZATION: &str = "Basic aG9vazpHcjMzbiBww6RuZGE6";

pub(crate) fn builder() -> ReceiverBuilder {
    Receiver::builder().credentials("hook", "Gr33n pända:")
}

pub(crate) fn receiver() -> Receiver {
    builder().build().expect("a receiver")
}

pub(crate) fn sample(version: Version, event_type: &str) -> Value {
    sample_event(version, event_type).expect("there is such a type")
}

pub(crate) fn request(body: impl Into<Bytes>) -> Request<Bytes> {
    Request::post("/webhook")
        .header("authorization", AUTHORIZATION)
        .header("content-type", "application/json;charset=utf-8")
        .body(body.into())
        .expect("a request")
}
