//! The keywords of each kind of node, and what must stand at them. What may stand together is in `rules`.

use super::{
    Expect::{
        self, Any, Bool, Content, Contents, Filled, FilledMap, Int, Length, List, Map, Number,
        Sure, Text, TextMap, Texts, Values, Word, Words,
    },
    Object,
};

pub(super) static DOCUMENT: Object = Object {
    name: "a document",
    keys: &[
        ("openapi", Text),
        ("info", Expect::Object(&INFO)),
        ("externalDocs", Expect::Object(&EXTERNAL_DOCS)),
        ("servers", List(&SERVER)),
        ("security", List(&SECURITY)),
        ("paths", Map(&PATH_ITEM)),
        ("components", Expect::Object(&COMPONENTS)),
        ("x-id-types", FilledMap),
        ("x-migration", List(&MIGRATION)),
    ],
    required: &["openapi", "info", "paths"],
};

static MIGRATION: Object = Object {
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
};

static INFO: Object = Object {
    name: "`info`",
    keys: &[("title", Text), ("version", Text), ("description", Text)],
    required: &["title", "version"],
};

static EXTERNAL_DOCS: Object = Object {
    name: "`externalDocs`",
    keys: &[("url", Text), ("description", Text)],
    required: &["url"],
};

static SERVER: Object = Object {
    name: "a server",
    keys: &[
        ("url", Text),
        ("variables", Map(&SERVER_VARIABLE)),
        ("description", Text),
    ],
    required: &["url"],
};

static SERVER_VARIABLE: Object = Object {
    name: "a server variable",
    keys: &[("default", Text), ("description", Text)],
    required: &["default"],
};

static SECURITY: Object = Object {
    name: "a security requirement",
    keys: &[("api_key", Texts)],
    required: &[],
};

static PATH_ITEM: Object = Object {
    name: "a path",
    keys: &[
        ("get", Expect::Object(&OPERATION)),
        ("post", Expect::Object(&OPERATION)),
    ],
    required: &[],
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
        ("x-resource", Text),
        ("x-method", Text),
        ("x-paged", Sure),
        ("x-idempotent", Sure),
        ("x-currency-of", Text),
        ("x-sub-domain", Text),
        ("x-custom-fields", Sure),
        ("x-catalog", Texts),
        ("x-renamed-from", Filled),
        ("x-job", Expect::Object(&JOB)),
        ("x-upload", Expect::Object(&UPLOAD)),
        ("x-batch", Expect::Object(&BATCH)),
        ("x-evidence", Filled),
        ("x-evidence-of", Texts),
    ],
    required: &[
        "operationId",
        "description",
        "responses",
        "x-resource",
        "x-method",
    ],
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
        ("x-filter", Values),
        ("x-sort", Values),
        ("x-catalog", Texts),
        ("x-renamed-from", Filled),
        ("x-rust-name", Text),
        ("x-evidence", Filled),
        ("x-evidence-of", Texts),
    ],
    required: &["name", "in", "description", "schema"],
};

static REQUEST_BODY: Object = Object {
    name: "`requestBody`",
    keys: &[("content", Expect::Object(&REQUEST_CONTENT))],
    required: &["content"],
};

static REQUEST_CONTENT: Object = Object {
    name: "the content of a request",
    keys: &[
        ("application/x-www-form-urlencoded", Expect::Object(&MEDIA)),
        ("application/json", Expect::Object(&MEDIA)),
    ],
    required: &[],
};

static MEDIA: Object = Object {
    name: "a media type",
    keys: &[("schema", Expect::Object(&SCHEMA))],
    required: &["schema"],
};

static RESPONSES: Object = Object {
    name: "`responses`",
    keys: &[
        ("200", Expect::Object(&RESPONSE)),
        ("default", Expect::Object(&RESPONSE)),
    ],
    required: &["200", "default"],
};

static RESPONSE: Object = Object {
    name: "a response",
    keys: &[
        ("$ref", Text),
        ("description", Text),
        ("content", Expect::Object(&RESPONSE_CONTENT)),
    ],
    required: &["description", "content"],
};

static RESPONSE_CONTENT: Object = Object {
    name: "the content of a response",
    keys: &[("application/json", Expect::Object(&MEDIA))],
    required: &["application/json"],
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
};

static SECURITY_SCHEME: Object = Object {
    name: "a security scheme",
    keys: &[
        ("type", Word(&["http"])),
        ("scheme", Word(&["basic"])),
        ("description", Text),
    ],
    required: &["type", "scheme"],
};

static EVENTS: Object = Object {
    name: "`x-events`",
    keys: &[
        ("type", Text),
        ("content", Text),
        ("version", Text),
        ("types", Contents),
    ],
    required: &["type", "content", "types"],
};

static PRICING: Object = Object {
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
};

static PARTS: Object = Object {
    name: "money of `x-money`",
    keys: &[("units", Text), ("nanos", Text), ("currency", Text)],
    required: &["units", "nanos", "currency"],
};

static JOB: Object = Object {
    name: "`x-job`",
    keys: &[
        ("status", Text),
        ("running", Texts),
        ("succeeded", Texts),
        ("failed", Texts),
    ],
    required: &["status", "running", "succeeded", "failed"],
};

static UPLOAD: Object = Object {
    name: "`x-upload`",
    keys: &[("url", Text), ("content-type", Text)],
    required: &["url", "content-type"],
};

static BATCH: Object = Object {
    name: "`x-batch`",
    keys: &[("elements", Text), ("limit", Int), ("failed", Text)],
    required: &["elements", "limit", "failed"],
};

/// The types that a schema can have.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

pub(super) static SCHEMA: Object = Object {
    name: "a schema",
    keys: &[
        ("$ref", Text),
        ("description", Text),
        ("type", Word(&TYPES)),
        ("format", Text),
        ("allOf", List(&SCHEMA)),
        ("enum", Values),
        ("items", Expect::Object(&SCHEMA)),
        ("properties", Map(&SCHEMA)),
        ("required", Texts),
        ("maxLength", Length),
        ("minimum", Number),
        ("maximum", Number),
        ("default", Any),
        ("deprecated", Bool),
        ("x-resource", Text),
        ("x-object", Words),
        ("x-guaranteed", Texts),
        ("x-custom-fields", Sure),
        ("x-catalog", Texts),
        ("x-currency-unit", Text),
        ("x-currency-code", Text),
        ("x-decimal", Text),
        ("x-decimal-of", Text),
        ("x-time-unit", Text),
        ("x-id", Text),
        ("x-json", Sure),
        ("x-json-value", Word(&["object", "array"])),
        ("x-sensitive", Sure),
        ("x-filter", Values),
        ("x-sort", Values),
        ("x-renamed-from", Filled),
        ("x-rust-name", Text),
        ("x-enum-descriptions", TextMap),
        ("x-enum-names", TextMap),
        ("x-deprecated-values", Texts),
        ("x-events", Expect::Object(&EVENTS)),
        ("x-pricing", Expect::Object(&PRICING)),
        ("x-money", Map(&PARTS)),
        ("x-content", Content),
        ("x-link", Filled),
        ("x-expires", Filled),
        ("x-admin-console", Text),
        ("x-renamed-values", FilledMap),
        ("x-evidence-values", FilledMap),
        ("x-error-kinds", TextMap),
        ("x-http-status", TextMap),
        ("x-retry", TextMap),
        ("x-evidence", Filled),
        ("x-evidence-of", Texts),
    ],
    required: &[],
};
