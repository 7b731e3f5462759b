//! The code of `docs/guide` and `docs/webhooks.md`, run against the mock over a socket. `tests/docs.rs` says how it gets there.

mod beside;
mod calls;
mod connect;
mod errors;
mod lists;
mod money;
mod own_data;
mod readme;
mod requests;
mod webhooks;

use chargebee::{v1, v2};
use chargebee_mock::{MockServer, Settings, Version};
use serde_json::{Value, json};
use std::error::Error;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A mock with a small site of API v2 and the plan `no_trial` of API v1, which takes the key `test_key` only.
async fn mock() -> Outcome<MockServer> {
    let mock = MockServer::start_with(Settings::new().key("test_key"), 0).await?;
    mock.demo()?;
    let plan = json!({
        "id": "no_trial", "name": "No trial", "price": 895, "period": 1, "period_unit": "month", "currency_code": "USD"
    });
    mock.seed(Version::V1, "plan", plan)?;
    Ok(mock)
}

/// A client of API v2, and one of API v1, of the mock.
fn clients(mock: &MockServer) -> chargebee::Result<(v2::Client, v1::Client)> {
    let client = v2::Client::builder("acme-test", "test_key").base_url(mock.url());
    let client = client.build()?;
    let old = v1::Client::from(&client);
    Ok((client, old))
}

/// The parameters of the only request to an operation, as the mock took them.
fn sent(mock: &MockServer, operation: &str) -> Value {
    let received = mock.received(operation);
    assert_eq!(received.len(), 1, "{operation}: {received:?}");
    Value::Object(received[0].params.clone())
}

/// A header of the last request to an operation.
fn header(mock: &MockServer, operation: &str, name: &str) -> Option<String> {
    let received = mock.received(operation);
    let value = received.last()?.headers.get(name)?;
    Some(value.to_str().ok()?.to_owned())
}
