//! What was billed for the term that a subscription is in, where that is not what it holds: changes without proration bill nothing.

use super::super::{
    Refused,
    change::{Change, OWNER},
    draft::Draft,
    lines::Line,
    number,
    owned::What,
    text,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// For each item the price of a whole term that was billed.
const BILLED: &str = "billed";

/// The invoices of terms before, whose lines are of no earlier time than the term that runs.
const EARLIER: &str = "earlier_invoices";

/// How much of the price of an item was billed, by item.
#[derive(Clone, Debug, Default)]
pub(super) struct Billed(BTreeMap<String, i64>);

impl Billed {
    pub(super) fn of(&self, line: &Line) -> i64 {
        let item = line.entity_id.as_deref().unwrap_or_default();
        self.0.get(item).copied().unwrap_or(line.amount)
    }

    /// After a change from these lines to those: one with proration bills what is new and credits what is gone.
    fn after(&self, before: &[Line], after: &[Line], is_prorated: bool) -> Self {
        let mut billed = self.clone();
        let key = |line: &Line| line.entity_id.clone().unwrap_or_default();
        for old in before {
            billed.0.insert(key(old), self.of(old));
            if is_prorated && !after.iter().any(|it| it.entity_id == old.entity_id) {
                billed.0.remove(&key(old));
            }
        }
        for new in after {
            let old = before.iter().find(|it| it.entity_id == new.entity_id);
            let was = old.map(|it| self.of(it));
            let is = match (old, was) {
                (_, was) if !is_prorated => {
                    was.unwrap_or(self.0.get(&key(new)).copied().unwrap_or_default())
                }
                (Some(old), Some(was)) if new.is_more_or_less(old) => {
                    match new.amount.saturating_sub(old.amount) {
                        more if more >= 0 => was.saturating_add(more),
                        _ => new.stays_billed(old, was),
                    }
                }
                (Some(old), Some(was)) if new.amount == old.amount && new.is_priced_as(old) => was,
                _ => new.amount,
            };
            billed.0.insert(key(new), is);
        }
        billed
    }
}

impl Change<'_> {
    pub(super) fn billed(&self, subscription: &str) -> Billed {
        let noted = self.any(OWNER, subscription).and_then(|it| it.get(BILLED));
        let noted = noted.and_then(Value::as_object).into_iter().flatten();
        Billed(
            noted
                .filter_map(|(item, amount)| Some((item.clone(), amount.as_i64()?)))
                .collect(),
        )
    }

    /// Notes what is billed of the term after a change in it.
    pub(super) fn note_billed(
        &mut self,
        subscription: &str,
        before: &[Line],
        after: &[Line],
        is_prorated: bool,
    ) {
        let mut billed = self
            .billed(subscription)
            .after(before, after, is_prorated)
            .0;
        billed.retain(|item, amount| {
            let is_held = |it: &&Line| it.entity_id.as_ref() == Some(item);
            let held = after.iter().find(is_held).map(|it| it.amount);
            held != Some(*amount)
        });
        match billed.is_empty() {
            true => self.forget_on_owner(subscription, BILLED),
            false => self.note_on_owner(subscription, BILLED, json!(billed)),
        }
    }

    /// Nothing was billed of what a subscription holds.
    pub(super) fn note_unbilled(&mut self, subscription: &str, lines: &[Line]) {
        self.note_billed(subscription, &[], lines, false);
    }

    /// A term starts, which is billed as a whole; what was billed before is of no account for it.
    /// That is so with any invoice that has lines of it, unless it was invoiced in advance.
    pub(super) fn forget_billed(&mut self, subscription: &str, is_charged: bool) {
        self.forget_on_owner(subscription, BILLED);
        // Time never starts a term twice.
        if is_charged || self.is_timed {
            return;
        }
        let now = self.now();
        let is_of_now = |it: &&Value| {
            let lines = it.get("line_items").and_then(Value::as_array);
            let mut lines = lines.into_iter().flatten();
            lines.any(|line| number(line, "date_from") >= now)
        };
        let earlier = self.owned(What::Invoices, subscription).filter(is_of_now);
        let earlier: Vec<String> = earlier.map(|it| text(it, "id")).collect();
        match earlier.is_empty() {
            true => self.forget_on_owner(subscription, EARLIER),
            false => self.note_on_owner(subscription, EARLIER, json!(earlier)),
        }
    }

    /// Whether an invoice is of a term before the one that runs, although its lines are of no earlier time.
    pub(crate) fn is_of_earlier_term(&self, subscription: &str, invoice: &Value) -> bool {
        let noted = self.any(OWNER, subscription).and_then(|it| it.get(EARLIER));
        let mut noted = noted.and_then(Value::as_array).into_iter().flatten();
        let id = text(invoice, "id");
        noted.any(|it| *it == *id)
    }

    /// Forgets what was billed, where a subscription is gone: another one may have its id.
    pub(super) fn forget_charged(&mut self, own: &Draft) {
        let id = own.text("id");
        let all = self.owned(What::Invoices, &id).map(|it| text(it, "id"));
        let all: Vec<String> = all.collect();
        if !all.is_empty() {
            self.note_on_owner(&id, EARLIER, json!(all));
        }
        self.forget_on_owner(&id, BILLED);
        if self.charged_until(&id).is_some() {
            self.note_charged_until(&id, None);
        }
    }

    /// How much of the price that is left of a line of the first version was billed, and not taken off: as a part of it.
    pub(super) fn paid_part(
        &self,
        subscription: &str,
        item: &str,
        (from, at): (i64, i64),
    ) -> Refused<(i64, i64)> {
        let (mut amounts, mut discounts) = (0, 0);
        for invoice in self.owned(What::Invoices, subscription) {
            if text(invoice, "status") == "voided" || self.is_of_earlier_term(subscription, invoice)
            {
                continue;
            }
            let rows = |name: &str| {
                let rows = invoice.get(name).and_then(Value::as_array);
                rows.into_iter().flatten()
            };
            // Its lines do not show what is taken off them: each has its part of what coupons take off the invoice.
            let all = self.sum_of(rows("line_items").map(|it| number(it, "amount")))?;
            let coupons = rows("discounts").filter(|it| text(it, "type") == "coupon");
            let off = self.sum_of(coupons.map(|it| number(it, "amount")))?;
            for line in rows("line_items") {
                let is_it = text(line, "entity_id") == item
                    && text(line, "type") != "setup_charge"
                    && number(line, "date_from") >= from
                    && number(line, "date_to") > at;
                if is_it {
                    let amount = number(line, "amount");
                    let part = i128::from(amount) * i128::from(off) / i128::from(all.max(1));
                    amounts = self.sum(amounts, amount)?;
                    discounts = self.sum(discounts, i64::try_from(part).unwrap_or(amount))?;
                }
            }
        }
        Ok((self.less(amounts, discounts)?.max(0), amounts))
    }
}
