//! Bounds: the longest text, the smallest and the largest number.

use super::{
    Reader,
    node::{At, Found},
};
use serde_json::Value;

/// How a bound begins that a number may not reach.
pub(crate) const MORE_THAN: &str = "more than";
/// The same of the upper one.
pub(crate) const LESS_THAN: &str = "less than";

/// The keys that hold numbers, which can have more digits than are held.
pub(super) const NUMBERS: [&str; 5] = [
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "default",
];

impl<'a> Reader<'a> {
    /// A bound as it stands. One that a number may not reach is said in words: the model has no place for it, and it is no
    /// limit that is within. Of whole numbers it is the next one.
    pub(super) fn bound(&self, at: &At<'a>, key: &str, exclusive: &str) -> Found<Option<String>> {
        let limit = at.number_of(key)?;
        let (beyond, is_below) = match at.get(exclusive)?.map(|it| it.value) {
            // OpenAPI 3.0 writes `exclusiveMinimum: true` beside `minimum`.
            Some(Value::Bool(true)) => (limit.clone(), false),
            Some(Value::Bool(false)) | None => (None, false),
            Some(_) => (at.number_of(exclusive)?, limit.is_some()),
        };
        let Some(beyond) = beyond else {
            return Ok(limit);
        };
        if is_below {
            self.note(
                at,
                "two bounds of one side; read as the one that a number may not reach",
            );
        }
        let low = key == "minimum";
        let whole = at.text_of("type").ok().flatten() == Some("integer");
        if let (true, Ok(number)) = (whole, beyond.parse::<i64>())
            && let Some(next) = number.checked_add(if low { 1 } else { -1 })
        {
            return Ok(Some(next.to_string()));
        }
        let words = if low { MORE_THAN } else { LESS_THAN };
        Ok(Some(format!("{words} {beyond}")))
    }
}

pub(super) fn length(at: &At<'_>) -> Found<Option<u64>> {
    let Some(length) = at.get("maxLength")? else {
        return Ok(None);
    };
    match length.value.as_u64() {
        Some(length) => Ok(Some(length)),
        None => Err(length.wrong("a length is a whole number")),
    }
}

/// Whether a number has lost digits: whole ones are held as they stand up to 2^64, all others to 17 digits.
pub(super) fn is_cut(value: &Value) -> bool {
    let Some(number) = value.as_number().filter(|number| number.is_f64()) else {
        return false;
    };
    let text = number.to_string();
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.chars().filter(char::is_ascii_digit);
    let digits = digits.skip_while(|digit| *digit == '0').count();
    digits >= 17 || number.as_f64().is_some_and(|it| it.abs() >= 2f64.powi(53))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_are_lost() {
        for (text, cut) in [
            ("9007199254740993", false),
            ("18446744073709551615", false),
            ("18446744073709551616", true),
            ("0.1234567890123456789", true),
            ("0.1", false),
            ("1e2", false),
            ("\"1\"", false),
        ] {
            let value: Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(is_cut(&value), cut, "{text}");
        }
    }
}
