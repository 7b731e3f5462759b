//! What the API refuses, by type, by code and by parameter; and what never came to an answer.

use crate::{Outcome, beside::Sent, clients, mock};
use chargebee::{CallOptions, RetryPolicy};
use chargebee_mock::Fault;

#[tokio::test]
async fn what_an_error_says() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "errors");
    // docs: attributes
    use chargebee::v2::{ApiErrorCode, subscription::requests::SubscriptionItemParams};

    let plan = SubscriptionItemParams::new("pro-USD-monthly");
    let addon = SubscriptionItemParams::new("no-such-price");
    let refused = client
        .subscription()
        .create_with_items("cust_7")
        .subscription_items([plan, addon])
        .await;
    let error = refused.expect_err("there is no such price");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(404));
    assert_eq!(error.api_error_code(), Some(ApiErrorCode::ResourceNotFound));
    let param = error.param().ok_or("one of the parameters")?;
    assert_eq!(param.as_str(), "subscription_items[item_price_id][1]");
    assert_eq!(param.name(), "subscription_items[item_price_id]");
    assert_eq!(param.index(), Some(1));
    // docs: end
    beside.beside("attributes")?;
    assert!(error.is_invalid_request() && error.is_not_found());
    // An id of the path has no parameter.
    let missing = client.customer().retrieve("nobody").await;
    let error = missing.expect_err("there is nobody");
    assert!(error.is_not_found());
    assert!(error.param().is_none());
    Ok(())
}

// docs: by_type
use chargebee::{Error, v2::ApiErrorCode};

/// What to tell the person who signs up.
fn advice(error: &Error) -> &'static str {
    let param = error.param().map(|it| it.name()).unwrap_or_default();
    if error.is_payment() {
        return match param {
            "card[number]" => "Please check the number of your card.",
            _ => "The payment failed. Please check your card, or take another one.",
        };
    }
    if error.is_invalid_request() && param == "coupon_ids" {
        return match error.api_error_code() {
            Some(ApiErrorCode::ResourceNotFound) => "There is no such coupon.",
            Some(ApiErrorCode::ResourceLimitExhausted) => "This coupon has expired.",
            Some(ApiErrorCode::InvalidRequest) => "This coupon is not for the plan of your choice.",
            _ => "Please check the coupon.",
        };
    }
    if error.is_operation_failed() || error.is_rate_limited() {
        return "Please try again in a few minutes.";
    }
    match error {
        // Another parameter, which the program should not have sent; or a site or a key that is not set up.
        Error::Api(_) | Error::Config(_) => "Sorry, we cannot do this now. We have been told.",
        // No answer came, or none that can be read: nobody knows whether it was done.
        _ => "Please look into your account before you try again.",
    }
}
// docs: end

#[tokio::test]
async fn errors_by_type() -> Outcome {
    use chargebee::v2::payment_source::requests::CreateCardParams;
    let mock = mock().await?;
    let (client, old) = clients(&mock)?;
    let card = CreateCardParams::new("4111", 12, 2099);
    let wrong = client.payment_source().create_card("cust_7").card(card);
    let error = wrong.await.expect_err("no number of a card");
    assert_eq!(advice(&error), "Please check the number of your card.");

    let items =
        [chargebee::v2::subscription::requests::SubscriptionItemParams::new("pro-USD-monthly")];
    let wrong = client.subscription().create_with_items("cust_7");
    let wrong = wrong.subscription_items(items).coupon_ids(["NO-SUCH"]);
    let error = wrong.await.expect_err("no such coupon");
    assert_eq!(advice(&error), "There is no such coupon.");

    let once = CallOptions::new().retry(RetryPolicy::none());
    for (fault, told) in [
        ("error:payment_processing_failed", "The payment failed."),
        ("error:invalid_request", "Sorry,"),
        ("error:internal_temporary_error", "Please try again"),
        ("error:site_not_ready", "Please try again"),
        ("rate_limit", "Please try again"),
        ("error:api_authorization_failed", "Sorry,"),
        ("cut", "Please look into"),
    ] {
        mock.plan(fault.parse::<Fault>()?, Some("customer.delete"), 1);
        let failed = client.customer().delete("cust_8").options(once.clone());
        let error = failed.await.expect_err(fault);
        assert!(advice(&error).starts_with(told), "{fault}: {error}");
    }
    // The types are told apart in API v1 as well.
    for (code, types) in [
        ("payment_processing_failed", [true, false, false]),
        ("duplicate_entry", [false, true, false]),
        ("internal_error", [false, false, true]),
        ("api_authentication_failed", [false, false, false]),
    ] {
        mock.plan(Fault::Error(code.to_owned()), Some("plan.retrieve"), 1);
        let failed = old.plan().retrieve("no_trial").options(once.clone());
        let error = failed.await.expect_err(code);
        let told = [
            error.is_payment(),
            error.is_invalid_request(),
            error.is_operation_failed(),
        ];
        assert_eq!(told, types, "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn too_many_requests() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    mock.plan(Fault::RateLimit(Some(1)), Some("customer.retrieve"), 1);
    let mut beside = Sent::to(&mock, "errors");
    // docs: throttled
    // The API answered 429 with `Retry-After: 1` to the first attempt:
    let found = client.customer().retrieve("cust_7").await?;
    assert_eq!(found.call().attempts, 2);
    // docs: end
    beside.beside("throttled")?;

    mock.plan(Fault::RateLimit(Some(30)), Some("customer.retrieve"), 9);
    // docs: throttled_for_long
    use chargebee::CallOptions;
    use std::time::Duration;

    let options = CallOptions::new().timeout(Duration::from_secs(5));
    let call = client.customer().retrieve("cust_7").options(options);
    let error = call
        .await
        .expect_err("a wait that is longer than the call may take");
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    // docs: end
    beside.beside("throttled_for_long")?;
    Ok(())
}

#[tokio::test]
async fn codes_that_are_new() -> Outcome {
    // docs: new_code
    use chargebee::v2::ApiErrorCode;

    let code = ApiErrorCode::from("discount_not_stackable");
    assert!(matches!(&code, ApiErrorCode::Unknown(_)));
    assert_eq!(code.as_str(), "discount_not_stackable");
    // docs: end
    Ok(())
}
