//! The spec of the workspace in the shapes of the vendor's files: both sides then say the same, and whatever is found is noise.
//!
//! What is made here has all that reading such a file went wrong over: filters as objects of operators, nested in the bodies of
//! forms, whose type stands in `format` on text; lists of groups as objects of lists; `$ref` beside `name` and `in`; tags that are
//! no resources; payloads of webhooks as components; objects and enums in place wherever they are used.

use super::{common, merge};
use chargebee_generator::{
    bundle::{self, OpenApi},
    drift::{Drift, Extent, Kind, Standing, drift, suggest},
    load, lower,
    upstream::read_text,
};
use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fs};

type Object = Map<String, Value>;

/// What says of a value what a file of the vendor says too.
const SAID: [&str; 9] = [
    "type",
    "description",
    "format",
    "maxLength",
    "minimum",
    "maximum",
    "default",
    "deprecated",
    "enum",
];

/// Formats that a file of the vendor knows.
const FORMATS: [&str; 4] = ["unix-time", "int32", "int64", "double"];

/// Our own document, which is written in other shapes.
struct Ours {
    document: Value,
}

impl Ours {
    fn new(version: &str) -> Self {
        let text = bundle::read(common::spec(), version, OpenApi::V3_1)
            .unwrap_or_else(|report| panic!("{}", report.render(false)));
        Self {
            document: serde_yaml::from_str(&text).expect("YAML"),
        }
    }

    fn at(&self, reference: &str) -> &Value {
        let pointer = reference.strip_prefix('#').expect("a reference in place");
        let found = self.document.pointer(pointer);
        found.unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    /// A schema with what it refers to; what stands nearer wins.
    fn merged(&self, at: &Value) -> Object {
        let mut own = at.as_object().cloned().unwrap_or_default();
        let reference = at["$ref"].as_str().or(at["allOf"][0]["$ref"].as_str());
        let Some(reference) = reference else {
            return own;
        };
        own.remove("$ref");
        own.remove("allOf");
        let mut whole = self.merged(self.at(reference));
        whole.extend(own);
        whole
    }

    /// A value, with its objects and enums in place; a resource by reference in an answer.
    fn value(&self, at: &Value, form: bool) -> Value {
        let schema = self.merged(at);
        if let (Some(resource), false) = (schema.get("x-resource").and_then(Value::as_str), form) {
            let mut value = reference(resource);
            for key in ["description", "deprecated"] {
                if let Some(said) = at.get(key) {
                    value[key] = said.clone();
                }
            }
            return value;
        }
        self.in_place(&schema, form)
    }

    fn in_place(&self, schema: &Object, form: bool) -> Value {
        let mut out: Object = (schema.iter())
            .filter(|(key, _)| SAID.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        out.retain(|key, value| {
            key != "format" || value.as_str().is_some_and(|it| FORMATS.contains(&it))
        });
        if schema.contains_key("x-filter") {
            out.insert("properties".to_owned(), self.operators(schema));
        } else if let Some(items) = schema.get("items") {
            let item = self.merged(items);
            if form && item.contains_key("properties") {
                return self.columns(out, &item);
            }
            out.insert("items".to_owned(), self.value(items, form));
        } else if let Some(Value::Object(properties)) = schema.get("properties") {
            let members = properties
                .iter()
                .map(|(name, at)| (name.clone(), self.value(at, form)));
            out.insert("properties".to_owned(), nested(members));
            let required = schema.get("required");
            out.extend(required.map(|it| ("required".to_owned(), it.clone())));
        } else if !schema.contains_key("type") {
            out.insert("type".to_owned(), json!("object"));
            out.insert("additionalProperties".to_owned(), json!(true));
        }
        Value::Object(out)
    }

    /// A list of groups: a list for each member.
    fn columns(&self, mut out: Object, item: &Object) -> Value {
        let properties = item["properties"].as_object().into_iter().flatten();
        let members = properties.map(|(name, at)| {
            let mut column = json!({ "type": "array", "items": self.value(at, true) });
            if let Some(said) = self.merged(at).get("description") {
                column["description"] = said.clone();
            }
            (name.clone(), column)
        });
        out.insert("properties".to_owned(), members.collect::<Object>().into());
        out.insert("type".to_owned(), json!("object"));
        out.extend(
            item.get("required")
                .map(|it| ("required".to_owned(), it.clone())),
        );
        Value::Object(out)
    }

    /// What goes over the wire is text, and its format says what of.
    fn operators(&self, filter: &Object) -> Value {
        let operators = filter["properties"].as_object().expect("operators");
        let told = ["is", "after", "on", "gt", "starts_with", "is_not"];
        let told = told.iter().find_map(|it| operators.get(*it));
        let value = self.merged(told.unwrap_or(&Value::Null));
        let of = |key: &str| value.get(key).and_then(Value::as_str);
        let values = value.get("enum");
        let single = match (of("type"), of("format")) {
            (Some("integer"), Some("unix-time")) => {
                json!({ "format": "unix-time", "pattern": "^\\d{10}$" })
            }
            (Some("integer"), _) => json!({ "format": "number", "pattern": "^-?\\d+$" }),
            (Some("number"), _) => {
                json!({ "format": "number", "pattern": "^-?\\d+(\\.\\d+)?$" })
            }
            (Some("boolean"), _) => json!({ "format": "boolean" }),
            _ => json!({ "minLength": 1 }),
        };
        let range = match single["format"].as_str() {
            Some("unix-time") => "^\\[\\d{10},\\d{10}\\]$",
            _ => "^\\[-?\\d+,-?\\d+\\]$",
        };
        let written = operators.keys().map(|operator| {
            let mut written = match operator.as_str() {
                "in" | "not_in" => json!({ "pattern": "^\\[(.*)(,.*)*\\]$" }),
                "between" => json!({ "pattern": range }),
                "is_present" => json!({ "enum": ["true", "false"] }),
                _ => single.clone(),
            };
            written["type"] = json!("string");
            let listed = !matches!(operator.as_str(), "between" | "is_present" | "starts_with");
            if let (Some(values), true) = (values, listed) {
                written["enum"] = values.clone();
            }
            (operator.clone(), written)
        });
        written.collect::<Object>().into()
    }

    fn parameters(&self, operation: &Value) -> Value {
        let mut all: Vec<Object> = Vec::new();
        let mut inside: Vec<(String, Value)> = Vec::new();
        for at in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = self.merged(at);
            let name = parameter["name"].as_str().expect("a name");
            let mut schema = self.merged(&parameter["schema"]);
            // Beside the schema in ours.
            schema.extend(
                parameter
                    .get("x-filter")
                    .map(|it| ("x-filter".to_owned(), it.clone())),
            );
            let mut schema = self.in_place(&schema, true);
            if name.contains('[') {
                for key in ["description", "deprecated"] {
                    if let Some(said) = parameter.get(key) {
                        schema[key] = said.clone();
                    }
                }
                inside.push((name.to_owned(), schema));
                continue;
            }
            let mut written: Object = (["in", "required", "description", "deprecated"].iter())
                .filter_map(|key| Some(((*key).to_owned(), parameter.get(*key)?.clone())))
                .collect();
            let name = match parameter["in"].as_str() {
                Some("path") => name.replace('_', "-"),
                _ => name.to_owned(),
            };
            written.insert("$ref".to_owned(), json!("#/components/parameters/shared"));
            written.insert("name".to_owned(), json!(name));
            written.insert("schema".to_owned(), schema);
            all.push(written);
        }
        if let Value::Object(groups) = nested(inside.into_iter()) {
            for (name, schema) in groups {
                let mut written = Object::new();
                written.insert("name".to_owned(), json!(name));
                written.insert("in".to_owned(), json!("query"));
                written.insert("style".to_owned(), json!("deepObject"));
                written.insert("schema".to_owned(), schema);
                all.push(written);
            }
        }
        json!(all)
    }

    fn operation(&self, path: &str, operation: &Value, number: usize) -> Value {
        let tag = path.split('/').nth(1).unwrap_or_default();
        let mut out = json!({
            "tags": [format!("{tag} and more")],
            "operationId": format!("{tag}_{number}"),
            "parameters": self.parameters(operation),
            "deprecated": operation["deprecated"] == json!(true),
        });
        let bodies = operation["requestBody"]["content"].as_object();
        for (kind, media) in bodies.into_iter().flatten() {
            let mut schema = self.in_place(&self.merged(&media["schema"]), !kind.contains("json"));
            if operation["x-custom-fields"] == json!(true) {
                schema["additionalProperties"] = json!(true);
            }
            out["requestBody"] = json!({ "content": { kind.as_str(): { "schema": schema } } });
        }
        let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let answer = self.in_place(&self.merged(answer), false);
        out["responses"] =
            json!({ "200": { "content": { "application/json": { "schema": answer } } } });
        if let Some(host) = operation["x-sub-domain"].as_str() {
            out["servers"] =
                json!([{ "url": format!("https://{{site}}.{host}.chargebee.com/api") }]);
        }
        out
    }

    /// The whole document.
    fn as_the_vendor_writes_it(&self, version: u64) -> Value {
        let mut schemas = Object::new();
        let components = self.document["components"]["schemas"].as_object();
        for schema in components.into_iter().flat_map(Map::values) {
            if let Some(resource) = schema["x-resource"].as_str() {
                let mut written = self.in_place(&self.merged(schema), false);
                if schema["x-custom-fields"] == json!(true) {
                    written["additionalProperties"] = json!(true);
                }
                schemas.insert(resource.to_upper_camel_case(), written);
            }
            let mut codes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            let statuses = schema["x-http-status"].as_object();
            for (code, status) in statuses.into_iter().flatten() {
                codes
                    .entry(status.as_str().expect("a status"))
                    .or_default()
                    .push(code);
            }
            for (status, codes) in codes {
                let code = json!({ "type": "string", "enum": codes });
                let body = json!({ "type": "object", "properties": { "api_error_code": code } });
                schemas.insert(status.to_owned(), body);
            }
        }
        let mut paths = Object::new();
        let ours = self.document["paths"].as_object();
        for (number, (path, item)) in ours.into_iter().flatten().enumerate() {
            let methods = item.as_object().into_iter().flatten();
            let methods = methods.filter(|(method, _)| ["get", "post"].contains(&method.as_str()));
            let methods =
                methods.map(|(method, it)| (method.clone(), self.operation(path, it, number)));
            let named = path.split('/').map(|part| match part.starts_with('{') {
                true => part.replace('_', "-"),
                false => part.to_owned(),
            });
            let named = named.collect::<Vec<_>>().join("/");
            paths.insert(named, methods.collect::<Object>().into());
        }
        let mut webhooks = Object::new();
        for (name, item) in self.document["webhooks"].as_object().into_iter().flatten() {
            let sent = &item["post"]["requestBody"]["content"]["application/json"]["schema"];
            let content = self.value(&sent["allOf"][1]["properties"]["content"], false);
            let payload = format!("{}Event", name.to_upper_camel_case());
            let body =
                json!({ "content": { "application/json": { "schema": reference(&payload) } } });
            webhooks.insert(name.clone(), json!({ "post": { "requestBody": body } }));
            let properties = json!({ "event_type": { "type": "string" }, "content": content });
            schemas.insert(
                payload,
                json!({ "type": "object", "properties": properties }),
            );
        }
        let shared = json!({ "name": "shared", "in": "query", "schema": { "type": "integer" } });
        json!({
            "openapi": "3.1.0",
            "info": { "x-cb-api-version": version, "version": "ours" },
            "paths": paths,
            "webhooks": webhooks,
            "components": { "schemas": schemas, "parameters": { "shared": shared } },
        })
    }
}

fn reference(resource: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", resource.to_upper_camel_case()) })
}

/// `coupon[id]` inside `coupon`.
fn nested(members: impl Iterator<Item = (String, Value)>) -> Value {
    let mut all = json!({});
    for (name, value) in members {
        let mut at = &mut all;
        let mut parts = name
            .split('[')
            .map(|part| part.trim_end_matches(']'))
            .peekable();
        while let Some(part) = parts.next() {
            let more = parts.peek().is_some();
            at = &mut at[part];
            if more {
                if at.is_null() {
                    *at = json!({ "type": "object", "properties": {} });
                }
                at = &mut at["properties"];
            }
        }
        *at = value;
    }
    all
}

fn held(document: &Value, version: &str) -> Drift {
    let published = read_text("vendor", document.to_string().as_bytes())
        .unwrap_or_else(|finding| panic!("{}", finding.message));
    let apis = chargebee_generator::read(common::spec()).expect("the spec is right");
    let api = apis.iter().find(|api| api.version == version);
    drift(&published, api.expect("the version"), Extent::Whole)
}

/// All but evidence, which is about differences that are not there here.
fn noise(drift: &Drift) -> Vec<String> {
    let findings = drift.findings.iter();
    findings
        .filter(|it| it.standing != Standing::Stale)
        .map(|it| format!("{}: {}: {}", it.standing.word(), it.path, it.sentence()))
        .collect()
}

fn quiet(version: &str, number: u64) {
    let mut document = Ours::new(version).as_the_vendor_writes_it(number);
    let found = held(&document, version);
    let noise_of_all = noise(&found);
    assert!(
        noise_of_all.is_empty(),
        "{} findings:\n{}",
        noise_of_all.len(),
        noise_of_all.join("\n")
    );
    for count in &found.counts {
        assert_eq!(count.upstream, count.spec, "{:?}", count.kind);
        assert!(count.upstream > 0, "{:?} are compared", count.kind);
    }
    // Without `Event`, its webhooks are read all the same.
    for pointer in ["/components/schemas", "/paths"] {
        let all = document.pointer_mut(pointer).and_then(Value::as_object_mut);
        all.expect("a mapping")
            .retain(|name, _| name != "Event" && !name.starts_with("/events"));
    }
    let found = held(&document, version);
    let events = found
        .counts
        .iter()
        .find(|it| it.kind == Kind::Event)
        .expect("a count");
    assert!(
        events.upstream > 30 && events.upstream == events.spec,
        "{events:?}"
    );
}

#[test]
fn v1_in_the_vendors_shapes() {
    quiet("v1", 1);
}

#[test]
fn v2_in_the_vendors_shapes() {
    quiet("v2", 2);
}

/// What stands at the end of these keys of a file.
fn at<'v>(file: &'v mut serde_yaml::Value, keys: &[&str]) -> &'v mut serde_yaml::Value {
    keys.iter().fold(file, |at, key| {
        at.get_mut(*key).unwrap_or_else(|| panic!("no {key}"))
    })
}

/// What is taken out of the spec is suggested, and with that the spec reads and lacks nothing.
#[test]
fn what_is_taken_away_is_suggested() {
    let document = Ours::new("v2").as_the_vendor_writes_it(2);
    let published = read_text("vendor", document.to_string().as_bytes()).expect("it reads");
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("v2")).expect("made");
    let path = |name: &str| folder.path().join("v2").join(name);
    for entry in fs::read_dir(common::spec().join("v2")).expect("the spec") {
        let entry = entry.expect("an entry");
        fs::copy(
            entry.path(),
            folder.path().join("v2").join(entry.file_name()),
        )
        .expect("copied");
    }
    let change = |name: &str, change: &dyn Fn(&mut serde_yaml::Value)| {
        let text = fs::read_to_string(path(name)).expect("a file of the spec");
        let mut file = serde_yaml::from_str(&text).expect("YAML");
        change(&mut file);
        fs::write(path(name), serde_yaml::to_string(&file).expect("YAML")).expect("written");
    };
    change("customer.yaml", &|file| {
        let keys = ["components", "schemas", "Customer", "properties"];
        let properties = at(file, &keys).as_mapping_mut().expect("properties");
        properties.remove("locale").expect("an attribute");
    });
    change("coupon.yaml", &|file| {
        let paths = at(file, &["paths"]).as_mapping_mut().expect("paths");
        paths
            .remove("/coupons/{coupon_id}/unarchive")
            .expect("an operation");
        let parameters = at(file, &["paths", "/coupons", "get", "parameters"]);
        let parameters = parameters.as_sequence_mut().expect("parameters");
        let before = parameters.len();
        parameters.retain(|it| it["name"] != "name");
        assert_eq!(parameters.len() + 1, before, "a filter of the query");
    });
    change("export.yaml", &|file| {
        let form = "application/x-www-form-urlencoded";
        let keys = [
            "paths",
            "/exports/coupons",
            "post",
            "requestBody",
            "content",
            form,
        ];
        let properties = at(at(file, &keys), &["schema", "properties"]);
        let properties = properties.as_mapping_mut().expect("parameters");
        properties
            .remove("coupon[name]")
            .expect("a filter of a form");
    });
    let loaded = load::load(folder.path()).unwrap_or_else(|it| panic!("{}", it.render(false)));
    let apis = lower::lower(&loaded).unwrap_or_else(|it| panic!("{}", it.render(false)));
    let found = drift(&published, &apis[0], Extent::Whole);
    let lacks: Vec<&str> = found
        .of(Standing::Missing)
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(lacks.len(), 4, "{lacks:?}");
    let files = suggest(&found, &published, &apis[0], &loaded.versions[0]);
    for name in ["customer", "coupon", "export"] {
        let text = &files[&format!("v2/{name}.yaml")];
        assert!(
            text.contains("TODO  # decide: ") && text.contains("published at #/"),
            "{text}"
        );
    }
    for (name, text) in &files {
        let part = serde_yaml::from_str(text).expect("a suggestion is YAML");
        let name = name.strip_prefix("v2/").expect("a file of v2");
        change(name, &|file| merge(file, Clone::clone(&part)));
    }
    let apis = chargebee_generator::read(folder.path())
        .unwrap_or_else(|report| panic!("{}", report.render(false)));
    let found = drift(&published, &apis[0], Extent::Whole);
    assert_eq!(noise(&found), [] as [&str; 0]);
}
