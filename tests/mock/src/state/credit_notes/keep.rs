//! Credit notes as they are issued, used and paid back; and what invoices, refunds and customers show of that.

use super::{
    super::{
        Refused, change::Change, draft::Draft, lines::Line, number, owned::What, text,
        totals::Totals,
    },
    LISTS, Note,
};
use serde_json::{Value, json};

impl Change<'_> {
    /// How much of what an invoice got can still be credited.
    pub(crate) fn creditable(&self, invoice: &Draft) -> Refused<i64> {
        let issued = invoice.list("issued_credit_notes").iter();
        let issued = issued.filter(|it| text(it, "cn_status") != "voided");
        let issued = self.sum_of(issued.map(|it| number(it, "cn_total")))?;
        let got = self.sum(
            invoice.number("amount_paid"),
            invoice.number("credits_applied"),
        )?;
        self.less(got, issued)
    }

    pub(crate) fn new_note(
        &mut self,
        note: &Note,
        customer: &str,
        currency: &str,
    ) -> Refused<Draft> {
        let mut own = self.blank("credit_note")?;
        let id = self.free_id("credit_note");
        own.set("id", id)
            .set("customer_id", customer)
            .set("type", note.kind)
            .set("reason_code", note.reason.clone())
            .set("create_reason_code", note.create_reason.clone())
            .set("status", "refund_due")
            .set("date", note.date.unwrap_or(self.now()))
            .set("generated_at", self.now())
            .set("price_type", self.price_type())
            .set("currency_code", currency)
            .set("total", note.amount)
            .set("sub_total", note.amount)
            .set("amount_allocated", 0)
            .set("amount_refunded", 0)
            .set("amount_available", note.amount)
            .set("notes", note.notes.clone().map(|it| json!([it])))
            .set("allocations", json!([]))
            .set("linked_refunds", json!([]));
        self.show_rate(&mut own, currency);
        self.show_credited(&mut own, note)?;
        Ok(own)
    }

    /// Shows the lines of a credit note.
    fn show_credited(&mut self, own: &mut Draft, note: &Note) -> Refused<()> {
        if note.lines.is_empty() {
            return Ok(());
        }
        let lines = self.total(&note.lines)?;
        let mut totals = Totals {
            lines,
            tax: self.sum_of(note.lines.iter().map(Line::tax))?,
            taxes: note.taxes.clone(),
            total: note.amount,
            taken: vec![0; note.discounts.len()],
        };
        for (at, amount) in note.lines.iter().flat_map(|it| &it.discounts) {
            totals.taken[*at] += amount;
        }
        self.add_lines(own, &note.lines, (&note.discounts, &note.taxes));
        self.show_totals(own, &totals, &note.discounts);
        own.set("sub_total", lines);
        Ok(())
    }

    /// Issues a credit note against an invoice: an adjustment lowers what it owes.
    pub(crate) fn issue(&mut self, note: Note, invoice: &Draft) -> Refused<String> {
        let (customer, currency) = (invoice.text("customer_id"), invoice.text("currency_code"));
        let mut own = self.new_note(&note, &customer, &currency)?;
        let invoice_id = invoice.text("id");
        if let Some(price_type) = invoice.some("price_type") {
            own.set("price_type", price_type);
        }
        own.set("reference_invoice_id", invoice_id.clone())
            .set("subscription_id", invoice.some("subscription_id"));
        let is_adjustment = note.kind == "adjustment";
        if is_adjustment {
            let link = self.allocation(&own, invoice, note.amount);
            own.push("allocations", link)
                .set("amount_allocated", note.amount)
                .set("amount_available", 0);
        }
        let id = self.keep_note(own)?;
        let own = self.open("credit_note", &id)?;
        let mut invoice = self.open("invoice", &invoice_id)?;
        let list = if is_adjustment {
            "adjustment_credit_notes"
        } else {
            "issued_credit_notes"
        };
        if let Some(mut link) = self.row(&invoice, list) {
            link.set("cn_id", id.clone())
                .set("cn_reason_code", own.some("reason_code"))
                .set("cn_create_reason_code", own.some("create_reason_code"))
                .set("cn_date", own.time("date"))
                .set("cn_total", note.amount)
                .set("cn_status", own.text("status"));
            invoice.push(list, link.into_value());
        }
        if is_adjustment {
            self.add(&mut invoice, "amount_adjusted", note.amount)?;
        }
        self.settle(invoice)?;
        Ok(id)
    }

    fn allocation(&self, note: &Draft, invoice: &Draft, amount: i64) -> Value {
        let Some(mut link) = self.row(note, "allocations") else {
            return json!({});
        };
        link.set("invoice_id", invoice.text("id"))
            .set("allocated_amount", amount)
            .set("allocated_at", self.now())
            .set("invoice_date", invoice.time("date"))
            .set("invoice_status", invoice.text("status"));
        link.into_value()
    }

    /// Keeps a credit note that changed: its status, what invoices and refunds say of it, what its customer has.
    pub(crate) fn keep_note(&mut self, mut note: Draft) -> Refused<String> {
        let is_voided = note.text("status") == "voided";
        let available = note.number("amount_available");
        let status = match note.text("type").as_str() {
            _ if is_voided => "voided",
            "adjustment" => "adjusted",
            _ if available > 0 => "refund_due",
            _ => "refunded",
        };
        note.set("status", status);
        match available {
            0 if note.time("refunded_at").is_none() => note.set("refunded_at", self.now()),
            0 => &mut note,
            _ => note.remove(&["refunded_at"]),
        };
        let customer = note.text("customer_id");
        let allocated = note
            .list("allocations")
            .iter()
            .map(|it| text(it, "invoice_id"));
        let invoices: Vec<String> = allocated.chain(note.some("reference_invoice_id")).collect();
        let refunds = note.list("linked_refunds").iter();
        let refunds: Vec<String> = refunds.map(|it| text(it, "txn_id")).collect();
        let id = self.save("credit_note", note);
        for invoice in invoices {
            self.say_status("invoice", &invoice, &LISTS, &id, status)?;
        }
        for refund in refunds {
            self.say_status(
                "transaction",
                &refund,
                &["linked_credit_notes"],
                &id,
                status,
            )?;
        }
        self.balances(&customer)?;
        Ok(id)
    }

    /// Says in the lists of a resource how a credit note stands.
    fn say_status(
        &mut self,
        resource: &'static str,
        id: &str,
        lists: &[&str],
        note: &str,
        status: &str,
    ) -> Refused<()> {
        if self.get(resource, id).is_none() {
            return Ok(());
        }
        let mut own = self.open(resource, id)?;
        for list in lists {
            for link in own.list_mut(list) {
                if text(link, "cn_id") == note {
                    link["cn_status"] = status.into();
                }
            }
        }
        self.save(resource, own);
        Ok(())
    }

    /// Credit notes of a customer that have something left, the oldest first.
    pub(crate) fn usable_notes(&self, customer: &str, currency: &str) -> Vec<(String, i64)> {
        let good = |it: &&Value| {
            text(it, "currency_code") == currency
                && text(it, "status") == "refund_due"
                && number(it, "amount_available") > 0
        };
        let found = self.owned(What::Notes, customer).filter(good);
        found
            .map(|it| (text(it, "id"), number(it, "amount_available")))
            .collect()
    }

    /// Pays for an invoice with a credit note.
    pub(crate) fn apply_note(&mut self, id: &str, invoice_id: &str, amount: i64) -> Refused<()> {
        let mut note = self.open("credit_note", id)?;
        let mut invoice = self.open("invoice", invoice_id)?;
        let link = self.allocation(&note, &invoice, amount);
        note.push("allocations", link);
        self.add(&mut note, "amount_allocated", amount)?;
        self.take(&mut note, "amount_available", amount)?;
        self.keep_note(note)?;
        let note = self.open("credit_note", id)?;
        if let Some(mut link) = self.row(&invoice, "applied_credits") {
            link.set("cn_id", id)
                .set("applied_amount", amount)
                .set("applied_at", self.now())
                .set("cn_reason_code", note.some("reason_code"))
                .set("cn_create_reason_code", note.some("create_reason_code"))
                .set("cn_date", note.time("date"))
                .set("cn_status", note.text("status"));
            invoice.push("applied_credits", link.into_value());
        }
        self.add(&mut invoice, "credits_applied", amount)?;
        self.settle(invoice)?;
        Ok(())
    }

    /// Notes on a credit note that so much of it was paid back.
    pub(crate) fn pay_note_back(
        &mut self,
        id: &str,
        refund: &str,
        amount: i64,
        reason: Option<String>,
    ) -> Refused<()> {
        let mut note = self.open("credit_note", id)?;
        let mut back = self.open("transaction", refund)?;
        let now = self.now();
        if let Some(mut link) = self.row(&note, "linked_refunds") {
            link.set("txn_id", refund)
                .set("applied_amount", amount)
                .set("applied_at", now)
                .set("txn_status", "success")
                .set("txn_date", back.time("date"))
                .set("txn_amount", amount)
                .set("refund_reason_code", reason);
            note.push("linked_refunds", link.into_value());
        }
        if let Some(mut link) = self.row(&back, "linked_credit_notes") {
            link.set("cn_id", id)
                .set("applied_amount", amount)
                .set("applied_at", now)
                .set("cn_reason_code", note.some("reason_code"))
                .set("cn_create_reason_code", note.some("create_reason_code"))
                .set("cn_date", note.time("date"))
                .set("cn_total", note.number("total"))
                .set("cn_status", "refunded")
                .set("cn_reference_invoice_id", note.some("reference_invoice_id"));
            back.push("linked_credit_notes", link.into_value());
        }
        self.save("transaction", back);
        self.add(&mut note, "amount_refunded", amount)?;
        self.take(&mut note, "amount_available", amount)?;
        self.keep_note(note)?;
        Ok(())
    }

    /// Gives up what an invoice still owes.
    pub(crate) fn write_off(&mut self, invoice: &Draft) -> Refused<String> {
        let note = Note {
            kind: "adjustment",
            reason: Some("write_off".to_owned()),
            amount: invoice.number("amount_due"),
            ..Note::default()
        };
        let amount = note.amount;
        let id = self.issue(note, invoice)?;
        let mut invoice = self.open("invoice", &invoice.text("id"))?;
        invoice.set("write_off_amount", amount);
        self.save("invoice", invoice);
        Ok(id)
    }
}
