//! Payments that somebody confirms in a browser.

use super::{Site, id, members, refusal, standing};
use crate::{schema::Version, state::Step};
use serde_json::Value;

impl Site {
    fn intent(&self, amount: i64) -> String {
        let form = format!("amount={amount}&currency_code=USD&customer_id=c");
        id(&self.post("payment_intents", &form)["payment_intent"])
    }

    fn step(&self, intent: &str, step: Step, number: Option<&str>) -> Value {
        let done = self
            .mock
            .step_intent(intent, step, number.map(str::to_owned));
        done.expect("done")["payment_intent"].clone()
    }
}

#[test]
fn an_intent_is_challenged_authorized_and_consumed() {
    let site = Site::with_catalog();
    let intent = site.intent(1000);
    let form = format!("id=s&subscription_items[item_price_id][0]=pro&payment_intent[id]={intent}");
    let path = "customers/c/subscription_for_items";
    let invalid = refusal(400, "payment_intent_invalid", "payment_intent[id]");
    assert_eq!(site.refused(path, &form), invalid);
    let challenged = site.step(&intent, Step::Challenge, None);
    assert_eq!(challenged["status"], "in_progress");
    assert_eq!(
        challenged["active_payment_attempt"]["status"],
        "requires_challenge"
    );
    assert_eq!(site.refused(path, &form), invalid);
    let authorized = site.step(&intent, Step::Authorize, None);
    assert_eq!(authorized["status"], "authorized");
    // The attempt that was challenged is the one that is authorized.
    assert_eq!(
        authorized["payment_attempts"].as_array().map(Vec::len),
        Some(1)
    );
    let body = site.post(path, &form);
    assert_eq!(standing(&body["invoice"]), "paid 1000 1000 0 0 0");
    let payment = site.get("transactions")["list"][0]["transaction"].clone();
    assert_eq!(members(&payment, "status three_d_secure"), "success true");
    let kept = site.get(&format!("payment_intents/{intent}"))["payment_intent"].clone();
    assert_eq!(members(&kept, "status customer_id"), "consumed c");
    // The next renewal is paid with what was confirmed.
    site.mock.advance("1 month").expect("time goes on");
    assert_eq!(site.subscription("s")["due_invoices_count"], 0);
    assert_eq!(site.refused(path, &form.replace("id=s&", "id=t&")), invalid);
}

#[test]
fn a_refused_intent_can_be_tried_again() {
    let site = Site::with_catalog();
    let intent = site.intent(500);
    let refused = site.step(&intent, Step::Authorize, Some("4005519200000004"));
    assert_eq!(refused["status"], "inited");
    assert_eq!(
        members(
            &refused["active_payment_attempt"],
            "status error_code error_text"
        ),
        "refused 3001 Insufficient funds"
    );
    site.step(&intent, Step::Refuse, None);
    let authorized = site.step(&intent, Step::Authorize, None);
    assert_eq!(
        authorized["payment_attempts"].as_array().map(Vec::len),
        Some(3)
    );
    let due = site.charge(900);
    let path = "customers/c/collect_payment";
    let form = format!("payment_intent[id]={intent}");
    let refused = site.refused(path, &form);
    assert_eq!(refused.1, "payment_intent_invalid_amount");
    assert_eq!(site.invoice(&due)["status"], "payment_due");
    let kept = site.get(&format!("payment_intents/{intent}"));
    assert_eq!(kept["payment_intent"]["status"], "authorized");
}

#[test]
fn an_intent_becomes_what_a_customer_pays_with() {
    let site = Site::with_catalog();
    let intent = site.intent(0);
    site.step(&intent, Step::Authorize, Some("5555555555554444"));
    let form = format!("customer_id=c&payment_intent[id]={intent}");
    let source =
        site.post("payment_sources/create_using_payment_intent", &form)["payment_source"].clone();
    assert_eq!(members(&source["card"], "brand last4"), "mastercard 4444");
    let due = site.charge(900);
    assert_eq!(site.invoice(&due)["status"], "paid");
    let late = site.intent(0);
    site.step(&late, Step::Authorize, None);
    site.later(31 * 60);
    let form = format!("customer_id=c&payment_intent[id]={late}");
    let refused = site.refused("payment_sources/create_using_payment_intent", &form);
    assert_eq!(refused.1, "payment_intent_invalid");
}

#[test]
fn intents_of_api_v1() {
    let site = Site::with_customer(Version::V1);
    let intent =
        id(&site.post("payment_intents", "amount=900&currency_code=USD")["payment_intent"]);
    let authorized = site.step(&intent, Step::Authorize, None);
    assert_eq!(authorized["status"], "authorized");
}
