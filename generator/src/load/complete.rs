//! What a file leaves out because it says so elsewhere. It is put where it belongs before anything else looks at the file, with the
//! place of what says it, so that nobody but this module knows what was left out:
//!
//! - the resource and the method of an operation: its `operationId` is the two of them
//! - the `default` answer: all operations fail in the same way
//! - an answer that several operations give: a component of the file, which they refer to
//! - the description of a filter: that of the attribute whose name it has

use super::tree::{Mark, Node, Pair, Value};

/// The answer of all operations that fail.
pub(crate) const ERROR: &str = "common.yaml#/components/responses/Error";

/// What need not stand in a file, although it must be there when everything is said: the kind of mapping, and the key.
pub(crate) const LEFT_OUT: [(&str, &str); 4] = [
    ("an operation", "x-resource"),
    ("an operation", "x-method"),
    ("`responses`", "default"),
    ("a parameter", "description"),
];

/// How the description of a filter begins that has that of its attribute.
const FILTERS: &str = "Filters on this attribute: ";

const RESPONSES: &str = "#/components/responses/";
const SCHEMAS: &str = "#/components/schemas/";

/// Completes the file of a resource.
pub(super) fn complete(tree: &mut Node, stem: &str) {
    let Some(Value::Map(mut paths)) = replace_paths(tree, Value::Null) else {
        return;
    };
    let mut used = Vec::new();
    for path in &mut paths {
        for operation in pairs_mut(&mut path.node) {
            complete_operation(&mut operation.node, stem, tree, &mut used);
        }
    }
    replace_paths(tree, Value::Map(paths));
    forget(tree, &used);
}

fn replace_paths(tree: &mut Node, value: Value) -> Option<Value> {
    let paths = pairs_mut(tree)
        .iter_mut()
        .find(|pair| pair.key == "paths")?;
    Some(std::mem::replace(&mut paths.node.value, value))
}

/// `tree` is what the file has besides its operations; the answers of those that it refers to are noted.
fn complete_operation(operation: &mut Node, stem: &str, tree: &Node, used: &mut Vec<String>) {
    let Value::Map(pairs) = &mut operation.value else {
        return;
    };
    let id = pairs.iter().position(|pair| pair.key == "operationId");
    if let Some((at, id)) = id.and_then(|at| Some((at, pairs.get(at)?.node.clone()))) {
        let id_text = id.as_text().unwrap_or_default();
        let method = id_text
            .strip_prefix(stem)
            .and_then(|it| it.strip_prefix('_'));
        for (key, value) in [("x-method", method), ("x-resource", Some(stem))] {
            if let Some(value) = value.filter(|_| !pairs.iter().any(|pair| pair.key == key)) {
                pairs.insert(at + 1, pair(key, value, id.mark));
            }
        }
    }
    for pair in pairs {
        match pair.key.as_str() {
            "responses" => complete_responses(pair, tree, used),
            "parameters" => {
                let Value::List(parameters) = &mut pair.node.value else {
                    continue;
                };
                for parameter in parameters {
                    complete_filter(parameter, stem, tree);
                }
            }
            _ => {}
        }
    }
}

fn complete_responses(responses: &mut Pair, tree: &Node, used: &mut Vec<String>) {
    let Value::Map(pairs) = &mut responses.node.value else {
        return;
    };
    for answer in pairs.iter_mut().filter(|pair| pair.key == "200") {
        let name = reference(&answer.node).and_then(|it| it.strip_prefix(RESPONSES));
        let Some(name) = name.map(str::to_owned) else {
            continue;
        };
        if let Some(shared) = component(tree, "responses", &name) {
            answer.node = shared.clone();
            used.push(name);
        }
    }
    if !pairs.is_empty() && !pairs.iter().any(|pair| pair.key == "default") {
        let error = Node {
            mark: responses.mark,
            value: Value::Map(vec![pair("$ref", ERROR, responses.mark)]),
        };
        pairs.push(Pair {
            key: "default".to_owned(),
            mark: responses.mark,
            node: error,
        });
    }
}

fn complete_filter(parameter: &mut Node, stem: &str, tree: &Node) {
    if parameter.get("x-filter").is_none() || parameter.get("description").is_some() {
        return;
    }
    let name = parameter.get("name").and_then(Node::as_text);
    let said = name.and_then(|name| description_of(tree, stem, name));
    let mark = parameter.key_mark("name").unwrap_or(parameter.mark);
    if let (Some(said), Value::Map(pairs)) = (said, &mut parameter.value) {
        // Where it stands in the others.
        let is_before = |pair: &Pair| ["name", "in", "required"].contains(&pair.key.as_str());
        let at = pairs.iter().rposition(is_before);
        let described = pair("description", &format!("{FILTERS}{said}"), mark);
        pairs.insert(at.map_or(pairs.len(), |at| at + 1), described);
    }
}

/// What the resource of the file says of an attribute, in place or by a shared field.
fn description_of<'a>(tree: &'a Node, stem: &str, attribute: &str) -> Option<&'a str> {
    let schemas = tree.get("components")?.get("schemas")?.as_map()?;
    let is_it =
        |schema: &&Pair| schema.node.get("x-resource").and_then(Node::as_text) == Some(stem);
    let resource = schemas.iter().find(is_it)?;
    let property = resource.node.get("properties")?.get(attribute)?;
    let shared = reference(property).and_then(|it| it.strip_prefix(SCHEMAS));
    let described = match shared {
        Some(name) => component(tree, "schemas", name)?,
        None => property,
    };
    described.get("description").and_then(Node::as_text)
}

/// Removes the answers that stand in operations now.
fn forget(tree: &mut Node, used: &[String]) {
    let components = pairs_mut(tree).iter_mut().find(|it| it.key == "components");
    let Some(Value::Map(kinds)) = components.map(|it| &mut it.node.value) else {
        return;
    };
    for kind in kinds.iter_mut().filter(|kind| kind.key == "responses") {
        if let Value::Map(responses) = &mut kind.node.value {
            responses.retain(|response| !used.contains(&response.key));
        }
    }
    let is_empty = |node: &Node| node.as_map().is_some_and(<[_]>::is_empty);
    kinds.retain(|kind| kind.key != "responses" || !is_empty(&kind.node));
}

fn pairs_mut(node: &mut Node) -> &mut [Pair] {
    match &mut node.value {
        Value::Map(pairs) => pairs,
        _ => &mut [],
    }
}

fn component<'a>(tree: &'a Node, kind: &str, name: &str) -> Option<&'a Node> {
    tree.get("components")?.get(kind)?.get(name)
}

fn reference(node: &Node) -> Option<&str> {
    node.get("$ref").and_then(Node::as_text)
}

fn pair(key: &str, value: &str, mark: Mark) -> Pair {
    Pair {
        key: key.to_owned(),
        mark,
        node: Node {
            mark,
            value: Value::Text(value.to_owned()),
        },
    }
}
