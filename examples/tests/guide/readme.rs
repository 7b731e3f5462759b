//! Code of the front page, which has wider lines.

use crate::{Outcome, mock};
use chargebee::v2::Client;

#[rustfmt::skip]
#[tokio::test]
#[expect(clippy::print_stdout, reason = "the front page prints")]
async fn what_to_do_about_an_error() -> Outcome {
    let mock = mock().await?;
    let (key, other_key) = ("test_key", "test_key");
    // docs: errors
    use chargebee::{CallOptions, RetryPolicy, limit::{Limiter, Plan}, v2::{ApiErrorCode, Client}};
    use std::time::Duration;

    let client = Client::builder("acme", key)
        .rate_limit(Limiter::for_plan(Plan::Scale))
        .retry(RetryPolicy::default().max_attempts(6))
        .base_url(mock.url()) // not shown
        .build()?;
    let options = CallOptions::new().site("umbrella", other_key).timeout(Duration::from_secs(20));
    match client.invoice().retrieve("inv_1").options(options).await {
        Ok(found) => println!("{} after {} attempts", found.invoice.id, found.call().attempts),
        Err(error) if error.is_not_found() => println!("there is no such invoice"),
        Err(error) => match error.api_error_code() {
            Some(ApiErrorCode::ApiAuthenticationFailed) => println!("the key is revoked"),
            _ => println!("{error}"),
        },
    }
    // docs: end
    let received = mock.received("invoice.retrieve");
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].code.as_deref(), Some("resource_not_found"));
    Ok(())
}

/// What is tested, in the example of a test.
async fn sign_up(client: &Client) -> Outcome {
    client.customer().create().first_name("Ada").await?;
    Ok(())
}

#[rustfmt::skip]
#[tokio::test]
async fn a_test_with_the_mock() -> Outcome {
    // docs: mock
    use chargebee_mock::{Fault, Mock, Settings};

    let mock = Mock::new(Settings::new())?;
    let client = Client::builder("acme-test", "test_key").transport(mock.transport()).build()?;
    mock.plan(Fault::RateLimit(Some(1)), Some("customer.create"), 1);
    sign_up(&client).await?; // what is tested
    assert_eq!(mock.received("customer.create")[0].param("first_name"), Some(&"Ada".into()));
    // docs: end
    let received = mock.received("customer.create");
    assert_eq!(received.len(), 2);
    Ok(())
}
