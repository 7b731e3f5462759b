//! Charges that wait for a later invoice.

use super::{
    Refused,
    change::{Change, Shown},
    invoices::Bill,
    lines::{Line, Tier},
    number,
    owned::What,
    text,
};
use crate::refusal::Refusal;
use serde_json::{Value, json};

pub(super) const UNBILLED: &str = "unbilled_charge";

/// Charges without a price in the catalog that are not taxed; kept beside the resources, as they do not show it.
pub(super) const UNTAXED: &str = "untaxed_charge";

/// Adds charges to a subscription, which no invoice is raised for yet.
pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let subscription = change.given.text("subscription_id");
    let subscription =
        subscription.ok_or_else(|| Refusal::param("subscription_id", "cannot be blank"))?;
    let lines = change.one_time_lines()?;
    if lines.is_empty() {
        return Err(Refusal::param("charges", "there is nothing to charge for"));
    }
    change.given.elements("tax_providers_fields");
    let own = text(change.find("subscription", &subscription)?, "currency_code");
    let given = change.given.text("currency_code");
    change.one_currency(&lines, [Some(own), given])?;
    let ids = change.keep_unbilled(&subscription, lines)?;
    Ok(ids.into_iter().map(|id| (UNBILLED, id)).collect())
}

pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let own = change.own()?;
    let customer = own.text("customer_id");
    let id = change.remove(UNBILLED, own);
    change.balances(&customer)?;
    change.event("unbilled_charges_deleted", [(UNBILLED, &id)]);
    Ok(vec![(UNBILLED, id)])
}

/// An invoice for each subscription that has charges waiting.
pub(super) fn invoice(change: &mut Change<'_>) -> Refused<Shown> {
    let subscriptions = match (
        change.given.text("subscription_id"),
        change.given.text("customer_id"),
    ) {
        (Some(subscription), None) => vec![subscription],
        (None, Some(customer)) => {
            let mut found: Vec<String> = Vec::new();
            for charge in change.owned(What::UnbilledOfCustomer, &customer) {
                let of = text(charge, "subscription_id");
                if !found.contains(&of) {
                    found.push(of);
                }
            }
            found
        }
        _ => {
            let problem = "either this or `customer_id` should be given";
            return Err(Refusal::param("subscription_id", problem));
        }
    };
    let mut shown = Vec::new();
    for subscription in subscriptions {
        shown.extend(
            change
                .bill_unbilled(&subscription)?
                .map(|it| ("invoice", it)),
        );
    }
    match shown.is_empty() {
        true => Err(change.wrong_state("has nothing that is not billed yet")),
        false => Ok(shown),
    }
}

impl Change<'_> {
    /// Keeps charges of a subscription for a later invoice.
    pub(super) fn keep_unbilled(
        &mut self,
        subscription: &str,
        lines: Vec<Line>,
    ) -> Refused<Vec<String>> {
        let owner = self.find("subscription", subscription)?;
        let (customer, currency) = (
            self.customer_of("subscription", owner),
            text(owner, "currency_code"),
        );
        let now = self.now();
        let mut ids = Vec::new();
        for line in lines {
            let mut own = self.blank(UNBILLED)?;
            let id = self.free_id(UNBILLED);
            if line.untaxed && line.entity_id.is_none() {
                self.put_beside(UNTAXED, &id, Some(json!({ "id": id })));
            }
            for tier in &line.tiers {
                if let Some(mut row) = self.row(&own, "tiers") {
                    tier.fill_amounts(&mut row);
                    own.push("tiers", row.into_value());
                }
            }
            own.set("id", id.clone())
                .set("customer_id", customer.clone())
                .set("subscription_id", subscription)
                .set("currency_code", currency.clone())
                .set("date_from", line.from.unwrap_or(now))
                .set("date_to", line.to.unwrap_or(now))
                .set("unit_amount", line.unit_amount)
                .set("quantity", line.quantity)
                .set("amount", line.amount)
                .set("pricing_model", line.model)
                .set("description", line.description)
                .set("entity_type", line.entity_type)
                .set("entity_id", line.entity_id)
                .set("unit_amount_in_decimal", line.unit_amount_in_decimal)
                .set("quantity_in_decimal", line.quantity_in_decimal)
                .set("amount_in_decimal", line.amount_in_decimal)
                .set("is_voided", false)
                .set("is_advance_charge", false);
            self.save(UNBILLED, own);
            ids.push(id);
        }
        if let Some(first) = ids.first() {
            self.event("unbilled_charges_created", [(UNBILLED, first)]);
        }
        for id in ids.iter().skip(1) {
            self.also((UNBILLED, id));
        }
        self.balances(&customer)?;
        Ok(ids)
    }

    /// The charges of a subscription that wait.
    pub(super) fn waiting(&self, subscription: &str) -> Shown {
        self.owned(What::Unbilled, subscription)
            .map(|it| (UNBILLED, text(it, "id")))
            .collect()
    }

    /// What a subscription is charged for and no invoice was raised for, as lines of one; it waits no more.
    pub(super) fn take_unbilled(
        &mut self,
        subscription: &str,
    ) -> Refused<(Vec<Line>, Vec<String>)> {
        let found = self.owned(What::Unbilled, subscription);
        let found: Vec<Value> = found.cloned().collect();
        let mut ids = Vec::new();
        let mut lines = Vec::new();
        for charge in &found {
            lines.push(self.line_of_unbilled(charge));
            let id = text(charge, "id");
            let own = self.open(UNBILLED, &id)?;
            self.remove(UNBILLED, own);
            if self.get(UNTAXED, &id).is_some() {
                self.put_beside(UNTAXED, &id, None);
            }
            ids.push(id);
        }
        Ok((lines, ids))
    }

    /// Tells that an invoice has charges that waited for one.
    pub(super) fn tell_billed(&mut self, ids: &[String], invoice: &str) {
        if let Some(first) = ids.first() {
            self.event("unbilled_charges_invoiced", [(UNBILLED, first)]);
            for id in &ids[1..] {
                self.also((UNBILLED, id));
            }
            self.also(("invoice", invoice));
        }
    }

    /// The invoice for all that waits for one.
    pub(super) fn bill_unbilled(&mut self, subscription: &str) -> Refused<Option<String>> {
        let (lines, ids) = self.take_unbilled(subscription)?;
        if lines.is_empty() {
            return Ok(None);
        }
        let own = self.find("subscription", subscription)?;
        let bill = Bill {
            customer: self.customer_of("subscription", own),
            currency: text(own, "currency_code"),
            subscription: Some(subscription.to_owned()),
            is_recurring: true,
            lines,
            ..Bill::default()
        };
        let invoice = self.raise(bill)?;
        self.tell_billed(&ids, &invoice);
        Ok(Some(invoice))
    }

    fn line_of_unbilled(&self, charge: &Value) -> Line {
        let some = |name: &str| Some(text(charge, name)).filter(|it| !it.is_empty());
        let time = |name: &str| charge.get(name).and_then(Value::as_i64);
        let id = some("entity_id");
        let price = match text(charge, "entity_type").as_str() {
            "adhoc" => None,
            "plan" | "plan_setup" => id.as_deref().and_then(|it| self.get("plan", it)),
            "addon" => id.as_deref().and_then(|it| self.get("addon", it)),
            _ => id.as_deref().and_then(|it| self.get("item_price", it)),
        };
        let tiers = charge.get("tiers").and_then(Value::as_array);
        Line {
            untaxed: price.is_some_and(|it| !self.is_taxable(it))
                || self.get(UNTAXED, &text(charge, "id")).is_some(),
            entity_type: text(charge, "entity_type"),
            entity_id: id,
            description: text(charge, "description"),
            currency: some("currency_code"),
            model: some("pricing_model"),
            quantity: time("quantity"),
            quantity_in_decimal: some("quantity_in_decimal"),
            unit_amount: number(charge, "unit_amount"),
            unit_amount_in_decimal: some("unit_amount_in_decimal"),
            amount: number(charge, "amount"),
            amount_in_decimal: some("amount_in_decimal"),
            from: time("date_from"),
            to: time("date_to"),
            tiers: tiers.into_iter().flatten().map(Tier::that_was).collect(),
            ..Line::default()
        }
    }
}
