//! How long a text can be, where an operation says it and the attribute that it writes does not.

use super::{
    Rule,
    items::{Item, Items, Kind},
    words,
};
use crate::finding::Report;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const LENGTH: Rule = Rule::warning("length-of-parameter-only");

/// A resource, what holds the text (nothing for the resource itself), and the name of the text.
type Key<'a> = (&'a str, String, &'a str);

pub(super) fn check(items: &Items<'_>, report: &mut Report) {
    let lengths = of_parameters(items);
    let records = records(items);
    for item in texts(items) {
        let record = item.object.as_ref().map(ToString::to_string);
        let Some((resource, object)) = record.and_then(|at| records.get(&at)) else {
            continue;
        };
        let key = (*resource, object.to_string(), item.name);
        let Some(length) = lengths.get(&key) else {
            continue;
        };
        if item.has("maxLength") || item.has_evidence() {
            continue;
        }
        let name = item.name;
        let message = format!("`{name}` has no length, and the parameter that writes it has one");
        let help =
            format!("add `maxLength: {length}`, or say in `x-evidence` why it can be longer");
        report.push(LENGTH.at(item.place.clone(), message).help(help));
    }
}

/// Properties that are text of any kind.
fn texts<'i, 'a>(items: &'i Items<'a>) -> impl Iterator<Item = &'i Item<'a>> {
    let plain = |item: &&Item<'_>| {
        item.says("type") == Some("string")
            && !item.has("enum")
            && item
                .says("format")
                .is_none_or(|it| matches!(it, "email" | "uri"))
    };
    let properties = items.all.iter().filter(|item| item.kind == Kind::Property);
    properties.filter(plain)
}

/// The longest text that the operations of a resource take, for what they take themselves and in groups.
fn of_parameters<'a>(items: &Items<'a>) -> BTreeMap<Key<'a>, i64> {
    let mut groups: BTreeMap<String, BTreeSet<(&str, String)>> = BTreeMap::new();
    for item in items.all.iter().filter(|it| it.kind == Kind::Property) {
        if let (Some(resource), None, Some("object")) =
            (item.owners.first(), &item.object, item.says("type"))
        {
            let group = (*resource, words::singular(item.name));
            groups
                .entry(item.value.place().to_string())
                .or_default()
                .insert(group);
        }
    }
    let mut lengths = BTreeMap::new();
    for item in texts(items).filter(|item| !item.has("x-filter")) {
        let length = item.value.find("maxLength").and_then(|at| at.node.as_int());
        let holders = match (&item.object, item.owners.first()) {
            (Some(group), _) => groups.get(&group.to_string()).cloned().unwrap_or_default(),
            (None, Some(resource)) => BTreeSet::from([(*resource, String::new())]),
            (None, None) => BTreeSet::new(),
        };
        for (resource, object) in holders {
            if let Some(length) = length {
                let longest = lengths
                    .entry((resource, object, item.name))
                    .or_insert(length);
                *longest = length.max(*longest);
            }
        }
    }
    lengths
}

/// By the place of an object of answers: its resource, and what the API calls it there.
fn records<'a>(items: &Items<'a>) -> BTreeMap<String, (&'a str, &'a str)> {
    let mut records = BTreeMap::new();
    for item in items.all.iter().filter(|it| it.kind == Kind::Type) {
        let object = match item.has("x-resource") {
            true => Some(""),
            false => item.says("x-object"),
        };
        if let (Some(object), Some(resource)) = (object, item.owners.first()) {
            records.insert(item.value.place().to_string(), (*resource, object));
        }
    }
    records
}
