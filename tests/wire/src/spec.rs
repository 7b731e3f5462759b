//! The spec, as far as a comparison of reality with it needs it.

use crate::case::Problem;
use chargebee_generator::model::{
    Api, IdKind, Module, Operation, Origin, Param, Record, Type, TypeRef,
};
use serde_json::Value;
use std::path::Path;

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

    /// The model of each version.
    pub fn apis(&self) -> impl Iterator<Item = &Api> {
        self.0.iter()
    }

    /// Where an item stands, from the folder of the workspace on.
    #[must_use]
    pub fn place(&self, api: &Api, origin: Origin) -> String {
        let place = api.place(origin).map(ToString::to_string);
        let place = place.unwrap_or_default();
        match place.rfind("/spec/") {
            Some(at) => place[at + 1..].to_owned(),
            None => place,
        }
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
