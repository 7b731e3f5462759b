//! Custom fields and consent fields: from and to a type of one's own.
//!
//! A site defines them; the crate cannot know them. Their names start with `cf_` or, where they hold a customer's consent, with
//! `cs_`. A program has a type for them, whose fields have those names: the same type is read and sent.

mod finite;
mod typed;

pub use typed::{CustomField, CustomFieldName, decimal, text};

use super::args::{Arg, ArgValue as _, Group, Key, ParamValue};
use crate::{
    Json,
    error::{ConfigError, decode::ReadError},
};
use serde::{
    Serialize,
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor,
        value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::value::RawValue;
use std::{collections::BTreeMap, fmt};

const WHAT: &str = "their names start with `cf_`, those of consent fields with `cs_`";

/// Whether that is the name of a custom or consent field.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with("cf_") || name.starts_with("cs_")
}

/// The finding for any other name.
pub(crate) fn no_name(name: &str) -> ConfigError {
    let name = name.escape_debug();
    ConfigError::new(format!("`{name}` is no custom field: {WHAT}"))
}

/// Reads them as a type of one's own.
pub(crate) fn read<T: DeserializeOwned>(fields: &[(&str, &Json)]) -> Result<T, ReadError> {
    T::deserialize(Fields(fields)).map_err(|misfit| ReadError {
        path: misfit.field.unwrap_or_default(),
        problem: format!("the custom fields do not fit the type: {}", misfit.problem),
    })
}

/// Reads one as its type; nothing where it is `null`, or empty text that the type has no place for.
pub(crate) fn read_one<T: DeserializeOwned>(
    name: &str,
    json: &Json,
) -> Result<Option<T>, ReadError> {
    let read = json.parse().or_else(|unfit| match as_text(json.as_str()) {
        Some(text) => serde_json::from_str(&text),
        None => Err(unfit),
    });
    read.map_err(|_| ReadError {
        path: name.to_owned(),
        problem: format!(
            "the custom field does not fit its type: found {}",
            kind(json.as_str())
        ),
    })
}

/// The other form in which the API may send the same: text as a number or a boolean, and numbers, whose digits are kept in text
/// only. What is empty is nothing.
fn as_text(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b't' | b'f' | b'-' | b'0'..=b'9' => Some(format!("\"{json}\"")),
        b'"' if json == "\"\"" => Some("null".to_owned()),
        _ => None,
    }
}

/// What a type of one's own holds, by name: nothing of what is `None`.
pub(crate) fn write<T: Serialize + ?Sized>(
    fields: &T,
) -> Result<Vec<(String, ParamValue)>, ConfigError> {
    let unfit = || {
        ConfigError::new("the custom fields are no struct or map of single values with a JSON form")
    };
    let text = serde_json::to_string(fields).map_err(|_| unfit())?;
    // An `Option` of a type of one's own sets them or does not.
    let members: Option<BTreeMap<String, Box<RawValue>>> =
        serde_json::from_str(&text).map_err(|_| unfit())?;
    let members = members.unwrap_or_default();
    // `null` is nothing, or a number that JSON does not have: that one would be left out silently.
    if members.values().any(|value| value.get() == "null")
        && let Some(name) = finite::infinite(fields)
    {
        let problem = format!("`{}` is infinite or no number (NaN)", name.escape_debug());
        return Err(ConfigError::new(problem));
    }
    let mut found = Vec::new();
    for (name, value) in members {
        if !is_name(&name) {
            return Err(no_name(&name));
        }
        let value = match value.get().as_bytes().first() {
            Some(b'n') => continue,
            Some(b'[' | b'{') => {
                let problem = format!("`{name}` is no single value, as custom fields are");
                return Err(ConfigError::new(problem));
            }
            Some(b'"') => serde_json::from_str::<String>(value.get())
                .map_err(|_| unfit())?
                .into(),
            Some(b't') => true.into(),
            Some(b'f') => false.into(),
            // A number, to the last digit.
            _ => Json::from(value).into(),
        };
        found.push((name, value));
    }
    Ok(found)
}

/// The argument of each.
pub(crate) fn args<T: Serialize + ?Sized>(fields: &T) -> Result<Vec<(String, Arg)>, ConfigError> {
    let found = write(fields)?.into_iter();
    Ok(found.map(|(name, value)| (name, value.to_arg())).collect())
}

impl Group {
    /// Sets a custom field, whose name must say that it is one.
    pub fn set_custom(&mut self, name: &str, arg: Option<Arg>) {
        if !is_name(name) {
            self.problem = Some(no_name(name));
        }
        self.args.set(Key::Named(name.to_owned()), None, arg);
    }

    /// Sets the custom fields that a type of the caller's holds.
    pub fn set_custom_fields<T: serde::Serialize + ?Sized>(&mut self, fields: &T) {
        match args(fields) {
            Ok(args) => {
                for (name, arg) in args {
                    self.args.set(Key::Named(name), None, Some(arg));
                }
            }
            Err(problem) => self.problem = Some(problem),
        }
    }
}

/// Why they do not fit, without what is in them: it may be a secret.
#[derive(Debug)]
struct Misfit {
    field: Option<String>,
    problem: String,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    /// What is said may quote a value.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self {
            field: None,
            problem: "a value is not of its type".to_owned(),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            field: Some(field.to_owned()),
            problem: "the field is missing".to_owned(),
        }
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self {
            field: Some(field.to_owned()),
            problem: "the type has no such field".to_owned(),
        }
    }
}

struct Fields<'a>(&'a [(&'a str, &'a Json)]);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_map(Members {
            left: self.0.iter(),
            value: None,
        })
    }

    /// A field of another name would be `None` whatever the API sends.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match names.iter().find(|name| !is_name(name)) {
            Some(name) => Err(Misfit {
                field: Some((*name).to_owned()),
                problem: format!("this is no name of a custom field: {WHAT}"),
            }),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

struct Members<'a> {
    left: std::slice::Iter<'a, (&'a str, &'a Json)>,
    value: Option<(&'a str, &'a Json)>,
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        self.value = self.left.next().copied();
        let Some((name, _)) = self.value else {
            return Ok(None);
        };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let Some((name, json)) = self.value.take() else {
            return Err(de::Error::custom("a value is asked for before its key"));
        };
        // An owned reader: what is read may not borrow from here.
        let mut reader = serde_json::Deserializer::from_reader(json.as_str().as_bytes());
        seed.deserialize(&mut reader).map_err(|_| Misfit {
            field: Some(name.to_owned()),
            problem: format!("found {}", kind(json.as_str())),
        })
    }
}

fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
