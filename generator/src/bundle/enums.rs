//! The descriptions of an enum's values as client generators read them.

use serde_yaml::{Mapping, Value};

const DESCRIPTIONS: &str = "x-enum-descriptions";

/// Turns the descriptions, which the spec has by value, into a list in the order of `enum`.
pub(super) fn list_descriptions(schema: &mut Mapping) {
    let values = schema.get("enum").and_then(Value::as_sequence);
    let described = schema.get(DESCRIPTIONS).and_then(Value::as_mapping);
    let (Some(values), Some(described)) = (values, described) else {
        return;
    };
    let of_value = |value| described.get(value).cloned().unwrap_or_else(|| "".into());
    let list: Vec<Value> = values.iter().map(of_value).collect();
    schema.insert(DESCRIPTIONS.into(), list.into());
}
