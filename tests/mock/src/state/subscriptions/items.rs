//! What a subscription holds: items by their prices, or a plan and addons; and what that comes to.

use super::super::{
    Refused,
    change::Change,
    draft::Draft,
    given::Row,
    lines::Line,
    number,
    pricing::{ADDON, Bought, ITEM_PRICE, PLAN, model_of},
    text, there,
};
use crate::refusal::Refusal;
use serde_json::{Value, json};

impl Change<'_> {
    /// Puts what is given into a subscription. What is charged once and does not stay is given back.
    pub(super) fn fill_subscription(&mut self, own: &mut Draft) -> Refused<Vec<Line>> {
        let mut once = self.fill_items(own)?;
        self.fill_plan(own)?;
        once.extend(self.fill_addons(own)?);
        Ok(once)
    }

    fn fill_items(&mut self, own: &mut Draft) -> Refused<Vec<Line>> {
        let rows: Vec<Row> = self.given.rows("subscription_items").collect();
        let replace = self.given.flag("replace_items_list") == Some(true);
        let old: Vec<Value> = own.list("subscription_items").to_vec();
        if rows.is_empty() {
            return match replace {
                true => Err(Refusal::param(
                    "replace_items_list",
                    "replaces them by nothing",
                )),
                false => Ok(Vec::new()),
            };
        }
        let mut items = if replace { Vec::new() } else { old.clone() };
        let mut once = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        let mut plans_given = 0;
        for row in rows {
            let id = self.id_in(row, "item_price_id")?;
            if seen.contains(&id) {
                return Err(Refusal::param(row.at("item_price_id"), "is given twice"));
            }
            seen.push(id.clone());
            let is_it = |it: &Value| text(it, "item_price_id") == id;
            let bought = self.bought(|member| row.at(member))?;
            let before = old.iter().find(|it| is_it(it));
            let old = before.filter(|_| !replace);
            let price = self.get(ITEM_PRICE, &id);
            let is_metered = price.is_some_and(|it| self.is_metered(it));
            if is_metered && bought.has_quantity() {
                let problem = "is counted from the usage of a metered item";
                return Err(Refusal::param(row.at("quantity"), problem));
            }
            let bought = self.kept(bought, old, ITEM_PRICE, &id, &row.at("unit_price"))?;
            let param = row.at("item_price_id");
            let mut line = self.line(ITEM_PRICE, &id, &bought, &param)?;
            let kind = line.entity_type.trim_end_matches("_item_price").to_owned();
            let named = self.given.text(&row.at("item_type"));
            if named.is_some_and(|it| it != kind) {
                return Err(Refusal::param(row.at("item_type"), format!("is a {kind}")));
            }
            if let Some(description) = self.given.text(&row.at("description")) {
                line.description = description;
            }
            plans_given += usize::from(kind == "plan");
            if plans_given > 1 {
                return Err(Refusal::param(param, "is a second plan"));
            }
            if kind == "charge" {
                self.charged_at_once(row)?;
                if before.is_some() && !replace {
                    return Err(self.not_computed(&format!("{param} : a charge item once more")));
                }
            }
            let mut item = self.item(own, &id, &kind, &bought, (&line, old));
            if is_metered && let Some(item) = item.as_object_mut() {
                for name in [
                    "quantity",
                    "quantity_in_decimal",
                    "amount",
                    "amount_in_decimal",
                ] {
                    item.remove(name);
                }
            }
            match items.iter_mut().find(|it| is_it(it)) {
                Some(place) => *place = item,
                None => {
                    if kind == "plan" {
                        items.retain(|it| text(it, "item_type") != "plan");
                        items.insert(0, item);
                    } else {
                        items.push(item);
                    }
                }
            }
            if kind == "charge" && before.is_none() {
                self.note_charged(own, &id);
                once.push(line);
            }
        }
        if !items.iter().any(|it| text(it, "item_type") == "plan") {
            let problem = "should have a plan";
            return Err(Refusal::param(
                "subscription_items[item_price_id][0]",
                problem,
            ));
        }
        own.set("subscription_items", items);
        Ok(once)
    }

    /// A charge item is charged when the subscription is created, and once.
    fn charged_at_once(&mut self, row: Row) -> Refused<()> {
        let event = self.given.text(&row.at("charge_on_event"));
        if let Some(event) = event.filter(|it| it != "subscription_creation") {
            return Err(self.not_computed(&format!("{} : {event}", row.at("charge_on_event"))));
        }
        let option = self.given.text(&row.at("charge_on_option"));
        if let Some(option) = option.filter(|it| it != "immediately") {
            return Err(self.not_computed(&format!("{} : {option}", row.at("charge_on_option"))));
        }
        self.only(&row.at("charge_once"), true)
    }

    fn note_charged(&self, own: &mut Draft, id: &str) {
        if let Some(mut row) = self.row(own, "charged_items") {
            row.set("item_price_id", id)
                .set("last_charged_at", self.now());
            own.push("charged_items", row.into_value());
        }
    }

    /// What is not said again stays as it was. Whether a unit price that was agreed on stays is not documented.
    fn kept(
        &self,
        mut bought: Bought,
        before: Option<&Value>,
        resource: &'static str,
        id: &str,
        param: &str,
    ) -> Refused<Bought> {
        let Some(before) = before else {
            return Ok(bought);
        };
        let (old, price) = (stored(before), self.find(resource, id)?);
        // A flat fee is the same for any quantity, see `show_price`.
        if !bought.has_quantity() && model_of(resource, price) != "flat_fee" {
            bought.quantity = old.quantity;
            bought.quantity_in_decimal = old.quantity_in_decimal;
        }
        let catalog = price.get("price").and_then(Value::as_i64);
        let exact = price.get("price_in_decimal").and_then(Value::as_str);
        let exact = exact.and_then(|it| it.parse().ok());
        let is_catalog = match (&old.unit_price_in_decimal, &exact) {
            (Some(old), exact) => Some(old) == exact.as_ref(),
            (None, Some(_)) => old.unit_price.is_none(),
            (None, None) => old.unit_price.is_none() || old.unit_price == catalog,
        };
        match bought.has_price() || is_catalog {
            true => Ok(bought),
            false => Err(self.not_computed(&format!("{param} : a unit price that was agreed on"))),
        }
    }

    fn item(
        &self,
        own: &Draft,
        id: &str,
        kind: &str,
        bought: &Bought,
        (line, old): (&Line, Option<&Value>),
    ) -> Value {
        let Some(mut item) = self.row(own, "subscription_items") else {
            return json!({});
        };
        item.set("item_price_id", id).set("item_type", kind);
        let price = self.get(ITEM_PRICE, id).unwrap_or(&Value::Null);
        show_price(&mut item, bought, price, (line, old));
        if kind == "charge" {
            item.set("charge_on_event", "subscription_creation")
                .set("charge_once", true);
        }
        item.into_value()
    }

    fn fill_plan(&mut self, own: &mut Draft) -> Refused<()> {
        let given = self.given.text("plan_id");
        let is_new = given.as_ref().is_some_and(|it| *it != own.text("plan_id"));
        let mut bought = self.bought(|member| format!("plan_{member}"))?;
        if given.is_none() && !bought.is_said() {
            return Ok(());
        }
        let plan = given.unwrap_or_else(|| own.text("plan_id"));
        let is_flat = model_of(PLAN, self.find(PLAN, &plan)?) == "flat_fee";
        if !bought.has_quantity() && !is_flat {
            bought.quantity = own.time("plan_quantity").filter(|it| *it > 0);
        }
        if !is_new && !bought.has_price() {
            bought.unit_price = own.time("plan_unit_price");
            let exact = own.some("plan_unit_price_in_decimal");
            bought.unit_price_in_decimal = exact.and_then(|it| it.parse().ok());
        }
        let line = match is_new {
            true => self.line(PLAN, &plan, &bought, "plan_id")?,
            false => self.line_of(PLAN, &plan, &bought, "plan_id")?,
        };
        let price = self.find(PLAN, &plan)?;
        self.is_simple(price)?;
        let free = number(price, "free_quantity");
        own.remove(&[
            "plan_unit_price",
            "plan_unit_price_in_decimal",
            "plan_quantity_in_decimal",
        ])
        .set("plan_id", plan)
        .set("plan_quantity", line.quantity.unwrap_or(1))
        .set("plan_quantity_in_decimal", line.quantity_in_decimal.clone())
        .set("plan_free_quantity", free);
        if line.tiers.is_empty() {
            own.set("plan_unit_price", line.unit_amount).set(
                "plan_unit_price_in_decimal",
                line.unit_amount_in_decimal.clone(),
            );
        }
        own.set("plan_amount", line.amount)
            .set("plan_amount_in_decimal", line.amount_in_decimal.clone());
        Ok(())
    }

    /// A plan that brings nothing along.
    fn is_simple(&self, plan: &Value) -> Refused<()> {
        let rows = |name: &str| {
            let rows = plan.get(name).and_then(Value::as_array);
            rows.map(Vec::as_slice).unwrap_or_default()
        };
        let is_mandatory = |it: &Value| text(it, "type") == "mandatory";
        if rows("attached_addons").iter().any(is_mandatory) {
            return Err(self.not_computed("plan_id : a plan with mandatory addons"));
        }
        match rows("event_based_addons").is_empty() {
            true => Ok(()),
            false => Err(self.not_computed("plan_id : a plan with event-based addons")),
        }
    }

    fn fill_addons(&mut self, own: &mut Draft) -> Refused<Vec<Line>> {
        let rows: Vec<Row> = self.given.rows("addons").collect();
        let replace = self.given.flag("replace_addon_list") == Some(true);
        let old: Vec<Value> = own.list("addons").to_vec();
        let mut addons = if replace { Vec::new() } else { old.clone() };
        let mut once = Vec::new();
        for row in rows {
            let id = self.id_in(row, "id")?;
            let is_it = |it: &Value| text(it, "id") == id;
            let bought = self.bought(|member| row.at(member))?;
            let before = old.iter().find(|it| is_it(it));
            let old = before.filter(|_| !replace);
            let bought = self.kept(bought, old, ADDON, &id, &row.at("unit_price"))?;
            let line = self.line(ADDON, &id, &bought, &row.at("id"))?;
            if text(self.find(ADDON, &id)?, "charge_type") == "non_recurring" {
                once.push(line);
                continue;
            }
            let Some(mut addon) = self.row(own, "addons") else {
                continue;
            };
            addon.set("id", id.clone());
            show_price(&mut addon, &bought, self.find(ADDON, &id)?, (&line, old));
            let addon = addon.into_value();
            match addons.iter_mut().find(|it| is_it(it)) {
                Some(place) => *place = addon,
                None => addons.push(addon),
            }
        }
        match addons.is_empty() {
            true => own.remove(&["addons"]),
            false => own.set("addons", addons),
        };
        Ok(once)
    }
}

pub(super) fn stored(row: &Value) -> Bought {
    let whole = |name: &str| row.get(name).and_then(Value::as_i64);
    let exact = |name: &str| row.get(name)?.as_str()?.parse().ok();
    Bought {
        quantity: whole("quantity"),
        quantity_in_decimal: exact("quantity_in_decimal"),
        unit_price: whole("unit_price"),
        unit_price_in_decimal: exact("unit_price_in_decimal"),
    }
}

/// Quantity, unit price and amount of an item or addon; tiers have no unit price. A flat fee keeps the quantity that the item has.
fn show_price(
    row: &mut Draft,
    bought: &Bought,
    price: &Value,
    (line, old): (&Line, Option<&Value>),
) {
    let free = there(price, "free_quantity_in_decimal").cloned();
    // An addon of the first catalog that is only on or off has none.
    let is_on_off = !row.has("free_quantity") && line.model.as_deref() == Some("flat_fee");
    if !is_on_off {
        row.set("quantity", line.quantity)
            .set("quantity_in_decimal", line.quantity_in_decimal.clone());
    }
    row.set_where_had("free_quantity", number(price, "free_quantity"))
        .set_where_had("free_quantity_in_decimal", free);
    if let Some(old) = old.filter(|_| line.model.as_deref() == Some("flat_fee")) {
        for name in ["quantity", "quantity_in_decimal"] {
            row.set(
                name,
                there(old, name).filter(|_| !bought.has_quantity()).cloned(),
            );
        }
    }
    if line.tiers.is_empty() {
        let exact = bought
            .unit_price_in_decimal
            .as_ref()
            .map(ToString::to_string);
        row.set("unit_price", line.unit_amount).set(
            "unit_price_in_decimal",
            exact.or(line.unit_amount_in_decimal.clone()),
        );
    }
    row.set("amount", line.amount)
        .set("amount_in_decimal", line.amount_in_decimal.clone());
}
