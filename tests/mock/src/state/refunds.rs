//! Refunds: of invoices, with the credit note that says so, of credit notes, and of what was paid in excess.

use super::{
    Refused,
    change::{Change, Shown},
    credit_notes::Note,
    draft::Draft,
    number,
    payments::{Payment, is_online, links},
    text,
};
use crate::refusal::Refusal;
use serde_json::Value;

/// Through the gateway.
pub(super) fn refund_invoice(change: &mut Change<'_>) -> Refused<Shown> {
    let given = change.given.number("refund_amount");
    let invoice = change.own()?;
    let id = invoice.text("id");
    let (payment, most) = change.refundable_payment(&invoice, given)?;
    let amount = change.amount("refund_amount", given, most)?;
    let refund = change.payment_back(&invoice, amount, Some(&payment))?;
    change.refunded(id, amount, refund)
}

/// Paid back in another way.
pub(super) fn record_invoice_refund(change: &mut Change<'_>) -> Refused<Shown> {
    let invoice = change.own()?;
    let id = invoice.text("id");
    let most = change
        .creditable(&invoice)?
        .min(change.not_refunded(&invoice)?);
    let given = change.given.number("transaction[amount]");
    let amount = change.amount("transaction[amount]", given, most)?;
    let refund = change.payment_back(&invoice, amount, None)?;
    change.refunded(id, amount, refund)
}

pub(super) fn refund_credit_note(change: &mut Change<'_>) -> Refused<Shown> {
    let given = change.given.number("refund_amount");
    let note = change.own()?;
    change.state(&note, &["refund_due"])?;
    let most = note.number("amount_available");
    let amount = change.amount("refund_amount", given, most)?;
    let Some(invoice) = note.some("reference_invoice_id") else {
        return Err(change.wrong_state("is for no invoice whose payment could be refunded"));
    };
    let invoice = change.open("invoice", &invoice)?;
    let (payment, _) = change.refundable_payment(&invoice, Some(amount))?;
    let refund = change.payment_back(&note, amount, Some(&payment))?;
    finish_note(change, note, amount, refund)
}

pub(super) fn record_credit_note_refund(change: &mut Change<'_>) -> Refused<Shown> {
    let note = change.own()?;
    change.state(&note, &["refund_due"])?;
    let given = change.given.number("transaction[amount]");
    let most = note.number("amount_available");
    let amount = change.amount("transaction[amount]", given, most)?;
    let refund = change.payment_back(&note, amount, None)?;
    finish_note(change, note, amount, refund)
}

fn finish_note(change: &mut Change<'_>, note: Draft, amount: i64, refund: Draft) -> Refused<Shown> {
    let id = note.text("id");
    let reason = change.given.text("refund_reason_code");
    let refund = change.save("transaction", refund);
    change.pay_note_back(&id, &refund, amount, reason)?;
    if let Some(notes) = change.given.text("customer_notes") {
        let mut note = change.open("credit_note", &id)?;
        note.set("notes", Some(serde_json::json!([notes])));
        change.save("credit_note", note);
    }
    change.comment("comment", "credit_note", &id)?;
    change.event(
        "payment_refunded",
        [("transaction", &refund), ("credit_note", &id)],
    );
    change.event("credit_note_updated", [("credit_note", &id)]);
    Ok(vec![("credit_note", id), ("transaction", refund)])
}

/// Of what no invoice used, through the gateway.
pub(super) fn refund_payment(change: &mut Change<'_>) -> Refused<Shown> {
    let payment = change.own()?;
    if !is_online(payment.value()) {
        return Err(change.wrong_state("went through no gateway"));
    }
    unused(change, payment, true)
}

pub(super) fn record_payment_refund(change: &mut Change<'_>) -> Refused<Shown> {
    let payment = change.own()?;
    unused(change, payment, false)
}

fn unused(change: &mut Change<'_>, mut payment: Draft, is_online: bool) -> Refused<Shown> {
    let id = payment.text("id");
    if payment.text("type") != "payment" {
        return Err(change.wrong_state("is no payment"));
    }
    change.state(&payment, &["success"])?;
    let given = change.given.number("amount");
    let most = payment.number("amount_unused");
    let amount = change.amount("amount", given, most)?;
    let method = match is_online {
        true => payment.text("payment_method"),
        false => change.given.text("payment_method").unwrap_or_default(),
    };
    let back = Payment {
        customer: payment.text("customer_id"),
        subscription: payment.some("subscription_id"),
        currency: payment.text("currency_code"),
        source: is_online.then(|| payment.text("payment_source_id")),
        date: change.given.number("date"),
        reference: change.given.text("reference_number"),
        amount,
        method,
        ..Payment::default()
    };
    let mut refund = change.transaction("refund", back)?;
    let custom = change.given.text("custom_payment_method_id");
    refund.set("custom_payment_method_id", custom);
    refund.set("refunded_txn_id", id.clone());
    payment.set("amount_unused", most - amount);
    let customer = payment.text("customer_id");
    change.save("transaction", payment);
    change.link_refund(&id, &refund)?;
    let refund = change.save("transaction", refund);
    change.balances(&customer)?;
    change.comment("comment", "transaction", &refund)?;
    change.event("payment_refunded", [("transaction", &refund)]);
    Ok(vec![("transaction", refund)])
}

impl Change<'_> {
    /// The payment of an invoice that went through the gateway and has so much left, and how much could go back.
    fn refundable_payment(&self, invoice: &Draft, wanted: Option<i64>) -> Refused<(String, i64)> {
        let creditable = match self.call.resource {
            // A credit note is there already.
            "credit_note" => i64::MAX,
            _ => self.creditable(invoice)?,
        };
        let mut found = Vec::new();
        for link in invoice.list(links(invoice)) {
            let id = text(link, "txn_id");
            let Some(payment) = self.get("transaction", &id) else {
                continue;
            };
            if text(payment, "type") == "payment"
                && text(payment, "status") == "success"
                && is_online(payment)
            {
                let refunds = payment.get("linked_refunds").and_then(Value::as_array);
                let refunds = refunds.into_iter().flatten();
                let back = self.sum_of(refunds.map(|it| number(it, "txn_amount")))?;
                let left = self.less(number(payment, "amount"), back)?;
                let left = left.min(number(link, "applied_amount"));
                found.push((id, left.min(creditable)));
            }
        }
        found.retain(|(_, left)| *left > 0);
        let enough = |it: &&(String, i64)| wanted.is_none_or(|wanted| it.1 >= wanted);
        match found.as_slice() {
            [] => Err(self.wrong_state("has no payment that could be refunded")),
            [one] => Ok(one.clone()),
            several if wanted.is_some() && several.iter().any(|it| enough(&it)) => {
                let one = several.iter().find(enough);
                Ok(one.cloned().unwrap_or_default())
            }
            _ => Err(self.not_computed("one refund of several payments")),
        }
    }

    /// How much of what an invoice got was not paid back.
    fn not_refunded(&self, invoice: &Draft) -> Refused<i64> {
        let refunds = invoice.list("linked_transactions").iter();
        let refunds = refunds.filter(|it| text(it, "txn_type") == "refund");
        let refunds = refunds.map(|it| number(it, "applied_amount"));
        let notes = invoice.list("issued_credit_notes").iter();
        let notes = notes.filter_map(|it| self.get("credit_note", &text(it, "cn_id")));
        let notes = notes.map(|it| number(it, "amount_refunded"));
        let back = self.sum_of(refunds.chain(notes))?;
        self.less(invoice.number("amount_paid"), back)
    }

    /// A refund for what belongs to an invoice or credit note.
    fn payment_back(&mut self, of: &Draft, amount: i64, online: Option<&str>) -> Refused<Draft> {
        let name = |member: &str| format!("transaction[{member}]");
        let payment = match online {
            Some(id) => Some(self.find("transaction", id)?.clone()),
            None => None,
        };
        let method = match &payment {
            Some(payment) => Some(text(payment, "payment_method")),
            None => self.given.text(&name("payment_method")),
        };
        let method =
            method.ok_or_else(|| Refusal::param(name("payment_method"), "cannot be blank"))?;
        let back = Payment {
            id: self.given.text(&name("id")),
            customer: of.text("customer_id"),
            subscription: of.some("subscription_id"),
            currency: of.text("currency_code"),
            source: payment.as_ref().map(|it| text(it, "payment_source_id")),
            date: self.given.number(&name("date")),
            reference: self.given.text(&name("reference_number")),
            amount,
            method,
        };
        let mut refund = self.transaction("refund", back)?;
        let custom = self.given.text(&name("custom_payment_method_id"));
        refund.set("custom_payment_method_id", custom);
        if let Some(id) = online {
            refund.set("refunded_txn_id", id);
            self.link_refund(id, &refund)?;
        }
        Ok(refund)
    }

    /// Notes on a payment that it was paid back.
    fn link_refund(&mut self, payment: &str, refund: &Draft) -> Refused<()> {
        let mut payment = self.open("transaction", payment)?;
        if let Some(mut link) = self.row(&payment, "linked_refunds") {
            link.set("txn_id", refund.text("id"))
                .set("txn_status", "success")
                .set("txn_date", refund.time("date"))
                .set("txn_amount", refund.number("amount"));
            payment.push("linked_refunds", link.into_value());
        }
        self.save("transaction", payment);
        Ok(())
    }

    /// What a refund does to its invoice: a credit note, or in API v1 a linked transaction.
    fn refunded(&mut self, id: String, amount: i64, refund: Draft) -> Refused<Shown> {
        let refund_date = refund.time("date");
        let refund = self.save("transaction", refund);
        let mut shown = vec![("invoice", id.clone()), ("transaction", refund.clone())];
        if self.is_v1() {
            let mut invoice = self.open("invoice", &id)?;
            if let Some(mut link) = self.row(&invoice, "linked_transactions") {
                link.set("txn_id", refund.clone())
                    .set("applied_amount", amount)
                    .set("applied_at", self.now())
                    .set("txn_type", "refund")
                    .set("txn_status", "success")
                    .set("txn_date", refund_date)
                    .set("txn_amount", amount);
                invoice.push("linked_transactions", link.into_value());
            }
            let mut back = self.open("transaction", &refund)?;
            if let Some(mut link) = self.row(&back, "linked_invoices") {
                link.set("invoice_id", id.clone())
                    .set("applied_amount", amount)
                    .set("applied_at", self.now())
                    .set("invoice_date", invoice.time("start_date"))
                    .set("invoice_amount", invoice.number("amount"));
                back.push("linked_invoices", link.into_value());
            }
            self.save("invoice", invoice);
            self.save("transaction", back);
            self.comment("memo", "invoice", &id)?;
            self.event(
                "payment_refunded",
                [("transaction", &refund), ("invoice", &id)],
            );
        } else {
            let reason = self.given.text("credit_note[reason_code]");
            let note = Note {
                kind: "refundable",
                reason: Some(reason.unwrap_or_else(|| "other".to_owned())),
                create_reason: self.given.text("credit_note[create_reason_code]"),
                notes: self.given.text("customer_notes"),
                amount,
                ..Note::default()
            };
            let invoice = self.open("invoice", &id)?;
            let note = self.issue(note, &invoice)?;
            self.pay_note_back(&note, &refund, amount, None)?;
            self.comment("comment", "invoice", &id)?;
            self.event("credit_note_created", [("credit_note", &note)]);
            self.event(
                "payment_refunded",
                [
                    ("transaction", &refund),
                    ("invoice", &id),
                    ("credit_note", &note),
                ],
            );
            shown.push(("credit_note", note));
        }
        self.event("invoice_updated", [("invoice", &id)]);
        Ok(shown)
    }
}
