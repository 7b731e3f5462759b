//! Ids that know what they are the id of.

use crate::record::{Field, Slot, Value};
use std::{fmt, marker::PhantomData};

/// The id of an `R`. A `Id<Customer>` does not pass for a `Id<Subscription>`; text (`&str`, `String`) becomes either.
///
/// ```
/// # use chargebee_runtime::Id;
/// struct Customer;
/// let id: Id<Customer> = "cust_7".into();
/// assert_eq!(id, "cust_7");
/// ```
pub struct Id<R> {
    text: String,
    // A function pointer, so that the id is `Send` and `Sync` whatever `R` is.
    of: PhantomData<fn() -> R>,
}

impl<R> Id<R> {
    /// An id from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            of: PhantomData,
        }
    }

    /// The text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text of the id, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }
}

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<R> Eq for Id<R> {}

impl<R> PartialOrd for Id<R> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<R> Ord for Id<R> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<R> std::hash::Hash for Id<R> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<R> PartialEq<str> for Id<R> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<R> PartialEq<&str> for Id<R> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<R> AsRef<str> for Id<R> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<R> From<&str> for Id<R> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<R> From<String> for Id<R> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<R> From<&String> for Id<R> {
    fn from(text: &String) -> Self {
        Self::new(text.as_str())
    }
}

impl<R> From<&Self> for Id<R> {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl<R> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::show::whole(f, &self.text)
    }
}

impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<R> Value for Id<R> {
    fn empty() -> Self {
        Self::new(String::new())
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::Text(&mut self.text)
    }
    fn view(&self) -> Field<'_> {
        Field::Text(&self.text)
    }
}
