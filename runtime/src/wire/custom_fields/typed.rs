//! A custom field with the type of its values.

use crate::{
    values::decimal::{Decimal, Form},
    wire::args::ParamValue,
};
use serde::{Deserialize as _, Deserializer, de::Error as _};
use serde_json::value::RawValue;
use std::{fmt, marker::PhantomData};

/// A custom field of a site with the type of its values: what is set, filtered by and read is then of that type.
///
/// ```text
/// const TIER: CustomField<String> = CustomField::new("cf_tier");
///
/// let created = client.customer().create().custom_field(TIER, "gold").await?;
/// let tier: Option<String> = created.customer.extra.custom_field(TIER)?;
/// client.customer().list().custom_field(TIER).is("gold").await?;
/// ```
///
/// The command `chargebee-custom-fields` writes one for each custom field of a site, in a type that has them all.
pub struct CustomField<T> {
    name: &'static str,
    ty: PhantomData<fn() -> T>,
}

impl<T> CustomField<T> {
    /// The custom field of this name on the wire, which begins with `cf_`, or with `cs_` where it holds a consent.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            ty: PhantomData,
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<T> Clone for CustomField<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for CustomField<T> {}

impl<T> fmt::Debug for CustomField<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CustomField").field(&self.name).finish()
    }
}

/// What names a custom field: a [`CustomField`], which knows the type of its values, or text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a custom field",
    note = "give its name as text, `\"cf_tier\"`, or a constant of the type `CustomField`"
)]
pub trait CustomFieldName {
    /// The type of its values.
    type Value;
    /// Its name on the wire.
    fn name(&self) -> &str;
}

impl CustomFieldName for str {
    type Value = ParamValue;
    fn name(&self) -> &str {
        self
    }
}

impl CustomFieldName for String {
    type Value = ParamValue;
    fn name(&self) -> &str {
        self
    }
}

impl<N: CustomFieldName + ?Sized> CustomFieldName for &N {
    type Value = N::Value;
    fn name(&self) -> &str {
        N::name(self)
    }
}

impl<T> CustomFieldName for CustomField<T> {
    type Value = T;
    fn name(&self) -> &str {
        self.name
    }
}

/// Reads text that the API may send as a number or a boolean: what the fields of generated types are read by.
///
/// # Errors
/// Where it is a list or an object.
pub fn text<'de, D: Deserializer<'de>, T: for<'a> From<&'a str>>(
    reader: D,
) -> Result<Option<T>, D::Error> {
    Ok(single(reader)?.map(|text| T::from(&text)))
}

/// Reads a number with all its digits, sent as one or as text: what the fields of generated types are read by.
///
/// # Errors
/// Where it is no number.
pub fn decimal<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Decimal>, D::Error> {
    let Some(text) = single(reader)?.filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    let decimal = Decimal::from_json(&text, Form::Text);
    decimal
        .map(Some)
        .ok_or_else(|| D::Error::custom("this is no number"))
}

/// A single value as text; nothing where there is none.
fn single<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    let json = Option::<Box<RawValue>>::deserialize(reader)?;
    let Some(json) = json.filter(|it| it.get() != "null") else {
        return Ok(None);
    };
    match json.get().as_bytes().first() {
        Some(b'"') => serde_json::from_str(json.get()).map_err(D::Error::custom),
        Some(b'[' | b'{') => Err(D::Error::custom("a custom field is a single value")),
        _ => Ok(Some(json.get().to_owned())),
    }
}
