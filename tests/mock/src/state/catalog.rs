//! What is sold: families, items and their prices, plans and addons of the first catalog; and comments, which are as simple.

use super::{
    Object, Refused,
    change::{Change, Shown},
    draft::Draft,
    pricing::{Bought, model_of_addon},
    remembered, text,
};
use crate::refusal::Refusal;
use chargebee_runtime::{Currency, Decimal, Money};
use serde_json::{Value, json};

pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let resource = resource(change)?;
    let given = change.given.text("id");
    let id = change.new_id(resource, given)?;
    let mut own = change.blank(resource)?;
    own.set("id", id.clone()).set_where_had("status", "active");
    change.defaults(&mut own);
    match resource {
        "comment" => comment(change, &mut own)?,
        "item" => item(change, &mut own)?,
        "item_price" => of_item(change, &mut own)?,
        "plan" => {
            own.set("currency_code", change.site().currency.clone())
                .set("period", 1)
                .set("period_unit", "month")
                .set("addon_applicability", "all");
        }
        "addon" => {
            own.set("currency_code", change.site().currency.clone())
                .set("period_unit", "not_applicable");
        }
        _ => {}
    }
    model(change, &mut own)?;
    tiers(change, &mut own)?;
    change.reflect_all(&mut own)?;
    is_priced(change, resource, &own)?;
    change.save(resource, own);
    tell(change, resource, "created", &id);
    Ok(vec![(resource, id)])
}

pub(super) fn update(change: &mut Change<'_>) -> Refused<Shown> {
    let resource = resource(change)?;
    let mut own = change.own()?;
    if resource == "item" {
        item(change, &mut own)?;
    }
    model(change, &mut own)?;
    tiers(change, &mut own)?;
    change.reflect_all(&mut own)?;
    is_priced(change, resource, &own)?;
    let id = change.save(resource, own);
    tell(change, resource, "updated", &id);
    Ok(vec![(resource, id)])
}

/// What is in use is archived, all else is gone.
pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let resource = resource(change)?;
    let mut own = change.own()?;
    let id = own.text("id");
    if !is_used(change, resource, &id) {
        own.set_where_had("status", "deleted");
        change.remove(resource, own);
        tell(change, resource, "deleted", &id);
        return Ok(vec![(resource, id)]);
    }
    if resource == "item_family" {
        return Err(change.wrong_state("has items"));
    }
    let now = change.now();
    own.set("status", "archived").set("archived_at", now);
    change.save(resource, own);
    tell(change, resource, "updated", &id);
    Ok(vec![(resource, id)])
}

pub(super) fn unarchive(change: &mut Change<'_>) -> Refused<Shown> {
    let resource = resource(change)?;
    let mut own = change.own()?;
    change.state(&own, &["archived"])?;
    own.set("status", "active").remove(&["archived_at"]);
    let id = change.save(resource, own);
    tell(change, resource, "updated", &id);
    Ok(vec![(resource, id)])
}

fn resource(change: &Change<'_>) -> Refused<&'static str> {
    let name = change.call.resource;
    remembered(name).ok_or_else(|| change.not_computed(name))
}

/// Tells of it, where there are events of the resource.
fn tell(change: &mut Change<'_>, resource: &'static str, what: &str, id: &str) {
    let event = match (resource, what) {
        ("addon", "created") => "addon_created",
        ("addon", "updated") => "addon_updated",
        ("addon", _) => "addon_deleted",
        ("item", "created") => "item_created",
        ("item", "updated") => "item_updated",
        ("item", _) => "item_deleted",
        ("item_family", "created") => "item_family_created",
        ("item_family", "updated") => "item_family_updated",
        ("item_family", _) => "item_family_deleted",
        ("item_price", "created") => "item_price_created",
        ("item_price", "updated") => "item_price_updated",
        ("item_price", _) => "item_price_deleted",
        ("plan", "created") => "plan_created",
        ("plan", "updated") => "plan_updated",
        ("plan", _) => "plan_deleted",
        _ => return,
    };
    change.event(event, [(resource, id)]);
}

fn is_used(change: &Change<'_>, resource: &str, id: &str) -> bool {
    let any = |of, test: &dyn Fn(&Value) -> bool| change.all(of).any(test);
    let has = |list: &'static str, name: &'static str| {
        move |it: &Value| {
            let rows = it.get(list).and_then(Value::as_array);
            rows.into_iter().flatten().any(|row| text(row, name) == id)
        }
    };
    match resource {
        "plan" => any("subscription", &|it| text(it, "plan_id") == id),
        "addon" => any("subscription", &has("addons", "id")),
        "item_price" => any("subscription", &has("subscription_items", "item_price_id")),
        "item" => any("item_price", &|it| text(it, "item_id") == id),
        "item_family" => any("item", &|it| text(it, "item_family_id") == id),
        _ => false,
    }
}

/// A comment is on something that is there.
fn comment(change: &mut Change<'_>, own: &mut Draft) -> Refused<()> {
    own.set("type", "user").set("added_by", "api");
    let entity = change.given.peek("entity_type").and_then(Value::as_str);
    let id = change.given.peek("entity_id").and_then(Value::as_str);
    if let (Some(entity), Some(id)) = (entity.and_then(remembered), id)
        && change.get(entity, id).is_none()
    {
        return Err(change.missing("entity_id", entity, id));
    }
    Ok(())
}

fn item(change: &mut Change<'_>, own: &mut Draft) -> Refused<()> {
    if change.given.flag("clear_applicable_items") == Some(true) {
        own.remove(&["applicable_items"]);
    }
    if let Some(ids) = change.given.list("applicable_items") {
        let rows = ids
            .into_iter()
            .map(|id| json!({ "id": id, "object": "applicable_item" }));
        own.set("applicable_items", rows.collect::<Vec<_>>());
    }
    Ok(())
}

/// What a price has from its item.
fn of_item(change: &Change<'_>, own: &mut Draft) -> Refused<()> {
    let id = change.given.peek("item_id").and_then(Value::as_str);
    let item = change.find("item", id.unwrap_or_default())?;
    own.set("currency_code", change.site().currency.clone())
        .set("pricing_model", "flat_fee")
        .set("item_family_id", item.get("item_family_id").cloned())
        .set("item_type", item.get("type").cloned());
    Ok(())
}

/// Plans and addons say their pricing model twice; what is given says both.
fn model(change: &Change<'_>, own: &mut Draft) -> Refused<()> {
    let old = ["charge_model", "type"].into_iter().find(|it| own.has(it));
    let Some(old) = old.filter(|_| matches!(change.call.resource, "plan" | "addon")) else {
        return Ok(());
    };
    let is_addon = change.call.resource == "addon";
    let given = |name: &str| change.given.peek(name).and_then(Value::as_str);
    let of_old = given(old).map(|it| if is_addon { model_of_addon(it) } else { it });
    let model = match (given("pricing_model"), of_old) {
        (Some(new), Some(old_model)) if new != old_model => {
            return Err(Refusal::param(old, format!("is another than {new}")));
        }
        (Some(model), _) | (None, Some(model)) => model,
        (None, None) if change.call.method == "create" => "flat_fee",
        (None, None) => return Ok(()),
    };
    let kind = match (is_addon, model) {
        (true, "flat_fee") => "on_off",
        (true, "per_unit") => "quantity",
        (_, model) => model,
    };
    own.set("pricing_model", model).set(old, kind);
    Ok(())
}

/// Tiers as they are given, each with the whole numbers that it must have.
fn tiers(change: &mut Change<'_>, own: &mut Draft) -> Refused<()> {
    let Some(Value::Array(given)) = change.given.elements("tiers") else {
        return Ok(());
    };
    let currency = change.given.peek("currency_code").and_then(Value::as_str);
    let currency = currency.map_or_else(|| own.text("currency_code"), str::to_owned);
    let mut tiers = Vec::new();
    for (index, members) in given.iter().enumerate() {
        let Some(mut tier) = change.row(own, "tiers") else {
            return Err(change.not_computed("tiers"));
        };
        let members = members.as_object().cloned().unwrap_or_default();
        if let Some(rounded) = rounded(&members, &currency) {
            tier.set("price", rounded);
        } else if !members.contains_key("price") {
            let name = format!("tiers[price][{index}]");
            return Err(Refusal::param(name, "cannot be blank"));
        }
        change.fill(&mut tier, members, "tiers")?;
        tiers.push(tier.into_value());
    }
    own.set("tiers", tiers);
    Ok(())
}

/// The whole number that stands beside a price in decimals.
fn rounded(members: &Object, currency: &str) -> Option<i64> {
    let exact: Decimal = members.get("price_in_decimal")?.as_str()?.parse().ok()?;
    let money = Money::round_major(&exact, Currency::from(currency)).ok()?;
    Some(money.amount().minor())
}

/// A price must be one that can be computed with.
fn is_priced(change: &Change<'_>, resource: &str, own: &Draft) -> Refused<()> {
    if !matches!(resource, "item_price" | "plan" | "addon") {
        return Ok(());
    }
    for name in ["price", "setup_cost"] {
        if own.number(name) < 0 {
            return Err(Refusal::param(name, "should not be negative"));
        }
    }
    change.pricing(resource, own.value(), &Bought::default())?;
    Ok(())
}
