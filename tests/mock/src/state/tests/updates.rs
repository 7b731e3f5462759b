//! What a subscription holds, changed.

use super::{Site, items_form, members, not_computed, refusal, standing};
use serde_json::Value;

const PATH: &str = "subscriptions/s/update_for_items";

fn items(body: &Value) -> Vec<String> {
    let items = body["subscription"]["subscription_items"]
        .as_array()
        .expect("items");
    items
        .iter()
        .map(|it| members(it, "item_price_id quantity amount"))
        .collect()
}

fn with_subscription() -> Site {
    let site = Site::with_catalog();
    site.price("more", "addon", "pricing_model=per_unit&price=20");
    site.price("big", "plan", "pricing_model=per_unit&price=5000");
    site.subscribe("s", "pro:2 add", "");
    site
}

#[test]
fn items_are_merged_or_replaced() {
    let site = with_subscription();
    let body = site.post(PATH, &items_form("pro:5"));
    assert_eq!(items(&body), ["pro 5 5000", "add 1 300"]);
    // The term that runs was paid for; nothing is charged for the rest of it.
    assert!(body.get("invoice").is_none());
    let body = site.post(PATH, &items_form("more:3"));
    assert_eq!(items(&body), ["pro 5 5000", "add 1 300", "more 3 60"]);
    // A quantity that is not said again stays.
    let body = site.post(
        PATH,
        &format!(
            "{}&subscription_items[unit_price][0]=10",
            items_form("more")
        ),
    );
    assert_eq!(items(&body), ["pro 5 5000", "add 1 300", "more 3 30"]);
    assert_eq!(site.refused(PATH, &items_form("more:4")), not_computed(""));
    // Another plan takes the place of the old one.
    let body = site.post(PATH, &items_form("big:1"));
    assert_eq!(items(&body), ["big 1 5000", "add 1 300", "more 3 30"]);
    let body = site.post(
        PATH,
        &format!("{}&replace_items_list=true", items_form("pro:4 more:2")),
    );
    assert_eq!(items(&body), ["pro 4 4000", "more 2 40"]);
    let without_plan = format!("{}&replace_items_list=true", items_form("add"));
    assert_eq!(site.refused(PATH, &without_plan).1, "param_wrong_value");
    assert_eq!(
        site.refused(PATH, "replace_items_list=true").1,
        "param_wrong_value"
    );
    assert_eq!(
        site.get("subscriptions/s")["subscription"]["subscription_items"],
        body["subscription"]["subscription_items"]
    );
    assert_eq!(site.subscription("s")["total_dues"], 2300);
}

#[test]
fn what_does_not_fit_is_refused() {
    let site = with_subscription();
    site.price(
        "euro",
        "plan",
        "pricing_model=per_unit&price=1&currency_code=EUR",
    );
    site.price(
        "fee",
        "addon",
        "pricing_model=flat_fee&price=1&currency_code=EUR",
    );
    site.post("item_prices", "id=year&name=year&item_id=plan&price=1&period=1&period_unit=year&currency_code=USD&pricing_model=flat_fee");
    let unknown = site.refused(PATH, &items_form("nope"));
    assert_eq!(
        unknown,
        refusal(
            404,
            "resource_not_found",
            "subscription_items[item_price_id][0]"
        )
    );
    for wrong in [
        items_form("euro"),
        items_form("fee"),
        format!("{}&replace_items_list=true", items_form("euro fee")),
        format!("{}&billing_cycles=3", items_form("pro:3")),
        "invoice_usages=true".to_owned(),
    ] {
        assert_eq!(
            site.refused(PATH, &wrong).1,
            "configuration_incompatible",
            "{wrong}"
        );
    }
    assert_eq!(
        site.refused(PATH, "coupon_ids[0]=nope"),
        refusal(404, "resource_not_found", "coupon_ids[0]")
    );
    assert_eq!(
        site.subscription("s")["subscription_items"][0]["quantity"],
        2
    );
    site.post("subscriptions/s/cancel_for_items", "");
    assert_eq!(site.refused(PATH, &items_form("pro:3")).0, 409);
    let body = site.post(PATH, "po_number=9&auto_collection=off");
    assert_eq!(
        members(&body["subscription"], "po_number auto_collection"),
        "9 off"
    );
    assert!(
        site.post(PATH, "po_number=")["subscription"]
            .get("po_number")
            .is_none()
    );
}

#[test]
fn what_is_charged_once_is_charged_at_once() {
    let site = with_subscription();
    let body = site.post(PATH, &items_form("chg:3"));
    assert_eq!(standing(&body["invoice"]), "payment_due 150 0 0 0 150");
    assert_eq!(items(&body), ["pro 2 2000", "add 1 300", "chg 3 150"]);
    assert_eq!(
        members(&body["subscription"], "total_dues due_invoices_count"),
        "2450 2"
    );
    assert_eq!(site.refused(PATH, &items_form("chg:1")), not_computed(""));
    let later = format!("{}&invoice_immediately=false", items_form("chg"));
    assert_eq!(site.refused(PATH, &later).1, "configuration_incompatible");
}

/// A price of the catalog that changes is not that of those who subscribed before.
#[test]
fn the_price_that_was_agreed_on_stays() {
    let site = with_subscription();
    site.post("item_prices/pro", "price=9999");
    let body = site.post(PATH, &items_form("add"));
    assert_eq!(items(&body), ["pro 2 2000", "add 1 300"]);
    site.post("item_prices/add/delete", "");
    assert_eq!(
        site.get("item_prices/add")["item_price"]["status"],
        "archived"
    );
    let body = site.post(PATH, &items_form("more:1"));
    assert_eq!(items(&body), ["pro 2 2000", "add 1 300", "more 1 20"]);
}

#[test]
fn who_pays_for_it() {
    let site = with_subscription();
    let card = site.card();
    let path = "subscriptions/s/override_billing_profile";
    let body = site.post(
        path,
        &format!("payment_source_id={card}&auto_collection=off"),
    );
    assert_eq!(
        members(&body["subscription"], "payment_source_id auto_collection"),
        format!("{card} off")
    );
    assert_eq!(body["payment_source"]["id"], card.as_str());
    assert!(
        site.post(path, "")["subscription"]
            .get("payment_source_id")
            .is_none()
    );
    assert_eq!(site.refused(path, "payment_source_id=nope").0, 404);
}

/// Another quantity of a price in decimals; one that was agreed on is still another matter.
#[test]
fn a_price_in_decimals_has_another_quantity() {
    let site = with_subscription();
    let price = "pricing_model=per_unit&price_in_decimal=10.5";
    site.price("exact", "plan", price);
    let item = |more: &str| format!("subscription_items[item_price_id][0]=exact&{more}");
    let quantity = |it: &str| item(&format!("subscription_items[quantity_in_decimal][0]={it}"));
    for (units, amount) in [("1.5", 1575), ("2.5", 2625)] {
        let body = site.post(PATH, &quantity(units));
        let row = &body["subscription"]["subscription_items"][0];
        let expected = format!("{units} 10.5 {amount}");
        let names = "quantity_in_decimal unit_price_in_decimal amount";
        assert_eq!(members(row, names), expected);
    }
    site.post(
        PATH,
        &item("subscription_items[unit_price_in_decimal][0]=9"),
    );
    let refused = site.refused(PATH, &quantity("3.5"));
    assert_eq!(refused.1, "configuration_incompatible");
}
