//! Invoices that were issued elsewhere.

use super::super::{
    Refused,
    change::{Change, Shown},
    draft::Draft,
    payments::Payment,
};
use crate::refusal::Refusal;
use serde_json::json;

/// An invoice as it is, without taxes and discounts: its lines come to its total, and its payments to what is paid of it.
pub(crate) fn import(change: &mut Change<'_>) -> Refused<Shown> {
    let given = change.given.text("id");
    let id = change.new_id("invoice", given)?;
    let subscription = change.given.text("subscription_id");
    let owner = match &subscription {
        Some(id) => Some(change.open("subscription", id)?),
        None => None,
    };
    let customer = change.given.text("customer_id");
    let customer = customer.or(owner.as_ref().map(|it| it.text("customer_id")));
    let customer = customer.ok_or_else(|| Refusal::param("customer_id", "cannot be blank"))?;
    let currency = change.given.text("currency_code");
    let currency = match currency {
        Some(currency) => currency,
        None => change.preferred_currency(change.find("customer", &customer)?),
    };
    let total = change.given.number("total").unwrap_or_default();
    let date = change.given.number("date").unwrap_or(change.now());
    let mut invoice = change.blank("invoice")?;
    invoice
        .set("id", id.clone())
        .set("customer_id", customer.clone())
        .set("subscription_id", subscription)
        .set("currency_code", currency.clone())
        .set("status", "payment_due")
        .set("price_type", "tax_exclusive")
        .set("date", date)
        .set("due_date", date)
        .set("term_finalized", true)
        .set("sub_total", total)
        .set("total", total)
        .set("generated_at", date);
    for name in [
        "amount_paid",
        "amount_adjusted",
        "credits_applied",
        "write_off_amount",
    ] {
        invoice.set(name, 0);
    }
    for name in ["linked_payments", "applied_credits", "issued_credit_notes"] {
        invoice.set(name, json!([]));
    }
    let names = [
        "po_number",
        "vat_number",
        "vat_number_prefix",
        "due_date",
        "net_term_days",
        "has_advance_charges",
        "billing_address",
        "shipping_address",
    ];
    change.reflect(&mut invoice, &names)?;
    change.only("use_for_proration", false)?;
    let lines = lines(change, &mut invoice)?;
    if lines.is_some_and(|it| it != total) {
        return Err(Refusal::param("total", "is not what the lines come to"));
    }
    let status = change.given.text("status");
    let paid_at = change.given.number("paid_at");
    change.settle(invoice)?;
    let mut paid = 0;
    for row in change.given.rows("payments") {
        let due = change.open("invoice", &id)?.number("amount_due");
        let given = change.given.number(&row.at("amount"));
        let payment = Payment {
            id: change.given.text(&row.at("id")),
            customer: customer.clone(),
            currency: currency.clone(),
            amount: change.amount(&row.at("amount"), given, due)?,
            method: change
                .given
                .text(&row.at("payment_method"))
                .unwrap_or_default(),
            date: change.given.number(&row.at("date")),
            reference: change.given.text(&row.at("reference_number")),
            ..Payment::default()
        };
        paid += payment.amount;
        let amount = payment.amount;
        let made = change.transaction("payment", payment)?;
        let payment = change.save("transaction", made);
        change.apply_payment(&payment, &id, amount)?;
    }
    let mut invoice = change.open("invoice", &id)?;
    match status.as_deref() {
        Some("pending" | "voided") if paid == 0 => {
            let at = change.given.number("voided_at");
            invoice.set("status", status.clone()).set("voided_at", at);
            change.reflect(&mut invoice, &["void_reason_code"])?;
        }
        Some("not_paid") if paid < total => {
            invoice.set("status", "not_paid");
        }
        _ => {
            invoice.set("paid_at", paid_at);
        }
    }
    change.settle(invoice)?;
    let found = change.open("invoice", &id)?.text("status");
    if let Some(wanted) = status.filter(|it| *it != found) {
        let what = format!("status : {wanted} where the rest of the invoice says {found}");
        return Err(change.not_computed(&what));
    }
    change.balances(&customer)?;
    change.event("invoice_generated", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

/// The lines as they are given; what they come to, where there are any.
fn lines(change: &mut Change<'_>, invoice: &mut Draft) -> Refused<Option<i64>> {
    let mut sum = None;
    for row in change.given.rows("line_items") {
        let Some(mut line) = change.row(invoice, "line_items") else {
            continue;
        };
        let given = change.given.text(&row.at("id"));
        let id = given.unwrap_or_else(|| change.free_id("line_item"));
        let number = |change: &mut Change<'_>, name: &str| change.given.number(&row.at(name));
        let quantity = number(change, "quantity");
        let unit = number(change, "unit_amount");
        let amount = number(change, "amount")
            .or_else(|| unit.and_then(|it| it.checked_mul(quantity.unwrap_or(1))));
        let amount = amount.ok_or_else(|| Refusal::param(row.at("amount"), "cannot be blank"))?;
        let (from, to) = (number(change, "date_from"), number(change, "date_to"));
        line.set("id", id)
            .set("date_from", from.unwrap_or(change.now()))
            .set("date_to", to.unwrap_or(change.now()))
            .set("description", change.given.text(&row.at("description")))
            .set("unit_amount", unit.unwrap_or(amount))
            .set("quantity", quantity.unwrap_or(1))
            .set("amount", amount)
            .set("entity_type", "adhoc")
            .set("entity_type", change.given.text(&row.at("entity_type")))
            .set("entity_id", change.given.text(&row.at("entity_id")))
            .set("subscription_id", invoice.some("subscription_id"))
            .set(
                "subscription_id",
                change.given.text(&row.at("subscription_id")),
            )
            .set("customer_id", invoice.some("customer_id"));
        sum = Some(change.sum(sum.unwrap_or_default(), amount)?);
        invoice.push("line_items", line.into_value());
    }
    Ok(sum)
}
