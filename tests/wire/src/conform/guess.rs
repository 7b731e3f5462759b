//! What a body is, where nobody says it: by its keys.

use super::target::{Target, Version};
use crate::{
    json::{self, Object},
    spec::Spec,
};
use chargebee_generator::model::{Module, Operation, Presence, Record, Type};
use std::{cmp::Reverse, collections::BTreeSet};

/// What is read where a body does not show what it is: it must be refused as that.
const ANYTHING: (&str, &str) = ("customer", "retrieve");

/// A page of a list without entries, or of a list that is none, is the same for each resource.
const ANY_LIST: (&str, &str) = ("customer", "list");

/// What a body of a version looks like.
pub(super) fn guess(spec: &Spec, version: Version, body: &[u8]) -> Target {
    let name = version.name.to_owned();
    let answer = |(resource, operation): (&str, &str)| {
        Target::Answer(name.clone(), resource.to_owned(), operation.to_owned())
    };
    let text = std::str::from_utf8(body).unwrap_or_default();
    let object = match Object::read(text) {
        Ok(object) if !object.0.is_empty() => object,
        _ => return answer(ANYTHING),
    };
    if is_event(&object) {
        return Target::Event(name);
    }
    if let Some(resource) = object.text("object").filter(|it| version.has(it)) {
        return Target::Resource(name, resource);
    }
    if is_refusal(&object) {
        return Target::Refusal(name);
    }
    let Some(shown) = Shown::of(&object) else {
        return answer(ANY_LIST);
    };
    match operation(spec, version, &shown) {
        Some((resource, operation)) => answer((&resource, &operation)),
        None => Target::Members(name),
    }
}

fn is_event(object: &Object<'_>) -> bool {
    let has = |name: &str| object.get(name).is_some();
    let says = object.text("object").is_some_and(|it| it == "event");
    says || has("event_type") || has("content") && (has("api_version") || has("occurred_at"))
}

/// As the client sees it: a code, or a message beside the kind or the status.
fn is_refusal(object: &Object<'_>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| object.get(name).is_some());
    let explained = has(&["type", "error_type", "http_status_code"]);
    has(&["api_error_code", "error_code"]) || has(&["message", "error_msg"]) && explained
}

/// The keys that a body shows.
struct Shown {
    top: BTreeSet<String>,
    /// The keys of each entry of a list.
    entries: Vec<BTreeSet<String>>,
}

impl Shown {
    /// `None` for a list that shows nothing.
    fn of(object: &Object<'_>) -> Option<Self> {
        let keys = |object: &Object<'_>| object.names().map(str::to_owned).collect();
        let entries = match object.get("list") {
            None => Vec::new(),
            Some(list) => {
                let entries = json::list(list).filter(|it| !it.is_empty())?;
                let objects = entries.iter().map(|entry| Object::read(entry.get()).ok());
                objects
                    .map(|entry| Some(keys(&entry?)))
                    .collect::<Option<_>>()?
            }
        };
        let top = keys(object);
        Some(Self { top, entries })
    }

    fn in_entries(&self) -> BTreeSet<&str> {
        self.entries.iter().flat_map(texts).collect()
    }

    /// All keys, of the body and of its entries.
    fn all(&self) -> BTreeSet<&str> {
        &self.in_entries() | &texts(&self.top)
    }

    /// How many of the keys an answer of a record and its entries has; `None` where the body lacks what it cannot be read
    /// without, or nothing is known of its entries.
    fn known(&self, record: &Record, entry: Option<&Record>) -> Option<usize> {
        let lacks = |record: &Record, keys: &BTreeSet<String>| {
            let mut guaranteed = record
                .fields
                .iter()
                .filter(|it| it.presence == Presence::Guaranteed);
            guaranteed.any(|it| !keys.contains(&it.name.wire))
        };
        let entry_lacks = |entry: &Record| self.entries.iter().any(|keys| lacks(entry, keys));
        if lacks(record, &self.top) || entry.is_some_and(entry_lacks) {
            return None;
        }
        let count = |record: Option<&Record>, keys: &BTreeSet<&str>| {
            let fields = record.into_iter().flat_map(|it| &it.fields);
            fields
                .filter(|it| keys.contains(it.name.wire.as_str()))
                .count()
        };
        let entries = count(entry, &self.in_entries());
        (entries > 0 || self.entries.is_empty())
            .then(|| count(Some(record), &texts(&self.top)) + entries)
    }
}

fn texts(keys: &BTreeSet<String>) -> BTreeSet<&str> {
    keys.iter().map(String::as_str).collect()
}

/// The operation whose answer has most of the keys; then one of the resource that a key is named after, the plain one before
/// others, the one with least else. `None` where reading the members by their names makes more of them.
fn operation(spec: &Spec, version: Version, shown: &Shown) -> Option<(String, String)> {
    let keys = shown.all();
    let candidates = spec
        .operations(version.name)
        .filter_map(|(module, operation)| {
            let (record, entry) = records(spec, version, module, operation)?;
            let known = shown.known(record, entry)?;
            let name = operation.name.wire.as_str();
            let named = keys.contains(module.name.as_str());
            let plain = matches!(name, "list" | "retrieve");
            let score = (known, named, plain, Reverse(record.fields.len()));
            Some((score, (module.name.clone(), name.to_owned())))
        });
    // The first of those that are equally good.
    let best = candidates.reduce(|best, it| if it.0 > best.0 { it } else { best });
    let by_name =
        |key: &&&str| matches!(**key, "list" | "next_offset") || version.resource_of(key).is_some();
    let by_names = keys.iter().filter(by_name).count();
    best.filter(|(score, _)| score.0 > 0 && score.0 >= by_names)
        .map(|(_, found)| found)
}

/// The record that an operation answers, and that of the entries of its list.
fn records<'a>(
    spec: &'a Spec,
    version: Version,
    module: &'a Module,
    operation: &Operation,
) -> Option<(&'a Record, Option<&'a Record>)> {
    let record = spec.record(version.name, &module.name, &operation.response)?;
    let list = record.fields.iter().find(|it| it.name.wire == "list");
    let entry = list.and_then(|list| match &list.ty {
        Type::List(inner) => match &**inner {
            Type::Record(of) => spec.record(version.name, &of.module, &of.name),
            _ => None,
        },
        _ => None,
    });
    Some((record, entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a body is taken for, in the words that a child is told.
    fn guessed(spec: &Spec, version: &str, body: &str) -> String {
        guess(spec, Version::of(version), body.as_bytes()).to_string()
    }

    #[test]
    fn the_keys_of_a_body_say_what_it_is() {
        let spec = Spec::read().expect("the spec reads");
        for (version, body, is) in [
            // The one resource that is there, in the version that it is read as.
            (
                "v2",
                r#"{"customer": {"id": "c"}}"#,
                "v2 answer customer.retrieve",
            ),
            (
                "v1",
                r#"{"customer": {"id": "c"}}"#,
                "v1 answer customer.retrieve",
            ),
            ("v1", r#"{"item": {"id": "i"}}"#, "v1 members"),
            // Several: the operation that answers most of them.
            (
                "v2",
                r#"{"gift": {}, "subscription": {}}"#,
                "v2 answer gift.retrieve",
            ),
            (
                "v2",
                r#"{"list": [{"invoice": {}}]}"#,
                "v2 answer invoice.list",
            ),
            (
                "v2",
                r#"{"list": [{"invoice": {}}], "next_offset": "[1]"}"#,
                "v2 answer invoice.list",
            ),
            ("v2", r#"{"list": []}"#, "v2 answer customer.list"),
            // Lists of what no operation answers that way.
            ("v2", r#"{"customers": [{"id": "c"}]}"#, "v2 members"),
            ("v2", r#"{"planet": {}}"#, "v2 members"),
            // A resource by itself says its name.
            ("v2", r#"{"object": "plan", "id": "p"}"#, "v2 resource plan"),
            ("v2", r#"{"object": "event", "id": "e"}"#, "v2 event"),
            ("v2", r#"{"event_type": "x", "id": "e"}"#, "v2 event"),
            ("v1", r#"{"content": {}, "occurred_at": 1}"#, "v1 event"),
            (
                "v2",
                r#"{"api_error_code": "x", "message": "no"}"#,
                "v2 refusal",
            ),
            (
                "v1",
                r#"{"error_code": "x", "error_msg": "no"}"#,
                "v1 refusal",
            ),
            (
                "v2",
                r#"{"message": "no", "type": "payment"}"#,
                "v2 refusal",
            ),
            // A message alone is what a proxy says.
            ("v2", r#"{"message": "no"}"#, "v2 members"),
            // What shows nothing is read as some operation's answer, which refuses it.
            ("v2", "{}", "v2 answer customer.retrieve"),
            ("v2", "[]", "v2 answer customer.retrieve"),
            ("v2", "not found", "v2 answer customer.retrieve"),
            ("v2", "", "v2 answer customer.retrieve"),
        ] {
            assert_eq!(guessed(&spec, version, body), is, "{version} {body}");
        }
    }
}
