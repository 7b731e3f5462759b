//! The values that drivers take from a case: from JSON to what setters take.

use super::{Problem, pairs};
use chargebee::{
    Amount, Currency, Decimal, Json, Money, Request, Timestamp, TimestampMillis,
    filter::{AnyOf, CustomField, Filter},
    params::{IntoArg, ParamValue, RequiredArg},
};
use chargebee_runtime::private::args::Arg;
use serde_json::{Map, Value};

pub(super) fn wrong(expected: &str, found: &Json) -> Problem {
    Problem(format!("expected {expected}, found {}", found.as_str()))
}

fn parse<'a, T: serde::Deserialize<'a>>(value: &'a Json, expected: &str) -> Result<T, Problem> {
    value.parse().map_err(|_| wrong(expected, value))
}

/// Whether a value is empty text: it clears a parameter.
#[must_use]
pub fn clears(value: &Json) -> bool {
    value.as_str() == "\"\""
}

/// `true` or `false`.
///
/// # Errors
/// Where it is something else; so for all of these.
pub fn boolean(value: &Json) -> Result<bool, Problem> {
    parse(value, "a boolean")
}

/// A whole number.
///
/// # Errors
/// Where it is something else.
pub fn int(value: &Json) -> Result<i64, Problem> {
    parse(value, "an integer")
}

/// Text.
///
/// # Errors
/// Where it is something else.
pub fn text(value: &Json) -> Result<String, Problem> {
    parse(value, "text")
}

/// What a case gives for an amount.
#[derive(Clone, Debug)]
pub enum GivenAmount {
    /// A whole number of the smallest unit.
    Amount(Amount),
    /// Money, as text: `JPY 500`.
    Money(Money),
}

impl IntoArg<Amount> for GivenAmount {
    fn into_arg(self) -> Option<Arg> {
        match self {
            Self::Amount(amount) => IntoArg::<Amount>::into_arg(amount),
            Self::Money(money) => IntoArg::<Amount>::into_arg(money),
        }
    }
}

impl RequiredArg<Amount> for GivenAmount {}

/// Money in its smallest unit, or text that says its currency too.
///
/// # Errors
/// Where it is something else.
pub fn amount(value: &Json) -> Result<GivenAmount, Problem> {
    if let Ok(text) = text(value) {
        let money = text.parse().map_err(|_| wrong("money", value));
        return money.map(GivenAmount::Money);
    }
    int(value).map(Amount::from_minor).map(GivenAmount::Amount)
}

/// An instant in seconds.
///
/// # Errors
/// Where it is something else.
pub fn timestamp(value: &Json) -> Result<Timestamp, Problem> {
    int(value).map(Timestamp::from_seconds)
}

/// An instant in milliseconds.
///
/// # Errors
/// Where it is something else.
pub fn timestamp_millis(value: &Json) -> Result<TimestampMillis, Problem> {
    int(value).map(TimestampMillis::from_milliseconds)
}

/// A currency code.
///
/// # Errors
/// Where it is something else.
pub fn currency(value: &Json) -> Result<Currency, Problem> {
    text(value).map(Currency::from)
}

/// A decimal, as a number or as text, digit for digit.
///
/// # Errors
/// Where it is something else.
pub fn decimal(value: &Json) -> Result<Decimal, Problem> {
    let digits = text(value).unwrap_or_else(|_| value.as_str().to_owned());
    digits.parse().map_err(|_| wrong("a decimal", value))
}

/// Any JSON. Text that is an object or a list stands for that: so a user reads it who has it as text.
#[must_use]
pub fn json(value: &Json) -> Json {
    let inner = text(value).ok().and_then(|it| Json::from_text(it).ok());
    let has_parts = |it: &Json| it.as_str().trim_start().starts_with(['{', '[']);
    inner.filter(has_parts).unwrap_or_else(|| value.clone())
}

/// A value of a custom field.
///
/// # Errors
/// Where it is a list or an object.
pub fn custom_value(value: &Json) -> Result<ParamValue, Problem> {
    match value.to_value() {
        Ok(Value::Bool(value)) => Ok(value.into()),
        Ok(Value::String(text)) => Ok(text.into()),
        Ok(Value::Number(_)) => int(value)
            .map(Into::into)
            .or_else(|_| decimal(value).map(Into::into)),
        _ => Err(wrong("a single value", value)),
    }
}

/// A list.
///
/// # Errors
/// Where it is something else, or an element does not fit.
pub fn list<T>(
    value: &Json,
    element: impl Fn(&Json) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let values: Vec<Value> = parse(value, "a list")?;
    values
        .into_iter()
        .map(|value| element(&value.into()))
        .collect()
}

/// A list of two.
///
/// # Errors
/// Where it is something else.
pub fn pair<T>(
    value: &Json,
    element: impl Fn(&Json) -> Result<T, Problem>,
) -> Result<(T, T), Problem> {
    let mut values = list(value, element)?.into_iter();
    match (values.next(), values.next(), values.next()) {
        (Some(low), Some(high), None) => Ok((low, high)),
        _ => Err(wrong("a list of two", value)),
    }
}

/// The operators of a filter with their values.
///
/// # Errors
/// Where it is something else.
pub fn operators(value: &Json) -> Result<Vec<(String, Json)>, Problem> {
    let operators: Map<String, Value> = parse(value, "an object of operators")?;
    Ok(pairs(&operators).into())
}

/// The value or the values of a filter that has the operators `is` and `in`.
///
/// # Errors
/// Where it has another.
pub fn any_of<T, U>(
    value: &Json,
    element: impl Fn(&Json) -> Result<T, Problem>,
) -> Result<AnyOf<U>, Problem>
where
    AnyOf<U>: From<T> + From<Vec<T>>,
{
    match operators(value)?.as_slice() {
        [(operator, value)] if operator == "is" => Ok(element(value)?.into()),
        [(operator, value)] if operator == "in" => Ok(list(value, element)?.into()),
        _ => Err(wrong("the operator `is` or `in`", value)),
    }
}

/// The direction and the attribute of `{"asc": "date"}`.
///
/// # Errors
/// Where it is something else.
pub fn sort(value: &Json) -> Result<(String, String), Problem> {
    match operators(value)?.as_slice() {
        [(direction, attribute)] => Ok((direction.clone(), text(attribute)?)),
        _ => Err(wrong("one direction", value)),
    }
}

/// A filter on a custom field.
///
/// # Errors
/// Where an operator is unknown.
pub fn custom_filter<R: Request>(
    mut request: R,
    filter: impl Fn(R) -> Filter<R, ParamValue, CustomField>,
    value: &Json,
) -> Result<R, Problem> {
    for (operator, value) in operators(value)? {
        request = match operator.as_str() {
            "is" => filter(request).is(custom_value(&value)?),
            "is_not" => filter(request).is_not(custom_value(&value)?),
            "in" => filter(request).is_in(list(&value, custom_value)?),
            "not_in" => filter(request).not_in(list(&value, custom_value)?),
            "starts_with" => filter(request).starts_with(custom_value(&value)?),
            "is_present" => filter(request).is_present(boolean(&value)?),
            "gt" => filter(request).gt(custom_value(&value)?),
            "gte" => filter(request).gte(custom_value(&value)?),
            "lt" => filter(request).lt(custom_value(&value)?),
            "lte" => filter(request).lte(custom_value(&value)?),
            "on" => filter(request).on(custom_value(&value)?),
            "before" => filter(request).before(custom_value(&value)?),
            "after" => filter(request).after(custom_value(&value)?),
            "between" => {
                let (low, high) = pair(&value, custom_value)?;
                filter(request).between(low, high)
            }
            _ => {
                return Err(Problem(format!(
                    "custom fields have no operator `{operator}`"
                )));
            }
        };
    }
    Ok(request)
}
