//! Where things of the model are found: by name, and by the references that types hold.

use super::{
    Api, COMMON, Enum, EnumValue, EventVariant, Events, Field, Group, IdKind, Module, Operation,
    Param, Record, Section, Type, TypeRef,
};
use std::collections::BTreeSet;

impl Type {
    /// The type of the elements of a list, and of theirs; the type itself where it is no list.
    #[must_use]
    pub fn element(&self) -> &Self {
        match self {
            Self::List(inner) => inner.element(),
            other => other,
        }
    }

    /// Whether it is sent as `name[member]=value`: a group of parameters, or a list of them.
    #[must_use]
    pub fn is_group(&self) -> bool {
        matches!(self.element(), Self::Group(_))
    }
}

impl TypeRef {
    /// A type of a module.
    #[must_use]
    pub fn new(module: &str, name: &str) -> Self {
        Self {
            module: module.to_owned(),
            name: name.to_owned(),
        }
    }
}

impl Api {
    /// A module by its name.
    #[must_use]
    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.iter().find(|it| it.name == name)
    }

    /// The record that a type refers to.
    #[must_use]
    pub fn record(&self, at: &TypeRef) -> Option<&Record> {
        self.module(&at.module)?.record(&at.name)
    }

    /// The group that a type refers to.
    #[must_use]
    pub fn group(&self, at: &TypeRef) -> Option<&Group> {
        self.module(&at.module)?.group(&at.name)
    }

    /// The enum that a type refers to.
    #[must_use]
    pub fn enumeration(&self, at: &TypeRef) -> Option<&Enum> {
        self.module(&at.module)?.enumeration(&at.name)
    }

    /// A module by its name, to add to it.
    pub fn module_mut(&mut self, name: &str) -> Option<&mut Module> {
        self.modules.iter_mut().find(|it| it.name == name)
    }

    /// The record that a type refers to, to add to it.
    pub fn record_mut(&mut self, at: &TypeRef) -> Option<&mut Record> {
        let mut records = self.module_mut(&at.module)?.records.iter_mut();
        records.find(|it| it.name == at.name)
    }

    /// The group that a type refers to, to add to it.
    pub fn group_mut(&mut self, at: &TypeRef) -> Option<&mut Group> {
        let mut groups = self.module_mut(&at.module)?.groups.iter_mut();
        groups.find(|it| it.name == at.name)
    }

    /// What has an id, by its name.
    #[must_use]
    pub fn id_kind(&self, name: &str) -> Option<&IdKind> {
        self.id_kinds.iter().find(|it| it.name == name)
    }

    /// The record of a resource, by the resource's name, and the module that holds it.
    #[must_use]
    pub fn resource(&self, name: &str) -> Option<(&Module, &Record)> {
        let mut resources = self.records();
        resources.find(|(_, it)| it.resource() == Some(name))
    }

    /// The module whose resource is an event, and what that carries.
    #[must_use]
    pub fn events(&self) -> Option<(&Module, &Events)> {
        let mut modules = self.modules.iter();
        modules.find_map(|module| Some((module, module.events.as_ref()?)))
    }

    /// All records, each with its module.
    pub fn records(&self) -> impl Iterator<Item = (&Module, &Record)> + Clone {
        (self.modules.iter()).flat_map(|module| module.records.iter().map(move |it| (module, it)))
    }

    /// All groups, each with its module.
    pub fn groups(&self) -> impl Iterator<Item = (&Module, &Group)> + Clone {
        (self.modules.iter()).flat_map(|module| module.groups.iter().map(move |it| (module, it)))
    }

    /// The members of the group that a parameter is, or is a list of, as far as they are taken there; none where it is no group.
    pub fn taken<'a>(&'a self, param: &'a Param) -> impl Iterator<Item = &'a Param> {
        let group = match param.ty.element() {
            Type::Group(of) => self.group(of),
            _ => None,
        };
        let members = group.into_iter().flat_map(|it| &it.members);
        members.filter(|it| !param.traits.without.contains(&it.name.wire))
    }

    /// All enums, each with its module.
    pub fn enums(&self) -> impl Iterator<Item = (&Module, &Enum)> + Clone {
        (self.modules.iter()).flat_map(|module| module.enums.iter().map(move |it| (module, it)))
    }

    /// All operations, each with its module.
    pub fn operations(&self) -> impl Iterator<Item = (&Module, &Operation)> + Clone {
        let modules = self.modules.iter();
        modules.flat_map(|module| module.operations.iter().map(move |it| (module, it)))
    }
}

impl Module {
    /// A record of this module.
    #[must_use]
    pub fn record(&self, name: &str) -> Option<&Record> {
        self.records.iter().find(|it| it.name == name)
    }

    /// A group of this module.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|it| it.name == name)
    }

    /// An enum of this module.
    #[must_use]
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        self.enums.iter().find(|it| it.name == name)
    }

    /// An operation of this module, by its name on the wire.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|it| it.name.wire == name)
    }

    /// The operation whose answer a record of this module is or belongs to.
    #[must_use]
    pub fn operation_of(&self, record: &Record) -> Option<&Operation> {
        self.operation(record.operation()?)
    }

    /// The record of the module's resource; `common` has none.
    #[must_use]
    pub fn resource(&self) -> Option<&Record> {
        self.records.iter().find(|it| it.resource().is_some())
    }

    /// Where a type of this module stands in it.
    #[must_use]
    pub fn section(&self, name: &str) -> Section {
        let is_sent =
            self.group(name).is_some() || self.operations.iter().any(|it| it.request == name);
        if is_sent {
            return Section::Requests;
        }
        let record = self.record(name);
        record.map_or(Section::Resource, Record::section)
    }

    /// The path of a type of this module from the module on: `requests::SubscriptionCreateRequest`.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        match self.section(name).module() {
            Some(section) => format!("{section}::{name}"),
            None => name.to_owned(),
        }
    }

    /// Whether anything of this module stands in a section.
    #[must_use]
    pub fn has(&self, section: Section) -> bool {
        let records = || self.records.iter().any(|it| it.section() == section);
        match section {
            Section::Requests => !self.groups.is_empty() || !self.operations.is_empty(),
            _ => records(),
        }
    }

    /// The types of `common` that fields and parameters of this module have: they can be named by its paths too, as if they were
    /// its own.
    #[must_use]
    pub fn shared_types(&self) -> BTreeSet<&TypeRef> {
        let fields = self
            .records
            .iter()
            .flat_map(|it| &it.fields)
            .map(|it| &it.ty);
        let of_groups = self.groups.iter().flat_map(|it| &it.members);
        let of_operations = self.operations.iter().flat_map(|it| &it.params);
        let params = of_groups.chain(of_operations).map(|it| &it.ty);
        let named = fields.chain(params).filter_map(|ty| match ty.element() {
            Type::Enum(of) | Type::Record(of) | Type::Group(of) => Some(of),
            _ => None,
        });
        let elsewhere = self.name != COMMON;
        named
            .filter(|of| elsewhere && of.module == COMMON)
            .collect()
    }

    /// The reference to a type of this module.
    #[must_use]
    pub fn reference(&self, name: &str) -> TypeRef {
        TypeRef::new(&self.name, name)
    }
}

impl Events {
    /// A type of event, by its name on the wire.
    #[must_use]
    pub fn variant(&self, wire: &str) -> Option<&EventVariant> {
        self.variants.iter().find(|it| it.name.wire == wire)
    }
}

impl Record {
    /// A field, by its name on the wire.
    #[must_use]
    pub fn field(&self, wire: &str) -> Option<&Field> {
        self.fields.iter().find(|it| it.name.wire == wire)
    }
}

impl Group {
    /// A member, by its name on the wire.
    #[must_use]
    pub fn member(&self, wire: &str) -> Option<&Param> {
        self.members.iter().find(|it| it.name.wire == wire)
    }
}

impl Operation {
    /// A parameter, by its name on the wire; those of the path are not among them.
    #[must_use]
    pub fn param(&self, wire: &str) -> Option<&Param> {
        self.params.iter().find(|it| it.name.wire == wire)
    }
}

impl Enum {
    /// A value, by its name on the wire.
    #[must_use]
    pub fn value(&self, wire: &str) -> Option<&EnumValue> {
        self.values.iter().find(|it| it.name.wire == wire)
    }
}
