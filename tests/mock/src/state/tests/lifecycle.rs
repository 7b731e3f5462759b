//! How subscriptions end, pause and go on, and those that ran elsewhere.

use super::{DAY, START, Site, items_form, members, not_computed, refusal, standing};

#[test]
fn an_end_now_or_at_the_end_of_the_term() {
    let site = Site::with_catalog();
    let end = START + 30 * DAY;
    site.subscribe("s", "pro", "");
    let path = "subscriptions/s/cancel_for_items";
    for wrong in [
        "credit_option_for_current_term_charges=consumption_based",
        "credit_option_for_current_term_charges=prorate&end_of_term=true",
        "account_receivables_handling=write_off&end_of_term=true",
        "account_receivables_handling=schedule_payment_collection",
        "refundable_credits_handling=schedule_refund",
        "cancel_option=end_of_billing_term",
        "cancel_at=1",
        &format!("cancel_option=specific_date&cancel_at={}", end + 1),
    ] {
        assert_eq!(
            site.refused(path, wrong).1,
            "configuration_incompatible",
            "{wrong}"
        );
    }
    let at = START + DAY;
    let body = site.post(path, &format!("cancel_option=specific_date&cancel_at={at}"));
    let names = "status cancelled_at next_billing_at cancel_schedule_created_at";
    assert_eq!(
        members(&body["subscription"], names),
        format!("non_renewing {at} null {START}")
    );
    let body = site.post("subscriptions/s/remove_scheduled_cancellation", "");
    assert_eq!(
        members(&body["subscription"], names),
        format!("active null {end} null")
    );
    let body = site.post(path, "end_of_term=true");
    assert_eq!(
        members(&body["subscription"], names),
        format!("non_renewing {end} null {START}")
    );
    site.later(DAY);
    let body = site.post(
        path,
        "cancel_reason_code=none&credit_option_for_current_term_charges=none",
    );
    assert_eq!(
        members(
            &body["subscription"],
            "status cancelled_at current_term_end cancel_reason_code"
        ),
        format!("cancelled {at} {at} none")
    );
    assert_eq!(site.refused(path, "").1, "invalid_state_for_request");
    assert_eq!(site.refused("subscriptions/s/pause", "").0, 409);
    let body = site.post("subscriptions/s/reactivate", "");
    assert_eq!(
        members(
            &body["subscription"],
            "status cancelled_at activated_at current_term_start total_dues due_invoices_count"
        ),
        format!("active null {at} {at} 2000 2")
    );
    assert_eq!(standing(&body["invoice"]), "payment_due 1000 0 0 0 1000");
    assert_eq!(site.refused("subscriptions/s/reactivate", "").0, 409);
}

#[test]
fn a_pause_and_its_end() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let end = START + 30 * DAY;
    let path = "subscriptions/s/pause";
    let names = "status pause_date resume_date next_billing_at";
    let body = site.post(path, "pause_option=end_of_term");
    assert_eq!(
        members(&body["subscription"], names),
        format!("active {end} null {end}")
    );
    site.post("subscriptions/s/remove_scheduled_pause", "");
    assert_eq!(
        members(&site.subscription("s"), names),
        format!("active null null {end}")
    );
    for wrong in [
        "pause_option=billing_cycles&skip_billing_cycles=1",
        "invoice_dunning_handling=stop",
        "pause_date=1",
    ] {
        assert_eq!(
            site.refused(path, wrong).1,
            "configuration_incompatible",
            "{wrong}"
        );
    }
    let body = site.post(
        path,
        &format!("pause_option=immediately&resume_date={}", START + DAY),
    );
    assert_eq!(
        members(&body["subscription"], names),
        format!("paused {START} {} null", START + DAY)
    );
    site.post("subscriptions/s/remove_scheduled_resumption", "");
    assert_eq!(
        members(&site.subscription("s"), names),
        format!("paused {START} null null")
    );
    let at = START + 2 * DAY;
    site.post(
        "subscriptions/s/resume",
        &format!("resume_option=specific_date&resume_date={at}"),
    );
    assert_eq!(
        members(&site.subscription("s"), names),
        format!("paused {START} {at} null")
    );
    site.post("subscriptions/s/resume", "");
    assert_eq!(
        members(&site.subscription("s"), names),
        format!("active null null {end}")
    );
    site.post(path, "");
    site.later(31 * DAY);
    // The term ended meanwhile: a new one starts, and is invoiced.
    let body = site.post("subscriptions/s/resume", "");
    let now = START + 31 * DAY;
    let shown = "status current_term_start current_term_end";
    assert_eq!(
        members(&body["subscription"], shown),
        format!("active {now} {}", now + 31 * DAY)
    );
    assert_eq!(standing(&body["invoice"]), "payment_due 1000 0 0 0 1000");
}

#[test]
fn the_end_of_a_term_is_moved() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let at = START + 40 * DAY;
    let path = "subscriptions/s/change_term_end";
    assert_eq!(site.refused(path, "term_ends_at=1"), not_computed(""));
    let body = site.post(path, &format!("term_ends_at={at}"));
    assert_eq!(
        members(&body["subscription"], "current_term_end next_billing_at"),
        format!("{at} {at}")
    );
}

#[test]
fn one_that_ran_elsewhere() {
    let site = Site::with_catalog();
    let path = "customers/c/import_for_items";
    let items = items_form("pro:2");
    let end = START + 10 * DAY;
    let form = format!("id=s&status=active&current_term_end={end}&{items}");
    let body = site.post(path, &form);
    assert!(body.get("invoice").is_none());
    let start = end - 31 * DAY;
    assert_eq!(
        members(
            &body["subscription"],
            "status current_term_start current_term_end next_billing_at"
        ),
        format!("active {start} {end} {end}")
    );
    let form =
        format!("status=active&current_term_end={end}&create_current_term_invoice=true&{items}");
    assert_eq!(
        standing(&site.post(path, &form)["invoice"]),
        "payment_due 2000 0 0 0 2000"
    );
    let form = format!("status=cancelled&cancelled_at={START}&{items}");
    assert_eq!(
        site.post(path, &form)["subscription"]["status"],
        "cancelled"
    );
    for (wrong, expected) in [
        (
            "status=active",
            refusal(400, "param_wrong_value", "current_term_end"),
        ),
        (
            "status=paused",
            refusal(400, "param_wrong_value", "pause_date"),
        ),
        ("status=active&current_term_end=1", not_computed("")),
        (
            "status=in_trial&trial_end=1800000000&transaction[amount]=1",
            not_computed("transaction[amount]"),
        ),
    ] {
        assert_eq!(
            site.refused(path, &format!("{wrong}&{items}")),
            expected,
            "{wrong}"
        );
    }
}

#[test]
fn what_is_deleted_is_gone() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let body = site.post("subscriptions/s/delete", "");
    assert_eq!(body["subscription"]["deleted"], true);
    assert_eq!(site.refused_by("GET", "subscriptions/s", "").0, 404);
    assert_eq!(
        site.refused_by("GET", "subscriptions/s/retrieve_with_scheduled_changes", "")
            .0,
        404
    );
    site.subscribe("t", "pro", "");
    let none = site.refused_by("GET", "subscriptions/t/retrieve_with_scheduled_changes", "");
    assert_eq!(none.1, "invalid_state_for_request");
}

/// What was to change at the end of a term that ended in a pause is there with the term after it.
#[test]
fn changes_at_the_end_of_a_term_that_ends_in_a_pause() {
    for resumes_by_itself in [false, true] {
        let site = Site::with_catalog();
        site.subscribe("s", "pro:1", "");
        let form = format!("{}&end_of_term=true", items_form("pro:5"));
        site.post("subscriptions/s/update_for_items", &form);
        let resume = match resumes_by_itself {
            true => format!("&resume_date={}", START + 40 * DAY),
            false => String::new(),
        };
        site.post(
            "subscriptions/s/pause",
            &format!("pause_option=immediately{resume}"),
        );
        site.mock.advance("40 days").expect("it advances");
        if !resumes_by_itself {
            site.post("subscriptions/s/resume", "resume_option=immediately");
        }
        let own = site.subscription("s");
        assert_eq!(
            members(&own["subscription_items"][0], "quantity amount"),
            "5 5000"
        );
        assert_eq!(own["has_scheduled_changes"], false);
        assert_eq!(members(&own, "total_dues"), "6000");
        let types = site.event_types();
        let at = |name: &str| types.iter().position(|it| it == name);
        assert!(at("subscription_changed").is_some(), "{types:?}");
        assert!(at("subscription_changed") < at("subscription_resumed"));
    }
}
