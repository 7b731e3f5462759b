//! Units of currencies, decimals, several currencies, gateways, means of payment.

use crate::{Outcome, beside::Sent, clients, mock, sent};
use chargebee_mock::Version;
use serde_json::json;

#[test]
fn units_of_currencies() -> Outcome {
    // docs: units
    use chargebee::{Amount, Money};

    let dollars: Money = "USD 1.53".parse()?;
    assert_eq!(dollars.amount(), Amount::from_minor(153));
    let yen: Money = "JPY 15".parse()?;
    assert_eq!(yen.amount(), Amount::from_minor(15));
    // Never rounded unawares:
    assert!("JPY 15.5".parse::<Money>().is_err());
    // docs: end
    Ok(())
}

#[test]
fn rounding_of_a_line() -> Outcome {
    // docs: rounding
    use chargebee::{Decimal, ExactMoney, pricing};

    let quantity: Decimal = "0.0765".parse()?;
    let unit_price: ExactMoney = "USD 10.674".parse()?;
    let exact = pricing::exact_line_amount(&quantity, &unit_price)?;
    assert_eq!(exact.to_string(), "USD 0.8165610");
    let amount = pricing::line_amount(&quantity, &unit_price)?; // half to even, once
    assert_eq!(amount.to_string(), "USD 0.82");
    // docs: end
    Ok(())
}

#[tokio::test]
async fn prices_with_decimals() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "money");
    // docs: decimals
    use chargebee::{ExactMoney, v2::PricingModel};

    let price: ExactMoney = "USD 1.6782".parse()?;
    let created = client
        .item_price()
        .create("minutes-USD", "Minutes", "api-calls")
        .currency_code(price.currency())
        .pricing_model(PricingModel::PerUnit)
        .price_in_decimal(&price)
        .await?;
    let read = created.item_price.price_exact()?;
    assert_eq!(read.to_string(), "USD 1.6782");
    // docs: end
    beside.beside("decimals")?;
    let expected = json!({
        "id": "minutes-USD", "name": "Minutes", "item_id": "api-calls", "currency_code": "USD",
        "pricing_model": "per_unit", "price_in_decimal": "1.6782"
    });
    assert_eq!(sent(&mock, "item_price.create"), expected);
    Ok(())
}

#[tokio::test]
async fn another_currency_than_that_of_the_site() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let customer = json!({ "id": "cust_9", "auto_collection": "off" });
    mock.seed(Version::V2, "customer", customer)?;
    let mut beside = Sent::to(&mock, "money");
    // docs: multicurrency
    use chargebee::{Money, v2::ChargeParams};

    let setup: Money = "EUR 40.00".parse()?;
    let billed = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id("cust_9")
        .currency_code(setup.currency())
        .charges([ChargeParams::new().amount(&setup).description("Setup")])
        .await?;
    assert_eq!(billed.invoice.total_money()?, setup);
    // docs: end
    beside.beside("multicurrency")?;

    // docs: mixed_currencies
    let mixed = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id("cust_9")
        .currency_code("USD")
        .charges([ChargeParams::new().amount(&setup).description("Setup")]);
    let error = mixed.await.expect_err("euros in an invoice of dollars");
    assert_eq!(error.attempts(), 0); // nothing was sent
    // docs: end
    let sent = sent(&mock, "invoice.create_for_charge_items_and_charges");
    assert_eq!(sent["currency_code"], "EUR");
    Ok(())
}

#[tokio::test]
async fn means_of_payment() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "money");
    // docs: payment_sources
    use chargebee::v2::payment_source::requests::CreateCardParams;

    let card = |number: &str| CreateCardParams::new(number, 12, 2099).gateway_account_id("gw_eur");
    let sources = client.payment_source();
    let first = sources
        .create_card("cust_8")
        .card(card("4111111111111111"))
        .replace_primary_payment_source(true)
        .await?;
    let second = sources
        .create_card("cust_8")
        .card(card("5555555555554444"))
        .await?;
    let (first, second) = (&first.payment_source.id, &second.payment_source.id);

    // Pays with the one that is not the primary one:
    client
        .invoice()
        .collect_payment("TEST-INV-1")
        .payment_source_id(second)
        .await?;

    // To change another one than the primary one: delete it, and create it anew.
    sources.delete(second).await?;
    // docs: end
    let second_source = [(second.as_str(), "$SECOND_SOURCE_ID")];
    beside.beside_with("payment_sources", &second_source)?;
    let cards = mock.received("payment_source.create_card");
    let card = cards[0].param("card").ok_or("a card")?;
    assert_eq!(card["gateway_account_id"], "gw_eur");
    let primary = cards[0].param("replace_primary_payment_source");
    assert_eq!(primary, Some(&json!(true)));
    let paid = sent(&mock, "invoice.collect_payment");
    assert_eq!(paid["payment_source_id"], second.as_str());
    let left = sources.list().customer_id().is("cust_8").await?;
    assert_eq!(left.list.len(), 1);
    assert_eq!(left.list[0].payment_source.id, *first);
    Ok(())
}
