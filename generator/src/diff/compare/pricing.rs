//! How a quantity becomes an amount.

use crate::{
    diff::{
        change::{Change, Semver},
        pairs::renamed,
        rules,
    },
    model::{Pricing, Record},
};

/// Whether an amount is computed from other attributes; one that only has another name says so itself.
pub(super) fn changed(
    old: &Record,
    new: &Record,
    path: &str,
    renames: &[(&str, &str)],
) -> Option<Change> {
    if parts(old, |name| renamed(renames, name)) == parts(new, |_| None) {
        return None;
    }
    let message = "how a quantity becomes an amount changed";
    let mut change = Change::new(&rules::PRICING, path, message);
    if old.pricing.is_none() {
        change.verdicts.krate = Semver::Minor;
    }
    Some(change.from_to(words(old), words(new)))
}

/// Which attribute is what.
fn parts<'r>(
    record: &'r Record,
    renamed: impl Fn(&'r str) -> Option<&'r str>,
) -> Vec<(&'static str, &'r str)> {
    let parts = match record.pricing {
        None => return Vec::new(),
        Some(Pricing::Price {
            model,
            price,
            free,
            tiers,
        }) => vec![
            ("model", Some(model)),
            ("price", Some(price)),
            ("free", free),
            ("tiers", tiers),
        ],
        Some(Pricing::Tier {
            start,
            end,
            price,
            charge,
            package,
        }) => vec![
            ("start", Some(start)),
            ("end", Some(end)),
            ("price", Some(price)),
            ("charge", charge),
            ("package", package),
        ],
    };
    let named = parts.into_iter().filter_map(|(part, at)| {
        let name = record.fields.get(at?)?.name.wire.as_str();
        Some((part, renamed(name).unwrap_or(name)))
    });
    named.collect()
}

fn words(record: &Record) -> String {
    let parts = parts(record, |_| None);
    if parts.is_empty() {
        return "no pricing".to_owned();
    }
    let said = parts.iter().map(|(part, name)| format!("{part} `{name}`"));
    said.collect::<Vec<_>>().join(", ")
}
