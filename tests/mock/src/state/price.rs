//! What so many units of something come to, by the API's pricing rules.
//!
//! What is not computed (coupons, discounts, decimals, packages) is refused and not ignored: a wrong total is worse than none.

use super::{Change, Refused, number, text};
use crate::refusal::Refusal;
use serde_json::Value;

/// Parameters that change what is owed in ways that are not computed.
const NOT_COMPUTED: [&str; 11] = [
    "coupon",
    "coupon_ids",
    "coupons",
    "discounts",
    "item_tiers",
    "setup_fee",
    "contract_term",
    "event_based_addons",
    "plan_quantity_in_decimal",
    "plan_unit_price_in_decimal",
    "amount_in_decimal",
];

/// The same in the rows of lists.
const NOT_COMPUTED_IN_ROWS: [&str; 4] = [
    "quantity_in_decimal",
    "unit_price_in_decimal",
    "amount_in_decimal",
    "charge_on_event",
];

/// What is charged on one line.
pub(super) struct Line {
    pub(super) entity_type: String,
    pub(super) entity_id: Option<String>,
    pub(super) description: String,
    pub(super) model: Option<String>,
    pub(super) quantity: i64,
    pub(super) unit_amount: i64,
    pub(super) amount: i64,
}

impl Change<'_> {
    pub(super) fn not_computed(&self, what: &str) -> Refusal {
        let message = format!("{what}: the mock does not compute this");
        Refusal::of(self.sampler.schema, "configuration_incompatible", message)
    }

    /// The lines that a new subscription or invoice has.
    pub(super) fn lines(&self, own: &mut Value) -> Refused<Vec<Line>> {
        let params = &self.call.params;
        if let Some(name) = NOT_COMPUTED
            .iter()
            .find(|name| params.get(**name).is_some_and(|it| it != ""))
        {
            return Err(self.not_computed(name));
        }
        let (mut lines, mut items) = (Vec::new(), Vec::new());
        if let Some(plan) = params.get("plan_id").and_then(Value::as_str) {
            let quantity = params.get("plan_quantity").and_then(Value::as_i64);
            let unit = params.get("plan_unit_price").and_then(Value::as_i64);
            let line = self.line("plan", plan, quantity, unit)?;
            own["plan_quantity"] = line.quantity.into();
            own["plan_unit_price"] = line.unit_amount.into();
            own["plan_amount"] = line.amount.into();
            lines.push(line);
        }
        for (list, resource) in [
            ("subscription_items", "item_price"),
            ("item_prices", "item_price"),
            ("addons", "addon"),
        ] {
            let rows = params.get(list).and_then(Value::as_array);
            for (index, row) in rows.into_iter().flatten().enumerate() {
                if let Some(name) = NOT_COMPUTED_IN_ROWS
                    .iter()
                    .find(|name| row.get(**name).is_some())
                {
                    return Err(self.not_computed(&format!("{list}[{name}][{index}]")));
                }
                let id = row
                    .get("item_price_id")
                    .or_else(|| row.get("id"))
                    .and_then(Value::as_str);
                let Some(id) = id else {
                    let name = format!("{list}[id][{index}]");
                    return Err(Refusal::param(name, "cannot be blank"));
                };
                let given = |name: &str| row.get(name).and_then(Value::as_i64);
                let line = self.line(resource, id, given("quantity"), given("unit_price"))?;
                if list == "subscription_items" {
                    items.push(Self::item(row, &line));
                }
                lines.push(line);
            }
        }
        if !items.is_empty() {
            own["subscription_items"] = items.into();
        }
        let rows = params
            .get("charges")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for (index, row) in rows.enumerate() {
            lines.push(self.adhoc(
                row.get("amount"),
                row.get("description"),
                &format!("charges[amount][{index}]"),
            )?);
        }
        if self.call.method == "charge" {
            lines.push(self.adhoc(params.get("amount"), params.get("description"), "amount")?);
        }
        Ok(lines)
    }

    /// An item of the subscription, as the answer shows it: what was asked for, and what it comes to.
    fn item(row: &Value, line: &Line) -> Value {
        let mut item = row.clone();
        let kind = line.entity_type.trim_end_matches("_item_price");
        item["item_type"] = kind.into();
        if line.model.as_deref() != Some("flat_fee") {
            item["quantity"] = line.quantity.into();
        }
        item["unit_price"] = line.unit_amount.into();
        item["amount"] = line.amount.into();
        item["object"] = "subscription_item".into();
        item
    }

    fn adhoc(
        &self,
        amount: Option<&Value>,
        description: Option<&Value>,
        param: &str,
    ) -> Refused<Line> {
        let amount = amount.and_then(Value::as_i64).filter(|it| *it > 0);
        let amount = amount.ok_or_else(|| Refusal::param(param, "should be above zero"))?;
        Ok(Line {
            entity_type: "adhoc".to_owned(),
            entity_id: None,
            description: description
                .and_then(Value::as_str)
                .unwrap_or("charge")
                .to_owned(),
            model: None,
            quantity: 1,
            unit_amount: amount,
            amount,
        })
    }

    /// What so many units of something that has a price cost.
    fn line(
        &self,
        resource: &str,
        id: &str,
        quantity: Option<i64>,
        unit: Option<i64>,
    ) -> Refused<Line> {
        let price = self
            .get(resource, id)
            .ok_or_else(|| Refusal::not_found(format!("there is no {resource} `{id}`")))?;
        if price.get("price_in_decimal").is_some() {
            return Err(self.not_computed("a price in decimals"));
        }
        let model = ["pricing_model", "charge_model"]
            .iter()
            .map(|it| text(price, it))
            .find(|it| !it.is_empty());
        let model = model.unwrap_or_else(|| "flat_fee".to_owned());
        let quantity = if model == "flat_fee" {
            1
        } else {
            quantity.unwrap_or(1)
        };
        let unit_amount = unit.unwrap_or_else(|| number(price, "price"));
        let charged = (quantity - number(price, "free_quantity")).max(0);
        let amount = match model.as_str() {
            "flat_fee" => Some(unit_amount),
            "per_unit" => charged.checked_mul(unit_amount),
            tiered => self.tiers(tiered, price, charged)?,
        };
        let kind = match resource {
            "item_price" => format!("{}_item_price", text(price, "item_type")),
            other => other.to_owned(),
        };
        Ok(Line {
            entity_type: kind,
            entity_id: Some(id.to_owned()),
            description: text(price, "name"),
            quantity,
            unit_amount,
            amount: amount.ok_or_else(|| self.not_computed("an amount beyond 64 bits"))?,
            model: Some(model),
        })
    }

    /// `tiered`: each unit at the price of its tier. `volume`: all units at the price of the last one's tier. `stairstep`: the
    /// price of the last unit's tier, once. `None` beyond 64 bits.
    fn tiers(&self, model: &str, price: &Value, quantity: i64) -> Refused<Option<i64>> {
        let tiers = price
            .get("tiers")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if tiers
            .iter()
            .any(|it| it.get("pricing_type").is_some() || it.get("price_in_decimal").is_some())
        {
            return Err(self.not_computed("tiers of packages or decimals"));
        }
        let end = |tier: &Value| {
            tier.get("ending_unit")
                .and_then(Value::as_i64)
                .unwrap_or(i64::MAX)
        };
        let of_last = tiers
            .iter()
            .find(|tier| (number(tier, "starting_unit")..=end(tier)).contains(&quantity));
        let last = || {
            of_last
                .map(|tier| number(tier, "price"))
                .ok_or_else(|| Refusal::param("quantity", "is in none of the tiers"))
        };
        if quantity == 0 {
            return Ok(Some(0));
        }
        Ok(match model {
            "volume" => quantity.checked_mul(last()?),
            "stairstep" => Some(last()?),
            _ => {
                last()?;
                tiers.iter().try_fold(0_i64, |sum, tier| {
                    let first = number(tier, "starting_unit").max(1);
                    let units = (quantity.min(end(tier)) - first + 1).max(0);
                    sum.checked_add(units.checked_mul(number(tier, "price"))?)
                })
            }
        })
    }
}
