//! Filters and directions of lists.

use super::Pair;
use crate::{
    refusal::Refusal,
    schema::{Param, Schema, Type},
    value,
};
use serde_json::{Map, Value, json};

/// All operators that the API has. What kind of value a custom field holds is not known here, so each may be used on one.
const OPERATORS: [&str; 14] = [
    "is",
    "is_not",
    "in",
    "not_in",
    "starts_with",
    "is_present",
    "between",
    "gt",
    "gte",
    "lt",
    "lte",
    "on",
    "before",
    "after",
];

/// A filter by an attribute: its operators, each with a value of the attribute's type.
pub(super) fn filter(
    schema: &Schema,
    param: &Param,
    operators: &[String],
    pairs: Vec<Pair>,
) -> Result<Value, Refusal> {
    let mut object = Map::new();
    for pair in pairs {
        let [operator] = pair.rest.as_slice() else {
            return Err(Refusal::param(pair.key, "needs an operator"));
        };
        if !operators.contains(operator) {
            return Err(Refusal::param(pair.key, "has no such operator"));
        }
        let one = |text: &str| value::from_text(schema, &param.ty, &param.limits, text);
        let is_text = matches!(
            param.ty,
            Type::Text | Type::Id(_) | Type::Enum(_) | Type::Currency
        );
        let value = operand(operator, &pair.text, is_text, one);
        let value = value.map_err(|problem| Refusal::param(pair.key.clone(), problem))?;
        object.insert(operator.clone(), value);
    }
    Ok(object.into())
}

/// A filter by a custom field: any operator, with a value of any kind.
pub(super) fn custom(key: &str, operator: &str, text: &str) -> Result<Value, Refusal> {
    if !OPERATORS.contains(&operator) {
        return Err(Refusal::param(key, "has no such operator"));
    }
    operand(operator, text, false, |text| Ok(text.into()))
        .map_err(|problem| Refusal::param(key, problem))
}

/// The value of an operator. `in`, `not_in` and `between` take a list as JSON text, whose elements are texts where the
/// attribute is one.
fn operand(
    operator: &str,
    text: &str,
    is_text: bool,
    one: impl Fn(&str) -> Result<Value, String>,
) -> Result<Value, String> {
    if text.is_empty() {
        return Err("cannot be blank".to_owned());
    }
    match operator {
        "is_present" => match text {
            "true" | "false" => Ok(json!(text == "true")),
            _ => Err("should be true or false".to_owned()),
        },
        "in" | "not_in" | "between" => {
            let list = list_text(text).ok_or("should be a list as JSON text")?;
            if operator == "between" && list.len() != 2 || list.is_empty() {
                return Err("has another number of values".to_owned());
            }
            let element = |value: &Value| match value {
                Value::String(text) => one(text),
                Value::Number(number) if !is_text => one(&number.to_string()),
                Value::Bool(flag) if !is_text => one(&flag.to_string()),
                _ => Err("has an element of another kind".to_owned()),
            };
            list.iter().map(element).collect()
        }
        // The start of a value need not be a value.
        "starts_with" => Ok(text.into()),
        _ => one(text),
    }
}

/// A list as one text. The API takes `["a","b"]`, and also what some of its clients make of a list: `['a', 'b']`.
fn list_text(text: &str) -> Option<Vec<Value>> {
    if let Ok(list) = serde_json::from_str(text) {
        return Some(list);
    }
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let element = |it: &str| {
        let it = it.trim();
        let quoted = it.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
        quoted.map(Value::from)
    };
    inner.split(',').map(element).collect()
}

/// `sort_by[asc]=created_at`.
pub(super) fn sort(attributes: &[String], pairs: &[Pair]) -> Result<Value, Refusal> {
    let [pair] = pairs else {
        return Err(Refusal::param("sort_by", "takes one direction"));
    };
    let refuse = |problem: &str| Err(Refusal::param(pair.key.clone(), problem));
    match pair.rest.as_slice() {
        [direction] if direction == "asc" || direction == "desc" => {
            if !attributes.contains(&pair.text) {
                return refuse("is no attribute that can be sorted by");
            }
            Ok(json!({ direction: pair.text }))
        }
        _ => refuse("is no direction"),
    }
}
