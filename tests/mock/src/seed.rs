//! What there is from the start: resources as JSON, checked like what a request brings.

use crate::{
    json_text,
    sample::Sampler,
    schema::{Schema, Version},
    state, typed,
};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Resources from JSON: `{"v2": {"customer": [{"id": "c"}]}}`.
pub(crate) fn read(json: &str) -> Result<Vec<(Version, String, Value)>, String> {
    let mut seeds = Vec::new();
    for (version, resources) in object(json_text::read(json)?, "the file")? {
        let known = Version::ALL.into_iter().find(|it| it.as_str() == version);
        let known = known.ok_or_else(|| format!("there is no API {version}"))?;
        for (resource, values) in object(resources, &version)? {
            let Value::Array(values) = values else {
                return Err(format!("{version}.{resource} should be a list"));
            };
            let mut ids = HashSet::new();
            for value in values {
                let id = value.get("id").map(Value::to_string).unwrap_or_default();
                if !ids.insert(id.clone()) {
                    return Err(format!("{version}.{resource}: {id} is there twice"));
                }
                seeds.push((known, resource.clone(), value));
            }
        }
    }
    Ok(seeds)
}

fn object(value: Value, what: &str) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(format!("{what} should be an object")),
    }
}

/// A resource with its kind and id. What must be there and is not is filled in.
pub(crate) fn check(
    schema: &Schema,
    now: i64,
    resource: &str,
    value: Value,
) -> Result<(&'static str, String, Value), String> {
    let (Some(kind), Some(record)) = (state::remembered(resource), schema.resource(resource))
    else {
        return Err(format!("the mock remembers no {resource}"));
    };
    let key = state::key_of(kind);
    let id = match value.get(key).and_then(Value::as_str) {
        Some(id) if !id.is_empty() => id.to_owned(),
        _ => return Err(format!("a {resource} has no {key}")),
    };
    typed::check(schema, &record, &value, &format!("{resource} {id}"))?;
    let blank = Sampler {
        schema,
        now,
        required_only: true,
        zero: true,
    };
    let mut whole = blank.record(&record, 0);
    if let (Some(whole), Value::Object(given)) = (whole.as_object_mut(), value) {
        whole.extend(given);
    }
    Ok((kind, id, whole))
}
