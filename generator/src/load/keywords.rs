//! Every keyword and annotation of a file is one of the table, and its value is of the right kind.
//!
//! A keyword that is not in the table is an error: silently ignoring one would mean to generate something other than what
//! the spec says.

mod hints;
mod repair;
#[cfg(test)]
mod tests;

pub(super) use repair::repaired;

use super::{
    At,
    table::{self, Expect, Object, Words, grammar},
    tree::Value,
};
use crate::finding::{Finding, Problems, Severity, did_you_mean, listed};
use std::collections::BTreeSet;

/// The id of the rule of `lint` that an enum breaks which has no values.
pub(crate) const ENUM_WITHOUT_VALUES: &str = "enum-without-values";

/// Checks a whole file.
pub(super) fn check(at: At<'_>, problems: &mut Problems) {
    object(at, &grammar::DOCUMENT, problems);
    let Some(version) = at.find("openapi") else {
        return;
    };
    if version.node.as_text() != Some("3.0.3") {
        let finding = Finding::at(version.place(), "the spec is written in OpenAPI 3.0.3");
        problems.push_broken(finding.help("write `openapi: 3.0.3`"));
    }
}

fn object(at: At<'_>, object: &Object, problems: &mut Problems) {
    let Some(pairs) = at.node.as_map() else {
        let message = format!("{} is a mapping, not {}", object.name, at.node.kind());
        problems
            .push_broken(Finding::at(at.place(), message).help("write `key: value` pairs here"));
        return;
    };
    for (key, node) in at.pairs() {
        match object.expect(key) {
            Some(expect) => value(node, key, expect, problems),
            None => problems.push_broken(unknown(at, key, object)),
        }
    }
    // A reference stands for the whole object.
    if at.node.get("$ref").is_some() {
        if let Some(other) = pairs.iter().find(|pair| pair.key != "$ref") {
            let message = format!(
                "`{}` stands beside `$ref`, where OpenAPI 3.0 ignores it",
                other.key
            );
            let help = "write `allOf: [{ $ref: ... }]` and put it beside that";
            problems.push_broken(Finding::at(at.place_of(&other.key), message).help(help));
        }
        return;
    }
    for required in object.required {
        if at.node.get(required).is_none() {
            let finding = Finding::at(at.place(), format!("{} lacks `{required}`", object.name));
            problems.push_broken(finding.help(hints::of_missing(required, object, at)));
        }
    }
}

fn unknown(at: At<'_>, key: &str, object: &Object) -> Finding {
    let kind = if key.starts_with("x-") {
        "annotation"
    } else {
        "keyword"
    };
    let message = format!("`{key}` is no {kind} of {}", object.name);
    if let Some(hint) = hints::of_keyword(key, object) {
        let finding = Finding::at(at.place_of(key), format!("{message}: {}", hint.what));
        return finding.help(hint.help);
    }
    let finding = Finding::at(at.place_of(key), message);
    if let Some(row) = table::row(key).filter(|row| row.is_annotation()) {
        return finding.help(format!("{}: remove it here", row.stands));
    }
    let names = object.keys().map(|(key, _)| key);
    match did_you_mean(key, names.clone()) {
        Some(near) => finding.help(near),
        None => {
            let names: Vec<&str> = names.collect();
            finding.help(format!("known here: {}", listed(&names)))
        }
    }
}

fn value(at: At<'_>, key: &str, expect: Expect, problems: &mut Problems) {
    match expect {
        Expect::Object(kind) => object(at, kind, problems),
        Expect::Map(kind) => match at.node.as_map() {
            Some(_) => at
                .pairs()
                .for_each(|(_, node)| object(node, kind, problems)),
            None => problems.push_broken(misfit(at, key, "a mapping")),
        },
        Expect::List(kind) => match at.node.as_list() {
            Some(list) => {
                (0..list.len()).for_each(|index| object(at.index(index), kind, problems));
            }
            None => problems.push_broken(misfit(at, key, "a list")),
        },
        Expect::Texts => texts(at, key, "a list of text", false, problems),
        Expect::Values => texts(at, key, "a list of text", true, problems),
        Expect::Some(words) | Expect::Filters(words) => {
            let is_filled = matches!(expect, Expect::Filters(_));
            texts(at, key, "a list of text", is_filled, problems);
            for index in 0..at.node.as_list().map_or(0, <[_]>::len) {
                known(at.index(index), words, problems);
            }
        }
        Expect::Words if at.node.as_list().is_some() => {
            texts(at, key, "text or a list of text", true, problems);
        }
        Expect::TextMap => text_map(at, key, false, problems),
        Expect::FilledMap => text_map(at, key, true, problems),
        Expect::Contents => match at.node.as_map() {
            Some(_) => at
                .pairs()
                .for_each(|(name, it)| value(it, name, Expect::Content, problems)),
            None => problems.push_broken(misfit(at, key, "a mapping of types to what they hold")),
        },
        Expect::Content => content(at, key, problems),
        Expect::Word(known) => word(at, key, known, problems),
        scalar => single(at, key, scalar, problems),
    }
}

/// A value that is no list and no mapping.
fn single(at: At<'_>, key: &str, expect: Expect, problems: &mut Problems) {
    let value = &at.node.value;
    let (fits, wanted) = match expect {
        Expect::Bool => (matches!(value, Value::Bool(_)), "`true` or `false`"),
        Expect::Sure => (matches!(value, Value::Bool(_)), "`true`"),
        Expect::Int => (matches!(value, Value::Int(_)), "a whole number"),
        Expect::Length => (matches!(value, Value::Int(0..)), "a whole number from 0"),
        Expect::Number => (matches!(value, Value::Int(_) | Value::Float(_)), "a number"),
        Expect::Any => (
            !matches!(value, Value::List(_) | Value::Map(_) | Value::Null),
            "a single value",
        ),
        Expect::Words => (at.node.as_text().is_some(), "text or a list of text"),
        _ => (at.node.as_text().is_some(), "text"),
    };
    if matches!((expect, value), (Expect::Length, Value::Int(..0))) {
        let finding = Finding::at(at.place(), format!("`{key}` is less than nothing"));
        problems.push_broken(finding.help("write a whole number from 0 here"));
    } else if !fits {
        problems.push_broken(misfit(at, key, wanted));
    } else if matches!((expect, value), (Expect::Sure, Value::Bool(false))) {
        let finding = Finding::at(at.place(), format!("`{key}: false` says nothing"));
        problems.push(finding.help("remove it: that is so where it does not stand"));
    } else if matches!(expect, Expect::Filled | Expect::Words) {
        filled(at, key, problems);
    } else if let Expect::One(words) = expect {
        known(at, words, problems);
    }
}

fn known(at: At<'_>, words: Words, problems: &mut Problems) {
    let known = (words.known)();
    let text = at.node.as_text();
    if let Some(text) = text.filter(|text| !known.contains(text)) {
        problems.push(Finding::unknown(at.place(), words.what, text, &known));
    }
}

/// Text that says nothing is the same as none, but looks like some.
fn filled(at: At<'_>, key: &str, problems: &mut Problems) {
    if at.node.as_text().is_some_and(|text| text.trim().is_empty()) {
        let finding = Finding::at(at.place(), format!("`{key}` says nothing"));
        problems.push(finding.help("write what it is to say, or remove it"));
    }
}

fn word(at: At<'_>, key: &str, known: &[&str], problems: &mut Problems) {
    let Some(text) = at.node.as_text() else {
        return problems.push_broken(misfit(at, key, "text"));
    };
    if !known.contains(&text) {
        let finding = Finding::at(at.place(), format!("`{key}` cannot be `{text}`"));
        let near = did_you_mean(text, known.iter().copied());
        problems
            .push_broken(finding.help(near.unwrap_or_else(|| format!("known: {}", listed(known)))));
    }
}

fn texts(at: At<'_>, key: &str, wanted: &str, values: bool, problems: &mut Problems) {
    let Some(list) = at.node.as_list() else {
        return problems.push_broken(misfit(at, key, wanted));
    };
    if values && list.is_empty() {
        problems.push(match key {
            "enum" => Finding::at(at.place(), "this enum has no values")
                .help("list the values, or remove `enum`")
                .rule(ENUM_WITHOUT_VALUES, Severity::Error),
            _ => Finding::at(at.place(), format!("`{key}` holds nothing"))
                .help("name something, or remove it"),
        });
    }
    let mut seen = BTreeSet::new();
    for index in 0..list.len() {
        let at = at.index(index);
        let Some(text) = at.node.as_text() else {
            let message = format!("`{key}` is {wanted}, and holds {}", at.node.kind());
            problems.push_broken(wrong_kind(at, message, wanted));
            continue;
        };
        if values {
            filled(at, key, problems);
        }
        if !seen.insert(text) {
            let finding = Finding::at(at.place(), format!("`{text}` stands here twice"));
            problems.push(finding.help("remove one"));
        }
    }
}

fn text_map(at: At<'_>, key: &str, is_filled: bool, problems: &mut Problems) {
    let Some(pairs) = at.node.as_map() else {
        return problems.push_broken(misfit(at, key, "a mapping to text"));
    };
    for pair in pairs {
        let at = at.with(&pair.node);
        if at.node.as_text().is_none() {
            let message = format!("`{key}` is a mapping to text, and holds {}", at.node.kind());
            problems.push_broken(wrong_kind(at, message, "text"));
        } else if is_filled {
            filled(at, &pair.key, problems);
        }
    }
}

/// What something holds by key: a resource, or a list of one.
fn content(at: At<'_>, key: &str, problems: &mut Problems) {
    let Some(pairs) = at.node.as_map() else {
        return problems.push_broken(misfit(at, key, "a mapping of names to resources"));
    };
    for pair in pairs {
        let at = at.with(&pair.node);
        let is_name = match &at.node.value {
            Value::Text(_) => true,
            Value::List(list) => list.len() == 1 && list.iter().all(|it| it.as_text().is_some()),
            _ => false,
        };
        if !is_name {
            let message = format!("`{}` does not name the resource that it holds", pair.key);
            let help = "write `invoice` for one, `[invoice]` for a list of them";
            problems.push(Finding::at(at.place(), message).help(help));
        }
    }
}

/// The finding for a value of the wrong kind.
fn misfit(at: At<'_>, key: &str, wanted: &str) -> Finding {
    let message = format!("`{key}` is {wanted}, not {}", at.node.kind());
    match hints::of_value(at, key) {
        Some(help) => Finding::at(at.place(), message).help(help),
        None => wrong_kind(at, message, wanted),
    }
}

fn wrong_kind(at: At<'_>, message: String, wanted: &str) -> Finding {
    let finding = Finding::at(at.place(), message);
    let scalar = !matches!(
        at.node.value,
        Value::List(_) | Value::Map(_) | Value::Text(_)
    );
    if scalar && wanted.contains("text") {
        finding.help("quote it")
    } else {
        finding.help(format!("write {wanted} here"))
    }
}
