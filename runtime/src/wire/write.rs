//! Writing records as JSON and for people.

use crate::{
    Json,
    values::show::REDACTED,
    wire::{
        extra::Form,
        record::{Field, ListView, Record, field},
    },
};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use std::{collections::BTreeMap, fmt};

/// The record as JSON: what was read, unknown fields, `null`s and all.
#[must_use]
pub fn to_json(record: &dyn Record) -> String {
    // Keys are text and every value has a JSON form, so this cannot fail.
    serde_json::to_string(&AsJson(record)).unwrap_or_default()
}

pub(crate) struct AsJson<'a>(pub(crate) &'a dyn Record);

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.0;
        let (shape, extra) = (record.shape(), record.extra());
        let mut map = serializer.serialize_map(None)?;
        for (index, name) in shape.fields.iter().enumerate() {
            match (field(record, index), extra.form(index)) {
                (Field::Absent, Some(Form::Null)) => map.serialize_entry(name, &())?,
                (Field::Absent, Some(Form::EmptyList)) => map.serialize_entry(name, &[(); 0])?,
                (Field::Absent, Some(Form::EmptyObject)) => {
                    map.serialize_entry(name, &BTreeMap::<&str, ()>::new())?;
                }
                (Field::Absent, _) => {}
                (Field::Int(value), Some(form)) => {
                    map.serialize_entry(name, &Integer { value, form })?;
                }
                (Field::Bool(value), Some(Form::Text)) => {
                    map.serialize_entry(name, if value { "true" } else { "false" })?;
                }
                (field, _) => map.serialize_entry(name, &ValueAsJson(field))?,
            }
        }
        if let Some(object) = extra.object {
            map.serialize_entry("object", object)?;
        }
        for (name, value) in extra.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// An integer in the form in which it was sent; one that took its place since then is no `-0` any more.
struct Integer {
    value: i64,
    form: Form,
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const MINUS_ZERO: &str = "-0";
        match (self.value, self.form) {
            (0, Form::MinusZero) => Json::from_text(MINUS_ZERO.to_owned())
                .map_err(S::Error::custom)?
                .serialize(serializer),
            (0, Form::MinusZeroText) => serializer.serialize_str(MINUS_ZERO),
            (value, Form::Text | Form::MinusZeroText) => serializer.collect_str(&value),
            (value, _) => serializer.serialize_i64(value),
        }
    }
}

struct ValueAsJson<'a>(Field<'a>);

impl Serialize for ValueAsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Field::Absent => serializer.serialize_unit(),
            Field::Bool(value) => serializer.serialize_bool(*value),
            Field::Int(value) => serializer.serialize_i64(*value),
            Field::Text(value) => serializer.serialize_str(value),
            Field::Currency(value) => serializer.serialize_str(value.as_str()),
            Field::Decimal(value) => match value.as_number() {
                Some(number) => crate::values::json::write(number.get(), serializer),
                None => serializer.serialize_str(value.as_str()),
            },
            Field::Json(value) => value.serialize(serializer),
            Field::Record(record) => AsJson(*record).serialize(serializer),
            Field::List(list) => {
                let mut elements = serializer.serialize_seq(Some(list.len()))?;
                for index in 0..list.len() {
                    elements.serialize_element(&ValueAsJson(list.get(index)))?;
                }
                elements.end()
            }
        }
    }
}

/// What generated types call `Debug`: the fields that are there, sensitive ones redacted, unknown ones by name.
///
/// # Errors
/// Those of the formatter.
pub fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = record.shape();
    let mut out = f.debug_struct(shape.name);
    for (index, name) in shape.fields.iter().enumerate() {
        match field(record, index) {
            Field::Absent => {}
            _ if shape.is_sensitive(index) => {
                out.field(name, &format_args!("{REDACTED}"));
            }
            field => {
                out.field(name, &AsDebug(field));
            }
        }
    }
    if !record.extra().is_empty() {
        out.field("extra", record.extra());
    }
    out.finish()
}

struct AsDebug<'a>(Field<'a>);

impl fmt::Debug for AsDebug<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Field::Absent => f.write_str("absent"),
            Field::Bool(value) => fmt::Debug::fmt(value, f),
            Field::Int(value) => fmt::Debug::fmt(value, f),
            Field::Text(value) => fmt::Debug::fmt(value, f),
            Field::Currency(value) => fmt::Debug::fmt(value, f),
            Field::Decimal(value) => fmt::Debug::fmt(value, f),
            Field::Json(value) => fmt::Debug::fmt(value, f),
            Field::Record(record) => debug(*record, f),
            Field::List(list) => debug_list(*list, f),
        }
    }
}

fn debug_list(list: &dyn ListView, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let elements = (0..list.len()).map(|index| AsDebug(list.get(index)));
    f.debug_list().entries(elements).finish()
}
