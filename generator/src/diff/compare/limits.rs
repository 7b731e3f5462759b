//! Lengths, bounds, defaults, accepted values and catalogs.

use super::{Known, values::Values};
use crate::{
    diff::{
        change::{Change, Semver, Verdicts, Wire},
        rules, words,
    },
    model::{Catalog, Traits, Type},
};
use std::collections::BTreeSet;

/// Who has it, of the two Product Catalogs.
pub(super) fn catalog(
    old: Option<Catalog>,
    new: Option<Catalog>,
    path: &str,
    narrowed: Semver,
) -> Option<Change> {
    if old == new {
        return None;
    }
    let mut change = match new {
        None => Change::new(
            &rules::CATALOG_WIDENED,
            path,
            "both Product Catalogs have it now",
        ),
        Some(_) => {
            let message = format!("only {} has it now", words::catalog(new));
            Change::new(&rules::CATALOG_NARROWED, path, message)
        }
    };
    if narrowed == Semver::Patch {
        change.verdicts.krate = Semver::Patch;
    }
    Some(change.from_to(words::catalog(old), words::catalog(new)))
}

/// Lengths, bounds, defaults and accepted values.
pub(super) fn limits(
    known: &Known<'_>,
    values: &Values<'_>,
    (old, new): (&Traits, &Traits),
    of: &str,
    changes: &mut Vec<Change>,
) {
    let name = values.name;
    let number = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
    let length = |it: &Traits| it.max_length.map(|it| it.to_string());
    for (what, before, after, upper) in [
        ("greatest length", &length(old), &length(new), true),
        ("minimum", &old.minimum, &new.minimum, false),
        ("maximum", &old.maximum, &new.maximum, true),
    ] {
        if before == after {
            continue;
        }
        let tighter = is_tighter(before.as_deref(), after.as_deref(), upper);
        let rule = if tighter {
            &rules::LIMIT_TIGHTENED
        } else {
            &rules::LIMIT_LOOSENED
        };
        let message = format!("{what} of {of}`{name}` changed");
        let mut change = Change::new(rule, String::new(), message);
        if !values.way.is_sent() {
            change.verdicts.wire = if tighter {
                Wire::Compatible
            } else {
                Wire::Breaking
            };
        }
        // Two of them can change from the same to the same.
        change.aspect = Some(format!("{of}{what}"));
        changes.push(change.from_to(number(before), number(after)));
    }
    if old.default != new.default {
        let rule = match (&old.default, &new.default) {
            (None, _) => &rules::DEFAULT_ADDED,
            (_, None) => &rules::DEFAULT_REMOVED,
            _ => &rules::DEFAULT_CHANGED,
        };
        let message = format!("default of {of}`{name}` changed");
        let mut change = Change::new(rule, String::new(), message);
        if !values.way.is_sent() {
            change.verdicts = Verdicts::new(Wire::Compatible, Semver::Patch);
        }
        changes.push(change.from_to(words::literal(&old.default), words::literal(&new.default)));
    }
    changes.extend(accepts(known, values, (old, new), of));
}

/// Up to so many values are named in the sentence.
const NAMED: usize = 5;

/// Which values came and went. A value that the enum itself gained, lost or renamed is told there.
fn accepts(
    known: &Known<'_>,
    values: &Values<'_>,
    (old, new): (&Traits, &Traits),
    of: &str,
) -> Option<Change> {
    let none = Known::NO_VALUES;
    let of_enum = match values.new.0.element() {
        Type::Enum(of) => known.values(of).unwrap_or(&none),
        _ => &none,
    };
    // An empty list stands for all values.
    let (all_before, all_after) = (old.accepts.is_empty(), new.accepts.is_empty());
    let before: BTreeSet<&str> = (old.accepts.iter().map(String::as_str))
        .filter(|it| !of_enum.removed.contains(it))
        .map(|it| of_enum.now(it))
        .collect();
    let after: BTreeSet<&str> = (new.accepts.iter().map(String::as_str))
        .filter(|it| !of_enum.added.contains(it))
        .collect();
    let (went, came): (Vec<&str>, Vec<&str>) = match (all_before, all_after) {
        (true, true) => return None,
        (false, false) if before == after => return None,
        (false, false) => (
            before.difference(&after).copied().collect(),
            after.difference(&before).copied().collect(),
        ),
        _ => (Vec::new(), Vec::new()),
    };
    let name = values.name;
    let say = |names: &[&str]| match names.len() {
        0..=NAMED => words::list(names.iter().copied()),
        many => words::count(many, "value"),
    };
    let all = "all values".to_owned();
    let (rule, message, before, after) = match (all_before, all_after) {
        (true, _) => {
            let message = format!("{of}`{name}` takes only some values now");
            let after = words::list(after);
            (&rules::ACCEPTS_NARROWED, message, Some(all), Some(after))
        }
        (_, true) => {
            let message = format!("{of}`{name}` takes all values now");
            let before = words::list(before);
            (&rules::ACCEPTS_WIDENED, message, Some(before), Some(all))
        }
        _ => {
            let list =
                |names: &[&str]| (!names.is_empty()).then(|| words::list(names.iter().copied()));
            let mut message = format!("{of}`{name}`");
            if !went.is_empty() {
                message.push_str(&format!(" no longer takes {}", say(&went)));
            }
            if !came.is_empty() {
                let and = if went.is_empty() { "" } else { ", and" };
                message.push_str(&format!("{and} also takes {}", say(&came)));
            }
            let rule = if went.is_empty() {
                &rules::ACCEPTS_WIDENED
            } else {
                &rules::ACCEPTS_NARROWED
            };
            (rule, message, list(&went), list(&came))
        }
    };
    let mut change = Change::new(rule, String::new(), message);
    if !values.way.is_sent() {
        change.verdicts.wire = Wire::Compatible;
    }
    change.aspect = (!of.is_empty()).then(|| of.to_owned());
    (change.before, change.after) = (before, after);
    Some(change)
}

/// Whether a bound lets less through than it did. What cannot be compared is taken for tighter.
fn is_tighter(before: Option<&str>, after: Option<&str>, upper: bool) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return after.is_some();
    };
    let less = match (before.parse::<i128>(), after.parse::<i128>()) {
        (Ok(before), Ok(after)) => after < before,
        _ => match (before.parse::<f64>(), after.parse::<f64>()) {
            (Ok(before), Ok(after)) => after < before,
            // A bound that is no limit itself (`more than 0`) has no number here.
            _ => return true,
        },
    };
    less == upper
}
