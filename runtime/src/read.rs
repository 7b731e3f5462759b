//! Reading JSON into records: one reader for every type.
//!
//! `serde_json` parses; this drives it through `DeserializeSeed`s over `&mut dyn Record`, so that it is compiled once and not
//! once per type. Unknown fields, `null`s and empty lists are kept. A value of the wrong type is an error that says
//! where it stands and of what kind it is, and never what it is: it may be a card number.

use crate::{
    CurrencyTable, DecodeError, Error, Json,
    decimal::{Decimal, Form},
    extra::Blank,
    record::{ListSlot, MAX_FIELDS, Record, Shape, Slot, Value},
};
use bytes::Bytes;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::HashSet, fmt};

/// Why JSON could not be read into a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where, such as `list[3].invoice.line_items[0].amount`; empty for the whole body.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

/// Reads one JSON object, its currencies counted as `currencies` says.
///
/// # Errors
/// Where the text is not JSON, a field has another type than the table says, a required field is missing, or a field stands
/// there twice.
pub fn read(
    json: &[u8],
    record: &mut dyn Record,
    currencies: &CurrencyTable,
) -> Result<(), ReadError> {
    let mut path = Path {
        segments: Vec::new(),
        lists: LISTS + LISTS_PER_BYTE * json.len(),
        currencies,
    };
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    RecordSeed {
        record,
        path: &mut path,
    }
    .deserialize(&mut deserializer)
    .and_then(|()| deserializer.end())
    .map_err(|error| ReadError {
        path: path.to_string(),
        problem: error.to_string(),
    })
}

/// Reads one JSON object that did not come from a call: what generated types call `from_json`.
///
/// # Errors
/// Those of [`read`], with the body kept.
pub fn from_json<T: Record + Value>(json: &[u8]) -> Result<T, Error> {
    from_json_with(json, &CurrencyTable::new())
}

/// Reads one JSON object that did not come from a call, its currencies counted as `currencies` says.
///
/// # Errors
/// Those of [`read`], with the body kept.
pub fn from_json_with<T: Record + Value>(
    json: &[u8],
    currencies: &CurrencyTable,
) -> Result<T, Error> {
    let mut record = T::empty();
    read(json, &mut record, currencies).map_err(|error| {
        let body = Bytes::copy_from_slice(json);
        Error::Decode(Box::new(DecodeError::without_answer(body, error)))
    })?;
    Ok(record)
}

/// Reads the content of an event: what generated event types call.
///
/// # Errors
/// Those of [`read`], with the content kept.
pub fn read_content(
    content: &Json,
    record: &mut dyn Record,
    currencies: &CurrencyTable,
) -> Result<(), Error> {
    read(content.as_str().as_bytes(), record, currencies).map_err(|error| {
        let body = Bytes::copy_from_slice(content.as_str().as_bytes());
        Error::Decode(Box::new(DecodeError::without_answer(body, error)))
    })
}

/// How many bytes all elements of lists may take together, and how many more for each byte of JSON. A record takes a thousand
/// bytes also where its JSON is `{}`, so that without a bound an answer could take some hundred times its own size. Real
/// answers stay far below this.
const LISTS: usize = 64 << 20;
const LISTS_PER_BYTE: usize = 16;

/// Where the reader is. A segment is taken off only when its value was read, so that after an error the path points at it.
struct Path<'a> {
    segments: Vec<Segment>,
    /// How many bytes the lists may still take.
    lists: usize,
    /// Goes along, because it is needed wherever the path is.
    currencies: &'a CurrencyTable,
}

enum Segment {
    Name(&'static str),
    Index(usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Name(name) if at == 0 => f.write_str(name)?,
                Segment::Name(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

struct RecordSeed<'a, 't> {
    record: &'a mut dyn Record,
    path: &'a mut Path<'t>,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Refuses the listed kinds of JSON value, naming the kind and not the value.
macro_rules! refuse {
    ($($kind:ident)*) => { $(refuse!(@ $kind);)* };
    (@ bool) => { fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> { Err(found(&self, "a boolean")) } };
    (@ i64) => { fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> { Err(found(&self, "an integer")) } };
    (@ u64) => { fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> { Err(found(&self, "an integer")) } };
    (@ f64) => { fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> { Err(found(&self, "a number with decimals")) } };
    (@ str) => { fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> { Err(found(&self, "a string")) } };
    (@ unit) => { fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> { Err(found(&self, "null")) } };
    (@ seq) => { fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> { Err(found(&self, "an array")) } };
    (@ map) => { fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> { Err(found(&self, "an object")) } };
}

#[cold]
fn found<'de, V: Visitor<'de>, E: serde::de::Error>(visitor: &V, kind: &str) -> E {
    struct Expected<'a, V>(&'a V);
    impl<'de, V: Visitor<'de>> fmt::Display for Expected<'_, V> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f)
        }
    }
    E::custom(format_args!("expected {}, found {kind}", Expected(visitor)))
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
        for required in shape.required {
            let index = usize::from(*required);
            if !seen.contains(index) || record.extra().blank(index) == Some(Blank::Null) {
                path.segments.push(Segment::Name(
                    shape.fields.get(index).copied().unwrap_or_default(),
                ));
                return Err(A::Error::custom("the field is missing"));
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
        self.record.extra_mut().push_blank(self.index, Blank::Null);
        Ok(())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let read = SlotSeed {
            slot: self.record.slot(self.index),
            path: self.path,
        }
        .deserialize(deserializer)?;
        if matches!(read, Read::EmptyList) {
            (self.record.extra_mut()).push_blank(self.index, Blank::EmptyList);
        }
        Ok(())
    }
}

/// What a slot was filled with, as far as the record must remember it.
enum Read {
    Value,
    EmptyList,
}

struct SlotSeed<'a, 't> {
    slot: Slot<'a>,
    path: &'a mut Path<'t>,
}

impl<'de> DeserializeSeed<'de> for SlotSeed<'_, '_> {
    type Value = Read;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read, D::Error> {
        let Self { slot, path } = self;
        match slot {
            Slot::Record(record) => RecordSeed { record, path }.deserialize(deserializer)?,
            Slot::List(list) => {
                return deserializer.deserialize_any(ListVisitor { list, path });
            }
            Slot::Json(json) => {
                *json = <Box<RawValue> as serde::Deserialize>::deserialize(deserializer)?.into();
            }
            Slot::Decimal(decimal) => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                *decimal = decimal_from(raw).map_err(D::Error::custom)?;
            }
            Slot::Bool(_) | Slot::Int(_) | Slot::Text(_) | Slot::Currency(_) | Slot::Enum(_) => {
                let currencies = path.currencies;
                deserializer.deserialize_any(ScalarVisitor { slot, currencies })?;
            }
            Slot::None => {
                deserializer.deserialize_ignored_any(IgnoredAny)?;
            }
        }
        Ok(Read::Value)
    }
}

/// A decimal keeps the digits of a JSON number as they stand; the API sends some decimals as text.
fn decimal_from(raw: &RawValue) -> Result<Decimal, &'static str> {
    const PROBLEM: &str = "expected a decimal number";
    let text = raw.get();
    if text.starts_with('"') {
        let text: Cow<'_, str> = serde_json::from_str(text).map_err(|_| PROBLEM)?;
        Decimal::from_json(&text, Form::Text).ok_or(PROBLEM)
    } else {
        Decimal::from_json(text, Form::Number).ok_or(PROBLEM)
    }
}

struct ListVisitor<'a, 't> {
    list: &'a mut dyn ListSlot,
    path: &'a mut Path<'t>,
}

impl<'de> Visitor<'de> for ListVisitor<'_, '_> {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    refuse!(bool i64 u64 f64 str unit map);

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Read, A::Error> {
        let mut index = 0;
        loop {
            self.path.segments.push(Segment::Index(index));
            let element = elements.next_element_seed(ElementSeed {
                list: &mut *self.list,
                path: &mut *self.path,
            })?;
            self.path.segments.pop();
            if element.is_none() {
                return Ok(if index == 0 {
                    Read::EmptyList
                } else {
                    Read::Value
                });
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
        SlotSeed {
            slot: self.list.push(),
            path: self.path,
        }
        .deserialize(deserializer)
        .map(|_| ())
    }
}

/// Reads a boolean, an integer or text, whichever the slot is for.
struct ScalarVisitor<'a> {
    slot: Slot<'a>,
    currencies: &'a CurrencyTable,
}

impl<'de> Visitor<'de> for ScalarVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.slot {
            Slot::Bool(_) => "a boolean",
            Slot::Int(_) => "an integer",
            _ => "a string",
        })
    }

    refuse!(f64 unit seq map);

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        match self.slot {
            Slot::Bool(place) => *place = value,
            _ => return Err(found(&self, "a boolean")),
        }
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        match self.slot {
            Slot::Int(place) => *place = value,
            _ => return Err(found(&self, "an integer")),
        }
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Err(found(&self, "an integer of more than 64 bits")),
        }
    }

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
