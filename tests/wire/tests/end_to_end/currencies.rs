//! Two currencies in one request, and codes that are none: nothing is sent, whichever way the request goes.

use crate::support::{INVOICE, only, query, refused, server_and_client};
use chargebee::{
    Currency, Decimal, Money, Timestamp, v1,
    v2::{
        DiscountParams, DurationType, Invoice, TierParams, TransactionPaymentMethod,
        invoice::{
            requests::{ImportInvoiceLineItemParams, TransactionParams},
            responses::InvoiceRecordPaymentResponse,
        },
        subscription::requests::SubscriptionItemParams,
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
    let item = || SubscriptionItemParams::new("pro").unit_price(&usd);
    let with_items = || {
        let request = client.subscription().create_with_items("cust_7");
        request.subscription_items([item()])
    };
    let discount = || DiscountParams::new(DurationType::OneTime).amount(&eur);
    let item_price = || client.item_price().create("a", "b", "c").price(&usd);
    let import = || {
        let date = Timestamp::from_seconds(0);
        let line = ImportInvoiceLineItemParams::new("Setup").amount(&eur);
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
            in_each_way!(with_items().item_tiers([TierParams::new().price(&eur)])),
        ),
        (
            "a tier of a price",
            in_each_way!(item_price().tiers([TierParams::new().price(&eur)])),
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
    // What a filter leaves out says nothing of what it lets in: the caller does.
    let open = || plans().currency_code().is_not("EUR").price().gt(&usd);
    for problem in in_each_way!(open()) {
        assert!(
            problem.contains("say it with `currency_of`, or with `currency_code`"),
            "{problem}"
        );
    }
    assert!(server.received().is_empty());
    let _ = open().currency_of(usd.currency()).send().await;
    let sent = query(&only(&server));
    assert!(
        sent.contains(&("price[gt]".to_owned(), "500".to_owned())),
        "{sent:?}"
    );
}

/// Yen of which a recorded payment makes cents, whichever way it goes.
#[tokio::test]
async fn a_payment_that_took_effect_in_another_currency_is_an_error_that_keeps_the_answer() {
    let (server, client) = server_and_client().await;
    let answer = format!(
        r#"{{"invoice":{INVOICE},"transaction":{{"id":"txn_1","currency_code":"USD","amount":500}}}}"#
    );
    let invoice = Invoice::from_json(INVOICE.as_bytes()).expect("an invoice");
    let pay = |text: &str| {
        let payment = TransactionParams::new(TransactionPaymentMethod::Cash).amount(money(text));
        client
            .invoice()
            .record_payment("inv_1")
            .transaction(payment)
    };
    // What the caller holds is compared before anything is sent.
    for problem in in_each_way!(pay("JPY 500").currency_of(&invoice)) {
        assert!(
            problem.contains(
                "`transaction[amount]` is in JPY and what `currency_of` was given in USD"
            ),
            "{problem}"
        );
    }
    let nothing = Invoice::from_json(br#"{"id":"inv_1"}"#).expect("an invoice");
    for problem in in_each_way!(pay("JPY 500").currency_of(&nothing)) {
        assert!(
            problem.contains("did not send its `currency_code`"),
            "{problem}"
        );
    }
    assert!(server.received().is_empty());
    // The answer is compared in any case.
    server.answer_json(answer.clone());
    let sent = pay("JPY 500").send().await;
    server.answer_json(answer.clone());
    let request = pay("JPY 500");
    let blocked = tokio::task::spawn_blocking(|| request.send_blocking());
    for result in [sent, blocked.await.expect("it does not panic")] {
        let error = result.expect_err("a mismatch");
        assert!(
            error.is_currency_mismatch() && !error.is_retryable(),
            "{error}"
        );
        assert_eq!(error.attempts(), 1);
        assert!(error.idempotency_key().is_some());
        let text = error.to_string();
        assert!(
            text.starts_with(
                "the request was done, and `transaction[amount]` said JPY: the money took effect in USD, as \
                 `transaction.currency_code` says; do not repeat it, the answer is kept in this error; invoice.record_payment, POST"
            ),
            "{text}"
        );
        let mismatch = error.as_currency_mismatch().expect("it is one");
        assert_eq!(mismatch.said().as_str(), "JPY");
        assert_eq!(mismatch.took_effect_in().map(Currency::as_str), Some("USD"));
        assert_eq!(mismatch.raw_body(), &answer);
        let kept = mismatch
            .response::<InvoiceRecordPaymentResponse>()
            .expect("the answer");
        assert_eq!(kept.transaction.id, "txn_1");
        assert!(!format!("{error:?}").contains("inv_1"), "{error:?}");
    }
    assert_eq!(server.received().len(), 2);
    // An answer that does not say it confirms nothing, unless the caller did.
    let silent = answer.replace(r#""currency_code":"USD","amount""#, r#""amount""#);
    server.answer_json(silent.clone());
    let error = pay("USD 5.00")
        .send()
        .await
        .expect_err("it is not confirmed");
    let mismatch = error.as_currency_mismatch().expect("it is one");
    assert_eq!(mismatch.took_effect_in(), None);
    assert!(
        error
            .to_string()
            .contains("has no `transaction.currency_code` that confirms it"),
        "{error}"
    );
    server.answer_json(silent);
    pay("USD 5.00")
        .currency_of(&invoice)
        .send()
        .await
        .expect("the caller said it");
    server.answer_json(answer);
    pay("USD 5.00").send().await.expect("one currency");
}
