//! Sentences as words.

use crate::names;
use std::collections::BTreeSet;

/// The words of a sentence, in lower case.
pub(super) fn of_text(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Words that say nothing by themselves. Those that start a clause (`that`, `which`, `given`) are not among them.
const EMPTY: [&str; 28] = [
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "attribute",
    "field",
    "for",
    "from",
    "has",
    "id",
    "identifier",
    "in",
    "information",
    "is",
    "it",
    "its",
    "object",
    "of",
    "on",
    "parameter",
    "s",
    "the",
    "this",
    "to",
    "value",
    "with",
];

/// A word without what grammar adds to it: `creates` and `create`, `entries` and `entry`.
fn stem(word: &str) -> &str {
    let word = word.strip_suffix("ies").unwrap_or(word);
    let word = word.strip_suffix("es").unwrap_or(word);
    let word = word.strip_suffix('s').unwrap_or(word);
    let word = word.strip_suffix('d').unwrap_or(word);
    word.strip_suffix(['e', 'y']).unwrap_or(word)
}

/// Whether a sentence has no word that is not in one of the names.
pub(super) fn only_repeats(text: &str, names: &[&str]) -> bool {
    let known: Vec<String> = names.iter().flat_map(|name| names::words(name)).collect();
    let known: BTreeSet<&str> = known.iter().map(|word| stem(word)).collect();
    let words = of_text(text);
    words
        .iter()
        .all(|word| EMPTY.contains(&word.as_str()) || known.contains(stem(word)))
}

/// `customers` and `entities` as one.
pub(super) fn singular(name: &str) -> String {
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) if !stem.ends_with('s') => stem.to_owned(),
        _ => name.to_owned(),
    }
}
