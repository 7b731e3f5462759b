//! Money as it comes over the wire and goes back over it.

use crate::support::{INVOICE, builder, form, only, owned, query, refused, server_and_client};
use chargebee::{
    Currency, CurrencyTable, Decimal, Money, MoneyError, Timestamp, v1,
    v2::{
        Client,
        common::requests::OneTimeItemPriceParams as ItemPriceParams,
        customer::Customer,
        event::{Event, EventContent},
        invoice::Invoice,
        omnichannel_subscription_item_metric::OmnichannelSubscriptionItemMetric,
        omnichannel_transaction::OmnichannelTransaction,
        subscription::Subscription,
        usage_charge::UsageCharge,
    },
};
use chargebee_wire_tests::server::Server;
use std::time::{Duration, SystemTime};

fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// A client that counts thousandths of dinars, as its site does.
fn client_with_dinars(server: &Server) -> Client {
    let table = CurrencyTable::new().with("KWD", 3);
    let client = builder().base_url(server.url()).currencies(table);
    client.build().expect("a client")
}

/// The invoice of all tests, in another currency, its line item priced finer than that counts.
fn priced(currency: &str) -> String {
    let exact =
        r#""unit_amount":8000,"unit_amount_in_decimal":"79.99500","amount_in_decimal":"79.99500","#;
    INVOICE
        .replace(r#""unit_amount":8000,"#, exact)
        .replace("USD", currency)
}

async fn invoice(currency: &str) -> Invoice {
    let (server, client) = server_and_client().await;
    server.answer_json(format!(r#"{{"invoice":{}}}"#, priced(currency)));
    let answer = client.invoice().retrieve("inv_1").send().await;
    answer.expect("an invoice").invoice.clone()
}

#[tokio::test]
async fn an_answers_amounts_have_the_currency_beside_them() {
    let invoice = invoice("USD").await;
    assert_eq!(invoice.total_money(), Ok(money("USD 87.00")));
    assert_eq!(invoice.tax_money(), Ok(money("USD 7.00")));
    // Not sent, so not zero.
    assert_eq!(
        invoice.amount_due_money(),
        Err(MoneyError::NoAmount("amount_due"))
    );
}

#[tokio::test]
async fn a_line_items_amounts_have_the_currency_of_the_invoice() {
    let invoice = invoice("USD").await;
    let item = &invoice.line_items[0];
    // What was billed is the exact amount, rounded by the API.
    assert_eq!(item.amount_money(&invoice), Ok(money("USD 80.00")));
    let exact = item.amount_exact(&invoice);
    assert_eq!(
        exact.map(|it| it.to_string()),
        Ok("USD 79.99500".to_owned())
    );
    // The whole cents are a rounded copy of the exact price.
    assert!(matches!(
        item.unit_amount_money(&invoice),
        Err(MoneyError::TooFine { .. })
    ));
    let exact = item.unit_amount_exact(&invoice).expect("a price");
    assert_eq!(exact.to_string(), "USD 79.99500");
    assert_eq!(exact.round(), Ok(money("USD 80.00")));
    assert_eq!(item.quantity_exact(), Some(1.into()));
    let by_hand = item.amount_money(&Currency::from("USD"));
    assert_eq!(by_hand, item.amount_money(&invoice));
}

#[tokio::test]
async fn the_unit_is_that_of_the_api() {
    for (currency, total) in [("USD", "87.00"), ("JPY", "8700"), ("KWD", "87.00")] {
        let total = format!("{currency} {total}");
        let invoice = invoice(currency).await;
        assert_eq!(invoice.total_money().map(|it| it.to_string()), Ok(total));
    }
}

#[tokio::test]
async fn an_amount_without_a_currency_beside_it_takes_the_sites() {
    let server = Server::start().await;
    let client = v1::Client::builder("acme", "key").base_url(server.url());
    let client = client.build().expect("a client");
    server.answer_json(r#"{"customer":{"id":"cust_7","account_credits":9007199254740993}}"#);
    let answer = client.customer().retrieve("cust_7").send().await;
    let customer = &answer.as_ref().expect("a customer").customer;
    let credits = |code: &str| {
        let credits = customer.account_credits_money(&Currency::from(code));
        credits.map(|it| it.to_string())
    };
    assert_eq!(credits("USD"), Ok("USD 90071992547409.93".to_owned()));
    assert_eq!(credits("JPY"), Ok("JPY 9007199254740993".to_owned()));
}

#[test]
fn an_amount_whose_currency_is_not_sent_takes_the_sites() {
    let credits = |code: &str| {
        let json = format!(
            r#"{{"id":"cust_7","auto_collection":"on","net_term_days":0,"allow_direct_debit":false,"created_at":1600000000,
                "taxability":"taxable","pii_cleared":"active","deleted":false,{code}"promotional_credits":895,
                "refundable_credits":0,"excess_payments":0,"unbilled_charges":0}}"#
        );
        let customer = Customer::from_json(json.as_bytes()).expect("a customer");
        let yen = Currency::from("JPY");
        (
            customer.promotional_credits_money(),
            customer.promotional_credits_money_or(&yen),
        )
    };
    let missing = MoneyError::NoCurrency("promotional_credits");
    assert_eq!(credits(""), (Err(missing), Ok(money("JPY 895"))));
    let dollars = Ok(money("USD 8.95"));
    let sent = credits(r#""preferred_currency_code":"USD","#);
    assert_eq!(sent, (dollars.clone(), dollars));
}

#[test]
fn money_that_is_a_decimal_or_in_parts_is_exact() {
    let charge = UsageCharge::from_json(br#"{"amount":"0.816561","currency_code":"USD"}"#);
    let amount = charge.expect("a charge").amount_exact();
    assert_eq!(
        amount.map(|it| it.to_string()),
        Ok("USD 0.816561".to_owned())
    );
    let transaction = |members: &str| {
        let json = format!(r#"{{"id":"t_1",{members}"price_currency":"EUR"}}"#);
        let transaction = OmnichannelTransaction::from_json(json.as_bytes());
        let price = transaction.expect("a transaction").price_exact();
        price.map_or_else(|problem| problem.to_string(), |price| price.to_string())
    };
    assert_eq!(
        transaction(r#""price_units":9,"price_nanos":990000000,"#),
        "EUR 9.99"
    );
    assert_eq!(
        transaction(r#""price_units":9,"#),
        "the answer has no `price_nanos`"
    );
    let metric = br#"{"mrr_units":0,"mrr_nanos":1,"mrr_currency":"USD"}"#;
    let metric = OmnichannelSubscriptionItemMetric::from_json(metric).expect("a metric");
    let mrr = metric.mrr_exact().map(|mrr| mrr.to_string());
    assert_eq!(mrr, Ok("USD 0.000000001".to_owned()));
}

#[tokio::test]
async fn an_answer_is_counted_by_the_clients_table() {
    let server = Server::start().await;
    let client = client_with_dinars(&server);
    server.answer_json(format!(
        r#"{{"invoice":{}}}"#,
        INVOICE.replace("USD", "KWD")
    ));
    let answer = client.invoice().retrieve("inv_1").send().await;
    let invoice = &answer.as_ref().expect("an invoice").invoice;
    let total = invoice.total_money().map(|it| it.to_string());
    assert_eq!(total, Ok("KWD 8.700".to_owned()));
    let amount = invoice.line_items[0].amount_money(invoice);
    assert_eq!(amount.map(|it| it.to_string()), Ok("KWD 8.000".to_owned()));
}

#[test]
fn the_content_of_an_event_is_counted_by_the_table_of_the_event() {
    let content = INVOICE.replace("USD", "KWD");
    let json = format!(
        r#"{{"id":"ev_1","event_type":"invoice_generated","occurred_at":1600000000,"source":"api",
            "object":"event","api_version":"v2","webhook_status":"scheduled","webhooks":[],
            "content":{{"invoice":{content}}}}}"#
    );
    let total = |table: &CurrencyTable| {
        let event = Event::from_json_with(json.as_bytes(), table).expect("an event");
        let content = event.content().expect("it reads");
        let EventContent::InvoiceGenerated(content) = &content else {
            panic!("{content:?}")
        };
        let invoice = &*content.invoice;
        let total = invoice.total_money().expect("a total");
        let item = invoice.line_items[0].amount_money(invoice);
        (total.to_string(), item.expect("an amount").to_string())
    };
    let both = |total: &str, item: &str| (total.to_owned(), item.to_owned());
    assert_eq!(total(&CurrencyTable::new()), both("KWD 87.00", "KWD 80.00"));
    let own = CurrencyTable::new().with("KWD", 3);
    assert_eq!(total(&own), both("KWD 8.700", "KWD 8.000"));
}

#[test]
fn a_subscriptions_counts_and_prices_are_exact() {
    let json = br#"{"id":"sub_1","currency_code":"USD","status":"active","subscription_items":[{"item_price_id":"p",
        "item_type":"plan","quantity":10,"quantity_in_decimal":"10.6740","unit_price":8,"unit_price_in_decimal":"0.0765",
        "amount":82}]}"#;
    let subscription = Subscription::from_json(json).expect("a subscription");
    let item = &subscription.subscription_items[0];
    assert_eq!(item.quantity_exact(), Some(decimal("10.674")));
    let price = item.unit_price_exact(&subscription);
    assert_eq!(price.map(|it| it.to_string()), Ok("USD 0.0765".to_owned()));
    let amount = item.amount_exact(&subscription);
    assert_eq!(amount.map(|it| it.to_string()), Ok("USD 0.82".to_owned()));
}

#[tokio::test]
async fn money_goes_out_in_the_unit_of_the_api() {
    let (server, client) = server_and_client().await;
    let charge = |client: &Client, amount: Money| client.invoice().charge("Setup").amount(amount);
    for (amount, sent) in [
        (money("USD 8.95"), "895"),
        (money("JPY 15"), "15"),
        (money("USD 90071992547409.93"), "9007199254740993"),
    ] {
        let _ = charge(&client, amount).send().await;
        let expected = [("amount", sent), ("description", "Setup")];
        assert_eq!(sorted(form(&only(&server))), owned(&expected));
    }
    let dinars = client_with_dinars(&server);
    let table = CurrencyTable::new().with("KWD", 3);
    let amount = Money::from_major(&decimal("1.234"), table.currency("KWD")).expect("money");
    let _ = charge(&dinars, amount.clone()).send().await;
    let expected = [("amount", "1234"), ("description", "Setup")];
    assert_eq!(sorted(form(&only(&server))), owned(&expected));
    // One currency that is counted in two ways is two.
    let problem = refused(charge(&client, amount).send().await);
    assert!(
        problem.contains("KWD with 3 decimals and the client with 2"),
        "{problem}"
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn an_exact_price_goes_out_digit_for_digit() {
    let (server, client) = server_and_client().await;
    let price = "USD 0.07650"
        .parse::<chargebee::ExactMoney>()
        .expect("a price");
    let item = ItemPriceParams::new()
        .item_price_id("api-USD")
        .unit_price_in_decimal(price);
    let request = client.invoice().create_for_charge_items_and_charges();
    let _ = request
        .currency_code("USD")
        .item_prices([item])
        .send()
        .await;
    let sent = form(&only(&server));
    let expected = ("item_prices[unit_price_in_decimal][0]", "0.07650");
    assert!(
        sent.contains(&(expected.0.to_owned(), expected.1.to_owned())),
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_contradiction_never_reaches_the_server() {
    let (server, client) = server_and_client().await;
    let charge = || client.invoice().charge("Setup");
    let contradicts = charge().currency_code("EUR").amount(money("USD 8.95"));
    let problem = refused(contradicts.send().await);
    assert!(
        problem.contains("is in USD") && problem.contains("EUR"),
        "{problem}"
    );

    let exact = charge()
        .currency_code("JPY")
        .amount_in_decimal(decimal("0.5"));
    let problem = refused(exact.send().await);
    assert!(problem.contains("JPY has no decimal places"), "{problem}");

    let too_fine = charge().currency_code("USD").amount(decimal("8.955"));
    let problem = refused(too_fine.send().await);
    assert!(problem.contains("more than the 2 decimals"), "{problem}");

    let nowhere = charge().amount(decimal("8.95"));
    let problem = refused(nowhere.send().await);
    assert!(problem.contains("does not say its currency"), "{problem}");

    assert!(server.received().is_empty());
    assert_eq!(server.connections(), 0);
    // The same without the contradiction arrives.
    let _ = charge()
        .currency_code("USD")
        .amount(money("USD 8.95"))
        .send()
        .await;
    let sent = form(&only(&server));
    assert!(
        sent.contains(&("amount".to_owned(), "895".to_owned())),
        "{sent:?}"
    );
}

#[tokio::test]
async fn instants_of_other_crates_go_out_as_seconds() {
    let (server, client) = server_and_client().await;
    let since = Timestamp::from_seconds(1_700_000_000);
    let system = SystemTime::try_from(since).expect("a time") + Duration::from_millis(999);
    let jiff = jiff::Timestamp::new(1_700_000_000, 999_999_999).expect("a time");
    let chrono = chrono::DateTime::from_timestamp(1_700_000_000, 1).expect("a time");
    let time = time::OffsetDateTime::try_from(since).expect("a time");
    let filter = || client.invoice().list().updated_at();
    let own = Timestamp::try_from(system).expect("a time");
    for request in [
        filter().after(own),
        filter().after(jiff),
        filter().after(chrono),
        filter().after(time),
    ] {
        let _ = request.send().await;
        assert_eq!(
            query(&only(&server)),
            owned(&[("updated_at[after]", "1700000000")])
        );
    }
}

#[tokio::test]
async fn an_answer_goes_through_serde_whole() {
    let invoice = invoice("USD").await;
    let json = serde_json::to_string(&vec![&invoice]).expect("JSON");
    assert_eq!(json, format!("[{}]", invoice.to_json()));
    let back: Vec<Invoice> = serde_json::from_str(&json).expect("invoices");
    assert_eq!(back, std::slice::from_ref(&invoice));
    assert_eq!(back[0].total_money(), Ok(money("USD 87.00")));
    let status = serde_json::to_string(&invoice.status).expect("JSON");
    assert_eq!(status, r#""payment_due""#);
    let total = invoice.total_money().expect("a total");
    let total = serde_json::to_string(&total).expect("JSON");
    assert_eq!(total, r#"{"amount":8700,"currency":"USD"}"#);
}

fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort();
    pairs
}
