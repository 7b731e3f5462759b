//! What the API sent beyond what the crate knows.

use crate::{
    CurrencyTable, DecodeError, Error, Json, Result,
    error::decode::ReadError,
    wire::custom_fields::{self, CustomField},
};

/// The fields of a record that this version of the crate has no name for, custom fields (`cf_*`) among them.
///
/// Nothing that the API sends is dropped: a field added to the API tomorrow is here today, with every digit and every byte of
/// its text, and it is written back when the record is written as JSON.
#[derive(Clone, Default, PartialEq)]
pub struct Extra {
    fields: Vec<(Box<str>, Json)>,
    /// Known fields whose value does not tell how it was sent.
    forms: Vec<(u16, Form)>,
    /// Which of the expected values the API sent in the member `object`, if it sent one.
    pub(crate) object: Option<&'static str>,
    /// How the reader counted currencies: what is read from a JSON field later must count them alike.
    pub(crate) currencies: CurrencyTable,
}

/// How a known field was sent, where its value does not tell: the same to a user, not the same on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Not at all, though the API always sends it.
    Missing,
    /// Nothing, sent as `null`.
    Null,
    /// Nothing, sent as `[]`.
    EmptyList,
    /// An empty list, sent as `{}`.
    EmptyObject,
    /// An integer or a boolean, sent as text: `"12"`, `"true"`.
    Text,
    /// Zero, sent as `-0`.
    MinusZero,
    /// Zero, sent as `"-0"`.
    MinusZeroText,
}

impl Extra {
    /// The field called `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.fields
            .iter()
            .find(|(field, _)| **field == *name)
            .map(|(_, value)| value)
    }

    /// All of them, in the order in which they were sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.fields.iter().map(|(name, value)| (&**name, value))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The custom fields (`cf_*`) and consent fields (`cs_*`), by name.
    pub fn custom_fields(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.iter().filter(|(name, _)| custom_fields::is_name(name))
    }

    /// The custom fields and consent fields as a type of your own, with the wire names (`cf_channel`, `cs_marketing`) as its field
    /// names. The same type is sent by the `custom_fields` of a request.
    ///
    /// # Errors
    /// A decode error where they do not fit the type, with the name of the field; also where a field of the type has a name that
    /// is no custom field's: it would never be found.
    pub fn custom_fields_as<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        let fields: Vec<(&str, &Json)> = self.custom_fields().collect();
        custom_fields::read(&fields).map_err(unfit)
    }

    /// One custom field, in its type; `None` where the record has none of that name, or nothing is in it. Text may come as a number
    /// or a boolean, and a `Decimal` as a number with all its digits.
    ///
    /// ```
    /// # use chargebee_runtime as chargebee;
    /// use chargebee::{CustomField, Extra};
    ///
    /// const SEATS: CustomField<i64> = CustomField::new("cf_seats");
    ///
    /// fn seats(extra: &Extra) -> chargebee::Result<i64> {
    ///     Ok(extra.custom_field(SEATS)?.unwrap_or(1))
    /// }
    /// # assert_eq!(seats(&Extra::default()).ok(), Some(1));
    /// ```
    ///
    /// # Errors
    /// A decode error where it is of another type, with the name of the field.
    pub fn custom_field<T: serde::de::DeserializeOwned>(
        &self,
        field: CustomField<T>,
    ) -> Result<Option<T>> {
        let name = field.name();
        let Some(json) = self.get(name) else {
            return Ok(None);
        };
        custom_fields::read_one(name, json).map_err(unfit)
    }

    /// How the currencies of the record are counted: what generated code reads nested JSON with.
    #[doc(hidden)]
    #[must_use]
    pub fn currencies(&self) -> &CurrencyTable {
        &self.currencies
    }

    pub(crate) fn push(&mut self, name: &str, value: Json) {
        self.fields.push((name.into(), value));
    }

    pub(crate) fn push_form(&mut self, index: usize, form: Form) {
        if let Ok(index) = u16::try_from(index) {
            self.forms.push((index, form));
        }
    }

    /// Known fields that were sent as `null`.
    pub(crate) fn nulls(&self) -> impl Iterator<Item = usize> {
        let nulls = self.forms.iter().filter(|(_, form)| *form == Form::Null);
        nulls.map(|(index, _)| usize::from(*index))
    }

    /// Forgets that a field was not sent: a program says what is in it.
    pub(crate) fn fill(&mut self, index: usize) {
        let empty = |form: Form| matches!(form, Form::Missing | Form::Null);
        self.forms
            .retain(|(at, form)| usize::from(*at) != index || !empty(*form));
    }

    pub(crate) fn form(&self, index: usize) -> Option<Form> {
        self.forms
            .iter()
            .find(|(at, _)| usize::from(*at) == index)
            .map(|(_, form)| *form)
    }
}

fn unfit(error: ReadError) -> Error {
    Error::Decode(Box::new(DecodeError::without_answer(
        bytes::Bytes::new(),
        error,
    )))
}

/// Names only: what is in a field that the crate does not know may be secret.
impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}
