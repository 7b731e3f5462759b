//! The spec, as far as a comparison of reality with it needs it.

use crate::case::Problem;
use chargebee_generator::model::{
    Api, Field, IdKind, Module, Operation, Param, Record, Type, TypeRef,
};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// The models of all versions.
#[derive(Debug)]
pub struct Spec(Vec<Api>);

impl Spec {
    /// Reads the spec of the workspace.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read() -> Result<Self, Problem> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
        chargebee_generator::read(&folder)
            .map(Self)
            .map_err(|report| Problem(report.render(false)))
    }

    fn api(&self, version: &str) -> Option<&Api> {
        self.0.iter().find(|it| it.version == version)
    }

    fn module(&self, version: &str, name: &str) -> Option<&Module> {
        self.api(version)?.module(name)
    }

    /// All operations of a version, each with its module.
    pub fn operations(&self, version: &str) -> impl Iterator<Item = (&Module, &Operation)> {
        self.api(version).into_iter().flat_map(Api::operations)
    }

    /// The members of a group.
    #[must_use]
    pub fn members(&self, version: &str, of: &TypeRef) -> &[Param] {
        let group = self.api(version).and_then(|api| api.group(of));
        group.map_or(&[], |it| it.members.as_slice())
    }

    /// The values of an enum.
    pub fn values(&self, version: &str, of: &TypeRef) -> impl Iterator<Item = &str> {
        let found = self.api(version).and_then(|api| api.enumeration(of));
        let values = found.into_iter().flat_map(|it| &it.values);
        values.map(|it| it.name.wire.as_str())
    }

    /// A value of a type.
    #[must_use]
    pub fn sample(&self, version: &str, ty: &Type) -> Value {
        (self.api(version)).map_or(Value::Null, |api| {
            chargebee_generator::emit::sample(ty, api)
        })
    }

    /// A record of a module.
    #[must_use]
    pub fn record(&self, version: &str, module: &str, name: &str) -> Option<&Record> {
        self.module(version, module)?.record(name)
    }

    /// An operation of a resource.
    #[must_use]
    pub fn operation(&self, version: &str, resource: &str, name: &str) -> Option<&Operation> {
        self.module(version, resource)?.operation(name)
    }

    /// The record that an operation answers.
    #[must_use]
    pub fn answer(&self, version: &str, resource: &str, operation: &str) -> Option<TypeRef> {
        let module = self.module(version, resource)?;
        Some(module.reference(&module.operation(operation)?.response))
    }

    /// The record of a resource.
    #[must_use]
    pub fn resource(&self, version: &str, resource: &str) -> Option<TypeRef> {
        let module = self.module(version, resource)?;
        Some(module.reference(&module.resource()?.name))
    }

    /// The types of events.
    pub fn event_types(&self, version: &str) -> impl Iterator<Item = &str> {
        let events = self.api(version).and_then(Api::events);
        let variants = events.into_iter().flat_map(|(_, it)| &it.variants);
        variants.map(|it| it.name.wire.as_str())
    }

    /// What has an id in a version.
    #[must_use]
    pub fn id_kinds(&self, version: &str) -> &[IdKind] {
        self.api(version).map_or(&[], |api| &api.id_kinds)
    }

    /// All modules of a version.
    #[must_use]
    pub fn modules(&self, version: &str) -> &[Module] {
        self.api(version).map_or(&[], |api| &api.modules)
    }

    /// The record that events of a type carry.
    #[must_use]
    pub fn event_content(&self, version: &str, event_type: &str) -> Option<TypeRef> {
        let (module, events) = self.api(version)?.events()?;
        Some(module.reference(&events.variant(event_type)?.content))
    }
}

/// Where reality has, and where it lacks, what the spec calls required.
#[derive(Debug, Default)]
pub struct Required(BTreeMap<String, Places>);

#[derive(Debug, Default)]
struct Places {
    /// How many objects were seen that should have it.
    objects: usize,
    /// Where it was not there, or `null`.
    lacking: Vec<String>,
}

impl Required {
    /// Looks through a value that is of this record.
    pub fn look(&mut self, spec: &Spec, version: &str, of: &TypeRef, at: &str, value: &Value) {
        let (Some(record), Value::Object(members)) =
            (spec.record(version, &of.module, &of.name), value)
        else {
            return;
        };
        for field in &record.fields {
            let member = members.get(&field.name.wire).filter(|it| !it.is_null());
            if field.documented_required {
                self.count(version, of, field, at, member.is_some());
            }
            if let Some(member) = member {
                let at = format!("{at}.{}", field.name.wire);
                self.look_at(spec, version, &field.ty, &at, member);
            }
        }
    }

    fn look_at(&mut self, spec: &Spec, version: &str, ty: &Type, at: &str, value: &Value) {
        match (ty, value) {
            (Type::Record(of), _) => self.look(spec, version, of, at, value),
            (Type::List(inner), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.look_at(spec, version, inner, &format!("{at}[{index}]"), element);
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, version: &str, of: &TypeRef, field: &Field, at: &str, there: bool) {
        let name = format!("{version} {}.{}.{}", of.module, of.name, field.name.wire);
        let places = self.0.entry(name).or_default();
        places.objects += 1;
        if !there {
            places.lacking.push(at.to_owned());
        }
    }

    /// A heading with the numbers, and for each field that is lacking somewhere: how often, and every place.
    #[must_use]
    pub fn report(&self) -> (String, Vec<String>) {
        let lacking = || self.0.iter().filter(|(_, it)| !it.lacking.is_empty());
        let places: usize = lacking().map(|(_, it)| it.lacking.len()).sum();
        let heading = format!(
            "required by the spec and not there: {places} places, {} of {} fields",
            lacking().count(),
            self.0.len()
        );
        let lines = lacking().flat_map(|(name, it)| {
            let line = format!("{name}: not in {} of {}", it.lacking.len(), it.objects);
            let places = it.lacking.iter().map(|place| format!("  {place}"));
            std::iter::once(line).chain(places)
        });
        (heading, lines.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_place_is_named_and_counted() {
        let spec = Spec::read().expect("the spec reads");
        let mut required = Required::default();
        let of = spec
            .answer("v2", "invoice", "retrieve")
            .expect("it is there");
        let body = json!({ "invoice": {
            "id": "1",
            "line_items": [{ "date_from": 1 }, { "id": "li_2" }, { "date_from": null }],
        }});
        required.look(&spec, "v2", &of, "a.json: ", &body);
        let (heading, lines) = required.report();
        assert!(
            heading.starts_with("required by the spec and not there: "),
            "{heading}"
        );
        let at = |name: &str| lines.iter().position(|it| it.starts_with(name));
        assert_eq!(at("v2 invoice.Invoice.id:"), None, "{lines:#?}");
        let status = at("v2 invoice.Invoice.status: not in 1 of 1").expect("a line");
        assert_eq!(lines[status + 1], "  a.json: .invoice");
        let from = at("v2 common.LineItemDetail.date_from: not in 2 of 3").expect("a line");
        assert_eq!(lines[from + 1], "  a.json: .invoice.line_items[1]");
        assert_eq!(lines[from + 2], "  a.json: .invoice.line_items[2]");
    }
}
