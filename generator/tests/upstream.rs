//! What becomes of the vendor's documents, whichever form they have, and of what only claims to be one.

use chargebee_generator::{
    model::{Api, Field, Method, Module, Operation, Param, ParamKind, Record, Role, Type},
    upstream::{Upstream, read, read_text},
};
use serde_json::{Value, json};
use std::{fs, path::Path, time::Instant};

const API: &str = include_str!("upstream/api.yaml");

fn upstream(text: &str) -> Upstream {
    match read_text("api", text.as_bytes()) {
        Ok(upstream) => upstream,
        Err(finding) => panic!("{}", finding.message),
    }
}

fn problem(text: &[u8]) -> String {
    match read_text("api", text) {
        Ok(_) => panic!("this must be refused: {}", String::from_utf8_lossy(text)),
        Err(finding) => finding.message,
    }
}

/// A document with these schemas, and an operation that answers `A`.
fn document(schemas: &Value) -> String {
    json!({
        "openapi": "3.1.0",
        "info": { "x-cb-api-version": 1 },
        "paths": { "/a": { "post": { "operationId": "a",
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } } },
            "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } } } },
        } } },
        "components": { "schemas": schemas },
    })
    .to_string()
}

fn module<'a>(api: &'a Api, name: &str) -> &'a Module {
    api.module(name).expect("the module")
}

fn operation<'a>(api: &'a Api, name: &str) -> &'a Operation {
    let found = module(api, "thing").operation(name);
    found.expect("the operation")
}

fn record<'a>(api: &'a Api, name: &str) -> &'a Record {
    module(api, "thing").record(name).expect("the record")
}

fn param<'a>(operation: &'a Operation, name: &str) -> &'a Param {
    operation.param(name).expect("the parameter")
}

fn field<'a>(record: &'a Record, name: &str) -> &'a Field {
    let mut fields = record.fields.iter();
    fields.find(|it| it.name.wire == name).expect("the field")
}

#[test]
fn attributes() {
    let Upstream { api, notes, .. } = upstream(API);
    let thing = record(&api, "Thing");
    assert_eq!(thing.resource(), Some("thing"));
    assert!(thing.custom_fields);
    assert!(field(thing, "id").documented_required && !field(thing, "rate").documented_required);
    assert_eq!(field(thing, "id").traits.max_length, Some(50));
    assert!(matches!(field(thing, "created_at").ty, Type::Time(_)));
    assert!(matches!(&field(thing, "rate").ty, Type::Decimal(it) if it.number));
    assert_eq!(field(thing, "rate").traits.minimum.as_deref(), Some("0"));
    // What stands beside a reference counts too.
    let status = field(thing, "status");
    assert!(status.traits.deprecated);
    assert_eq!(status.traits.default.as_deref(), Some("new"));
    assert!(matches!(&status.ty, Type::Enum(at) if at.module == "common" && at.name == "Status"));
    assert!(matches!(&field(thing, "kind").ty, Type::Enum(at) if at.name == "ThingKind"));
    assert!(matches!(&field(thing, "parent").ty, Type::Record(at) if at.name == "Thing"));
    assert_eq!(field(thing, "mixed").ty, Type::Json);
    assert!(
        matches!(&field(thing, "parts").ty, Type::List(item) if matches!(item.as_ref(), Type::Record(at) if at.name == "ThingPart"))
    );
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(
        notes[0].contains("#/components/schemas/Thing/properties/mixed"),
        "{notes:?}"
    );
}

/// Headers are options of every call and not compared; one that changes what the call answers is told, once.
#[test]
fn a_header_that_asks_for_a_later_answer() {
    let header = |name: &str, rest: Value| {
        let mut header = json!({ "name": name, "in": "header", "schema": { "type": "string" } });
        if let (Some(header), Value::Object(rest)) = (header.as_object_mut(), rest) {
            header.extend(rest);
        }
        header
    };
    let call = |id: &str| {
        json!({ "post": { "operationId": id, "responses": {}, "parameters": [
            header("prefer-later", json!({ "x-cb-async-header": true })),
            header("origin-device", json!({ "x-cb-async-header": false })),
            header("origin-ip", json!({})),
        ] } })
    };
    let text = json!({
        "openapi": "3.1.0",
        "info": { "x-cb-api-version": 1 },
        "paths": { "/things": call("one"), "/things/{thing-id}": call("two") },
    });
    let Upstream { api, notes, .. } = upstream(&text.to_string());
    let [note] = notes.as_slice() else {
        panic!("{notes:?}");
    };
    assert!(
        note.contains("`prefer-later` asks for an answer that comes later"),
        "{note}"
    );
    assert!(operation(&api, "one").params.is_empty());
}

/// Numbers keep all their digits, in JSON and in YAML, beside text that looks like one.
#[test]
fn numbers_of_many_digits() {
    let held = |key: &str, digits: &str| {
        let json = format!(
            r#"{{"openapi":"3.1.0","info":{{"x-cb-api-version":1,"title":"\\\"{digits}"}},"paths":{{}},"components":{{"schemas":{{"Thing":
               {{"properties":{{"a":{{"type":"number","{key}":{digits}}}}}}}}}}}}}"#
        );
        let texts = [json.clone(), format!("# YAML\n{json}")];
        texts.map(|text| {
            let Upstream { api, notes, .. } = upstream(&text);
            assert!(notes.is_empty(), "{notes:?}");
            let traits = &field(record(&api, "Thing"), "a").traits;
            let of = [&traits.minimum, &traits.maximum, &traits.default];
            of.into_iter().flatten().cloned().collect::<Vec<_>>()
        })
    };
    for digits in [
        "18446744073709551616",
        "-123456789012345678901234567890",
        "0.12345678901234567890",
        "9007199254740993",
        "0.25",
    ] {
        for (key, words) in [
            ("minimum", ""),
            ("maximum", ""),
            ("exclusiveMinimum", "more than "),
            ("exclusiveMaximum", "less than "),
            ("default", ""),
        ] {
            let wanted = vec![format!("{words}{digits}")];
            assert_eq!(held(key, digits), [wanted.clone(), wanted], "{key}");
        }
    }
}

#[test]
fn a_list() {
    let Upstream {
        api,
        catalog,
        release,
        ..
    } = upstream(API);
    assert_eq!((api.version.as_str(), release.as_str()), ("v2", "2026-01"));
    assert!(catalog.is_some());
    let list = operation(&api, "list_things");
    assert!(list.paged && list.method == Method::Get);
    let names: Vec<&str> = list.params.iter().map(|it| it.name.wire.as_str()).collect();
    assert_eq!(
        names,
        ["limit", "offset", "status", "einvoice[state]", "sort_by"],
        "headers are no parameters"
    );
    let operators = |name: &str| match &param(list, name).kind {
        ParamKind::Filter(operators) => operators.names().collect::<Vec<_>>().join(","),
        other => panic!("{name} is no filter: {other:?}"),
    };
    assert_eq!(
        (operators("status"), operators("einvoice[state]")),
        ("is,in".to_owned(), "is".to_owned())
    );
    assert!(matches!(param(list, "status").ty, Type::Enum(_)));
    let ParamKind::Sort(fields) = &param(list, "sort_by").kind else {
        panic!("it sorts");
    };
    assert_eq!(fields, &["created_at", "rate"]);
    let page = record(&api, &list.response);
    assert_eq!(page.role, Role::Page("list_things".to_owned()));
    assert_eq!(list.entry.as_deref(), Some("ListThingsEntry"));
    assert!(field(record(&api, "ListThingsEntry"), "thing").documented_required);
}

#[test]
fn bodies() {
    let Upstream { api, .. } = upstream(API);
    let create = operation(&api, "create_a_thing");
    assert!(create.method == Method::Post && !create.json_body);
    // The group takes custom fields; JSON of one's own is none.
    assert!(create.custom_fields);
    let name = param(create, "name");
    assert!(
        name.required && name.ty == Type::Text,
        "`null` beside a type is no type of its own"
    );
    assert_eq!(param(create, "meta_data").ty, Type::Json);
    let Type::List(group) = &param(create, "parts").ty else {
        panic!("columns are a list of groups");
    };
    let Type::Group(at) = group.as_ref() else {
        panic!("a list of groups");
    };
    let groups = &module(&api, "thing").groups;
    let group = groups
        .iter()
        .find(|it| it.name == at.name)
        .expect("the group");
    let [id, quantity] = group.members.as_slice() else {
        panic!("two members");
    };
    assert!(id.required && id.ty == Type::Text && id.traits.max_length == Some(20));
    assert!(!quantity.required && quantity.ty == Type::Int);
    assert_eq!(quantity.traits.default.as_deref(), Some("1"));
    let ingest = operation(&api, "ingest_a_thing");
    assert!(ingest.json_body);
    assert_eq!(ingest.sub_domain.as_deref(), Some("ingest"));
    assert_eq!(ingest.path_ids.len(), 1);
    assert!(
        matches!(&param(ingest, "events").ty, Type::List(item) if matches!(item.as_ref(), Type::Group(_)))
    );
}

#[test]
fn events_and_errors() {
    let Upstream { api, .. } = upstream(API);
    let events = module(&api, "event").events.as_ref().expect("events");
    let [created] = events.variants.as_slice() else {
        panic!("one event");
    };
    assert_eq!(created.name.wire, "thing_created");
    let content = module(&api, "event")
        .records
        .iter()
        .find(|it| it.name == created.content);
    assert!(
        matches!(&content.expect("its content").fields[0].ty, Type::Record(at) if at.name == "Thing")
    );
    let codes = module(&api, "common")
        .enums
        .iter()
        .find(|it| it.name == "ApiErrorCode")
        .expect("codes");
    let codes: Vec<(&str, &str)> = (codes.values.iter())
        .filter_map(|it| Some((it.name.wire.as_str(), it.error.as_ref()?.status.as_str())))
        .collect();
    assert_eq!(codes, [("bad", "400, 409"), ("taken", "409")]);
}

/// JSON and YAML of one document, and a mark at the start of the file, make no difference.
#[test]
fn json_is_read_as_yaml_is() {
    let value: Value = serde_yaml::from_str(API).expect("YAML");
    let json = format!("\u{feff}\n{value:#}");
    assert_eq!(
        format!("{:?}", upstream(&json).api),
        format!("{:?}", upstream(API).api)
    );
}

/// OpenAPI 3.0 says the same with other words.
#[test]
fn the_older_version() {
    let older = API
        .replace("openapi: 3.1.0", "openapi: 3.0.3")
        .replace(
            "{ type: [string, 'null'], maxLength: 50 }",
            "{ type: string, nullable: true, maxLength: 50 }",
        )
        .replace("{ const: thing }", "{ type: string, enum: [thing] }")
        .replace(
            "{ anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] }",
            "{ allOf: [{ $ref: '#/components/schemas/Thing' }], nullable: true }",
        );
    assert_ne!(older, API);
    assert_eq!(
        format!("{:?}", upstream(&older).api),
        format!("{:?}", upstream(API).api)
    );
}

/// The vendor's shapes of API v2: filters of a form, their type in the format of text, a group that holds both, and a webhook in a
/// part of a document that has no `Event`.
#[test]
fn filters_in_a_form() {
    let text = json!({
        "openapi": "3.1.0",
        "info": { "x-cb-api-version": 2 },
        "paths": { "/exports/things": { "post": { "operationId": "things", "tags": ["pages"],
            "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": {
                "currency_code": { "type": "object", "properties": { "is": { "type": "string" }, "in": { "type": "string" } } },
                "thing": { "type": "object", "properties": {
                    "id": { "type": "object", "description": "Which.", "properties": { "is": { "type": "string" } } },
                    "at": { "type": "object", "properties": {
                        "after": { "type": "string", "format": "unix-time" }, "between": { "type": "string" } } },
                    "amount": { "type": "object", "properties": { "is": { "type": "string", "format": "number", "pattern": "^-?\\d+$" } } },
                    "live": { "type": "object", "properties": { "is": { "type": "string", "format": "boolean" } } },
                    "kind": { "type": "object", "properties": { "in": { "type": "string", "enum": ["a"] } } },
                    "name": { "type": "string" },
                } },
                "window": { "type": "object", "properties": { "before": { "type": "array", "items": { "type": "string" } } } },
            } } } } },
            "responses": { "204": { "description": "nothing" } },
        } } },
        "webhooks": {
            "thing_made": { "post": { "requestBody": { "content": { "application/json": { "schema": {
                "properties": { "content": { "type": "object", "properties": { "x": { "type": "string" } } } } } } } } } },
            "thing_lost": { "post": {} },
        },
        "components": { "schemas": { "UsageEvent": { "type": "object", "properties": { "id": { "type": "string" } } } } },
    });
    let Upstream { api, notes, .. } = upstream(&text.to_string());
    let [export] = module(&api, "export").operations.as_slice() else {
        panic!("the path says whose it is, and no tag");
    };
    let told: Vec<String> = (export.params.iter())
        .map(|it| {
            format!(
                "{} {:?} {}",
                it.name.wire,
                it.ty,
                matches!(it.kind, ParamKind::Filter(_))
            )
        })
        .collect();
    let starts = [
        "currency_code Text true",
        "thing[id] Text true",
        "thing[at] Time(Seconds) true",
        "thing[amount] Int true",
        "thing[live] Bool true",
        "thing[kind] Enum",
        "thing[name] Text false",
        "window List(Group",
    ];
    for start in starts {
        assert!(
            told.iter().any(|it| it.starts_with(start)),
            "{start}: {told:#?}"
        );
    }
    assert_eq!(told.len(), starts.len(), "{told:#?}");
    assert_eq!(param(export, "thing[id]").traits.docs, "Which.");
    let events = module(&api, "event").events.as_ref().expect("events");
    assert_eq!(events.variants.len(), 1);
    assert!(
        notes
            .iter()
            .any(|it| it.contains("thing_lost: a webhook that sends no JSON")),
        "{notes:?}"
    );
    // The name of a resource can end like that of a webhook.
    assert_eq!(module(&api, "usage_event").records.len(), 1);
}

#[test]
fn schemas_made_of_several() {
    let text = document(&json!({
        "A": { "allOf": [{ "$ref": "#/components/schemas/B" }, { "properties": { "y": { "type": "boolean" } }, "required": ["y"] }] },
        "B": { "type": "object", "properties": { "x": { "type": "integer" } } },
    }));
    let api = upstream(&text).api;
    let operation = &module(&api, "a").operations[0];
    let params: Vec<(&str, bool)> = (operation.params.iter())
        .map(|it| (it.name.wire.as_str(), it.required))
        .collect();
    assert_eq!(params, [("y", true), ("x", false)]);
}

#[test]
fn what_is_no_document() {
    for (text, expected) in [
        ("", "api:1:1: the file is empty"),
        ("[1]", "api:1:1: this is no OpenAPI document"),
        ("{\"a\": 1,\n\"b\"", "api:2:3: this is no JSON"),
        ("a: [1\nb: 2", "this is not YAML"),
        (
            "{}",
            "api#: this is no OpenAPI document: it has no `openapi`",
        ),
        (r#"{"openapi": "2.0"}"#, "api#/openapi: this is OpenAPI 2.0"),
        (
            r#"{"openapi": "3.2.0"}"#,
            "api#/openapi: this is OpenAPI 3.2.0",
        ),
        (r#"{"openapi": "3.1.0"}"#, "which version of the API"),
        (
            r#"{"openapi": "3.1.0", "paths": [1]}"#,
            "api#/paths: a mapping is expected here, not a list",
        ),
        (
            r#"{"openapi": "3.1.0", "paths": {"/a": 1}}"#,
            "api#/paths/~1a: a mapping is expected here, not a number",
        ),
        (
            r#"{"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": {}}}}}"#,
            "a list is expected here, not a mapping",
        ),
        (
            r#"{"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [{}]}}}}"#,
            "api#/paths/~1a/get/parameters/0: a parameter says",
        ),
        (
            r##"{"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [{"$ref": "#b"}]}}}}"##,
            "`#b` points at nothing",
        ),
        (
            r#"{"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": [{"$ref": "b.yaml#/b"}]}}}}"#,
            "points at another file",
        ),
    ] {
        let message = problem(text.as_bytes());
        assert!(message.contains(expected), "{text}: {message}");
    }
    assert!(problem(b"{\"openapi\": \"\xff\"}").contains("is not UTF-8 text: byte 13"));
}

#[test]
fn schemas_of_the_wrong_kind() {
    for (schema, expected) in [
        (json!(1), "a mapping is expected here, not a number"),
        (
            json!({ "type": "object", "properties": [] }),
            "A/properties: a mapping is expected",
        ),
        (
            json!({ "type": "object", "properties": { "x": { "type": "text" } } }),
            "x/type: this is no type of JSON Schema",
        ),
        (
            json!({ "type": "object", "properties": { "x": { "type": 1 } } }),
            "x/type: text is expected here, not a number",
        ),
        (
            json!({ "type": "object", "properties": { "x": { "maxLength": -1 } } }),
            "x/maxLength: a length is a whole number",
        ),
        (
            json!({ "type": "object", "properties": { "x": { "minimum": "1" } } }),
            "x/minimum: a number is expected here, not text",
        ),
        (
            json!({ "type": "object", "properties": { "x": { "deprecated": "no" } } }),
            "x/deprecated: a boolean is expected",
        ),
        (
            json!({ "type": "object", "required": "x", "properties": { "x": {} } }),
            "A/required: a list is expected here, not text",
        ),
    ] {
        let message = problem(document(&json!({ "A": schema })).as_bytes());
        assert!(message.contains(expected), "{schema}: {message}");
    }
}

/// Whatever refers to itself ends with an error, or is an object that holds its own kind; and soon.
#[test]
fn cycles() {
    let start = Instant::now();
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    for schemas in [
        json!({ "A": reference("A") }),
        json!({ "A": reference("B"), "B": reference("A") }),
        json!({ "A": { "allOf": [reference("A")] } }),
        json!({ "A": { "allOf": [reference("A"), reference("A")] } }),
        json!({ "A": { "oneOf": [reference("A"), { "type": "null" }] } }),
        json!({ "A": { "properties": { "x": { "$ref": "#/components/schemas/A/properties/x" } } } }),
    ] {
        let message = problem(document(&schemas).as_bytes());
        assert!(
            message.contains("itself") || message.contains("without end"),
            "{schemas}: {message}"
        );
    }
    let own = json!({ "A": { "type": "object", "properties": { "a": reference("A"), "b": { "type": "array", "items": reference("A") } } } });
    assert!(upstream(&document(&own)).notes.is_empty());
    // Small texts that unfold to more than any memory holds.
    let mut layers = serde_json::Map::new();
    for layer in 0..30 {
        let next = format!("L{}", layer + 1);
        layers.insert(
            format!("L{layer}"),
            json!({ "allOf": [reference(&next), reference(&next), reference(&next)] }),
        );
    }
    layers.insert("L30".to_owned(), json!({ "type": "object" }));
    layers.insert("A".to_owned(), reference("L0"));
    let message = problem(document(&Value::Object(layers)).as_bytes());
    assert!(message.contains("without end"), "{message}");
    let aliases = "openapi: 3.1.0\na: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &(b'b'..=b'z')
            .map(|c| {
                let (c, p) = (char::from(c), char::from(c - 1));
                format!("{c}: &{c} [*{p}, *{p}, *{p}, *{p}, *{p}, *{p}, *{p}, *{p}, *{p}]\n")
            })
            .collect::<String>();
    assert!(problem(aliases.as_bytes()).contains("an anchor or tag stands here"));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!(
            "{{\"openapi\": {}1{}}}",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        assert!(problem(deep.as_bytes()).contains("recursion"), "{open}");
        let deep = format!(
            "openapi: {}1{}",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        let message = problem(deep.as_bytes());
        let short: String = message.chars().take(200).collect();
        assert!(
            message.len() < 1000 && (short.contains("levels deep") || short.contains("recursion")),
            "{open}: {short}"
        );
    }
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 30, "{seconds} s");
}

/// What has no name and holds itself is any value where it does, and noted: it may be a small part of a large document.
#[test]
fn what_holds_itself_without_a_name() {
    let x = json!({ "$ref": "#/components/schemas/A/properties/x" });
    let list = json!({ "$ref": "#/components/schemas/B" });
    for (schemas, note) in [
        (
            json!({ "A": { "properties": { "x": list } }, "B": { "type": "array", "items": list } }),
            "#/components/schemas/B: it holds itself",
        ),
        (
            json!({ "A": { "properties": { "x": { "properties": { "y": x, "z": x, "q": { "type": "integer" } } } } } }),
            "#/components/schemas/A/properties/x: it holds itself",
        ),
        (
            json!({ "A": { "properties": { "x": { "type": "array", "items": x } } } }),
            "#/components/schemas/A/properties/x: it holds itself",
        ),
    ] {
        let Upstream { api, notes, .. } = upstream(&document(&schemas));
        let notes = notes.join("\n");
        assert!(notes.contains(note), "{schemas}: {notes}");
        let mut records = module(&api, "a").records.iter();
        let a = records.find(|it| it.name == "A").expect("the record");
        assert_ne!(field(a, "x").ty, Type::Json, "{schemas}");
    }
}

/// What is not read is noted, and what OpenAPI 3.1 writes in its own ways is read.
#[test]
fn what_other_documents_write() {
    let components = json!({
        "pathItems": { "shared": { "get": { "operationId": "shared" } } },
        "requestBodies": { "round": { "$ref": "#/components/requestBodies/round" } },
        "schemas": {
            "A B": { "type": "object", "properties": { "q": { "type": "integer" } } },
            "Made": { "allOf": [{ "type": "object", "properties": { "q": { "type": "integer" } } }] },
            "Thing": { "type": "object", "properties": {
                "any": true,
                "never": false,
                "list": { "type": "array", "items": true },
                "spaced": { "$ref": "#/components/schemas/A%20B" },
            } },
        },
    });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "x-cb-api-version": 1 },
        "paths": {
            "/things/shared": { "$ref": "#/components/pathItems/shared" },
            "/things/round": { "post": { "operationId": "round", "requestBody": { "$ref": "#/components/requestBodies/round" } } },
        },
        "components": components,
    });
    let Upstream { api, notes, .. } = upstream(&document.to_string());
    operation(&api, "shared");
    let thing = record(&api, "Thing");
    assert_eq!(field(thing, "any").ty, Type::Json);
    assert_eq!(field(thing, "never").ty, Type::Json);
    assert_eq!(field(thing, "list").ty, Type::List(Box::new(Type::Json)));
    assert!(matches!(&field(thing, "spaced").ty, Type::Record(of) if of.module == "a_b"));
    assert_eq!(
        notes,
        [
            "api#/components/schemas/Made: made of several schemas, and not read as a resource",
            "api#/paths/~1things~1round/post/requestBody: this reference leads back to itself; not read",
        ]
    );
}

/// YAML can begin as JSON does.
#[test]
fn a_mapping_in_one_line() {
    let yaml = "{openapi: 3.1.0, info: {x-cb-api-version: 1}, paths: {}}";
    assert_eq!(upstream(yaml).api.version, "v1");
    assert!(problem(b"{openapi: [").contains("this is not YAML"));
    assert!(problem(b"{\"openapi\": [").contains("this is no JSON"));
}

/// Large, but not larger than what is read: what takes time for each pair of things would take minutes.
#[test]
fn many_of_everything() {
    let start = Instant::now();
    let operations = (0..20_000).map(|at| {
        let item = json!({ "get": { "operationId": "same", "tags": ["t"], "description": "<a".repeat(20) } });
        (format!("/a/x{at}"), item)
    });
    let properties = (0..60_000).map(|at| (format!("p{at}"), json!({ "type": "string" })));
    let values: Vec<String> = (0..60_000).map(|at| format!("v{at}")).collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": { "x-cb-api-version": 1, "description": "" },
        "paths": operations.collect::<serde_json::Map<_, _>>(),
        "components": { "schemas": {
            "Thing": { "type": "object", "properties": properties.collect::<serde_json::Map<_, _>>() },
            "Other": { "type": "object", "description": "<a".repeat(500_000), "properties": { "a": { "enum": values } } },
        } },
    });
    let Upstream { api, .. } = upstream(&document.to_string());
    assert_eq!(module(&api, "a").operations.len(), 20_000);
    assert_eq!(record(&api, "Thing").fields.len(), 60_000);
    assert_eq!(module(&api, "other").enums[0].values.len(), 60_000);
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 30, "{seconds} s");
}

/// A file that ends anywhere is refused or, where YAML ends a value there, read; nothing panics.
#[test]
fn cut_off_anywhere() {
    let json = serde_yaml::from_str::<Value>(API)
        .expect("YAML")
        .to_string();
    for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
        assert!(read_text("api", &json.as_bytes()[..end]).is_err(), "{end}");
    }
    for end in 0..API.len() {
        let _ = read_text("api", &API.as_bytes()[..end]);
    }
}

/// Every node in turn is something else than it should be.
#[test]
fn every_node_wrong() {
    let value: Value = serde_yaml::from_str(API).expect("YAML");
    let mut pointers = vec![String::new()];
    let mut at = 0;
    while let Some(pointer) = pointers.get(at).cloned() {
        match value.pointer(&pointer) {
            Some(Value::Object(map)) => {
                let keys = map
                    .keys()
                    .map(|key| key.replace('~', "~0").replace('/', "~1"));
                pointers.extend(keys.map(|key| format!("{pointer}/{key}")));
            }
            Some(Value::Array(list)) => {
                pointers.extend((0..list.len()).map(|at| format!("{pointer}/{at}")))
            }
            _ => {}
        }
        at += 1;
    }
    assert!(pointers.len() > 200, "{}", pointers.len());
    for pointer in pointers {
        for wrong in [
            json!(null),
            json!(true),
            json!(7),
            json!("x"),
            json!([]),
            json!({}),
        ] {
            let mut broken = value.clone();
            *broken.pointer_mut(&pointer).expect("a node") = wrong;
            let _ = read_text("api", broken.to_string().as_bytes());
        }
    }
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = read(&folder.path().join("nowhere.json")).expect_err("refused");
    assert!(
        nowhere.message.contains("nowhere.json cannot be read"),
        "{}",
        nowhere.message
    );
    assert!(read(folder.path()).is_err());
    let path = folder.path().join("api.yaml");
    fs::write(&path, API).expect("written");
    assert_eq!(read(&path).expect("read").api.version, "v2");
}

/// The vendor's own files, where they are at hand.
#[test]
fn published_files() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/upstream"
    ));
    let Ok(entries) = fs::read_dir(folder) else {
        eprintln!("skipped: there is no {}", folder.display());
        return;
    };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let paths = paths.filter(|path| path.extension().is_some_and(|it| it == "json"));
    for path in paths {
        let upstream = read(&path).unwrap_or_else(|finding| panic!("{}", finding.message));
        assert_eq!(upstream.notes, [] as [&str; 0]);
        let counts = upstream.api.counts();
        assert!(counts.operations > 100 && counts.resources > 20, "{counts}");
    }
}
