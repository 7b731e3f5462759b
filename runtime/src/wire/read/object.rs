//! A JSON object into a record: which field a key is, and what must be there.

use super::{
    Path, Segment,
    refuse::{found, refuse},
    value::SlotSeed,
};
use crate::wire::{
    extra::Form,
    record::{MAX_FIELDS, Record, Shape, flag},
};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashSet, fmt};

pub(super) struct RecordSeed<'a, 't> {
    pub(super) record: &'a mut dyn Record,
    pub(super) path: &'a mut Path<'t>,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    refuse!(bool i64 u64 f64 str unit seq);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { record, path } = self;
        let shape = record.shape();
        if !path.currencies.is_default() {
            record.extra_mut().currencies = path.currencies.clone();
        }
        let mut seen = Seen::default();
        let mut unknown = HashSet::new();
        let mut next = 0;
        while let Some(key) = map.next_key_seed(KeySeed { shape, hint: next })? {
            match key {
                Key::Known(index) => {
                    let name = shape.fields.get(index).copied().unwrap_or_default();
                    path.segments.push(Segment::Name(name));
                    if !seen.insert(index) {
                        return Err(A::Error::custom("the field stands there twice"));
                    }
                    next = index + 1;
                    map.next_value_seed(FieldSeed {
                        record: &mut *record,
                        index,
                        path: &mut *path,
                    })?;
                    path.segments.pop();
                }
                Key::Unknown(name) => {
                    if !unknown.insert(name.clone()) {
                        return Err(A::Error::custom("an unknown field stands there twice"));
                    }
                    let value: Box<RawValue> = map.next_value()?;
                    let object = (name == "object").then(|| shape.object(&value)).flatten();
                    if object.is_some() {
                        record.extra_mut().object = object;
                    } else {
                        record.extra_mut().push(&name, value.into());
                    }
                }
            }
        }
        for (index, name) in shape.flagged(flag::required) {
            if !seen.contains(index) || record.extra().form(index) == Some(Form::Null) {
                path.segments.push(Segment::Name(name));
                return Err(A::Error::custom("the field is missing"));
            }
        }
        for (index, _) in shape.flagged(flag::always) {
            if !seen.contains(index) {
                record.extra_mut().push_form(index, Form::Missing);
            }
        }
        Ok(())
    }
}

impl Shape {
    /// The expected value of `object` that this is, if it is one.
    fn object(&self, json: &RawValue) -> Option<&'static str> {
        let text = json.get().strip_prefix('"')?.strip_suffix('"')?;
        self.objects.iter().copied().find(|object| *object == text)
    }
}

/// Which fields of a record were read.
#[derive(Default)]
struct Seen([u64; MAX_FIELDS / 64]);

impl Seen {
    fn insert(&mut self, index: usize) -> bool {
        let new = !self.contains(index);
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
        new
    }

    fn contains(&self, index: usize) -> bool {
        (self.0.get(index / 64)).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }
}

enum Key<'de> {
    Known(usize),
    Unknown(Cow<'de, str>),
}

struct KeySeed {
    shape: &'static Shape,
    hint: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Key<'de>, E> {
        Ok(self
            .shape
            .find(name, self.hint)
            .map_or(Key::Unknown(Cow::Borrowed(name)), Key::Known))
    }

    fn visit_str<E>(self, name: &str) -> Result<Key<'de>, E> {
        Ok(self
            .shape
            .find(name, self.hint)
            .map_or_else(|| Key::Unknown(Cow::Owned(name.to_owned())), Key::Known))
    }
}

/// Reads a value into field `index`; a `null` leaves the field absent.
struct FieldSeed<'a, 't> {
    record: &'a mut dyn Record,
    index: usize,
    path: &'a mut Path<'t>,
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for FieldSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.record.extra_mut().push_form(self.index, Form::Null);
        Ok(())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let form = SlotSeed {
            slot: self.record.slot(self.index),
            path: self.path,
        }
        .deserialize(deserializer)?;
        if let Some(form) = form {
            self.record.extra_mut().push_form(self.index, form);
        }
        Ok(())
    }
}
