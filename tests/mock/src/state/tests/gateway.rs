//! Test cards that the gateway declines, and what becomes of the invoices.

use super::{DAY, START, Site, id, members, refusal, standing};
use crate::schema::Version;
use serde_json::Value;

const NO_FUNDS: &str = "4005519200000004";
const NOT_STORED: &str = "4119862760338320";

fn card(number: &str) -> String {
    format!("card[number]={number}&card[expiry_month]=12&card[expiry_year]=2030&card[cvv]=123")
}

impl Site {
    fn card_of(&self, number: &str) -> String {
        let form = format!(
            "customer_id=c&replace_primary_payment_source=true&{}",
            card(number)
        );
        id(&self.post("payment_sources/create_card", &form)["payment_source"])
    }

    fn transactions(&self) -> Vec<Value> {
        let list = self.get("transactions")["list"].clone();
        let list = list.as_array().expect("a list").iter();
        list.map(|it| it["transaction"].clone()).collect()
    }
}

#[test]
fn a_card_that_is_not_stored_is_an_error_of_the_payment_method() {
    let site = Site::with_catalog();
    let form = format!("customer_id=c&{}", card(NOT_STORED));
    let refused = site.refused("payment_sources/create_card", &form);
    let code = "payment_method_verification_failed";
    assert_eq!(refused, refusal(400, code, "card[number]"));
    let (_, body) = site.send("POST", "payment_sources/create_card", &form);
    assert_eq!(body["type"], "payment");
    assert_eq!(body["message"], "card[number] : (3009) Do not honour");
    let v1 = Site::with_customer(Version::V1);
    let refused = v1.refused("customers", &format!("id=d&{}", card(NOT_STORED)));
    assert_eq!(refused.1, code);
    assert_eq!(v1.refused_by("GET", "customers/d", "").0, 404);
}

#[test]
fn an_invoice_that_cannot_be_collected_is_in_dunning() {
    let site = Site::with_catalog();
    let source = site.card_of(NO_FUNDS);
    let due = site.charge(900);
    let invoice = site.invoice(&due);
    assert_eq!(standing(&invoice), "payment_due 900 0 0 0 900");
    let dunning = format!("in_progress {}", START + DAY);
    assert_eq!(members(&invoice, "dunning_status next_retry_at"), dunning);
    let attempt = &invoice["dunning_attempts"][0];
    assert_eq!(
        members(attempt, "attempt dunning_type txn_status txn_amount"),
        "0 auto_collect failure 900"
    );
    assert_eq!(
        members(
            &invoice["linked_payments"][0],
            "applied_amount txn_status txn_amount"
        ),
        "900 failure 900"
    );
    let failed = site.transactions().remove(0);
    assert_eq!(
        members(
            &failed,
            "type status error_code error_text amount amount_unused payment_source_id"
        ),
        format!("payment failure 3001 Insufficient funds 900 0 {source}")
    );
    assert_eq!(failed["linked_invoices"][0]["invoice_id"], due.as_str());
    assert_eq!(attempt["transaction_id"], failed["id"]);
    let types = site.event_types();
    assert_eq!(types.iter().filter(|it| *it == "payment_failed").count(), 1);
    assert!(!types.contains(&"payment_succeeded".to_owned()));
    // Nothing of it counts as paid, and nothing can go back.
    assert_eq!(site.customer()["excess_payments"], 0);
    let refused = site.refused(&format!("invoices/{due}/refund"), "refund_amount=1");
    assert_eq!(refused.1, "invalid_state_for_request");
    let path = format!("invoices/{due}/remove_payment");
    let form = format!("transaction[id]={}", id(&failed));
    assert_eq!(site.refused(&path, &form).2, "transaction[id]");
}

#[test]
fn a_better_card_ends_the_dunning_once_it_is_charged() {
    let site = Site::with_catalog();
    site.card_of(NO_FUNDS);
    let due = site.charge(900);
    let path = format!("invoices/{due}/collect_payment");
    let (status, body) = site.send("POST", &path, "");
    assert_eq!(status, 400);
    assert_eq!(
        members(&body, "type api_error_code message"),
        "payment payment_processing_failed Payment collection failed. Reason: (3001) Insufficient funds."
    );
    site.card_of("5555555555554444");
    assert_eq!(site.invoice(&due)["status"], "payment_due");
    let events = site.event_types().len();
    let invoice = site.post(&path, "")["invoice"].clone();
    assert_eq!(standing(&invoice), "paid 900 900 0 0 0");
    assert_eq!(
        members(&invoice, "dunning_status next_retry_at"),
        "stopped null"
    );
    let told: Vec<String> = site.event_types().split_off(events);
    let in_order = ["payment_succeeded", "invoice_updated", "dunning_updated"];
    let told = told.iter().map(String::as_str);
    let told: Vec<&str> = told.filter(|it| in_order.contains(it)).collect();
    assert_eq!(told, in_order);
    // Of two payments of the invoice, one was made.
    let body = site.post(&format!("invoices/{due}/refund"), "refund_amount=100");
    assert_eq!(body["transaction"]["amount"], 100);
}

#[test]
fn a_subscription_whose_first_payment_fails_is_not_there() {
    let site = Site::with_catalog();
    site.card_of(NO_FUNDS);
    let form = "id=s&subscription_items[item_price_id][0]=pro";
    let path = "customers/c/subscription_for_items";
    assert_eq!(
        site.refused(path, form),
        refusal(400, "payment_processing_failed", "")
    );
    assert_eq!(site.refused_by("GET", "subscriptions/s", "").0, 404);
    assert!(site.transactions().is_empty());
    let later = format!("{form}&auto_collection=off");
    let invoice = site.post(path, &later)["invoice"].clone();
    assert_eq!(
        members(&invoice, "status dunning_status"),
        "payment_due null"
    );
    let refused = site.refused("customers/c/collect_payment", "amount=100");
    assert_eq!(refused.1, "payment_processing_failed");
    let form = "customer_id=c&amount=100";
    let refused = site.refused("transactions/create_authorization", form);
    assert_eq!(refused.1, "payment_processing_failed");
}

#[test]
fn api_v1_has_one_card_a_customer() {
    let site = Site::with_customer(Version::V1);
    let path = "customers/c/credit_card";
    let number = |number: &str| {
        format!("gateway=chargebee&number={number}&expiry_month=12&expiry_year=2030&cvv=1")
    };
    site.post(path, &number(NO_FUNDS));
    let due = site.charge(900);
    let invoice = site.invoice(&due);
    assert_eq!(standing(&invoice), "payment_due 900 0 0 0 900");
    assert_eq!(invoice["dunning_status"], "in_progress");
    assert_eq!(invoice["next_retry"], START + DAY);
    let linked = &invoice["linked_transactions"][0];
    assert_eq!(
        members(linked, "txn_type txn_status applied_amount"),
        "payment failure 900"
    );
    site.post(path, &number("4111111111111111"));
    let body = site.post(&format!("invoices/{due}/collect_payment"), "");
    assert_eq!(standing(&body["invoice"]), "paid 900 900 0 0 0");
    assert_eq!(body["invoice"]["dunning_status"], "stopped");
}
