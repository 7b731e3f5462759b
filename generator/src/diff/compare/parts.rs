//! Money that is put together from parts.

use crate::{
    diff::{
        change::{Change, Semver},
        pairs::renamed,
        rules,
    },
    model::{Exact, Record},
};

/// Whether money is put together from other attributes; one that only has another name says so itself.
pub(super) fn changed(
    old: &Record,
    new: &Record,
    path: &str,
    renames: &[(&str, &str)],
) -> Option<Change> {
    let (before, after) = (
        words(old, |name| renamed(renames, name)),
        words(new, |_| None),
    );
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
    Some(change.from_to(shown(&words(old, |_| None)), shown(&after)))
}

/// What each is put together from.
fn words<'r>(record: &'r Record, renamed: impl Fn(&'r str) -> Option<&'r str>) -> Vec<String> {
    let wire = |at: usize| {
        let name = record.fields.get(at)?.name.wire.as_str();
        Some(renamed(name).unwrap_or(name))
    };
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
