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
