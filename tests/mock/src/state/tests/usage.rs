//! Usage of metered items, billed when the term ends.

use super::{DAY, START, Site, items_form, members, parts, refusal};
use serde_json::Value;

fn with_meters() -> Site {
    let site = Site::with_catalog();
    for (item, how) in [
        ("calls", "sum_of_usages"),
        ("seats", "max_usage"),
        ("space", "last_usage"),
    ] {
        let form = format!(
            "id={item}&name={item}&type=addon&item_family_id=f&metered=true&usage_calculation={how}"
        );
        site.post("items", &form);
    }
    site.price(
        "call",
        "calls",
        "pricing_model=per_unit&price=3&free_quantity=100",
    );
    let tiers = "pricing_model=tiered&tiers[starting_unit][0]=1&tiers[ending_unit][0]=5&tiers[price][0]=700&tiers[starting_unit][1]=6&tiers[price][1]=500";
    site.price("seat", "seats", tiers);
    site.price("gb", "space", "pricing_model=per_unit&price=10");
    site.subscribe("s", "pro call seat gb", "");
    site
}

fn used(site: &Site, price: &str, quantity: &str) -> Value {
    let form = format!(
        "item_price_id={price}&quantity={quantity}&usage_date={}",
        site.mock.now()
    );
    site.post("subscriptions/s/usages", &form)["usage"].clone()
}

fn latest(site: &Site) -> Value {
    site.get("invoices?limit=1")["list"][0]["invoice"].clone()
}

const LINE: &str = "entity_id quantity amount metered date_from date_to";

#[test]
fn usage_is_billed_when_the_term_ends() {
    let site = with_meters();
    let first = latest(&site);
    assert_eq!(
        parts(&first, "line_items", "entity_id amount"),
        ["pro 1000"]
    );
    let items = &site.subscription("s")["subscription_items"][1];
    assert_eq!(
        members(items, "item_price_id quantity amount unit_price"),
        "call null null 3"
    );
    for (price, quantity) in [
        ("call", "80"),
        ("call", "45"),
        ("seat", "4"),
        ("seat", "7"),
        ("seat", "2"),
        ("gb", "90"),
        ("gb", "30"),
    ] {
        site.later(DAY);
        used(&site, price, quantity);
    }
    let estimate =
        site.get("subscriptions/s/renewal_estimate")["estimate"]["invoice_estimate"].clone();
    site.mock.advance("1 month").expect("time goes on");
    let invoice = latest(&site);
    let (from, to) = (START, START + 30 * DAY);
    assert_eq!(
        parts(&invoice, "line_items", LINE)[1..],
        [
            format!("call 125 75 true {from} {to}"),
            format!("seat 7 4500 true {from} {to}"),
            format!("gb 30 300 true {from} {to}"),
        ]
    );
    assert_eq!(members(&invoice, "total"), "5875");
    assert_eq!(members(&estimate, "total"), "5875");
    let list = site.get("usages?subscription_id[is]=s");
    let billed = list["list"].as_array().into_iter().flatten();
    let id = super::id(&invoice);
    assert!(
        billed.clone().count() == 7
            && billed
                .into_iter()
                .all(|it| it["usage"]["invoice_id"] == id.as_str())
    );
    // A term without usage has no lines for it; nothing is billed twice.
    site.mock.advance("1 month").expect("time goes on");
    assert_eq!(members(&latest(&site), "total"), "1000");
}

#[test]
fn the_last_usage_is_billed_with_the_end() {
    let site = with_meters();
    site.later(DAY);
    used(&site, "call", "300.5");
    let body = site.post("subscriptions/s/cancel_for_items", "");
    assert_eq!(
        parts(
            &body["invoice"],
            "line_items",
            "entity_id quantity_in_decimal amount"
        ),
        ["call 300.5 602"]
    );
    // At the end of a term, too.
    let site = with_meters();
    site.post("subscriptions/s/cancel_for_items", "end_of_term=true");
    used(&site, "seat", "1");
    site.mock.advance("2 months").expect("time goes on");
    assert_eq!(site.subscription("s")["status"], "cancelled");
    assert_eq!(
        parts(&latest(&site), "line_items", "entity_id amount"),
        ["seat 700"]
    );
}

#[test]
fn usage_that_does_not_fit_is_refused() {
    let site = with_meters();
    let path = "subscriptions/s/usages";
    for (form, expected) in [
        (
            format!("item_price_id=add&quantity=1&usage_date={START}"),
            refusal(404, "resource_not_found", "item_price_id"),
        ),
        (
            format!("item_price_id=pro&quantity=1&usage_date={START}"),
            refusal(400, "param_wrong_value", "item_price_id"),
        ),
        (
            format!("item_price_id=call&quantity=1&usage_date={}", START + 1),
            refusal(400, "param_wrong_value", "usage_date"),
        ),
        (
            format!("item_price_id=call&quantity=1&usage_date={}", START - 1),
            refusal(400, "param_wrong_value", "usage_date"),
        ),
        (
            format!("item_price_id=call&quantity=-1&usage_date={START}"),
            refusal(400, "param_wrong_value", "quantity"),
        ),
    ] {
        assert_eq!(site.refused(path, &form), expected, "{form}");
    }
    let counted = refusal(400, "param_wrong_value", "subscription_items[quantity][0]");
    let form = items_form("call:3");
    assert_eq!(
        site.refused("subscriptions/s/update_for_items", &form),
        counted
    );
    let usage = super::id(&used(&site, "call", "5"));
    let shown = site.get(&format!("subscriptions/s/usages?id={usage}"));
    assert_eq!(
        members(&shown["usage"], "quantity item_price_id source"),
        "5 call api"
    );
    site.post("subscriptions/s/delete_usage", &format!("id={usage}"));
    assert_eq!(
        site.refused_by("GET", &format!("subscriptions/s/usages?id={usage}"), "")
            .0,
        404
    );
}
