//! The types of both models in words, and whether what the spec says of a value fits what is published.

use crate::{
    model::{Api, EnumValue, ParamKind, Record, Type, TypeRef, Unit},
    upstream::Source,
};

/// The values of the enum that a type is, or that its elements are; none where it is no enum.
pub(super) fn enum_values<'m>(api: &'m Api, ty: &Type) -> &'m [EnumValue] {
    let found = match ty.element() {
        Type::Enum(at) => api.enumeration(at),
        _ => None,
    };
    found.map_or(&[], |it| it.values.as_slice())
}

/// Their names; nothing where it is no enum.
pub(super) fn values<'m>(api: &'m Api, ty: &Type) -> Option<Vec<&'m str>> {
    let values = enum_values(api, ty).iter();
    let is_enum = matches!(ty.element(), Type::Enum(_));
    is_enum.then(|| values.map(|value| value.name.wire.as_str()).collect())
}

/// What a filter or sort order takes, in words; nothing for a value.
pub(super) fn kind(kind: &ParamKind) -> Option<String> {
    match kind {
        ParamKind::Value => None,
        ParamKind::Filter(operators) => Some(format!("filter by {}", list(operators.names()))),
        ParamKind::Sort(fields) => Some(format!(
            "sort by {}",
            list(fields.iter().map(String::as_str))
        )),
    }
}

/// Names in order, whatever the order in which they are written.
fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort();
    names.join(", ")
}

/// What a type is called: the two models have names of their own for enums, objects and groups.
pub(super) fn words(api: &Api, ty: &Type) -> String {
    let own = |ty: &Type| match ty {
        Type::Amount(Unit { minor: false, .. }) => {
            Some("amount of money in major units".to_owned())
        }
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

/// Whether a filter takes what is published: the text of a document says of a number no more than that it is one, and a list
/// of values or a range may not say what it is of.
pub(super) fn fits_filter(source: Source, up: &Type, own: &Type) -> bool {
    let number = |ty: &Type| matches!(ty, Type::Int | Type::Amount(_) | Type::Decimal(_));
    source == Source::Document && (*up == Type::Json || number(up) && number(own))
}

/// Whether what the spec says of a value is what upstream says, or says more of the same: text may be an id, and of an integer
/// a document does not say that it is an amount. `json_text` says that the spec has it sent as JSON text, which can be
/// anything.
pub(super) fn agree(
    source: Source,
    upstream: (&Api, &Type),
    spec: (&Api, &Type),
    json_text: bool,
) -> bool {
    let (published, up) = upstream;
    let (spec, own) = spec;
    let vague = source == Source::Document;
    match (up, own) {
        (Type::Bool, Type::Bool)
        | (Type::Int, Type::Int)
        | (Type::Text, Type::Text | Type::Id(_) | Type::Currency)
        | (Type::Enum(_), Type::Enum(_))
        | (Type::Json, Type::Json) => true,
        (Type::Int, Type::Amount(_) | Type::Time(_)) => vague,
        (Type::Text, Type::Decimal(decimal)) => vague && !decimal.number,
        (Type::Amount(up), Type::Amount(own)) => up.minor == own.minor,
        (Type::Decimal(up), Type::Decimal(own)) => up.number == own.number,
        (Type::Time(up), Type::Time(own)) => vague || up == own,
        (Type::Record(at), Type::Record(own_at)) => {
            // What objects say that they are, where both know it.
            let objects = published.record(at).zip(spec.record(own_at));
            let same = |(up, own): (&Record, &Record)| {
                let mut objects = up.object.iter();
                up.object.is_empty()
                    || own.object.is_empty()
                    || objects.any(|it| own.object.contains(it))
            };
            resource(published, at) == resource(spec, own_at) && objects.is_none_or(same)
        }
        (Type::List(up), Type::List(own)) => agree(source, (published, up), (spec, own), false),
        (Type::List(_), Type::Json) => json_text,
        _ => false,
    }
}
