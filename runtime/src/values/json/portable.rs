//! JSON written by a serializer of any format: exactly, or not at all.
//!
//! `RawValue` is understood by `serde_json` alone. Other formats would write a map with a private name, and its own tree would
//! round the numbers.

use crate::{Decimal, values::decimal::Form};
use serde::{
    de::{Deserialize, Deserializer, MapAccess, Visitor},
    ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer},
};
use serde_json::value::RawValue;
use std::fmt;

/// How deep values may stand in each other, as `serde_json` has it.
const DEEPEST: usize = 128;

/// Writes JSON: as its text where that is what comes out, as a value of the format elsewhere.
pub(crate) fn write<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let json: &RawValue = serde_json::from_str(json).map_err(S::Error::custom)?;
    // A name is no promise. Where it is another one day, numbers that need their text are an error, and nothing is lost.
    if std::any::type_name::<S>().contains("serde_json::ser::Serializer<") {
        return json.serialize(serializer);
    }
    let value = Value { json, depth: 0 };
    value.serialize(serializer)
}

struct Value<'a> {
    json: &'a RawValue,
    depth: usize,
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.json.get();
        let depth = self.depth + 1;
        if depth > DEEPEST {
            return Err(S::Error::custom("the JSON is nested too deeply"));
        }
        match text.as_bytes().first() {
            Some(b'n') => serializer.serialize_unit(),
            Some(b't' | b'f') => serializer.serialize_bool(text == "true"),
            Some(b'"') => {
                let text: String = serde_json::from_str(text).map_err(S::Error::custom)?;
                serializer.serialize_str(&text)
            }
            Some(b'[') => {
                let list: Vec<&RawValue> = serde_json::from_str(text).map_err(S::Error::custom)?;
                let mut elements = serializer.serialize_seq(Some(list.len()))?;
                for json in list {
                    elements.serialize_element(&Value { json, depth })?;
                }
                elements.end()
            }
            Some(b'{') => {
                let members: Members<'_> = serde_json::from_str(text).map_err(S::Error::custom)?;
                let mut map = serializer.serialize_map(Some(members.0.len()))?;
                for (name, json) in members.0 {
                    map.serialize_entry(&name, &Value { json, depth })?;
                }
                map.end()
            }
            _ => number(text, serializer),
        }
    }
}

/// Floating point stands for the number that is written shortest; any other number would come back as that.
fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(whole) = text.parse::<i64>() {
        return serializer.serialize_i64(whole);
    }
    if let Ok(whole) = text.parse::<u64>() {
        return serializer.serialize_u64(whole);
    }
    let decimal = |text: &str| Decimal::from_json(text, Form::Number);
    let float = text.parse::<f64>().ok().filter(|float| float.is_finite());
    match float.filter(|float| decimal(&format!("{float:e}")) == decimal(text)) {
        Some(float) => serializer.serialize_f64(float),
        None => Err(S::Error::custom(format_args!(
            "the number {text} has more digits than this format keeps: write the JSON text of the whole instead"
        ))),
    }
}

/// The members of an object in their order, also those that stand there twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsMembers;
        impl<'de> Visitor<'de> for AsMembers {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(AsMembers)
    }
}
