//! Payments as they are made, applied to invoices and taken off them.

use super::{
    super::{Refused, change::Change, draft::Draft, number, owned::What, text},
    Payment,
    gateway::Decline,
    links,
};
use serde_json::Value;

impl Change<'_> {
    /// A transaction, of which nothing is used yet.
    pub(crate) fn transaction(&mut self, kind: &str, payment: Payment) -> Refused<Draft> {
        let mut made = self.blank("transaction")?;
        let id = self.new_id("transaction", payment.id)?;
        let is_online = payment.source.is_some();
        let source = payment.source.filter(|it| !it.is_empty());
        made.set("id", id)
            .set("customer_id", payment.customer)
            .set("subscription_id", payment.subscription)
            .set("payment_source_id", source.clone())
            .set("payment_method", payment.method)
            .set(
                "gateway",
                if is_online {
                    "chargebee"
                } else {
                    "not_applicable"
                },
            )
            .set("type", kind)
            .set("status", "success")
            .set("date", payment.date.unwrap_or(self.now()))
            .set("reference_number", payment.reference)
            .set("amount", payment.amount)
            .set("currency_code", payment.currency);
        if self.confirmed && is_online {
            made.set("three_d_secure", true);
        }
        if kind == "payment" {
            made.set("amount_unused", payment.amount)
                .set("linked_invoices", Value::Array(Vec::new()))
                .set("linked_refunds", Value::Array(Vec::new()));
        }
        let source = source.and_then(|it| self.get("payment_source", &it));
        let card = source.and_then(|it| it.get("card"));
        made.set(
            "masked_card_number",
            card.and_then(|it| it.get("masked_number")).cloned(),
        );
        Ok(made)
    }

    /// Pays for an invoice with what is left of a payment.
    pub(crate) fn apply_payment(&mut self, id: &str, invoice_id: &str, amount: i64) -> Refused<()> {
        let mut payment = self.open("transaction", id)?;
        let mut invoice = self.open("invoice", invoice_id)?;
        self.take(&mut payment, "amount_unused", amount)?;
        if let Some(link) = self.link_to(&payment, &invoice, amount) {
            payment.push("linked_invoices", link);
        }
        if payment.some("subscription_id").is_none() {
            payment.set("subscription_id", invoice.some("subscription_id"));
        }
        if let Some(link) = self.link_from(&invoice, &payment, amount) {
            invoice.push(links(&invoice), link);
        }
        self.add(&mut invoice, "amount_paid", amount)?;
        self.save("transaction", payment);
        self.settle(invoice)?;
        Ok(())
    }

    /// How a payment names an invoice.
    pub(super) fn link_to(&self, payment: &Draft, invoice: &Draft, amount: i64) -> Option<Value> {
        let mut link = self.row(payment, "linked_invoices")?;
        link.set("invoice_id", invoice.text("id"))
            .set("applied_amount", amount)
            .set("applied_at", self.now())
            .set(
                "invoice_date",
                invoice.time("date").or(invoice.time("start_date")),
            )
            .set("invoice_status", invoice.text("status"))
            .set("invoice_total", invoice.number("total"))
            .set("invoice_amount", invoice.number("amount"));
        Some(link.into_value())
    }

    /// How an invoice names a payment, also one that failed.
    pub(super) fn link_from(&self, invoice: &Draft, payment: &Draft, amount: i64) -> Option<Value> {
        let mut link = self.row(invoice, links(invoice))?;
        link.set("txn_id", payment.text("id"))
            .set("applied_amount", amount)
            .set("applied_at", self.now())
            .set_where_had("txn_type", "payment")
            .set("txn_status", payment.text("status"))
            .set("txn_date", payment.time("date"))
            .set("txn_amount", payment.number("amount"));
        Some(link.into_value())
    }

    /// Takes a payment off an invoice; its amount is unused again.
    pub(crate) fn unapply_payment(&mut self, id: &str, invoice_id: &str) -> Refused<()> {
        let mut payment = self.open("transaction", id)?;
        let mut invoice = self.open("invoice", invoice_id)?;
        let is_it = |it: &Value| text(it, "invoice_id") == invoice_id;
        let applied = payment
            .list("linked_invoices")
            .iter()
            .filter(|it| is_it(it));
        let amount = self.sum_of(applied.map(|it| number(it, "applied_amount")))?;
        payment.retain("linked_invoices", |it| !is_it(it));
        self.add(&mut payment, "amount_unused", amount)?;
        invoice.retain(links(&invoice), |it| text(it, "txn_id") != id);
        self.take(&mut invoice, "amount_paid", amount)?;
        self.save("transaction", payment);
        self.settle(invoice)?;
        Ok(())
    }

    /// Charges what a customer pays with for an invoice. A charge that is declined is kept as such, and the invoice is collected
    /// again later.
    pub(crate) fn charge(
        &mut self,
        invoice_id: &str,
        amount: i64,
        (source, method): (String, String),
    ) -> Refused<(String, Option<Decline>)> {
        let invoice = self.open("invoice", invoice_id)?;
        let customer = invoice.text("customer_id");
        let declined = self.declined(&customer, &source);
        let payment = Payment {
            customer,
            subscription: invoice.some("subscription_id"),
            currency: invoice.text("currency_code"),
            source: Some(source),
            amount,
            method,
            ..Payment::default()
        };
        let id = match declined {
            Some(decline) => self.fail(payment, invoice_id, decline)?,
            None if payment.method == "direct_debit" => self.initiate(payment, invoice_id)?,
            None => self.receive(payment, invoice_id)?,
        };
        Ok((id, declined))
    }

    /// Takes a payment for an invoice.
    pub(crate) fn receive(&mut self, payment: Payment, invoice_id: &str) -> Refused<String> {
        let amount = payment.amount;
        let made = self.transaction("payment", payment)?;
        let id = self.save("transaction", made);
        self.apply_payment(&id, invoice_id, amount)?;
        self.event(
            "payment_succeeded",
            [("transaction", &id), ("invoice", invoice_id)],
        );
        Ok(id)
    }

    /// The payments of a customer that have something left, the oldest first.
    pub(crate) fn unused_payments(&self, customer: &str, currency: &str) -> Vec<(String, i64)> {
        let good = |it: &&Value| {
            text(it, "currency_code") == currency
                && text(it, "type") == "payment"
                && text(it, "status") == "success"
                && number(it, "amount_unused") > 0
        };
        let found = self.owned(What::Payments, customer).filter(good);
        found
            .map(|it| (text(it, "id"), number(it, "amount_unused")))
            .collect()
    }
}
