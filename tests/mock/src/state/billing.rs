//! Invoices and payments. Taxes are zero; what the lines come to is in [`super::price`].

use super::{Change, Object, Refused, blank, effect, number, price::Line, text};
use crate::{
    refusal::Refusal,
    schema::{Record, Type},
};
use jiff::{Span, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

impl Change<'_> {
    /// What a new resource needs beyond what was given.
    pub(super) fn created(&mut self, own: &mut Value, answer: &mut Value) -> Refused<()> {
        match self.call.resource {
            "subscription" => self.subscription(own, answer),
            "invoice" => self.one_time_invoice(own),
            "item_price" => {
                own["status"] = "active".into();
                let item = self.get("item", &text(own, "item_id"));
                let (family, kind) = item.map_or((None, None), |it| {
                    (it.get("item_family_id").cloned(), it.get("type").cloned())
                });
                for (name, value) in [("item_family_id", family), ("item_type", kind)] {
                    if let Some(value) = value {
                        own[name] = value;
                    }
                }
                Ok(())
            }
            "item" | "plan" | "addon" | "coupon" | "item_family" => {
                let fields = self
                    .record(self.call.resource)
                    .map(|it| it.fields)
                    .unwrap_or_default();
                if fields.iter().any(|it| it.name == "status")
                    && !self.call.params.contains_key("status")
                {
                    own["status"] = "active".into();
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn subscription(&mut self, own: &mut Value, answer: &mut Value) -> Refused<()> {
        let lines = self.lines(own)?;
        let now = self.sampler.now;
        let at = |name: &str| {
            self.call
                .params
                .get(name)
                .and_then(Value::as_i64)
                .filter(|it| *it > now)
        };
        let price = self.priced(own).cloned();
        let currency = price
            .as_ref()
            .map(|it| text(it, "currency_code"))
            .filter(|it| !it.is_empty());
        if let Some(currency) = currency {
            own["currency_code"] = currency.into();
        }
        if let Some(start) = at("start_date") {
            own["status"] = "future".into();
            own["start_date"] = start.into();
            return Ok(());
        }
        own["started_at"] = now.into();
        own["current_term_start"] = now.into();
        if let Some(end) = at("trial_end") {
            own["status"] = "in_trial".into();
            own["trial_start"] = now.into();
            own["current_term_end"] = end.into();
            return Ok(());
        }
        own["status"] = "active".into();
        own["activated_at"] = now.into();
        if let Some(price) = price {
            let (period, unit) = (number(&price, "period").max(1), text(&price, "period_unit"));
            let end = later(now, period, &unit)
                .ok_or_else(|| self.not_computed("the end of the term lies beyond all dates"))?;
            own["billing_period"] = period.into();
            if !unit.is_empty() {
                own["billing_period_unit"] = unit.into();
            }
            own["current_term_end"] = end.into();
            own["next_billing_at"] = end.into();
        }
        if lines.is_empty() {
            return Ok(());
        }
        let subscription = own.clone();
        let mut invoice = self.invoice(&lines, &text(own, "customer_id"), Some(&subscription))?;
        self.collect(&mut invoice, own)?;
        own["due_invoices_count"] = i64::from(number(&invoice, "amount_due") > 0).into();
        own["total_dues"] = number(&invoice, "amount_due").into();
        self.event("invoice", &["generated", "created"], &invoice);
        self.saved.push(("invoice".to_owned(), invoice.clone()));
        answer["invoice"] = invoice;
        Ok(())
    }

    /// The plan, or the price of the first item: it says currency and period.
    fn priced(&self, own: &Value) -> Option<&Value> {
        let first = own.get("subscription_items").and_then(|it| it.get(0));
        match first {
            Some(item) => self.get("item_price", &text(item, "item_price_id")),
            None => self.get("plan", &text(own, "plan_id")),
        }
    }

    fn one_time_invoice(&mut self, own: &mut Value) -> Refused<()> {
        let lines = self.lines(own)?;
        if lines.is_empty() {
            return Err(Refusal::param("charges", "there is nothing to charge for"));
        }
        let params = &self.call.params;
        let subscription = params.get("subscription_id").and_then(Value::as_str);
        let subscription = subscription
            .and_then(|id| self.get("subscription", id))
            .cloned();
        let customer = params
            .get("customer_id")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let customer = customer.or_else(|| subscription.as_ref().map(|it| text(it, "customer_id")));
        let Some(customer) = customer else {
            return Err(Refusal::param("customer_id", "cannot be blank"));
        };
        let id = own["id"].clone();
        *own = self.invoice(&lines, &customer, subscription.as_ref())?;
        own["id"] = id;
        own["recurring"] = false.into();
        if let Some(currency) = params.get("currency_code") {
            own["currency_code"] = currency.clone();
        }
        let of = own.clone();
        self.collect(own, &of)
    }

    /// An invoice of these lines, unpaid.
    fn invoice(
        &mut self,
        lines: &[Line],
        customer: &str,
        subscription: Option<&Value>,
    ) -> Refused<Value> {
        let schema = self.sampler.schema;
        let Some(record) = schema.resource("invoice") else {
            return Err(self.not_computed("an invoice"));
        };
        let total = lines
            .iter()
            .try_fold(0_i64, |sum, line| sum.checked_add(line.amount));
        let total = total.ok_or_else(|| self.not_computed("a total beyond 64 bits"))?;
        let now = self.sampler.now;
        let id = self.new_id("invoice");
        let of = |name: &str| subscription.and_then(|it| it.get(name)).cloned();
        let status = if total == 0 { "paid" } else { "payment_due" };
        let mut invoice = blank(self.sampler).record(&record, 0);
        let term = (
            of("current_term_start").unwrap_or(now.into()),
            of("current_term_end").unwrap_or(now.into()),
        );
        put(
            &record,
            &mut invoice,
            [
                ("id", id.clone().into()),
                ("customer_id", customer.into()),
                ("subscription_id", of("id").unwrap_or_default()),
                ("currency_code", of("currency_code").unwrap_or("USD".into())),
                ("recurring", true.into()),
                ("status", status.into()),
                ("price_type", "tax_exclusive".into()),
                ("date", now.into()),
                ("start_date", now.into()),
                ("due_date", now.into()),
                ("generated_at", now.into()),
                ("tax", 0.into()),
                ("sub_total", total.into()),
                ("total", total.into()),
                ("amount", total.into()),
                ("amount_due", total.into()),
                ("amount_to_collect", total.into()),
                ("amount_paid", 0.into()),
                ("amount_adjusted", 0.into()),
                ("credits_applied", 0.into()),
                ("term_finalized", true.into()),
            ],
        );
        let line_record = self.list_record(&record, "line_items");
        let rows = lines.iter().enumerate().map(|(index, line)| {
            let mut row = line_record
                .as_ref()
                .map_or_else(|| json!({}), |it| blank(self.sampler).record(it, 1));
            if let Some(record) = &line_record {
                put(
                    record,
                    &mut row,
                    [
                        ("id", format!("{id}_li_{}", index + 1).into()),
                        ("date_from", term.0.clone()),
                        ("date_to", term.1.clone()),
                        ("unit_amount", line.unit_amount.into()),
                        ("quantity", line.quantity.into()),
                        ("amount", line.amount.into()),
                        ("pricing_model", json!(line.model)),
                        ("is_taxed", false.into()),
                        ("tax_amount", 0.into()),
                        ("tax", 0.into()),
                        ("description", line.description.clone().into()),
                        ("entity_type", line.entity_type.clone().into()),
                        ("entity_id", json!(line.entity_id)),
                        ("subscription_id", of("id").unwrap_or_default()),
                        ("customer_id", customer.into()),
                    ],
                );
            }
            row
        });
        invoice["line_items"] = rows.collect();
        self.stamp("invoice", &mut invoice, true);
        Ok(invoice)
    }

    fn list_record(&self, record: &Record, name: &str) -> Option<Record> {
        let field = record.fields.iter().find(|it| it.name == name)?;
        match &field.ty {
            Type::List(inner) => match inner.as_ref() {
                Type::Record(of) => self.sampler.schema.record(of),
                _ => None,
            },
            _ => None,
        }
    }

    /// Where a customer has a payment source and did not switch it off, an invoice is paid at once.
    fn collect(&mut self, invoice: &mut Value, of: &Value) -> Refused<()> {
        let customer = text(invoice, "customer_id");
        let auto = |value: Option<&Value>| {
            value
                .map(|it| text(it, "auto_collection"))
                .unwrap_or_default()
        };
        let is_off = auto(Some(of)) == "off" || auto(self.get("customer", &customer)) == "off";
        let sources = self
            .state
            .kept
            .get(&(self.sampler.schema.version, "payment_source".to_owned()));
        let source = (sources.into_iter().flat_map(|it| it.values()))
            .find(|it| text(it, "customer_id") == customer);
        let due = number(invoice, "amount_due");
        if let (Some(source), false, true) = (source.cloned(), is_off, due > 0) {
            let transaction = self.payment(invoice, due, "card", Some(&source))?;
            self.settle(invoice, &transaction, due);
            self.event("payment", &["succeeded"], &transaction);
            self.saved.push(("transaction".to_owned(), transaction));
        }
        Ok(())
    }

    fn payment(
        &mut self,
        invoice: &Value,
        amount: i64,
        method: &str,
        source: Option<&Value>,
    ) -> Refused<Value> {
        let Some(record) = self.sampler.schema.resource("transaction") else {
            return Err(self.not_computed("a transaction"));
        };
        let now = self.sampler.now;
        let id = self.new_id("txn");
        let mut transaction = blank(self.sampler).record(&record, 0);
        put(
            &record,
            &mut transaction,
            [
                ("id", id.into()),
                ("customer_id", invoice["customer_id"].clone()),
                (
                    "subscription_id",
                    invoice.get("subscription_id").cloned().unwrap_or_default(),
                ),
                (
                    "payment_source_id",
                    source.map(|it| it["id"].clone()).unwrap_or_default(),
                ),
                ("payment_method", method.into()),
                ("type", "payment".into()),
                ("status", "success".into()),
                ("date", now.into()),
                ("amount", amount.into()),
                ("currency_code", invoice["currency_code"].clone()),
            ],
        );
        transaction["linked_invoices"] = json!([{
            "invoice_id": invoice["id"], "applied_amount": amount, "applied_at": now,
            "invoice_date": now, "invoice_status": "paid",
        }]);
        self.stamp("transaction", &mut transaction, true);
        Ok(transaction)
    }

    /// Counts a payment.
    fn settle(&self, invoice: &mut Value, transaction: &Value, amount: i64) {
        let now = self.sampler.now;
        let due = number(invoice, "amount_due") - amount;
        invoice["amount_paid"] = (number(invoice, "amount_paid") + amount).into();
        invoice["amount_due"] = due.into();
        let fields = self
            .sampler
            .schema
            .resource("invoice")
            .map(|it| it.fields)
            .unwrap_or_default();
        let has = |name: &str| fields.iter().any(|it| it.name == name);
        if has("amount_to_collect") {
            invoice["amount_to_collect"] = due.into();
        }
        if due == 0 {
            invoice["status"] = "paid".into();
            let paid = if has("paid_at") { "paid_at" } else { "paid_on" };
            invoice[paid] = now.into();
        }
        if has("linked_payments") {
            let payment = json!({
                "txn_id": transaction["id"], "applied_amount": amount, "applied_at": now,
                "txn_status": "success", "txn_date": now, "txn_amount": amount,
            });
            match invoice
                .get_mut("linked_payments")
                .and_then(Value::as_array_mut)
            {
                Some(list) => list.push(payment),
                None => invoice["linked_payments"] = json!([payment]),
            }
        }
    }
}

/// `record_payment` and `collect_payment`.
pub(super) fn pay(
    change: &mut Change<'_>,
    invoice: &mut Value,
    beside: &mut Object,
) -> Refused<()> {
    effect::state(change, invoice, &["payment_due", "not_paid", "posted"])?;
    let due = number(invoice, "amount_due");
    let group = change.call.params.get("transaction");
    let (param, given) = match group.and_then(|it| it.get("amount")) {
        Some(amount) => ("transaction[amount]", amount.as_i64()),
        None => (
            "amount",
            change.call.params.get("amount").and_then(Value::as_i64),
        ),
    };
    let amount = given.unwrap_or(due);
    if !(1..=due).contains(&amount) {
        return Err(Refusal::param(
            param,
            "should be above zero, and not more than is due",
        ));
    }
    let method = group
        .map(|it| text(it, "payment_method"))
        .filter(|it| !it.is_empty());
    let method = method.unwrap_or_else(|| "card".to_owned());
    let transaction = change.payment(invoice, amount, &method, None)?;
    change.settle(invoice, &transaction, amount);
    change.event("payment", &["succeeded"], &transaction);
    change
        .saved
        .push(("transaction".to_owned(), transaction.clone()));
    beside.insert("transaction".to_owned(), transaction);
    Ok(())
}

/// Sets the fields that the record has; what is `null` stays as it is.
fn put<const N: usize>(record: &Record, own: &mut Value, pairs: [(&str, Value); N]) {
    for (name, value) in pairs {
        if !value.is_null() && record.fields.iter().any(|it| it.name == name) {
            own[name] = value;
        }
    }
}

/// An instant so many days, weeks, months or years later, by the calendar.
fn later(at: i64, period: i64, unit: &str) -> Option<i64> {
    let span = match unit {
        "day" => Span::new().try_days(period),
        "week" => Span::new().try_weeks(period),
        "year" => Span::new().try_years(period),
        _ => Span::new().try_months(period),
    };
    let start = Timestamp::from_second(at)
        .ok()?
        .to_zoned_datetime(TimeZone::UTC);
    let end = start.checked_add(span.ok()?).ok()?;
    Some(end.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::later;

    #[test]
    fn terms_follow_the_calendar() {
        // 2024-01-31: February has 29 days that year.
        let january = 1_706_659_200;
        assert_eq!(later(january, 1, "month"), Some(january + 29 * 86_400));
        assert_eq!(later(january, 1, "year"), Some(january + 366 * 86_400));
        assert_eq!(later(january, 2, "week"), Some(january + 14 * 86_400));
        assert_eq!(later(january, i64::MAX, "day"), None);
    }
}
