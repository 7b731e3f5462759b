//! JSON that the crate carries without looking inside.

mod portable;

pub(crate) use portable::write;

use serde_json::value::RawValue;
use std::fmt;

/// A JSON value of any form, kept as the text that was sent or that will be sent: no digit, key or order is lost.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::Json;
/// let json = Json::new(&serde_json::json!({"seats": 3}))?;
/// assert_eq!(json.as_str(), r#"{"seats":3}"#);
/// assert_eq!(json.to_value()?["seats"], 3);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// The JSON form of any value that serde can serialise.
    ///
    /// # Errors
    /// Where the value has no JSON form, such as a map with keys that are not text.
    pub fn new<T: serde::Serialize + ?Sized>(value: &T) -> serde_json::Result<Self> {
        serde_json::to_string(value).map(|text| Self(text.into()))
    }

    /// Takes JSON text as it is.
    ///
    /// # Errors
    /// Where the text is not one JSON value.
    pub fn from_text(text: String) -> serde_json::Result<Self> {
        RawValue::from_string(text).map(Self::from)
    }

    /// Text that the reader went through: one JSON value, without white space around it.
    pub(crate) fn checked(text: &str) -> Self {
        Self(text.into())
    }

    pub(crate) fn null() -> Self {
        Self::checked("null")
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as a tree. Numbers beyond 64 bits become floating point here; [`Json::as_str`] has every digit.
    ///
    /// # Errors
    /// Where the text is nested too deeply for a tree.
    pub fn to_value(&self) -> serde_json::Result<serde_json::Value> {
        self.parse()
    }

    /// The value as a type of your own.
    ///
    /// # Errors
    /// Where the text does not fit the type.
    pub fn parse<'a, T: serde::Deserialize<'a>>(&'a self) -> serde_json::Result<T> {
        serde_json::from_str(self.as_str())
    }
}

impl From<Box<RawValue>> for Json {
    fn from(raw: Box<RawValue>) -> Self {
        Self(raw.into())
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        // The text of a tree is always valid JSON, so the fallback is never taken.
        Self::from_text(value.to_string()).unwrap_or_else(|_| Self::null())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl serde::Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.as_str(), serializer)
    }
}

/// The size only: what is inside may be personal or secret.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.as_str().len())
    }
}
