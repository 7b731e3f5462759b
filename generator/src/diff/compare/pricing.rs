//! How a quantity becomes an amount.

use super::Compare;
use crate::{
    diff::{
        change::{Change, Semver},
        rules,
    },
    model::{Pricing, Record},
};

impl Compare<'_> {
    /// Whether an amount is computed from other attributes.
    pub(super) fn pricing(&self, old: &Record, new: &Record, path: &str) -> Option<Change> {
        let (before, after) = (words(old), words(new));
        if before == after {
            return None;
        }
        let message = "how a quantity becomes an amount changed";
        let mut change = Change::new(&rules::PRICING, path, message);
        if old.pricing.is_none() {
            change.verdicts.krate = Semver::Minor;
        }
        Some(change.from_to(before, after))
    }
}

/// Which attributes say it.
fn words(record: &Record) -> String {
    let parts = match record.pricing {
        None => return "no pricing".to_owned(),
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
    let said = parts.into_iter().filter_map(|(name, at)| {
        let field = record.fields.get(at?)?;
        Some(format!("{name} `{}`", field.name.wire))
    });
    said.collect::<Vec<_>>().join(", ")
}
