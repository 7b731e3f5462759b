//! How sure it is that something is sent.

/// How sure it is that the API sends a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// It may be absent: an `Option`, or an empty list.
    #[default]
    Optional,
    /// It is always sent, as far as is known. It is a plain value, and an answer that lacks it is read with a placeholder.
    Always,
    /// Nothing can be read without it: a plain value, and an answer that lacks it is an error.
    Guaranteed,
}

impl Presence {
    /// Whether the field is a value and no `Option`.
    #[must_use]
    pub fn is_plain(self) -> bool {
        self != Self::Optional
    }
}
