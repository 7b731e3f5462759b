//! What a merchant sets for the whole site.

use super::{Site, id, members};
use crate::schema::Version;
use serde_json::json;

#[test]
fn the_currency_of_the_site_is_that_of_what_says_none() {
    let site = Site::new(Version::V2);
    site.set(json!({ "currency": "JPY" }));
    let customer = site.post("customers", "id=c");
    assert_eq!(customer["customer"]["preferred_currency_code"], "JPY");
    let invoice = site.invoice(&site.charge(500));
    assert_eq!(members(&invoice, "currency_code total"), "JPY 500");
    site.post("item_families", "id=f&name=F");
    site.post("items", "id=p&name=P&type=plan&item_family_id=f");
    let price = site.post(
        "item_prices",
        "id=x&name=X&item_id=p&price=5&period=1&period_unit=month",
    );
    assert_eq!(price["item_price"]["currency_code"], "JPY");
    let coupon = site.post(
        "coupons/create_for_items",
        "id=k&name=K&discount_type=fixed_amount&discount_amount=5&apply_on=invoice_amount&duration_type=forever",
    );
    assert_eq!(coupon["coupon"]["currency_code"], "JPY");
    assert_eq!(id(&coupon["coupon"]), "k");
}

/// What is billed in another currency says what that is worth, where the site knows it.
#[test]
fn other_currencies_have_their_rates() {
    let site = Site::with_customer(Version::V2);
    site.set(json!({ "exchange_rates": { "EUR": "1.08", "JPY": "0.0066" } }));
    let shown = "currency_code base_currency_code exchange_rate total";
    for (currency, expected) in [
        ("USD", "USD USD 1.0 500"),
        ("EUR", "EUR USD 1.08 500"),
        ("JPY", "JPY USD 0.0066 500"),
        ("GBP", "GBP USD null 500"),
    ] {
        let form = format!(
            "customer_id=c&charges[amount][0]=500&charges[description][0]=x&currency_code={currency}"
        );
        let body = site.post("invoices/create_for_charge_items_and_charges", &form);
        assert_eq!(members(&body["invoice"], shown), expected);
        let form = format!("type=refundable&customer_id=c&total=500&currency_code={currency}");
        let body = site.post("credit_notes", &form);
        assert_eq!(members(&body["credit_note"], shown), expected);
    }
}
