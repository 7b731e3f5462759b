//! Charges that wait for a later invoice.

use super::{DAY, Site, items_form, members, parts, standing};

const PATH: &str = "subscriptions/s/update_for_items";

#[test]
fn charges_wait_and_are_billed_together() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let body = site.post("unbilled_charges", "subscription_id=s&item_prices[item_price_id][0]=chg&item_prices[quantity][0]=4&charges[amount][0]=700&charges[description][0]=help");
    assert_eq!(
        parts(
            &body,
            "unbilled_charges",
            "entity_type amount description subscription_id"
        ),
        ["charge_item_price 200 chg s", "adhoc 700 help s"]
    );
    assert_eq!(site.customer()["unbilled_charges"], 900);
    let list = site.get("unbilled_charges?subscription_id[is]=s");
    assert_eq!(list["list"].as_array().map(Vec::len), Some(2));
    let id = super::id(&list["list"][0]["unbilled_charge"]);
    site.post(&format!("unbilled_charges/{id}/delete"), "");
    assert_eq!(site.customer()["unbilled_charges"], 200);
    let body = site.post("unbilled_charges/invoice_unbilled_charges", "customer_id=c");
    let invoice = &body["invoices"][0];
    assert_eq!(standing(invoice), "payment_due 200 0 0 0 200");
    assert_eq!(
        parts(invoice, "line_items", "entity_id quantity amount"),
        ["chg 4 200"]
    );
    assert_eq!(site.customer()["unbilled_charges"], 0);
    assert_eq!(
        site.refused("unbilled_charges/invoice_unbilled_charges", "customer_id=c")
            .0,
        409
    );
    let types = site.event_types();
    for event in [
        "unbilled_charges_created",
        "unbilled_charges_deleted",
        "unbilled_charges_invoiced",
    ] {
        assert!(types.contains(&event.to_owned()), "{event}: {types:?}");
    }
}

#[test]
fn a_change_may_wait_for_the_next_invoice() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    site.later(15 * DAY);
    let form = format!(
        "{}&prorate=true&invoice_immediately=false",
        items_form("pro:3 chg:2")
    );
    let body = site.post(PATH, &form);
    assert!(body.get("invoice").is_none(), "{body}");
    assert_eq!(
        parts(&body, "unbilled_charges", "entity_id quantity amount"),
        ["pro 2 1000", "chg 2 100"]
    );
    // What waits is less when what it is for goes; the rest of the term is not billed.
    site.later(5 * DAY);
    site.price("big", "plan", "pricing_model=flat_fee&price=9000");
    let form = format!(
        "{}&prorate=true&invoice_immediately=false",
        items_form("big")
    );
    let body = site.post(PATH, &form);
    assert_eq!(
        parts(&body, "unbilled_charges", "entity_id amount"),
        ["big 3000"]
    );
    assert_eq!(site.customer()["unbilled_charges"], 333 + 100 + 3000);
    let body = site.post(
        "subscriptions/s/cancel_for_items",
        "unbilled_charges_option=invoice",
    );
    assert_eq!(members(&body["invoice"], "total"), "3433");
    assert_eq!(body["subscription"]["status"], "cancelled");
}

#[test]
fn what_becomes_of_them_must_be_said() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    site.post(
        "unbilled_charges",
        "subscription_id=s&charges[amount][0]=700&charges[description][0]=x",
    );
    let path = "subscriptions/s/cancel_for_items";
    assert_eq!(site.refused(path, "").1, "configuration_incompatible");
    let body = site.post(path, "unbilled_charges_option=delete");
    assert!(body.get("invoice").is_none());
    assert_eq!(site.customer()["unbilled_charges"], 0);
    let body = site.post("subscriptions/s/reactivate", "invoice_immediately=false");
    assert!(body.get("invoice").is_none());
    assert_eq!(
        parts(&body, "unbilled_charges", "entity_id amount"),
        ["pro 1000"]
    );
}

/// A term that starts bills what waited.
#[test]
fn the_next_invoice_has_them() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "invoice_immediately=false");
    assert_eq!(site.customer()["unbilled_charges"], 1000);
    site.later(DAY);
    let body = site.post(PATH, "force_term_reset=true");
    assert_eq!(
        parts(&body["invoice"], "line_items", "entity_id amount"),
        ["pro 1000", "pro 1000"]
    );
    assert_eq!(site.customer()["unbilled_charges"], 0);
}

/// What is not taxed is not, also where it waits.
#[test]
fn charges_without_taxes_wait_without_taxes() {
    let site = Site::with_catalog();
    let vat = serde_json::json!({ "taxes": { "rates": [{ "name": "VAT", "rate": "19" }] } });
    site.set(vat);
    site.subscribe("s", "pro", "");
    for (more, total) in [
        ("charges[taxable][0]=false", 100),
        ("charges[taxable][0]=true", 119),
        (
            "charges[taxable][0]=false&charges[amount][1]=200&charges[description][1]=y",
            100 + 238,
        ),
    ] {
        let form =
            format!("subscription_id=s&charges[amount][0]=100&charges[description][0]=x&{more}");
        site.post("unbilled_charges", &form);
        let path = "unbilled_charges/invoice_unbilled_charges";
        let body = site.post(path, "subscription_id=s");
        assert_eq!(body["invoices"][0]["total"], total, "{more}");
    }
}

#[test]
fn the_customer_shows_what_still_waits() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let form = "prorate=true&invoice_immediately=false";
    site.post(PATH, &format!("{}&{form}", items_form("add")));
    assert_eq!(site.customer()["unbilled_charges"], 300);
    let form = format!("{}&prorate=true&replace_items_list=true", items_form("pro"));
    site.post(PATH, &form);
    assert_eq!(
        members(&site.customer(), "unbilled_charges balances"),
        "0 null"
    );
}

#[test]
fn a_new_term_that_waits_is_shown() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    site.later(DAY);
    let body = site.post(PATH, "force_term_reset=true&invoice_immediately=false");
    assert_eq!(
        parts(&body, "unbilled_charges", "entity_id amount"),
        ["pro 1000"]
    );
}
