//! What the mock remembers, seen through the crate: created, retrieved, listed, changed, paid.

#![allow(deprecated, reason = "what is deprecated is mocked too")]

use chargebee::{
    Amount, Error,
    v2::{
        Client,
        common::{ItemType, PeriodUnit, Tier},
        subscription,
    },
};
use chargebee_mock::{Mock, Settings};

const START: i64 = 1_700_000_000;

fn mock() -> (Mock, Client) {
    let mock = Mock::new(Settings::new()).expect("a mock");
    mock.set_time(Some(START));
    let client = Client::builder("acme", "test_key").transport(mock.transport());
    (mock.clone(), client.build().expect("a client"))
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> (u16, String) {
    match result {
        Err(Error::Api(error)) => (error.status.as_u16(), error.api_error_code.clone()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_customer_from_creation_to_deletion() {
    let (mock, client) = mock();
    let missing = client.customer().retrieve("c").send().await;
    assert_eq!(code(missing), (404, "resource_not_found".to_owned()));
    let created = client
        .customer()
        .create()
        .id("c")
        .first_name("Ada")
        .send()
        .await
        .expect("created");
    assert_eq!(
        created.customer.created_at.map(|it| it.as_seconds()),
        Some(START)
    );
    let again = client.customer().create().id("c").send().await;
    assert_eq!(code(again), (400, "duplicate_entry".to_owned()));
    mock.set_time(Some(START + 60));
    client
        .customer()
        .update("c")
        .last_name("Lovelace")
        .send()
        .await
        .expect("updated");
    let read = client.customer().retrieve("c").send().await.expect("read");
    assert_eq!(read.customer.first_name.as_deref(), Some("Ada"));
    assert_eq!(read.customer.last_name.as_deref(), Some("Lovelace"));
    assert_eq!(
        read.customer.updated_at.map(|it| it.as_seconds()),
        Some(START + 60)
    );
    client
        .customer()
        .add_promotional_credits("c", Amount::from_minor(500), "sorry")
        .send()
        .await
        .expect("added");
    let too_many = client
        .customer()
        .deduct_promotional_credits("c", Amount::from_minor(501), "x")
        .send()
        .await;
    assert_eq!(code(too_many), (400, "param_wrong_value".to_owned()));
    let read = client.customer().retrieve("c").send().await.expect("read");
    assert_eq!(
        read.customer.promotional_credits,
        Some(Amount::from_minor(500))
    );
    let deleted = client.customer().delete("c").send().await.expect("deleted");
    assert_eq!(deleted.customer.deleted, Some(true));
    assert_eq!(code(client.customer().retrieve("c").send().await).0, 404);
    let events = client.event().list().send().await.expect("events");
    let types: Vec<&str> = (events.list.iter().rev())
        .map(|it| it.event.event_type.as_ref().map_or("", |it| it.as_str()))
        .collect();
    assert_eq!(
        types,
        [
            "customer_created",
            "customer_changed",
            "customer_changed",
            "customer_deleted"
        ]
    );
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_paged() {
    let (mock, client) = mock();
    for number in 0..25 {
        mock.set_time(Some(START + number));
        let name = if number % 2 == 0 { "even" } else { "odd" };
        let create = client
            .customer()
            .create()
            .id(format!("c{number:02}"))
            .first_name(name);
        create.send().await.expect("created");
    }
    let mut ids = Vec::new();
    let mut items = client
        .customer()
        .list()
        .first_name()
        .is("even")
        .sort_by_created_at_asc()
        .limit(5)
        .items();
    while let Some(entry) = items.next().await {
        ids.push(entry.expect("an entry").customer.id.to_string());
    }
    let expected: Vec<String> = (0..25)
        .step_by(2)
        .map(|number| format!("c{number:02}"))
        .collect();
    assert_eq!(ids, expected);
    assert_eq!(
        mock.received("customer.list").len(),
        3,
        "13 entries, 5 a page"
    );
    let newest = client
        .customer()
        .list()
        .limit(1)
        .send()
        .await
        .expect("a page");
    assert_eq!(newest.list[0].customer.id.to_string(), "c24");
    assert!(newest.next_offset.is_some());
    let some = client
        .customer()
        .list()
        .id()
        .is_in(["c01", "c03", "none"])
        .send()
        .await
        .expect("a page");
    assert_eq!((some.list.len(), some.next_offset.is_some()), (2, false));
    let late = client
        .customer()
        .list()
        .created_at()
        .after(chargebee::Timestamp::from_seconds(START + 22));
    assert_eq!(late.send().await.expect("a page").list.len(), 2);
    // A page without entries does not end a list.
    mock.plan(chargebee_mock::Fault::EmptyPage, None, 1);
    let mut items = client.customer().list().limit(100).items();
    let mut count = 0;
    while let Some(entry) = items.next().await {
        entry.expect("an entry");
        count += 1;
    }
    assert_eq!(count, 25);
    let forged = client.customer().list().offset("forged").send().await;
    assert_eq!(code(forged), (400, "param_wrong_value".to_owned()));
}

/// A family, an item, and prices of it.
async fn catalog(client: &Client) {
    client
        .item_family()
        .create("family", "Family")
        .send()
        .await
        .expect("a family");
    let item = client.item().create("pro", "Pro", ItemType::Plan, "family");
    item.send().await.expect("an item");
    let price = |id: &str, model| {
        let price = client
            .item_price()
            .create(id, id, "pro")
            .pricing_model(model)
            .currency_code("EUR");
        price.period(1).period_unit(PeriodUnit::Month)
    };
    use chargebee::v2::common::PricingModel as Model;
    price("flat", Model::FlatFee)
        .price(Amount::from_minor(1999))
        .send()
        .await
        .expect("a price");
    price("seat", Model::PerUnit)
        .price(Amount::from_minor(250))
        .send()
        .await
        .expect("a price");
    let tiers = || {
        let tier = |start, end: Option<i64>, price| {
            let tier = Tier::new()
                .starting_unit(start)
                .price(Amount::from_minor(price));
            match end {
                Some(end) => tier.ending_unit(end),
                None => tier,
            }
        };
        [
            tier(1, Some(10), 100),
            tier(11, Some(20), 80),
            tier(21, None, 50),
        ]
    };
    for (id, model) in [
        ("tiered", Model::Tiered),
        ("volume", Model::Volume),
        ("stairstep", Model::Stairstep),
    ] {
        price(id, model)
            .tiers(tiers())
            .send()
            .await
            .expect("a price");
    }
}

#[tokio::test]
async fn a_subscription_owes_what_its_prices_say() {
    let (_mock, client) = mock();
    catalog(&client).await;
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    for (price, quantity, owed) in [
        ("flat", 1, 1999),
        ("seat", 3, 750),
        ("tiered", 25, 10 * 100 + 10 * 80 + 5 * 50),
        ("tiered", 10, 1000),
        ("volume", 25, 25 * 50),
        ("stairstep", 20, 80),
    ] {
        let item = subscription::SubscriptionItem::new(price).quantity(quantity);
        let request = client
            .subscription()
            .create_with_items("c")
            .subscription_items([item]);
        let created = request.send().await.expect("created");
        let invoice = created.invoice.as_ref().expect("an invoice");
        assert_eq!(
            invoice.total,
            Some(Amount::from_minor(owed)),
            "{quantity} {price}"
        );
        assert_eq!(invoice.amount_due, invoice.total);
        assert_eq!(invoice.line_items[0].amount, invoice.total);
        assert_eq!(
            (invoice.status.clone(), invoice.currency_code.clone()),
            (Some("payment_due".into()), Some("EUR".into()))
        );
        assert_eq!(
            invoice.subscription_id.as_ref(),
            created.subscription.id.as_ref()
        );
        assert_eq!(
            created
                .subscription
                .status
                .as_ref()
                .map_or("", |it| it.as_str()),
            "active"
        );
        let term = created
            .subscription
            .current_term_end
            .expect("a term")
            .as_seconds()
            - START;
        assert_eq!(term, 30 * 86_400, "November has 30 days");
        let read = client
            .invoice()
            .retrieve(&*invoice.id.to_string())
            .send()
            .await
            .expect("read");
        assert_eq!(read.invoice, *invoice);
    }
    let unknown = subscription::SubscriptionItem::new("nothing");
    let refused = client
        .subscription()
        .create_with_items("c")
        .subscription_items([unknown])
        .send()
        .await;
    assert_eq!(code(refused).0, 404);
    let coupon = client
        .subscription()
        .create_with_items("c")
        .coupon_ids(["SUMMER"]);
    // Better refused than a total that is wrong.
    assert_eq!(
        code(coupon.send().await),
        (400, "configuration_incompatible".to_owned())
    );
}

#[tokio::test]
async fn an_invoice_is_paid_in_parts() {
    let (_mock, client) = mock();
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    let charge = client
        .invoice()
        .charge("Setup")
        .customer_id("c")
        .amount(Amount::from_minor(900));
    let id = charge
        .send()
        .await
        .expect("an invoice")
        .invoice
        .id
        .to_string();
    let pay = async |amount| {
        let method = chargebee::v2::common::TransactionPaymentMethod::Cash;
        let transaction = chargebee::v2::invoice::TransactionParams::new(method)
            .amount(Amount::from_minor(amount));
        client
            .invoice()
            .record_payment(&*id)
            .transaction(transaction)
            .send()
            .await
    };
    let part = pay(400).await.expect("paid");
    assert_eq!(part.invoice.amount_due, Some(Amount::from_minor(500)));
    assert_eq!(part.invoice.status, Some("payment_due".into()));
    assert_eq!(code(pay(501).await), (400, "param_wrong_value".to_owned()));
    let rest = pay(500).await.expect("paid");
    assert_eq!(
        (rest.invoice.status.clone(), rest.invoice.amount_due),
        (Some("paid".into()), Some(Amount::from_minor(0)))
    );
    assert_eq!(
        code(pay(1).await),
        (409, "invalid_state_for_request".to_owned())
    );
    assert_eq!(
        code(client.invoice().void_invoice(&*id).send().await).0,
        409
    );
    let payments = client
        .transaction()
        .payments_for_invoice(&*id)
        .send()
        .await
        .expect("payments");
    assert_eq!(payments.list.len(), 2);
}

#[tokio::test]
async fn a_subscription_is_cancelled_and_reactivated() {
    let (_mock, client) = mock();
    catalog(&client).await;
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    let item = subscription::SubscriptionItem::new("flat");
    let create = client
        .subscription()
        .create_with_items("c")
        .id("s")
        .subscription_items([item]);
    create.send().await.expect("created");
    let cancelled = client
        .subscription()
        .cancel_for_items("s")
        .send()
        .await
        .expect("cancelled");
    assert_eq!(
        cancelled
            .subscription
            .status
            .as_ref()
            .map_or("", |it| it.as_str()),
        "cancelled"
    );
    assert_eq!(cancelled.customer.id.to_string(), "c");
    assert_eq!(code(client.subscription().pause("s").send().await).0, 409);
    let active = client
        .subscription()
        .reactivate("s")
        .send()
        .await
        .expect("active");
    assert_eq!(
        active
            .subscription
            .status
            .as_ref()
            .map_or("", |it| it.as_str()),
        "active"
    );
    let events = client
        .event()
        .list()
        .event_type()
        .is(chargebee::v2::common::EventType::SubscriptionCancelled);
    let events = events.send().await.expect("events");
    let content = events.list[0].event.typed_content().expect("it reads");
    assert!(
        matches!(
            content,
            Some(chargebee::v2::event::EventContent::SubscriptionCancelled(_))
        ),
        "{content:?}"
    );
}

#[tokio::test]
async fn customers_of_one_version_are_not_those_of_the_other() {
    let (mock, client) = mock();
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("created");
    let v1 = chargebee::v1::Client::builder("acme", "test_key").transport(mock.transport());
    let v1 = v1.build().expect("a client");
    assert_eq!(code(v1.customer().retrieve("c").send().await).0, 404);
    v1.plan()
        .create("gold", "Gold")
        .price(Amount::from_minor(1000))
        .send()
        .await
        .expect("a plan");
    let created = v1
        .subscription()
        .create("gold")
        .plan_quantity(1)
        .send()
        .await
        .expect("created");
    assert_eq!(
        created
            .subscription
            .status
            .as_ref()
            .map_or("", |it| it.as_str()),
        "active"
    );
    let invoice = created.invoice.as_ref().expect("an invoice");
    assert_eq!(invoice.amount_due, Some(Amount::from_minor(1000)));
}

/// Who has a payment source pays at once, unless it is switched off.
#[tokio::test]
async fn a_payment_source_pays() {
    let (_mock, client) = mock();
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    let source = client
        .payment_source()
        .create_card("c")
        .send()
        .await
        .expect("a card");
    let owner = source.payment_source.customer_id.as_ref();
    assert_eq!(owner.map(ToString::to_string).as_deref(), Some("c"));
    let charge = || {
        client
            .invoice()
            .charge("Setup")
            .customer_id("c")
            .amount(Amount::from_minor(900))
    };
    let paid = charge().send().await.expect("an invoice").invoice.clone();
    assert_eq!(
        (paid.status, paid.amount_paid),
        (Some("paid".into()), Some(Amount::from_minor(900)))
    );
    let transactions = client
        .transaction()
        .list()
        .customer_id()
        .is("c")
        .send()
        .await
        .expect("a list");
    assert_eq!(
        transactions.list[0].transaction.amount,
        Some(Amount::from_minor(900))
    );
    let off = chargebee::v2::common::AutoCollection::Off;
    client
        .customer()
        .update("c")
        .auto_collection(off)
        .send()
        .await
        .expect("updated");
    let due = charge().send().await.expect("an invoice").invoice.clone();
    assert_eq!(due.status, Some("payment_due".into()));
    let written_off = client
        .invoice()
        .write_off(&*due.id.to_string())
        .send()
        .await
        .expect("written off");
    assert_eq!(
        written_off.invoice.write_off_amount,
        Some(Amount::from_minor(900))
    );
    let again = client
        .invoice()
        .write_off(&*due.id.to_string())
        .send()
        .await;
    assert_eq!(code(again), (409, "invalid_state_for_request".to_owned()));
}
