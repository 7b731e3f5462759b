//! Values of keywords, and what must stand beside them.

use crate::load::table::{Expect, ROWS, Row, Spots};
use serde_json::{Map, Value, json};

/// A value that holds no mapping with fixed keys.
pub(super) fn single(expect: Expect) -> Value {
    let text = json!({ "type": "string" });
    let filled = json!({ "type": "string", "pattern": "\\S" });
    let list = |items: Value, least: usize| json!({ "type": "array", "items": items, "uniqueItems": true, "minItems": least });
    let map = |value: Value| json!({ "type": "object", "additionalProperties": value });
    let content = || {
        let one = json!({ "type": "array", "items": text, "minItems": 1, "maxItems": 1 });
        map(json!({ "anyOf": [text, one] }))
    };
    match expect {
        Expect::Text => text,
        Expect::Filled => filled,
        Expect::Word(known) => json!({ "enum": known }),
        Expect::One(words) => json!({ "enum": (words.known)() }),
        Expect::Bool => json!({ "type": "boolean" }),
        Expect::Sure => json!({ "const": true }),
        Expect::Int => json!({ "type": "integer" }),
        Expect::Length => json!({ "type": "integer", "minimum": 0 }),
        Expect::Number => json!({ "type": "number" }),
        Expect::Any => json!({ "type": ["string", "number", "boolean"] }),
        Expect::Texts => list(text, 0),
        Expect::Some(words) => list(json!({ "enum": (words.known)() }), 0),
        Expect::Values => list(filled, 1),
        Expect::Filters(words) => list(json!({ "enum": (words.known)() }), 1),
        Expect::Words => json!({ "anyOf": [filled, list(filled.clone(), 1)] }),
        Expect::TextMap => map(text),
        Expect::FilledMap => map(filled),
        Expect::Content => content(),
        Expect::Contents => map(content()),
        Expect::Object(_) | Expect::Map(_) => json!({ "type": "object" }),
        Expect::List(_) => json!({ "type": "array" }),
    }
}

/// A value with what the table says about its keyword.
pub(super) fn described(mut value: Value, row: Option<&Row>) -> Value {
    if let (Value::Object(map), Some(row)) = (&mut value, row) {
        let only = if row.only_v2 { " In v2 only." } else { "" };
        map.insert(
            "description".to_owned(),
            json!(format!("{}{only}", row.says)),
        );
    }
    value
}

/// What the rows that may stand on these spots need beside them, and what they do not go with.
pub(super) fn beside(spots: Spots) -> Value {
    let rows = ROWS.iter().filter(|row| row.on.meets(spots));
    let asks = rows.filter(|row| !row.needs.is_empty() || !row.excludes.is_empty());
    let dependencies = asks.map(|row| {
        let message = format!(
            "`{}` stands here without `{}`",
            row.key,
            row.needs.join("` or `")
        );
        let needs = row
            .needs
            .iter()
            .map(|key| json!({ "required": [key], "errorMessage": message }));
        let others = row.excludes.iter().map(|key| {
            let message = format!("`{key}` stands beside `{}`: {}", row.key, row.because);
            ((*key).to_owned(), never(&message))
        });
        let mut schema = json!({ "properties": Map::from_iter(others) });
        if let (Value::Object(schema), false) = (&mut schema, row.needs.is_empty()) {
            schema.insert("anyOf".to_owned(), needs.collect());
        }
        (row.key.to_owned(), schema)
    });
    json!({ "dependencies": Map::from_iter(dependencies) })
}

/// What must not stand somewhere, and what to say of it. It can only be what nobody writes: of `not`, language servers do not take
/// the words of the schema.
pub(super) fn never(message: &str) -> Value {
    json!({ "const": "(nothing may stand here)", "errorMessage": message, "doNotSuggest": true })
}
