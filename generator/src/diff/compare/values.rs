//! A value of both sides, before it is compared.

use crate::model::{Traits, Type};

/// A value on both sides.
pub(super) struct Values<'v> {
    /// Its name in the head.
    pub(super) name: &'v str,
    /// Its name in the base.
    pub(super) old_name: &'v str,
    pub(super) old: (&'v Type, &'v Traits),
    pub(super) new: (&'v Type, &'v Traits),
    pub(super) way: Way,
    /// The members beside it that were renamed.
    pub(super) renames: &'v [(&'v str, &'v str)],
}

/// Which way a value goes, and in what form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It is read, as JSON.
    Answer,
    /// It is sent in a form or a query, where all is text.
    Form,
    /// It is sent as JSON.
    Json,
}

impl Way {
    pub(super) fn is_sent(self) -> bool {
        self != Self::Answer
    }
}
