//! Where the items of a model stand in the files that it was made of.

use super::Api;
use crate::finding::Place;
use std::fmt;

/// Where an item stands: [`Api::place`] says it. A model of another source than a spec knows nothing of it.
#[derive(Clone, Copy, Default)]
pub struct Origin(Option<usize>);

/// What an item is does not depend on where it stands: a line above it moves it.
impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

/// Shapes are compared by what `Debug` prints of them.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

impl Origin {
    pub(crate) fn new(number: usize) -> Self {
        Self(Some(number))
    }

    pub(crate) fn number(self) -> Option<usize> {
        self.0
    }
}

/// The places of a model's items, by the numbers of their origins.
#[derive(Default)]
pub struct Places(pub(crate) Vec<Place>);

impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Places {}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} places", self.0.len())
    }
}

impl Api {
    /// Where an item of this model stands: its key, or the element of a list that describes it.
    #[must_use]
    pub fn place(&self, origin: Origin) -> Option<&Place> {
        self.places.0.get(origin.number()?)
    }
}
