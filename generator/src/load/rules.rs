//! What may stand together: which keywords and annotations a schema of each type can have, and in which places.
//!
//! This is where something that would otherwise be left out without a word is refused: a `maxLength` of a boolean, evidence on
//! the elements of a list. `keywords` has checked before that every value is of the right kind.

mod table;
mod values;

use super::At;
use crate::finding::{Finding, Problems, did_you_mean, listed};
use table::{ON_PATH_ID, ROWS};

/// What a schema is, as far as its keywords depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Bool,
    Int,
    /// An integer of `format: unix-time`.
    Time,
    Number,
    Text,
    /// A string of `format: decimal`.
    Decimal,
    /// A string of `format: currency`.
    Currency,
    /// A component that is a string with `enum`.
    Enum,
    List,
    Object,
    /// A schema without a type.
    Any,
    /// `allOf`.
    Named,
}

impl Shape {
    /// What a schema is; nothing where its type is wrong, which is said already.
    fn of(at: At<'_>, place: Place) -> Option<Self> {
        let text = |key: &str| at.node.get(key).and_then(|it| it.as_text());
        if at.node.get("type").is_none() {
            let named = at.node.get("allOf").is_some();
            return Some(if named { Self::Named } else { Self::Any });
        }
        Some(match (text("type")?, text("format")) {
            ("boolean", _) => Self::Bool,
            ("integer", Some("unix-time")) => Self::Time,
            ("integer", _) => Self::Int,
            ("number", _) => Self::Number,
            ("string", _) if place == Place::Type && at.node.get("enum").is_some() => Self::Enum,
            ("string", Some("decimal")) => Self::Decimal,
            ("string", Some("currency")) => Self::Currency,
            ("string", _) => Self::Text,
            ("array", _) => Self::List,
            ("object", _) => Self::Object,
            _ => return None,
        })
    }

    /// What it is, for findings.
    fn name(self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Int => "an integer",
            Self::Time => "an instant",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Decimal => "a decimal",
            Self::Currency => "a currency code",
            Self::Enum => "an enum",
            Self::List => "an array",
            Self::Object => "an object",
            Self::Any => "a value without a type",
            Self::Named => "a reference",
        }
    }

    /// The values that `format` can have.
    fn formats(self) -> &'static [&'static str] {
        match self {
            Self::Int | Self::Time => &["int32", "int64", "unix-time"],
            Self::Number => &["float", "double"],
            Self::Text | Self::Decimal | Self::Currency => &["decimal", "currency", "email", "uri"],
            _ => &[],
        }
    }
}

/// Where a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A component with a type of its own: an object or an enum.
    Type,
    /// A component that several properties share.
    Shared,
    /// The body of a request.
    Body,
    /// The body of an answer, or the entries of the list in it.
    Answer,
    /// A property of any of these.
    Property,
    /// The elements of a list.
    Items,
    /// The schema of a parameter of the query.
    Query,
    /// The schema of an id in the path.
    PathId,
}

impl Place {
    /// What stands there, for findings.
    fn name(self) -> &'static str {
        match self {
            Self::Type => "a type",
            Self::Shared => "a shared field",
            Self::Body => "the body of a request",
            Self::Answer => "the body of an answer",
            Self::Property => "a property",
            Self::Items => "the elements of a list",
            Self::Query => "the schema of a parameter",
            Self::PathId => "the schema of an id in the path",
        }
    }
}

/// Checks a whole file.
pub(super) fn check(top: At<'_>, problems: &mut Problems) {
    let mut rules = Rules { problems };
    for (_, path) in top.find("paths").into_iter().flat_map(At::pairs) {
        for (_, operation) in path.pairs() {
            rules.operation(operation);
        }
    }
    let Some(components) = top.find("components") else {
        return;
    };
    let of = |kind: &str| components.find(kind).into_iter().flat_map(At::pairs);
    for (name, schema) in of("schemas") {
        let place = match name.chars().next() {
            Some('A'..='Z') => Place::Type,
            Some('a'..='z') => Place::Shared,
            _ => {
                rules.component_name(components.key("schemas"), name);
                continue;
            }
        };
        rules.schema(schema, place);
    }
    of("parameters").for_each(|(_, parameter)| rules.parameter(parameter));
    of("responses").for_each(|(_, response)| rules.response(response));
}

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

    fn operation(&mut self, at: At<'_>) {
        let parameters = at.find("parameters");
        for index in 0..parameters.map_or(0, |at| at.node.as_list().map_or(0, <[_]>::len)) {
            self.parameter(at.key("parameters").index(index));
        }
        let content = at.find("requestBody").and_then(|at| at.find("content"));
        for (_, media) in content.into_iter().flat_map(At::pairs) {
            if let Some(schema) = media.find("schema") {
                self.schema(schema, Place::Body);
            }
        }
        for (_, response) in at.find("responses").into_iter().flat_map(At::pairs) {
            self.response(response);
        }
    }

    fn response(&mut self, at: At<'_>) {
        for (_, media) in at.find("content").into_iter().flat_map(At::pairs) {
            if let Some(schema) = media.find("schema") {
                self.schema(schema, Place::Answer);
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
                if !ON_PATH_ID.contains(&key) {
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
        if let Some(schema) = at.find("schema") {
            self.schema(schema, if in_path { Place::PathId } else { Place::Query });
        }
    }

    fn schema(&mut self, at: At<'_>, place: Place) {
        if at.node.as_map().is_none() || at.node.get("$ref").is_some() {
            return;
        }
        let Some(shape) = Shape::of(at, place) else {
            return;
        };
        if place == Place::Type && !matches!(shape, Shape::Enum | Shape::Object) {
            let finding = Finding::at(at.place(), "this type is neither an object nor an enum");
            return self.misread(finding.help("a shared field has a name in snake_case"));
        }
        // The entries of a list that an answer holds are described in place, as the answer is.
        let place = match (place, shape) {
            (Place::Items, Shape::Object) => Place::Answer,
            _ => place,
        };
        for (key, _) in at.pairs() {
            self.keyword(at, key, shape, place);
        }
        self.format(at, shape);
        self.target(at);
        values::check(at, shape, place, self.problems);
        for (_, property) in at.find("properties").into_iter().flat_map(At::pairs) {
            self.schema(property, Place::Property);
        }
        if let Some(items) = at.find("items") {
            self.schema(items, Place::Items);
        }
    }

    fn keyword(&mut self, at: At<'_>, key: &str, shape: Shape, place: Place) {
        if key == "enum" && shape == Shape::Text {
            let finding = Finding::at(at.place_of("enum"), "an enum without a name stands here");
            return self.error(
                finding.help("make it a component with a name and refer to it with `allOf`"),
            );
        }
        let Some(row) = ROWS.iter().find(|row| row.key == key) else {
            return;
        };
        let (is, why, help) = if !row.shapes.contains(&shape) {
            (shape.name(), row.about, "remove it, or change the type")
        } else if !row.places.contains(&place) {
            (place.name(), row.stands, "remove it here")
        } else {
            return;
        };
        let message = format!("`{key}` stands on {is}; {why}");
        let finding = Finding::at(at.place_of(key), message).help(help);
        // Annotations are read where they belong, and keywords of the wrong type make something else of the schema.
        let is_read =
            key.starts_with("x-") || ["description", "deprecated", "default"].contains(&key);
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
        let whole = ["int32", "int64"].contains(&text);
        for (annotation, fits) in [("x-currency-unit", whole), ("x-id", false)] {
            // On other shapes it is refused by the table.
            let stands = matches!(shape, Shape::Int | Shape::Text);
            if at.find(annotation).is_some() && stands && !fits {
                let message = format!("`{annotation}` stands beside `format: {text}`");
                let finding = Finding::at(at.place_of(annotation), message);
                self.error(finding.help("a value is one or the other: remove one"));
            }
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
