//! Where a page starts.

use crate::wire::args::{Arg, ArgFor};
use std::fmt;

/// Where a page of a list starts, in words that only the API understands: keep it as it is, byte for byte.
///
/// It is text that can be stored, and what the setter `offset` of a list takes. It belongs to the list that gave it, with the
/// same filters and order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Offset(String);

impl Offset {
    /// The text of the offset.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of the offset, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<String> for Offset {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Offset {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::values::show::whole(f, &self.0)
    }
}

impl ArgFor<String> for Offset {
    fn arg(self) -> Option<Arg> {
        Some(Arg::Text(self.0))
    }
}

impl ArgFor<String> for &Offset {
    fn arg(self) -> Option<Arg> {
        Some(Arg::Text(self.0.clone()))
    }
}
