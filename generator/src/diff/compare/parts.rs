//! Money that is put together from parts.

use super::Compare;
use crate::{
    diff::{
        change::{Change, Semver},
        rules,
    },
    model::{Exact, Record},
};

impl Compare<'_> {
    /// Whether money is put together from other attributes.
    pub(super) fn parts(&self, old: &Record, new: &Record, path: &str) -> Option<Change> {
        let (before, after) = (words(old), words(new));
        if before == after {
            return None;
        }
        let message = "what money is put together from changed";
        let mut change = Change::new(&rules::MONEY_PARTS, path, message);
        // There is more of it, and what there was is what it was.
        if before.iter().all(|it| after.contains(it)) {
            change.verdicts.krate = Semver::Minor;
        }
        let shown = |all: &[String]| match all {
            [] => "no money in parts".to_owned(),
            all => all.join(", "),
        };
        Some(change.from_to(shown(&before), shown(&after)))
    }
}

/// What each is put together from.
fn words(record: &Record) -> Vec<String> {
    let wire = |at: usize| record.fields.get(at).map(|field| field.name.wire.as_str());
    let parts = record.exact.iter().filter_map(|exact| match exact {
        Exact::Parts {
            name,
            units,
            nanos,
            currency,
        } => Some(format!(
            "`{name}` of units `{}`, billionths `{}` and currency `{}`",
            wire(*units)?,
            wire(*nanos)?,
            wire(*currency)?
        )),
        _ => None,
    });
    parts.collect()
}
