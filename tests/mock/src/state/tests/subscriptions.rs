//! How subscriptions start, end, pause and go on.

use super::{DAY, START, Site, items_form, members, not_computed, refusal, standing};

#[test]
fn a_subscription_starts_with_a_term_and_its_invoice() {
    let site = Site::with_catalog();
    let body = site.subscribe("s", "pro:3 add chg:2", "po_number=7&cf_team=x");
    let subscription = &body["subscription"];
    assert_eq!(
        members(
            subscription,
            "status currency_code billing_period billing_period_unit po_number cf_team total_dues due_invoices_count"
        ),
        "active USD 1 month 7 x 3400 1"
    );
    let end = START + 30 * DAY;
    assert_eq!(
        members(
            subscription,
            "started_at activated_at current_term_start current_term_end next_billing_at due_since"
        ),
        format!("{START} {START} {START} {end} {end} {START}")
    );
    let items = subscription["subscription_items"]
        .as_array()
        .expect("items");
    let items: Vec<String> = items
        .iter()
        .map(|it| members(it, "item_price_id item_type quantity unit_price amount"))
        .collect();
    assert_eq!(
        items,
        [
            "pro plan 3 1000 3000",
            "add addon 1 300 300",
            "chg charge 2 50 100"
        ]
    );
    let invoice = &body["invoice"];
    assert_eq!(standing(invoice), "payment_due 3400 0 0 0 3400");
    assert_eq!(
        members(
            invoice,
            "subscription_id recurring first_invoice sub_total tax"
        ),
        "s true true 3400 0"
    );
    let lines = invoice["line_items"].as_array().expect("lines");
    assert_eq!(
        members(&lines[0], "entity_type entity_id date_from date_to"),
        format!("plan_item_price pro {START} {end}")
    );
    assert_eq!(
        members(&lines[2], "entity_type amount date_to"),
        format!("charge_item_price 100 {START}")
    );
    assert_eq!(
        site.invoice(invoice["id"].as_str().expect("an id")),
        *invoice
    );
}

#[test]
fn a_subscription_has_one_plan() {
    let site = Site::with_catalog();
    let year = "id=year&name=y&item_id=addon&price=1&period=1&period_unit=year&currency_code=USD";
    site.post("item_prices", year);
    site.price(
        "other",
        "plan",
        "pricing_model=flat_fee&price=1&currency_code=EUR",
    );
    let path = "customers/c/subscription_for_items";
    let first = "subscription_items[item_price_id][0]";
    for (items, expected) in [
        ("add", refusal(400, "param_wrong_value", first)),
        (
            "pro pro",
            refusal(
                400,
                "param_wrong_value",
                "subscription_items[item_price_id][1]",
            ),
        ),
        (
            "pro other",
            refusal(
                400,
                "param_wrong_value",
                "subscription_items[item_price_id][1]",
            ),
        ),
        ("pro year", not_computed("")),
    ] {
        assert_eq!(site.refused(path, &items_form(items)), expected, "{items}");
    }
    assert_eq!(site.refused(path, "").1, "configuration_incompatible");
    site.subscribe("s", "pro", "");
    assert_eq!(
        site.refused(path, &format!("id=s&{}", items_form("pro"))).1,
        "duplicate_entry"
    );
    assert_eq!(
        site.refused(
            "customers/nobody/subscription_for_items",
            &items_form("pro")
        )
        .0,
        404
    );
}

#[test]
fn trials_are_not_billed_before_they_end() {
    let site = Site::with_catalog();
    site.price(
        "tried",
        "plan",
        "pricing_model=per_unit&price=1000&trial_period=14&trial_period_unit=day",
    );
    let body = site.subscribe("s", "tried", "");
    let end = START + 14 * DAY;
    assert!(body.get("invoice").is_none(), "{body}");
    assert_eq!(
        members(
            &body["subscription"],
            "status trial_start trial_end next_billing_at current_term_end"
        ),
        format!("in_trial {START} {end} {end} null")
    );
    assert_eq!(
        site.refused(
            "customers/c/subscription_for_items",
            &items_form("tried chg")
        ),
        not_computed("")
    );
    let own = site.subscribe("own", "pro", &format!("trial_end={}", START + DAY));
    assert_eq!(
        members(&own["subscription"], "status trial_end"),
        format!("in_trial {}", START + DAY)
    );
    let none = site.subscribe("none", "tried", "trial_end=0");
    assert_eq!(none["subscription"]["status"], "active");
    let past = format!("{}&trial_end={}", items_form("pro"), START - 1);
    assert_eq!(
        site.refused("customers/c/subscription_for_items", &past).2,
        "trial_end"
    );
    // Longer, then over.
    site.post(
        "subscriptions/s/update_for_items",
        &format!("trial_end={}", end + DAY),
    );
    assert_eq!(site.subscription("s")["trial_end"], end + DAY);
    let body = site.post("subscriptions/s/update_for_items", "trial_end=0");
    assert_eq!(standing(&body["invoice"]), "payment_due 1000 0 0 0 1000");
    assert_eq!(
        members(&body["subscription"], "status trial_end"),
        format!("active {START}")
    );
    assert!(
        site.event_types()
            .contains(&"subscription_activated".to_owned())
    );
}

#[test]
fn a_start_that_lies_ahead() {
    let site = Site::with_catalog();
    let start = START + DAY;
    let body = site.subscribe("s", "pro", &format!("start_date={start}"));
    assert!(body.get("invoice").is_none());
    assert_eq!(
        members(&body["subscription"], "status start_date next_billing_at"),
        format!("future {start} {start}")
    );
    let path = "subscriptions/s/update_for_items";
    site.post(path, &format!("start_date={}", start + DAY));
    assert_eq!(site.subscription("s")["start_date"], start + DAY);
    let past = format!("{}&start_date={}", items_form("pro"), START - 1);
    assert_eq!(
        site.refused("customers/c/subscription_for_items", &past),
        not_computed("")
    );
}

#[test]
fn so_many_terms_and_no_more() {
    let site = Site::with_catalog();
    let body = site.subscribe("two", "pro", "billing_cycles=2");
    assert_eq!(
        members(&body["subscription"], "status remaining_billing_cycles"),
        "active 1"
    );
    let body = site.subscribe("one", "pro", "billing_cycles=1");
    let end = START + 30 * DAY;
    assert_eq!(
        members(
            &body["subscription"],
            "status remaining_billing_cycles cancelled_at next_billing_at"
        ),
        format!("non_renewing 0 {end} null")
    );
}

/// What would change what is owed, and is not computed, is refused by its name.
#[test]
fn nothing_is_silently_ignored() {
    let site = Site::with_catalog();
    let path = "customers/c/subscription_for_items";
    for (more, param) in [
        ("setup_fee=5", "setup_fee"),
        ("free_period=1", "free_period"),
        ("billing_alignment_mode=delayed", "billing_alignment_mode"),
        (
            "discounts[duration_type][0]=forever&discounts[percentage][0]=10",
            "discounts[duration_type][0]",
        ),
        ("item_tiers[price][0]=1", "item_tiers[price][0]"),
        (
            "subscription_items[service_period_days][0]=3",
            "subscription_items[service_period_days][0]",
        ),
        (
            "coupons[apply_till][0]=1800000000&coupons[coupon_id][0]=x",
            "coupons[coupon_id][0]",
        ),
        ("invoice_date=1600000000", "invoice_date"),
    ] {
        let refused = site.refused(path, &format!("{}&{more}", items_form("pro")));
        assert_eq!(refused.2, param, "{more}");
        assert_eq!(
            refused.1,
            if param.starts_with("coupons") {
                "resource_not_found"
            } else {
                "configuration_incompatible"
            }
        );
    }
    for more in [
        "terms_to_charge=2",
        "create_pending_invoices=true",
        "subscription_items[charge_on_event][1]=subscription_activation&subscription_items[item_price_id][1]=chg",
    ] {
        let refused = site.refused(path, &format!("{}&{more}", items_form("pro")));
        assert_eq!(refused, not_computed(""), "{more}");
    }
    assert_eq!(site.get("subscriptions")["list"], serde_json::json!([]));
}
