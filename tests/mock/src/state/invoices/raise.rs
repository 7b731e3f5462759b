//! How an invoice comes about, and what it owes.

use super::{
    super::{
        Refused,
        change::Change,
        discounts::Discount,
        draft::Draft,
        lines::Line,
        number,
        owned::What,
        payments::{links, retry_of, under_way},
        text, there,
    },
    UNPAID, total_of,
};
use serde_json::{Value, json};

pub(crate) const DAY: i64 = 86_400;

/// An invoice to be raised.
#[derive(Debug, Default)]
pub(crate) struct Bill {
    pub(crate) customer: String,
    pub(crate) subscription: Option<String>,
    pub(crate) currency: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) discounts: Vec<Discount>,
    /// Whether it is for a term of a subscription.
    pub(crate) is_recurring: bool,
    /// Whether it stays open.
    pub(crate) is_pending: bool,
    pub(crate) net_term_days: Option<i64>,
    pub(crate) date: Option<i64>,
    pub(crate) auto_collection: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) po_number: Option<String>,
    pub(crate) note: Option<String>,
}

impl Change<'_> {
    /// Raises an invoice and collects what it owes, unless it stays open.
    pub(crate) fn raise(&mut self, mut bill: Bill) -> Refused<String> {
        let id = self.free_id("invoice");
        let customer = self.open("customer", &bill.customer)?;
        let subscription = match &bill.subscription {
            Some(id) => Some(self.open("subscription", id)?),
            None => None,
        };
        let address = subscription
            .as_ref()
            .and_then(|it| it.get("shipping_address"));
        let whose = (&customer, address);
        let totals = self.totals(&mut bill.lines, &bill.discounts, &bill.currency, whose)?;
        let total = totals.total;
        let before_tax = if self.price_type() == "tax_exclusive" {
            total - totals.tax
        } else {
            total
        };
        let date = bill.date.unwrap_or(self.now());
        let days = bill.net_term_days.or_else(|| {
            let of = |it: &Draft| it.time("net_term_days");
            subscription
                .as_ref()
                .and_then(of)
                .or(customer.time("net_term_days"))
        });
        let days = days.unwrap_or_default();
        let due_date = self.due_date(date, days)?;
        let is_first = bill
            .subscription
            .as_ref()
            .is_none_or(|id| self.owned(What::Invoices, id).next().is_none());
        let mut invoice = self.blank("invoice")?;
        invoice
            .set("id", id.clone())
            .set("customer_id", bill.customer.clone())
            .set("subscription_id", bill.subscription.clone())
            .set("currency_code", bill.currency.clone())
            .set("recurring", bill.is_recurring)
            .set("status", "pending")
            .set("date", date)
            .set("start_date", date)
            .set("end_date", date)
            .set("due_date", due_date)
            .set("net_term_days", days)
            .set("generated_at", self.now())
            .set("po_number", bill.po_number)
            .set("vat_number", customer.some("vat_number"))
            .set("first_invoice", is_first)
            .set("term_finalized", true)
            .set(
                "sub_total",
                if self.is_v1() {
                    before_tax
                } else {
                    totals.lines
                },
            )
            .set("total", total)
            .set("amount", total)
            .set("billing_address", customer.get("billing_address").cloned());
        invoice.set("shipping_address", address.cloned());
        for name in [
            "amount_paid",
            "amount_adjusted",
            "credits_applied",
            "write_off_amount",
            "round_off_amount",
        ] {
            invoice.set(name, 0);
        }
        for name in [
            "line_items",
            "linked_payments",
            "linked_transactions",
            "applied_credits",
            "adjustment_credit_notes",
            "issued_credit_notes",
            "linked_orders",
        ] {
            invoice.set(name, json!([]));
        }
        if let Some(note) = bill.note {
            invoice.push("notes", json!({ "note": note, "object": "note" }));
        }
        self.show_rate(&mut invoice, &bill.currency);
        let parts = (bill.discounts.as_slice(), totals.taxes.as_slice());
        self.add_lines(&mut invoice, &bill.lines, parts);
        self.show_totals(&mut invoice, &totals, &bill.discounts);
        if self.is_v1() {
            self.show_taxes_of(&mut invoice, &bill.lines, &totals.taxes);
        }
        self.settle(invoice)?;
        if bill.is_pending {
            let event = if self.is_v1() {
                "invoice_created"
            } else {
                "pending_invoice_created"
            };
            self.event(event, [("invoice", &id)]);
            return Ok(id);
        }
        let event = match date < self.now() && !self.is_v1() {
            true => "invoice_generated_with_backdating",
            false => "invoice_generated",
        };
        self.event(event, [("invoice", &id)]);
        self.issue_invoice(&id, bill.auto_collection, bill.source)?;
        Ok(id)
    }

    /// An invoice is open no more: what its customer has is used for it, and the rest is collected.
    pub(crate) fn issue_invoice(
        &mut self,
        id: &str,
        auto_collection: Option<String>,
        source: Option<String>,
    ) -> Refused<()> {
        let mut invoice = self.open("invoice", id)?;
        let (customer, currency) = (invoice.text("customer_id"), invoice.text("currency_code"));
        invoice.set("status", "payment_due");
        if self.estimates == Some(false) {
            if self.is_v1() {
                // What the change itself gives back is used in any case.
                let had = match self.before("customer", &customer) {
                    Some(had) => self.promotional(had, &currency),
                    None => 0,
                };
                self.use_promotional(&mut invoice, &customer, &currency, had)?;
            }
            self.settle(invoice)?;
            return Ok(());
        }
        self.use_promotional(&mut invoice, &customer, &currency, 0)?;
        self.settle(invoice)?;
        for (note, available) in self.usable_notes(&customer, &currency) {
            let due = self.due(id)?;
            if due > 0 {
                self.apply_note(&note, id, due.min(available))?;
            }
        }
        for (payment, unused) in self.unused_payments(&customer, &currency) {
            let due = self.due(id)?;
            if due > 0 {
                self.apply_payment(&payment, id, due.min(unused))?;
            }
        }
        self.balances(&customer)?;
        if self.estimates.is_some() {
            return Ok(());
        }
        let subscription = self.open("invoice", id)?.some("subscription_id");
        let subscription = subscription.and_then(|it| self.get("subscription", &it));
        let of = |name: &str| {
            subscription
                .map(|it| text(it, name))
                .filter(|it| !it.is_empty())
        };
        let source = source.or(of("payment_source_id"));
        let auto = auto_collection.or(of("auto_collection"));
        let auto = match auto {
            Some(auto) => auto,
            None => text(self.find("customer", &customer)?, "auto_collection"),
        };
        let due = self.due(id)?;
        let confirmed = match due > 0 {
            true => self.pays_by_intent(&customer, due)?,
            false => None,
        };
        let pays = confirmed.or_else(|| {
            let own = || self.pays_with(&customer, source.as_deref());
            (auto != "off").then(own).flatten()
        });
        if due > 0
            && let Some(source) = pays
        {
            let (_, declined) = self.charge(id, due, source)?;
            if let Some(decline) = declined.filter(|_| self.is_asked_for("subscription")) {
                let reason = decline.reason();
                let what = self.call.method;
                let message = format!(
                    "{what} is not possible: the payment collection failed. Gateway Error: {reason}"
                );
                return Err(self.payment_failed(&message));
            }
        }
        Ok(())
    }

    /// So many days after an invoice.
    pub(crate) fn due_date(&self, date: i64, days: i64) -> Refused<i64> {
        let at = days.checked_mul(DAY).and_then(|it| it.checked_add(date));
        at.ok_or_else(|| self.not_computed("a date beyond all dates"))
    }

    fn due(&self, id: &str) -> Refused<i64> {
        Ok(number(self.find("invoice", id)?, "amount_due"))
    }

    /// Promotional credits are a discount on the invoice; so many of them are left alone.
    fn use_promotional(
        &mut self,
        invoice: &mut Draft,
        customer: &str,
        currency: &str,
        kept: i64,
    ) -> Refused<()> {
        let before = self.promotional(self.find("customer", customer)?, currency);
        let total = total_of(invoice);
        let used = self.less(before, kept)?.min(total);
        if used <= 0 {
            return Ok(());
        }
        if let Some(mut row) = self.row(invoice, "discounts") {
            row.set("amount", used)
                .set("description", "Promotional Credits")
                .set("entity_type", "promotional_credits")
                .set("type", "account_credits");
            invoice.push("discounts", row.into_value());
        }
        invoice
            .set("total", total - used)
            .set("amount", total - used);
        if self.is_v1() {
            invoice.set("sub_total", total - used);
        }
        let reason = format!("used for {}", invoice.text("id"));
        self.credits(customer, currency, before, before - used, &reason)?;
        Ok(())
    }

    /// Counts again what an invoice owes, and says so where that is seen: on the invoice, on what paid for it, on its
    /// subscription.
    pub(crate) fn settle(&mut self, mut invoice: Draft) -> Refused<String> {
        let now = self.now();
        let got = ["amount_paid", "amount_adjusted", "credits_applied"];
        let got = got
            .iter()
            .try_fold(0, |sum, name| self.sum(sum, invoice.number(name)))?;
        let old = invoice.text("status");
        let due = match old.as_str() {
            "voided" => 0,
            _ => self.less(total_of(&invoice), got)?,
        };
        let expected = self.less(due, under_way(&invoice))?.max(0);
        invoice
            .set("amount_due", due)
            .set("amount_to_collect", expected);
        let is_ahead = invoice.time("due_date").is_some_and(|it| it > now);
        let status = match old.as_str() {
            "voided" | "pending" => old.as_str(),
            _ if due <= 0 => "paid",
            "not_paid" => "not_paid",
            _ if is_ahead && !self.is_v1() => "posted",
            _ => "payment_due",
        };
        invoice.set("status", status);
        if matches!(status, "paid" | "voided") && invoice.text("dunning_status") == "in_progress" {
            let next = retry_of(&invoice);
            invoice.set("dunning_status", "stopped").remove(&[next]);
        }
        let paid = if invoice.has("paid_at") {
            "paid_at"
        } else {
            "paid_on"
        };
        match status {
            "paid" if invoice.time(paid).is_none() => invoice.set(paid, now),
            "paid" => &mut invoice,
            _ => invoice.remove(&[paid]),
        };
        let status = status.to_owned();
        let (payments, notes) = linked(&invoice);
        let subscription = invoice.some("subscription_id");
        let id = self.save("invoice", invoice);
        for payment in payments {
            self.say_paid("transaction", &payment, "linked_invoices", &id, &status)?;
        }
        for note in notes {
            self.say_paid("credit_note", &note, "allocations", &id, &status)?;
        }
        if let Some(subscription) = subscription {
            self.dues(&subscription)?;
        }
        Ok(id)
    }

    /// Says on what paid for an invoice how it stands.
    fn say_paid(
        &mut self,
        resource: &'static str,
        id: &str,
        list: &str,
        invoice: &str,
        status: &str,
    ) -> Refused<()> {
        if self.get(resource, id).is_none() || self.is_v1() {
            return Ok(());
        }
        let mut own = self.open(resource, id)?;
        for link in own.list_mut(list) {
            if text(link, "invoice_id") == invoice {
                link["invoice_status"] = status.into();
            }
        }
        self.save(resource, own);
        Ok(())
    }

    /// Counts again what a subscription owes.
    pub(crate) fn dues(&mut self, id: &str) -> Refused<()> {
        if self.get("subscription", id).is_none() {
            return Ok(());
        }
        let (mut total, mut count, mut since) = (0, 0, None::<i64>);
        for invoice in self.owned(What::UnpaidInvoices, id) {
            let is_due = UNPAID.contains(&text(invoice, "status").as_str())
                && text(invoice, "status") != "posted";
            if is_due {
                total = self.sum(total, number(invoice, "amount_due"))?;
                count += 1;
                let date = there(invoice, "due_date").or(there(invoice, "start_date"));
                let date = date.and_then(Value::as_i64);
                since = match (since, date) {
                    (Some(old), Some(date)) => Some(old.min(date)),
                    (old, date) => old.or(date),
                };
            }
        }
        let shown = self.find("subscription", id)?;
        let at = |name: &str| shown.get(name).and_then(Value::as_i64);
        let is_same = at("due_invoices_count") == Some(count)
            && at("due_since") == since
            && at("total_dues").unwrap_or_default() == total;
        if is_same {
            return Ok(());
        }
        let mut own = self.open("subscription", id)?;
        own.set("due_invoices_count", count);
        match count {
            0 => own.remove(&["total_dues", "due_since"]),
            _ => own.set("total_dues", total).set("due_since", since),
        };
        self.save("subscription", own);
        Ok(())
    }
}

/// The payments and credit notes that an invoice names.
fn linked(invoice: &Draft) -> (Vec<String>, Vec<String>) {
    let ids = |list: &str, name: &str| -> Vec<String> {
        invoice.list(list).iter().map(|it| text(it, name)).collect()
    };
    let mut notes = ids("applied_credits", "cn_id");
    notes.extend(ids("adjustment_credit_notes", "cn_id"));
    (ids(links(invoice), "txn_id"), notes)
}
