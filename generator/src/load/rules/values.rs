//! What the keywords of one schema say together.

use super::{At, Shape};
use crate::{
    finding::{Finding, Problems},
    load::tree::Value,
    model::Measure,
};

pub(super) fn check(at: At<'_>, shape: Shape, problems: &mut Problems) {
    currency(at, problems);
    limits(at, shape, problems);
    default(at, shape, problems);
}

/// A currency goes with an amount, or with a decimal of money.
fn currency(at: At<'_>, problems: &mut Problems) {
    let measure = at.find("x-decimal").and_then(|it| it.node.as_text());
    let is_money = (Measure::ALL.iter()).any(|(name, it)| it.is_money() && measure == Some(name));
    if at.find("x-currency-code").is_some() && measure.is_some() && !is_money {
        let message = "`x-currency-code` stands here without money";
        let finding = Finding::at(at.place_of("x-currency-code"), message);
        problems.push(finding.help("it goes with the `x-decimal` of a price or amount"));
    }
}

/// The limits of an integer are integers, and the lower one is lower.
fn limits(at: At<'_>, shape: Shape, problems: &mut Problems) {
    if matches!(shape, Shape::Int | Shape::Time) {
        for key in ["minimum", "maximum"] {
            let limit = at.find(key);
            if let Some(limit) = limit.filter(|it| matches!(it.node.value, Value::Float(_))) {
                let message = format!("`{key}` of an integer is a whole number of 64 bits");
                let finding = Finding::at(limit.place(), message);
                problems.push_broken(finding.help("write one, or remove it"));
            }
        }
    }
    let number = |key: &str| at.find(key).and_then(|it| number(&it.node.value));
    if let (Some(low), Some(high)) = (number("minimum"), number("maximum"))
        && low > high
    {
        let finding = Finding::at(at.place_of("minimum"), "no number is within these limits");
        problems.push(finding.help("`minimum` is the lower one"));
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        // Limits that differ only beyond the digits of a float are no mistake to look for.
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// What counts where nothing is given is a value of the type. That it is one of an enum is checked where enums are known.
fn default(at: At<'_>, shape: Shape, problems: &mut Problems) {
    let Some(default) = at.find("default") else {
        return;
    };
    let value = &default.node.value;
    let fits = match shape {
        Shape::Bool => matches!(value, Value::Bool(_)),
        Shape::Int | Shape::Time => matches!(value, Value::Int(_)),
        Shape::Number => matches!(value, Value::Int(_) | Value::Float(_)),
        Shape::Text | Shape::Decimal | Shape::Currency | Shape::Named => {
            matches!(value, Value::Text(_))
        }
        // Refused by the table.
        Shape::Enum | Shape::List | Shape::Object | Shape::Any => true,
    };
    let is_single = !matches!(value, Value::Null | Value::List(_) | Value::Map(_));
    if !fits && is_single {
        let message = format!("the default of {} is {}", shape.name(), default.node.kind());
        let finding = Finding::at(default.place(), message);
        problems.push(finding.help("write a value of the type, or remove it"));
    }
    let limit = at.find("maxLength").and_then(|it| it.node.as_int());
    let length = value_length(value);
    if let (Some(limit), Some(length)) = (limit, length)
        && length > limit
    {
        let message = format!("the default is longer than {limit} characters");
        problems.push(Finding::at(default.place(), message).help("change one of the two"));
    }
}

fn value_length(value: &Value) -> Option<i64> {
    match value {
        Value::Text(text) => i64::try_from(text.chars().count()).ok(),
        _ => None,
    }
}
