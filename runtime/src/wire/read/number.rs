//! Booleans, integers and decimals, in the forms in which the API has sent them.

use crate::{
    values::decimal::{self, Decimal},
    wire::extra::Form,
};
use std::borrow::Cow;

/// An integer, as a number or as its digits in text. Anything else is refused by its kind.
pub(super) fn integer(text: &str) -> Result<(i64, Option<Form>), String> {
    if let Ok(value) = text.parse() {
        return Ok((value, (text == "-0").then_some(Form::MinusZero)));
    }
    let in_text = serde_json::from_str(text)
        .ok()
        .and_then(|it: Cow<'_, str>| {
            let value = digits(&it)?;
            let minus_zero = value == 0 && it.starts_with('-');
            let form = if minus_zero {
                Form::MinusZeroText
            } else {
                Form::Text
            };
            Some((value, Some(form)))
        });
    in_text.ok_or_else(|| format!("expected an integer, found {}", kind(text)))
}

/// Digits as JSON would have them: no white space, no `+`, no leading zero.
fn digits(text: &str) -> Option<i64> {
    let magnitude = text.strip_prefix('-').unwrap_or(text);
    let plain = magnitude == "0" || !magnitude.starts_with(['0', '+', '-']);
    plain.then(|| text.parse().ok()).flatten()
}

/// What a JSON value is that is no integer of 64 bits.
#[cold]
pub(super) fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ if json.contains(['.', 'e', 'E']) => "a number with decimals",
        _ => "an integer of more than 64 bits",
    }
}

/// A boolean, as such or as the same word in text: samples of the API have it so. `"True"`, `"yes"` and `1` are none.
pub(super) fn boolean(text: &str) -> Result<(bool, Option<Form>), String> {
    let word: Option<Cow<'_, str>> = serde_json::from_str(text).ok();
    match (text, word.as_deref()) {
        ("true", _) => Ok((true, None)),
        ("false", _) => Ok((false, None)),
        (_, Some("true")) => Ok((true, Some(Form::Text))),
        (_, Some("false")) => Ok((false, Some(Form::Text))),
        _ => {
            let found = match kind(text) {
                "an integer of more than 64 bits" => "an integer",
                other => other,
            };
            Err(format!("expected a boolean, found {found}"))
        }
    }
}

/// A decimal keeps the digits of a JSON number as they stand; the API sends some decimals as text.
pub(super) fn decimal(text: &str) -> Result<Decimal, &'static str> {
    const PROBLEM: &str = "expected a decimal number";
    if text.starts_with('"') {
        let text: Cow<'_, str> = serde_json::from_str(text).map_err(|_| PROBLEM)?;
        Decimal::from_json(&text, decimal::Form::Text).ok_or(PROBLEM)
    } else {
        Decimal::from_json(text, decimal::Form::Number).ok_or(PROBLEM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<(i64, Option<Form>), String> {
        integer(json)
    }

    #[test]
    fn integers_come_as_numbers_and_as_digits() {
        for (json, value, form) in [
            ("0", 0, None),
            ("-12", -12, None),
            ("9223372036854775807", i64::MAX, None),
            ("-0", 0, Some(Form::MinusZero)),
            ("\"0\"", 0, Some(Form::Text)),
            ("\"-0\"", 0, Some(Form::MinusZeroText)),
            ("\"1649946996\"", 1_649_946_996, Some(Form::Text)),
            ("\"-9223372036854775808\"", i64::MIN, Some(Form::Text)),
            ("\"\\u0031\"", 1, Some(Form::Text)),
        ] {
            assert_eq!(read(json), Ok((value, form)), "{json}");
        }
    }

    #[test]
    fn booleans_come_as_such_and_as_text() {
        let read = boolean;
        for (json, value, form) in [
            ("true", true, None),
            ("false", false, None),
            ("\"true\"", true, Some(Form::Text)),
            ("\"false\"", false, Some(Form::Text)),
            ("\"\\u0074rue\"", true, Some(Form::Text)),
        ] {
            assert_eq!(read(json), Ok((value, form)), "{json}");
        }
        for (json, kind) in [
            ("\"True\"", "a string"),
            ("\" true\"", "a string"),
            ("\"1\"", "a string"),
            ("\"\"", "a string"),
            ("1", "an integer"),
            ("0.0", "a number with decimals"),
            ("[true]", "an array"),
        ] {
            assert_eq!(
                read(json),
                Err(format!("expected a boolean, found {kind}")),
                "{json}"
            );
        }
    }

    #[test]
    fn anything_else_is_refused_by_its_kind() {
        for (json, kind) in [
            ("\"\"", "a string"),
            ("\"-\"", "a string"),
            ("\"+1\"", "a string"),
            ("\"01\"", "a string"),
            ("\"-01\"", "a string"),
            ("\"--1\"", "a string"),
            ("\" 1\"", "a string"),
            ("\"1.0\"", "a string"),
            ("\"1e3\"", "a string"),
            ("\"\u{661}\"", "a string"),
            ("\"9223372036854775808\"", "a string"),
            ("9223372036854775808", "an integer of more than 64 bits"),
            ("1.0", "a number with decimals"),
            ("-0.0", "a number with decimals"),
            ("1E3", "a number with decimals"),
            ("true", "a boolean"),
            ("null", "null"),
            ("[1]", "an array"),
            ("{}", "an object"),
        ] {
            let expected = format!("expected an integer, found {kind}");
            assert_eq!(read(json), Err(expected), "{json}");
        }
    }
}
