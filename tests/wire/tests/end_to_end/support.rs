//! What the tests share.

use bytes::Bytes;
use chargebee::{
    ClientBuilder, Error, Response, Result, RetryPolicy,
    error::TransportErrorKind,
    v2::{Client, invoice},
};
use chargebee_wire_tests::server::Server;
use http::{HeaderMap, Request, StatusCode};
use percent_encoding::percent_decode_str;
use std::fmt::Debug;

pub(crate) const KEY: &str = "test_7GkExAmPleKeY";
/// `KEY` and a colon in Base64.
pub(crate) const KEY_BASE64: &str = "dGVzdF83R2tFeEFtUGxlS2VZOg==";

/// An invoice with what every invoice has, one line item, and a bit more.
pub(crate) const INVOICE: &str = r#"{"id":"inv_1","customer_id":"cust_7","recurring":true,"status":"payment_due","price_type":"tax_exclusive","currency_code":"USD","tax":700,"sub_total":8000,"total":8700,"line_items":[{"id":"li_1","date_from":1700000000,"date_to":1700086400,"unit_amount":8000,"quantity":1,"amount":8000,"is_taxed":true,"description":"Pro","entity_type":"plan_item_price","object":"line_item"}],"deleted":false,"object":"invoice"}"#;

/// These tests are about one exchange; `calls` is about those after it.
pub(crate) fn builder() -> ClientBuilder<Client> {
    Client::builder("acme", KEY).retry(RetryPolicy::none())
}

/// What an error says, without the call that it names at the end.
pub(crate) fn text_of(error: &Error) -> String {
    let text = error.to_string();
    let (said, call) = text
        .split_once("; invoice.retrieve, GET http://")
        .expect("the call");
    assert!(call.ends_with("/api/v2/invoices/{}, 1 attempt"), "{text}");
    said.to_owned()
}

/// A client of the real host, for looking at requests only.
pub(crate) fn offline() -> Client {
    builder().build().expect("a client")
}

pub(crate) fn client_of(base_url: impl Into<String>) -> Client {
    builder().base_url(base_url).build().expect("a client")
}

pub(crate) async fn server_and_client() -> (Server, Client) {
    let server = Server::start().await;
    let client = client_of(server.url());
    (server, client)
}

pub(crate) fn answer(status: u16, body: impl Into<Bytes>) -> http::Response<Bytes> {
    let mut answer = http::Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    answer
}

pub(crate) fn answer_with(
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: impl Into<Bytes>,
) -> http::Response<Bytes> {
    let mut answer = answer(status, body);
    for (name, value) in headers {
        let value = value.parse().expect("a header value");
        answer.headers_mut().insert(*name, value);
    }
    answer
}

/// An answer with `INVOICE`, in which `from` (which it must hold) is replaced.
pub(crate) fn invoice_with(from: &str, to: &str) -> String {
    assert!(INVOICE.contains(from), "the invoice has no `{from}`");
    format!(r#"{{"invoice":{}}}"#, INVOICE.replace(from, to))
}

/// What retrieving an invoice gives where the server answers this.
pub(crate) async fn retrieve(
    answer: http::Response<Bytes>,
) -> Result<Response<invoice::responses::InvoiceRetrieveResponse>> {
    let (server, client) = server_and_client().await;
    server.answer(answer);
    client.invoice().retrieve("inv_1").send().await
}

/// The one request that arrived.
pub(crate) fn only(server: &Server) -> Request<Bytes> {
    let mut received = server.received();
    assert_eq!(received.len(), 1, "{received:?}");
    received.remove(0)
}

pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get(name)?;
    Some(value.to_str().expect("a header of text"))
}

/// The decoded pairs of the body, a form.
pub(crate) fn form(request: &Request<Bytes>) -> Vec<(String, String)> {
    pairs(std::str::from_utf8(request.body()).expect("a form"))
}

/// The decoded pairs of the query.
pub(crate) fn query(request: &Request<Bytes>) -> Vec<(String, String)> {
    pairs(request.uri().query().unwrap_or_default())
}

fn pairs(encoded: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().expect("UTF-8");
        text.into_owned()
    };
    let pairs = encoded.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').expect("a name and a value"))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// Pairs as they are compared with.
pub(crate) fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// The text of a configuration error; anything else is a failure.
pub(crate) fn refused<T: Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Config(error)) => error.to_string(),
        other => panic!("expected a configuration error, got {other:?}"),
    }
}

/// The kind of a transport error; anything else is a failure.
pub(crate) fn broken<T: Debug>(result: Result<T>) -> TransportErrorKind {
    match result {
        Err(Error::Transport(error)) => error.kind(),
        other => panic!("expected a transport error, got {other:?}"),
    }
}

/// A decode error; anything else is a failure.
pub(crate) fn unreadable<T: Debug>(result: Result<T>) -> chargebee::error::DecodeError {
    match result {
        Err(Error::Decode(error)) => *error,
        other => panic!("expected a decode error, got {other:?}"),
    }
}
