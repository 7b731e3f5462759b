//! Where a parameter stands: among the properties of a body or of a group, or in the list of an operation.

use crate::{
    finding::Place,
    load::{At, File},
    model::Operation,
};

/// Where an operation of a file stands.
pub(super) fn operation_at<'a>(file: &'a File, operation: &Operation) -> At<'a> {
    let paths = file.at().key("paths");
    paths.key(&operation.path).key(operation.method.key())
}

/// The properties of the body of an operation, or of a group.
fn properties(at: At<'_>) -> Option<At<'_>> {
    let content = at
        .find("requestBody")
        .and_then(|body| body.find("content"))
        .and_then(|content| content.find(content.node.keys().first()?));
    let schema = content.and_then(|content| content.find("schema"));
    schema.unwrap_or(at).find("properties")
}

/// The element of the list of parameters: one that stands there, or the reference to one of that name.
fn listed<'a>(at: At<'a>, name: &str) -> Option<At<'a>> {
    let list = at.find("parameters")?;
    let count = list.node.as_list().map_or(0, <[_]>::len);
    let text = |at: At<'a>, key: &str| at.node.get(key).and_then(|it| it.as_text());
    (0..count).map(|index| list.index(index)).find(|at| {
        let target = text(*at, "$ref").and_then(|it| it.rsplit_once('/'));
        text(*at, "name") == Some(name) || target.is_some_and(|(_, target)| target == name)
    })
}

/// The node where the value of a parameter is described; the operation or group itself where it does not say.
pub(super) fn parameter_schema<'a>(at: At<'a>, name: &str) -> At<'a> {
    let property = properties(at).and_then(|properties| properties.find(name));
    let schema = || Some(listed(at, name)?.key("schema"));
    property.or_else(schema).unwrap_or(at)
}

/// Where an operation or a group names a parameter.
pub(super) fn parameter_place(at: At<'_>, name: &str) -> Place {
    match properties(at).filter(|properties| properties.find(name).is_some()) {
        Some(properties) => properties.place_of(name),
        None => listed(at, name).unwrap_or(at).place(),
    }
}

/// Where an annotation of a parameter stands: beside its name, or in its schema.
pub(super) fn parameter_annotation<'a>(at: At<'a>, name: &str, annotation: &str) -> At<'a> {
    let beside = listed(at, name).and_then(|at| at.find(annotation));
    let schema = parameter_schema(at, name);
    beside.or_else(|| schema.find(annotation)).unwrap_or(schema)
}
