//! Promotional credits.

use super::{Site, id, members, refusal, standing};
use crate::schema::Version;

#[test]
fn given_taken_and_used() {
    let site = Site::with_customer(Version::V2);
    let path = |what: &str| format!("customers/c/{what}_promotional_credits");
    let body = site.post(&path("add"), "amount=500&description=sorry");
    assert_eq!(body["customer"]["promotional_credits"], 500);
    assert_eq!(
        site.refused(&path("deduct"), "amount=501&description=x").2,
        "amount"
    );
    assert_eq!(
        site.refused(&path("add"), "amount=-5&description=x").2,
        "amount"
    );
    site.post(&path("deduct"), "amount=100&description=x");
    let entries = site.get("promotional_credits?customer_id[is]=c");
    assert_eq!(
        members(
            &entries["list"][0]["promotional_credit"],
            "type amount closing_balance description"
        ),
        "decrement 100 400 x"
    );
    let invoice = site.invoice(&site.charge(900));
    assert_eq!(standing(&invoice), "payment_due 500 0 0 0 500");
    assert_eq!(invoice["sub_total"], 900);
    assert_eq!(
        members(&invoice["discounts"][0], "amount entity_type"),
        "400 promotional_credits"
    );
    assert_eq!(site.customer()["promotional_credits"], 0);
    let types = site.event_types();
    assert!(types.contains(&"promotional_credits_added".to_owned()));
    assert_eq!(
        types
            .iter()
            .filter(|it| *it == "promotional_credits_deducted")
            .count(),
        2
    );
    let voided = site.refused(&format!("invoices/{}/void", id(&invoice)), "");
    assert_eq!(
        voided.1, "configuration_incompatible",
        "whether credits come back is a setting"
    );
}

#[test]
fn each_currency_by_itself() {
    let site = Site::with_customer(Version::V2);
    let body = site.post(
        "promotional_credits/add",
        "customer_id=c&amount=300&description=x&currency_code=EUR&credit_type=referral_rewards",
    );
    assert_eq!(body["customer"]["promotional_credits"], 0);
    assert_eq!(
        members(
            &body["customer"]["balances"][0],
            "currency_code promotional_credits"
        ),
        "EUR 300"
    );
    assert_eq!(
        members(
            &body["promotional_credit"],
            "amount credit_type currency_code"
        ),
        "300 referral_rewards EUR"
    );
    assert_eq!(site.invoice(&site.charge(100))["total"], 100);
    let form = "customer_id=c&amount=100&description=x&currency_code=EUR";
    assert_eq!(
        site.post("invoices/charge", form)["invoice"]["status"],
        "paid"
    );
    let body = site.post(
        "promotional_credits/set",
        "customer_id=c&amount=50&description=x&currency_code=EUR",
    );
    assert_eq!(
        members(&body["promotional_credit"], "type amount closing_balance"),
        "decrement 150 50"
    );
    // Another currency of the customer does not make other money of it.
    let body = site.post("customers/c", "preferred_currency_code=EUR");
    assert_eq!(body["customer"]["promotional_credits"], 50);
    let body = site.post("customers/c", "preferred_currency_code=GBP");
    assert_eq!(body["customer"]["promotional_credits"], 0);
    assert_eq!(body["customer"]["balances"][0]["promotional_credits"], 50);
    let unknown = site.refused(
        "promotional_credits/add",
        "customer_id=x&amount=1&description=x",
    );
    assert_eq!(unknown, refusal(404, "resource_not_found", "customer_id"));
}

/// Promotional credits first, then credit notes, then what was paid in excess, then the card.
#[test]
fn in_their_order() {
    let site = Site::with_customer(Version::V2);
    site.post(
        "customers/c/add_promotional_credits",
        "amount=100&description=x",
    );
    site.post("credit_notes", "customer_id=c&type=refundable&total=200");
    let excess = "transaction[amount]=300&transaction[date]=1&transaction[payment_method]=cash";
    site.post("customers/c/record_excess_payment", excess);
    site.card();
    let invoice = site.invoice(&site.charge(1000));
    assert_eq!(standing(&invoice), "paid 900 700 0 200 0");
    let payments: Vec<String> = (invoice["linked_payments"]
        .as_array()
        .expect("payments")
        .iter())
    .map(|it| members(it, "applied_amount txn_amount"))
    .collect();
    assert_eq!(payments, ["300 300", "400 400"]);
    assert_eq!(
        members(
            &site.customer(),
            "promotional_credits refundable_credits excess_payments"
        ),
        "0 0 0"
    );
}
