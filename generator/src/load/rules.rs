//! What may stand together: which keywords and annotations a schema of each type can have, and in which places.
//!
//! This is where something that would otherwise be left out without a word is refused: a `maxLength` of a boolean, evidence on
//! the elements of a list. `keywords` has checked before that every value is of the right kind.

mod values;

use super::{
    At,
    table::{self, Shape, Spot, Where},
};
use crate::{
    finding::{Finding, Problems, did_you_mean, listed},
    model::Method,
};

/// Checks a whole file.
pub(super) fn check(top: At<'_>, problems: &mut Problems) {
    let mut rules = Rules { problems };
    for (_, path) in top.find("paths").into_iter().flat_map(At::pairs) {
        for (method, operation) in path.pairs() {
            rules.operation(method, operation);
        }
    }
    let Some(components) = top.find("components") else {
        return;
    };
    let of = |kind: &str| components.find(kind).into_iter().flat_map(At::pairs);
    for (name, schema) in of("schemas") {
        let place = match name.chars().next() {
            Some('A'..='Z') => Where::of_type(schema.node),
            Some('a'..='z') => &table::SHARED,
            _ => {
                rules.component_name(components.key("schemas"), name);
                continue;
            }
        };
        rules.schema(schema, place);
    }
    of("parameters").for_each(|(_, parameter)| rules.parameter(parameter));
    of("responses").for_each(|(_, response)| rules.response(response, |_| &table::ERROR));
}

/// The keywords of OpenAPI that an id in the path can have.
const ON_PATH_ID: [&str; 6] = ["$ref", "name", "in", "required", "description", "schema"];

struct Rules<'r> {
    problems: &'r mut Problems,
}

impl Rules<'_> {
    fn error(&mut self, finding: Finding) {
        self.problems.push(finding);
    }

    /// The same where the document would be read as something else than was meant, so that what follows from it is no help.
    fn misread(&mut self, finding: Finding) {
        self.problems.push_broken(finding);
    }

    /// The case of a name says what the component is, so it must have one.
    fn component_name(&mut self, schemas: At<'_>, name: &str) {
        let message = format!("`{name}` is neither the name of a type nor that of a shared field");
        let finding = Finding::at(schemas.place_of(name), message);
        self.error(finding.help("write a type in CamelCase and a shared field in snake_case"));
    }

    /// What stands beside an annotation, and what does not.
    fn beside(&mut self, at: At<'_>) {
        for row in table::rows_on(at) {
            let stands = |key: &&&str| at.find(key).is_some();
            if !row.needs.is_empty() && !row.needs.iter().any(|key| stands(&key)) {
                let message = format!(
                    "`{}` stands here without `{}`",
                    row.key,
                    row.needs.join("` or `")
                );
                let finding = Finding::at(at.place_of(row.key), message);
                self.error(
                    finding.help("one says nothing without the other: add it, or remove this"),
                );
            }
            for other in row.excludes.iter().filter(stands) {
                let message = format!("`{other}` stands beside `{}`", row.key);
                self.error(Finding::at(at.place_of(other), message).help(row.because));
            }
        }
    }

    fn operation(&mut self, method: &str, at: At<'_>) {
        let spot = if Method::of_key(method).is_some_and(|it| !it.is_safe()) {
            Spot::Post
        } else {
            Spot::Get
        };
        for row in table::rows_on(at).filter(|row| !row.on.has(spot) && row.is_annotation()) {
            // What stands on no operation at all is no keyword of one.
            if row.on.meets(table::OPERATIONS) {
                let message = format!("`{}` stands on the wrong method", row.key);
                self.error(Finding::at(at.place_of(row.key), message).help(row.stands));
            }
        }
        self.beside(at);
        let parameters = at.find("parameters");
        for index in 0..parameters.map_or(0, |at| at.node.as_list().map_or(0, <[_]>::len)) {
            self.parameter(at.key("parameters").index(index));
        }
        let content = at.find("requestBody").and_then(|at| at.find("content"));
        for (_, media) in content.into_iter().flat_map(At::pairs) {
            if let Some(schema) = media.find("schema") {
                self.schema(schema, &table::BODY);
            }
        }
        for (_, response) in at.find("responses").into_iter().flat_map(At::pairs) {
            self.response(response, |schema| {
                let list = schema.find("properties").and_then(|at| at.find("list"));
                let entry = list.and_then(|list| list.find("items")?.find("type"));
                let has_entries = entry.is_some_and(|ty| ty.node.as_text() == Some("object"));
                match at.find("x-paged").is_some() || has_entries {
                    true => &table::PAGE,
                    false => &table::ANSWER,
                }
            });
        }
    }

    fn response(&mut self, at: At<'_>, place: impl Fn(At<'_>) -> &'static Where) {
        for (_, media) in at.find("content").into_iter().flat_map(At::pairs) {
            if let Some(schema) = media.find("schema") {
                self.schema(schema, place(schema));
            }
        }
    }

    fn parameter(&mut self, at: At<'_>) {
        let place = at.find("in").and_then(|it| it.node.as_text());
        match place {
            Some("header" | "cookie") => {
                let message = "parameters stand in the path or the query";
                let finding = Finding::at(at.key("in").place(), message);
                self.misread(finding.help("headers are options of every call, not parameters"));
            }
            None | Some("path" | "query") => {}
            Some(other) => {
                let message = format!("a parameter cannot stand in `{other}`");
                let finding = Finding::at(at.key("in").place(), message);
                self.misread(finding.help("write `path` or `query`; a body has `requestBody`"));
            }
        }
        let in_path = place == Some("path");
        if in_path {
            for key in at.node.keys() {
                match table::row(key).filter(|row| row.is_annotation()) {
                    Some(row) if row.on.has(Spot::PathId) => {}
                    Some(row) => self.error(row.misplaced(at, Spot::PathId.name())),
                    None if ON_PATH_ID.contains(&key) => {}
                    None => {
                        let message = format!("`{key}` stands on an id in the path");
                        let finding = Finding::at(at.place_of(key), message);
                        let finding =
                            finding.help("remove it: an id has a name, a description and a type");
                        match key {
                            "style" => self.misread(finding),
                            _ => self.error(finding),
                        }
                    }
                }
            }
        }
        self.beside(at);
        if let Some(schema) = at.find("schema") {
            let place = if in_path {
                &table::PATH_ID_VALUE
            } else {
                &table::QUERY_VALUE
            };
            self.schema(schema, place);
        }
    }

    fn schema(&mut self, at: At<'_>, place: &'static Where) {
        if at.node.as_map().is_none() || at.node.get("$ref").is_some() {
            return;
        }
        let Some(shape) = Shape::of(at.node, place.is_type()) else {
            return;
        };
        if place.is_type() && !matches!(shape, Shape::Enum | Shape::Object) {
            let finding = Finding::at(at.place(), "this type is neither an object nor an enum");
            return self.misread(finding.help("a shared field has a name in snake_case"));
        }
        for (key, _) in at.pairs() {
            self.keyword(at, key, shape, place);
        }
        self.beside(at);
        self.format(at, shape);
        self.target(at);
        values::check(at, shape, self.problems);
        for (_, property) in at.find("properties").into_iter().flat_map(At::pairs) {
            self.schema(property, place.property());
        }
        if let Some(items) = at.find("items") {
            let shape = Shape::of(items.node, false);
            self.schema(items, place.items(shape == Some(Shape::Object)));
        }
    }

    fn keyword(&mut self, at: At<'_>, key: &str, shape: Shape, place: &Where) {
        if key == "enum" && shape == Shape::Text {
            let finding = Finding::at(at.place_of("enum"), "an enum without a name stands here");
            return self.error(
                finding.help("make it a component with a name and refer to it with `allOf`"),
            );
        }
        let Some(row) = table::row(key) else {
            return;
        };
        let finding = if !row.shapes.contains(&shape) {
            let message = format!("`{key}` stands on {}; {}", shape.name(), row.about);
            Finding::at(at.place_of(key), message).help("remove it, or change the type")
        } else if !row.on.meets(place.spots) {
            row.misplaced(at, place.name)
        } else {
            return;
        };
        // Annotations are read where they belong, and keywords of the wrong type make something else of the schema.
        let is_read =
            row.is_annotation() || ["description", "deprecated", "default"].contains(&key);
        if is_read || row.shapes.contains(&shape) {
            self.error(finding);
        } else {
            self.misread(finding);
        }
    }

    fn format(&mut self, at: At<'_>, shape: Shape) {
        let format = at
            .find("format")
            .and_then(|at| Some((at, at.node.as_text()?)));
        let Some((format, text)) = format else { return };
        let known = shape.formats();
        if known.is_empty() {
            return;
        }
        if !known.contains(&text) {
            let message = format!("`{text}` is no format of {}", shape.name());
            let near = did_you_mean(text, known.iter().copied());
            let help = near.unwrap_or_else(|| format!("known: {}", listed(known)));
            return self.error(Finding::at(format.place(), message).help(help));
        }
        // On other shapes it is refused by the table.
        if at.find("x-id").is_some() && shape == Shape::Text {
            let message = format!("`x-id` stands beside `format: {text}`");
            let finding = Finding::at(at.place_of("x-id"), message);
            self.error(finding.help("a value is one or the other: remove one"));
        }
    }

    /// `allOf` is how a property refers to a type and has a description of its own.
    fn target(&mut self, at: At<'_>) {
        let Some(list) = at.find("allOf") else { return };
        let targets = list.node.as_list().unwrap_or_default();
        if targets.len() != 1 || targets.iter().any(|it| it.get("$ref").is_none()) {
            let finding = Finding::at(
                at.place_of("allOf"),
                "`allOf` stands for one named type here",
            );
            self.error(finding.help("write `allOf: [{ $ref: ... }]`"));
        }
    }
}
