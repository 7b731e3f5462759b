//! Credit notes by themselves.

use super::{START, Site, id, members, not_computed, refusal, standing};
use crate::schema::Version;

const CASH: &str = "transaction[payment_method]=cash";

#[test]
fn an_adjustment_lowers_what_is_due() {
    let site = Site::with_customer(Version::V2);
    let invoice = site.charge(900);
    let form = format!("reference_invoice_id={invoice}&type=adjustment&reason_code=other");
    assert_eq!(
        site.refused("credit_notes", &format!("{form}&total=901")).2,
        "total"
    );
    let body = site.post(
        "credit_notes",
        &format!("{form}&total=100&customer_notes=x"),
    );
    let note = &body["credit_note"];
    assert_eq!(
        members(
            note,
            "customer_id currency_code status total amount_allocated amount_available date"
        ),
        format!("c USD adjusted 100 100 0 {START}")
    );
    assert_eq!(standing(&body["invoice"]), "payment_due 900 0 100 0 800");
    assert_eq!(note["allocations"][0]["invoice_status"], "payment_due");
    let body = site.post(&format!("invoices/{invoice}/record_payment"), CASH);
    assert_eq!(standing(&body["invoice"]), "paid 900 800 100 0 0");
    let read = site.get(&format!("credit_notes/{}", id(note)))["credit_note"].clone();
    assert_eq!(read["allocations"][0]["invoice_status"], "paid");
    assert_eq!(
        site.refused(&format!("credit_notes/{}/void", id(note)), "")
            .0,
        409
    );
    assert_eq!(
        site.refused("credit_notes", &format!("{form}&total=1")).0,
        409,
        "nothing is due"
    );
}

#[test]
fn what_was_paid_can_be_credited_once() {
    let site = Site::with_customer(Version::V2);
    let invoice = site.charge(900);
    let form = format!("reference_invoice_id={invoice}&type=refundable&reason_code=waiver");
    assert_eq!(
        site.refused("credit_notes", &format!("{form}&total=1")).1,
        "invalid_state_for_request"
    );
    site.post(
        &format!("invoices/{invoice}/record_payment"),
        &format!("{CASH}&transaction[amount]=500"),
    );
    let body = site.post("credit_notes", &format!("{form}&total=300"));
    assert_eq!(
        members(&body["credit_note"], "status amount_available"),
        "refund_due 300"
    );
    // What it owes is still owed.
    assert_eq!(standing(&body["invoice"]), "payment_due 900 500 0 0 400");
    assert_eq!(members(&site.customer(), "refundable_credits"), "300");
    assert_eq!(
        site.refused("credit_notes", &format!("{form}&total=201")).2,
        "total"
    );
    let note = id(&body["credit_note"]);
    let path = format!("credit_notes/{note}");
    let refund = format!("{CASH}&transaction[date]=1");
    assert_eq!(
        site.refused(&format!("{path}/refund"), "").0,
        409,
        "no gateway"
    );
    let body = site.post(
        &format!("{path}/record_refund"),
        &format!("{refund}&transaction[amount]=50&refund_reason_code=r"),
    );
    assert_eq!(
        members(
            &body["credit_note"],
            "status amount_refunded amount_available"
        ),
        "refund_due 50 250"
    );
    assert_eq!(
        members(&body["transaction"], "type amount currency_code"),
        "refund 50 USD"
    );
    assert_eq!(
        site.refused(&format!("{path}/void"), "").0,
        409,
        "a part went back"
    );
    assert_eq!(
        site.refused(
            &format!("{path}/record_refund"),
            &format!("{refund}&transaction[amount]=251")
        )
        .2,
        "transaction[amount]"
    );
    let body = site.post(&format!("{path}/record_refund"), &refund);
    assert_eq!(
        members(
            &body["credit_note"],
            "status amount_refunded amount_available refunded_at"
        ),
        format!("refunded 300 0 {START}")
    );
    assert_eq!(
        site.invoice(&invoice)["issued_credit_notes"][0]["cn_status"],
        "refunded"
    );
    assert_eq!(members(&site.customer(), "refundable_credits"), "0");
    assert_eq!(
        site.refused(&format!("{path}/record_refund"), &refund).0,
        409
    );
}

#[test]
fn credits_pay_for_invoices() {
    let site = Site::with_customer(Version::V2);
    let body = site.post(
        "credit_notes",
        "customer_id=c&type=refundable&reason_code=other&total=500",
    );
    let note = id(&body["credit_note"]);
    assert!(body.get("invoice").is_none());
    let other = site.post(
        "credit_notes",
        "customer_id=c&type=refundable&total=70&currency_code=EUR",
    );
    let balances = site.customer()["balances"].clone();
    assert_eq!(
        members(&balances[0], "currency_code refundable_credits"),
        "EUR 70"
    );
    assert_eq!(
        members(&balances[1], "currency_code refundable_credits"),
        "USD 500"
    );
    assert_eq!(other["credit_note"]["currency_code"], "EUR");
    // They are used for the next invoice of their currency.
    let one = site.charge(200);
    assert_eq!(standing(&site.invoice(&one)), "paid 200 0 0 200 0");
    assert_eq!(members(&site.customer(), "refundable_credits"), "300");
    let body = site.post(
        &format!("invoices/{one}/remove_credit_note"),
        &format!("credit_note[id]={note}"),
    );
    assert_eq!(standing(&body["invoice"]), "payment_due 200 0 0 0 200");
    assert_eq!(
        members(&body["credit_note"], "amount_allocated amount_available"),
        "0 500"
    );
    assert_eq!(
        site.refused(
            &format!("invoices/{one}/remove_credit_note"),
            &format!("credit_note[id]={note}")
        )
        .0,
        404
    );
    let apply = format!("invoices/{one}/apply_credits");
    assert_eq!(site.refused(&apply, "credit_notes[id][0]=none").0, 404);
    let body = site.post(&apply, &format!("credit_notes[id][0]={note}"));
    assert_eq!(standing(&body["invoice"]), "paid 200 0 0 200 0");
    let link = &body["invoice"]["applied_credits"][0];
    assert_eq!(
        members(link, "cn_id applied_amount cn_status"),
        format!("{note} 200 refund_due")
    );
    let two = site.charge(400);
    assert_eq!(standing(&site.invoice(&two)), "payment_due 400 0 0 300 100");
    let link = site.invoice(&one)["applied_credits"][0]["cn_status"].clone();
    assert_eq!(link, "refunded", "all of it is used now");
    assert_eq!(
        site.refused(&format!("invoices/{two}/apply_credits"), "").0,
        409
    );
}

#[test]
fn voided_or_deleted_once() {
    let site = Site::with_customer(Version::V2);
    let form = "customer_id=c&type=refundable&reason_code=other&total=500";
    let path = format!(
        "credit_notes/{}",
        id(&site.post("credit_notes", form)["credit_note"])
    );
    let body = site.post(&format!("{path}/void"), "comment=why");
    assert_eq!(
        members(&body["credit_note"], "status voided_at"),
        format!("voided {START}")
    );
    assert_eq!(members(&site.customer(), "refundable_credits"), "0");
    assert_eq!(
        site.refused(&format!("{path}/void"), "").1,
        "invalid_state_for_request"
    );
    site.post(&format!("{path}/delete"), "");
    assert_eq!(site.refused_by("GET", &path, "").0, 404);
    let invoice = site.charge(900);
    site.post(&format!("invoices/{invoice}/record_payment"), CASH);
    let form = format!("reference_invoice_id={invoice}&type=refundable&total=300");
    let note = id(&site.post("credit_notes", &form)["credit_note"]);
    assert_eq!(
        site.refused(
            &format!("invoices/{invoice}/remove_payment"),
            "transaction[id]=x"
        )
        .0,
        404
    );
    site.post(&format!("credit_notes/{note}/delete"), "");
    assert_eq!(
        site.invoice(&invoice)["issued_credit_notes"],
        serde_json::json!([])
    );
    assert_eq!(
        site.get("customers/c/credit_notes")["list"],
        serde_json::json!([])
    );
}

#[test]
fn what_is_no_credit_note() {
    let site = Site::with_customer(Version::V2);
    site.post("customers", "id=other");
    let invoice = site.charge(900);
    for (form, expected) in [
        (
            "type=refundable&total=1".to_owned(),
            refusal(400, "param_wrong_value", "reference_invoice_id"),
        ),
        (
            "type=store&total=1&customer_id=c".to_owned(),
            not_computed(""),
        ),
        (
            "type=adjustment&total=1&customer_id=c".to_owned(),
            refusal(400, "param_wrong_value", "type"),
        ),
        (
            "type=refundable&total=1&reference_invoice_id=none".to_owned(),
            refusal(404, "resource_not_found", "reference_invoice_id"),
        ),
        (
            format!("type=adjustment&total=1&customer_id=other&reference_invoice_id={invoice}"),
            refusal(400, "param_wrong_value", "reference_invoice_id"),
        ),
        (
            format!("type=adjustment&total=1&currency_code=EUR&reference_invoice_id={invoice}"),
            refusal(400, "param_wrong_value", "reference_invoice_id"),
        ),
        (
            "type=refundable&customer_id=c&total=1&line_items[amount][0]=1".to_owned(),
            not_computed("line_items[amount][0]"),
        ),
    ] {
        assert_eq!(site.refused("credit_notes", &form), expected, "{form}");
    }
}
