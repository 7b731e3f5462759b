//! Coupons, and what they take off.

use super::{START, Site, id, items_form, members, not_computed, parts, refusal};

fn coupon(site: &Site, id: &str, more: &str) {
    let apply = if more.contains("apply_on") {
        ""
    } else {
        "&apply_on=invoice_amount"
    };
    site.post(
        "coupons/create_for_items",
        &format!("id={id}&name={id}{apply}&{more}"),
    );
}

#[test]
fn on_subscriptions_and_invoices() {
    let site = Site::with_catalog();
    coupon(
        &site,
        "ten",
        "discount_type=percentage&discount_percentage=10&duration_type=forever",
    );
    coupon(
        &site,
        "five",
        "discount_type=fixed_amount&discount_amount=500&duration_type=one_time",
    );
    let body = site.subscribe("s", "pro:2 add", "coupon_ids[0]=ten");
    let invoice = &body["invoice"];
    assert_eq!(
        members(invoice, "sub_total total amount_due"),
        "2300 2070 2070"
    );
    assert_eq!(
        members(
            &invoice["discounts"][0],
            "amount entity_type entity_id discount_type"
        ),
        "230 document_level_coupon ten percentage"
    );
    assert_eq!(
        members(
            &body["subscription"]["coupons"][0],
            "coupon_id applied_count"
        ),
        "ten 1"
    );
    assert_eq!(
        members(&body["subscription"], "coupon total_dues"),
        "ten 2070"
    );
    assert_eq!(site.get("coupons/ten")["coupon"]["redemptions"], 1);
    let charge = "customer_id=c&amount=400&description=x&coupon_ids[0]=five";
    let invoice = site.post("invoices/charge", charge)["invoice"].clone();
    assert_eq!(members(&invoice, "sub_total total status"), "400 0 paid");
    assert_eq!(invoice["discounts"][0]["amount"], 400);
    // A percentage is rounded once, and parted by line.
    let two = "customer_id=c&charges[amount][0]=15&charges[amount][1]=15&coupon_ids[0]=ten";
    let body = site.post("invoices/create_for_charge_items_and_charges", two);
    assert_eq!(members(&body["invoice"], "sub_total total"), "30 27");
    assert_eq!(
        parts(&body["invoice"], "line_items", "discount_amount"),
        ["2", "1"]
    );
    assert_eq!(
        parts(
            &body["invoice"],
            "line_item_discounts",
            "coupon_id discount_amount"
        ),
        ["ten 2", "ten 1"]
    );
    // In their order, each off what the earlier ones leave.
    coupon(
        &site,
        "six",
        "discount_type=fixed_amount&discount_amount=600",
    );
    let both = "customer_id=c&amount=4000&description=x&coupon_ids[0]=six&coupon_ids[1]=ten";
    let body = site.post("invoices/charge", both);
    assert_eq!(members(&body["invoice"], "sub_total total"), "4000 3060");
    assert_eq!(site.get("coupons/five")["coupon"]["redemptions"], 1);
}

#[test]
fn on_some_items() {
    let site = Site::with_catalog();
    let on = |item: &str, ids: &str| {
        let ids = if ids.is_empty() {
            String::new()
        } else {
            format!("&item_constraints[item_price_ids][0]=%5B%22{ids}%22%5D")
        };
        format!(
            "item_constraints[item_type][0]={item}&item_constraints[constraint][0]={}{ids}",
            if ids.is_empty() { "all" } else { "specific" }
        )
    };
    let fixed = "discount_type=fixed_amount&discount_amount=500";
    coupon(
        &site,
        "plans",
        &format!("{fixed}&apply_on=each_specified_item&{}", on("plan", "")),
    );
    coupon(
        &site,
        "add",
        &format!(
            "discount_percentage=50&apply_on=specified_items_total&{}",
            on("addon", "add")
        ),
    );
    coupon(&site, "all", "discount_percentage=10");
    // Those on items come first; what is left is parted among the lines.
    let body = site.subscribe(
        "s",
        "pro:2 add chg",
        "coupon_ids[0]=all&coupon_ids[1]=plans&coupon_ids[2]=add",
    );
    let invoice = &body["invoice"];
    assert_eq!(
        parts(
            invoice,
            "line_items",
            "amount discount_amount item_level_discount_amount"
        ),
        ["2000 650 500", "300 165 150", "50 5 0"]
    );
    assert_eq!(
        parts(invoice, "discounts", "entity_id entity_type amount"),
        [
            "all document_level_coupon 170",
            "plans item_level_coupon 500",
            "add item_level_coupon 150"
        ]
    );
    assert_eq!(members(invoice, "sub_total total"), "2350 1530");
}

#[test]
fn changed_on_a_subscription() {
    let site = Site::with_catalog();
    coupon(&site, "a", "discount_percentage=10");
    coupon(&site, "b", "discount_percentage=20");
    let path = "subscriptions/s/update_for_items";
    site.subscribe("s", "pro", "coupon=a");
    assert_eq!(site.refused(path, "coupon_ids[0]=a").2, "coupon_ids[0]");
    let body = site.post(path, "coupon_ids[0]=b&replace_coupon_list=true");
    assert_eq!(
        body["subscription"]["coupons"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(body["subscription"]["coupon"], "b");
    assert_eq!(
        site.refused("subscriptions/s/remove_coupons", "coupon_ids[0]=a")
            .0,
        404
    );
    let body = site.post("subscriptions/s/remove_coupons", "coupon_ids[0]=b");
    assert!(body["subscription"].get("coupons").is_none());
    site.post("subscriptions/s/cancel_for_items", "");
    site.post(path, "coupon_ids[0]=a");
    let body = site.post("subscriptions/s/reactivate", "");
    assert_eq!(body["invoice"]["total"], 900);
}

#[test]
fn that_cannot_be_redeemed() {
    let site = Site::with_catalog();
    let path = "customers/c/subscription_for_items";
    let with = |id: &str| site.refused(path, &format!("{}&coupon_ids[0]={id}", items_form("pro")));
    let exhausted = refusal(400, "resource_limit_exhausted", "coupon_ids[0]");
    coupon(&site, "once", "discount_percentage=10&max_redemptions=1");
    site.subscribe("s", "pro", "coupon_ids[0]=once");
    assert_eq!(with("once"), exhausted);
    coupon(
        &site,
        "old",
        &format!("discount_percentage=10&valid_till={}", START + 1),
    );
    coupon(
        &site,
        "ahead",
        &format!("discount_percentage=10&valid_from={}", START + 9),
    );
    assert_eq!(with("ahead"), exhausted);
    site.later(5);
    assert_eq!(with("old"), exhausted);
    coupon(
        &site,
        "each",
        "discount_percentage=10&apply_on=each_specified_item",
    );
    assert_eq!(with("each"), not_computed(""));
    coupon(
        &site,
        "some",
        "discount_percentage=10&item_constraints[constraint][0]=specific&item_constraints[item_type][0]=plan",
    );
    assert_eq!(with("some"), not_computed(""));
    coupon(
        &site,
        "euro",
        "discount_type=fixed_amount&discount_amount=1&currency_code=EUR",
    );
    assert_eq!(with("euro"), not_computed(""));
    coupon(&site, "gone", "discount_percentage=10");
    site.post("coupons/gone/delete", "");
    assert_eq!(
        with("gone"),
        refusal(404, "resource_not_found", "coupon_ids[0]")
    );
    // What was redeemed is archived, and can come back.
    assert_eq!(
        site.post("coupons/once/delete", "")["coupon"]["status"],
        "archived"
    );
    assert_eq!(with("once"), exhausted);
    assert_eq!(
        site.post("coupons/once/unarchive", "")["coupon"]["status"],
        "active"
    );
    assert_eq!(site.refused("coupons/once/unarchive", "").0, 409);
}

#[test]
fn as_they_are_set_up() {
    let site = Site::with_catalog();
    let path = "coupons/create_for_items";
    for (form, param) in [
        (
            "discount_type=percentage&discount_amount=10",
            "discount_percentage",
        ),
        (
            "discount_type=fixed_amount&discount_percentage=10",
            "discount_amount",
        ),
        (
            "discount_percentage=10&discount_amount=10",
            "discount_amount",
        ),
    ] {
        let form = format!("id=x&name=x&apply_on=invoice_amount&{form}");
        assert_eq!(
            site.refused(path, &form),
            refusal(400, "param_wrong_value", param),
            "{form}"
        );
    }
    coupon(&site, "ten", "discount_percentage=10");
    site.post("coupon_sets", "coupon_id=ten&name=set&id=cs");
    assert_eq!(
        site.post("coupon_sets/cs/update", "name=other")["coupon_set"]["name"],
        "other"
    );
    assert_eq!(
        site.refused("coupon_sets/cs/add_coupon_codes", "code[0]=a"),
        not_computed("")
    );
    assert_eq!(
        site.post("coupons/ten/delete", "")["coupon"]["status"],
        "archived"
    );
    let events = site.events();
    let set = events
        .iter()
        .find(|it| it["event_type"] == "coupon_set_created")
        .expect("told");
    assert_eq!(id(&set["content"]["coupon"]), "ten");
    site.post("coupon_sets/cs/delete", "");
    assert_eq!(site.refused_by("GET", "coupon_sets/cs", "").0, 404);
}
