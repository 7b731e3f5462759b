//! The tables of currencies of two specs: how many decimals an amount counts is what its number means.

use super::{Change, Side, change::Where, rules};
use crate::currencies::{Currencies, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Every currency that is counted in another way, that came or that went.
pub(super) fn changes(base: &Side, head: &Side) -> Vec<Change> {
    let (old, new) = match (&base.currencies, &head.currencies) {
        (None, None) => return Vec::new(),
        (old, new) => (
            Table::new(old.as_ref().map(|(table, _)| table)),
            Table::new(new.as_ref().map(|(table, _)| table)),
        ),
    };
    let mut changes = Vec::new();
    if old.default != new.default {
        let message = "decimals of currencies that are not in the table changed";
        let change = Change::new(&rules::MONEY_EXPONENT, "currencies/default", message);
        changes.push(change.from_to(old.default.to_string(), new.default.to_string()));
    }
    let codes: BTreeSet<&str> = old.rows.keys().chain(new.rows.keys()).copied().collect();
    for code in codes {
        let path = format!("currencies/{code}");
        let (before, after) = (old.exponent(code), new.exponent(code));
        if before != after {
            let message = format!("amounts in {code} count {after} decimals and counted {before}");
            let change = Change::new(&rules::MONEY_EXPONENT, path.as_str(), message);
            changes.push(change.from_to(before.to_string(), after.to_string()));
        }
        match (old.rows.get(code), new.rows.get(code)) {
            (None, Some(row)) => {
                let message = format!("currency {code} ({}) added", row.name);
                changes.push(Change::new(&rules::CURRENCY_ADDED, path, message));
            }
            (Some(row), None) => {
                let message = format!("currency {code} ({}) removed", row.name);
                changes.push(Change::new(&rules::CURRENCY_REMOVED, path, message));
            }
            (Some(old), Some(new)) if said(old) != said(new) => {
                let change = Change::new(&rules::DESCRIPTION, path, "description changed");
                changes.push(change.from_to(said(old), said(new)));
            }
            _ => {}
        }
    }
    for change in &mut changes {
        let code = change.path.trim_start_matches("currencies/");
        // What is gone has a place only in the base.
        change.place = place(head, code).or_else(|| place(base, code));
    }
    changes
}

/// The row of a code, or the default.
fn place(side: &Side, code: &str) -> Option<Where> {
    let (_, file) = side.currencies.as_ref()?;
    let top = file.at();
    let at = match code {
        "default" => Some(top),
        _ => top.find("currencies"),
    };
    let at = at.filter(|at| at.find(code).is_some())?;
    Some(side.place(&at.place_of(code)))
}

/// What a row says that nothing is computed with.
fn said(row: &Row) -> String {
    format!(
        "{}, {} decimals by ISO 4217, {}",
        row.name, row.iso, row.evidence
    )
}

struct Table<'a> {
    default: u8,
    rows: BTreeMap<&'a str, &'a Row>,
}

impl<'a> Table<'a> {
    /// Without a table, every currency counts hundredths.
    fn new(table: Option<&'a Currencies>) -> Self {
        let rows = table.into_iter().flat_map(|table| &table.rows);
        Self {
            default: table.map_or(2, |table| table.default_exponent),
            rows: rows.map(|row| (row.code.as_str(), row)).collect(),
        }
    }

    fn exponent(&self, code: &str) -> u8 {
        self.rows.get(code).map_or(self.default, |row| row.exponent)
    }
}
