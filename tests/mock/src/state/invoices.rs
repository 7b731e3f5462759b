//! Invoices: raised once, changed while they are pending, voided, written off.

mod import;
mod raise;

pub(super) use import::import;
pub(super) use raise::{Bill, DAY};

use super::{
    Refused,
    change::{Change, Shown},
    discounts::Discount,
    draft::Draft,
    lines::Line,
    text,
    totals::Tax,
};
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// An invoice that waits for money.
pub(super) const UNPAID: [&str; 3] = ["payment_due", "not_paid", "posted"];

/// What does nothing to the gateway of the mock.
const OF_THE_GATEWAY: [&str; 1] = ["payment_initiator"];

/// What an invoice comes to; API v1 calls it its amount.
pub(super) fn total_of(invoice: &Draft) -> i64 {
    invoice.number(if invoice.has("total") {
        "total"
    } else {
        "amount"
    })
}

/// An invoice beside the terms of a subscription: charges, charge items, addons that do not recur.
pub(super) fn one_time(change: &mut Change<'_>) -> Refused<Shown> {
    let lines = change.one_time_lines()?;
    if lines.is_empty() {
        return Err(Refusal::param("charges", "there is nothing to charge for"));
    }
    let subscription = change.given.text("subscription_id");
    let named = change.given.text("customer_id");
    let of = match &subscription {
        Some(id) => Some(change.open("subscription", id)?),
        None => None,
    };
    let owner = of.as_ref();
    let owner = owner.map(|it| change.customer_of("subscription", it.value()));
    let customer = match (named, owner) {
        (Some(named), Some(owner)) if named != owner => {
            return Err(Refusal::param(
                "customer_id",
                "is not that of the subscription",
            ));
        }
        (Some(customer), _) | (None, Some(customer)) => customer,
        (None, None) => return Err(Refusal::param("customer_id", "cannot be blank")),
    };
    let currency = change.given.text("currency_code");
    let others = [currency, of.as_ref().map(|it| it.text("currency_code"))];
    let is_said = others.iter().flatten().any(|it| !it.is_empty())
        || lines.iter().any(|it| it.currency.is_some());
    let currency = match is_said {
        true => change.one_currency(&lines, others)?,
        false => change.preferred_currency(change.find("customer", &customer)?),
    };
    let mut discounts = change.manual_discounts()?;
    for (param, id) in change.coupon_ids()?.unwrap_or_default() {
        discounts.push(change.discount(&param, &id, &currency)?);
        change.redeem(&id)?;
    }
    let source = change.given.text("payment_source_id");
    if let Some(id) = &source {
        change.source_of(&customer, "payment_source_id", id)?;
    }
    let date = change.given.number("invoice_date");
    if date.is_some_and(|it| it > change.now()) {
        return Err(Refusal::param("invoice_date", "should not lie ahead"));
    }
    change.given.without_effect(&OF_THE_GATEWAY);
    change.given.elements("tax_providers_fields");
    change.only("remove_general_note", false)?;
    change.only("replace_primary_payment_source", false)?;
    change.only("retain_payment_source", true)?;
    let bill = Bill {
        auto_collection: change.given.text("auto_collection"),
        net_term_days: change.given.number("net_term_days"),
        is_pending: change.given.flag("create_pending_invoice") == Some(true),
        po_number: change.given.text("po_number"),
        note: change.given.text("invoice_note"),
        customer,
        subscription,
        currency,
        lines,
        discounts,
        source,
        date,
        ..Bill::default()
    };
    let id = change.raise(bill)?;
    let mut invoice = change.open("invoice", &id)?;
    change.reflect(&mut invoice, &["shipping_address"])?;
    change.save("invoice", invoice);
    Ok(vec![("invoice", id)])
}

/// Adds to an invoice that is still open.
pub(super) fn add(change: &mut Change<'_>) -> Refused<Shown> {
    let mut invoice = pending(change)?;
    let subscription = change.given.text("subscription_id");
    if subscription.is_some() && subscription != invoice.some("subscription_id") {
        return Err(change.not_computed("subscription_id : a line of another subscription"));
    }
    let is_as_it_was = change.is_taxed_on_top(&invoice) == (change.price_type() == "tax_exclusive");
    if !is_as_it_was {
        return Err(change.not_computed("a line whose prices hold taxes in another way"));
    }
    let mut lines = change.one_time_lines()?;
    let currency = invoice.text("currency_code");
    change.one_currency(&lines, [Some(currency.clone())])?;
    let customer = change.open("customer", &invoice.text("customer_id"))?;
    let address = invoice.get("shipping_address").cloned();
    let whose = (&customer, address.as_ref());
    let totals = change.totals(&mut lines, &[], &currency, whose)?;
    change.add_lines(&mut invoice, &lines, (&[], &totals.taxes));
    recount(change, invoice, totals.lines, totals.tax)
}

pub(super) fn delete_lines(change: &mut Change<'_>) -> Refused<Shown> {
    let mut invoice = pending(change)?;
    let (mut gone, mut untaxed) = (0, 0);
    for row in change.given.rows("line_items") {
        let id = change.id_in(row, "id")?;
        let is_it = |it: &&Value| text(it, "id") == id;
        let Some(line) = invoice.list("line_items").iter().find(is_it) else {
            return Err(change.missing(&row.at("id"), "line of this invoice", &id));
        };
        gone = change.sum(gone, super::number(line, "amount"))?;
        untaxed = change.sum(untaxed, super::number(line, "tax_amount"))?;
        invoice.retain("line_items", |it| text(it, "id") != id);
        for parts in ["line_item_tiers", "line_item_taxes"] {
            invoice.retain(parts, |it| text(it, "line_item_id") != id);
        }
    }
    recount(change, invoice, -gone, -untaxed)
}

fn pending(change: &Change<'_>) -> Refused<Draft> {
    let invoice = change.own()?;
    change.state(&invoice, &["pending"])?;
    match invoice.list("discounts").is_empty() {
        true => Ok(invoice),
        // A percentage would be another amount now.
        false => Err(change.not_computed("a change of an invoice that has discounts")),
    }
}

/// An invoice whose lines are so much more, and the taxes on them.
fn recount(change: &mut Change<'_>, mut invoice: Draft, more: i64, tax: i64) -> Refused<Shown> {
    let on_top = if change.is_taxed_on_top(&invoice) {
        tax
    } else {
        0
    };
    let total = change.sum(more, on_top)?;
    for (name, more) in [
        ("sub_total", more),
        ("tax", tax),
        ("total", total),
        ("amount", total),
    ] {
        let sum = change.sum(invoice.number(name), more)?;
        invoice.set(name, sum);
    }
    if !change.is_v1() {
        change.show_taxes(&mut invoice);
    }
    let id = change.settle(invoice)?;
    change.comment("comment", "invoice", &id)?;
    change.event("pending_invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

/// From now on nothing is added, and it is paid for.
pub(super) fn close(change: &mut Change<'_>) -> Refused<Shown> {
    let mut invoice = change.own()?;
    change.state(&invoice, &["pending"])?;
    if let Some(note) = change.given.text("invoice_note") {
        invoice.push("notes", json!({ "note": note, "object": "note" }));
    }
    change.only("remove_general_note", false)?;
    let date = change.given.number("invoice_date");
    let date = date.unwrap_or(change.now());
    let due = change.due_date(date, invoice.number("net_term_days"))?;
    invoice.set("date", date).set("due_date", due);
    change.reflect(&mut invoice, &[])?;
    let id = change.save("invoice", invoice);
    change.event("invoice_generated", [("invoice", &id)]);
    change.issue_invoice(&id, None, None)?;
    change.comment("comment", "invoice", &id)?;
    Ok(vec![("invoice", id)])
}

/// Where money moved already, it must move back first.
fn untouched(change: &Change<'_>, invoice: &Draft) -> Refused<()> {
    for name in ["amount_paid", "credits_applied", "amount_adjusted"] {
        if invoice.number(name) != 0 {
            return Err(change.wrong_state(&format!("has {name}")));
        }
    }
    let is_credit = |it: &Value| {
        [text(it, "entity_type"), text(it, "type")]
            .iter()
            .any(|it| it == "promotional_credits" || it == "account_credits")
    };
    match invoice.list("discounts").iter().any(is_credit) {
        true => Err(change.not_computed("credits that an invoice used up, given back")),
        false => Ok(()),
    }
}

pub(super) fn void(change: &mut Change<'_>) -> Refused<Shown> {
    let mut invoice = change.own()?;
    change.state(&invoice, &["payment_due", "not_paid", "posted", "pending"])?;
    untouched(change, &invoice)?;
    change.is_not_ahead(&invoice)?;
    change.reflect(&mut invoice, &["void_reason_code"])?;
    let now = change.now();
    invoice.set("status", "voided").set("voided_at", now);
    let id = change.settle(invoice)?;
    change.comment("comment", "invoice", &id)?;
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

pub(super) fn write_off(change: &mut Change<'_>) -> Refused<Shown> {
    let invoice = change.own()?;
    change.state(&invoice, &UNPAID)?;
    let id = invoice.text("id");
    let note = change.write_off(&invoice)?;
    change.comment("comment", "invoice", &id)?;
    change.event("credit_note_created", [("credit_note", &note)]);
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id), ("credit_note", note)])
}

pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let invoice = change.own()?;
    if invoice.text("status") != "voided" {
        untouched(change, &invoice)?;
        change.is_not_ahead(&invoice)?;
    }
    let subscription = invoice.some("subscription_id");
    let id = change.remove("invoice", invoice);
    if let Some(subscription) = subscription {
        change.dues(&subscription)?;
    }
    change.comment("comment", "invoice", &id)?;
    change.event("invoice_deleted", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

pub(super) fn update_details(change: &mut Change<'_>) -> Refused<Shown> {
    let mut invoice = change.own()?;
    let names = [
        "vat_number",
        "vat_number_prefix",
        "po_number",
        "billing_address",
        "shipping_address",
    ];
    change.reflect(&mut invoice, &names)?;
    let id = change.save("invoice", invoice);
    change.comment("comment", "invoice", &id)?;
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

/// An invoice that could not be collected is not collected again.
pub(super) fn stop_dunning(change: &mut Change<'_>) -> Refused<Shown> {
    let mut invoice = change.own()?;
    if invoice.text("dunning_status") != "in_progress" {
        return Err(change.wrong_state("is not in dunning"));
    }
    invoice
        .set("dunning_status", "stopped")
        .set("status", "not_paid")
        .remove(&["next_retry_at", "next_retry"]);
    let id = change.settle(invoice)?;
    change.comment("comment", "invoice", &id)?;
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

impl Change<'_> {
    /// Takes a switch that may say only what is done anyway.
    pub(super) fn only(&mut self, name: &str, what: bool) -> Refused<()> {
        match self.given.flag(name) {
            Some(given) if given != what => Err(self.not_computed(&format!("{name} : {given}"))),
            _ => Ok(()),
        }
    }

    /// Adds lines, with the parts of them that fall into tiers, what is taken off them, and their taxes.
    pub(super) fn add_lines(
        &mut self,
        invoice: &mut Draft,
        lines: &[Line],
        (discounts, taxes): (&[Discount], &[Tax]),
    ) {
        let now = self.now();
        for line in lines {
            let id = self.free_id("line_item");
            let item = self.line_item(invoice, (&id, line), (now, now), taxes);
            invoice.push("line_items", item);
            self.show_parts(invoice, (&id, line), (discounts, taxes));
            for tier in &line.tiers {
                if let Some(mut row) = self.row(invoice, "line_item_tiers") {
                    tier.fill(&mut row, &id);
                    invoice.push("line_item_tiers", row.into_value());
                }
            }
        }
    }
}
