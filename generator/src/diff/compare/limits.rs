//! Lengths, bounds, defaults, accepted values and catalogs.

use super::value::Values;
use crate::{
    diff::{
        change::{Change, Semver, Verdicts, Wire},
        rules, words,
    },
    model::{Catalog, Traits},
};

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
    values: &Values<'_>,
    (old, new): (&Traits, &Traits),
    of: &str,
    changes: &mut Vec<Change>,
) {
    let name = values.name;
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
    let length = |it: Option<u64>| it.map(|it| it.to_string());
    let low = |it: &Option<String>| it.clone();
    for (what, before, after, upper) in [
        (
            "greatest length",
            length(old.max_length),
            length(new.max_length),
            true,
        ),
        ("minimum", low(&old.minimum), low(&new.minimum), false),
        ("maximum", low(&old.maximum), low(&new.maximum), true),
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
        if !values.request {
            change.verdicts.wire = if tighter {
                Wire::Compatible
            } else {
                Wire::Breaking
            };
        }
        changes.push(change.from_to(text(&before), text(&after)));
    }
    if old.default != new.default {
        let rule = match (&old.default, &new.default) {
            (None, _) => &rules::DEFAULT_ADDED,
            (_, None) => &rules::DEFAULT_REMOVED,
            _ => &rules::DEFAULT_CHANGED,
        };
        let message = format!("default of {of}`{name}` changed");
        let mut change = Change::new(rule, String::new(), message);
        if !values.request {
            change.verdicts = Verdicts::new(Wire::Compatible, Semver::Patch);
        }
        changes.push(change.from_to(text(&old.default), text(&new.default)));
    }
    accepts(values, (old, new), of, changes);
}

fn accepts(
    values: &Values<'_>,
    (old, new): (&Traits, &Traits),
    of: &str,
    changes: &mut Vec<Change>,
) {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    let (before, after) = (sorted(&old.accepts), sorted(&new.accepts));
    if before == after {
        return;
    }
    let say = |list: &[String]| match list {
        [] => "all values".to_owned(),
        list => words::list(list.iter().map(String::as_str)),
    };
    let has_all = |these: &[String], those: &[String]| {
        these.is_empty() || those.iter().all(|it| these.contains(it))
    };
    // An empty list stands for all values.
    let lost = !after.is_empty() && (before.is_empty() || !has_all(&after, &before));
    let rule = if lost {
        &rules::ACCEPTS_NARROWED
    } else {
        &rules::ACCEPTS_WIDENED
    };
    let message = format!("values accepted for {of}`{}` changed", values.name);
    let mut change = Change::new(rule, String::new(), message);
    if !values.request {
        change.verdicts.wire = Wire::Compatible;
    }
    changes.push(change.from_to(say(&before), say(&after)));
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
            _ => return true,
        },
    };
    less == upper
}
