//! The four forms of a request, and the first example of both documents.

use crate::{Outcome, beside::Sent, clients, mock, sent};
use chargebee_mock::Version;
use serde_json::json;

#[tokio::test]
async fn a_subscription_with_its_customer() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "requests");
    // docs: create_v2
    use chargebee::v2::{
        AddressParams, AutoCollection, subscription::requests::SubscriptionItemParams,
    };

    let customer = client
        .customer()
        .create()
        .first_name("Jane")
        .last_name("Roe")
        .email("jane@roe.example")
        .auto_collection(AutoCollection::Off)
        .billing_address(
            AddressParams::new()
                .line1("12 Mill Lane")
                .city("Austin")
                .state("Texas")
                .zip("78701")
                .country("US"),
        )
        .await?;
    let created = client
        .subscription()
        .create_with_items(&customer.customer.id)
        .subscription_items([SubscriptionItemParams::new("pro-USD-monthly").quantity(3)])
        .await?;

    let subscription = &created.subscription;
    let card = created.card.as_ref(); // an `Option`: there is none here
    let invoice = created
        .invoice
        .as_ref()
        .ok_or("a trial has no invoice yet")?;
    assert_eq!(invoice.total_money()?.to_string(), "USD 75.00");
    assert!(created.unbilled_charges.is_empty());
    // docs: end
    let id = customer.customer.id.as_str();
    beside.beside_with("create_v2", &[(id, "$CUSTOMER_ID")])?;
    assert_eq!(subscription.customer_id, created.customer.id);
    assert!(card.is_none());
    let expected = json!({
        "first_name": "Jane", "last_name": "Roe", "email": "jane@roe.example", "auto_collection": "off",
        "billing_address": { "line1": "12 Mill Lane", "city": "Austin", "state": "Texas", "zip": "78701", "country": "US" }
    });
    assert_eq!(sent(&mock, "customer.create"), expected);
    Ok(())
}

#[tokio::test]
async fn a_subscription_of_api_v1() -> Outcome {
    let mock = mock().await?;
    let (_, client) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "requests");
    // docs: create_v1
    use chargebee::v1::{
        AddressParams, AutoCollection, subscription::requests::CreateCustomerParams,
    };

    let created = client
        .subscription()
        .create("no_trial")
        .customer(
            CreateCustomerParams::new()
                .first_name("Jane")
                .last_name("Roe")
                .email("jane@roe.example")
                .auto_collection(AutoCollection::Off),
        )
        .billing_address(
            AddressParams::new()
                .line1("12 Mill Lane")
                .city("Austin")
                .state("Texas")
                .zip("78701")
                .country("US"),
        )
        .await?;
    let invoice = created
        .invoice
        .as_ref()
        .ok_or("a trial has no invoice yet")?;
    assert_eq!(invoice.amount_money()?.to_string(), "USD 8.95");
    // docs: end
    beside.beside("create_v1")?;
    let sent = sent(&mock, "subscription.create");
    assert_eq!(sent["plan_id"], "no_trial");
    assert_eq!(sent["customer"]["auto_collection"], "off");
    assert_eq!(sent["billing_address"]["city"], "Austin");
    Ok(())
}

#[tokio::test]
async fn the_four_forms_of_a_request() -> Outcome {
    let mock = mock().await?;
    let (v2, client) = clients(&mock)?;
    let created = client.subscription().create("no_trial").id("sub_1").await?;
    assert_eq!(created.subscription.id, "sub_1");
    for (id, status) in [("o_1", "queued"), ("o_2", "complete"), ("o_3", "queued")] {
        let order = json!({ "id": id, "status": status, "document_number": id });
        mock.seed(Version::V2, "order", order)?;
    }
    let mut beside = Sent::to(&mock, "requests");
    // docs: post
    use chargebee::Timestamp;

    let term_end = Timestamp::from_seconds(1_954_540_800);
    let changed = client
        .subscription()
        .change_term_end("sub_1", term_end)
        .await?;
    // docs: end
    beside.beside("post")?;
    assert_eq!(changed.subscription.id, "sub_1");
    let expected = json!({ "term_ends_at": 1_954_540_800 });
    assert_eq!(sent(&mock, "subscription.change_term_end"), expected);

    // docs: get
    let found = client.subscription().retrieve("sub_1").await?;
    // docs: end
    beside.beside("get")?;
    assert_eq!(found.subscription.plan_id, "no_trial");

    // docs: post_nothing
    let cancelled = client.subscription().cancel("sub_1").await?;
    // docs: end
    beside.beside("post_nothing")?;
    assert_eq!(
        cancelled.subscription.status,
        chargebee::v1::SubscriptionStatus::Cancelled
    );
    let client = v2;
    // docs: get_with_parameters
    use chargebee::v2::OrderStatus;

    let queued = client
        .order()
        .list()
        .limit(3)
        .status()
        .is(OrderStatus::Queued)
        .await?;
    let ids: Vec<&str> = queued.list.iter().map(|it| it.order.id.as_str()).collect();
    // docs: end
    beside.beside("get_with_parameters")?;
    assert_eq!(ids, ["o_3", "o_1"]);
    let expected = json!({ "limit": 3, "status": { "is": "queued" } });
    assert_eq!(sent(&mock, "order.list"), expected);
    Ok(())
}

#[tokio::test]
async fn a_request_can_be_looked_at() -> Outcome {
    let mock = mock().await?;
    let (_, client) = clients(&mock)?;
    // docs: look
    let request = client
        .subscription()
        .cancel("sub_1")
        .end_of_term(true)
        .into_http()?;
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri().path(), "/api/v1/subscriptions/sub_1/cancel");
    assert_eq!(request.body(), "end_of_term=true");
    // docs: end
    assert!(mock.log().is_empty());
    Ok(())
}
