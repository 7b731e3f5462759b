//! The keywords and annotations that the generator understands, and where they may stand.
//!
//! A keyword that is not in these tables is an error: silently ignoring one would mean to generate something other than what
//! the spec says.

use super::{At, tree::Value};
use crate::finding::{Finding, Report, did_you_mean};

/// What must stand somewhere.
#[derive(Clone, Copy)]
enum Expect {
    Text,
    Bool,
    Int,
    Number,
    /// Any value: the default of a parameter.
    Any,
    Texts,
    /// Text or a list of text.
    TextOrTexts,
    /// A mapping whose values are text.
    TextMap,
    /// A list of scalars.
    Scalars,
    /// A mapping to text or lists of text.
    Content,
    /// A mapping to mappings to text or lists of text.
    Contents,
    /// A mapping with fixed keys.
    Object(&'static Object),
    /// A mapping with keys of one's own.
    Map(&'static Object),
    /// A list of mappings with fixed keys.
    List(&'static Object),
}

/// A mapping with fixed keys.
struct Object {
    /// What it is, for findings.
    name: &'static str,
    keys: &'static [(&'static str, Expect)],
    required: &'static [&'static str],
}

/// Checks a whole file.
pub(super) fn check(at: At<'_>, report: &mut Report) {
    object(at, &DOCUMENT, report);
    let Some(version) = at.find("openapi") else {
        return;
    };
    if version.node.as_text() != Some("3.0.3") {
        let finding = Finding::at(version.place(), "the spec is written in OpenAPI 3.0.3");
        report.push(finding.help("write `openapi: 3.0.3`"));
    }
}

fn object(at: At<'_>, object: &Object, report: &mut Report) {
    let Some(pairs) = at.node.as_map() else {
        let message = format!("{} is a mapping, not {}", object.name, at.node.kind());
        report.push(Finding::at(at.place(), message).help("write `key: value` pairs here"));
        return;
    };
    for (key, node) in at.pairs() {
        let expected = object.keys.iter().find(|(known, _)| *known == key);
        match expected {
            Some((_, expect)) => value(node, key, *expect, report),
            None => report.push(unknown(at, key, object)),
        }
    }
    // A reference stands for the whole object.
    if at.node.get("$ref").is_some() {
        if let Some(other) = pairs.iter().find(|pair| pair.key != "$ref") {
            let message = format!(
                "`{}` stands beside `$ref`, where OpenAPI 3.0 ignores it",
                other.key
            );
            let help = "write `allOf: [{ $ref: ... }]` and put it beside that";
            report.push(Finding::at(at.place_of(&other.key), message).help(help));
        }
        return;
    }
    for required in object.required {
        if at.node.get(required).is_none() {
            let finding = Finding::at(at.place(), format!("{} lacks `{required}`", object.name));
            report.push(finding.help(format!("add `{required}: ...`")));
        }
    }
}

fn unknown(at: At<'_>, key: &str, object: &Object) -> Finding {
    let kind = if key.starts_with("x-") {
        "annotation"
    } else {
        "keyword"
    };
    let message = format!("`{key}` is no {kind} of {}", object.name);
    let finding = Finding::at(at.place_of(key), message);
    let names = object.keys.iter().map(|(key, _)| *key);
    match did_you_mean(key, names.clone()) {
        Some(near) => finding.help(near),
        None => {
            let names: Vec<&str> = names.collect();
            finding.help(format!("known here: {}", names.join(", ")))
        }
    }
}

fn value(at: At<'_>, key: &str, expect: Expect, report: &mut Report) {
    let scalar = |node: &super::Node| !matches!(node.value, Value::List(_) | Value::Map(_));
    let text = |node: &super::Node| node.as_text().is_some();
    let all = |check: &dyn Fn(&super::Node) -> bool| {
        at.node.as_list().is_some_and(|list| list.iter().all(check))
    };
    let (fits, wanted) = match expect {
        Expect::Text => (text(at.node), "text"),
        Expect::Bool => (matches!(at.node.value, Value::Bool(_)), "`true` or `false`"),
        Expect::Int => (matches!(at.node.value, Value::Int(_)), "a whole number"),
        Expect::Number => (
            matches!(at.node.value, Value::Int(_) | Value::Float(_)),
            "a number",
        ),
        Expect::Any => (scalar(at.node), "a single value"),
        Expect::Texts => (all(&text), "a list of text"),
        Expect::TextOrTexts => (text(at.node) || all(&text), "text or a list of text"),
        Expect::TextMap => (
            (at.node.as_map()).is_some_and(|pairs| pairs.iter().all(|pair| text(&pair.node))),
            "a mapping to text",
        ),
        Expect::Scalars => (all(&scalar), "a list of single values"),
        Expect::Content => (is_content(at), "a mapping of names to resources"),
        Expect::Contents => (
            at.node.as_map().is_some() && at.pairs().all(|(_, content)| is_content(content)),
            "a mapping to mappings of names to resources",
        ),
        Expect::Object(kind) => {
            object(at, kind, report);
            (true, "")
        }
        Expect::Map(kind) => {
            at.pairs().for_each(|(_, node)| object(node, kind, report));
            (at.node.as_map().is_some(), "a mapping")
        }
        Expect::List(kind) => match at.node.as_list() {
            Some(list) => {
                for index in 0..list.len() {
                    object(at.index(index), kind, report);
                }
                (true, "")
            }
            None => (false, "a list"),
        },
    };
    if !fits {
        report.push(misfit(at, key, expect, wanted));
    }
}

/// Whether it is a mapping to text or lists of text.
fn is_content(at: At<'_>) -> bool {
    let text = |node: &super::Node| node.as_text().is_some();
    let texts = |node: &super::Node| node.as_list().is_some_and(|list| list.iter().all(text));
    at.node.as_map().is_some() && at.pairs().all(|(_, at)| text(at.node) || texts(at.node))
}

/// The finding for a value of the wrong kind, at the element that is wrong where it is a list.
fn misfit(at: At<'_>, key: &str, expect: Expect, wanted: &str) -> Finding {
    let texts = matches!(expect, Expect::Texts | Expect::TextOrTexts);
    let list = at.node.as_list().filter(|_| texts).unwrap_or_default();
    let wrong = list.iter().position(|node| node.as_text().is_none());
    let at = wrong.map_or(at, |index| at.index(index));
    let is = at.node.kind();
    let message = match wrong {
        Some(_) => format!("`{key}` is {wanted}, and holds {is}"),
        None => format!("`{key}` is {wanted}, not {is}"),
    };
    let text_wanted = matches!(expect, Expect::Text | Expect::TextMap) || texts;
    let scalar = !matches!(
        at.node.value,
        Value::List(_) | Value::Map(_) | Value::Text(_)
    );
    let finding = Finding::at(at.place(), message);
    if text_wanted && scalar {
        finding.help("quote it")
    } else {
        finding.help(format!("write {wanted} here"))
    }
}

use Expect::{
    Any, Bool, Content, Contents, Int, List, Map, Number, Scalars, Text, TextMap, TextOrTexts,
    Texts,
};

static DOCUMENT: Object = Object {
    name: "a document",
    keys: &[
        ("openapi", Text),
        ("info", Expect::Object(&INFO)),
        ("externalDocs", Expect::Object(&EXTERNAL_DOCS)),
        ("servers", List(&SERVER)),
        ("security", List(&SECURITY)),
        ("paths", Map(&PATH_ITEM)),
        ("components", Expect::Object(&COMPONENTS)),
        ("x-id-types", TextMap),
        ("x-migration", List(&MIGRATION)),
    ],
    required: &["openapi", "info", "paths"],
};

static MIGRATION: Object = Object {
    name: "a step of `x-migration`",
    keys: &[
        ("kind", Text),
        ("what", Text),
        ("from", Text),
        ("to", Text),
        ("note", Text),
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
        ("operationId", Text),
        ("description", Text),
        ("deprecated", Bool),
        ("externalDocs", Expect::Object(&EXTERNAL_DOCS)),
        ("parameters", List(&PARAMETER)),
        ("requestBody", Expect::Object(&REQUEST_BODY)),
        ("responses", Expect::Object(&RESPONSES)),
        ("x-resource", Text),
        ("x-method", Text),
        ("x-paged", Bool),
        ("x-idempotent", Bool),
        ("x-sub-domain", Text),
        ("x-custom-fields", Bool),
        ("x-catalog", Texts),
        ("x-renamed-from", Text),
        ("x-job", Expect::Object(&JOB)),
        ("x-upload", Expect::Object(&UPLOAD)),
        ("x-batch", Expect::Object(&BATCH)),
        ("x-evidence", Text),
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
        ("name", Text),
        ("in", Text),
        ("required", Bool),
        ("description", Text),
        ("deprecated", Bool),
        ("style", Text),
        ("schema", Expect::Object(&SCHEMA)),
        ("x-filter", Texts),
        ("x-sort", Texts),
        ("x-catalog", Texts),
        ("x-renamed-from", Text),
        ("x-rust-name", Text),
        ("x-evidence", Text),
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
    keys: &[("type", Text), ("scheme", Text), ("description", Text)],
    required: &["type", "scheme"],
};

static EVENTS: Object = Object {
    name: "`x-events`",
    keys: &[("type", Text), ("content", Text), ("types", Contents)],
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

static SCHEMA: Object = Object {
    name: "a schema",
    keys: &[
        ("$ref", Text),
        ("description", Text),
        ("type", Text),
        ("format", Text),
        ("allOf", List(&SCHEMA)),
        ("enum", Scalars),
        ("items", Expect::Object(&SCHEMA)),
        ("properties", Map(&SCHEMA)),
        ("required", Texts),
        ("maxLength", Int),
        ("minimum", Number),
        ("maximum", Number),
        ("default", Any),
        ("deprecated", Bool),
        ("x-resource", Text),
        ("x-object", TextOrTexts),
        ("x-guaranteed", Texts),
        ("x-custom-fields", Bool),
        ("x-catalog", Texts),
        ("x-currency-unit", Text),
        ("x-currency-code", Text),
        ("x-decimal", Text),
        ("x-decimal-of", Text),
        ("x-time-unit", Text),
        ("x-id", Text),
        ("x-json", Bool),
        ("x-sensitive", Bool),
        ("x-filter", Texts),
        ("x-sort", Texts),
        ("x-renamed-from", Text),
        ("x-rust-name", Text),
        ("x-enum-descriptions", TextMap),
        ("x-enum-names", TextMap),
        ("x-deprecated-values", Texts),
        ("x-events", Expect::Object(&EVENTS)),
        ("x-pricing", Expect::Object(&PRICING)),
        ("x-money", Map(&PARTS)),
        ("x-content", Content),
        ("x-link", Text),
        ("x-expires", Text),
        ("x-admin-console", Text),
        ("x-renamed-values", TextMap),
        ("x-evidence-values", TextMap),
        ("x-error-kinds", TextMap),
        ("x-http-status", TextMap),
        ("x-retry", TextMap),
        ("x-evidence", Text),
        ("x-evidence-of", Texts),
    ],
    required: &[],
};
