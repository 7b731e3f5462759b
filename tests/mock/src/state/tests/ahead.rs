//! Terms that are invoiced in advance: nothing is changed before the last of them starts, and none is free.

use super::{DAY, Site, id, items_form, members, parts};

const PATH: &str = "subscriptions/s/update_for_items";
const AHEAD: &str = "subscriptions/s/charge_future_renewals";

/// 2024-01-01.
const JANUARY: i64 = 1_704_067_200;

fn subscribed() -> Site {
    let site = Site::with_catalog();
    site.mock.set_time(Some(JANUARY));
    site.subscribe("s", "pro:1", "");
    site
}

#[test]
fn changes_are_refused_by_name() {
    let site = subscribed();
    site.price("big", "plan", "pricing_model=flat_fee&price=9000");
    site.post(
        "coupons/create_for_items",
        "id=ten&name=ten&discount_percentage=10&apply_on=invoice_amount&duration_type=forever",
    );
    let invoice = id(&site.post(AHEAD, "terms_to_charge=3")["invoice"]);
    let full = "credit_option_for_current_term_charges=full";
    let end = format!("term_ends_at={}", JANUARY + 10 * DAY);
    for (path, form) in [
        (PATH, format!("{}&prorate=true", items_form("big"))),
        (PATH, format!("{}&prorate=true", items_form("pro:10"))),
        (PATH, format!("{}&end_of_term=true", items_form("add"))),
        (PATH, "force_term_reset=true".to_owned()),
        (PATH, "coupon_ids[0]=ten".to_owned()),
        ("subscriptions/s/cancel_for_items", full.to_owned()),
        (
            "subscriptions/s/cancel_for_items",
            "end_of_term=true".to_owned(),
        ),
        (
            "subscriptions/s/pause",
            "pause_option=immediately".to_owned(),
        ),
        ("subscriptions/s/change_term_end", end),
        (&format!("invoices/{invoice}/void"), String::new()),
        (&format!("invoices/{invoice}/delete"), String::new()),
    ] {
        let refused = site.refused(path, &form);
        assert_eq!(refused.1, "configuration_incompatible", "{path} {form}");
    }
    // What changes no money is possible.
    site.post(PATH, "po_number=7");
}

/// In the last of them, all is as in any term: it was billed with one unit, and nine more are charged.
#[test]
fn the_last_of_them_is_as_any_other() {
    let site = subscribed();
    site.post(AHEAD, "");
    site.mock.advance("1 month").expect("it advances");
    let body = site.post(PATH, &format!("{}&prorate=true", items_form("pro:10")));
    assert_eq!(members(&body["invoice"], "total"), "9000");
    let body = site.post(PATH, "force_term_reset=true&prorate=true");
    assert_eq!(
        parts(&body, "credit_notes", "type total"),
        ["adjustment 1000", "adjustment 9000"]
    );
    assert_eq!(members(&body["invoice"], "total"), "10000");
}

/// What comes first is not changed by them.
#[test]
fn what_is_scheduled_stands_in_the_way() {
    let site = subscribed();
    site.post(PATH, &format!("{}&end_of_term=true", items_form("pro:2")));
    assert_eq!(site.refused(AHEAD, "").1, "configuration_incompatible");
    let site = subscribed();
    site.post("subscriptions/s/pause", "pause_option=end_of_term");
    assert_eq!(site.refused(AHEAD, "").1, "configuration_incompatible");
}

/// Those of a subscription that is gone are not those of another one with its id.
#[test]
fn they_go_with_their_subscription() {
    let site = subscribed();
    site.post(AHEAD, "terms_to_charge=3");
    site.post("subscriptions/s/delete", "");
    let body = site.subscribe("s", "pro:1", "");
    assert_eq!(members(&body["invoice"], "total"), "1000");
    site.mock.advance("1 month").expect("it advances");
    let list = site.get("invoices?subscription_id[is]=s");
    let totals: Vec<&serde_json::Value> = (list["list"].as_array().into_iter().flatten())
        .map(|it| &it["invoice"]["total"])
        .collect();
    assert_eq!(totals, [1000, 1000, 3000, 1000]);
    let body = site.post(
        "subscriptions/s/cancel_for_items",
        "credit_option_for_current_term_charges=full",
    );
    assert_eq!(
        parts(&body, "credit_notes", "type total"),
        ["adjustment 1000"]
    );
}
