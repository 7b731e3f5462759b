//! Walks through lists, against a real server on loopback.

mod beginning;
mod catch_up;
mod catch_up_v1;
mod changes;
mod checkpoints;
mod data;
mod keep_up;
mod memory;
mod pages;
mod prefetch;
mod stop;
mod stream;
mod unsorted;

use bytes::Bytes;
use chargebee::{Error, RetryPolicy, v2::Client};
use http::Response;

fn client_of(url: String) -> Client {
    // Each failure is to be seen here; what is retried by itself is another test's matter.
    let builder = Client::builder("acme-test", "test_key")
        .retry(RetryPolicy::none())
        // Pages of more than the API gives, so that a walk is short.
        .check_requests(false)
        .base_url(url);
    builder.build().expect("a client")
}

fn json(text: impl Into<Bytes>) -> Response<Bytes> {
    Response::new(text.into())
}

/// A customer with what every customer has.
fn customer(id: &str, updated_at: i64) -> String {
    format!(
        r#"{{"id":"{id}","auto_collection":"on","net_term_days":0,"allow_direct_debit":false,"created_at":1600000000,"updated_at":{updated_at},"promotional_credits":0,"unbilled_charges":0,"refundable_credits":0,"excess_payments":0,"deleted":false,"object":"customer"}}"#
    )
}

/// A page of customers.
fn page(customers: impl IntoIterator<Item = String>, next_offset: Option<&str>) -> String {
    let entries = customers.into_iter();
    let entries = entries.map(|it| format!(r#"{{"customer":{it}}}"#));
    let list = entries.collect::<Vec<_>>().join(",");
    let next = next_offset.map(|it| format!(r#","next_offset":{}"#, serde_json::json!(it)));
    format!(r#"{{"list":[{list}]{}}}"#, next.unwrap_or_default())
}

/// Customers `from` to `until`, named by their number.
fn numbered(from: usize, until: usize) -> impl Iterator<Item = String> {
    (from..until).map(|at| customer(&format!("c{at}"), 1_700_000_000))
}

/// What is wrong with an offset; anything else is a failure.
fn wrong_offset(error: Error) -> String {
    match error {
        Error::Decode(error) => {
            assert_eq!(error.path, "next_offset");
            error.problem
        }
        other => panic!("expected a decode error, got {other:?}"),
    }
}
