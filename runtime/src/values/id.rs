//! Ids that know what they are the id of.

use crate::values::show::REDACTED;
use std::{fmt, marker::PhantomData};

/// The id of an `R`. A `Id<Customer>` does not pass for a `Id<Subscription>`; text (`&str`, `String`) becomes either.
///
/// An id that is part of a secret link, such as that of a hosted page, is an `Id<R, Secret>`: its `Debug` is `[redacted]`, so that
/// no `{:?}`, no `#[derive(Debug)]` and no log prints it by accident. `Display` and [`Id::as_str`] give any id whole: programs build
/// links and requests with them.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::Id;
/// struct Customer;
/// let id: Id<Customer> = "cust_7".into();
/// assert_eq!(id, "cust_7");
/// ```
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::Text)
)]
pub struct Id<R, P = Printed> {
    text: String,
    // A function pointer, so that the id is `Send` and `Sync` whatever `R` is.
    of: PhantomData<fn() -> (R, P)>,
}

/// Of an id: `Debug` prints it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Printed;

/// Of an id: whoever knows it can open the link that it is part of, so `Debug` does not print it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Secret;

impl<R, P> Id<R, P> {
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

    pub(crate) fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// The text of the id, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }
}

impl<R, P> Clone for Id<R, P> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<R, P> PartialEq for Id<R, P> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<R, P> Eq for Id<R, P> {}

impl<R, P> PartialOrd for Id<R, P> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<R, P> Ord for Id<R, P> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<R, P> std::hash::Hash for Id<R, P> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<R, P> PartialEq<str> for Id<R, P> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<R, P> PartialEq<&str> for Id<R, P> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<R, P> AsRef<str> for Id<R, P> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<R, P> From<&str> for Id<R, P> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<R, P> From<String> for Id<R, P> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<R, P> From<&String> for Id<R, P> {
    fn from(text: &String) -> Self {
        Self::new(text.as_str())
    }
}

impl<R, P> From<&Self> for Id<R, P> {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl<R, P> fmt::Display for Id<R, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::values::show::whole(f, &self.text)
    }
}

impl<R> fmt::Debug for Id<R, Printed> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<R> fmt::Debug for Id<R, Secret> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Page;

    #[test]
    fn a_secret_id_is_printed_where_it_is_asked_for_only() {
        let id: Id<Page, Secret> = "hp_7".into();
        assert_eq!(
            format!("{id:?} {:?}", Some(&id)),
            "[redacted] Some([redacted])"
        );
        assert_eq!((id.to_string().as_str(), id.as_str()), ("hp_7", "hp_7"));
        let id: Id<Page> = "hp_7".into();
        assert_eq!(format!("{id:?}"), "\"hp_7\"");
    }
}
