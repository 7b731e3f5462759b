//! What only schemas of some types can have.

use super::values::never;
use crate::load::table::{ROWS, Shape};
use serde_json::{Map, Value, json};

/// For each shape, the keywords that it cannot have, and its formats.
pub(super) fn all() -> Value {
    let each = Shape::ALL.map(|shape| {
        let mut keywords = Map::new();
        for row in ROWS.iter().filter(|row| !row.shapes.contains(&shape)) {
            let message = format!("`{}` stands on {}; {}", row.key, shape.name(), row.about);
            keywords.insert(row.key.to_owned(), never(&message));
        }
        if !shape.formats().is_empty() {
            keywords.insert("format".to_owned(), json!({ "enum": shape.formats() }));
        }
        json!({ "if": condition(shape), "then": { "properties": keywords } })
    });
    json!({ "allOf": each })
}

/// Whether a schema has a shape.
fn condition(shape: Shape) -> Value {
    let of = |ty: &str| json!({ "required": ["type"], "properties": { "type": { "const": ty } } });
    let and = |it: Value, other: Value| json!({ "allOf": [it, other] });
    let not = |it: Value| json!({ "not": it });
    let has = |key: &str| json!({ "required": [key] });
    let format = |formats: &[&str]| json!({ "required": ["format"], "properties": { "format": { "enum": formats } } });
    match shape {
        Shape::Bool => of("boolean"),
        Shape::Int => and(of("integer"), not(format(&["unix-time"]))),
        Shape::Time => and(of("integer"), format(&["unix-time"])),
        Shape::Number => of("number"),
        Shape::Text => {
            let plain = not(format(&["decimal", "currency"]));
            and(of("string"), and(plain, not(has("enum"))))
        }
        Shape::Decimal => and(of("string"), format(&["decimal"])),
        Shape::Currency => and(of("string"), format(&["currency"])),
        Shape::Enum => and(of("string"), has("enum")),
        Shape::List => of("array"),
        Shape::Object => of("object"),
        Shape::Any => and(not(has("type")), not(has("allOf"))),
        Shape::Named => and(not(has("type")), has("allOf")),
    }
}
