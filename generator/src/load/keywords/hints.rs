//! What people type who know OpenAPI: what it is, and the line that says the same here.

use super::{Object, grammar, table};
use crate::load::{At, tree::Value};

/// What a keyword is that OpenAPI has and the spec does not, and what to write.
pub(super) struct Hint {
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

const fn hint(what: &'static str, help: &'static str) -> Hint {
    Hint { what, help }
}

const SAMPLE: Hint = hint(
    "samples are no part of the spec",
    "remove it; what a value looks like stands in `description: Code of the country, such as DE.`",
);
const UNION: Hint = hint(
    "unions have no type in the crate",
    "describe one type; where it can be anything, write only `description: ...`, without a `type`",
);
const CHECKED: Hint = hint(
    "the server checks it, and the crate does not",
    "remove it; where a caller must know it, say it in `description: ...`",
);
const SIDES: Hint = hint(
    "what is sent and what is read are two types",
    "remove it; describe what is sent as an object of its own, such as `CouponParams`",
);
const WORDS: Hint = hint(
    "there is one text about each thing",
    "write what it says in `description: ...`",
);
const OF_ALL: Hint = hint(
    "it is the same for all operations, and the file says which resource it is about",
    "remove it",
);
const METHOD: Hint = hint(
    "the API has GET and POST only",
    "write the operation below `get:` or `post:`",
);
const IN_PLACE: Hint = hint(
    "it has no component of its own",
    "write it in the operation itself: `requestBody: { content: ... }`",
);
const DRAWN: Hint = hint(
    "links and headers are no part of the spec",
    "remove it; what every answer has is in the runtime",
);
const ABOUT: Hint = hint("`bundle` writes it into what other tools read", "remove it");

/// The keywords, by the name of the object on which they are written; `*` is any.
const HINTS: [(&str, &[&str], Hint); 26] = [
    (
        "a schema",
        &["nullable"],
        hint(
            "every value that `x-guaranteed` does not name may be null or absent",
            "remove it; a value that is always there is named by the object, as in `x-guaranteed: [id]`",
        ),
    ),
    ("*", &["example", "examples"], SAMPLE),
    (
        "a schema",
        &["oneOf", "anyOf", "not", "discriminator"],
        UNION,
    ),
    ("a schema", &["if", "then", "else"], UNION),
    (
        "a schema",
        &[
            "additionalProperties",
            "patternProperties",
            "unevaluatedProperties",
        ],
        hint(
            "an object keeps what nobody described, in `extra`",
            "remove it; where the API sends custom fields, write `x-custom-fields: true` on the resource",
        ),
    ),
    (
        "a schema",
        &["const"],
        hint(
            "a single value is an enum of one",
            "write a component with a name: `ThingKind: { description: ..., type: string, enum: [thing] }`",
        ),
    ),
    (
        "a schema",
        &[
            "pattern",
            "minLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "multipleOf",
            "minProperties",
            "maxProperties",
        ],
        CHECKED,
    ),
    (
        "a schema",
        &["exclusiveMinimum", "exclusiveMaximum"],
        hint(
            "limits are inclusive",
            "write the first value that fits, as in `minimum: 1`, or say it in `description: ...`",
        ),
    ),
    ("a schema", &["readOnly", "writeOnly"], SIDES),
    ("a schema", &["title", "summary", "$comment"], WORDS),
    (
        "a schema",
        &["externalDocs"],
        hint(
            "the page is that of the whole resource",
            "write it once, at the top of the file: `externalDocs: { url: https://... }`",
        ),
    ),
    (
        "a schema",
        &["definitions", "$defs"],
        hint(
            "what has a name is a component",
            "write it below `components: { schemas: ... }`, and refer to it with `$ref`",
        ),
    ),
    (
        "a schema",
        &["xml"],
        hint("the API speaks JSON", "remove it"),
    ),
    ("an operation", &["summary"], WORDS),
    (
        "an operation",
        &[
            "tags", "security", "servers", "consumes", "produces", "schemes",
        ],
        OF_ALL,
    ),
    ("an operation", &["callbacks"], DRAWN),
    (
        "a parameter",
        &["explode", "allowReserved", "allowEmptyValue", "content"],
        hint(
            "how values are sent is the same for all operations",
            "remove it; a filter has `style: deepObject` and `x-filter: [is]`",
        ),
    ),
    (
        "`requestBody`",
        &["required", "description"],
        hint(
            "a body is needed where one of its properties is",
            "remove it; name what must be given, as in `required: [name]` of the schema",
        ),
    ),
    (
        "the content of a request",
        &[
            "multipart/form-data",
            "text/plain",
            "application/xml",
            "*/*",
        ],
        hint(
            "requests are forms or JSON",
            "write `application/x-www-form-urlencoded: { schema: ... }`",
        ),
    ),
    ("a response", &["headers", "links"], DRAWN),
    ("a media type", &["encoding"], OF_ALL),
    (
        "a path",
        &["put", "patch", "delete", "head", "options", "trace"],
        METHOD,
    ),
    (
        "a path",
        &["parameters"],
        hint(
            "parameters belong to operations",
            "write them below each operation: `parameters: [{ $ref: '#/components/parameters/thing_id' }]`",
        ),
    ),
    ("a path", &["summary", "description", "servers"], OF_ALL),
    (
        "`info`",
        &["license", "contact", "termsOfService", "summary"],
        ABOUT,
    ),
    (
        "`components`",
        &[
            "requestBodies",
            "headers",
            "examples",
            "links",
            "callbacks",
            "pathItems",
        ],
        IN_PLACE,
    ),
];

/// What an unknown keyword of an object is, where OpenAPI has it.
pub(super) fn of_keyword(key: &str, object: &Object) -> Option<Hint> {
    let found = HINTS
        .iter()
        .find(|(place, keys, _)| (*place == object.name || *place == "*") && keys.contains(&key));
    if let Some((_, _, hint)) = found {
        return Some(Hint { ..*hint });
    }
    let is_status = key.len() == 3 && key.starts_with(|c: char| c.is_ascii_digit());
    if object.name == "`responses`" && is_status {
        return Some(hint(
            "an answer is the one of success, or the shared error",
            "write `'200'` for success; the shared error need not be written",
        ));
    }
    // As Swagger 2 had it.
    let in_schema = match table::row(key) {
        Some(row) => row.on.meets(table::QUERY_VALUE.spots),
        None => grammar::SCHEMA.expect(key).is_some(),
    };
    (object.name == "a parameter" && in_schema).then(|| {
        hint(
            "it is about the value",
            "write it inside of `schema`, as in `schema: { type: string }`",
        )
    })
}

/// The line to add where something lacks that must stand there.
pub(super) fn of_missing(key: &str, object: &Object, at: At<'_>) -> String {
    let name = at
        .source
        .name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default();
    let stem = name.strip_suffix(".yaml").unwrap_or(name);
    match (object.name, key) {
        (_, "description") if object.name == "a response" => "add `description: Success.`".to_owned(),
        (_, "description") => {
            "add `description: ...`: a sentence that says what it is, with its unit where it has one".to_owned()
        }
        ("`responses`", "200") => {
            "add `'200': { description: Success., content: { application/json: { schema: ... } } }`".to_owned()
        }
        ("an operation", "operationId") => {
            format!("add `operationId: {stem}_create`: the resource and the method")
        }
        ("an operation", "x-method") => {
            format!("write `operationId: {stem}_create`: the resource of the file, and what the method is called")
        }
        ("an operation", "responses") => {
            "add `responses: { '200': { description: Success., content: ... } }`".to_owned()
        }
        ("a parameter", "in") => "add `in: query`, or `in: path` for an id in the path".to_owned(),
        ("a parameter", "schema") => "add `schema: { type: string }`".to_owned(),
        ("a document", "openapi") => "add `openapi: 3.0.3`".to_owned(),
        ("a document", "info") => format!("add `info: {{ title: {stem}, version: v2 }}`"),
        ("a document", "paths") => "add `paths: {}` where there are no operations".to_owned(),
        _ => format!("add `{key}: ...`"),
    }
}

/// What to write instead of a value of the wrong kind, where it is one that OpenAPI has.
pub(super) fn of_value(at: At<'_>, key: &str) -> Option<&'static str> {
    match (key, &at.node.value) {
        ("required", Value::Bool(_)) => Some(
            "remove it here, and name the property in the object that has it: `required: [name]`",
        ),
        ("type", Value::List(_)) => Some(
            "write one type, as in `type: string`: every value that is not guaranteed may be null",
        ),
        ("enum", _) => Some("list the values: `enum: [active, ended]`"),
        _ => None,
    }
}
