//! The types of both models in words, and whether what the spec says of a value fits what is published.

use crate::model::{Api, ParamKind, Type, TypeRef};

/// The values of the enum that a type is, or that its elements are.
pub(super) fn values<'m>(api: &'m Api, ty: &Type) -> Option<Vec<&'m str>> {
    match ty.element() {
        Type::Enum(at) => {
            let values = api.enumeration(at)?.values.iter();
            Some(values.map(|value| value.name.wire.as_str()).collect())
        }
        _ => None,
    }
}

/// What a filter or sort order takes, in words; nothing for a value.
pub(super) fn kind(api: &Api, kind: &ParamKind) -> Option<String> {
    match kind {
        ParamKind::Value => None,
        ParamKind::Filter(set) => Some(format!("filter by {}", list(api.operators(set)))),
        ParamKind::Sort(fields) => Some(format!("sort by {}", list(fields))),
    }
}

/// Names in order, whatever the order in which they are written.
fn list(names: &[String]) -> String {
    let mut names = names.to_vec();
    names.sort();
    names.join(", ")
}

/// What a type is called: the two models have names of their own for enums, objects and groups.
pub(super) fn words(api: &Api, ty: &Type) -> String {
    let own = |ty: &Type| match ty {
        Type::Enum(_) => Some("enum".to_owned()),
        Type::Group(_) => Some("group".to_owned()),
        Type::Record(at) => Some(match resource(api, at) {
            Some(resource) => format!("resource {resource}"),
            None => "object".to_owned(),
        }),
        _ => None,
    };
    ty.words(&own)
}

/// The resource that an object is.
pub(super) fn resource<'m>(api: &'m Api, at: &TypeRef) -> Option<&'m str> {
    api.record(at)?.resource()
}

/// Whether a filter takes what is published: its text says of a number no more than that it is one, and a list of values or
/// a range may not say what it is of.
pub(super) fn fits_filter(up: &Type, own: &Type) -> bool {
    let number = |ty: &Type| matches!(ty, Type::Int | Type::Amount(_) | Type::Decimal(_));
    *up == Type::Json || number(up) && number(own)
}

/// Whether what the spec says of a value is what is published, or says more of the same: an amount is an integer, an id is
/// text. `json_text` says that the spec has it sent as JSON text, which can be anything.
pub(super) fn agree(upstream: (&Api, &Type), spec: (&Api, &Type), json_text: bool) -> bool {
    let (published, up) = upstream;
    let (spec, own) = spec;
    match (up, own) {
        (Type::Bool, Type::Bool)
        | (Type::Int, Type::Int | Type::Amount(_) | Type::Time(_))
        | (Type::Text, Type::Text | Type::Id(_) | Type::Currency)
        | (Type::Enum(_), Type::Enum(_))
        | (Type::Json, Type::Json) => true,
        (Type::Text, Type::Decimal(decimal)) => !decimal.number,
        (Type::Decimal(_), Type::Decimal(decimal)) => decimal.number,
        (Type::Time(_), Type::Time(_)) => true,
        (Type::Record(up), Type::Record(own)) => resource(published, up) == resource(spec, own),
        (Type::List(up), Type::List(own)) => agree((published, up), (spec, own), false),
        (Type::List(_), Type::Json) => json_text,
        _ => false,
    }
}
