//! What a body is, where nobody says it: by its keys.

use super::target::{Target, Version};
use crate::spec::Spec;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What is read where a body does not show what it is.
const ANYTHING: (&str, &str) = ("customer", "retrieve");

/// What a body of a version looks like. A body that is no JSON object is taken for a customer: it must be refused as that.
pub(super) fn guess(spec: &Spec, version: Version, body: &[u8]) -> Target {
    let name = version.name.to_owned();
    let keys: BTreeMap<String, &RawValue> = serde_json::from_slice(body).unwrap_or_default();
    if keys.contains_key("event_type") {
        return Target::Event(name);
    }
    if keys.contains_key("api_error_code") || keys.contains_key("error_code") {
        return Target::Refusal(name);
    }
    if let Some((resource, operation)) = answer(spec, &name, &keys) {
        return Target::Answer(name, resource, operation);
    }
    let object: Option<String> =
        (keys.get("object")).and_then(|it| serde_json::from_str(it.get()).ok());
    match object.filter(|object| (version.record)(object, b"{}").is_some()) {
        Some(resource) => Target::Resource(name, resource),
        None => Target::Answer(name, ANYTHING.0.to_owned(), ANYTHING.1.to_owned()),
    }
}

/// The operation whose answer has most of these keys, the one that retrieves the resource before others; then the one with
/// least else.
fn answer(
    spec: &Spec,
    version: &str,
    keys: &BTreeMap<String, &RawValue>,
) -> Option<(String, String)> {
    let list: Option<Vec<BTreeMap<String, &RawValue>>> =
        (keys.get("list")).map(|list| serde_json::from_str(list.get()).unwrap_or_default());
    let entry = list.as_ref().and_then(|list| list.first());
    let mut best = None;
    for (module, operation) in spec.operations(version) {
        let Some(record) = spec.record(version, &module.name, &operation.response) else {
            continue;
        };
        let has = |name: &str| record.fields.iter().any(|it| it.name.wire == name);
        let known = keys.keys().filter(|key| has(key)).count();
        if known == 0 {
            continue;
        }
        let in_entry = entry.map_or(0, |entry| {
            let page = record.page_of.as_ref();
            let record = page.and_then(|name| spec.record(version, &module.name, name));
            let fields = record.map(|it| it.fields.as_slice()).unwrap_or_default();
            let known = |key: &&String| fields.iter().any(|it| it.name.wire == **key);
            entry.keys().filter(known).count()
        });
        let name = operation.name.wire.as_str();
        let retrieves = name == "list" || name == "retrieve" && keys.contains_key(&module.name);
        let score = (
            known + in_entry,
            retrieves,
            std::cmp::Reverse(record.fields.len()),
        );
        if best.as_ref().is_none_or(|(top, _)| score > *top) {
            best = Some((score, (module.name.clone(), name.to_owned())));
        }
    }
    best.map(|(_, found)| found)
}
