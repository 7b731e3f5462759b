//! What is told ahead, and what is over at its time: reminders, coupons, gifts.

use super::{DAY, START, Site};
use crate::{schema::Version, site::SiteSettings};
use serde_json::json;

/// Settings with reminders of all kinds.
fn reminding() -> SiteSettings {
    let settings =
        r#"{"reminders": {"trial_end": 3, "renewal": 7, "cancellation": 2, "payment_due": 1}}"#;
    SiteSettings::from_json(settings).expect("settings")
}

/// The types of the events since some of them, with their days.
fn told(site: &Site, since: usize) -> Vec<(String, i64)> {
    let events = site.events().split_off(since);
    let told = events.iter().map(|it| {
        let at = it["occurred_at"].as_i64().expect("a time");
        let name = it["event_type"].as_str().expect("a type");
        (name.to_owned(), (at - START) / DAY)
    });
    told.collect()
}

fn expected(told: &[(&str, i64)]) -> Vec<(String, i64)> {
    told.iter()
        .map(|(name, day)| ((*name).to_owned(), *day))
        .collect()
}

#[test]
fn what_lies_ahead_is_reminded_of_once() {
    let site = Site::with_catalog();
    site.mock.set_site_settings(reminding()).expect("settings");
    site.subscribe("t", "pro", &format!("trial_end={}", START + 10 * DAY));
    site.subscribe("c", "pro", "net_term_days=5");
    site.post("subscriptions/c/cancel_for_items", "end_of_term=true");
    let since = site.event_types().len();
    // What changes beside it brings no second reminder.
    site.mock.travel_to(START + 8 * DAY).expect("it travels");
    site.post("subscriptions/t", "po_number=1");
    site.mock.travel_to(START + 34 * DAY).expect("it travels");
    let all = [
        ("payment_due_reminder", 4),
        ("invoice_updated", 5),
        ("subscription_trial_end_reminder", 7),
        ("subscription_changed", 8),
        ("subscription_activated", 10),
        ("invoice_generated", 10),
        ("subscription_cancellation_reminder", 28),
        ("subscription_cancelled", 30),
        ("subscription_renewal_reminder", 33),
    ];
    assert_eq!(told(&site, since), expected(&all));
}

/// Other settings count for what is to come.
#[test]
fn reminders_are_turned_on_and_off() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    site.mock.set_site_settings(reminding()).expect("settings");
    assert_eq!(site.mock.next_turn(), Some(START + 23 * DAY));
    site.mock
        .set_site_settings(SiteSettings::default())
        .expect("settings");
    assert_eq!(site.mock.next_turn(), Some(START + 30 * DAY));
}

/// API v1 has other names for them.
#[test]
fn reminders_of_api_v1() {
    let site = Site::with_customer(Version::V1);
    site.mock.set_site_settings(reminding()).expect("settings");
    site.post("plans", "id=p&name=P&price=900&period=1&period_unit=month");
    site.post(
        "customers/c/subscriptions",
        &format!("id=t&plan_id=p&trial_end={}", START + 5 * DAY),
    );
    site.post("customers/c/subscriptions", "id=s&plan_id=p");
    site.post("subscriptions/s/cancel", "end_of_term=true");
    let since = site.event_types().len();
    site.mock.travel_to(START + 29 * DAY).expect("it travels");
    let types: Vec<String> = told(&site, since).into_iter().map(|it| it.0).collect();
    let all = [
        "subscription_trial_ending",
        "subscription_activated",
        "invoice_generated",
        "subscription_renewal_reminder",
        "subscription_cancelling",
    ];
    assert_eq!(types, all);
}

#[test]
fn coupons_gifts_and_quotes_are_over_at_their_time() {
    let site = Site::with_catalog();
    let (third, fifth, ninth) = (START + 3 * DAY, START + 5 * DAY, START + 9 * DAY);
    site.post(
        "coupons/create_for_items",
        &format!("id=k&name=k&discount_type=fixed_amount&discount_amount=100&apply_on=invoice_amount&duration_type=forever&valid_from={third}&valid_till={ninth}"),
    );
    site.seed(
        "gift",
        json!({ "id": "g", "status": "scheduled", "scheduled_at": third, "claim_expiry_date": fifth }),
    );
    site.seed(
        "quote",
        json!({ "id": "q", "customer_id": "c", "status": "open", "valid_till": fifth }),
    );
    let since = site.event_types().len();
    let status = || site.get("coupons/k")["coupon"]["status"].clone();
    let gift = || {
        let events = site.events();
        let last = events
            .iter()
            .rfind(|it| it["content"].get("gift").is_some());
        last.map(|it| it["content"]["gift"]["status"].clone())
    };
    assert_eq!((status(), gift()), (json!("future"), None));
    site.mock.travel_to(START + 4 * DAY).expect("it travels");
    assert_eq!(
        (status(), gift()),
        (json!("active"), Some(json!("unclaimed")))
    );
    site.mock.travel_to(START + 10 * DAY).expect("it travels");
    assert_eq!(
        (status(), gift()),
        (json!("expired"), Some(json!("expired")))
    );
    let all = [
        ("coupon_updated", 3),
        ("gift_unclaimed", 3),
        ("gift_expired", 5),
        ("quote_updated", 5),
        ("coupon_updated", 9),
    ];
    assert_eq!(told(&site, since), expected(&all));
}
