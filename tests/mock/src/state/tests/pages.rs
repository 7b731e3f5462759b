//! Hosted pages that customers complete, and sessions of the portal.

use super::{Site, id, members, refusal};
use serde_json::Value;

fn page(site: &Site, path: &str, form: &str) -> Value {
    site.post(&format!("hosted_pages/{path}"), form)["hosted_page"].clone()
}

const NEW: &str = "subscription_items[item_price_id][0]=pro&subscription[id]=s&customer[id]=d&customer[email]=d%40x.com&pass_thru_content=p";

#[test]
fn a_checkout_makes_the_customer_and_the_subscription() {
    let site = Site::with_catalog();
    let made = page(&site, "checkout_new_for_items", NEW);
    let page_id = id(&made);
    assert_eq!(
        members(&made, "type state pass_thru_content"),
        "checkout_new created p"
    );
    assert!(
        made["url"]
            .as_str()
            .is_some_and(|it| it.ends_with(&format!("/mock/pages/{page_id}")))
    );
    assert_eq!(site.refused_by("GET", "customers/d", "").0, 404);
    let acknowledge = format!("hosted_pages/{page_id}/acknowledge");
    assert_eq!(
        site.refused(&acknowledge, "").1,
        "invalid_state_for_request"
    );
    let done = site
        .mock
        .complete_hosted_page(&page_id, None)
        .expect("completed");
    assert_eq!(done["state"], "succeeded");
    let content = &done["content"];
    assert_eq!(
        members(&content["subscription"], "id customer_id status"),
        "s d active"
    );
    assert_eq!(content["customer"]["email"], "d@x.com");
    assert_eq!(content["invoice"]["status"], "paid");
    assert_eq!(content["card"]["last4"], "1111");
    let kept = site.get(&format!("hosted_pages/{page_id}"))["hosted_page"].clone();
    assert_eq!(kept, done);
    let types = site.event_types();
    for expected in [
        "customer_created",
        "payment_source_added",
        "subscription_created",
        "payment_succeeded",
    ] {
        assert!(
            types.iter().any(|it| it == expected),
            "{expected}: {types:?}"
        );
    }
    assert!(site.mock.complete_hosted_page(&page_id, None).is_err());
    assert_eq!(
        site.post(&acknowledge, "")["hosted_page"]["state"],
        "acknowledged"
    );
}

#[test]
fn a_page_is_completed_as_a_whole_or_not_at_all() {
    let site = Site::with_catalog();
    let page_id = id(&page(&site, "checkout_new_for_items", NEW));
    let events = site.events().len();
    let problem = site
        .mock
        .complete_hosted_page(&page_id, Some("4005519200000004"));
    let problem = problem.expect_err("the card is declined");
    assert!(problem.contains("(3001) Insufficient funds"), "{problem}");
    assert_eq!(site.refused_by("GET", "customers/d", "").0, 404);
    assert_eq!(site.events().len(), events);
    let kept = site.get(&format!("hosted_pages/{page_id}"))["hosted_page"].clone();
    assert_eq!(kept["state"], "created");
    site.mock
        .complete_hosted_page(&page_id, None)
        .expect("completed");
    let left = id(&page(
        &site,
        "checkout_new_for_items",
        &NEW.replace("=s&", "=t&"),
    ));
    assert_eq!(
        site.mock.cancel_hosted_page(&left).expect("left")["state"],
        "cancelled"
    );
    assert!(site.mock.complete_hosted_page(&left, None).is_err());
    let late = id(&page(
        &site,
        "checkout_new_for_items",
        &NEW.replace("=s&", "=u&"),
    ));
    site.later(3 * 3_600);
    let problem = site
        .mock
        .complete_hosted_page(&late, None)
        .expect_err("too late");
    assert!(problem.contains("has expired"), "{problem}");
}

#[test]
fn pages_that_change_charge_and_collect() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "auto_collection=off");
    let due = site.charge(900);
    let form = "customer[id]=c&charges[amount][0]=250&charges[description][0]=x";
    let once = id(&page(&site, "checkout_one_time_for_items", form));
    let done = site
        .mock
        .complete_hosted_page(&once, None)
        .expect("completed");
    assert_eq!(
        members(&done["content"]["invoice"], "total status"),
        "250 paid"
    );
    let collect = id(&page(&site, "collect_now", "customer[id]=c"));
    site.mock
        .complete_hosted_page(&collect, None)
        .expect("completed");
    assert_eq!(site.invoice(&due)["status"], "paid");
    assert_eq!(site.subscription("s")["due_invoices_count"], 0);
    let form = "subscription[id]=s&subscription_items[item_price_id][0]=pro&subscription_items[quantity][0]=2";
    let change = id(&page(&site, "checkout_existing_for_items", form));
    site.mock
        .complete_hosted_page(&change, None)
        .expect("completed");
    assert_eq!(
        site.subscription("s")["subscription_items"][0]["quantity"],
        2
    );
    let sources = id(&page(&site, "manage_payment_sources", "customer[id]=c"));
    let done = site
        .mock
        .complete_hosted_page(&sources, Some("5555555555554444"));
    assert_eq!(done.expect("completed")["content"]["card"]["last4"], "4444");
    let quote = page(&site, "pre_cancel", "subscription[id]=s");
    let problem = site.mock.complete_hosted_page(&id(&quote), None);
    assert!(problem.expect_err("not computed").contains("pre_cancel"));
    assert_eq!(
        site.get("hosted_pages")["list"].as_array().map(Vec::len),
        Some(5)
    );
}

#[test]
fn a_session_of_the_portal() {
    let site = Site::with_catalog();
    let path = "portal_sessions";
    assert_eq!(site.refused(path, "customer[id]=nobody").0, 404);
    let made = site.post(path, "customer[id]=c&redirect_url=https%3A%2F%2Fx.com")["portal_session"]
        .clone();
    assert_eq!(
        members(&made, "status customer_id redirect_url"),
        "created c https://x.com"
    );
    let activate = format!("portal_sessions/{}/activate", id(&made));
    let wrong = refusal(400, "param_wrong_value", "token");
    assert_eq!(site.refused(&activate, "token=guess"), wrong);
    let form = format!("token={}", made["token"].as_str().expect("a token"));
    assert_eq!(
        site.post(&activate, &form)["portal_session"]["status"],
        "logged_in"
    );
    let path = format!("portal_sessions/{}/logout", id(&made));
    assert_eq!(
        site.post(&path, "")["portal_session"]["status"],
        "logged_out"
    );
}
