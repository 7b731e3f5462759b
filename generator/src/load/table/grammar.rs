//! The mappings of OpenAPI, and those that are the values of annotations: their keywords, and what must stand at them. What stands on
//! some schemas only, and every annotation, has a row of its own.

use super::{
    Expect::{self, Bool, Contents, Filled, Int, List, Map, Sure, Text, Texts, Word},
    Object,
    Spot::{Document, Get, PathId, Post, Query},
    Spots,
};

const NONE: Spots = Spots::of(&[]);

pub(crate) static DOCUMENT: Object = Object {
    name: "a document",
    keys: &[
        ("openapi", Text),
        ("info", Expect::Object(&INFO)),
        ("externalDocs", Expect::Object(&EXTERNAL_DOCS)),
        ("servers", List(&SERVER)),
        ("security", List(&SECURITY)),
        ("paths", Map(&PATH_ITEM)),
        ("components", Expect::Object(&COMPONENTS)),
    ],
    required: &["openapi", "info", "paths"],
    spots: Spots::of(&[Document]),
};

pub(super) static MIGRATION: Object = Object {
    name: "a step of `x-migration`",
    keys: &[
        ("kind", Text),
        ("what", Text),
        ("from", Filled),
        ("to", Filled),
        ("note", Text),
        ("money", Sure),
    ],
    required: &["kind", "what", "note"],
    spots: NONE,
};

static INFO: Object = Object {
    name: "`info`",
    keys: &[("title", Text), ("version", Text), ("description", Text)],
    required: &["title", "version"],
    spots: NONE,
};

static EXTERNAL_DOCS: Object = Object {
    name: "`externalDocs`",
    keys: &[("url", Text), ("description", Text)],
    required: &["url"],
    spots: NONE,
};

static SERVER: Object = Object {
    name: "a server",
    keys: &[
        ("url", Text),
        ("variables", Map(&SERVER_VARIABLE)),
        ("description", Text),
    ],
    required: &["url"],
    spots: NONE,
};

static SERVER_VARIABLE: Object = Object {
    name: "a server variable",
    keys: &[("default", Text), ("description", Text)],
    required: &["default"],
    spots: NONE,
};

static SECURITY: Object = Object {
    name: "a security requirement",
    keys: &[("api_key", Texts)],
    required: &[],
    spots: NONE,
};

static PATH_ITEM: Object = Object {
    name: "a path",
    keys: &[
        ("get", Expect::Object(&OPERATION)),
        ("post", Expect::Object(&OPERATION)),
    ],
    required: &[],
    spots: NONE,
};

static OPERATION: Object = Object {
    name: "an operation",
    keys: &[
        ("operationId", Filled),
        ("description", Text),
        ("deprecated", Bool),
        ("externalDocs", Expect::Object(&EXTERNAL_DOCS)),
        ("parameters", List(&PARAMETER)),
        ("requestBody", Expect::Object(&REQUEST_BODY)),
        ("responses", Expect::Object(&RESPONSES)),
    ],
    required: &[
        "operationId",
        "description",
        "responses",
        "x-resource",
        "x-method",
    ],
    spots: Spots::of(&[Get, Post]),
};

static PARAMETER: Object = Object {
    name: "a parameter",
    keys: &[
        ("$ref", Text),
        ("name", Filled),
        ("in", Text),
        ("required", Bool),
        ("description", Text),
        ("deprecated", Bool),
        ("style", Word(&["deepObject"])),
        ("schema", Expect::Object(&SCHEMA)),
    ],
    required: &["name", "in", "description", "schema"],
    spots: Spots::of(&[Query, PathId]),
};

static REQUEST_BODY: Object = Object {
    name: "`requestBody`",
    keys: &[("content", Expect::Object(&REQUEST_CONTENT))],
    required: &["content"],
    spots: NONE,
};

static REQUEST_CONTENT: Object = Object {
    name: "the content of a request",
    keys: &[
        ("application/x-www-form-urlencoded", Expect::Object(&MEDIA)),
        ("application/json", Expect::Object(&MEDIA)),
    ],
    required: &[],
    spots: NONE,
};

static MEDIA: Object = Object {
    name: "a media type",
    keys: &[("schema", Expect::Object(&SCHEMA))],
    required: &["schema"],
    spots: NONE,
};

static RESPONSES: Object = Object {
    name: "`responses`",
    keys: &[
        ("200", Expect::Object(&RESPONSE)),
        ("default", Expect::Object(&RESPONSE)),
    ],
    required: &["200", "default"],
    spots: NONE,
};

static RESPONSE: Object = Object {
    name: "a response",
    keys: &[
        ("$ref", Text),
        ("description", Text),
        ("content", Expect::Object(&RESPONSE_CONTENT)),
    ],
    required: &["description", "content"],
    spots: NONE,
};

static RESPONSE_CONTENT: Object = Object {
    name: "the content of a response",
    keys: &[("application/json", Expect::Object(&MEDIA))],
    required: &["application/json"],
    spots: NONE,
};

static COMPONENTS: Object = Object {
    name: "`components`",
    keys: &[
        ("schemas", Map(&SCHEMA)),
        ("parameters", Map(&PARAMETER)),
        ("responses", Map(&RESPONSE)),
        ("securitySchemes", Map(&SECURITY_SCHEME)),
    ],
    required: &[],
    spots: NONE,
};

static SECURITY_SCHEME: Object = Object {
    name: "a security scheme",
    keys: &[
        ("type", Word(&["http"])),
        ("scheme", Word(&["basic"])),
        ("description", Text),
    ],
    required: &["type", "scheme"],
    spots: NONE,
};

pub(super) static EVENTS: Object = Object {
    name: "`x-events`",
    keys: &[
        ("type", Text),
        ("content", Text),
        ("version", Text),
        ("optional", Texts),
        ("types", Contents),
    ],
    required: &["type", "content", "types"],
    spots: NONE,
};

pub(super) static PRICING: Object = Object {
    name: "`x-pricing`",
    keys: &[
        ("model", Text),
        ("price", Text),
        ("free", Text),
        ("tiers", Text),
        ("start", Text),
        ("end", Text),
        ("charge", Text),
        ("package", Text),
    ],
    required: &["price"],
    spots: NONE,
};

pub(super) static PARTS: Object = Object {
    name: "money of `x-money`",
    keys: &[("units", Text), ("nanos", Text), ("currency", Text)],
    required: &["units", "nanos", "currency"],
    spots: NONE,
};

pub(super) static JOB: Object = Object {
    name: "`x-job`",
    keys: &[
        ("status", Text),
        ("running", Texts),
        ("succeeded", Texts),
        ("failed", Texts),
    ],
    required: &["status", "running", "succeeded", "failed"],
    spots: NONE,
};

pub(super) static UPLOAD: Object = Object {
    name: "`x-upload`",
    keys: &[("url", Text), ("content-type", Text)],
    required: &["url", "content-type"],
    spots: NONE,
};

pub(super) static BATCH: Object = Object {
    name: "`x-batch`",
    keys: &[("elements", Text), ("limit", Int), ("failed", Text)],
    required: &["elements", "limit", "failed"],
    spots: NONE,
};

/// The types that a schema can have.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

/// The keywords that say what a schema is.
pub(crate) static SCHEMA: Object = Object {
    name: "a schema",
    keys: &[("$ref", Text), ("type", Word(&TYPES))],
    required: &[],
    spots: Spots::but(&[Document, Get, Post, Query, PathId]),
};
