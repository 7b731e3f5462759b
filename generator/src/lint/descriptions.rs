//! Descriptions that say nothing, and what is deprecated without a word about what to use.

use super::{
    Rule,
    items::{Item, Items, Kind},
    words,
};
use crate::{finding::Report, load::tree::Value};

pub(super) const EMPTY: Rule = Rule::error("empty-description");
pub(super) const DEPRECATED: Rule = Rule::warning("deprecated-without-replacement");

pub(super) fn check(items: &Items<'_>, report: &mut Report) {
    for item in &items.all {
        empty(item, report);
        if is_deprecated(item) {
            deprecated(item, report);
        }
        deprecated_values(item, report);
    }
}

/// Shorter than this, nothing is said.
const SHORTEST: usize = 12;

/// What stands before the sentence itself.
const PREFIXES: [&str; 2] = ["Filters on this attribute:", "Deprecated:"];

fn empty(item: &Item<'_>, report: &mut Report) {
    let Some((text, place)) = &item.description else {
        return;
    };
    let text = text.trim();
    let inner = (PREFIXES.iter()).fold(text, |text, prefix| {
        text.strip_prefix(prefix).map_or(text, str::trim)
    });
    // A value can be a name of its own: `American Express card` says what there is to say.
    let owners = item.owners.iter().filter(|_| item.kind != Kind::Value);
    let names: Vec<&str> = owners.copied().chain([item.name]).collect();
    let (problem, help) = if inner.chars().count() < SHORTEST {
        (
            "too short to say anything",
            "say what it is, what it is for, or its unit",
        )
    } else if !text.ends_with('.') {
        (
            "no sentence: it does not end with a full stop",
            "end it with a full stop",
        )
    } else if text.starts_with(|c: char| c.is_lowercase()) {
        (
            "no sentence: it starts in lower case",
            "start it with a capital",
        )
    } else if words::only_repeats(inner, &names) {
        (
            "only its name again",
            "say what it is for, what its unit is, or what follows from it",
        )
    } else {
        return;
    };
    let message = format!("the description of `{}` is {problem}", item.name);
    report.push(EMPTY.at(place.clone(), message).help(help));
}

fn is_deprecated(item: &Item<'_>) -> bool {
    let stands = item.at.find("deprecated").map(|at| &at.node.value);
    item.kind != Kind::Value && matches!(stands, Some(Value::Bool(true)))
}

/// Words with which a description says what to use, or that there is nothing.
const POINTERS: [&str; 6] = [
    "instead",
    "leave it out",
    "left out",
    "no longer",
    "superseded",
    "use",
];

fn names_a_replacement(text: &str) -> bool {
    let words = format!(" {} ", words::of_text(text).join(" "));
    let pointer = |pointer: &&str| words.contains(&format!(" {pointer} "));
    text.contains('`') || words.contains(" replace") || POINTERS.iter().any(pointer)
}

fn deprecated(item: &Item<'_>, report: &mut Report) {
    let text = item.description.as_ref().map_or("", |(text, _)| text);
    if !names_a_replacement(text) {
        let message = format!("`{}` is deprecated and does not say what to use", item.name);
        let place = item.at.place_of("deprecated");
        report.push(DEPRECATED.at(place, message).help(HELP));
    }
}

const HELP: &str =
    "name what replaces it, as in \"use `other` instead\", or say that nothing replaces it";

fn deprecated_values(item: &Item<'_>, report: &mut Report) {
    let list = item.at.find("x-deprecated-values");
    let (Some(list), Some(texts)) = (list, item.at.find("x-enum-descriptions")) else {
        return;
    };
    for value in list.node.as_list().unwrap_or_default() {
        let value = value.as_text().unwrap_or_default();
        let text = texts
            .find(value)
            .and_then(|at| at.node.as_text())
            .unwrap_or_default();
        if !names_a_replacement(text) {
            let message = format!("the value `{value}` is deprecated and does not say what to use");
            report.push(DEPRECATED.at(texts.place_of(value), message).help(HELP));
        }
    }
}
