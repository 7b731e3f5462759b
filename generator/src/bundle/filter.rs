//! Filters and sort orders as they go over the wire: `status[in]=["paid"]`, `sort_by[asc]=date`.

use super::put;
use serde_yaml::{Mapping, Value};

/// Keys that are about the parameter, wherever they stand, and not about the value that it is compared with.
const ABOUT_PARAMETER: [&str; 9] = [
    "description",
    "deprecated",
    "x-filter",
    "x-sort",
    "x-catalog",
    "x-renamed-from",
    "x-rust-name",
    "x-evidence",
    "x-evidence-of",
];

/// A parameter of the query. Where it is a filter or a sort order, its schema becomes an object of operators.
///
/// OpenAPI defines `deepObject` for objects alone, and generated clients that meet it elsewhere do not compile: a list goes without
/// it, as the description of the document says.
pub(super) fn parameter(mut parameter: Mapping, is_object: bool) -> Mapping {
    let value = parameter.get("schema").cloned().unwrap_or_default();
    let required = parameter.get("required") == Some(&Value::Bool(true));
    if let Some(mut object) = object(&parameter, &value) {
        if required {
            // A required filter is asked for by value.
            put(&mut object, "required", vec![Value::from("is")]);
        }
        put(&mut parameter, "schema", object);
    }
    if !is_object {
        parameter.shift_remove("style");
    } else if parameter.get("style").is_some() {
        put(&mut parameter, "explode", true);
    }
    parameter
}

/// The schema of a parameter in a body, where it is a filter or a sort order: it becomes an object of operators.
pub(super) fn schema(schema: Mapping) -> Mapping {
    let (about, value): (Mapping, Mapping) = (schema.into_iter()).partition(|(key, _)| {
        key.as_str()
            .is_some_and(|key| ABOUT_PARAMETER.contains(&key))
    });
    match object(&about, &Value::Mapping(value.clone())) {
        Some(object) => {
            let mut schema = about;
            schema.extend(object);
            schema
        }
        None => about.into_iter().chain(value).collect(),
    }
}

/// The object that is sent where `about` says so.
fn object(about: &Mapping, value: &Value) -> Option<Mapping> {
    let mut properties = Mapping::new();
    if let Some(operators) = texts(about, "x-filter") {
        for operator in operators {
            put(&mut properties, operator, operand(operator, value));
        }
    } else {
        let attributes: Vec<Value> = texts(about, "x-sort")?.map(Value::from).collect();
        for (direction, description) in [
            ("asc", "Attribute to sort by, smallest first."),
            ("desc", "Attribute to sort by, largest first."),
        ] {
            let mut attribute = described("string", description);
            put(&mut attribute, "enum", attributes.clone());
            put(&mut properties, direction, attribute);
        }
    }
    let mut object = Mapping::new();
    put(&mut object, "type", "object");
    put(&mut object, "properties", properties);
    put(&mut object, "additionalProperties", false);
    Some(object)
}

fn texts<'a>(map: &'a Mapping, key: &str) -> Option<impl Iterator<Item = &'a str>> {
    let list = map.get(key)?.as_sequence()?;
    Some(list.iter().filter_map(Value::as_str))
}

/// What an operator is followed by.
fn operand(operator: &str, value: &Value) -> Value {
    match operator {
        "in" => json("Any of these values, as a JSON list: `[\"a\",\"b\"]`.").into(),
        "not_in" => json("None of these values, as a JSON list: `[\"a\",\"b\"]`.").into(),
        "between" => {
            json("The smallest and the largest value, as a JSON list of two: `[1,2]`.").into()
        }
        "is_present" => described("boolean", "Whether there is a value at all.").into(),
        _ => value.clone(),
    }
}

fn json(description: &str) -> Mapping {
    described("string", description)
}

fn described(kind: &str, description: &str) -> Mapping {
    let mut schema = Mapping::new();
    put(&mut schema, "description", description);
    put(&mut schema, "type", kind);
    schema
}
