//! Estimates are what the order then does, to the cent.

use super::{DAY, START, Site, items_form, members, parts};
use crate::schema::Version;
use serde_json::{Value, json};

/// What an estimate and what it was about must agree on.
const INVOICE: &str =
    "sub_total total credits_applied amount_due price_type currency_code recurring";
const LINE: &str = "entity_type entity_id quantity unit_amount amount discount_amount tax_amount date_from date_to description";
const NOTE: &str =
    "type sub_total total reference_invoice_id currency_code amount_allocated amount_available";

/// Changes the names of members so that they belong to a group: `plan_id=x` to `subscription[plan_id]=x`.
fn grouped(form: &str, group: &str, names: &[&str]) -> String {
    let members = form.split('&').filter(|it| !it.is_empty()).map(|it| {
        let (name, value) = it.split_once('=').unwrap_or((it, ""));
        match names.contains(&name) {
            true => format!("{group}[{name}]={value}"),
            false => it.to_owned(),
        }
    });
    members.collect::<Vec<_>>().join("&")
}

const OF_SUBSCRIPTION: [&str; 7] = [
    "id",
    "trial_end",
    "start_date",
    "plan_id",
    "plan_quantity",
    "setup_fee",
    "coupon",
];

/// Holds an estimate against the answer of its order.
fn agree(estimate: &Value, order: &Value, what: &str) {
    let estimate = &estimate["estimate"];
    let invoice = &order["invoice"];
    let estimated = &estimate["invoice_estimate"];
    assert_eq!(
        invoice.is_null(),
        estimated.is_null(),
        "{what}: {estimate} {order}"
    );
    let same = |left: &Value, right: &Value| {
        assert_eq!(members(left, INVOICE), members(right, INVOICE), "{what}");
        assert_eq!(
            parts(left, "line_items", LINE),
            parts(right, "line_items", LINE),
            "{what}"
        );
        assert_eq!(
            parts(left, "taxes", "name amount"),
            parts(right, "taxes", "name amount"),
            "{what}"
        );
        let discount = "entity_type entity_id amount";
        assert_eq!(
            parts(left, "discounts", discount),
            parts(right, "discounts", discount),
            "{what}"
        );
    };
    if !invoice.is_null() {
        same(estimated, invoice);
    }
    assert_eq!(
        parts(estimate, "credit_note_estimates", NOTE),
        parts(order, "credit_notes", NOTE),
        "{what}"
    );
    let charge = "entity_id amount quantity date_from date_to";
    assert_eq!(
        parts(estimate, "unbilled_charge_estimates", charge),
        parts(order, "unbilled_charges", charge),
        "{what}"
    );
    let own = "status next_billing_at currency_code";
    if !order["subscription"].is_null() {
        assert_eq!(
            members(&estimate["subscription_estimate"], own),
            members(&order["subscription"], own),
            "{what}"
        );
    }
}

/// A site of many kinds of prices, with taxes and a customer who has credits.
fn with_everything(taxes: &Value) -> Site {
    let site = Site::with_catalog();
    site.set(json!({ "taxes": taxes }));
    site.price("more", "addon", "pricing_model=per_unit&price=333");
    site.price("big", "plan", "pricing_model=per_unit&price=5900");
    let tiers = "pricing_model=tiered&tiers[starting_unit][0]=1&tiers[ending_unit][0]=5&tiers[price][0]=700&tiers[starting_unit][1]=6&tiers[price][1]=499";
    site.price("tier", "plan", tiers);
    site.price(
        "tried",
        "plan",
        "pricing_model=flat_fee&price=4900&trial_period=14&trial_period_unit=day",
    );
    site.post("item_prices", "id=year&name=year&item_id=plan&price=49900&period=1&period_unit=year&currency_code=USD&pricing_model=flat_fee");
    for (id, more) in [
        (
            "ten",
            "discount_percentage=10&apply_on=invoice_amount&duration_type=forever",
        ),
        (
            "off",
            "discount_type=fixed_amount&discount_amount=250&apply_on=invoice_amount&duration_type=forever",
        ),
    ] {
        site.post(
            "coupons/create_for_items",
            &format!("id={id}&name={id}&{more}"),
        );
    }
    site.post(
        "promotional_credits/add",
        "customer_id=c&amount=777&description=x",
    );
    site
}

fn sites() -> Vec<Site> {
    [
        json!({}),
        json!({ "rates": [{ "name": "VAT", "rate": "19" }] }),
        json!({ "price_type": "tax_inclusive", "rates": [{ "name": "A", "rate": "7.25" }, { "name": "B", "rate": "3" }] }),
        json!({ "rounding": "document", "rates": [{ "name": "VAT", "rate": "8.875" }] }),
    ]
    .iter()
    .map(with_everything)
    .collect()
}

const CREATE: &str = "customers/c/subscription_for_items";
const ESTIMATE: &str = "customers/c/create_subscription_for_items_estimate";
const UPDATE: &str = "subscriptions/s/update_for_items";

fn estimate_of_update(site: &Site, form: &str) -> Value {
    let form = grouped(form, "subscription", &OF_SUBSCRIPTION);
    site.post(
        "estimates/update_subscription_for_items",
        &format!("subscription[id]=s&{form}"),
    )
}

/// What nobody keeps leaves nothing behind.
fn quiet<T>(site: &Site, act: impl Fn() -> T) -> T {
    let before = (site.event_types().len(), site.customer());
    let result = act();
    assert_eq!((site.event_types().len(), site.customer()), before);
    result
}

#[test]
fn of_new_subscriptions() {
    let mut count = 0;
    for site in sites() {
        for (index, (items, more)) in [
            ("pro:3", ""),
            ("pro:3 add more:7", "coupon_ids[0]=ten"),
            ("tier:9 chg:4", "coupon_ids[0]=off&coupon_ids[1]=ten"),
            ("tier:4", "invoice_immediately=false"),
            ("big:2", "billing_cycles=1"),
            ("tried", ""),
            ("pro", "trial_end=1700500000"),
            ("pro:2 add", "start_date=1700600000"),
            ("year", "discounts[apply_on][0]=invoice_amount&discounts[amount][0]=1&discounts[duration_type][0]=one_time"),
        ]
        .into_iter()
        .enumerate()
        {
            let form = format!("id=s{index}&{}&{more}", items_form(items));
            let form = form.trim_end_matches('&');
            if more.contains("discounts") {
                // What the order refuses, its estimate refuses.
                assert_eq!(site.refused(CREATE, form).1, site.refused(ESTIMATE, &grouped(form, "subscription", &OF_SUBSCRIPTION)).1);
                continue;
            }
            let estimate = quiet(&site, || site.post(ESTIMATE, &grouped(form, "subscription", &OF_SUBSCRIPTION)));
            let order = site.post(CREATE, form);
            agree(&estimate, &order, form);
            count += 1;
        }
    }
    assert_eq!(count, 32);
}

#[test]
fn of_changes_within_a_term() {
    let mut count = 0;
    for site in sites() {
        for is_paid in [true, false] {
            for (items, more) in [
                ("pro:5", "prorate=true"),
                ("pro:2", "prorate=true"),
                ("pro:2 more:4", "prorate=true&invoice_immediately=false"),
                ("tier:8", "prorate=true"),
                ("big:3 chg:2", "prorate=true&coupon_ids[0]=off"),
                ("big:1", "prorate=false"),
                ("tier:3 add", "prorate=true&replace_items_list=true"),
                ("year", "prorate=true&replace_items_list=true"),
                ("year", "prorate=true&force_term_reset=true"),
            ] {
                let id = "s";
                if site.send("GET", "subscriptions/s", "").0 == 404 {
                    let body = site.subscribe(
                        id,
                        "pro:3 add",
                        if is_paid { "" } else { "coupon_ids[0]=ten" },
                    );
                    let due = body["invoice"]["amount_due"].as_i64().unwrap_or_default();
                    if is_paid && due > 0 {
                        let invoice = super::id(&body["invoice"]);
                        site.post(
                            &format!("invoices/{invoice}/record_payment"),
                            "transaction[payment_method]=cash",
                        );
                    }
                }
                site.later(3 * DAY + 4321);
                let form = format!("{}&{more}", items_form(items));
                if !is_paid && more.contains("immediately") {
                    // What the order refuses, its estimate refuses.
                    let estimate = format!("subscription[id]=s&{form}");
                    let path = "estimates/update_subscription_for_items";
                    assert_eq!(site.refused(path, &estimate), site.refused(UPDATE, &form));
                    continue;
                }
                let estimate = quiet(&site, || estimate_of_update(&site, &form));
                let order = site.post(UPDATE, &form);
                agree(&estimate, &order, &form);
                count += 1;
            }
            site.post(
                "subscriptions/s/cancel_for_items",
                "unbilled_charges_option=delete",
            );
            site.post("subscriptions/s/delete", "");
        }
    }
    assert_eq!(count, 68);
}

#[test]
fn of_ends_and_of_other_ends_of_terms() {
    let end = START + 30 * DAY;
    let mut count = 0;
    for (path, estimate, form) in [
        (
            "cancel_for_items",
            "cancel_subscription_for_items_estimate",
            "credit_option_for_current_term_charges=prorate".to_owned(),
        ),
        (
            "cancel_for_items",
            "cancel_subscription_for_items_estimate",
            "credit_option_for_current_term_charges=full&unbilled_charges_option=invoice"
                .to_owned(),
        ),
        (
            "cancel_for_items",
            "cancel_subscription_for_items_estimate",
            "end_of_term=true".to_owned(),
        ),
        (
            "change_term_end",
            "change_term_end_estimate",
            format!("prorate=true&term_ends_at={}", end + 12 * DAY),
        ),
        (
            "change_term_end",
            "change_term_end_estimate",
            format!("prorate=true&term_ends_at={}", end - 12 * DAY),
        ),
        (
            "change_term_end",
            "change_term_end_estimate",
            format!(
                "prorate=true&invoice_immediately=false&term_ends_at={}",
                end + DAY
            ),
        ),
    ] {
        for site in sites() {
            site.subscribe("s", "pro:3 add", "");
            site.later(11 * DAY + 77);
            if form.contains("unbilled_charges_option") {
                site.post(
                    "unbilled_charges",
                    "subscription_id=s&charges[amount][0]=700&charges[description][0]=x",
                );
            }
            let estimated = quiet(&site, || {
                site.post(&format!("subscriptions/s/{estimate}"), &form)
            });
            let order = site.post(&format!("subscriptions/s/{path}"), &form);
            agree(&estimated, &order, &form);
            count += 1;
        }
    }
    assert_eq!(count, 24);
}

#[test]
fn of_invoices_and_of_what_waits() {
    let mut count = 0;
    for site in sites() {
        site.subscribe("s", "pro:3 add", "");
        for more in [
            "",
            "&coupon_ids[0]=ten",
            "&discounts[apply_on][0]=invoice_amount&discounts[amount][0]=99",
        ] {
            let form = format!(
                "item_prices[item_price_id][0]=chg&item_prices[quantity][0]=3&charges[amount][0]=1234&charges[description][0]=x{more}"
            );
            let path = "estimates/create_invoice_for_items";
            let estimate = quiet(&site, || {
                site.post(path, &format!("invoice[customer_id]=c&{form}"))
            });
            let order = site.post(
                "invoices/create_for_charge_items_and_charges",
                &format!("customer_id=c&{form}"),
            );
            agree(&estimate, &order, more);
            count += 1;
        }
        site.post(
            "unbilled_charges",
            "subscription_id=s&charges[amount][0]=700&charges[description][0]=x",
        );
        let form = "customer_id=c";
        let estimate = quiet(&site, || {
            site.post("unbilled_charges/invoice_now_estimate", form)
        });
        let order = site.post("unbilled_charges/invoice_unbilled_charges", form);
        let estimated = &estimate["estimate"]["invoice_estimates"][0];
        assert_eq!(
            members(estimated, INVOICE),
            members(&order["invoices"][0], INVOICE)
        );
        count += 1;
    }
    assert_eq!(count, 16);
}

/// The next invoice by itself: of what renews, of a trial that ends, of all that a customer has.
#[test]
fn of_what_time_bills() {
    let mut count = 0;
    for site in sites() {
        site.subscribe("s", "pro:3 add", "coupon_ids[0]=ten");
        site.subscribe("t", "tried", "");
        site.post(
            "unbilled_charges",
            "subscription_id=s&charges[amount][0]=700&charges[description][0]=x",
        );
        let estimate = quiet(&site, || site.get("subscriptions/s/renewal_estimate"));
        let trial = quiet(&site, || site.get("subscriptions/t/renewal_estimate"));
        let upcoming = quiet(&site, || site.get("customers/c/upcoming_invoices_estimate"));
        let all = upcoming["estimate"]["invoice_estimates"]
            .as_array()
            .map(Vec::len);
        assert_eq!(all, Some(2));
        let changed = quiet(&site, || {
            estimate_of_update(&site, &format!("{}&prorate=false", items_form("pro:4")))
        });
        let next = &changed["estimate"]["next_invoice_estimate"];
        assert_eq!(members(next, "recurring"), "true", "{changed}");
        let before: Vec<String> = invoices(&site).iter().map(super::id).collect();
        site.mock.advance("31 days").expect("time goes on");
        let new: Vec<Value> = invoices(&site)
            .into_iter()
            .filter(|it| !before.contains(&super::id(it)))
            .collect();
        for (estimate, of) in [(&trial, "t"), (&estimate, "s")] {
            let invoice = new
                .iter()
                .find(|it| it["subscription_id"] == of)
                .expect("an invoice");
            let order = json!({ "invoice": invoice });
            let mut estimate = estimate.clone();
            // What a customer has may be used up by another invoice until then.
            for name in ["credits_applied", "amount_due", "total"] {
                estimate["estimate"]["invoice_estimate"][name] = invoice[name].clone();
            }
            let discounts = |it: &Value| {
                parts(it, "discounts", "entity_type entity_id amount")
                    .into_iter()
                    .filter(|it| !it.contains("promotional"))
                    .collect::<Vec<_>>()
            };
            let estimated = &estimate["estimate"]["invoice_estimate"];
            assert_eq!(discounts(estimated), discounts(invoice));
            let mut order = order;
            let mut estimate = estimate.clone();
            order["invoice"]["discounts"] = json!([]);
            estimate["estimate"]["invoice_estimate"]["discounts"] = json!([]);
            agree(&estimate, &order, of);
            count += 1;
        }
    }
    assert_eq!(count, 8);
}

fn invoices(site: &Site) -> Vec<Value> {
    let list = site.get("invoices?limit=100");
    let list = list["list"].as_array().into_iter().flatten();
    list.map(|it| it["invoice"].clone()).collect()
}

/// What a customer has can be left out.
#[test]
fn with_and_without_balances() {
    let site = with_everything(&json!({}));
    let form = format!("subscription[id]=s&{}", items_form("pro:3"));
    let due = |more: &str| {
        let body = site.post(ESTIMATE, &format!("{form}{more}"));
        members(
            &body["estimate"]["invoice_estimate"],
            "sub_total total amount_due",
        )
    };
    assert_eq!(due(""), "3000 2223 2223");
    assert_eq!(due("&use_existing_balances=false"), "3000 3000 3000");
}

/// A customer who is not there yet.
#[test]
fn for_somebody_new() {
    let site =
        with_everything(&json!({ "rates": [{ "name": "VAT", "rate": "19", "country": "DE" }] }));
    let form = format!(
        "{}&billing_address[country]=DE&billing_address[city]=x",
        items_form("pro:3")
    );
    let path = "estimates/create_subscription_for_items";
    let body = quiet(&site, || site.post(path, &form));
    assert_eq!(
        members(&body["estimate"]["invoice_estimate"], "sub_total total"),
        "3000 3570"
    );
    let body = site.post(path, &format!("{form}&customer[taxability]=exempt"));
    assert_eq!(
        members(&body["estimate"]["invoice_estimate"], "sub_total total"),
        "3000 3000"
    );
    assert_eq!(
        site.get("customers")["list"].as_array().map(Vec::len),
        Some(1)
    );
}

/// The first version tells everything in one piece.
#[test]
fn of_the_first_version() {
    let site = Site::with_customer(Version::V1);
    site.post(
        "plans",
        "id=p&name=p&price=3000&charge_model=per_unit&setup_cost=500",
    );
    site.post(
        "addons",
        "id=a&name=a&type=on_off&charge_type=recurring&price=200&period=1&period_unit=month",
    );
    let form = "plan_id=p&plan_quantity=2&addons[id][0]=a";
    let of_group = |form: &str| grouped(form, "subscription", &OF_SUBSCRIPTION);
    let members_of = "amount amount_due sub_total recurring";
    let create = quiet(&site, || {
        site.get(&format!(
            "customers/c/create_subscription_estimate?{}",
            of_group(form)
        ))
    });
    let order = site.post("customers/c/subscriptions", &format!("id=s&{form}"));
    assert_eq!(
        members(&create["estimate"], members_of),
        members(&order["invoice"], members_of)
    );
    assert_eq!(
        members(&create["estimate"], "collect_now subscription_status"),
        "true active"
    );
    site.later(10 * DAY);
    let change = "plan_quantity=5&prorate=true";
    let estimate = quiet(&site, || {
        site.post(
            "estimates/update_subscription",
            &format!("subscription[id]=s&{}", of_group(change)),
        )
    });
    let order = site.post("subscriptions/s", change);
    assert_eq!(
        members(&estimate["estimate"], members_of),
        members(&order["invoice"], members_of)
    );
    assert_eq!(
        parts(&estimate["estimate"], "line_items", "type amount quantity"),
        parts(&order["invoice"], "line_items", "type amount quantity")
    );
    let renewal = quiet(&site, || site.get("subscriptions/s/renewal_estimate"));
    assert_eq!(
        members(&renewal["estimate"], "amount collect_now"),
        "15200 true"
    );
    let nobody = site.post("estimates/create_subscription", &of_group(form));
    assert_eq!(nobody["estimate"]["amount"], 6700);
}
