//! Which entries a list has. A filter that is not known is refused before any entry is looked at.

use super::super::{change::Change, is_nothing, pricing::ITEM_PRICE, text};
use crate::{check::Call, refusal::Refusal, schema::Record};
use chargebee_runtime::Decimal;
use serde_json::{Map, Value};
use std::cmp::Ordering;

const DAY: i64 = 86_400;

/// Parameters that are no filters.
const OTHERS: [&str; 4] = ["limit", "offset", "sort_by", "include_deleted"];

/// `shipping_address[zip]` is about a member of a record.
fn path(name: &str) -> impl Iterator<Item = &str> {
    name.split(['[', ']']).filter(|it| !it.is_empty())
}

/// Every filter must be about something that entries have.
pub(super) fn is_known(call: &Call, record: &Record) -> Result<(), Refusal> {
    for name in call.params.keys() {
        let is_other = OTHERS.contains(&name.as_str()) || crate::custom::is_name(name);
        let is_special = matches!(
            (call.resource, name.as_str()),
            ("event", "start_time" | "end_time")
                | ("invoice", "paid_on_after")
                | ("subscription", "item_price_id" | "item_id")
        );
        let is_field = path(name).next().is_some_and(|it| record.has(it));
        if !is_other && !is_special && !is_field {
            let problem = "is a filter that the mock does not know";
            return Err(Refusal::param(name, problem));
        }
    }
    Ok(())
}

pub(super) fn fits(change: &Change<'_>, value: &Value) -> bool {
    let call = change.call;
    call.ids
        .iter()
        .all(|(name, id)| belongs(change, value, name, id))
        && call
            .params
            .iter()
            .filter(|(name, _)| !OTHERS.contains(&name.as_str()))
            .all(|(name, filter)| passes(change, value, name, filter))
}

/// Whether an entry passes the filters of an export that are about an attribute of it: `customer[email]`, `relationship[parent_id]`.
pub(super) fn is_exported(change: &Change<'_>, resource: &str, value: &Value) -> bool {
    let record = change.record(resource).ok();
    change.call.params.iter().all(|(name, given)| {
        let own = name
            .strip_prefix(resource)
            .and_then(|it| it.strip_prefix('['));
        let own = own.and_then(|it| it.strip_suffix(']')).unwrap_or(name);
        let first = path(own).next().unwrap_or_default();
        let is_filter = given.is_object() && record.as_ref().is_some_and(|it| it.has(first));
        !is_filter || passes(change, value, own, given)
    })
}

/// Whether an entry belongs to what the path names.
fn belongs(change: &Change<'_>, value: &Value, name: &str, id: &str) -> bool {
    if name == "customer_id" {
        return change.customer_of(change.call.resource, value) == id;
    }
    let is_linked = |it: &Value| text(it, name) == id;
    let linked = value.get("linked_invoices").and_then(Value::as_array);
    is_linked(value) || linked.is_some_and(|it| it.iter().any(is_linked))
}

fn passes(change: &Change<'_>, value: &Value, name: &str, filter: &Value) -> bool {
    let at = |name: &str| value.get(name).and_then(Value::as_i64);
    let bound = filter.as_i64().unwrap_or_default();
    let any_item = |test: &dyn Fn(&Value) -> bool| {
        let items = value.get("subscription_items").and_then(Value::as_array);
        items.into_iter().flatten().any(test)
    };
    match (change.call.resource, name) {
        ("event", "start_time") => at("occurred_at").is_some_and(|it| it >= bound),
        ("event", "end_time") => at("occurred_at").is_some_and(|it| it <= bound),
        ("invoice", "paid_on_after") => at("paid_on").is_some_and(|it| it > bound),
        ("subscription", "item_price_id") => {
            any_item(&|it| operators(&[it.get("item_price_id")], filter))
        }
        ("subscription", "item_id") => any_item(&|it| {
            let price = change.get(ITEM_PRICE, &text(it, "item_price_id"));
            operators(&[price.and_then(|it| it.get("item_id"))], filter)
        }),
        _ => {
            let mut found = vec![value];
            for member in path(name) {
                let rows = found.into_iter().flat_map(|it| match it {
                    Value::Array(rows) => rows.iter().collect(),
                    other => vec![other],
                });
                found = rows.filter_map(|it| it.get(member)).collect();
            }
            let found: Vec<Option<&Value>> = match found.is_empty() {
                true => vec![None],
                false => found.into_iter().map(Some).collect(),
            };
            match filter {
                Value::Object(_) => operators(&found, filter),
                // Lists of API v1 have plain parameters.
                plain => found.contains(&Some(plain)),
            }
        }
    }
}

/// Whether all operators are true of some of the values that were found; of none, where there is none.
fn operators(found: &[Option<&Value>], filter: &Value) -> bool {
    let operators: Vec<(&String, &Value)> =
        filter.as_object().into_iter().flat_map(Map::iter).collect();
    found.iter().any(|found| {
        let holds =
            |(operator, wanted): &(&String, &Value)| operator_holds(*found, operator, wanted);
        operators.iter().all(holds)
    })
}

fn operator_holds(found: Option<&Value>, operator: &str, wanted: &Value) -> bool {
    if operator == "is_present" {
        let is_present = found.is_some_and(|it| !is_nothing(it));
        return Value::Bool(is_present) == *wanted;
    }
    let Some(found) = found.filter(|it| !is_nothing(it)) else {
        return matches!(operator, "is_not" | "not_in");
    };
    let same = |wanted: &Value| compare(found, wanted) == Some(Ordering::Equal);
    let order = |wanted: &Value| ordered(found, wanted);
    let list = || wanted.as_array().into_iter().flatten();
    match operator {
        "is" => same(wanted),
        "is_not" => !same(wanted),
        "in" => list().any(same),
        "not_in" => !list().any(same),
        "starts_with" => {
            let texts = found.as_str().zip(wanted.as_str());
            texts.is_some_and(|(found, start)| found.starts_with(start))
        }
        "gt" | "after" => order(wanted) == Some(Ordering::Greater),
        "lt" | "before" => order(wanted) == Some(Ordering::Less),
        "gte" => order(wanted).is_some_and(Ordering::is_ge),
        "lte" => order(wanted).is_some_and(Ordering::is_le),
        "on" => {
            let days = found.as_i64().zip(wanted.as_i64());
            days.map_or_else(
                || order(wanted) == Some(Ordering::Equal),
                |(found, day)| found.div_euclid(DAY) == day.div_euclid(DAY),
            )
        }
        "between" => {
            let at = |index: usize| wanted.get(index).and_then(order);
            at(0).is_some_and(Ordering::is_ge) && at(1).is_some_and(Ordering::is_le)
        }
        _ => false,
    }
}

/// Numbers by their value, all else by its characters.
pub(super) fn compare(found: &Value, other: &Value) -> Option<Ordering> {
    let (left, right) = (written(found)?, written(other)?);
    if !found.is_number() {
        return Some(left.cmp(&right));
    }
    let numbers = left
        .parse::<Decimal>()
        .ok()
        .zip(right.parse::<Decimal>().ok());
    numbers.map(|(left, right)| left.cmp(&right))
}

/// The same, but what is written as a number counts as one: a decimal that is text, a custom field.
fn ordered(found: &Value, other: &Value) -> Option<Ordering> {
    let number = |it: &Value| written(it)?.parse::<Decimal>().ok();
    match (number(found), number(other)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => compare(found, other),
    }
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}
