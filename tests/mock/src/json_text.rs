//! JSON that comes from outside, read without losing anything: what a tree of values cannot hold is an error.

use chargebee_runtime::Decimal;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value, value::RawValue};
use std::fmt;

/// Deeper than any document that somebody means.
const DEPTH: usize = 64;

/// The value of a JSON text.
///
/// # Errors
/// Where it is no JSON, has a member twice, is nested too deeply or has a number that would lose digits.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    tree(text.trim(), 0)
}

fn tree(text: &str, depth: usize) -> Result<Value, String> {
    let not_json = |_| "should be JSON".to_owned();
    if depth > DEPTH {
        return Err("is nested too deeply".to_owned());
    }
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: Members<'_> = serde_json::from_str(text).map_err(not_json)?;
            let mut object = Map::new();
            for (name, raw) in members.0 {
                let value = tree(raw.get(), depth + 1)?;
                if object.insert(name.clone(), value).is_some() {
                    return Err(format!("has the member `{name}` twice"));
                }
            }
            Ok(object.into())
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(not_json)?;
            (elements.iter())
                .map(|raw| tree(raw.get(), depth + 1))
                .collect()
        }
        _ => {
            let value: Value = serde_json::from_str(text).map_err(not_json)?;
            match &value {
                Value::Number(number) if exponent(text) != exponent(&number.to_string()) => {
                    Err(format!("has a number that would lose digits: {text}"))
                }
                _ => Ok(value),
            }
        }
    }
}

/// A number as its digits and the power of ten that they are counted in.
fn exponent(number: &str) -> Option<(Decimal, i64)> {
    let number = number.to_ascii_lowercase();
    let (mantissa, power) = number.split_once('e').unwrap_or((&number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power: i64 = power.trim_start_matches('+').parse().ok()?;
    let mut digits = format!("{whole}{fraction}");
    let mut power = power - i64::try_from(fraction.len()).ok()?;
    while digits.ends_with('0') {
        digits.pop();
        power += 1;
    }
    match digits.trim_start_matches(['-', '0']) {
        "" => Some((0.into(), 0)),
        _ => Some((digits.parse().ok()?, power)),
    }
}

/// The members of an object in their order, those of one name all of them.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn nothing_is_lost() {
        for good in [
            "{}",
            r#"{"a":1.10,"b":[1e3,-0.0,{"a":null}],"c":"1.0000000000000000000001"}"#,
            "12345678901234567890",
            " 7 ",
            "1.5e300",
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
        for (bad, problem) in [
            ("", "JSON"),
            ("{", "JSON"),
            ("{}{}", "JSON"),
            (r#"{"a":1,"a":2}"#, "`a` twice"),
            (r#"[{"a":{"b":1,"b":1}}]"#, "`b` twice"),
            (r#"{"a":1.10000000000000000000001}"#, "digits"),
            ("123456789012345678901234567890", "digits"),
            ("1e999", "JSON"),
            (&"[".repeat(5000), "JSON"),
            (&format!("{}{}", "[".repeat(100), "]".repeat(100)), "deeply"),
        ] {
            let found = read(bad).expect_err(bad);
            assert!(found.contains(problem), "{bad}: {found}");
        }
    }
}
