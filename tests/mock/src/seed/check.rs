//! Whether a seed can be kept. What the description does not know is kept as it is: a real site is ahead of it.

use super::{Seed, meant};
use crate::{
    sample::Sampler,
    schema::{Record, Schema, Type},
    state,
};
use serde_json::{Map, Value};

/// A resource with the key that it is found by. What must be there and is not is filled in; what may be a mistake is noted.
pub(crate) fn check(
    schema: &Schema,
    now: i64,
    seed: Seed,
    notes: &mut Vec<String>,
) -> Result<(&'static str, String, Value), String> {
    let kind = seed.resource;
    let record = schema.resource(kind);
    let record = record.ok_or_else(|| format!("{}: there is no {kind}", seed.place))?;
    let Value::Object(given) = &seed.value else {
        return Err(format!("{} should be an object", seed.place));
    };
    let key = key(kind, given).ok_or_else(|| {
        let (name, place) = (state::key_of(kind), &seed.place);
        format!("{place}: a {kind} has no {name}, which should be text")
    })?;
    let place = match given.get(state::key_of(kind)).and_then(Value::as_str) {
        Some(id) => format!("{}: {kind} {id}", seed.place),
        None => seed.place.clone(),
    };
    members(schema, &record, given, &place, notes)?;
    let blank = Sampler {
        schema,
        now,
        required_only: true,
        zero: true,
    };
    let mut whole = blank.record(&record, 0);
    if let (Some(whole), Value::Object(given)) = (whole.as_object_mut(), seed.value) {
        whole.extend(given);
    }
    Ok((kind, key, whole))
}

/// What a resource is found by. One that nothing computes with may have no id: then it is found by what it says.
fn key(kind: &'static str, given: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| given.get(name)?.as_str().filter(|it| !it.is_empty());
    if let Some(id) = text(state::key_of(kind)) {
        return Some(id.to_owned());
    }
    let others = ["code", "name"].into_iter().find_map(text);
    let whole = || Value::Object(given.clone()).to_string();
    state::remembered(kind)
        .is_none()
        .then(|| others.map_or_else(whole, str::to_owned))
}

fn members(
    schema: &Schema,
    record: &Record,
    given: &Map<String, Value>,
    place: &str,
    notes: &mut Vec<String>,
) -> Result<(), String> {
    for (name, value) in given {
        let at = format!("{place}.{name}");
        if let Some(field) = record.field(name) {
            fits(schema, &field.ty, value, &at, notes)?;
            continue;
        }
        let known = record.fields.iter().map(|it| it.name.as_str());
        let missing = known.filter(|it| !given.contains_key(*it));
        let meant = meant(name, missing);
        let is_custom = record.custom && crate::custom::is_name(name);
        if name != "object" && !is_custom && !meant.is_empty() {
            let version = schema.version.as_str();
            notes.push(format!(
                "{at} is kept, though API {version} has no such attribute{meant}"
            ));
        }
    }
    Ok(())
}

/// Only the kind of a value must be right: limits and lists of values are for requests.
fn fits(
    schema: &Schema,
    ty: &Type,
    value: &Value,
    place: &str,
    notes: &mut Vec<String>,
) -> Result<(), String> {
    let wanted = match (ty, value) {
        (_, Value::Null) | (Type::Json, _) => return Ok(()),
        (Type::Record(of), Value::Object(given)) => {
            let record = schema.record(of);
            return record.map_or(Ok(()), |it| members(schema, &it, given, place, notes));
        }
        (Type::List(inner), Value::Array(elements)) => {
            for (index, value) in elements.iter().enumerate() {
                fits(schema, inner, value, &format!("{place}[{index}]"), notes)?;
            }
            return Ok(());
        }
        // Ways to say that there is nothing.
        (Type::Record(_) | Type::List(_), value) if state::is_nothing(value) => return Ok(()),
        (Type::Record(_) | Type::List(_), Value::Bool(false)) => return Ok(()),
        (Type::Bool, Value::Bool(_)) | (Type::Number, Value::Number(_)) => return Ok(()),
        (Type::Int | Type::Amount | Type::Time | Type::Millis, Value::Number(number))
            if number.is_i64() =>
        {
            return Ok(());
        }
        (Type::Decimal, Value::String(text)) if text.parse::<rust_decimal::Decimal>().is_ok() => {
            return Ok(());
        }
        (Type::Text | Type::Id(_) | Type::Enum(_) | Type::Currency, Value::String(_)) => {
            return Ok(());
        }
        (Type::Bool, _) => "true or false",
        (Type::Int | Type::Amount, _) => "a whole number",
        (Type::Time, _) => "an instant: whole seconds since 1970",
        (Type::Millis, _) => "an instant: whole milliseconds since 1970",
        (Type::Number, _) => "a number",
        (Type::Decimal, _) => "a decimal as text, such as \"1.50\"",
        (Type::Record(_) | Type::Group(_), _) => "an object",
        (Type::List(_), _) => "a list",
        (Type::Text | Type::Id(_) | Type::Enum(_) | Type::Currency, _) => "text",
    };
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    match found == wanted || found == "text" {
        true => Err(format!("{place} should be {wanted}")),
        false => Err(format!("{place} should be {wanted}, and is {found}")),
    }
}
