//! A JSON object into a record: which field a key is, and what must be there.

use super::{
    Reader,
    fault::{Fault, Segment},
};
use crate::wire::{
    extra::{Extra, Form},
    record::{Fields, Record, Shape},
};
use std::collections::HashSet;

/// The member that says what an object is.
const OBJECT: &str = "object";

/// With more unknown fields than that, those that were read are looked up by their hash.
const FEW: usize = 16;

impl Reader<'_, '_> {
    /// Reads an object into a record that holds nothing yet.
    pub(super) fn object(&mut self, record: &mut dyn Record) -> Result<(), Fault> {
        if self.scan.peek()? != b'{' {
            return Err(self.refused("an object"));
        }
        self.scan.enter()?;
        let shape = record.shape();
        if !self.currencies.is_default() {
            record.extra_mut().currencies = self.currencies.clone();
        }
        let mut seen = Fields::default();
        let mut unknown = Unknown::default();
        let (mut first, mut next) = (true, 0);
        while self.scan.next(first, b'}')? {
            first = false;
            let Some(index) = self.field(shape, next, record, &mut unknown)? else {
                continue;
            };
            let name = shape.fields.get(index).copied().unwrap_or_default();
            if !seen.insert(index) {
                let twice = Fault::said("the field stands there twice");
                return Err(twice.inside(Segment::Name(name)));
            }
            next = index + 1;
            self.value(record, index)
                .map_err(|fault| fault.inside(Segment::Name(name)))?;
        }
        complete(record, shape, &seen)
    }

    /// Takes a key, and gives the number of the field; of an unknown one the value too, and keeps it.
    #[inline]
    fn field(
        &mut self,
        shape: &'static Shape,
        hint: usize,
        record: &mut dyn Record,
        unknown: &mut Unknown,
    ) -> Result<Option<usize>, Fault> {
        // The API sends fields in the order of the table, and leaves some out.
        if shape
            .fields
            .get(hint)
            .is_some_and(|it| self.scan.is_key(it))
        {
            return Ok(Some(hint));
        }
        let name = self.scan.key()?;
        if let Some(index) = shape.find(&name) {
            return Ok(Some(index));
        }
        if !unknown.is_new(&name, record.extra()) {
            return Err(Fault::said("an unknown field stands there twice"));
        }
        let value = self.scan.raw()?;
        let object = (&*name == OBJECT).then(|| shape.object(value)).flatten();
        if object.is_some() {
            record.extra_mut().object = object;
        } else {
            record.extra_mut().push(&name, crate::Json::checked(value));
        }
        Ok(None)
    }

    /// Reads a value into field `index`; a `null` leaves the field absent.
    #[inline]
    fn value(&mut self, record: &mut dyn Record, index: usize) -> Result<(), Fault> {
        let form = if self.scan.peek()? == b'n' {
            self.scan.word("null")?;
            Some(Form::Null)
        } else {
            self.slot(record.slot(index))?
        };
        if let Some(form) = form {
            record.extra_mut().push_form(index, form);
        }
        Ok(())
    }
}

/// What must be there, and what is always there.
fn complete(record: &mut dyn Record, shape: &'static Shape, seen: &Fields) -> Result<(), Fault> {
    if let Some(index) = shape.required.without(seen).next() {
        return Err(missing(shape, index));
    }
    for index in record.extra().nulls() {
        if shape.required.contains(index) {
            return Err(missing(shape, index));
        }
    }
    for index in shape.always.without(seen) {
        record.extra_mut().push_form(index, Form::Missing);
    }
    Ok(())
}

#[cold]
fn missing(shape: &'static Shape, index: usize) -> Fault {
    let name = shape.fields.get(index).copied().unwrap_or_default();
    Fault::said("the field is missing").inside(Segment::Name(name))
}

impl Shape {
    /// The expected value of `object` that this is, if it is one.
    fn object(&self, json: &str) -> Option<&'static str> {
        let text = json.strip_prefix('"')?.strip_suffix('"')?;
        self.objects.iter().copied().find(|object| *object == text)
    }
}

/// The unknown fields that were read, where there are many of them.
#[derive(Default)]
struct Unknown(HashSet<String>);

impl Unknown {
    /// Whether no field of the name was read before.
    fn is_new(&mut self, name: &str, extra: &Extra) -> bool {
        if extra.len() < FEW {
            return extra.get(name).is_none() && (name != OBJECT || extra.object.is_none());
        }
        if self.0.is_empty() {
            self.0.extend(extra.iter().map(|(name, _)| name.to_owned()));
            self.0.extend(extra.object.map(|_| OBJECT.to_owned()));
        }
        self.0.insert(name.to_owned())
    }
}
