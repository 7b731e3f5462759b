//! Promotional credits: given, taken, used up by invoices.

use super::{
    Refused,
    change::{Change, Shown},
};
use crate::refusal::Refusal;

/// What an operation does with credits.
#[derive(Clone, Copy)]
enum Do {
    Add,
    Deduct,
    Set,
}

pub(super) fn add(change: &mut Change<'_>) -> Refused<Shown> {
    apply(change, Do::Add)
}

pub(super) fn deduct(change: &mut Change<'_>) -> Refused<Shown> {
    apply(change, Do::Deduct)
}

pub(super) fn set(change: &mut Change<'_>) -> Refused<Shown> {
    apply(change, Do::Set)
}

/// The customer stands in the path, or is a parameter of the resource `promotional_credit`.
fn apply(change: &mut Change<'_>, what: Do) -> Refused<Shown> {
    let id = match change.call.id("customer_id") {
        Some(id) => id.to_owned(),
        None => (change.given.text("customer_id"))
            .ok_or_else(|| Refusal::param("customer_id", "cannot be blank"))?,
    };
    let customer = change.find("customer", &id)?.clone();
    let currency = change.given.text("currency_code");
    let currency = currency.unwrap_or_else(|| change.preferred_currency(&customer));
    let before = change.promotional(&customer, &currency);
    let amount = change.given.number("amount");
    let amount = amount.ok_or_else(|| Refusal::param("amount", "cannot be blank"))?;
    if amount < 0 {
        return Err(Refusal::param("amount", "should not be negative"));
    }
    let after = match what {
        Do::Add => change.sum(before, amount)?,
        Do::Deduct if amount > before => {
            return Err(Refusal::param("amount", "there are not so many credits"));
        }
        Do::Deduct => before - amount,
        Do::Set => amount,
    };
    let description = change.given.text("description").unwrap_or_default();
    let entry = change.credits(&id, &currency, before, after, &description)?;
    let mut shown = vec![("customer", id)];
    shown.extend(entry.map(|entry| ("promotional_credit", entry)));
    Ok(shown)
}

impl Change<'_> {
    /// Changes the credits of a customer; the id of the entry that says so, where the version has such and there is a change.
    pub(super) fn credits(
        &mut self,
        customer: &str,
        currency: &str,
        before: i64,
        after: i64,
        description: &str,
    ) -> Refused<Option<String>> {
        self.set_promotional(customer, currency, after)?;
        let is_more = after > before;
        let event = match is_more {
            _ if self.is_v1() => "customer_changed",
            true => "promotional_credits_added",
            false => "promotional_credits_deducted",
        };
        if self.is_v1() {
            self.event(event, [("customer", customer)]);
            return Ok(None);
        }
        let mut entry = self.blank("promotional_credit")?;
        let id = self.free_id("promotional_credit");
        entry
            .set("id", id.clone())
            .set("customer_id", customer)
            .set("type", if is_more { "increment" } else { "decrement" })
            .set("amount", after.abs_diff(before))
            .set("currency_code", currency)
            .set("description", description)
            .set("credit_type", "general")
            .set("closing_balance", after)
            .set("done_by", "api");
        let kind = self.given.text("credit_type");
        let reference = self.given.text("reference");
        entry.set("credit_type", kind).set("reference", reference);
        self.save("promotional_credit", entry);
        self.event(event, [("promotional_credit", &id), ("customer", customer)]);
        Ok(Some(id))
    }
}
