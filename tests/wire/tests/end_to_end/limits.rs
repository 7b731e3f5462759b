//! What the API would refuse is refused before it is sent, and sent where the caller wants it.

use crate::support::{builder, form, offline, only, refused, server_and_client};
use chargebee::{
    Amount, CallOptions,
    v2::{
        CardParams, ChargeParams, EntityType, ProrationType,
        customer::requests::CustomerListRequest, subscription::requests::SubscriptionItemParams,
    },
};

/// The call, the parameter and its limit, and how to send it all the same.
fn told(problem: &str, expected: &str) {
    let end = "; if the API takes it, send it with `check_requests(false)`";
    assert_eq!(problem, format!("{expected}{end}"));
}

#[tokio::test]
async fn a_value_outside_of_its_limits_never_leaves() {
    let (server, client) = server_and_client().await;
    let list = || client.invoice().list();
    told(
        &refused(list().limit(1000).await),
        "invoice.list: `limit` is 1000, and the API takes 1 to 100",
    );
    told(
        &refused(list().limit(0).await),
        "invoice.list: `limit` is 0, and the API takes 1 to 100",
    );
    let create = || client.customer().create();
    told(
        &refused(create().first_name("x".repeat(151)).await),
        "customer.create: `first_name` has 151 characters, and the API takes at most 150",
    );
    let card = CardParams::new().first_name("x".repeat(51));
    told(
        &refused(create().card(card).await),
        "customer.create: `card[first_name]` has 51 characters, and the API takes at most 50",
    );
    let charge = |amount| {
        let charge = ChargeParams::new().amount(Amount::from_minor(amount));
        let request = client.invoice().create_for_charge_items_and_charges();
        request.customer_id("cust_7").charges([charge])
    };
    told(
        &refused(charge(1).currency_code("usd").await),
        "invoice.create_for_charge_items_and_charges: `currency_code` is no currency code: write it in capital letters, `USD`",
    );
    let comments = client.comment().list();
    told(
        &refused(comments.entity_type(EntityType::PriceRamp).await),
        "comment.list: `entity_type` is `price_ramp`, which the API does not take in this place",
    );
    let none: [&str; 0] = [];
    let transfers = client.business_entity();
    told(
        &refused(
            transfers
                .create_transfers(["cust_7"], ["eu"], none, ["x"])
                .await,
        ),
        "business_entity.create_transfers: `resource_types` is an empty list, and the API wants one element at least",
    );
    assert_eq!(server.connections(), 0);
}

/// What one thing is, is one type: an item is built once, and sent to the estimate, the order and the change after it.
#[test]
fn one_item_goes_to_the_estimate_and_to_the_order() {
    let item = SubscriptionItemParams::new("pro-USD")
        .quantity(3)
        .unit_price(Amount::from_minor(900));
    let client = offline();
    let estimate = client.estimate().create_sub_item_estimate();
    let estimate = estimate.subscription_items([item.clone()]).into_http();
    let order = client.subscription().create_with_items("cust_7");
    let order = order.subscription_items([item.clone()]).into_http();
    let change = client.subscription().update_for_items("sub_1");
    let change = change.subscription_items([item]).into_http();
    let sent = [
        ("subscription_items[item_price_id][0]", "pro-USD"),
        ("subscription_items[quantity][0]", "3"),
        ("subscription_items[unit_price][0]", "900"),
    ];
    let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
    for (path, request) in [
        ("/api/v2/estimates/create_subscription_for_items", estimate),
        ("/api/v2/customers/cust_7/subscription_for_items", order),
        ("/api/v2/subscriptions/sub_1/update_for_items", change),
    ] {
        let request = request.expect("a request");
        assert_eq!(request.uri().path(), path);
        assert_eq!(form(&request), sent, "{path}");
    }
}

/// An operation that takes less of it says so, before anything leaves.
#[tokio::test]
async fn a_member_that_the_operation_does_not_take_never_leaves() {
    let (server, client) = server_and_client().await;
    let item = SubscriptionItemParams::new("pro-USD").proration_type(ProrationType::None);
    let whole = SubscriptionItemParams::new("seat-USD");
    let order = client.subscription().create_with_items("cust_7");
    let order = order.subscription_items([whole, item.clone()]);
    told(
        &refused(order.clone().await),
        "subscription.create_with_items: of `subscription_items` this operation does not take `proration_type`, which is for `estimate.update_subscription_for_items`, `subscription.update_for_items`",
    );
    let charge = ChargeParams::new().entity_description("Setup by hand");
    told(
        &refused(
            client
                .unbilled_charge()
                .create_unbilled_charge("sub_1")
                .charges([charge])
                .await,
        ),
        "unbilled_charge.create_unbilled_charge: of `charges` this operation does not take `entity_description`, which is for `estimate.create_invoice_for_items`, `invoice.create_for_charge_items_and_charges`",
    );
    assert_eq!(server.connections(), 0);
    // Where the API takes it by then.
    let options = CallOptions::new().check_requests(false);
    let sent = form(&order.options(options).into_http().expect("a request"));
    assert!(
        sent.contains(&(
            "subscription_items[proration_type][1]".to_owned(),
            "none".to_owned()
        )),
        "{sent:?}"
    );
    // Where it takes it today.
    let change = client.subscription().update_for_items("sub_1");
    change
        .subscription_items([item])
        .into_http()
        .expect("a request");
}

/// Characters count, whatever their bytes; what is new to the crate is the API's to refuse; a filter asks what it likes.
#[test]
fn what_may_be_right_is_sent() {
    let create = offline().customer().create();
    let request = create.first_name("ü".repeat(150)).into_http();
    assert_eq!(form(&request.expect("a request"))[0].1.chars().count(), 150);
    let comments = || offline().comment().list();
    for request in [
        comments()
            .entity_type(EntityType::from("brand_new"))
            .into_http(),
        comments()
            .entity_type(EntityType::Customer)
            .limit(100)
            .into_http(),
        offline()
            .customer()
            .list()
            .first_name()
            .is("x".repeat(200))
            .into_http(),
    ] {
        request.expect("a request");
    }
}

#[tokio::test]
async fn the_check_can_be_switched_off() {
    let (server, client) = server_and_client().await;
    let options = CallOptions::new().check_requests(false);
    let list = client.invoice().list().limit(1000).options(options.clone());
    let _ = list.await;
    assert_eq!(only(&server).uri().query(), Some("limit=1000"));
    let off = builder().check_requests(false).build().expect("a client");
    let list: fn(&chargebee::v2::Client) -> CustomerListRequest =
        |it| it.customer().list().limit(1000);
    list(&off).into_http().expect("a request");
    // The options of a call say otherwise for it, in both directions.
    let on = CallOptions::new().check_requests(true);
    refused(list(&off).options(on.clone()).into_http());
    let on_client = offline();
    refused(list(&on_client).into_http());
    list(&on_client)
        .options(options.clone())
        .into_http()
        .expect("a request");
    refused(list(&on_client).options(options).options(on).into_http());
}
