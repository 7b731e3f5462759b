//! An operation as the document has it: with what the spec leaves to be derived.

use super::{put, walk::Walk};
use crate::{
    finding::Finding,
    load::{At, File, tree},
};
use serde_yaml::{Mapping, Value};

impl Walk<'_> {
    /// An operation, with the tag of its resource, a summary and, where it has one, the servers of its sub-domain.
    pub(super) fn operation(&self, file: &File, at: At<'_>) -> Result<Mapping, Finding> {
        let mut operation = Mapping::new();
        let text = |key| at.node.get(key).and_then(tree::Node::as_text);
        let resource = text("x-resource").unwrap_or(&file.stem);
        put(&mut operation, "tags", vec![Value::from(resource)]);
        if let (None, Some(description)) = (text("summary"), text("description")) {
            put(&mut operation, "summary", summary(description));
        }
        operation.extend(self.mapping(file, at)?);
        if let (Some(name), Some(servers)) = (text("x-sub-domain"), &self.servers) {
            put(&mut operation, "servers", with_sub_domain(servers, name));
        }
        if let Some(Value::Mapping(responses)) = operation.get_mut("responses") {
            refusals(responses);
        }
        Ok(operation)
    }
}

/// What an operation does, in the first words of its description.
pub(super) fn summary(description: &str) -> String {
    let description = description.trim();
    let text = match description.strip_prefix("Deprecated: ") {
        Some(rest) => rest,
        None => description,
    };
    let end = ["; ", ". "].iter().filter_map(|end| text.find(end)).min();
    let words = text[..end.unwrap_or(text.len())].trim_end_matches('.');
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// A refusal by the API has one shape, which the spec calls the `default` response: it is the response of each status from 400 on.
fn refusals(responses: &mut Mapping) {
    if let Some(refusal) = responses.get("default").cloned() {
        put(responses, "4XX", refusal);
    }
}

/// `https://{site}.chargebee.com` as `https://{site}.ingest.chargebee.com`.
fn with_sub_domain(servers: &Value, name: &str) -> Value {
    let mut servers = servers.clone();
    for server in servers.as_sequence_mut().into_iter().flatten() {
        if let Some(Value::String(url)) = server.get_mut("url") {
            *url = url.replacen("{site}.", &format!("{{site}}.{name}."), 1);
        }
    }
    servers
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_summary_is_the_first_clause() {
        for (description, expected) in [
            ("Creates a coupon; nothing is billed.", "Creates a coupon"),
            ("Lists coupons. Newest first.", "Lists coupons"),
            ("Deprecated: adds a card; use `create`.", "Adds a card"),
            ("Version 1.0 of it.", "Version 1.0 of it"),
            ("", ""),
        ] {
            assert_eq!(summary(description), expected);
        }
    }
}
