//! Changes within a term: what is credited and charged for the rest of it.

use super::{DAY, START, Site, items_form, members, parts, standing};
use crate::schema::Version;
use serde_json::{Value, json};

const PATH: &str = "subscriptions/s/update_for_items";

/// 2012-04-01, 2013-04-01: the first days of months that have 30.
const APRIL_2012: i64 = 1_333_238_400;
const APRIL_2013: i64 = 1_364_774_400;

fn with_plans(start: i64) -> Site {
    let site = Site::with_catalog();
    for (id, price) in [("p60", 6000), ("p30", 3000), ("p15", 1500)] {
        site.price(id, "plan", &format!("pricing_model=per_unit&price={price}"));
    }
    site.mock.set_time(Some(start));
    site
}

fn change(site: &Site, items: &str, more: &str) -> Value {
    site.post(
        PATH,
        format!("{}&prorate=true&{more}", items_form(items)).trim_end_matches('&'),
    )
}

/// What is credited and charged: the totals of credit notes, and that of the invoice.
fn money(body: &Value) -> (Vec<String>, String) {
    (
        parts(body, "credit_notes", "type total"),
        members(&body["invoice"], "total"),
    )
}

fn pay(site: &Site, body: &Value) {
    let id = super::id(&body["invoice"]);
    site.post(
        &format!("invoices/{id}/record_payment"),
        "transaction[payment_method]=cash",
    );
}

/// From the documentation of Chargebee: https://www.chargebee.com/docs/proration-old.html, example 1. A plan of 60 becomes one of 30
/// on the 21st of April 2012: 20 are credited and 10 charged, and the customer keeps 10.
#[test]
fn the_documented_downgrade_of_a_plan() {
    let site = with_plans(APRIL_2012);
    pay(&site, &site.subscribe("s", "p60", ""));
    site.later(20 * DAY);
    let body = change(&site, "p30", "");
    assert_eq!(
        money(&body),
        (vec!["refundable 2000".to_owned()], "1000".to_owned())
    );
    assert_eq!(standing(&body["invoice"]), "paid 1000 0 0 1000 0");
    assert_eq!(site.customer()["refundable_credits"], 1000);
}

/// The same page, example 2: of three units for 30 each, one goes when 10 days are used. Two units cost 40 for the rest, of 60 that
/// were paid: 20 are credited.
#[test]
fn the_documented_downgrade_of_a_quantity() {
    let site = with_plans(APRIL_2013);
    pay(&site, &site.subscribe("s", "p30:3", ""));
    site.later(10 * DAY);
    let body = change(&site, "p30:2", "");
    assert_eq!(
        parts(&body, "credit_notes", "type total"),
        ["refundable 2000"]
    );
    assert!(body.get("invoice").is_none(), "{body}");
    assert_eq!(site.customer()["refundable_credits"], 2000);
}

/// https://support.chargebee.com/support/discussions/topics/40893: from 30 to 15 on the 5th of April, 26 are credited and 13
/// charged; from 15 to 30 the customer pays 13 more.
#[test]
fn the_documented_change_on_the_fifth() {
    let site = with_plans(APRIL_2013);
    pay(&site, &site.subscribe("s", "p30", ""));
    site.later(4 * DAY);
    let body = change(&site, "p15", "");
    assert_eq!(
        money(&body),
        (vec!["refundable 2600".to_owned()], "1300".to_owned())
    );
    let site = with_plans(APRIL_2013);
    pay(&site, &site.subscribe("s", "p15", ""));
    site.later(4 * DAY);
    let body = change(&site, "p30", "");
    assert_eq!(standing(&body["invoice"]), "payment_due 2600 0 0 1300 1300");
}

/// The same page: the change on the 5th leaves 26 days also where days are counted, whatever the hour is.
#[test]
fn days_are_counted_whole() {
    for (hours, credit, charge) in [
        (0, 2600, 1300),
        (9, 2600, 1300),
        (23, 2600, 1300),
        (24, 2500, 1250),
    ] {
        let site = with_plans(APRIL_2013);
        site.set(json!({ "billing_mode": "day" }));
        pay(&site, &site.subscribe("s", "p30", ""));
        site.later(4 * DAY + hours * 3600);
        let body = change(&site, "p15", "");
        assert_eq!(
            money(&body),
            (vec![format!("refundable {credit}")], charge.to_string()),
            "{hours}"
        );
    }
    // To the second, nine hours are 26/30 - 0.375/30 of it.
    let site = with_plans(APRIL_2013);
    pay(&site, &site.subscribe("s", "p30", ""));
    site.later(4 * DAY + 9 * 3600);
    assert_eq!(
        money(&change(&site, "p15", "")),
        (vec!["refundable 2563".to_owned()], "1281".to_owned())
    );
}

/// The days are those of the time zone of the site: what is the evening of the 4th in UTC is the 5th in Tokyo.
#[test]
fn days_are_those_of_the_site() {
    let site = with_plans(APRIL_2013);
    site.set(json!({ "billing_mode": "day", "time_zone": "Asia/Tokyo" }));
    pay(&site, &site.subscribe("s", "p30", ""));
    site.later(3 * DAY + 20 * 3600);
    assert_eq!(money(&change(&site, "p15", "")).0, ["refundable 2600"]);
}

/// What was not paid is not given back: the invoice that waits is lowered, and only the rest of a credit is refundable.
#[test]
fn an_invoice_that_waits_is_adjusted() {
    let site = with_plans(APRIL_2013);
    let first = super::id(&site.subscribe("s", "p60", "")["invoice"]);
    site.later(15 * DAY);
    let body = change(&site, "p30", "");
    assert_eq!(
        money(&body),
        (vec!["adjustment 3000".to_owned()], "1500".to_owned())
    );
    assert_eq!(
        standing(&site.invoice(&first)),
        "payment_due 6000 0 3000 0 3000"
    );
    // Partly paid: what is due is adjusted first.
    let site = with_plans(APRIL_2013);
    let first = super::id(&site.subscribe("s", "p60", "")["invoice"]);
    let payment = "transaction[payment_method]=cash&transaction[amount]=5000";
    site.post(&format!("invoices/{first}/record_payment"), payment);
    site.later(15 * DAY);
    let body = change(&site, "p30", "");
    assert_eq!(
        money(&body),
        (
            vec!["adjustment 1000".to_owned(), "refundable 2000".to_owned()],
            "1500".to_owned()
        )
    );
    assert_eq!(standing(&site.invoice(&first)), "paid 6000 5000 1000 0 0");
    assert_eq!(standing(&body["invoice"]), "paid 1500 0 0 1500 0");
    let note = &body["credit_notes"][1];
    assert_eq!(
        members(note, "sub_total total reason_code"),
        "2000 2000 subscription_change"
    );
    assert_eq!(parts(note, "line_items", "entity_id amount"), ["p60 2000"]);
}

/// However often something changes, a term is never credited for more than was billed for it, and each day is billed once.
#[test]
fn change_after_change() {
    let site = with_plans(APRIL_2013);
    pay(&site, &site.subscribe("s", "p30:2", ""));
    let mut due = 6000;
    for (days, items, notes, invoice) in [
        // 27 days of three units more.
        (3, "p30:5", vec![], "8100"),
        // 24 days of four of five units less: of the line of two and of the line of three.
        (3, "p30:1", vec!["3840", "5760"], "null"),
        // 20 days of the unit that is left.
        (4, "p60:1", vec!["800", "1200"], "4000"),
        (10, "p30:1", vec!["2000"], "1000"),
    ] {
        site.later(days * DAY);
        let body = change(&site, items, "");
        assert_eq!(parts(&body, "credit_notes", "total"), notes, "{items}");
        assert_eq!(members(&body["invoice"], "total"), invoice, "{items}");
        if body["invoice"]["amount_due"]
            .as_i64()
            .is_some_and(|it| it > 0)
        {
            pay(&site, &body);
        }
        due += body["invoice"]["total"].as_i64().unwrap_or_default();
        let notes = parts(&body, "credit_notes", "total");
        due -= notes
            .iter()
            .filter_map(|it| it.parse::<i64>().ok())
            .sum::<i64>();
    }
    // 3 days of two units, 3 of five, 4 of one, 10 of one for 60, 10 of one.
    assert_eq!(due, 600 + 1500 + 400 + 2000 + 1000);
}

/// An addon that is for a full term is charged whole.
#[test]
fn what_is_not_prorated_by_time() {
    let site = with_plans(APRIL_2013);
    site.price(
        "full",
        "addon",
        "pricing_model=flat_fee&price=700&proration_type=full_term",
    );
    pay(&site, &site.subscribe("s", "p30", ""));
    site.later(15 * DAY);
    let body = change(&site, "full add", "");
    assert_eq!(
        parts(&body["invoice"], "line_items", "entity_id amount"),
        ["full 700", "add 150"]
    );
}

#[test]
fn taxes_and_discounts_are_credited_in_part() {
    let site = with_plans(APRIL_2013);
    site.set(json!({ "taxes": { "rates": [{ "name": "VAT", "rate": "19" }] } }));
    site.post(
        "coupons/create_for_items",
        "id=ten&name=ten&discount_percentage=10&apply_on=invoice_amount&duration_type=forever",
    );
    let body = site.subscribe("s", "p30", "coupon_ids[0]=ten");
    assert_eq!(
        members(&body["invoice"], "sub_total tax total"),
        "3000 513 3213"
    );
    pay(&site, &body);
    site.later(10 * DAY);
    let body = change(&site, "p15", "");
    let note = &body["credit_notes"][0];
    assert_eq!(
        members(note, "sub_total total type"),
        "2000 2142 refundable"
    );
    assert_eq!(parts(note, "taxes", "name amount"), ["VAT 342"]);
    assert_eq!(parts(note, "discounts", "entity_id amount"), ["ten 200"]);
    assert_eq!(
        members(&body["invoice"], "sub_total tax total"),
        "1000 171 1071"
    );
}

#[test]
fn another_period_starts_a_term() {
    let site = with_plans(APRIL_2013);
    site.post("item_prices", "id=year&name=year&item_id=plan&price=36500&period=1&period_unit=year&currency_code=USD&pricing_model=flat_fee");
    pay(&site, &site.subscribe("s", "p30", ""));
    site.later(10 * DAY);
    let body = change(&site, "year", "");
    let start = APRIL_2013 + 10 * DAY;
    assert_eq!(
        members(
            &body["subscription"],
            "current_term_start current_term_end next_billing_at activated_at"
        ),
        format!("{start} {0} {0} {APRIL_2013}", start + 365 * DAY)
    );
    assert_eq!(
        money(&body),
        (vec!["refundable 2000".to_owned()], "36500".to_owned())
    );
    assert_eq!(
        standing(&body["invoice"]),
        "payment_due 36500 0 0 2000 34500"
    );
    // The same plan again, from now on.
    pay(&site, &body);
    site.later(DAY);
    let body = site.post(PATH, "force_term_reset=true&prorate=true");
    assert_eq!(body["subscription"]["current_term_start"], start + DAY);
    assert_eq!(
        money(&body),
        (vec!["refundable 36400".to_owned()], "36500".to_owned())
    );
}

/// https://support.chargebee.com/support/solutions/articles/251116: a term that becomes longer costs the price by the days of a
/// term from now, and one that becomes shorter gives back by the days of the term that runs.
#[test]
fn the_end_of_a_term_is_moved() {
    let path = "subscriptions/s/change_term_end";
    let end = APRIL_2013 + 30 * DAY;
    let site = with_plans(APRIL_2013);
    pay(&site, &site.subscribe("s", "p30", ""));
    site.later(10 * DAY);
    // From the 11th of April to the 11th of May there are 30 days.
    let body = site.post(
        path,
        &format!("term_ends_at={}&prorate=true", end + 5 * DAY),
    );
    assert_eq!(members(&body["invoice"], "total"), "500");
    assert_eq!(
        parts(&body["invoice"], "line_items", "date_from date_to"),
        [format!("{end} {}", end + 5 * DAY)]
    );
    pay(&site, &body);
    let body = site.post(
        path,
        &format!("term_ends_at={}&prorate=true", end - 6 * DAY),
    );
    assert_eq!(parts(&body, "credit_notes", "total"), ["600", "500"]);
    assert_eq!(site.customer()["refundable_credits"], 1100);
    // A change then credits what is left of the term, and no more.
    site.later(4 * DAY);
    let body = change(&site, "p15", "");
    assert_eq!(parts(&body, "credit_notes", "total"), ["1000"]);
    let body = site.post(path, &format!("term_ends_at={}&prorate=false", end + DAY));
    assert!(body.get("invoice").is_none() && body.get("credit_notes").is_none());
}

#[test]
fn a_cancellation_credits_what_is_asked_for() {
    let path = "subscriptions/s/cancel_for_items";
    for (option, notes) in [
        ("none", vec![]),
        ("prorate", vec!["refundable 1500"]),
        ("full", vec!["refundable 3000"]),
    ] {
        let site = with_plans(APRIL_2013);
        pay(&site, &site.subscribe("s", "p30", ""));
        site.later(15 * DAY);
        let body = site.post(
            path,
            &format!("credit_option_for_current_term_charges={option}"),
        );
        assert_eq!(
            parts(&body, "credit_notes", "type total"),
            notes,
            "{option}"
        );
        assert_eq!(body["subscription"]["status"], "cancelled");
        let types = site.event_types();
        assert!(
            types.contains(&"subscription_cancelled".to_owned()),
            "{types:?}"
        );
    }
    let site = with_plans(APRIL_2013);
    let invoice = super::id(&site.subscribe("s", "p30", "")["invoice"]);
    site.later(15 * DAY);
    let form =
        "credit_option_for_current_term_charges=prorate&account_receivables_handling=write_off";
    let body = site.post(path, form);
    assert_eq!(
        parts(&body, "credit_notes", "type total reason_code"),
        [
            "adjustment 1500 subscription_cancellation",
            "adjustment 1500 write_off"
        ]
    );
    assert_eq!(
        members(
            &site.invoice(&invoice),
            "status amount_adjusted write_off_amount"
        ),
        "paid 3000 1500"
    );
    assert_eq!(
        members(&site.subscription("s"), "status due_invoices_count"),
        "cancelled 0"
    );
    let used = "credit_option_for_current_term_charges=consumption_based";
    let site = with_plans(APRIL_2013);
    site.subscribe("s", "p30", "");
    assert_eq!(site.refused(path, used).1, "configuration_incompatible");
}

/// The setting of the site counts where the call says nothing.
#[test]
fn the_site_says_whether_changes_are_prorated() {
    let site = with_plans(START);
    site.subscribe("s", "p30", "");
    assert!(site.post(PATH, &items_form("p60")).get("invoice").is_none());
    site.set(json!({ "prorate": true }));
    assert!(
        site.post(PATH, &items_form("p30:2"))
            .get("invoice")
            .is_some()
    );
    let body = site.post(PATH, &format!("{}&prorate=false", items_form("p60")));
    assert!(body.get("invoice").is_none() && body.get("credit_notes").is_none());
}

/// The first version has no credit notes: what is not used becomes credits of the account, and the invoice uses them.
#[test]
fn the_first_version_gives_account_credits() {
    let site = Site::with_customer(Version::V1);
    site.mock.set_time(Some(APRIL_2012));
    for (id, price) in [("big", 6000), ("small", 3000)] {
        site.post("plans", &format!("id={id}&name={id}&price={price}"));
    }
    site.post("customers/c/subscriptions", "id=s&plan_id=big");
    site.later(20 * DAY);
    let body = site.post("subscriptions/s", "plan_id=small&prorate=true");
    assert_eq!(
        members(&body["invoice"], "amount amount_due status"),
        "0 0 paid"
    );
    assert_eq!(
        parts(&body["invoice"], "line_items", "type amount"),
        ["prorated_charge 1000"]
    );
    assert_eq!(site.customer()["account_credits"], 1000);
}
