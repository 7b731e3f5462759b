//! Holds the facts against the model: resources here, their operations in [`operation`], values in [`value`].

mod operation;
mod value;

use super::{
    facts::{ErrorCode, Event, Facts, Resource, Step, Value, Version},
    report::{Coverage, Kind},
    shapes::Shapes,
    tally::{Item, Tally},
    types::{Types, element},
};
use crate::load::VERSIONS;
use crate::migration::guide;
use crate::model::{Api, Catalog, Enum, Module, Record, Type, TypeRef};
use std::collections::{BTreeMap, BTreeSet};

/// Compares all versions.
pub(super) fn compare(facts: &Facts, apis: &[Api]) -> Coverage {
    let mut tally = Tally::default();
    for version in &facts.versions {
        let api = apis.iter().find(|api| api.version == version.name);
        Comparison::new(version, api, &mut tally).run();
    }
    for api in apis {
        if !facts.versions.iter().any(|it| it.name == api.version) {
            tally.beyond(Kind::Resources, api.version.clone(), None);
        }
    }
    error_codes(&facts.error_codes, apis, &mut tally);
    migration(&facts.migration, apis, &mut tally);
    tally.finish()
}

/// The steps from v1 to v2, against the guide that the spec gives.
fn migration(facts: &[Step], apis: &[Api], tally: &mut Tally) {
    let [first, second] = VERSIONS.map(|version| apis.iter().find(|api| api.version == version));
    let (Some(first), Some(second)) = (first, second) else {
        return;
    };
    let guide = guide(first, second);
    for step in facts {
        // The facts call an operation as the documentation does, which leaves out the resource: `void`.
        let same = |said: &Option<String>, says: &Option<String>| match (said, says) {
            (Some(said), Some(says)) => {
                said == says || format!("{said}_{}", step.resource) == *says
            }
            (said, says) => said == says,
        };
        let webhook = |resource: &str| {
            if resource == "webhook" {
                "webhook_endpoint"
            } else {
                resource
            }
            .to_owned()
        };
        let there = guide.steps.iter().any(|it| {
            let about = it.resource == webhook(&step.resource) && it.kind.name() == step.kind;
            about && same(&step.from, &it.from) && same(&step.to, &it.to)
        });
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "nothing".to_owned());
        let path = format!(
            "{} {} {} to {}",
            step.resource,
            step.kind,
            name(&step.from),
            name(&step.to)
        );
        let item = Item {
            path,
            there,
            evidence: None,
        };
        tally.presence(Kind::Migration, &item, true);
    }
}

/// The codes of errors, with their kind and status: the same in all versions, each of which must have them.
fn error_codes(codes: &[ErrorCode], apis: &[Api], tally: &mut Tally) {
    for api in apis {
        let enums = api.modules.iter().flat_map(|module| &module.enums);
        let values: Vec<_> = enums
            .flat_map(|it| &it.values)
            .filter(|it| it.error.is_some())
            .collect();
        for code in codes {
            let value = values.iter().find(|it| it.name.wire == code.code);
            let item = Item {
                path: format!("{} {}", api.version, code.code),
                there: value.is_some(),
                evidence: None,
            };
            tally.presence(Kind::ErrorCodes, &item, true);
            if let Some(error) = value.and_then(|value| value.error.as_ref()) {
                let said = |kind: Option<&str>, status: &str| {
                    format!("{} {status}", kind.unwrap_or("no kind"))
                };
                let facts = said(code.kind.as_deref(), &code.http_status.to_string());
                let spec = said(error.kind.as_deref(), &error.status);
                tally.same(Kind::ErrorCodes, &item, &facts, &spec);
            }
        }
    }
}

/// The comparison of one version.
struct Comparison<'a> {
    facts: &'a Version,
    types: Types<'a>,
    shapes: Shapes<'a>,
    tally: &'a mut Tally,
}

impl<'a> Comparison<'a> {
    fn new(facts: &'a Version, api: Option<&'a Api>, tally: &'a mut Tally) -> Self {
        let mut comparison = Self {
            facts,
            types: Types::new(api),
            shapes: Shapes::default(),
            tally,
        };
        comparison.collect_shapes();
        comparison
    }

    fn run(&mut self) {
        for resource in &self.facts.resources {
            self.resource(resource);
        }
        self.more_resources();
        self.events();
    }

    fn item(&self, path: &str, there: bool) -> Item {
        Item {
            path: format!("{} {path}", self.facts.name),
            there,
            evidence: None,
        }
    }

    fn module(&self, name: &str) -> Option<&'a Module> {
        self.types.modules.iter().find(|it| it.name == name)
    }

    fn resource(&mut self, facts: &'a Resource) {
        let module = self.module(&facts.name);
        let record = module.and_then(|module| main_record(module, &facts.name));
        let item = self.item(&facts.name, record.is_some());
        self.tally.presence(Kind::Resources, &item, true);
        let spec = catalog(record.and_then(|record| record.catalog));
        self.catalogs(&item, catalogs(&facts.product_catalog), spec);
        match (facts.custom_fields, record) {
            (true, record) => {
                let spec = custom_fields(record.is_some_and(|record| record.custom_fields));
                let facts = custom_fields(true);
                self.tally.same(Kind::CustomFields, &item, facts, spec);
            }
            (false, Some(Record { custom_fields, .. })) if *custom_fields => {
                let path = item.path.clone();
                self.tally.beyond(Kind::CustomFields, path, None);
            }
            (false, _) => {}
        }
        self.attributes(&item.path, &facts.attributes, record, item.there);
        self.sub_resources(&item, facts, record);
        for operation in &facts.operations {
            let spec = module.and_then(|module| {
                let mut operations = module.operations.iter();
                Some((
                    module,
                    operations.find(|it| it.name.wire == operation.name)?,
                ))
            });
            self.operation(&facts.name, operation, spec, item.there);
        }
        for operation in module.map(|it| it.operations.iter()).into_iter().flatten() {
            let name = &operation.name.wire;
            if !facts.operations.iter().any(|it| it.name == *name) {
                let path = format!("{}.{name}", item.path);
                let evidence = operation.evidence.as_deref();
                self.tally.beyond(Kind::Operations, path, evidence);
            }
        }
    }

    /// The attributes of a resource or of an object inside one; `listed` says whether to tell each that is missing.
    fn attributes(
        &mut self,
        path: &str,
        facts: &'a [Value],
        record: Option<&'a Record>,
        listed: bool,
    ) {
        for attribute in facts {
            let field = record.and_then(|record| {
                let mut fields = record.fields.iter();
                fields.find(|field| field.name.wire == attribute.name)
            });
            self.attribute(path, attribute, field, listed);
        }
        for field in record.map(|it| it.fields.iter()).into_iter().flatten() {
            let name = &field.name.wire;
            if !facts.iter().any(|it| it.name == *name) {
                let path = format!("{path} {name}");
                let evidence = field.traits.evidence.as_deref();
                self.tally.beyond(Kind::Attributes, path, evidence);
            }
        }
    }

    /// The objects inside a resource: each is whatever the attributes that hold it say it is.
    fn sub_resources(&mut self, item: &Item, facts: &'a Resource, record: Option<&'a Record>) {
        let found = self.objects(facts, record);
        for (name, attributes) in &facts.sub_resources {
            let records = found.get(name.as_str()).into_iter().flatten();
            let records: Vec<&Record> =
                (records.filter_map(|record| self.types.record(record))).collect();
            let path = format!("{} {name}", item.path);
            if records.is_empty() {
                let missing = self.item(&format!("{} {name}", facts.name), false);
                if item.there {
                    self.tally.presence(Kind::Attributes, &missing, true);
                }
                self.attributes(&path, attributes, None, false);
            }
            for record in records {
                self.attributes(&path, attributes, Some(record), true);
            }
        }
    }

    fn objects(
        &self,
        facts: &'a Resource,
        record: Option<&'a Record>,
    ) -> BTreeMap<&'a str, BTreeSet<&'a TypeRef>> {
        let mut found: BTreeMap<&str, BTreeSet<&TypeRef>> = BTreeMap::new();
        let mut next: Vec<(&[Value], &Record)> = Vec::new();
        next.extend(record.map(|record| (facts.attributes.as_slice(), record)));
        while let Some((attributes, record)) = next.pop() {
            for attribute in attributes {
                let mut fields = record.fields.iter();
                let field = fields.find(|field| field.name.wire == attribute.name);
                let ty = field.map(|field| element(&field.ty));
                let (Some(object), Some(Type::Record(at))) = (&attribute.sub_resource, ty) else {
                    continue;
                };
                if found.entry(object).or_default().insert(at) {
                    let inside = facts.sub_resources.get(object).zip(self.types.record(at));
                    next.extend(inside.map(|(inside, record)| (inside.as_slice(), record)));
                }
            }
        }
        found
    }

    fn more_resources(&mut self) {
        let records = self.types.modules.iter().flat_map(|module| &module.records);
        for name in records.filter_map(|record| record.resource()) {
            if !self.facts.resources.iter().any(|it| it.name == *name) {
                let path = format!("{} {name}", self.facts.name);
                self.tally.beyond(Kind::Resources, path, None);
            }
        }
    }

    fn events(&mut self) {
        let enums = self.types.modules.iter().flat_map(|module| &module.enums);
        let spec: Vec<&Enum> = enums.filter(|it| it.name == "EventType").collect();
        let values: Vec<_> = spec.iter().flat_map(|it| &it.values).collect();
        for Event {
            event_type,
            content,
            deprecated: old,
            arrays,
            ..
        } in &self.facts.events
        {
            let value = values.iter().find(|it| it.name.wire == *event_type);
            let item = self.item(&format!("event {event_type}"), value.is_some());
            self.tally.presence(Kind::EventTypes, &item, true);
            let spec = deprecated(value.is_some_and(|value| value.deprecated));
            let facts = deprecated(*old);
            self.tally.same(Kind::Deprecations, &item, facts, spec);
            self.content(event_type, content, arrays);
        }
        for value in values {
            let name = &value.name.wire;
            if !self.facts.events.iter().any(|it| it.event_type == *name) {
                let path = format!("{} event {name}", self.facts.name);
                self.tally.beyond(Kind::EventTypes, path, None);
            }
        }
    }

    /// What an event carries: resources by their keys, lists by keys of their own.
    fn content(&mut self, event_type: &str, content: &[String], arrays: &BTreeMap<String, String>) {
        let modules = &self.types.modules;
        let events = modules
            .iter()
            .find_map(|module| Some((module, module.events.as_ref()?)));
        let record = events.and_then(|(module, events)| {
            let variant = events
                .variants
                .iter()
                .find(|it| it.name.wire == event_type)?;
            module
                .records
                .iter()
                .find(|record| record.name == variant.content)
        });
        for resource in content {
            // A key that is a plural is a list of the singular, where the facts do not say the key.
            let listed = arrays.get(resource);
            let key = listed.unwrap_or(resource);
            let field =
                record.and_then(|record| record.fields.iter().find(|it| it.name.wire == *key));
            // The facts name the resource; a list of it has a key of its own, which they do not always say.
            let in_list = record.is_some_and(|record| {
                let mut lists = record
                    .fields
                    .iter()
                    .filter(|it| matches!(it.ty, Type::List(_)));
                lists.any(|it| self.types.name(element(&it.ty)) == format!("resource {resource}"))
            });
            let fits = field.map_or(in_list, |field| {
                let is_list = matches!(field.ty, Type::List(_));
                is_list == (listed.is_some() || key == "subscriptions")
            });
            let item = self.item(&format!("event {event_type} {key}"), fits);
            self.tally.presence(Kind::EventContents, &item, true);
        }
    }

    /// Counts only what is of one catalog in the facts or in the spec.
    fn catalogs(&mut self, item: &Item, facts: &str, spec: &str) {
        if facts != BOTH || item.there && spec != BOTH {
            self.tally.same(Kind::Catalogs, item, facts, spec);
        }
    }
}

fn main_record<'m>(module: &'m Module, name: &str) -> Option<&'m Record> {
    let mut records = module.records.iter();
    records.find(|record| record.resource() == Some(name))
}

const BOTH: &str = "both";

/// The catalogs of the facts; v1 has none.
fn catalogs(names: &[String]) -> &str {
    match names {
        [one] => one,
        _ => BOTH,
    }
}

/// The catalog of the spec.
fn catalog(catalog: Option<Catalog>) -> &'static str {
    match catalog {
        Some(Catalog::One) => "1.0",
        Some(Catalog::Two) => "2.0",
        None => BOTH,
    }
}

fn custom_fields(there: bool) -> &'static str {
    if there { "taken" } else { "not taken" }
}

fn deprecated(deprecated: bool) -> &'static str {
    if deprecated { "deprecated" } else { "current" }
}

fn required(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}
