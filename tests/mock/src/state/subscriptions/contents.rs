//! What a subscription comes to as it stands: each term, and how it starts.

use super::{
    super::{
        Refused,
        change::Change,
        draft::Draft,
        lines::Line,
        number,
        pricing::{ADDON, Bought, ITEM_PRICE, PLAN, model_of},
        text,
    },
    items::stored,
};
use crate::refusal::Refusal;
use serde_json::Value;

/// What a subscription comes to.
#[derive(Debug)]
pub(super) struct Contents {
    /// The plan, or the price of the plan's item.
    pub(super) plan: Value,
    /// What each term costs.
    pub(super) lines: Vec<Line>,
    pub(super) currency: String,
    pub(super) period: (i64, String),
}

impl Contents {
    /// How long its trial is, where it has one.
    pub(super) fn trial(&self) -> Option<(i64, String)> {
        let period = number(&self.plan, "trial_period");
        (period > 0).then(|| (period, text(&self.plan, "trial_period_unit")))
    }

    pub(super) fn billing_cycles(&self) -> Option<i64> {
        self.plan.get("billing_cycles").and_then(Value::as_i64)
    }
}

impl Change<'_> {
    /// What a subscription comes to as it stands.
    pub(super) fn contents(&self, own: &Draft) -> Refused<Contents> {
        let (mut lines, mut plan, mut periods) = (Vec::new(), None, Vec::new());
        for item in own.list("subscription_items") {
            let id = text(item, "item_price_id");
            let param = "subscription_items[item_price_id]";
            let price = self.get(ITEM_PRICE, &id);
            let price = price.ok_or_else(|| self.missing(param, ITEM_PRICE, &id))?;
            let kind = self.item_type(price, param)?;
            if kind == "charge" {
                continue;
            }
            periods.push((period_of(price), param));
            if self.is_metered(price) {
                // Its usage is billed when the term ends.
                continue;
            }
            lines.push(self.stored_line(ITEM_PRICE, &id, stored(item), param)?);
            if kind == "plan" {
                plan = Some(price.clone());
            } else {
                self.is_applicable(own, price)?;
            }
        }
        if let Some(id) = own.some("plan_id") {
            let exact = |name: &str| own.some(name).and_then(|it| it.parse().ok());
            let bought = Bought {
                quantity: own.time("plan_quantity"),
                quantity_in_decimal: exact("plan_quantity_in_decimal"),
                unit_price: own.time("plan_unit_price"),
                unit_price_in_decimal: exact("plan_unit_price_in_decimal"),
            };
            lines.push(self.stored_line(PLAN, &id, bought, "plan_id")?);
            let price = self.find(PLAN, &id)?;
            periods.push((period_of(price), "plan_id"));
            plan = Some(price.clone());
        }
        for addon in own.list("addons") {
            let id = text(addon, "id");
            lines.push(self.stored_line(ADDON, &id, stored(addon), "addons[id]")?);
            periods.push((period_of(self.find(ADDON, &id)?), "addons[id]"));
        }
        let plan = plan.ok_or_else(|| self.not_computed("a subscription without a plan"))?;
        let period = period_of(&plan);
        if let Some((_, param)) = periods.iter().find(|(it, _)| *it != period) {
            return Err(self.not_computed(&format!("{param} : another period than the plan's")));
        }
        let currency = self.one_currency(&lines, [])?;
        Ok(Contents {
            plan,
            lines,
            currency,
            period,
        })
    }

    fn stored_line(
        &self,
        resource: &'static str,
        id: &str,
        mut bought: Bought,
        param: &str,
    ) -> Refused<Line> {
        let price = self.get(resource, id);
        let price = price.ok_or_else(|| self.missing(param, resource, id))?;
        match model_of(resource, price).as_str() {
            "flat_fee" => bought.quantity = None,
            "per_unit" => {}
            _ => {
                bought.unit_price = None;
                bought.unit_price_in_decimal = None;
            }
        }
        self.line_of(resource, id, &bought, param)
    }

    /// Some plans go with some addons only.
    fn is_applicable(&self, own: &Draft, price: &Value) -> Refused<()> {
        let items = own.list("subscription_items").iter();
        let mut prices = items.filter_map(|it| self.get(ITEM_PRICE, &text(it, "item_price_id")));
        let is_plan = |it: &&Value| self.item_type(it, "").is_ok_and(|it| it == "plan");
        let price_of_plan = prices.find(is_plan);
        let item = price_of_plan.and_then(|it| self.get("item", &text(it, "item_id")));
        let Some(item) = item.filter(|it| text(it, "item_applicability") == "restricted") else {
            return Ok(());
        };
        let addon = text(price, "item_id");
        let rows = item.get("applicable_items").and_then(Value::as_array);
        match rows.into_iter().flatten().any(|it| text(it, "id") == addon) {
            true => Ok(()),
            false => Err(Refusal::param(
                "subscription_items[item_price_id]",
                format!("does not go with the plan: {addon}"),
            )),
        }
    }

    /// Shows the currency and the period of a subscription.
    pub(super) fn show_contents(&self, own: &mut Draft, contents: &Contents) {
        let (period, unit) = &contents.period;
        own.set("currency_code", contents.currency.clone())
            .set("billing_period", *period)
            .set("billing_period_unit", unit.clone());
    }

    /// The fee that a plan starts with.
    pub(super) fn setup(&mut self, own: &mut Draft, contents: &Contents) -> Option<Line> {
        let given = self.given.number("setup_fee");
        if let Some(fee) = given {
            own.set("setup_fee", fee);
        }
        let cost = contents.plan.get("setup_cost").and_then(Value::as_i64);
        let fee = own.time("setup_fee").or(cost).filter(|it| *it > 0)?;
        Some(Line {
            entity_type: "plan_setup".to_owned(),
            entity_id: Some(text(&contents.plan, "id")),
            description: format!("{} - Setup Charge", text(&contents.plan, "name")),
            quantity: Some(1),
            unit_amount: fee,
            amount: fee,
            ..Line::default()
        })
    }
}

fn period_of(price: &Value) -> (i64, String) {
    (number(price, "period"), text(price, "period_unit"))
}
