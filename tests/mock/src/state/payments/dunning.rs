//! What time does to payments: invoices are collected again, and direct debits settle.

use super::{
    super::{
        Refused,
        change::{Change, Shown},
        draft::Draft,
        invoices::DAY,
        number, text,
    },
    Payment, links,
};
use crate::site::{LastInvoice, LastSubscription};
use serde_json::{Value, json};

/// So long a direct debit takes, in seconds.
pub(crate) const SETTLES: i64 = 3 * DAY;

/// What says when an invoice is collected again.
pub(crate) fn retry_of(invoice: &Draft) -> &'static str {
    match invoice.has("next_retry_at") {
        true => "next_retry_at",
        false => "next_retry",
    }
}

/// Collects an invoice again that could not be collected before.
pub(crate) fn retry(change: &mut Change<'_>) -> Refused<()> {
    let mut invoice = change.own()?;
    let (id, due) = (invoice.text("id"), invoice.number("amount_due"));
    let customer = invoice.text("customer_id");
    let subscription = invoice.some("subscription_id");
    let subscription = subscription.and_then(|it| change.get("subscription", &it));
    let named = subscription.map(|it| text(it, "payment_source_id"));
    let named = named.filter(|it| !it.is_empty());
    let Some(source) = change.pays_with(&customer, named.as_deref()) else {
        // There is nothing to collect with: it is asked for again, and once too often.
        change.dun(&mut invoice, None, due);
        return change.after_attempt(invoice);
    };
    let (payment, declined) = change.charge(&id, due, source)?;
    if declined.is_none() {
        // A direct debit is under way: how it ends is told then.
        let is_paid = change.find("transaction", &payment)?["status"] == "success";
        if is_paid {
            let mut of = change.open("invoice", &id)?;
            change.dun(&mut of, Some((&payment, "success")), due);
            change.save("invoice", of);
        }
        change.recover(&id)?;
    }
    Ok(())
}

/// A direct debit arrives.
pub(crate) fn settle_debit(change: &mut Change<'_>) -> Refused<()> {
    let mut payment = change.own()?;
    let id = payment.text("id");
    let now = change.now();
    let amount = payment.number("amount");
    let invoices = payment.list("linked_invoices");
    let invoice = invoices.first().map(|it| text(it, "invoice_id"));
    payment
        .set("status", "success")
        .set("settled_at", now)
        .set("amount_unused", amount)
        .set("linked_invoices", json!([]));
    change.save("transaction", payment);
    let customer = change
        .find("transaction", &id)
        .map(|it| text(it, "customer_id"))?;
    match invoice.filter(|it| change.get("invoice", it).is_some()) {
        Some(invoice) => {
            let mut of = change.open("invoice", &invoice)?;
            of.retain(links(&of), |it| text(it, "txn_id") != id);
            let due = of.number("amount_due");
            change.save("invoice", of);
            if due > 0 {
                change.apply_payment(&id, &invoice, due.min(amount))?;
            }
            change.recover(&invoice)?;
            change.balances(&customer)?;
            change.event(
                "payment_succeeded",
                [("transaction", &id), ("invoice", &invoice)],
            );
        }
        None => {
            change.balances(&customer)?;
            change.event("payment_succeeded", [("transaction", &id)]);
        }
    }
    Ok(())
}

/// A direct debit does not arrive after all.
pub(in crate::state) fn fail_debit(change: &mut Change<'_>) -> Refused<Shown> {
    let mut payment = change.own()?;
    change.state(&payment, &["in_progress"])?;
    let id = payment.text("id");
    payment
        .set("status", "failure")
        .set("error_code", "insufficient_funds")
        .set("error_text", "Insufficient funds");
    let invoice = payment
        .list("linked_invoices")
        .first()
        .map(|it| text(it, "invoice_id"));
    let amount = payment.number("amount");
    change.save("transaction", payment);
    let invoice = invoice.unwrap_or_default();
    if change.get("invoice", &invoice).is_some() {
        let mut of = change.open("invoice", &invoice)?;
        let list = links(&of);
        for link in of.list_mut(list) {
            if text(link, "txn_id") == id {
                link["txn_status"] = "failure".into();
            }
        }
        change.dun(&mut of, Some((&id, "failure")), amount);
        change.after_attempt(of)?;
    }
    change.event(
        "payment_failed",
        [("transaction", &id), ("invoice", &invoice)],
    );
    Ok(vec![("transaction", id)])
}

/// What direct debits that are under way would pay of an invoice.
pub(crate) fn under_way(invoice: &Draft) -> i64 {
    let links = invoice.list(links(invoice)).iter();
    let links = links.filter(|it| text(it, "txn_status") == "in_progress");
    links.fold(0, |sum, it| {
        sum.saturating_add(number(it, "applied_amount"))
    })
}

impl Change<'_> {
    /// A retry, and nobody else, ended the dunning of an invoice.
    fn recover(&mut self, id: &str) -> Refused<()> {
        let was = self
            .before("invoice", id)
            .map(|it| text(it, "dunning_status"));
        let mut invoice = self.open("invoice", id)?;
        if was.as_deref() == Some("in_progress") && invoice.text("dunning_status") == "stopped" {
            invoice.set("dunning_status", "success");
            self.save("invoice", invoice);
        }
        Ok(())
    }

    /// Starts a direct debit, which settles later.
    pub(super) fn initiate(&mut self, payment: Payment, invoice_id: &str) -> Refused<String> {
        let amount = payment.amount;
        let mut made = self.transaction("payment", payment)?;
        made.set("status", "in_progress").set("amount_unused", 0);
        let mut invoice = self.open("invoice", invoice_id)?;
        if let Some(link) = self.link_to(&made, &invoice, amount) {
            made.push("linked_invoices", link);
        }
        if let Some(link) = self.link_from(&invoice, &made, amount) {
            invoice.push(links(&invoice), link);
        }
        let id = self.save("transaction", made);
        self.settle(invoice)?;
        self.event(
            "payment_initiated",
            [("transaction", &id), ("invoice", invoice_id)],
        );
        Ok(id)
    }

    /// An attempt to collect an invoice, with the transaction and how it ended.
    pub(super) fn dun(
        &mut self,
        invoice: &mut Draft,
        transaction: Option<(&str, &str)>,
        amount: i64,
    ) {
        let attempts = invoice.list("dunning_attempts").len();
        let kind = match transaction {
            Some(_) => "auto_collect",
            None => "offline",
        };
        if let Some(mut attempt) = self.row(invoice, "dunning_attempts") {
            attempt
                .set("attempt", json!(attempts))
                .set(
                    "transaction_id",
                    transaction.map_or(Value::Null, |(id, _)| id.into()),
                )
                .set("dunning_type", kind)
                .set("created_at", self.now());
            if let Some((_, ended)) = transaction {
                attempt.set("txn_status", ended).set("txn_amount", amount);
            }
            invoice.push("dunning_attempts", attempt.into_value());
        }
    }

    /// After a failed attempt: when the next one is, or what becomes of the invoice and the subscription after the last one.
    pub(super) fn after_attempt(&mut self, mut invoice: Draft) -> Refused<()> {
        let dunning = &self.site().dunning;
        let next = retry_of(&invoice);
        let made = invoice.list("dunning_attempts").len();
        // API v1 does not list attempts: there, its payments tell.
        let failed = |it: &&Value| text(it, "txn_status") == "failure";
        let made = made.max(invoice.list(links(&invoice)).iter().filter(failed).count());
        let days = dunning.retry_after_days.get(made.saturating_sub(1));
        if let Some(days) = days {
            let at = self
                .now()
                .saturating_add(i64::from(*days).saturating_mul(DAY));
            invoice.set("dunning_status", "in_progress").set(next, at);
            self.settle(invoice)?;
            return Ok(());
        }
        let (of_invoice, of_subscription) = (dunning.invoice, dunning.subscription);
        let subscription = invoice.some("subscription_id");
        invoice
            .set("dunning_status", "exhausted")
            .set("status", "not_paid")
            .remove(&[next]);
        let id = self.settle(invoice)?;
        match of_invoice {
            LastInvoice::NotPaid => {}
            LastInvoice::Voided => {
                let mut invoice = self.open("invoice", &id)?;
                self.is_not_ahead(&invoice)?;
                let now = self.now();
                invoice.set("status", "voided").set("voided_at", now);
                self.settle(invoice)?;
            }
            LastInvoice::WrittenOff => {
                let invoice = self.open("invoice", &id)?;
                let note = self.write_off(&invoice)?;
                self.event("credit_note_created", [("credit_note", &note)]);
            }
        }
        let subscription = subscription.filter(|it| self.get("subscription", it).is_some());
        if let (LastSubscription::Cancelled, Some(subscription)) = (of_subscription, subscription) {
            let mut own = self.open("subscription", &subscription)?;
            if ["active", "non_renewing", "in_trial"].contains(&own.text("status").as_str()) {
                own.set("cancel_reason", "not_paid");
                self.end(own)?;
            }
        }
        Ok(())
    }
}
