//! Where the items of the model stand. While a version is lowered, an origin also leads to what else the spec says of its item.

use super::Context;
use crate::{
    finding::{Finding, Place},
    load::At,
    model::{Operation, Origin, Param, Places},
};
use std::cell::RefCell;

/// Where items stand, by the numbers of their origins.
pub(super) type Sites<'a> = RefCell<Vec<At<'a>>>;

impl<'a> Context<'a> {
    /// Notes where an item stands.
    pub(super) fn origin(&self, at: At<'a>) -> Origin {
        let mut sites = self.sites.borrow_mut();
        sites.push(at);
        Origin::new(sites.len() - 1)
    }

    /// The node of an item.
    pub(super) fn at(&self, origin: Origin) -> Option<At<'a>> {
        self.sites.borrow().get(origin.number()?).copied()
    }

    /// What an annotation says of an operation.
    pub(super) fn said(&self, operation: &Operation, annotation: &str) -> Option<At<'a>> {
        self.at(operation.origin)?.find(annotation)
    }

    /// The node where the value of a parameter is described.
    pub(super) fn schema_at(&self, param: &Param) -> Option<At<'a>> {
        let at = self.at(param.traits.origin)?;
        Some(at.find("schema").unwrap_or(at))
    }

    /// Where an item stands.
    pub(super) fn place(&self, origin: Origin) -> Option<Place> {
        self.at(origin).map(At::key_place)
    }

    /// A finding about an item.
    pub(super) fn about(&self, origin: Origin, message: impl Into<String>) -> Finding {
        match self.place(origin) {
            Some(place) => Finding::at(place, message),
            None => Finding::general(message),
        }
    }

    /// The places of all items, for the readers of the model.
    pub(super) fn places(&self) -> Places {
        Places(
            self.sites
                .borrow()
                .iter()
                .map(|at| at.key_place())
                .collect(),
        )
    }
}
