//! Taxes by the settings of the site: on top or inside, rounded by line or in all, by country, and who has none.

use super::{Site, members, parts};
use crate::schema::Version;
use serde_json::{Value, json};

const CREATE: &str = "invoices/create_for_charge_items_and_charges";

fn with_taxes(taxes: Value) -> Site {
    let site = Site::with_catalog();
    site.set(json!({ "taxes": taxes }));
    site
}

fn vat() -> Value {
    json!({ "rates": [{ "name": "VAT", "rate": "19" }] })
}

/// One-time charges of these amounts.
fn charges(amounts: &[i64]) -> String {
    let charges = amounts.iter().enumerate();
    let charges =
        charges.map(|(at, it)| format!("&charges[amount][{at}]={it}&charges[description][{at}]=x"));
    format!("customer_id=c{}", charges.collect::<String>())
}

fn sums(invoice: &Value) -> String {
    members(invoice, "price_type sub_total tax total amount_due")
}

#[test]
fn taxes_come_on_top() {
    let site = with_taxes(vat());
    let body = site.subscribe("s", "pro:3 add", "");
    let invoice = &body["invoice"];
    assert_eq!(sums(invoice), "tax_exclusive 3300 627 3927 3927");
    assert_eq!(
        parts(invoice, "line_items", "amount is_taxed tax_rate tax_amount"),
        ["3000 true 19.0 570", "300 true 19.0 57"]
    );
    assert_eq!(
        parts(
            invoice,
            "line_item_taxes",
            "tax_name tax_rate taxable_amount tax_amount"
        ),
        ["VAT 19.0 3000 570", "VAT 19.0 300 57"]
    );
    assert_eq!(parts(invoice, "taxes", "name amount"), ["VAT 627"]);
    assert_eq!(body["subscription"]["total_dues"], 3927);
}

#[test]
fn taxes_are_part_of_the_price() {
    let mut taxes = vat();
    taxes["price_type"] = "tax_inclusive".into();
    let site = with_taxes(taxes);
    let invoice = &site.subscribe("s", "pro:3 add", "")["invoice"];
    // 3000 - 3000 / 1.19 = 478.99..., 300 - 300 / 1.19 = 47.89...
    assert_eq!(sums(invoice), "tax_inclusive 3300 527 3300 3300");
    assert_eq!(
        parts(invoice, "line_item_taxes", "taxable_amount tax_amount"),
        ["2521 479", "252 48"]
    );
}

/// 19 % of 0.02 is 0.0038, which is nothing on each of five lines, and 0.02 on all of them.
#[test]
fn taxes_are_rounded_by_line_or_in_all() {
    let site = with_taxes(vat());
    let cents = site.post(CREATE, &charges(&[2, 2, 2, 2, 2]))["invoice"].clone();
    assert_eq!(sums(&cents), "tax_exclusive 10 0 10 10");
    let mut taxes = vat();
    taxes["rounding"] = "document".into();
    site.set(json!({ "taxes": taxes }));
    let cents = site.post(CREATE, &charges(&[2, 2, 2, 2, 2]))["invoice"].clone();
    assert_eq!(sums(&cents), "tax_exclusive 10 2 12 12");
    assert_eq!(
        parts(&cents, "line_items", "tax_amount"),
        ["1", "1", "0", "0", "0"]
    );
}

#[test]
fn taxes_are_on_what_discounts_leave() {
    let site = with_taxes(
        json!({ "rates": [{ "name": "GST", "rate": "5" }, { "name": "PST", "rate": "7.5" }] }),
    );
    let form = format!(
        "{}&discounts[apply_on][0]=invoice_amount&discounts[percentage][0]=10",
        charges(&[1000, 333])
    );
    let invoice = site.post(CREATE, &form)["invoice"].clone();
    // 10 % of 13.33 is 1.33: 1.00 and 0.33. 5 % of 9.00 and 3.00, and 7.5 % of them.
    assert_eq!(sums(&invoice), "tax_exclusive 1333 151 1351 1351");
    assert_eq!(
        parts(&invoice, "taxes", "name amount"),
        ["GST 60", "PST 91"]
    );
    assert_eq!(
        parts(&invoice, "line_items", "tax_amount tax_rate"),
        ["113 12.5", "38 12.5"]
    );
}

#[test]
fn who_and_what_has_no_taxes() {
    let site = with_taxes(json!({ "rates": [{ "name": "VAT", "rate": "19", "country": "DE" }] }));
    let tax = |site: &Site, more: &str| {
        let body = site.post(CREATE, &format!("{}{more}", charges(&[1000])));
        body["invoice"]["tax"].as_i64()
    };
    assert_eq!(tax(&site, ""), Some(0));
    site.post(
        "customers/c/update_billing_info",
        "billing_address[country]=DE",
    );
    assert_eq!(tax(&site, ""), Some(190));
    assert_eq!(tax(&site, "&charges[taxable][0]=false"), Some(0));
    site.post("item_prices/pro", "is_taxable=false");
    let invoice = site.subscribe("s", "pro add", "")["invoice"].clone();
    assert_eq!(
        parts(&invoice, "line_items", "amount is_taxed tax_amount"),
        ["1000 false 0", "300 true 57"]
    );
    let form = "shipping_address[country]=FR";
    assert_eq!(site.subscribe("away", "add pro", form)["invoice"]["tax"], 0);
    site.post("customers/c", "taxability=exempt");
    assert_eq!(tax(&site, ""), Some(0));
}

/// An invoice that stays open has the taxes of what is added to it and taken off it.
#[test]
fn an_open_invoice_has_the_taxes_of_its_lines() {
    let site = with_taxes(vat());
    let form = format!("{}&create_pending_invoice=true", charges(&[1000]));
    let invoice = site.post(CREATE, &form)["invoice"].clone();
    let id = super::id(&invoice);
    let path = format!("invoices/{id}/add_charge");
    let body = site.post(&path, "amount=500&description=y");
    assert_eq!(sums(&body["invoice"]), "tax_exclusive 1500 285 1785 1785");
    assert_eq!(parts(&body["invoice"], "taxes", "amount"), ["285"]);
    let line = super::id(&body["invoice"]["line_items"][0]);
    let body = site.post(
        &format!("invoices/{id}/delete_line_items"),
        &format!("line_items[id][0]={line}"),
    );
    assert_eq!(sums(&body["invoice"]), "tax_exclusive 500 95 595 595");
    assert_eq!(
        parts(&body["invoice"], "line_item_taxes", "tax_amount"),
        ["95"]
    );
}

#[test]
fn the_first_version_shows_them_on_lines() {
    let site = Site::with_customer(Version::V1);
    site.set(json!({ "taxes": vat() }));
    let body = site.post("invoices/charge", "customer_id=c&amount=1000&description=x");
    let invoice = &body["invoice"];
    assert_eq!(members(invoice, "sub_total tax amount"), "1000 190 1190");
    assert_eq!(
        parts(invoice, "line_items", "is_taxed tax tax_rate"),
        ["true 190 19.0"]
    );
    assert_eq!(parts(invoice, "taxes", "description amount"), ["VAT 190"]);
}

/// An invoice is credited as it was taxed, whatever the site does meanwhile.
#[test]
fn an_invoice_stays_as_it_was_taxed() {
    for (was, is, due) in [
        ("tax_exclusive", "tax_inclusive", 3570),
        ("tax_inclusive", "tax_exclusive", 3000),
    ] {
        let mut taxes = vat();
        taxes["price_type"] = was.into();
        let site = with_taxes(taxes.clone());
        let body = site.subscribe("s", "pro:3", "");
        assert_eq!(body["invoice"]["amount_due"], due);
        taxes["price_type"] = is.into();
        site.set(json!({ "taxes": taxes }));
        let body = site.post(
            "subscriptions/s/cancel_for_items",
            "credit_option_for_current_term_charges=full",
        );
        assert_eq!(
            parts(&body, "credit_notes", "type price_type total"),
            [format!("adjustment {was} {due}")]
        );
        let invoice = site.invoice(&super::id(&site.get("invoices")["list"][0]["invoice"]));
        assert_eq!(members(&invoice, "status amount_due"), "paid 0");
    }
}

/// A line of an open invoice goes as it came; one of other prices is refused.
#[test]
fn an_open_invoice_stays_as_it_was_taxed() {
    let site = with_taxes(vat());
    let form = format!("{}&create_pending_invoice=true", charges(&[1000, 200]));
    let invoice = site.post(CREATE, &form)["invoice"].clone();
    assert_eq!(sums(&invoice), "tax_exclusive 1200 228 1428 1428");
    let mut taxes = vat();
    taxes["price_type"] = "tax_inclusive".into();
    site.set(json!({ "taxes": taxes }));
    let path = |what: &str| format!("invoices/{}/{what}", super::id(&invoice));
    let line = super::id(&invoice["line_items"][1]);
    let form = format!("line_items[id][0]={line}");
    let body = site.post(&path("delete_line_items"), &form);
    assert_eq!(sums(&body["invoice"]), "tax_exclusive 1000 190 1190 1190");
    let refused = site.refused(&path("add_charge"), "amount=100&description=x");
    assert_eq!(refused.1, "configuration_incompatible");
}
