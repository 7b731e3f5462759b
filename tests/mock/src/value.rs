//! Single values: from text or JSON to what the spec says, or a refusal that says why not.

use crate::{
    json_text,
    schema::{Limits, Schema, Type},
};
use rust_decimal::Decimal;
use serde_json::Value;
use std::cmp::Ordering;

/// The longest decimal that the API takes.
const DECIMAL_LENGTH: usize = 39;

/// A value of a form or query. What was wrong is told without the value, which may be a card number.
pub(crate) fn from_text(
    schema: &Schema,
    ty: &Type,
    limits: &Limits,
    text: &str,
) -> Result<Value, String> {
    let value = match ty {
        Type::Bool => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err("should be true or false".to_owned()),
        },
        Type::Int | Type::Amount | Type::Time | Type::Millis => integer(ty, text)?.into(),
        Type::Decimal | Type::Number => decimal(text)?,
        Type::Currency => currency(text)?,
        Type::Enum(name) => one_of(schema, name, limits, text)?,
        Type::Text | Type::Id(_) => Value::String(text.to_owned()),
        Type::Json => json_text::read(text)?,
        Type::Group(_) | Type::Record(_) => return Err("should have members".to_owned()),
        Type::List(_) => return Err("should be a list: an index is missing".to_owned()),
    };
    within(ty, limits, text)?;
    Ok(value)
}

/// A value of a JSON body.
pub(crate) fn from_json(
    schema: &Schema,
    ty: &Type,
    limits: &Limits,
    value: &Value,
) -> Result<Value, String> {
    match (ty, value) {
        (Type::Json, _) => return Ok(value.clone()),
        (Type::Bool, Value::Bool(_)) => return Ok(value.clone()),
        (Type::Bool, _) => return Err("should be true or false".to_owned()),
        (Type::Int | Type::Amount | Type::Time | Type::Millis, Value::Number(_))
        | (Type::Number, Value::Number(_))
        | (
            Type::Text | Type::Id(_) | Type::Enum(_) | Type::Currency | Type::Decimal,
            Value::String(_),
        ) => {}
        (Type::Int | Type::Amount | Type::Time | Type::Millis | Type::Number, _) => {
            return Err("should be a number".to_owned());
        }
        _ => return Err("should be text".to_owned()),
    }
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    from_text(schema, ty, limits, &text)
}

fn integer(ty: &Type, text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 =
        (plain.then(|| text.parse().ok()).flatten()).ok_or("should be a whole number")?;
    if matches!(ty, Type::Time | Type::Millis) && number < 0 {
        return Err("should be an instant after 1970".to_owned());
    }
    Ok(number)
}

fn decimal(text: &str) -> Result<Value, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err("should be a decimal".to_owned());
    }
    if text.len() > DECIMAL_LENGTH {
        return Err(format!("should have at most {DECIMAL_LENGTH} characters"));
    }
    Ok(text.into())
}

fn currency(text: &str) -> Result<Value, String> {
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    match is_code {
        true => Ok(text.into()),
        false => Err("should be an ISO 4217 code".to_owned()),
    }
}

fn one_of(schema: &Schema, name: &str, limits: &Limits, text: &str) -> Result<Value, String> {
    let known = match limits.accepts.is_empty() {
        true => schema.values(name).contains(&text),
        false => limits.accepts.iter().any(|it| it == text),
    };
    match known {
        true => Ok(text.into()),
        false => Err("is not one of the values that are accepted here".to_owned()),
    }
}

fn within(ty: &Type, limits: &Limits, text: &str) -> Result<(), String> {
    let is_number = matches!(
        ty,
        Type::Int | Type::Amount | Type::Time | Type::Millis | Type::Decimal | Type::Number
    );
    if let Some(most) = limits.max_length
        && text.chars().count() > most
    {
        return Err(format!("should have at most {most} characters"));
    }
    if !is_number {
        return Ok(());
    }
    if let Some(least) = &limits.minimum
        && compare(text, least) == Ordering::Less
    {
        return Err(format!("should be at least {least}"));
    }
    if let Some(most) = &limits.maximum
        && compare(text, most) == Ordering::Greater
    {
        return Err(format!("should be at most {most}"));
    }
    Ok(())
}

/// Exact up to 28 digits; longer numbers are far from every limit there is, or within its last digit.
fn compare(left: &str, right: &str) -> Ordering {
    match (left.parse::<Decimal>(), right.parse::<Decimal>()) {
        (Ok(left), Ok(right)) => left.cmp(&right),
        _ => {
            let float = |text: &str| text.parse::<f64>().unwrap_or(f64::INFINITY);
            float(left).total_cmp(&float(right))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Version;

    #[test]
    fn what_is_accepted_and_what_is_not() {
        let schema = Schema::read(Version::V2).expect("the data reads");
        let limits = Limits {
            max_length: Some(6),
            minimum: Some("1".to_owned()),
            maximum: Some("100".to_owned()),
            ..Limits::default()
        };
        let enums = Type::Enum("common.AutoCollection".to_owned());
        for (ty, good, bad) in [
            (Type::Bool, "true", "1"),
            (Type::Int, "100", "101"),
            (Type::Int, "1", "0"),
            (Type::Int, "7", "7.0"),
            (Type::Int, "7", "+7"),
            (Type::Amount, "7", "99999999999999999999"),
            (Type::Time, "100", "-1"),
            (Type::Decimal, "1.50", "1e2"),
            (Type::Decimal, "99.999", "100.1"),
            (Type::Number, "1.5", ".5"),
            (Type::Currency, "USD", "usd"),
            (Type::Text, "sixsix", "sevenxx"),
            (Type::Json, "{}", "{"),
            (enums, "on", "maybe"),
        ] {
            assert!(
                from_text(&schema, &ty, &limits, good).is_ok(),
                "{ty:?} {good}"
            );
            assert!(
                from_text(&schema, &ty, &limits, bad).is_err(),
                "{ty:?} {bad}"
            );
        }
    }

    #[test]
    fn json_has_its_own_types() {
        let schema = Schema::read(Version::V2).expect("the data reads");
        let limits = Limits::default();
        for (ty, good, bad) in [
            (Type::Int, "7", "\"7\""),
            (Type::Text, "\"7\"", "7"),
            (Type::Bool, "true", "\"true\""),
            (Type::Decimal, "\"1.5\"", "1.5"),
            (Type::Int, "7", "7.5"),
        ] {
            let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
            assert!(
                from_json(&schema, &ty, &limits, &json(good)).is_ok(),
                "{ty:?} {good}"
            );
            assert!(
                from_json(&schema, &ty, &limits, &json(bad)).is_err(),
                "{ty:?} {bad}"
            );
        }
    }
}
