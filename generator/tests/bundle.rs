//! One document of each version: what it looks like, and that other tools can rely on it.

mod common;

use chargebee_generator::{
    bundle::{self, OpenApi},
    model::{Api, Type, TypeRef},
    read,
};
use insta::assert_snapshot;
use serde_yaml::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

const VERSIONS: [&str; 2] = ["v1", "v2"];

/// Two resources that share names, filters in all places, and what `common` has.
const SMALL: [(&str, &str); 3] = [
    (
        "v2/common.yaml",
        "\
openapi: 3.0.3
info: { title: common, version: v2 }
servers:
  - url: https://{site}.chargebee.com/api/v2
    variables: { site: { default: acme-test } }
security: [{ api_key: [] }]
paths: {}
components:
  securitySchemes: { api_key: { type: http, scheme: basic } }
  responses:
    Error:
      description: The API refused the request.
      content: { application/json: { schema: { type: object } } }
",
    ),
    (
        "v2/part.yaml",
        "\
openapi: 3.0.3
info: { title: part, version: v2 }
externalDocs: { url: https://example.com/parts }
paths:
  /parts/{part_id}:
    post:
      operationId: part_update
      x-resource: part
      x-method: update
      description: Changes a part.
      x-sub-domain: ingest
      parameters:
        - { name: part_id, in: path, required: true, description: Part to change., schema: { type: string, x-id: part } }
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                status: { $ref: '#/components/schemas/status' }
                thing[status]: { $ref: '#/components/schemas/thing[status]' }
                maker: { $ref: '#/components/schemas/MakerParams' }
      responses:
        '200':
          description: Success.
          content:
            application/json:
              schema:
                type: object
                required: [part]
                x-guaranteed: [part]
                properties: { part: { $ref: '#/components/schemas/Part' } }
        default: { $ref: common.yaml#/components/responses/Error }
components:
  schemas:
    Part:
      description: A part of a thing.
      type: object
      x-resource: part
      properties:
        id: { description: Id of the part., type: string, x-id: part }
        detail:
          description: More about it.
          allOf: [{ $ref: '#/components/schemas/Detail' }]
    Detail:
      description: More about a part.
      type: object
      properties: { text: { description: Text., type: string } }
    MakerParams:
      description: Who makes it.
      type: object
      properties: { name: { description: Name., type: string } }
    status:
      description: How far the part is.
      allOf: [{ $ref: thing.yaml#/components/schemas/Status }]
    thing[status]:
      description: Filters by how far the thing is.
      x-evidence: Seen.
      x-filter: [is, in]
      allOf: [{ $ref: thing.yaml#/components/schemas/Status }]
    PartStatus:
      description: Says nothing.
      type: string
      enum: [a]
      x-enum-descriptions: { a: Some state. }
",
    ),
    (
        "v2/thing.yaml",
        "\
openapi: 3.0.3
info: { title: thing, version: v2 }
paths:
  /things:
    get:
      operationId: thing_list
      x-resource: thing
      x-method: list
      description: Lists things.
      parameters:
        - name: status
          in: query
          required: true
          description: How far the things are.
          style: deepObject
          x-filter: [is, not_in, is_present]
          schema: { $ref: '#/components/schemas/Status' }
        - name: created_at
          in: query
          description: When they were made.
          style: deepObject
          x-filter: ['on', between]
          schema: { type: integer, format: unix-time }
        - name: sort_by
          in: query
          description: Order of the list.
          style: deepObject
          x-sort: [created_at, status]
          schema: { type: string }
      responses:
        '200':
          description: Success.
          content:
            application/json:
              schema:
                type: object
                required: [thing]
                x-guaranteed: [thing]
                properties: { thing: { $ref: '#/components/schemas/Thing' } }
        default: { $ref: common.yaml#/components/responses/Error }
components:
  schemas:
    Thing:
      description: A thing that is billed.
      type: object
      x-resource: thing
      properties:
        id: { description: Id of the thing., type: string, x-id: thing }
        details:
          description: More about it.
          type: array
          items: { $ref: '#/components/schemas/Detail' }
        part_status:
          description: How far its part is.
          allOf: [{ $ref: part.yaml#/components/schemas/PartStatus }]
    Detail:
      description: More about a thing.
      type: object
      properties: { text: { description: Text., type: string } }
    Status:
      description: How far a thing is.
      type: string
      enum: ['on', 'off']
      x-enum-descriptions: { 'on': It runs., 'off': It rests. }
",
    ),
];

#[test]
fn small() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("v2")).expect("made");
    for (name, text) in SMALL {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let text = bundle::read(folder.path(), "v2", OpenApi::V3_0).unwrap_or_else(|it| panic!("{it}"));
    assert_snapshot!(text);
    let missing = bundle::read(folder.path(), "v1", OpenApi::V3_0).expect_err("there is none");
    assert!(missing.to_string().contains("holds no `v1`"), "{missing}");
}

#[test]
fn a_spec_with_errors_gives_no_document() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("v2")).expect("made");
    for (name, text) in SMALL {
        let text = text.replace("x-method: list", "x-method: List");
        fs::write(folder.path().join(name), text).expect("written");
    }
    let report = bundle::read(folder.path(), "v2", OpenApi::V3_0).expect_err("refused");
    assert!(report.to_string().contains("thing.yaml"), "{report}");
}

fn real(version: &str) -> (String, Value) {
    let text =
        bundle::read(common::spec(), version, OpenApi::V3_0).unwrap_or_else(|it| panic!("{it}"));
    let document = serde_yaml::from_str(&text).expect("it is YAML");
    (text, document)
}

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Mapping(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str));
            map.values().for_each(|value| references(value, found));
        }
        Value::Sequence(list) => list.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_points_at_a_component_and_every_component_is_used() {
    for version in VERSIONS {
        let (_, document) = real(version);
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        let mut components = BTreeSet::new();
        let kinds = document["components"].as_mapping().expect("components");
        for (kind, all) in kinds {
            let kind = kind.as_str().expect("text");
            for name in all.as_mapping().expect("components").keys() {
                let name = name.as_str().expect("text");
                let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
                assert!(name.chars().all(good), "{name}");
                if kind != "securitySchemes" {
                    components.insert(format!("#/components/{kind}/{name}"));
                }
            }
        }
        let found: BTreeSet<String> = found.into_iter().map(str::to_owned).collect();
        let dangling: Vec<_> = found.difference(&components).collect();
        assert!(dangling.is_empty(), "{version}: {dangling:?}");
        let has_resource = |name: &str| {
            let name = name.rsplit('/').next().unwrap_or_default();
            let schema = &document["components"]["schemas"][name];
            schema.get("x-resource").is_some()
        };
        let unused = components.difference(&found);
        let unused: Vec<_> = unused.filter(|name| !has_resource(name)).collect();
        assert!(unused.is_empty(), "{version}: {unused:?}");
    }
}

/// How many groups no operation takes whole: each stands where it is taken, without what is not.
fn taken_in_parts(api: &Api) -> usize {
    let mut whole: BTreeMap<&TypeRef, bool> = BTreeMap::new();
    for (_, operation) in api.operations() {
        for param in &operation.params {
            if let Type::Group(of) = param.ty.element() {
                *whole.entry(of).or_default() |= param.traits.without.is_empty();
            }
        }
    }
    whole.values().filter(|it| !**it).count()
}

/// No component is lost, although names could meet, and none differs from another by case or underscores only.
#[test]
fn names_are_unique() {
    let spec = chargebee_generator::load::load(common::spec()).expect("the spec is right");
    let apis = read(common::spec()).expect("the spec is right");
    let parts: Vec<usize> = apis.iter().map(taken_in_parts).collect();
    assert!(parts.iter().any(|it| *it > 0), "{parts:?}");
    for (files, parts) in spec.versions.iter().zip(parts) {
        let (_, document) = real(&files.name);
        for kind in ["schemas", "parameters", "responses"] {
            let of_file = |file: &chargebee_generator::load::File| {
                let components = file.tree.get("components")?.get(kind)?;
                Some(components.keys().len())
            };
            let mut expected: usize = files.files.iter().filter_map(of_file).sum();
            if kind == "schemas" {
                expected -= parts;
            }
            let names = document["components"][kind].as_mapping().expect("names");
            let letters = names.keys().map(|name| {
                let name = name.as_str().expect("text").to_ascii_lowercase();
                name.replace('_', "")
            });
            assert_eq!(letters.collect::<BTreeSet<_>>().len(), expected, "{kind}");
            assert_eq!(names.len(), expected, "{kind}");
        }
    }
}

#[test]
fn every_operation_is_there_with_its_tag() {
    let apis = read(common::spec()).expect("the spec is right");
    for api in &apis {
        let (_, document) = real(&api.version);
        let tags = document["tags"].as_sequence().expect("tags").iter();
        let tags: BTreeSet<&str> = tags.filter_map(|tag| tag["name"].as_str()).collect();
        assert_eq!(tags.len(), api.counts().resources);
        let mut seen = 0;
        for module in &api.modules {
            for operation in &module.operations {
                let there = &document["paths"][operation.path.as_str()][operation.method.key()];
                let (tag, name) = (module.name.as_str(), operation.name.wire.as_str());
                assert_eq!(there["tags"][0].as_str(), Some(tag));
                assert_eq!(there["x-method"].as_str(), Some(name));
                assert!(tags.contains(tag));
                seen += 1;
            }
        }
        let paths = document["paths"].as_mapping().expect("paths").values();
        let operations: usize = paths
            .map(|item| item.as_mapping().map_or(0, serde_yaml::Mapping::len))
            .sum();
        assert_eq!(operations, api.counts().operations);
        assert_eq!(operations, seen);
    }
}

/// What has operators is an object, so that no tool needs to know `x-filter` or `x-sort`.
#[test]
fn every_filter_is_an_object() {
    fn check(value: &Value, count: &mut usize) {
        match value {
            Value::Mapping(map) => {
                if map.get("x-filter").or(map.get("x-sort")).is_some() {
                    let object = map.get("schema").unwrap_or(value);
                    assert_eq!(object["type"].as_str(), Some("object"), "{map:?}");
                    let operators = object["properties"].as_mapping().expect("operators");
                    if let Some(filter) = map.get("x-filter").and_then(Value::as_sequence) {
                        assert!(operators.keys().eq(filter), "{map:?}");
                    }
                    *count += 1;
                }
                map.values().for_each(|value| check(value, count));
            }
            Value::Sequence(list) => list.iter().for_each(|value| check(value, count)),
            _ => {}
        }
    }
    let mut count = 0;
    check(&real("v2").1, &mut count);
    assert!(count > 300, "{count}");
}

#[test]
fn two_runs_give_the_same_bytes() {
    for version in VERSIONS {
        assert_eq!(real(version).0, real(version).0);
    }
}

/// What linters and client generators ask for and the spec leaves to be derived.
#[test]
fn every_operation_has_a_summary_and_a_response_for_refusals() {
    for version in VERSIONS {
        let (_, document) = real(version);
        for key in ["contact", "license"] {
            assert!(document["info"][key]["name"].is_string(), "{key}");
        }
        let paths = document["paths"].as_mapping().expect("paths").values();
        let operations = paths.flat_map(|item| item.as_mapping().expect("operations").values());
        let mut summaries = 0;
        for operation in operations {
            let summary = operation["summary"].as_str().expect("a summary");
            assert!((2..=140).contains(&summary.len()), "{summary}");
            assert!(!summary.ends_with('.'), "{summary}");
            let responses = &operation["responses"];
            assert_eq!(responses["4XX"], responses["default"], "{summary}");
            summaries += 1;
        }
        assert!(summaries > 100, "{summaries}");
    }
}

/// `deepObject` is defined for objects alone: a client that is generated from it elsewhere does not compile.
#[test]
fn only_objects_are_deep() {
    fn target<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let path = reference.split('/').skip(1);
            let there = path.fold(document, |at, key| &at[key]);
            return target(document, there);
        }
        match schema.get("allOf") {
            Some(all) => target(document, &all[0]),
            None => schema,
        }
    }
    fn check(document: &Value, value: &Value, count: &mut [usize; 2]) {
        match value {
            Value::Mapping(map) => {
                if map.get("in").is_some_and(Value::is_string) && map.get("schema").is_some() {
                    let deep = map.get("style").and_then(Value::as_str) == Some("deepObject");
                    let is_object =
                        target(document, &map["schema"])["type"].as_str() == Some("object");
                    assert_eq!(deep, is_object, "{map:?}");
                    count[usize::from(deep)] += 1;
                }
                map.values().for_each(|it| check(document, it, count));
            }
            Value::Sequence(list) => list.iter().for_each(|it| check(document, it, count)),
            _ => {}
        }
    }
    for version in VERSIONS {
        let document = real(version).1;
        let mut count = [0, 0];
        check(&document, &document, &mut count);
        assert!(count.iter().all(|count| *count > 1), "{count:?}");
    }
}

/// A map there stops generators that expect a list in the order of the values.
#[test]
fn descriptions_of_values_are_a_list_in_the_order_of_the_enum() {
    fn check(value: &Value, count: &mut usize) {
        match value {
            Value::Mapping(map) => {
                if let Some(described) = map.get("x-enum-descriptions") {
                    let described = described.as_sequence().expect("a list");
                    let values = map["enum"].as_sequence().expect("values");
                    assert_eq!(described.len(), values.len(), "{map:?}");
                    let full = |it: &Value| it.as_str().is_some_and(|text| !text.is_empty());
                    assert!(described.iter().all(full), "{map:?}");
                    *count += 1;
                }
                map.values().for_each(|value| check(value, count));
            }
            Value::Sequence(list) => list.iter().for_each(|value| check(value, count)),
            _ => {}
        }
    }
    let mut count = 0;
    check(&real("v2").1, &mut count);
    assert!(count > 200, "{count}");
}

/// What the API sends by itself stands in `webhooks`, which OpenAPI has from 3.1 on: each type of event with what it carries.
#[test]
fn a_webhook_for_each_type_of_event() {
    let apis = read(common::spec()).expect("the spec is right");
    for api in &apis {
        let (_, older) = real(&api.version);
        assert!(older.get("webhooks").is_none());
        let text = bundle::read(common::spec(), &api.version, OpenApi::V3_1);
        let text = text.unwrap_or_else(|it| panic!("{it}"));
        let document: Value = serde_yaml::from_str(&text).expect("it is YAML");
        assert_eq!(document["openapi"].as_str(), Some("3.1.0"));
        let (_, events) = api.events().expect("events");
        let webhooks = document["webhooks"].as_mapping().expect("webhooks");
        assert_eq!(webhooks.len(), events.variants.len());
        let created = &webhooks["subscription_created"]["post"];
        let all = &created["requestBody"]["content"]["application/json"]["schema"]["allOf"];
        assert_eq!(all[0]["$ref"].as_str(), Some("#/components/schemas/Event"));
        let properties = &all[1]["properties"];
        let kind = properties["event_type"]["const"].as_str();
        assert_eq!(kind, Some("subscription_created"));
        let customer = &properties["content"]["properties"]["customer"]["$ref"];
        assert_eq!(customer.as_str(), Some("#/components/schemas/Customer"));
        // The components that webhooks refer to are there.
        let mut found = BTreeSet::new();
        references(&document["webhooks"], &mut found);
        for reference in found {
            let name = reference.rsplit('/').next().expect("a name");
            let schema = &document["components"]["schemas"][name];
            assert!(schema.is_mapping(), "{reference}");
        }
    }
}
