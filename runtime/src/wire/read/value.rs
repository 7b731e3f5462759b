//! A JSON value into a slot.

use super::{
    Reader,
    fault::{Fault, Segment},
    number::{boolean, decimal, integer, kind},
};
use crate::{
    Json,
    wire::{
        extra::Form,
        record::{ListSlot, Slot},
    },
};

impl Reader<'_, '_> {
    /// Fills a slot, and says what the record must remember of how that was sent.
    #[inline]
    pub(super) fn slot(&mut self, slot: Slot<'_>) -> Result<Option<Form>, Fault> {
        match slot {
            Slot::Text(place) => *place = self.text()?.into_owned(),
            Slot::Int(place) => {
                let short = match self.scan.peek()? {
                    b'-' | b'0'..=b'9' => self.scan.short_integer(),
                    _ => None,
                };
                if let Some(value) = short {
                    *place = value;
                } else {
                    let (value, form) = integer(self.scan.raw()?).map_err(Fault::said)?;
                    *place = value;
                    return Ok(form);
                }
            }
            Slot::Enum(place) => place.set_text(&self.text()?),
            Slot::Currency(place) => *place = self.currencies.currency(&self.text()?),
            Slot::Bool(place) => match self.scan.peek()? {
                b't' => {
                    self.scan.word("true")?;
                    *place = true;
                }
                b'f' => {
                    self.scan.word("false")?;
                    *place = false;
                }
                _ => {
                    let (value, form) = boolean(self.scan.raw()?).map_err(Fault::said)?;
                    *place = value;
                    return Ok(form);
                }
            },
            Slot::Decimal(place) => *place = decimal(self.scan.raw()?).map_err(Fault::said)?,
            Slot::Json(place) => *place = Json::checked(self.scan.raw()?),
            Slot::Record(record) => self.object(record)?,
            Slot::List(list) => return self.list(list),
            Slot::None => {
                self.scan.raw()?;
            }
        }
        Ok(None)
    }

    fn list(&mut self, list: &mut dyn ListSlot) -> Result<Option<Form>, Fault> {
        match self.scan.peek()? {
            b'[' => {}
            b'{' => return self.no_list(),
            _ => return Err(self.refused("an array")),
        }
        self.scan.enter()?;
        let mut index = 0;
        while self.scan.next(index == 0, b']')? {
            self.element(list)
                .map_err(|fault| fault.inside(Segment::Index(index)))?;
            index += 1;
        }
        Ok((index == 0).then_some(Form::EmptyList))
    }

    fn element(&mut self, list: &mut dyn ListSlot) -> Result<(), Fault> {
        self.scan.peek()?;
        let left = self.lists.checked_sub(list.element_size());
        self.lists = left.ok_or_else(|| {
            Fault::said("the lists hold far more elements than an answer of this size should")
        })?;
        match self.slot(list.push())? {
            None => Ok(()),
            // A list remembers nothing of its elements; it has records and texts, which need nothing remembered.
            Some(_) => Err(Fault::said("an element is sent in a form that is not kept")),
        }
    }

    /// Fixtures of serializers that know no empty list have `{}` for one.
    #[cold]
    fn no_list(&mut self) -> Result<Option<Form>, Fault> {
        self.scan.enter()?;
        match self.scan.next(true, b'}')? {
            false => Ok(Some(Form::EmptyObject)),
            true => Err(Fault::said("expected an array, found an object")),
        }
    }

    #[inline]
    fn text(&mut self) -> Result<std::borrow::Cow<'_, str>, Fault> {
        match self.scan.peek()? {
            b'"' => self.scan.string(),
            _ => Err(self.refused("a string")),
        }
    }

    /// What is said of a value of another kind: the kind, and not the value.
    #[cold]
    pub(super) fn refused(&mut self, expected: &str) -> Fault {
        let found = match self.scan.peek() {
            Ok(b'[') => "an array",
            Ok(b'{') => "an object",
            _ => match self.scan.raw() {
                Ok(text) => match kind(text) {
                    "an integer of more than 64 bits" => "an integer",
                    found => found,
                },
                Err(fault) => return fault,
            },
        };
        Fault::said(format!("expected {expected}, found {found}"))
    }
}
