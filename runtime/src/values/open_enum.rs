//! Enums that the API may extend at any time.

/// An enum whose unknown values are kept as text.
///
/// Generated enums have a variant for every value the API documents and one, `Unknown`, for those that it will add later.
/// A value that this version of the crate does not know compares, prints and can be sent back like any other.
pub trait OpenEnum: Send + Sync {
    /// The text on the wire.
    fn as_str(&self) -> &str;
    /// Becomes the value that `text` stands for.
    fn set_text(&mut self, text: &str);
}

/// Where a text stands among the sorted texts of an enum; a number that is none of theirs where it is not among them. Compiled once,
/// and not once per enum.
#[must_use]
pub fn position(texts: &[&str], text: &str) -> usize {
    texts.binary_search(&text).unwrap_or(usize::MAX)
}
