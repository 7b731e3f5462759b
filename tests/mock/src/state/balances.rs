//! What a customer has with the merchant, in each currency: promotional credits, what credit notes are still worth, and what was
//! paid in excess; and what is charged and not billed yet.

use super::{Refused, change::Change, number, owned::What, text};
use serde_json::Value;
use std::collections::BTreeMap;

/// Promotional credits; of old they were the credits of an account.
fn promotional_field(is_v1: bool) -> &'static str {
    if is_v1 {
        "account_credits"
    } else {
        "promotional_credits"
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Balance {
    promotional: i64,
    refundable: i64,
    excess: i64,
    unbilled: i64,
}

impl Change<'_> {
    /// The currency that the amounts of a customer itself are in.
    pub(super) fn preferred_currency(&self, customer: &Value) -> String {
        match text(customer, "preferred_currency_code") {
            code if code.is_empty() => self.site().currency.clone(),
            code => code,
        }
    }

    /// How many promotional credits a customer has in a currency.
    pub(super) fn promotional(&self, customer: &Value, currency: &str) -> i64 {
        let rows = customer.get("balances").and_then(Value::as_array);
        let of = |it: &&Value| text(it, "currency_code") == currency;
        match rows.into_iter().flatten().find(of) {
            Some(row) => number(row, "promotional_credits"),
            None if self.preferred_currency(customer) == currency => {
                number(customer, promotional_field(self.is_v1()))
            }
            None => 0,
        }
    }

    /// Says how many promotional credits a customer has, and counts again what else it has.
    pub(super) fn set_promotional(
        &mut self,
        customer: &str,
        currency: &str,
        credits: i64,
    ) -> Refused<()> {
        self.count(customer, Some((currency, credits)))
    }

    /// Counts again what a customer has, after credit notes or payments changed.
    pub(super) fn balances(&mut self, customer: &str) -> Refused<()> {
        self.count(customer, None)
    }

    fn count(&mut self, customer: &str, promotional: Option<(&str, i64)>) -> Refused<()> {
        let mut own = self.open("customer", customer)?;
        let base = self.preferred_currency(own.value());
        let mut balances: BTreeMap<String, Balance> = BTreeMap::new();
        balances.entry(base.clone()).or_default().promotional =
            self.promotional(own.value(), &base);
        for row in own.list("balances") {
            let of = balances.entry(text(row, "currency_code")).or_default();
            of.promotional = number(row, "promotional_credits");
        }
        if let Some((currency, credits)) = promotional {
            balances.entry(currency.to_owned()).or_default().promotional = credits;
        }
        for note in self.owned(What::Notes, customer) {
            if text(note, "status") == "refund_due" {
                let of = balances.entry(text(note, "currency_code")).or_default();
                of.refundable = self.sum(of.refundable, number(note, "amount_available"))?;
            }
        }
        for payment in self.owned(What::Payments, customer) {
            if text(payment, "type") == "payment" && text(payment, "status") == "success" {
                let of = balances.entry(text(payment, "currency_code")).or_default();
                of.excess = self.sum(of.excess, number(payment, "amount_unused"))?;
            }
        }
        for charge in self.owned(What::UnbilledOfCustomer, customer) {
            let of = balances.entry(text(charge, "currency_code")).or_default();
            of.unbilled = self.sum(of.unbilled, number(charge, "amount"))?;
        }
        let before = own.value().clone();
        let of_base = balances.get(&base).copied().unwrap_or_default();
        own.set(promotional_field(self.is_v1()), of_base.promotional)
            .set("refundable_credits", of_base.refundable)
            .set("unbilled_charges", of_base.unbilled)
            .set("excess_payments", of_base.excess);
        let is_something = |it: &(&String, &Balance)| *it.1 != Balance::default();
        let rows = balances.iter().filter(is_something);
        let rows: Vec<Value> = rows
            .filter_map(|(currency, balance)| {
                let mut row = self.row(&own, "balances")?;
                row.set("currency_code", currency.clone())
                    .set("balance_currency_code", currency.clone())
                    .set("promotional_credits", balance.promotional)
                    .set("refundable_credits", balance.refundable)
                    .set("excess_payments", balance.excess)
                    .set("unbilled_charges", balance.unbilled);
                Some(row.into_value())
            })
            .collect();
        match rows.is_empty() {
            true => own.remove(&["balances"]),
            false => own.set("balances", rows),
        };
        if *own.value() != before {
            self.save("customer", own);
        }
        Ok(())
    }
}
