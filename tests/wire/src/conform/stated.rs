//! What an entry of an index, or of a file of expectations, says that a body is.
//!
//! People write what they know of it: an operation by its name or its route, a resource, or only a kind. What they do not say,
//! the keys of the body do.

use super::{
    guess::guess,
    target::{Target, Version},
};
use crate::{json::Object, spec::Spec};
use serde_json::{Map, Value};

/// What is said about a body.
pub(super) struct Stated<'a>(pub(super) &'a Map<String, Value>);

impl Stated<'_> {
    /// The first of these names that is said, in words.
    fn word(&self, names: &[&str]) -> Option<&str> {
        let said = |name: &&str| match self.0.get(*name)? {
            Value::String(text) if !text.is_empty() => Some(text.as_str()),
            // `resources: [customer, card]`: what it is about comes first.
            Value::Array(list) => list.first()?.as_str(),
            _ => None,
        };
        names.iter().find_map(said)
    }

    /// The version; by the path of the file where it is not said, and else by what an event says of itself.
    pub(super) fn version(&self, path: &str, body: &[u8]) -> Version {
        let mut words = path.split(['/', '_', '-', '.']);
        let said = self.word(&["api", "api_version", "version"]);
        let said = said.or_else(|| words.find(|it| matches!(*it, "v1" | "v2")));
        said.map_or_else(|| version_of_event(body), Version::of)
    }

    pub(super) fn status(&self) -> Option<String> {
        match self.0.get("status")? {
            Value::String(text) => Some(text.clone()),
            number => number.as_u64().map(|it| it.to_string()),
        }
    }

    /// What the body is.
    pub(super) fn target(&self, spec: &Spec, version: Version, body: &[u8]) -> Target {
        let owned = version.name.to_owned();
        let kind = self
            .word(&["kind", "as", "type", "target"])
            .unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        match kind.as_str() {
            "webhook" | "event" => return Target::Event(owned),
            "error" | "refusal" => return Target::Refusal(owned),
            _ => {}
        }
        let operation = self.word(&["operation"]).unwrap_or(&kind);
        if let Some((resource, operation)) = operation_of(version, operation) {
            return Target::Answer(owned, resource.to_owned(), operation.to_owned());
        }
        let resource = self.word(&["resource", "resources"]).unwrap_or(&kind);
        if version.has(resource) && is_bare(resource, body) {
            return Target::Resource(owned, resource.to_owned());
        }
        guess(spec, version, body)
    }
}

/// What an event says of its version; v2 for anything else.
fn version_of_event(body: &[u8]) -> Version {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let object = Object::read(text).ok();
    let event = object.filter(|it| it.get("event_type").is_some());
    Version::of(
        &event
            .and_then(|it| it.text("api_version"))
            .unwrap_or_default(),
    )
}

/// Whether a body is the resource itself, and no answer that holds it.
fn is_bare(resource: &str, body: &[u8]) -> bool {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let holds = |object: Object<'_>| object.names().any(|it| it == resource || it == "list");
    Object::read(text).is_ok_and(|object| !object.0.is_empty() && !holds(object))
}

/// The operation of a name (`customer.retrieve`, `v2/customer/retrieve`) or a route (`GET /customers/{id}`).
fn operation_of(version: Version, said: &str) -> Option<(&'static str, &'static str)> {
    let minimal = match said.split_once(" /") {
        Some((method, path)) => by_route(version, method, path),
        None => {
            let name = said.strip_prefix(version.name).unwrap_or(said);
            let name = name.trim_start_matches(['.', ' ', '/']);
            let (resource, operation) = name.split_once(['.', ' ', '/'])?;
            version.operation(resource, operation)
        }
    }?;
    Some((minimal.resource, minimal.operation))
}

fn by_route(version: Version, method: &str, path: &str) -> Option<&'static crate::case::Minimal> {
    let path = path
        .strip_prefix(&format!("api/{}/", version.name))
        .unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    let mut routes = version.operations.iter().filter(|it| {
        let route: Vec<&str> = it.path.trim_start_matches('/').split('/').collect();
        let is_method = method.eq_ignore_ascii_case(it.method.as_str());
        is_method
            && route.len() == segments.len()
            && (route.iter().zip(&segments))
                .all(|(route, it)| route.starts_with('{') || route == it)
    });
    // `/customers/{id}` also fits where another route has a word: that one comes first.
    let first = routes.next()?;
    let fits = |it: &&'static crate::case::Minimal| it.path.matches('{').count();
    std::iter::once(first).chain(routes).min_by_key(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn target(spec: &Spec, said: Value, path: &str, body: &str) -> String {
        let said = said.as_object().cloned().unwrap_or_default();
        let stated = Stated(&said);
        let target = stated.target(spec, stated.version(path, body.as_bytes()), body.as_bytes());
        target.to_string()
    }

    #[test]
    fn what_is_said_counts_before_what_the_keys_say() {
        let spec = Spec::read().expect("the spec reads");
        let body = r#"{"invoice": {}}"#;
        for (said, is) in [
            (
                json!({"operation": "card.retrieve"}),
                "v2 answer card.retrieve",
            ),
            (
                json!({"operation": "v2/Card/Retrieve"}),
                "v2 answer card.retrieve",
            ),
            (
                json!({"operation": "GET /cards/{customer_id}"}),
                "v2 answer card.retrieve",
            ),
            (
                json!({"operation": "get /api/v2/cards/c"}),
                "v2 answer card.retrieve",
            ),
            // A word of the route counts before an id.
            (
                json!({"operation": "GET /invoices/payment_reference_numbers"}),
                "v2 answer invoice.list_payment_reference_numbers",
            ),
            (
                json!({"api_version": "v1", "operation": "card.retrieve"}),
                "v1 answer card.retrieve",
            ),
            (
                json!({"api": 1, "kind": "customer.retrieve"}),
                "v2 answer customer.retrieve",
            ),
            (json!({"kind": "webhook"}), "v2 event"),
            (json!({"type": "Error"}), "v2 refusal"),
            // Not known, or said of what holds the resource: the keys say what it is.
            (
                json!({"operation": "card.invent"}),
                "v2 answer invoice.retrieve",
            ),
            (
                json!({"operation": "GET /planets"}),
                "v2 answer invoice.retrieve",
            ),
            (json!({"resource": "invoice"}), "v2 answer invoice.retrieve"),
            (json!({"kind": "response"}), "v2 answer invoice.retrieve"),
            // No answer has that member, so it is the resource itself.
            (
                json!({"resources": ["card", "invoice"]}),
                "v2 resource card",
            ),
            (json!({}), "v2 answer invoice.retrieve"),
        ] {
            assert_eq!(target(&spec, said.clone(), "a.json", body), is, "{said}");
        }
        for (path, version) in [
            ("v1/a.json", "v1"),
            ("x_v1.json", "v1"),
            ("v2/v10.json", "v2"),
        ] {
            let is = format!("{version} answer invoice.retrieve");
            assert_eq!(target(&spec, json!({}), path, body), is, "{path}");
        }
    }
}
