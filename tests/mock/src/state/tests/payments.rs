//! Payments, and what goes back.

use super::{START, Site, id, members, not_computed, refusal, standing};
use serde_json::Value;

const CASH: &str = "transaction[payment_method]=cash";

fn record(site: &Site, invoice: &str, amount: i64) -> Value {
    site.post(
        &format!("invoices/{invoice}/record_payment"),
        &format!("{CASH}&transaction[amount]={amount}"),
    )
}

#[test]
fn an_invoice_is_paid_in_parts() {
    let site = Site::with_catalog();
    let body = site.subscribe("s", "pro", "");
    let invoice = id(&body["invoice"]);
    let path = format!("invoices/{invoice}/record_payment");
    let form = format!(
        "{CASH}&transaction[amount]=400&transaction[reference_number]=r&transaction[date]=5&comment=hi"
    );
    let body = site.post(&path, &form);
    assert_eq!(standing(&body["invoice"]), "payment_due 1000 400 0 0 600");
    let payment = &body["transaction"];
    assert_eq!(
        members(
            payment,
            "type status amount amount_unused payment_method gateway reference_number date subscription_id"
        ),
        "payment success 400 0 cash not_applicable r 5 s"
    );
    // What is said of the invoice elsewhere is what it says itself.
    assert_eq!(
        members(
            &payment["linked_invoices"][0],
            "invoice_id applied_amount invoice_status invoice_total"
        ),
        format!("{invoice} 400 payment_due 1000")
    );
    assert_eq!(
        members(&site.subscription("s"), "total_dues due_invoices_count"),
        "600 1"
    );
    assert_eq!(
        site.refused(&path, &format!("{CASH}&transaction[amount]=601"))
            .2,
        "transaction[amount]"
    );
    assert_eq!(
        site.refused(&path, &format!("{CASH}&transaction[status]=failure")),
        not_computed("")
    );
    let body = site.post(&path, CASH);
    assert_eq!(standing(&body["invoice"]), "paid 1000 1000 0 0 0");
    assert_eq!(body["invoice"]["paid_at"], START);
    let first = site.get(&format!("transactions/{}", id(payment)))["transaction"].clone();
    assert_eq!(first["linked_invoices"][0]["invoice_status"], "paid");
    assert_eq!(
        members(
            &site.subscription("s"),
            "total_dues due_invoices_count due_since"
        ),
        "null 0 null"
    );
    assert_eq!(site.refused(&path, CASH).1, "invalid_state_for_request");
    let comment = site.get("comments")["list"][0]["comment"].clone();
    assert_eq!(members(&comment, "entity_type notes"), "transaction hi");
}

#[test]
fn who_has_a_card_pays_at_once() {
    let site = Site::with_catalog();
    let card = site.card();
    let invoice = site.invoice(&site.charge(900));
    assert_eq!(standing(&invoice), "paid 900 900 0 0 0");
    let payment = id(&site.get("transactions")["list"][0]["transaction"]);
    let shown = site.get(&format!("transactions/{payment}"))["transaction"].clone();
    assert_eq!(
        members(
            &shown,
            "payment_method gateway payment_source_id masked_card_number"
        ),
        format!("card chargebee {card} ************1111")
    );
    site.post("customers/c", "auto_collection=off");
    let due = site.charge(900);
    assert_eq!(site.invoice(&due)["status"], "payment_due");
    let body = site.post(&format!("invoices/{due}/collect_payment"), "amount=300");
    assert_eq!(standing(&body["invoice"]), "payment_due 900 300 0 0 600");
    site.post(&format!("payment_sources/{card}/delete"), "");
    let none = site.refused(&format!("invoices/{due}/collect_payment"), "");
    assert_eq!(none, refusal(400, "payment_method_not_present", ""));
}

#[test]
fn a_refund_makes_a_credit_note() {
    let site = Site::with_catalog();
    site.card();
    let invoice = site.charge(900);
    let payment = id(&site.get("transactions")["list"][0]["transaction"]);
    let path = format!("invoices/{invoice}/refund");
    assert_eq!(site.refused(&path, "refund_amount=901").2, "refund_amount");
    let body = site.post(
        &path,
        "refund_amount=300&credit_note[reason_code]=waiver&comment=sorry",
    );
    // What was paid stays paid; the credit note says what went back.
    assert_eq!(standing(&body["invoice"]), "paid 900 900 0 0 0");
    let (refund, note) = (&body["transaction"], &body["credit_note"]);
    assert_eq!(
        members(refund, "type status amount refunded_txn_id"),
        format!("refund success 300 {payment}")
    );
    assert_eq!(
        members(
            note,
            "type status reason_code total amount_refunded amount_available reference_invoice_id"
        ),
        format!("refundable refunded waiver 300 300 0 {invoice}")
    );
    assert_eq!(
        members(&note["linked_refunds"][0], "txn_id applied_amount"),
        format!("{} 300", id(refund))
    );
    assert_eq!(
        members(
            &body["invoice"]["issued_credit_notes"][0],
            "cn_id cn_status"
        ),
        format!("{} refunded", id(note))
    );
    assert_eq!(refund["linked_credit_notes"][0]["cn_status"], "refunded");
    let paid = site.get(&format!("transactions/{payment}"))["transaction"].clone();
    assert_eq!(members(&paid, "type status amount"), "payment success 900");
    assert_eq!(
        members(&paid["linked_refunds"][0], "txn_id txn_amount"),
        format!("{} 300", id(refund))
    );
    assert_eq!(site.refused(&path, "refund_amount=601").2, "refund_amount");
    site.post(&path, "");
    assert_eq!(site.refused(&path, "").1, "invalid_state_for_request");
    assert!(site.event_types().contains(&"payment_refunded".to_owned()));
    assert_eq!(
        members(&site.customer(), "refundable_credits excess_payments"),
        "0 0"
    );
}

#[test]
fn a_refund_that_was_made_elsewhere() {
    let site = Site::with_catalog();
    let invoice = site.charge(900);
    let path = format!("invoices/{invoice}/record_refund");
    let form = "transaction[payment_method]=cash&transaction[date]=7";
    assert_eq!(site.refused(&path, form).1, "invalid_state_for_request");
    record(&site, &invoice, 500);
    assert_eq!(
        site.refused(&format!("invoices/{invoice}/refund"), "").0,
        409,
        "no gateway"
    );
    let body = site.post(&path, &format!("{form}&transaction[amount]=200"));
    assert_eq!(
        members(&body["transaction"], "type amount payment_method date"),
        "refund 200 cash 7"
    );
    assert_eq!(body["credit_note"]["status"], "refunded");
    let body = site.post(&path, form);
    assert_eq!(body["transaction"]["amount"], 300);
    assert_eq!(site.refused(&path, form).0, 409);
}

#[test]
fn excess_payments_wait_and_are_used() {
    let site = Site::with_catalog();
    let path = "customers/c/record_excess_payment";
    let form = "transaction[amount]=500&transaction[date]=1&transaction[payment_method]=cash";
    let body = site.post(path, form);
    assert_eq!(body["customer"]["excess_payments"], 500);
    let excess = id(&body["transaction"]);
    assert_eq!(
        members(&body["transaction"], "amount amount_unused"),
        "500 500"
    );
    // It pays for the next invoice of its currency.
    let invoice = site.charge(200);
    assert_eq!(standing(&site.invoice(&invoice)), "paid 200 200 0 0 0");
    assert_eq!(site.customer()["excess_payments"], 300);
    let body = site.post(
        &format!("invoices/{invoice}/remove_payment"),
        &format!("transaction[id]={excess}"),
    );
    assert_eq!(standing(&body["invoice"]), "payment_due 200 0 0 0 200");
    assert_eq!(
        members(&body["transaction"], "amount amount_unused"),
        "500 500"
    );
    assert_eq!(
        site.refused(
            &format!("invoices/{invoice}/remove_payment"),
            "transaction[id]=x"
        )
        .0,
        404
    );
    let body = site.post(
        &format!("invoices/{invoice}/apply_payments"),
        &format!("transactions[id][0]={excess}&transactions[amount][0]=150"),
    );
    assert_eq!(standing(&body["invoice"]), "payment_due 200 150 0 0 50");
    assert_eq!(site.customer()["excess_payments"], 350);
    let body = site.post(&format!("invoices/{invoice}/apply_payments"), "");
    assert_eq!(standing(&body["invoice"]), "paid 200 200 0 0 0");
    assert_eq!(
        site.refused(&format!("invoices/{invoice}/apply_payments"), "")
            .0,
        409
    );
    assert_eq!(
        site.refused(
            &format!("transactions/{excess}/delete_offline_transaction"),
            ""
        )
        .0,
        409,
        "it is in use"
    );
    // What is unused can go back.
    let path = format!("transactions/{excess}");
    assert_eq!(
        site.refused(&format!("{path}/refund"), "").0,
        409,
        "no gateway"
    );
    let form = "payment_method=cash&date=9&amount=";
    assert_eq!(
        site.refused(&format!("{path}/record_refund"), &format!("{form}301"))
            .2,
        "amount"
    );
    let body = site.post(&format!("{path}/record_refund"), &format!("{form}300"));
    assert_eq!(
        members(&body["transaction"], "type amount refunded_txn_id"),
        format!("refund 300 {excess}")
    );
    assert_eq!(site.customer()["excess_payments"], 0);
    let of = site.get(&path)["transaction"].clone();
    assert_eq!(members(&of, "type amount amount_unused"), "payment 500 0");
    assert_eq!(of["linked_refunds"][0]["txn_amount"], 300);
}

#[test]
fn a_customer_is_charged_for_several_invoices() {
    let site = Site::with_catalog();
    let (one, two) = (site.charge(300), site.charge(500));
    site.card();
    let path = "customers/c/collect_payment";
    assert_eq!(site.refused(path, "amount=400"), not_computed(""));
    assert_eq!(site.refused(path, "amount=0").2, "amount");
    let form = format!(
        "amount=350&invoice_allocations[invoice_id][0]={two}&invoice_allocations[allocation_amount][0]=200"
    );
    let body = site.post(path, &form);
    assert_eq!(
        members(&body["transaction"], "amount amount_unused"),
        "350 150"
    );
    assert_eq!(body["customer"]["excess_payments"], 150);
    assert_eq!(standing(&site.invoice(&two)), "payment_due 500 200 0 0 300");
    let body = site.post(path, "");
    assert_eq!(body["transaction"]["amount"], 600);
    assert_eq!(site.invoice(&one)["status"], "paid");
    assert_eq!(site.invoice(&two)["status"], "paid");
    let body = site.post(path, "amount=70");
    assert_eq!(members(&body["customer"], "excess_payments"), "220");
    let refund = site.post(
        &format!("transactions/{}/refund", id(&body["transaction"])),
        "amount=20",
    );
    assert_eq!(
        members(&refund["transaction"], "type gateway amount"),
        "refund chargebee 20"
    );
    assert_eq!(site.customer()["excess_payments"], 200);
}

#[test]
fn blocked_amounts_are_released_once() {
    let site = Site::with_catalog();
    assert_eq!(
        site.refused(
            "transactions/create_authorization",
            "customer_id=c&amount=100"
        )
        .1,
        "payment_method_not_present"
    );
    site.card();
    let body = site.post(
        "transactions/create_authorization",
        "customer_id=c&amount=100",
    );
    let path = format!("transactions/{}", id(&body["transaction"]));
    assert_eq!(
        members(&body["transaction"], "type status amount_capturable"),
        "authorization success 100"
    );
    let body = site.post(&format!("{path}/void"), "");
    assert_eq!(
        members(&body["transaction"], "status voided_at"),
        format!("voided {START}")
    );
    assert_eq!(site.refused(&format!("{path}/void"), "").0, 409);
    let invoice = site.charge(100);
    let payment = id(&site.get(&format!("invoices/{invoice}/payments"))["list"][0]["transaction"]);
    assert_eq!(
        site.refused(&format!("transactions/{payment}/void"), "").0,
        409
    );
    assert_eq!(
        site.refused(
            &format!("transactions/{payment}/delete_offline_transaction"),
            ""
        )
        .0,
        409
    );
    assert_eq!(
        site.refused(&format!("transactions/{payment}/refund"), "")
            .0,
        409,
        "nothing is unused"
    );
}

/// A refund of two payments would need two transactions, of which the answer has one.
#[test]
fn one_refund_of_one_payment() {
    let site = Site::with_catalog();
    site.post("customers/c", "auto_collection=off");
    site.card();
    let invoice = site.charge(900);
    for amount in [400, 500] {
        site.post(
            &format!("invoices/{invoice}/collect_payment"),
            &format!("amount={amount}"),
        );
    }
    let path = format!("invoices/{invoice}/refund");
    assert_eq!(site.refused(&path, ""), not_computed(""));
    assert_eq!(
        site.post(&path, "refund_amount=450")["transaction"]["amount"],
        450
    );
    assert_eq!(
        site.post(&path, "refund_amount=400")["transaction"]["amount"],
        400
    );
    assert_eq!(site.post(&path, "")["transaction"]["amount"], 50);
    assert_eq!(site.refused(&path, "").0, 409);
}
