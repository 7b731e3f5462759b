//! The model to data: what a server needs to route requests, to check them and to make answers. One JSON document for each
//! version, an entry a line, without descriptions.
//!
//! A type is a short text: `int`, `id:customer`, `enum:common.AutoCollection`, `list:group:invoice.Charge`.

use crate::{
    model::{
        Api, EnumValue, Field, Group, Module, Operation, Param, ParamKind, Presence, Record,
        TimeUnit, Traits, Type, TypeRef,
    },
    write::Files,
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The documents, by file name.
#[must_use]
pub fn routes(apis: &[Api]) -> Files {
    let fields = fields(apis);
    let file = |api: &Api| (format!("{}.json", api.version), document(api, &fields));
    apis.iter().map(file).collect()
}

/// The fields that something has in any version, by what the API calls it there: the record of it can have another name in each.
fn fields(apis: &[Api]) -> Vec<String> {
    let mut fields: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let modules = apis.iter().flat_map(|api| &api.modules);
    for record in modules.flat_map(|module| &module.records) {
        for name in record
            .object
            .iter()
            .map(String::as_str)
            .chain(record.resource())
        {
            let names = record.fields.iter().map(|it| it.name.wire.as_str());
            fields.entry(name).or_default().extend(names);
        }
    }
    let entries = fields.iter().map(|(name, it)| entry(name, &json!(it)));
    entries.collect()
}

fn document(api: &Api, fields: &[String]) -> String {
    let mut routes = Vec::new();
    let mut operations = Vec::new();
    let (mut records, mut groups, mut enums) = (Vec::new(), Vec::new(), Vec::new());
    let (mut errors, mut events, mut renamed) = (Vec::new(), Vec::new(), Vec::new());
    for module in &api.modules {
        for it in &module.operations {
            let name = format!("{}.{}", module.name, it.name.wire);
            routes.push(json!([it.method.name(), it.path, name]).to_string());
            operations.push(entry(&name, &operation(api, module, it)));
        }
        records
            .extend((module.records.iter()).map(|it| entry(&full(module, &it.name), &record(it))));
        groups.extend(
            (module.groups.iter()).map(|it| entry(&full(module, &it.name), &group(api, it))),
        );
        for it in &module.enums {
            let values: Vec<&str> = it.values.iter().map(|it| it.name.wire.as_str()).collect();
            enums.push(entry(&full(module, &it.name), &json!(values)));
            errors.extend(it.values.iter().filter_map(error));
        }
        // What an event of each type carries is a record like any other.
        for it in module.events.iter().flat_map(|it| &it.variants) {
            events.push(entry(&it.name.wire, &json!(full(module, &it.content))));
            let old = it.renamed_from.as_ref();
            renamed.extend(old.map(|old| entry(&it.name.wire, &json!(old))));
        }
    }
    let member = |name: &str, open: char, entries: &[String], close: char| {
        format!("{}: {open}\n{}\n{close}", json!(name), entries.join(",\n"))
    };
    let members = [
        member("routes", '[', &routes, ']'),
        member("operations", '{', &operations, '}'),
        member("records", '{', &records, '}'),
        member("groups", '{', &groups, '}'),
        member("enums", '{', &enums, '}'),
        member("errors", '{', &errors, '}'),
        member("events", '{', &events, '}'),
        member("renamed_events", '{', &renamed, '}'),
        member("fields", '{', fields, '}'),
    ];
    format!("{{\n{}\n}}\n", members.join(",\n"))
}

fn full(module: &Module, name: &str) -> String {
    format!("{}.{name}", module.name)
}

fn entry(name: &str, value: &Value) -> String {
    format!("{}: {value}", json!(name))
}

/// What is said, as a flag, only where it is true.
fn flag(map: &mut Map<String, Value>, name: &str, value: bool) {
    if value {
        map.insert(name.to_owned(), true.into());
    }
}

fn some(map: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value.into());
    }
}

fn operation(api: &Api, module: &Module, it: &Operation) -> Value {
    let ids = it.path_ids.iter().map(|id| id.name.wire.as_str());
    let mut map = Map::new();
    map.insert("answer".into(), full(module, &it.response).into());
    map.insert("ids".into(), ids.collect());
    let params = it.params.iter().map(|it| param(api, it));
    map.insert("params".into(), params.collect());
    flag(&mut map, "json", it.json_body);
    flag(&mut map, "idempotent", it.idempotent);
    flag(&mut map, "custom", it.custom_fields);
    flag(&mut map, "paged", it.paged);
    flag(&mut map, "secret_ids", it.secret_ids);
    some(&mut map, "sub_domain", it.sub_domain.clone());
    map.into()
}

fn param(api: &Api, it: &Param) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), it.name.wire.as_str().into());
    map.insert("type".into(), type_text(&it.ty).into());
    flag(&mut map, "required", it.required);
    flag(&mut map, "json_text", it.json_text);
    flag(&mut map, "sensitive", it.traits.sensitive);
    let without = &it.traits.without;
    some(
        &mut map,
        "without",
        (!without.is_empty()).then(|| without.clone()),
    );
    flag(&mut map, "custom", takes_custom_fields(api, &it.ty));
    match &it.kind {
        ParamKind::Value => {}
        ParamKind::Filter(operators) => {
            map.insert("filter".into(), operators.names().collect());
        }
        ParamKind::Sort(attributes) => {
            map.insert("sort".into(), attributes.clone().into());
        }
    }
    limits(&mut map, &it.traits);
    map.into()
}

/// Whether that is a group, or a list of such, that takes custom fields.
fn takes_custom_fields(api: &Api, ty: &Type) -> bool {
    match ty.element() {
        Type::Group(of) => api.group(of).is_some_and(|it| it.custom_fields),
        _ => false,
    }
}

fn limits(map: &mut Map<String, Value>, it: &Traits) {
    some(map, "max_length", it.max_length);
    some(map, "minimum", it.minimum.clone());
    some(map, "maximum", it.maximum.clone());
    some(map, "default", it.default.clone());
    some(
        map,
        "accepts",
        (!it.accepts.is_empty()).then(|| it.accepts.clone()),
    );
    if let Some(items) = &it.items {
        let mut inner = Map::new();
        limits(&mut inner, items);
        some(map, "items", (!inner.is_empty()).then_some(inner));
    }
}

fn record(it: &Record) -> Value {
    let mut map = Map::new();
    map.insert("fields".into(), it.fields.iter().map(field).collect());
    some(&mut map, "resource", it.resource().map(str::to_owned));
    some(&mut map, "object", it.object.first().cloned());
    flag(&mut map, "custom", it.custom_fields);
    map.into()
}

fn field(it: &Field) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), it.name.wire.as_str().into());
    map.insert("type".into(), type_text(&it.ty).into());
    flag(
        &mut map,
        "required",
        it.documented_required || it.presence == Presence::Guaranteed,
    );
    some(&mut map, "renamed_from", it.traits.renamed_from.clone());
    limits(&mut map, &it.traits);
    map.into()
}

fn group(api: &Api, it: &Group) -> Value {
    it.members.iter().map(|it| param(api, it)).collect()
}

fn error(it: &EnumValue) -> Option<String> {
    let facts = it.error.as_ref()?;
    let value = json!({ "kind": facts.kind, "status": facts.status.parse::<u16>().ok()? });
    Some(entry(&it.name.wire, &value))
}

fn type_text(ty: &Type) -> String {
    let of = |kind: &str, of: &TypeRef| format!("{kind}:{}.{}", of.module, of.name);
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Amount(_) => "amount".to_owned(),
        Type::Decimal(decimal) if decimal.number => "number".to_owned(),
        Type::Decimal(_) => "decimal".to_owned(),
        Type::Time(TimeUnit::Seconds) => "time".to_owned(),
        Type::Time(TimeUnit::Milliseconds) => "millis".to_owned(),
        Type::Currency => "currency".to_owned(),
        Type::Id(kind) => format!("id:{kind}"),
        Type::Enum(it) => of("enum", it),
        Type::Record(it) => of("record", it),
        Type::Group(it) => of("group", it),
        Type::Json => "json".to_owned(),
        Type::List(inner) => format!("list:{}", type_text(inner)),
    }
}
