//! Credit notes: what an invoice is lowered by, and what a customer has coming.

mod keep;

use super::{
    Refused,
    change::{Change, Shown},
    discounts::Discount,
    draft::Draft,
    invoices::UNPAID,
    lines::Line,
    number, text,
    totals::Tax,
};
use crate::refusal::Refusal;
use serde_json::Value;

/// A credit note to be issued.
#[derive(Debug, Default)]
pub(super) struct Note {
    /// `adjustment` or `refundable`.
    pub(super) kind: &'static str,
    pub(super) reason: Option<String>,
    pub(super) create_reason: Option<String>,
    pub(super) notes: Option<String>,
    pub(super) date: Option<i64>,
    pub(super) amount: i64,
    /// What it gives credit for, where that is known; together they are the amount.
    pub(super) lines: Vec<Line>,
    /// What was taken off the lines, and the taxes on them.
    pub(super) discounts: Vec<Discount>,
    pub(super) taxes: Vec<Tax>,
}

/// Where an invoice lists credit notes.
const LISTS: [&str; 3] = [
    "issued_credit_notes",
    "adjustment_credit_notes",
    "applied_credits",
];

pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let kind = match change.given.text("type").as_deref() {
        Some("adjustment") => "adjustment",
        Some("refundable") => "refundable",
        other => {
            let what = format!("type : {}", other.unwrap_or_default());
            return Err(change.not_computed(&what));
        }
    };
    let given = change.given.number("total");
    let note = Note {
        kind,
        reason: change.given.text("reason_code"),
        create_reason: change.given.text("create_reason_code"),
        notes: change.given.text("customer_notes"),
        date: change.given.number("date"),
        ..Note::default()
    };
    let customer = change.given.text("customer_id");
    let currency = change.given.text("currency_code");
    let mut shown = Vec::new();
    let id = match change.given.text("reference_invoice_id") {
        Some(invoice) => {
            let param = "reference_invoice_id";
            if change.get("invoice", &invoice).is_none() {
                return Err(change.missing(param, "invoice", &invoice));
            }
            let own = change.open("invoice", &invoice)?;
            let is_of = |name: &str, given: &Option<String>| {
                given.as_ref().is_none_or(|it| *it == own.text(name))
            };
            if !is_of("customer_id", &customer) || !is_of("currency_code", &currency) {
                let problem = "is of another customer or currency";
                return Err(Refusal::param(param, problem));
            }
            let most = match kind {
                "adjustment" => {
                    change.state(&own, &UNPAID)?;
                    own.number("amount_due")
                }
                _ => change.creditable(&own)?,
            };
            let amount = change.amount("total", given, most)?;
            shown.push(("invoice", invoice));
            change.issue(Note { amount, ..note }, &own)?
        }
        None => {
            let customer = customer
                .ok_or_else(|| Refusal::param("reference_invoice_id", "cannot be blank"))?;
            if kind != "refundable" {
                return Err(Refusal::param("type", "adjusts no invoice"));
            }
            let amount = change.amount("total", given.or(Some(0)), i64::MAX)?;
            let base = change.preferred_currency(change.find("customer", &customer)?);
            let currency = currency.unwrap_or(base);
            let own = change.new_note(&Note { amount, ..note }, &customer, &currency)?;
            change.keep_note(own)?
        }
    };
    let mut own = change.open("credit_note", &id)?;
    change.reflect(&mut own, &[])?;
    change.save("credit_note", own);
    change.comment("comment", "credit_note", &id)?;
    change.event("credit_note_created", [("credit_note", &id)]);
    shown.insert(0, ("credit_note", id));
    Ok(shown)
}

pub(super) fn update(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.reflect(&mut own, &[])?;
    let id = change.save("credit_note", own);
    change.comment("comment", "credit_note", &id)?;
    change.event("credit_note_updated", [("credit_note", &id)]);
    Ok(vec![("credit_note", id)])
}

pub(super) fn void(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["refund_due"])?;
    unused(change, &own)?;
    let now = change.now();
    own.set("status", "voided").set("voided_at", now);
    let id = change.keep_note(own)?;
    change.comment("comment", "credit_note", &id)?;
    change.event("credit_note_updated", [("credit_note", &id)]);
    Ok(vec![("credit_note", id)])
}

pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let own = change.own()?;
    change.state(&own, &["refund_due", "voided"])?;
    unused(change, &own)?;
    let (customer, invoice) = (own.text("customer_id"), own.some("reference_invoice_id"));
    let id = change.remove("credit_note", own);
    if let Some(invoice) = invoice {
        let mut invoice = change.open("invoice", &invoice)?;
        invoice.retain("issued_credit_notes", |it| text(it, "cn_id") != id);
        change.save("invoice", invoice);
    }
    change.balances(&customer)?;
    change.comment("comment", "credit_note", &id)?;
    change.event("credit_note_deleted", [("credit_note", &id)]);
    Ok(vec![("credit_note", id)])
}

fn unused(change: &Change<'_>, note: &Draft) -> Refused<()> {
    let used = note.number("amount_allocated") != 0 || note.number("amount_refunded") != 0;
    match used {
        true => Err(change.wrong_state("was used already")),
        false => Ok(()),
    }
}

/// Credits of the customer pay for an invoice.
pub(super) fn apply(change: &mut Change<'_>) -> Refused<Shown> {
    let invoice = change.own()?;
    change.state(&invoice, &UNPAID)?;
    let id = invoice.text("id");
    let (customer, currency) = (invoice.text("customer_id"), invoice.text("currency_code"));
    let usable = change.usable_notes(&customer, &currency);
    let mut parts = Vec::new();
    for row in change.given.rows("credit_notes") {
        let note = change.id_in(row, "id")?;
        match usable.iter().find(|(it, _)| *it == note) {
            Some(found) => parts.push(found.clone()),
            None => {
                let what = "credit note of this customer with something left";
                return Err(change.missing(&row.at("id"), what, &note));
            }
        }
    }
    if parts.is_empty() {
        parts = usable;
    }
    let due = invoice.number("amount_due");
    let mut left = due;
    for (note, available) in parts {
        let part = left.min(available);
        if part > 0 {
            change.apply_note(&note, &id, part)?;
            change.event("credit_note_updated", [("credit_note", &note)]);
            left -= part;
        }
    }
    if left == due {
        return Err(change.wrong_state("has a customer without refundable credits"));
    }
    change.comment("comment", "invoice", &id)?;
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

/// Takes credits off an invoice that they were applied to.
pub(super) fn remove(change: &mut Change<'_>) -> Refused<Shown> {
    let mut invoice = change.own()?;
    let id = invoice.text("id");
    let note = change.given.text("credit_note[id]").unwrap_or_default();
    let is_it = |it: &Value| text(it, "cn_id") == note;
    let applied = invoice
        .list("applied_credits")
        .iter()
        .filter(|it| is_it(it));
    let amount = change.sum_of(applied.map(|it| number(it, "applied_amount")))?;
    if amount == 0 {
        let what = "credit note applied to this invoice";
        return Err(change.missing("credit_note[id]", what, &note));
    }
    invoice.retain("applied_credits", |it| !is_it(it));
    change.take(&mut invoice, "credits_applied", amount)?;
    let mut own = change.open("credit_note", &note)?;
    own.retain("allocations", |it| text(it, "invoice_id") != id);
    change.take(&mut own, "amount_allocated", amount)?;
    change.add(&mut own, "amount_available", amount)?;
    change.keep_note(own)?;
    change.settle(invoice)?;
    change.event("invoice_updated", [("invoice", &id)]);
    change.event("credit_note_updated", [("credit_note", &note)]);
    Ok(vec![("invoice", id), ("credit_note", note)])
}
