//! A JSON value into a slot.

use super::{
    Path, Segment,
    number::{boolean, decimal, integer},
    object::RecordSeed,
    refuse::{found, refuse},
};
use crate::{
    CurrencyTable,
    wire::{
        extra::Form,
        record::{ListSlot, Slot},
    },
};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;
use std::fmt;

/// Fills a slot, and says what the record must remember of how that was sent.
pub(super) struct SlotSeed<'a, 't> {
    pub(super) slot: Slot<'a>,
    pub(super) path: &'a mut Path<'t>,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_, '_> {
    type Value = Option<Form>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Form>, D::Error> {
        let Self { slot, path } = self;
        match slot {
            Slot::Record(record) => RecordSeed { record, path }.deserialize(deserializer)?,
            Slot::List(list) => {
                return deserializer.deserialize_any(ListVisitor { list, path });
            }
            Slot::Json(json) => {
                *json = <Box<RawValue> as serde::Deserialize>::deserialize(deserializer)?.into();
            }
            Slot::Decimal(place) => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                *place = decimal(raw).map_err(D::Error::custom)?;
            }
            Slot::Int(int) => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                let (value, form) = integer(raw).map_err(D::Error::custom)?;
                *int = value;
                return Ok(form);
            }
            Slot::Bool(place) => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                let (value, form) = boolean(raw).map_err(D::Error::custom)?;
                *place = value;
                return Ok(form);
            }
            Slot::Text(_) | Slot::Currency(_) | Slot::Enum(_) => {
                let currencies = path.currencies;
                deserializer.deserialize_any(ScalarVisitor { slot, currencies })?;
            }
            Slot::None => {
                deserializer.deserialize_ignored_any(IgnoredAny)?;
            }
        }
        Ok(None)
    }
}

struct ListVisitor<'a, 't> {
    list: &'a mut dyn ListSlot,
    path: &'a mut Path<'t>,
}

impl<'de> Visitor<'de> for ListVisitor<'_, '_> {
    type Value = Option<Form>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    refuse!(bool i64 u64 f64 str unit);

    /// Fixtures of serializers that know no empty list have `{}` for one.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Form>, A::Error> {
        match map.next_key::<IgnoredAny>()? {
            None => Ok(Some(Form::EmptyObject)),
            Some(_) => Err(found(&self, "an object")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Option<Form>, A::Error> {
        let mut index = 0;
        loop {
            self.path.segments.push(Segment::Index(index));
            let element = elements.next_element_seed(ElementSeed {
                list: &mut *self.list,
                path: &mut *self.path,
            })?;
            self.path.segments.pop();
            if element.is_none() {
                return Ok((index == 0).then_some(Form::EmptyList));
            }
            let left = self.path.lists.checked_sub(self.list.element_size());
            self.path.lists = left.ok_or_else(|| {
                A::Error::custom(
                    "the lists hold far more elements than an answer of this size should",
                )
            })?;
            index += 1;
        }
    }
}

struct ElementSeed<'a, 't> {
    list: &'a mut dyn ListSlot,
    path: &'a mut Path<'t>,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let form = SlotSeed {
            slot: self.list.push(),
            path: self.path,
        }
        .deserialize(deserializer)?;
        match form {
            None => Ok(()),
            // A list remembers nothing of its elements; it has records and texts, which need nothing remembered.
            Some(_) => Err(D::Error::custom(
                "an element is sent in a form that is not kept",
            )),
        }
    }
}

/// Reads text of the kind that the slot is for.
struct ScalarVisitor<'a> {
    slot: Slot<'a>,
    currencies: &'a CurrencyTable,
}

impl<'de> Visitor<'de> for ScalarVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    refuse!(bool i64 u64 f64 unit seq map);

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        match self.slot {
            Slot::Text(place) => value.clone_into(place),
            Slot::Currency(place) => *place = self.currencies.currency(value),
            Slot::Enum(place) => place.set_text(value),
            _ => return Err(found(&self, "a string")),
        }
        Ok(())
    }
}
