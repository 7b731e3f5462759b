//! Whether a type of the facts and one of the model are the same, and what each is called.

use super::facts::Value;
use crate::model::{
    Api, Decimal, Enum, Module, OperatorSet, Record, TimeUnit, Type, TypeRef, Unit,
};

/// The types of one version, by reference.
#[derive(Clone, Copy)]
pub(super) struct Types<'m> {
    pub(super) modules: &'m [Module],
    pub(super) operator_sets: &'m [OperatorSet],
}

impl<'m> Types<'m> {
    /// The types of a version; none where the spec does not have the version.
    pub(super) fn new(api: Option<&'m Api>) -> Self {
        Self {
            modules: api.map(|api| api.modules.as_slice()).unwrap_or_default(),
            operator_sets: (api.map(|api| api.operator_sets.as_slice())).unwrap_or_default(),
        }
    }

    pub(super) fn record(self, at: &TypeRef) -> Option<&'m Record> {
        let module = self.modules.iter().find(|it| it.name == at.module)?;
        module.records.iter().find(|record| record.name == at.name)
    }

    pub(super) fn enumeration(self, at: &TypeRef) -> Option<&'m Enum> {
        let module = self.modules.iter().find(|it| it.name == at.module)?;
        module.enums.iter().find(|it| it.name == at.name)
    }

    /// Whether a type is what the facts say. `json_text` says that the value is sent as JSON text, which can be a list.
    pub(super) fn agree(self, facts: &Value, ty: &Type, json_text: bool) -> bool {
        let milliseconds = facts.unit.as_deref() == Some("milliseconds");
        match (facts.ty.as_str(), ty) {
            ("boolean", Type::Bool) | ("json", Type::Json) | ("enum", Type::Enum(_)) => true,
            ("integer" | "long", Type::Int) => !milliseconds,
            ("string", Type::Text | Type::Id(_) | Type::Currency) => true,
            ("money", Type::Amount(Unit { minor, .. })) => *minor,
            ("decimal_string", Type::Decimal(Decimal { number, .. })) => !number,
            ("number" | "big_decimal", Type::Decimal(Decimal { number, .. })) => *number,
            ("timestamp" | "integer" | "long", Type::Time(unit)) => {
                (*unit == TimeUnit::Milliseconds) == milliseconds
                    && (milliseconds || facts.ty == "timestamp")
            }
            ("object", Type::Record(record)) => self.is_object(facts, record),
            ("array", Type::List(item)) => match (&facts.items, item.as_ref()) {
                (Some(items), Type::Record(record)) => {
                    items.ty == "object" && self.is_object(facts, record)
                }
                (Some(items), item) => self.agree(items, item, false),
                (None, _) => true,
            },
            ("array", Type::Json) => json_text,
            _ => false,
        }
    }

    fn is_object(self, facts: &Value, record: &TypeRef) -> bool {
        let Some(record) = self.record(record) else {
            return false;
        };
        match (&facts.resource, &facts.sub_resource) {
            (Some(name), _) => record.resource() == Some(name.as_str()),
            (None, Some(name)) => record.object.is_empty() || record.object.contains(name),
            (None, None) => true,
        }
    }

    /// What a type of the model is called.
    pub(super) fn name(self, ty: &Type) -> String {
        match ty {
            Type::Bool => "boolean".to_owned(),
            Type::Int => "integer".to_owned(),
            Type::Text => "string".to_owned(),
            Type::Currency => "currency code".to_owned(),
            Type::Id(kind) => format!("id of {kind}"),
            Type::Amount(Unit { minor: true, .. }) => "money".to_owned(),
            Type::Amount(_) => "money in major units".to_owned(),
            Type::Decimal(Decimal { number: true, .. }) => "number".to_owned(),
            Type::Decimal(_) => "decimal_string".to_owned(),
            Type::Time(TimeUnit::Seconds) => "timestamp".to_owned(),
            Type::Time(TimeUnit::Milliseconds) => "timestamp in milliseconds".to_owned(),
            Type::Enum(at) => format!("enum {}", at.name),
            Type::Record(at) => match self.record(at).and_then(|it| it.resource()) {
                Some(resource) => format!("resource {resource}"),
                None => format!("object {}", at.name),
            },
            Type::Group(at) => format!("group {}", at.name),
            Type::Json => "json".to_owned(),
            Type::List(item) => format!("array of {}", self.name(item)),
        }
    }
}

/// What a type of the facts is called.
pub(super) fn facts_name(facts: &Value) -> String {
    let object = |what: &str| match (&facts.resource, &facts.sub_resource) {
        (Some(resource), _) => format!("resource {resource}"),
        (None, Some(object)) => format!("object {object}"),
        (None, None) => what.to_owned(),
    };
    let name = match (facts.ty.as_str(), &facts.items) {
        ("object", _) => object("object"),
        ("array", Some(items)) if items.ty == "object" => format!("array of {}", object("object")),
        ("array", Some(items)) => format!("array of {}", items.ty),
        (ty, _) => ty.to_owned(),
    };
    match &facts.unit {
        Some(unit) => format!("{name} in {unit}"),
        None => name,
    }
}

/// The type of the elements of a list; the type itself where it is none.
pub(super) fn element(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => element(item),
        _ => ty,
    }
}
