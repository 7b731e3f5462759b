//! What is not credited: what was given up as its term ended, and what was never billed.

use super::{DAY, Site, items_form, members, parts};
use crate::schema::Version;

const PATH: &str = "subscriptions/s/update_for_items";
const CANCEL: &str = "subscriptions/s/cancel_for_items";

/// 2024-01-01: a month of 31 days.
const JANUARY: i64 = 1_704_067_200;

/// With a subscription `s` to one unit for 10.00, which is paid.
fn paid() -> Site {
    let site = Site::with_catalog();
    site.mock.set_time(Some(JANUARY));
    site.card();
    site.subscribe("s", "pro:1", "");
    site
}

fn notes_of_cancellation(site: &Site, option: &str) -> Vec<String> {
    let form = format!("credit_option_for_current_term_charges={option}");
    parts(&site.post(CANCEL, &form), "credit_notes", "type total")
}

#[test]
fn only_the_term_that_runs_is_credited() {
    let site = paid();
    for time in ["1 month", "1 month", "3 days"] {
        site.mock.advance(time).expect("it advances");
    }
    assert_eq!(notes_of_cancellation(&site, "full"), ["refundable 1000"]);
}

/// 30 of the 31 days from the reactivation on; also where that is the instant at which the term before began.
#[test]
fn what_a_cancellation_gave_up_stays_so() {
    for days in [0, 1] {
        let site = paid();
        site.later(days * DAY);
        assert!(notes_of_cancellation(&site, "none").is_empty());
        site.post("subscriptions/s/reactivate", "");
        site.later(DAY);
        let notes = notes_of_cancellation(&site, "prorate");
        assert_eq!(notes, ["refundable 968"], "{days}");
    }
}

#[test]
fn what_a_new_term_gave_up_stays_so() {
    for days in [0, 10] {
        let site = paid();
        site.later(days * DAY);
        site.post(PATH, "force_term_reset=true&prorate=false");
        let notes = notes_of_cancellation(&site, "prorate");
        assert_eq!(notes, ["refundable 1000"], "{days}");
    }
    let site = paid();
    let form = format!("term_ends_at={}&prorate=false", JANUARY + 10 * DAY);
    site.post("subscriptions/s/change_term_end", &form);
    site.mock.advance("11 days").expect("it advances");
    assert_eq!(notes_of_cancellation(&site, "full"), ["refundable 1000"]);
}

/// Another subscription with the id of one that is gone.
#[test]
fn what_was_deleted_is_not_credited() {
    let site = paid();
    site.post("subscriptions/s/delete", "");
    site.subscribe("s", "pro:1", "");
    assert_eq!(notes_of_cancellation(&site, "full"), ["refundable 1000"]);
}

/// One unit is billed: of three that were not, two go without a credit. Of five, of which three are billed, four go: the two billed
/// ones of them are credited, 2/3 of what is left of 1000 and of 1355.
#[test]
fn units_that_were_never_billed_are_not_credited() {
    let site = paid();
    site.later(10 * DAY);
    let change = |items: &str, prorate: bool| {
        site.post(PATH, &format!("{}&prorate={prorate}", items_form(items)))
    };
    change("pro:3", false);
    let body = change("pro:1", true);
    assert!(body.get("credit_notes").is_none() && body.get("invoice").is_none());
    change("pro:3", false);
    let body = change("pro:5", true);
    assert_eq!(members(&body["invoice"], "total"), "1355");
    let body = change("pro:1", true);
    assert_eq!(
        parts(&body, "credit_notes", "type total"),
        ["refundable 452", "refundable 903"]
    );
    // All is billed in the next term: 4 of 5 units for all of it.
    change("pro:5", false);
    site.mock.advance("21 days").expect("it advances");
    let body = change("pro:1", true);
    assert_eq!(
        parts(&body, "credit_notes", "type total"),
        ["refundable 4000"]
    );
}

/// What changes in a pause is not billed either.
#[test]
fn units_of_a_pause_were_never_billed() {
    let site = paid();
    site.post("subscriptions/s/pause", "pause_option=immediately");
    site.post(PATH, &items_form("pro:3"));
    site.post("subscriptions/s/resume", "resume_option=immediately");
    let body = site.post(PATH, &format!("{}&prorate=true", items_form("pro:1")));
    assert!(body.get("credit_notes").is_none(), "{body}");
}

/// Units that were given up without a credit are not credited later: of three, one went so, and one with half of the month.
#[test]
fn units_that_were_given_up_are_not_credited() {
    let site = Site::with_catalog();
    site.mock.set_time(Some(JANUARY));
    site.card();
    site.subscribe("s", "pro:3", "");
    site.post(PATH, &format!("{}&prorate=false", items_form("pro:2")));
    let body = site.post(PATH, &format!("{}&prorate=true", items_form("pro:1")));
    assert_eq!(
        parts(&body, "credit_notes", "type total"),
        ["refundable 1000"]
    );
}

#[test]
fn imported_units_were_never_billed() {
    let site = Site::with_catalog();
    site.mock.set_time(Some(JANUARY));
    site.card();
    let form = format!(
        "id=s&status=active&current_term_start={JANUARY}&current_term_end={}&{}",
        JANUARY + 31 * DAY,
        items_form("pro:1")
    );
    site.post("customers/c/import_for_items", &form);
    let body = site.post(PATH, &format!("{}&prorate=true", items_form("pro:2")));
    assert_eq!(members(&body["invoice"], "total"), "1000");
    let body = site.post(PATH, &format!("{}&prorate=true", items_form("pro:1")));
    assert!(body.get("credit_notes").is_none(), "{body}");
}

fn first_version() -> Site {
    let site = Site::with_customer(Version::V1);
    site.mock.set_time(Some(JANUARY));
    for (id, price) in [("small", 1000), ("big", 2000)] {
        let form = format!("id={id}&name={id}&price={price}&charge_model=per_unit");
        site.post("plans", &form);
    }
    site
}

/// The account gets the part of what was paid: nothing, or half of the 677 that are left of 1000. The invoice of 1355 is for 21 of
/// 31 days of 2000.
#[test]
fn the_first_version_credits_what_was_not_taken_off() {
    for (percent, due) in [(100, 1355), (50, 1355 - 339)] {
        let site = first_version();
        let form = format!(
            "id=off&name=off&discount_type=percentage&discount_percentage={percent}&apply_on=invoice_amount&duration_type=one_time"
        );
        site.post("coupons", &form);
        site.post("customers/c/subscriptions", "id=s&plan_id=small&coupon=off");
        site.later(10 * DAY);
        let body = site.post("subscriptions/s", "plan_id=big&prorate=true");
        let expected = format!("{due} {due}");
        let shown = members(&body["invoice"], "amount amount_due");
        assert_eq!(shown, expected, "{percent}");
        assert_eq!(site.customer()["account_credits"], 0);
    }
}

#[test]
fn the_first_version_credits_what_was_billed() {
    let site = first_version();
    site.post("customers/c/subscriptions", "id=s&plan_id=small");
    site.later(10 * DAY);
    site.post("subscriptions/s", "plan_quantity=5&prorate=false");
    let body = site.post("subscriptions/s", "plan_quantity=1&prorate=true");
    assert!(body.get("invoice").is_none(), "{body}");
    assert_eq!(site.customer()["account_credits"], 0);
}

/// An estimate uses what the change itself gives back: 1000 of 2000 that were paid for one unit of the other plan.
#[test]
fn an_estimate_of_the_first_version_uses_what_the_change_credits() {
    let site = first_version();
    site.post("customers/c/subscriptions", "id=s&plan_id=big");
    let form =
        "subscription[id]=s&subscription[plan_id]=small&subscription[plan_quantity]=3&prorate=true";
    let estimate = site.post("estimates/update_subscription", form);
    let order = site.post(
        "subscriptions/s",
        "plan_id=small&plan_quantity=3&prorate=true",
    );
    assert_eq!(members(&order["invoice"], "amount"), "1000");
    assert_eq!(members(&estimate["estimate"], "amount"), "1000");
}
