//! Lists of what is remembered: filtered, sorted, page by page.

use super::{RESOURCES, Refused, State, blank};
use crate::{check::Call, refusal::Refusal, sample::Sampler};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

const DEFAULT_LIMIT: usize = 10;
/// The offset of the first entry: `[]`, encoded.
pub(crate) const FROM_THE_START: &str = "W10";
const DAY: i64 = 86_400;

pub(super) fn page(state: &State, sampler: &Sampler<'_>, call: &Call) -> Refused<Option<Value>> {
    let is_own = matches!(call.method, "list")
        || call.method.ends_with("s_for_customer")
        || call.method.ends_with("s_for_subscription")
        || call.method.ends_with("s_for_invoice");
    let record = crate::sample::record_of_list(sampler.schema, &call.operation);
    let has_own = record.is_some_and(|it| it.fields.iter().any(|it| it.name == call.resource));
    if !is_own || !has_own {
        return Ok(None);
    }
    for (name, id) in &call.ids {
        let resource = name.strip_suffix("_id").unwrap_or(name);
        if RESOURCES.contains(&resource) {
            state.find(sampler, resource, id)?;
        }
    }
    let all = state
        .kept
        .get(&(sampler.schema.version, call.resource.to_owned()));
    let mut found = Vec::new();
    // The newest first.
    for value in all.into_iter().flat_map(|it| it.values().rev()) {
        if fits(call, value)? {
            found.push(value);
        }
    }
    sort(call, &mut found);
    let limit = call.params.get("limit").and_then(Value::as_u64);
    let limit = limit
        .and_then(|it| usize::try_from(it).ok())
        .unwrap_or(DEFAULT_LIMIT);
    let start = match call.params.get("offset").and_then(Value::as_str) {
        Some(offset) => after(&found, offset)?,
        None => 0,
    };
    let rest = found.get(start..).unwrap_or_default();
    let entries = rest
        .iter()
        .take(limit)
        .map(|value| entry(state, sampler, call, value));
    let mut answer = Map::new();
    answer.insert("list".to_owned(), entries.collect());
    if rest.len() > limit
        && let Some(last) = rest.get(limit.saturating_sub(1))
    {
        answer.insert("next_offset".to_owned(), offset(last).into());
    }
    Ok(Some(answer.into()))
}

/// Opaque to clients: the entry that the page before ended with, so that what is created meanwhile moves nothing.
fn offset(last: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(json!([last["id"]]).to_string())
}

fn after(found: &[&Value], offset: &str) -> Refused<usize> {
    let refuse = || Refusal::param("offset", "is none that a page gave");
    let json = BASE64_URL_SAFE_NO_PAD
        .decode(offset)
        .map_err(|_| refuse())?;
    match serde_json::from_slice::<Vec<String>>(&json).as_deref() {
        Ok([]) => Ok(0),
        Ok([last]) => {
            let at = found.iter().position(|it| it["id"] == last.as_str());
            Ok(at.ok_or_else(refuse)? + 1)
        }
        _ => Err(refuse()),
    }
}

fn entry(state: &State, sampler: &Sampler<'_>, call: &Call, value: &Value) -> Value {
    let mut entry = json!({ call.resource: value });
    let record = crate::sample::record_of_list(sampler.schema, &call.operation);
    for field in record.map(|it| it.fields).unwrap_or_default() {
        let id = value
            .get(format!("{}_id", field.name))
            .and_then(Value::as_str);
        let other = id.and_then(|id| state.get(sampler.schema.version, &field.name, id));
        if let Some(other) = other {
            entry[field.name] = other.clone();
        } else if field.required && field.name != call.resource {
            let sample = blank(sampler).answer(&call.operation);
            entry[&field.name] = sample["list"][0][&field.name].clone();
        }
    }
    entry
}

fn fits(call: &Call, value: &Value) -> Refused<bool> {
    for (name, id) in &call.ids {
        let is_linked = |it: &Value| it.get(name) == Some(&id.as_str().into());
        let linked = value.get("linked_invoices").and_then(Value::as_array);
        if !is_linked(value) && !linked.is_some_and(|it| it.iter().any(is_linked)) {
            return Ok(false);
        }
    }
    for (name, filter) in &call.params {
        let path: Vec<&str> = name.split(['[', ']']).filter(|it| !it.is_empty()).collect();
        let has = |name: &str, test: fn(i64, i64) -> bool| {
            let bound = filter.as_i64().unwrap_or_default();
            value
                .get(name)
                .and_then(Value::as_i64)
                .is_some_and(|it| test(it, bound))
        };
        let good = match name.as_str() {
            // What is deleted is gone here; there is nothing to include.
            "limit" | "offset" | "sort_by" | "include_deleted" => true,
            "start_time" => has("occurred_at", |at, bound| at >= bound),
            "end_time" => has("occurred_at", |at, bound| at <= bound),
            "paid_on_after" => has("paid_at", |at, bound| at > bound),
            "item_price_id" if call.resource == "subscription" => {
                let items = value.get("subscription_items").and_then(Value::as_array);
                let is_it = |it: &Value| operators(it.get(name), filter);
                items.is_some_and(|it| it.iter().any(is_it))
            }
            "item_id" if call.resource == "subscription" => return Err(unknown(name)),
            "include_site_level_resources" | "applicable_item_price_ids" => {
                return Err(unknown(name));
            }
            "subscription_id" if call.resource == "payment_source" => return Err(unknown(name)),
            _ => {
                let found = path.iter().try_fold(value, |value, name| value.get(name));
                match filter {
                    Value::Object(_) => operators(found, filter),
                    // Lists of API v1 have plain parameters.
                    plain => found == Some(plain),
                }
            }
        };
        if !good {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Better refused than ignored.
fn unknown(name: &str) -> Refusal {
    Refusal::param(name, "is a filter that the mock does not know")
}

fn operators(found: Option<&Value>, filter: &Value) -> bool {
    let filter = filter.as_object().into_iter().flatten();
    filter.into_iter().all(|(operator, wanted)| {
        let list = || wanted.as_array().into_iter().flatten();
        if operator == "is_present" {
            return Value::Bool(found.is_some()) == *wanted;
        }
        let Some(found) = found else {
            return matches!(operator.as_str(), "is_not" | "not_in");
        };
        let order = |wanted: &Value| compare(found, wanted);
        match operator.as_str() {
            "is" => order(wanted) == Some(Ordering::Equal),
            "is_not" => order(wanted) != Some(Ordering::Equal),
            "in" => list().any(|it| order(it) == Some(Ordering::Equal)),
            "not_in" => !list().any(|it| order(it) == Some(Ordering::Equal)),
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
                days.is_some_and(|(found, day)| found.div_euclid(DAY) == day.div_euclid(DAY))
            }
            "between" => {
                let at = |index: usize| wanted.get(index).and_then(order);
                at(0).is_some_and(Ordering::is_ge) && at(1).is_some_and(Ordering::is_le)
            }
            _ => false,
        }
    })
}

/// Numbers by their value; text by its characters.
fn compare(found: &Value, other: &Value) -> Option<Ordering> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let (left, right) = (text(found)?, text(other)?);
    if found.is_number() {
        let numbers = left
            .parse::<Decimal>()
            .ok()
            .zip(right.parse::<Decimal>().ok());
        return numbers.map(|(left, right)| left.cmp(&right));
    }
    Some(left.cmp(&right))
}

fn sort(call: &Call, found: &mut [&Value]) {
    let order = call.params.get("sort_by").and_then(Value::as_object);
    let Some((direction, attribute)) = order.and_then(|it| it.iter().next()) else {
        return;
    };
    let attribute = attribute.as_str().unwrap_or_default();
    found.sort_by(|left, right| {
        let both = left.get(attribute).zip(right.get(attribute));
        let order = both.and_then(|(left, right)| compare(left, right));
        // What has no such value comes first, as the smallest.
        let order = order.unwrap_or_else(|| {
            left.get(attribute)
                .is_some()
                .cmp(&right.get(attribute).is_some())
        });
        if direction == "desc" {
            order.reverse()
        } else {
            order
        }
    });
}
