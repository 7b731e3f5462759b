//! What is told, and in which order.

use super::{Site, id};
use crate::{
    mock::{Mock, Settings},
    schema::Version,
};
use serde_json::Value;

fn keys(event: &Value) -> Vec<&str> {
    let content = event["content"].as_object().expect("a content");
    let mut keys: Vec<&str> = content.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn contents_are_those_of_the_description() {
    let site = Site::with_catalog();
    site.card();
    let before = site.events().len();
    let body = site.subscribe("s", "pro", "");
    let events = site.events();
    let new = &events[before..];
    let types: Vec<&str> = new
        .iter()
        .map(|it| it["event_type"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(
        types,
        [
            "subscription_created",
            "invoice_generated",
            "payment_succeeded"
        ]
    );
    assert_eq!(
        keys(&new[0]),
        ["card", "customer", "invoice", "subscription"]
    );
    assert_eq!(keys(&new[1]), ["invoice"]);
    assert_eq!(
        keys(&new[2]),
        ["card", "customer", "invoice", "subscription", "transaction"]
    );
    // All of them show how things stand after the call.
    let paid = &new[2]["content"];
    assert_eq!(paid["invoice"], body["invoice"]);
    assert_eq!(paid["invoice"]["status"], "paid");
    assert_eq!(new[1]["content"]["invoice"], body["invoice"]);
    assert_eq!(paid["transaction"]["amount"], 1000);
    assert_eq!(new[0]["content"]["subscription"], body["subscription"]);
    for (operation, event) in [
        ("pause", "subscription_paused"),
        ("resume", "subscription_resumed"),
        ("cancel_for_items", "subscription_cancelled"),
        ("reactivate", "subscription_reactivated"),
    ] {
        site.post(&format!("subscriptions/s/{operation}"), "");
        let events = site.events();
        let found = events.iter().rev().find(|it| it["event_type"] == event);
        let found = found.unwrap_or_else(|| panic!("{event}"));
        assert!(keys(found).starts_with(&["card", "customer"]), "{found}");
    }
}

#[test]
fn refunds_tell_of_all_that_they_touch() {
    let site = Site::with_catalog();
    site.card();
    let invoice = id(&site.subscribe("s", "pro", "")["invoice"]);
    site.post(&format!("invoices/{invoice}/refund"), "refund_amount=100");
    let events = site.events();
    let refunded = events
        .iter()
        .find(|it| it["event_type"] == "payment_refunded")
        .expect("told");
    assert_eq!(
        keys(refunded),
        [
            "card",
            "credit_note",
            "customer",
            "invoice",
            "subscription",
            "transaction"
        ]
    );
    assert_eq!(refunded["content"]["credit_note"]["status"], "refunded");
}

/// What an operation changes beside what it is about is told too, and once.
#[test]
fn everything_that_was_changed_is_told() {
    let site = Site::with_catalog();
    let invoice = id(&site.subscribe("s", "pro", "")["invoice"]);
    let told = |path: &str, form: &str| {
        let before = site.events().len();
        site.post(path, form);
        let events = site.events();
        let types = events[before..].iter().map(|it| it["event_type"].clone());
        types.collect::<Vec<Value>>()
    };
    let form =
        format!("reference_invoice_id={invoice}&type=adjustment&total=100&reason_code=other");
    assert_eq!(
        told("credit_notes", &form),
        ["credit_note_created", "invoice_updated"]
    );
    let form = "transaction[amount]=900&transaction[payment_method]=cash";
    assert_eq!(
        told(&format!("invoices/{invoice}/record_payment"), form),
        ["payment_succeeded", "invoice_updated"]
    );
    // Nothing that matters is changed.
    let form = "first_name=Ada";
    assert_eq!(told("customers/c", form), ["customer_changed"]);
}

#[test]
fn a_refused_call_tells_nothing() {
    let site = Site::with_customer(Version::V2);
    let before = site.event_types();
    site.refused("customers", "id=c");
    site.refused("invoices/charge", "customer_id=c&amount=0&description=x");
    assert_eq!(site.event_types(), before);
    assert_eq!(before, ["customer_created"]);
    let event = id(&site.events()[0]);
    let read = site.get(&format!("events/{event}"))["event"].clone();
    assert_eq!(read["content"]["customer"]["id"], "c");
    assert_eq!(read["api_version"], "v2");
}

/// Those of v1 say it too, though one that does not is one of v1.
#[test]
fn an_event_says_in_which_version_it_is_written() {
    for version in [Version::V1, Version::V2] {
        let site = Site::with_customer(version);
        let says = |event: &Value| event["api_version"] == version.as_str();
        assert!(site.events().iter().all(says), "{:?}", site.events());
        let mock = Mock::new(Settings::new().samples_only()).expect("a mock");
        let sample = Site { mock, version }.get("events");
        assert!(says(&sample["list"][0]["event"]), "{sample}");
    }
}
