//! Two currencies in one request, and codes that are none: nothing is sent, whichever way the request goes.

use crate::support::{only, query, refused, server_and_client};
use chargebee::{
    Decimal, Money, Timestamp, v1,
    v2::{
        common::{DiscountParams, DurationType, ItemTier, Tier},
        invoice::ImportInvoiceLineItem,
        subscription::SubscriptionItem,
    },
};

fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// Sends a request in each of the three ways.
macro_rules! in_each_way {
    ($request:expr) => {
        [
            refused($request.into_http()),
            refused($request.send().await),
            refused({
                let request = $request;
                let sent = tokio::task::spawn_blocking(|| request.send_blocking());
                sent.await.expect("it does not panic")
            }),
        ]
    };
}

#[tokio::test]
#[expect(deprecated, reason = "the fee is money all the same")]
async fn two_currencies_of_one_request_never_reach_the_server() {
    let (server, client) = server_and_client().await;
    let v1 = v1::Client::builder("acme", "key").base_url(server.url());
    let v1 = v1.build().expect("a client");
    let (usd, eur) = (money("USD 5.00"), money("EUR 7.00"));
    let item = || SubscriptionItem::new("pro").unit_price(&usd);
    let with_items = || {
        let request = client.subscription().create_with_items("cust_7");
        request.subscription_items([item()])
    };
    let discount = || DiscountParams::new(DurationType::OneTime).amount(&eur);
    let item_price = || client.item_price().create("a", "b", "c").price(&usd);
    let import = || {
        let date = Timestamp::from_seconds(0);
        let line = ImportInvoiceLineItem::new("Setup").amount(&eur);
        let invoice = client.invoice();
        invoice
            .import_invoice("inv_1", date, &usd)
            .line_items([line])
    };
    let plans = || client.plan().list();
    for (case, problems) in [
        ("a fee", in_each_way!(with_items().setup_fee(&eur))),
        (
            "a discount",
            in_each_way!(with_items().discounts([discount()])),
        ),
        (
            "a tier of an item",
            in_each_way!(with_items().item_tiers([ItemTier::new().price(&eur)])),
        ),
        (
            "a tier of a price",
            in_each_way!(item_price().tiers([Tier::new().price(&eur)])),
        ),
        (
            "the exact price",
            in_each_way!(item_price().price_in_decimal(eur.clone())),
        ),
        (
            "a cost",
            in_each_way!(client.plan().create("a", "b").price(&usd).setup_cost(&eur)),
        ),
        ("an imported line", in_each_way!(import())),
        ("a range", in_each_way!(plans().price().between(&usd, &eur))),
        (
            "two bounds",
            in_each_way!(plans().price().gt(&usd).price().lt(&eur)),
        ),
        (
            "the base currency of a site",
            in_each_way!(v1.plan().create("a", "b").price(&usd).setup_cost(&eur)),
        ),
        (
            "the code of a filter",
            in_each_way!(plans().currency_code().is("EUR").price().gt(&usd)),
        ),
        (
            "a decimal without a currency",
            in_each_way!(
                plans()
                    .currency_code()
                    .is_not("EUR")
                    .price()
                    .gt(decimal("5"))
            ),
        ),
        (
            "a code that is none",
            in_each_way!(
                client
                    .item_price()
                    .create("a", "b", "c")
                    .currency_code("")
                    .price(decimal("15"))
            ),
        ),
    ] {
        for problem in problems {
            let told = [
                "give both in one currency",
                "does not say its currency",
                "is no currency code",
            ];
            assert!(
                told.iter().any(|it| problem.contains(it)),
                "{case}: {problem}"
            );
        }
    }
    assert!(server.received().is_empty());
    assert_eq!(server.connections(), 0);
    // What a filter leaves out says nothing of what it lets in.
    let _ = plans()
        .currency_code()
        .is_not("EUR")
        .price()
        .gt(&usd)
        .send()
        .await;
    let sent = query(&only(&server));
    assert!(
        sent.contains(&("price[gt]".to_owned(), "500".to_owned())),
        "{sent:?}"
    );
}
