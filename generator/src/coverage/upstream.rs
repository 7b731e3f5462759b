//! The facts as a model of the API, so that they are held against the spec as any description of the API is.
//!
//! Nothing is generated from this model: its types have the names that show where in the facts they stand.

use super::facts::{
    Answer, ErrorCode, Event, Kind, Operation as Facts, ProductCatalog, Resource, Value, Version,
};
use crate::{
    model::{
        Api, Catalog, CurrencyAt, Decimal, Enum, EnumValue, ErrorFacts, EventVariant, Events,
        Field, Group, Measure, Module, Name, Operation, Operators, Param, ParamKind, Presence,
        Record, Role, TimeUnit, Traits, Type, TypeRef, Unit,
    },
    upstream::{Source, Upstream},
};
use serde_json::{Number, Value as Json};
use std::collections::BTreeMap;

/// What the facts say about a version of the API.
pub(super) fn upstream(version: &Version, codes: &[ErrorCode]) -> Upstream {
    let mut modules = Vec::new();
    for resource in &version.resources {
        let mut reader = Reader {
            version,
            resource: &resource.name,
            module: Module {
                name: resource.name.clone(),
                ..Module::default()
            },
        };
        reader.resource(resource);
        modules.push(reader.module);
    }
    modules.push(events(&version.events));
    modules.push(error_codes(codes));
    Upstream {
        api: Api {
            version: version.name.clone(),
            modules,
            ..Api::default()
        },
        source: Source::Facts,
        catalog: None,
        release: String::new(),
        places: BTreeMap::new(),
        notes: Vec::new(),
    }
}

/// What reading a resource needs at hand.
struct Reader<'f> {
    version: &'f Version,
    resource: &'f str,
    module: Module,
}

impl<'f> Reader<'f> {
    fn resource(&mut self, facts: &'f Resource) {
        let main = Record {
            role: Role::Resource(facts.name.clone()),
            custom_fields: facts.custom_fields,
            catalog: catalog(&facts.product_catalog),
            ..self.object(&facts.name, &facts.name, &facts.attributes)
        };
        self.module.records.push(main);
        for (name, attributes) in &facts.sub_resources {
            let object = self.object(&format!("{}.{name}", facts.name), name, attributes);
            self.module.records.push(object);
        }
        for operation in &facts.operations {
            let operation = self.operation(operation);
            self.module.operations.push(operation);
        }
    }

    fn object(&mut self, name: &str, object: &str, attributes: &'f [Value]) -> Record {
        let fields = attributes.iter().map(|facts| {
            let (ty, traits) = self.value(facts, name);
            field(&facts.name, ty, facts.required, traits)
        });
        Record {
            object: vec![object.to_owned()],
            ..record(name, fields.collect())
        }
    }

    /// What a value is, and what else is said of it.
    fn value(&mut self, facts: &'f Value, owner: &str) -> (Type, Traits) {
        let mut traits = Traits {
            deprecated: facts.deprecated,
            catalog: catalog(&facts.product_catalog),
            max_length: facts.max_length,
            minimum: facts.min.as_ref().map(Number::to_string),
            maximum: facts.max.as_ref().map(Number::to_string),
            default: facts.default.as_ref().map(|it| match it {
                Json::String(text) => text.clone(),
                other => other.to_string(),
            }),
            ..Traits::default()
        };
        let ty = match (facts.ty, &facts.items) {
            (Kind::Enum, _) => self.enumeration(facts, owner),
            (Kind::Array, Some(items)) => {
                let (item, said) = self.value(items, &format!("{owner}.{}", facts.name));
                traits.items = Some(Box::new(said));
                // What objects a list holds is said beside its elements.
                let is_object = matches!(items.ty, Kind::Object);
                Type::List(Box::new(if is_object {
                    self.object_of(facts)
                } else {
                    item
                }))
            }
            (Kind::Object, _) => self.object_of(facts),
            (kind, _) => scalar(kind, facts.unit.is_some()),
        };
        (ty, traits)
    }

    /// The object that a value is; any JSON where the facts do not say which.
    fn object_of(&self, facts: &Value) -> Type {
        match (&facts.resource, &facts.sub_resource) {
            (Some(name), _) => resource(name),
            (None, Some(name)) => Type::Record(self.at(format!("{}.{name}", self.resource))),
            (None, None) => Type::Json,
        }
    }

    fn at(&self, name: String) -> TypeRef {
        let module = self.module.name.clone();
        TypeRef { module, name }
    }

    fn enumeration(&mut self, facts: &'f Value, owner: &str) -> Type {
        let at = self.at(format!("{owner}.{}", facts.name));
        let accepted = self.version.accepted(facts).into_iter();
        let values = accepted.map(|(wire, deprecated)| EnumValue {
            name: name(wire),
            deprecated,
            ..EnumValue::default()
        });
        (self.module.enums).push(enumeration(&at.name, values.collect()));
        Type::Enum(at)
    }

    fn operation(&mut self, facts: &'f Facts) -> Operation {
        Operation {
            name: name(&facts.name),
            method: facts.method,
            path: facts.path.clone(),
            sub_domain: facts.sub_domain.clone(),
            json_body: facts.json_body,
            idempotent: facts.idempotent,
            custom_fields: facts.custom_fields,
            paged: facts.list,
            catalog: catalog(&facts.product_catalog),
            deprecated: facts.deprecated,
            params: self.params(facts),
            response: self.answer(facts),
            ..Operation::default()
        }
    }

    /// The parameters; those in groups as members of these, but for filters, which the model has by their whole name.
    fn params(&mut self, operation: &'f Facts) -> Vec<Param> {
        let mut params = Vec::new();
        let mut groups: BTreeMap<(&str, bool), Vec<Param>> = BTreeMap::new();
        for facts in &operation.params {
            let (ty, traits) = self.value(
                facts,
                &format!(
                    "{}.{}",
                    operation.name,
                    facts.parent.as_deref().unwrap_or_default()
                ),
            );
            let parent = facts.parent.as_deref().filter(|_| facts.filter.is_empty());
            let own_name = facts.own_name();
            let depth = u32::from(facts.parent.is_some());
            let param = Param {
                name: name(parent.map_or(facts.name.as_str(), |_| own_name)),
                ty,
                required: facts.required,
                kept_argument: false,
                kind: self.kind(facts),
                // A JSON body has no JSON text.
                json_text: !operation.json_body
                    && operation.json_params.get(own_name) == Some(&depth),
                number: None,
                traits,
            };
            match parent {
                Some(parent) => groups
                    .entry((parent, facts.repeated))
                    .or_default()
                    .push(param),
                None => params.push(param),
            }
        }
        for ((parent, repeated), members) in groups {
            let at = self.at(format!("{}.{parent}.{repeated}", operation.name));
            self.module.groups.push(Group {
                name: at.name.clone(),
                members,
                ..Group::default()
            });
            let group = Type::Group(at);
            params.push(Param {
                name: name(parent),
                ty: if repeated {
                    Type::List(Box::new(group))
                } else {
                    group
                },
                required: false,
                kept_argument: false,
                kind: ParamKind::Value,
                json_text: false,
                number: None,
                traits: Traits::default(),
            });
        }
        params
    }

    fn kind(&mut self, facts: &Value) -> ParamKind {
        match (&facts.sort_by, facts.filter.as_slice()) {
            (Some(fields), _) => ParamKind::Sort(fields.clone()),
            (None, []) => ParamKind::Value,
            (None, operators) => {
                ParamKind::Filter(Operators::of(operators.iter().map(String::as_str)))
            }
        }
    }

    /// The name of what is answered: the members themselves, or a list of entries that have them.
    fn answer(&mut self, facts: &Facts) -> String {
        let member = |it: &Answer| {
            let ty = match (&it.resource, it.ty) {
                (Some(name), _) => resource(name),
                (None, Some(kind)) => scalar(kind, false),
                (None, None) => Type::Json,
            };
            let ty = if it.array {
                Type::List(Box::new(ty))
            } else {
                ty
            };
            field(&it.name, ty, it.required, Traits::default())
        };
        let mut answer = record(
            &format!("{}.answer", facts.name),
            facts.response.iter().map(member).collect(),
        );
        if facts.list || facts.list_response {
            let entry = self.at(format!("{}.entry", facts.name));
            let fields = std::mem::take(&mut answer.fields);
            self.module.records.push(record(&entry.name, fields));
            let entries = Type::List(Box::new(Type::Record(entry)));
            answer
                .fields
                .push(field("list", entries, true, Traits::default()));
            if facts.list {
                (answer.fields).push(field("next_offset", Type::Text, false, Traits::default()));
            }
        }
        let name = answer.name.clone();
        self.module.records.push(answer);
        name
    }
}

/// The event types, each with what it carries.
fn events(facts: &[Event]) -> Module {
    let mut module = Module {
        name: "content of events".to_owned(),
        ..Module::default()
    };
    let mut variants = Vec::new();
    for event in facts {
        let fields = event.content.iter().map(|one| {
            let (key, ty) = match event.arrays.get(one) {
                Some(key) => (key, Type::List(Box::new(resource(one)))),
                None => (one, resource(one)),
            };
            field(key, ty, false, Traits::default())
        });
        (module.records).push(record(&event.event_type, fields.collect()));
        variants.push(EventVariant {
            name: name(&event.event_type),
            content: event.event_type.clone(),
            ..EventVariant::default()
        });
    }
    let types = facts.iter().map(|it| EnumValue {
        name: name(&it.event_type),
        deprecated: it.deprecated,
        ..EnumValue::default()
    });
    module.enums.push(enumeration("EventType", types.collect()));
    module.events = Some(Events {
        variants,
        ..Events::default()
    });
    module
}

fn error_codes(facts: &[ErrorCode]) -> Module {
    let values = facts.iter().map(|it| EnumValue {
        name: name(&it.code),
        error: Some(ErrorFacts {
            kind: it.kind.clone(),
            status: it.http_status.to_string(),
            retry: None,
        }),
        ..EnumValue::default()
    });
    Module {
        name: "errors".to_owned(),
        enums: vec![enumeration("ApiErrorCode", values.collect())],
        ..Module::default()
    }
}

/// A type that needs no more than its name.
fn scalar(kind: Kind, milliseconds: bool) -> Type {
    let decimal = |number| {
        Type::Decimal(Decimal {
            measure: Measure::Unknown,
            of: None,
            currency: None,
            number,
        })
    };
    match kind {
        Kind::Timestamp | Kind::Integer | Kind::Long if milliseconds => {
            Type::Time(TimeUnit::Milliseconds)
        }
        Kind::Timestamp => Type::Time(TimeUnit::Seconds),
        Kind::Integer | Kind::Long => Type::Int,
        Kind::Boolean => Type::Bool,
        Kind::String => Type::Text,
        Kind::Money => Type::Amount(Unit {
            minor: true,
            currency: CurrencyAt::Site,
        }),
        Kind::DecimalString => decimal(false),
        Kind::Number | Kind::BigDecimal => decimal(true),
        // Without its values, its name or its elements.
        Kind::Json | Kind::Enum | Kind::Object | Kind::Array => Type::Json,
    }
}

/// The only catalog; v1 has none.
fn catalog(of: &[ProductCatalog]) -> Option<Catalog> {
    match of {
        [ProductCatalog::One] => Some(Catalog::One),
        [ProductCatalog::Two] => Some(Catalog::Two),
        _ => None,
    }
}

fn resource(name: &str) -> Type {
    Type::Record(TypeRef {
        module: name.to_owned(),
        name: name.to_owned(),
    })
}

fn name(wire: &str) -> Name {
    Name {
        wire: wire.to_owned(),
        rust: wire.to_owned(),
    }
}

fn enumeration(name: &str, values: Vec<EnumValue>) -> Enum {
    Enum {
        name: name.to_owned(),
        values,
        ..Enum::default()
    }
}

fn field(wire: &str, ty: Type, required: bool, traits: Traits) -> Field {
    Field {
        name: name(wire),
        ty,
        documented_required: required,
        presence: Presence::Optional,
        boxed: false,
        traits,
    }
}

fn record(name: &str, fields: Vec<Field>) -> Record {
    Record::new(name, Role::Object, fields)
}
