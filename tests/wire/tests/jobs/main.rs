//! What takes more than one call, or another host, against real servers on loopback.

mod batch;
mod blocking;
mod download;
mod links;
mod pdf;
mod resume;
mod store;
mod terms;
mod upload;
mod wait;

use bytes::Bytes;
use chargebee::v2::Client;
use http::{Request, Response, StatusCode};
use std::fmt::{Debug, Display};

const KEY: &str = "test_7GkExAmPleKeY";

fn client_of(url: String) -> Client {
    let builder = Client::builder("acme-test", KEY).base_url(url);
    builder.build().expect("a client")
}

fn json(text: impl Into<Bytes>) -> Response<Bytes> {
    Response::new(text.into())
}

fn answer(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    answer
}

fn header<'a>(request: &'a Request<Bytes>, name: &str) -> Option<&'a str> {
    let value = request.headers().get(name)?;
    Some(value.to_str().expect("text"))
}

/// A request to another host carries nothing of the client's.
fn without_secrets(request: &Request<Bytes>) {
    assert_eq!(header(request, "authorization"), None, "{request:?}");
    let shown = format!("{request:?}");
    assert!(!shown.contains(KEY), "{shown}");
}

/// What is printed of something holds no part of a signed link.
fn no_link<T: Debug + Display>(it: &T) {
    for printed in [format!("{it:?}"), format!("{it:#?}"), it.to_string()] {
        assert!(!printed.contains("Signature"), "{printed}");
        assert!(!printed.contains("sEcReT"), "{printed}");
    }
}
