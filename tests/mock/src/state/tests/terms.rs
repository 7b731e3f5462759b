//! What the next term brings: scheduled changes, and the ends of coupons.

use super::{DAY, START, Site, items_form, members, not_computed};
use crate::schema::Version;
use serde_json::Value;

/// What the invoices of a subscription came to, the oldest first.
fn totals(site: &Site, subscription: &str) -> Vec<i64> {
    let list = site.get(&format!(
        "invoices?subscription_id[is]={subscription}&sort_by[asc]=date&limit=100"
    ));
    let list = list["list"].as_array().expect("a list").iter();
    list.map(|it| it["invoice"]["total"].as_i64().expect("a total"))
        .collect()
}

#[test]
fn changes_wait_for_the_end_of_the_term() {
    let site = Site::with_catalog();
    site.price("big", "plan", "pricing_model=flat_fee&price=5000");
    site.subscribe("s", "pro:2", "");
    let path = "subscriptions/s/update_for_items";
    let form = format!("{}&end_of_term=true&prorate=true", items_form("big"));
    let body = site.post(path, &form);
    let shown = "has_scheduled_changes";
    let end = START + 30 * DAY;
    assert_eq!(members(&body["subscription"], shown), "true");
    let plan = |subscription: &Value| {
        let item = &subscription["subscription_items"][0]["item_price_id"];
        item.as_str().map(str::to_owned)
    };
    assert_eq!(plan(&site.subscription("s")).as_deref(), Some("pro"));
    let ahead = site.get("subscriptions/s/retrieve_with_scheduled_changes");
    assert_eq!(plan(&ahead["subscription"]).as_deref(), Some("big"));
    // What is asked for last counts; a removal leaves nothing.
    let other = format!("{}&change_option=end_of_term", items_form("pro:3"));
    site.post(path, &other);
    site.post("subscriptions/s/remove_scheduled_changes", "");
    let none = site.refused("subscriptions/s/remove_scheduled_changes", "");
    assert_eq!(none.1, "invalid_state_for_request");
    assert_eq!(members(&site.subscription("s"), shown), "false");
    site.mock.travel_to(end).expect("it travels");
    assert_eq!(totals(&site, "s"), [2000, 2000]);

    site.post(path, &form);
    let before = site.event_types().len();
    site.mock.advance("2 months").expect("it advances");
    let renewed = site.subscription("s");
    assert_eq!(plan(&renewed).as_deref(), Some("big"));
    assert_eq!(members(&renewed, shown), "false");
    assert_eq!(totals(&site, "s"), [2000, 2000, 5000, 5000]);
    let types = site.event_types().split_off(before);
    let told = [
        "subscription_changed",
        "subscription_renewed",
        "invoice_generated",
        "subscription_renewed",
        "invoice_generated",
    ];
    assert_eq!(types, told);
    for wrong in [
        format!("{}&end_of_term=true", items_form("big chg")),
        format!("{}&end_of_term=true&reactivate=true", items_form("big")),
    ] {
        let refused = site.refused(path, &wrong);
        assert_eq!(refused.1, not_computed("").1, "{wrong}");
    }
    // What was to happen ends with the subscription.
    site.post(path, &format!("{}&end_of_term=true", items_form("pro")));
    let body = site.post("subscriptions/s/cancel_for_items", "");
    assert_eq!(members(&body["subscription"], shown), "false");
}

/// A plan of another period: the next term is as long as that says.
#[test]
fn a_period_changes_with_the_next_term() {
    let site = Site::with_catalog();
    site.post(
        "item_prices",
        "id=year&name=year&item_id=plan&pricing_model=flat_fee&price=9000&period=1&period_unit=year&currency_code=USD",
    );
    site.subscribe("s", "pro", "");
    let form = format!("{}&end_of_term=true", items_form("year"));
    site.post("subscriptions/s/update_for_items", &form);
    site.mock.advance("6 months").expect("it advances");
    let shown = "billing_period billing_period_unit current_term_end";
    let end = START + (30 + 366) * DAY;
    assert_eq!(
        members(&site.subscription("s"), shown),
        format!("1 year {end}")
    );
    assert_eq!(totals(&site, "s"), [1000, 9000]);
}

#[test]
fn coupons_are_used_up() {
    let site = Site::with_catalog();
    let coupon = |id: &str, duration: &str| {
        let form = format!(
            "id={id}&name={id}&discount_type=fixed_amount&discount_amount=100&apply_on=invoice_amount&{duration}"
        );
        site.post("coupons/create_for_items", &form);
        site.subscribe(&format!("s_{id}"), "pro", &format!("coupon_ids[0]={id}"));
    };
    coupon("once", "duration_type=one_time");
    coupon("ever", "duration_type=forever");
    coupon(
        "two",
        "duration_type=limited_period&period=2&period_unit=month",
    );
    let row = site.subscription("s_two")["coupons"][0].clone();
    let till = format!("{} 1", START + 61 * DAY);
    assert_eq!(members(&row, "apply_till applied_count"), till);
    site.mock.advance("3 months").expect("it advances");
    assert_eq!(totals(&site, "s_once"), [900, 1000, 1000, 1000]);
    assert_eq!(totals(&site, "s_two"), [900, 900, 1000, 1000]);
    assert_eq!(totals(&site, "s_ever"), [900, 900, 900, 900]);
    assert_eq!(site.subscription("s_two").get("coupons"), None);
    let row = site.subscription("s_ever")["coupons"][0].clone();
    assert_eq!(members(&row, "coupon_id applied_count"), "ever 4");
}

/// In the first version, too.
#[test]
fn plans_change_at_the_end_of_the_term() {
    let site = Site::with_customer(Version::V1);
    site.post("plans", "id=p&name=P&price=900&period=1&period_unit=month");
    site.post("plans", "id=q&name=Q&price=2900&period=1&period_unit=month");
    site.post("customers/c/subscriptions", "id=s&plan_id=p");
    site.post("subscriptions/s", "plan_id=q&end_of_term=true");
    assert_eq!(site.subscription("s")["plan_id"], "p");
    let ahead = site.get("subscriptions/s/retrieve_with_scheduled_changes");
    assert_eq!(ahead["subscription"]["plan_id"], "q");
    site.mock.advance("1 month").expect("it advances");
    let shown = members(&site.subscription("s"), "plan_id plan_amount");
    assert!(shown.starts_with("q"), "{shown}");
    let amounts = site.get("invoices");
    assert_eq!(amounts["list"][0]["invoice"]["amount"], 2900);
}

/// The contract terms of a subscription, the oldest first: status, cycles, cycles that are left, what it comes to.
fn contracts(site: &Site, subscription: &str) -> Vec<String> {
    let list = site.get(&format!("subscriptions/{subscription}/contract_terms"));
    let list = list["list"].as_array().expect("a list").iter().rev();
    let shown =
        "status billing_cycle remaining_billing_cycles total_contract_value action_at_term_end";
    list.map(|it| members(&it["contract_term"], shown))
        .collect()
}

#[test]
fn contracts_renew_end_and_go_on() {
    let site = Site::with_catalog();
    let under = |id: &str, action: &str, more: &str| {
        let form = format!("billing_cycles=3&contract_term[action_at_term_end]={action}{more}");
        site.subscribe(id, "pro", &form)
    };
    let body = under("r", "renew", "&contract_term_billing_cycle_on_renewal=2");
    under("e", "evergreen", "");
    under("c", "cancel", "");
    under(
        "o",
        "renew_once",
        "&contract_term[cancellation_cutoff_period]=5",
    );
    let contract = &body["subscription"]["contract_term"];
    let term = format!("{START} {}", START + 92 * DAY);
    assert_eq!(members(contract, "contract_start contract_end"), term);
    assert_eq!(contracts(&site, "r"), ["active 3 2 3000 renew"]);
    site.mock.advance("2 months").expect("it advances");
    let shown = "status remaining_billing_cycles next_billing_at";
    let next = START + 92 * DAY;
    for id in ["r", "e", "o"] {
        let own = site.subscription(id);
        assert_eq!(members(&own, shown), format!("active 0 {next}"), "{id}");
    }
    assert_eq!(
        members(&site.subscription("c"), shown),
        "non_renewing 0 null"
    );
    let before = site.event_types().len();
    site.mock.travel_to(next).expect("it travels");
    let types = site.event_types().split_off(before);
    let of_contracts: Vec<&str> = types
        .iter()
        .map(String::as_str)
        .filter(|it| it.starts_with("contract") || it.ends_with("cancelled"))
        .collect();
    let told = [
        "contract_term_completed",
        "subscription_cancelled",
        "contract_term_completed",
        "contract_term_renewed",
        "contract_term_completed",
        "contract_term_completed",
        "contract_term_renewed",
    ];
    assert_eq!(of_contracts, told);
    let done = "completed 3 0 3000";
    assert_eq!(
        contracts(&site, "r"),
        [format!("{done} renew"), "active 2 1 2000 renew".to_owned()]
    );
    assert_eq!(
        contracts(&site, "o"),
        [
            format!("{done} renew_once"),
            "active 3 2 3000 cancel".to_owned()
        ]
    );
    assert_eq!(contracts(&site, "e"), [format!("{done} evergreen")]);
    assert_eq!(contracts(&site, "c"), [format!("{done} cancel")]);
    let ever = site.subscription("e");
    assert_eq!(
        members(&ever, shown),
        format!("active null {}", START + 121 * DAY)
    );
    assert_eq!(members(&site.subscription("c"), "status"), "cancelled");
    // The one that renewed once ends with its second term; another one before its time.
    site.mock.advance("4 months").expect("it advances");
    assert_eq!(members(&site.subscription("o"), "status"), "cancelled");
    site.post("subscriptions/r/cancel_for_items", "");
    let last = contracts(&site, "r").pop();
    assert!(last.is_some_and(|it| it.starts_with("cancelled 2")));
    assert_eq!(totals(&site, "o"), [1000; 6]);
    let form = "id=k&name=k&discount_type=fixed_amount&discount_amount=1&apply_on=invoice_amount&duration_type=forever";
    site.post("coupons/create_for_items", form);
    for (wrong, code) in [
        (
            "billing_cycles=3&contract_term[action_at_term_end]=renew&coupon_ids[0]=k",
            "configuration_incompatible",
        ),
        (
            "contract_term[action_at_term_end]=renew",
            "param_wrong_value",
        ),
        (
            "contract_term_billing_cycle_on_renewal=2",
            "param_wrong_value",
        ),
    ] {
        let form = format!("{}&{wrong}", items_form("pro"));
        assert_eq!(
            site.refused("customers/c/subscription_for_items", &form).1,
            code,
            "{wrong}"
        );
    }
}

/// What starts later may start with a trial.
#[test]
fn a_trial_begins_later() {
    let site = Site::with_catalog();
    let (start, end) = (START + 5 * DAY, START + 12 * DAY);
    let more = format!("start_date={start}&trial_end={end}");
    let body = site.subscribe("s", "pro", &more);
    let shown = "status start_date trial_start trial_end next_billing_at";
    let ahead = format!("future {start} {start} {end} {start}");
    assert_eq!(members(&body["subscription"], shown), ahead);
    site.mock.travel_to(START + 6 * DAY).expect("it travels");
    let trial = format!("in_trial {start} {start} {end} {end}");
    assert_eq!(members(&site.subscription("s"), shown), trial);
    site.mock.travel_to(START + 13 * DAY).expect("it travels");
    let shown = "status current_term_start current_term_end";
    let active = format!("active {end} {}", START + 42 * DAY);
    assert_eq!(members(&site.subscription("s"), shown), active);
    assert_eq!(totals(&site, "s"), [1000]);
    let form = format!("{}&start_date={start}&trial_end={start}", items_form("pro"));
    let refused = site.refused("customers/c/subscription_for_items", &form);
    assert_eq!(refused.1, "configuration_incompatible");
}

#[test]
fn terms_are_invoiced_in_advance_once() {
    let site = Site::with_catalog();
    site.mock.set_time(Some(START + 75 * DAY));
    // 28 January: the terms end on the 28th.
    site.subscribe("s", "pro", "");
    let path = "subscriptions/s/charge_future_renewals";
    let body = site.post(path, "terms_to_charge=2");
    let lines = body["invoice"]["line_items"].as_array().expect("lines");
    let dates: Vec<String> = lines
        .iter()
        .map(|it| members(it, "date_from date_to"))
        .collect();
    let day = |days: i64| START + (75 + days) * DAY;
    let terms = [(31, 60), (60, 91)].map(|(from, to)| format!("{} {}", day(from), day(to)));
    assert_eq!(dates, terms);
    site.mock.advance("1 month").expect("it advances");
    // One more: what was invoiced in advance is not invoiced again.
    site.post(path, "");
    assert_eq!(totals(&site, "s"), [1000, 2000, 1000]);
    let since = site.event_types().len();
    site.mock.advance("3 months").expect("it advances");
    let renewals = site.event_types().split_off(since);
    let told = [
        "subscription_renewed",
        "subscription_renewed",
        "subscription_renewed",
        "invoice_generated",
    ];
    assert_eq!(renewals, told);
    assert_eq!(totals(&site, "s"), [1000, 2000, 1000, 1000]);
    for (wrong, code) in [
        ("schedule_type=specific_dates", "configuration_incompatible"),
        ("invoice_immediately=false", "configuration_incompatible"),
        ("terms_to_charge=0", "param_wrong_value"),
    ] {
        assert_eq!(site.refused(path, wrong).1, code, "{wrong}");
    }
    site.subscribe("t", "pro", "billing_cycles=2");
    let refused = site.refused(
        "subscriptions/t/charge_future_renewals",
        "terms_to_charge=2",
    );
    assert_eq!(refused.1, "param_wrong_value");
}
