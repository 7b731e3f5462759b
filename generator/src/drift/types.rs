//! The types of both models by reference, and whether what the spec says of a value fits what is published.

use crate::model::{
    Api, Enum, Group, Module, OperatorSet, ParamKind, Record, TimeUnit, Type, TypeRef,
};
use std::collections::HashMap;

/// The types of a model.
#[derive(Debug)]
pub(super) struct Types<'m> {
    records: HashMap<(&'m str, &'m str), &'m Record>,
    groups: HashMap<(&'m str, &'m str), &'m Group>,
    enums: HashMap<(&'m str, &'m str), &'m Enum>,
    sets: &'m [OperatorSet],
}

impl<'m> Types<'m> {
    pub(super) fn new(api: &'m Api) -> Self {
        let mut types = Self {
            records: HashMap::new(),
            groups: HashMap::new(),
            enums: HashMap::new(),
            sets: &api.operator_sets,
        };
        for module in &api.modules {
            types.add(module);
        }
        types
    }

    fn add(&mut self, module: &'m Module) {
        let name = module.name.as_str();
        for record in &module.records {
            self.records.insert((name, &record.name), record);
        }
        for group in &module.groups {
            self.groups.insert((name, &group.name), group);
        }
        for enumeration in &module.enums {
            self.enums.insert((name, &enumeration.name), enumeration);
        }
    }

    pub(super) fn record(&self, at: &TypeRef) -> Option<&'m Record> {
        self.records
            .get(&(at.module.as_str(), at.name.as_str()))
            .copied()
    }

    pub(super) fn group(&self, at: &TypeRef) -> Option<&'m Group> {
        self.groups
            .get(&(at.module.as_str(), at.name.as_str()))
            .copied()
    }

    pub(super) fn enumeration(&self, at: &TypeRef) -> Option<&'m Enum> {
        self.enums
            .get(&(at.module.as_str(), at.name.as_str()))
            .copied()
    }

    /// The values of the enum that a type is, or that its elements are.
    pub(super) fn values(&self, ty: &Type) -> Option<Vec<&'m str>> {
        match element(ty) {
            Type::Enum(at) => {
                let values = self.enumeration(at)?.values.iter();
                Some(values.map(|value| value.name.wire.as_str()).collect())
            }
            _ => None,
        }
    }

    /// What a filter or sort order takes, in words; nothing for a value.
    pub(super) fn kind(&self, kind: &ParamKind) -> Option<String> {
        match kind {
            ParamKind::Value => None,
            ParamKind::Filter(set) => {
                let set = self.sets.iter().find(|it| it.name == *set);
                let operators = set.map(|it| it.operators.clone()).unwrap_or_default();
                Some(format!("filter by {}", list(operators)))
            }
            ParamKind::Sort(fields) => Some(format!("sort by {}", list(fields.clone()))),
        }
    }

    /// What a type is called.
    pub(super) fn name(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "boolean".to_owned(),
            Type::Int => "integer".to_owned(),
            Type::Text => "text".to_owned(),
            Type::Currency => "currency code".to_owned(),
            Type::Id(kind) => format!("id of {kind}"),
            Type::Amount(_) => "amount of money".to_owned(),
            Type::Decimal(decimal) if decimal.number => "number".to_owned(),
            Type::Decimal(_) => "decimal as text".to_owned(),
            Type::Time(TimeUnit::Seconds) => "instant".to_owned(),
            Type::Time(TimeUnit::Milliseconds) => "instant in milliseconds".to_owned(),
            Type::Enum(_) => "enum".to_owned(),
            Type::Record(at) => match self.record(at).and_then(|it| it.resource.as_ref()) {
                Some(resource) => format!("resource {resource}"),
                None => "object".to_owned(),
            },
            Type::Group(_) => "group".to_owned(),
            Type::Json => "any JSON".to_owned(),
            Type::List(item) => format!("list of {}", self.name(item)),
        }
    }
}

/// Names in order, whatever the order in which they are written.
fn list(mut names: Vec<String>) -> String {
    names.sort();
    names.join(", ")
}

/// The type of the elements of a list; the type itself where it is none.
pub(super) fn element(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => element(item),
        _ => ty,
    }
}

/// Whether a filter takes what is published: its text says of a number no more than that it is one, and a list of values or
/// a range may not say what it is of.
pub(super) fn fits_filter(up: &Type, own: &Type) -> bool {
    let number = |ty: &Type| matches!(ty, Type::Int | Type::Amount(_) | Type::Decimal(_));
    *up == Type::Json || number(up) && number(own)
}

/// Whether what the spec says of a value is what is published, or says more of the same: an amount is an integer, an id is
/// text. `json_text` says that the spec has it sent as JSON text, which can be anything.
pub(super) fn agree(
    upstream: (&Types<'_>, &Type),
    spec: (&Types<'_>, &Type),
    json_text: bool,
) -> bool {
    let (published, up) = upstream;
    let (types, own) = spec;
    match (up, own) {
        (Type::Bool, Type::Bool)
        | (Type::Int, Type::Int | Type::Amount(_) | Type::Time(_))
        | (Type::Text, Type::Text | Type::Id(_) | Type::Currency)
        | (Type::Enum(_), Type::Enum(_))
        | (Type::Json, Type::Json) => true,
        (Type::Text, Type::Decimal(decimal)) => !decimal.number,
        (Type::Decimal(_), Type::Decimal(decimal)) => decimal.number,
        (Type::Time(_), Type::Time(_)) => true,
        (Type::Record(up), Type::Record(own)) => {
            let resource = |types: &Types<'_>, at: &TypeRef| {
                types.record(at).and_then(|record| record.resource.clone())
            };
            resource(published, up) == resource(types, own)
        }
        (Type::List(up), Type::List(own)) => agree((published, up), (types, own), false),
        (Type::List(_), Type::Json) => json_text,
        _ => false,
    }
}
