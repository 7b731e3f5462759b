//! What the mock remembers, seen through the crate: created, retrieved, listed, changed, paid.

#![allow(deprecated, reason = "what is deprecated is mocked too")]

mod billing;
mod customers;

use chargebee::{
    Amount, Error,
    v2::{
        Client,
        common::{ItemType, PeriodUnit, requests::TierParams},
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
            let tier = TierParams::new()
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
