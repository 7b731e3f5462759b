//! Renewals that are invoiced in advance.

use super::super::{
    Refused,
    change::{Change, Shown},
    draft::Draft,
    invoices::Bill,
    number,
};
use crate::refusal::Refusal;
use serde_json::Value;

/// Invoices the next terms now. They are not invoiced again when they start.
pub(crate) fn charge_future_renewals(change: &mut Change<'_>) -> Refused<Shown> {
    let mut ahead = change.own()?;
    change.state(&ahead, &["active"])?;
    let kind = change.given.text("schedule_type");
    if let Some(kind) = kind.filter(|it| it != "immediate") {
        return Err(change.not_computed(&format!("schedule_type : {kind}")));
    }
    change.only("invoice_immediately", true)?;
    let count = change.given.number("terms_to_charge").unwrap_or(1);
    if count < 1 {
        return Err(Refusal::param("terms_to_charge", "should be above zero"));
    }
    let left = ahead.time("remaining_billing_cycles");
    if left.is_some_and(|left| left < count) {
        return Err(Refusal::param(
            "terms_to_charge",
            "is more than there are billing cycles left",
        ));
    }
    if !ahead.list("coupons").is_empty() {
        return Err(change.not_computed("terms_to_charge : beside coupons"));
    }
    if ahead.get("has_scheduled_changes") == Some(&true.into()) {
        return Err(change.not_computed("terms_to_charge : beside scheduled changes"));
    }
    if ahead.time("pause_date").is_some() {
        return Err(change.not_computed("terms_to_charge : beside a scheduled pause"));
    }
    let id = ahead.text("id");
    let contents = change.contents(&ahead)?;
    let (period, unit) = (contents.period.0, contents.period.1.as_str());
    let charged = change.charged_until(&id);
    let (mut lines, mut terms, mut until) = (Vec::new(), 0, ahead.time("current_term_end"));
    while terms < count {
        let start = until.ok_or_else(|| change.wrong_state("has no term"))?;
        let (end, _) = change.term_from(&ahead, start, (period, unit))?;
        if charged.is_none_or(|it| it < end) {
            lines.extend(contents.lines.iter().cloned().map(|mut line| {
                line.from = Some(start);
                line.to = Some(end);
                line
            }));
            terms += 1;
        }
        ahead
            .set("current_term_start", start)
            .set("current_term_end", end);
        until = Some(end);
    }
    change.note_charged_until(&id, until);
    let customer = change.customer_of("subscription", ahead.value());
    let bill = Bill {
        subscription: Some(id.clone()),
        currency: contents.currency,
        customer: customer.clone(),
        po_number: ahead.some("po_number"),
        is_recurring: true,
        lines,
        ..Bill::default()
    };
    let invoice = change.raise(bill)?;
    Ok(vec![
        ("subscription", id),
        ("customer", customer),
        ("invoice", invoice),
    ])
}

impl Change<'_> {
    /// Whether a term of a subscription that ends at an instant was invoiced in advance.
    pub(super) fn is_charged(&self, id: &str, end: i64) -> bool {
        self.charged_until(id).is_some_and(|it| it >= end)
    }

    /// What becomes of terms that were invoiced in advance is not documented: nothing changes before the last of them starts.
    pub(super) fn none_ahead(&self, own: &Draft) -> Refused<()> {
        let until = self.charged_until(&own.text("id"));
        match until.zip(own.time("current_term_end")) {
            Some((until, end)) if until > end => {
                Err(self.not_computed("a change while terms are invoiced in advance"))
            }
            _ => Ok(()),
        }
    }

    /// The same for an invoice that they are on.
    pub(crate) fn is_not_ahead(&self, invoice: &Draft) -> Refused<()> {
        let Some(id) = invoice.some("subscription_id") else {
            return Ok(());
        };
        let own = self.get("subscription", &id);
        let end = own.and_then(|it| it.get("current_term_end")?.as_i64());
        let (Some(end), Some(_)) = (end, self.charged_until(&id)) else {
            return Ok(());
        };
        let is_ahead = |it: &Value| number(it, "date_from") >= end && number(it, "date_to") > end;
        match invoice.list("line_items").iter().any(is_ahead) {
            true => Err(self.not_computed("an invoice for terms ahead, taken back")),
            false => Ok(()),
        }
    }
}
