//! What the API takes of a value, for the runtime to check before anything is sent.

use crate::model::{Api, Param, ParamKind, Traits, Type, TypeRef};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::collections::BTreeMap;

/// A limit; parameters that have the same one share an entry of the table.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Limit<'a> {
    Chars(u32),
    Range(i64, i64),
    NotEmpty,
    Currency,
    NoneOf(Vec<&'a str>),
    Without(Vec<&'a str>),
}

/// Each limit with the parameters that have it.
pub(super) fn table(params: &[Param], api: &Api) -> Vec<TokenStream> {
    let mut limits: BTreeMap<Limit<'_>, Vec<&str>> = BTreeMap::new();
    for param in params {
        for limit in of(param, api) {
            let among = limits.entry(limit).or_default();
            among.push(&param.name.wire);
        }
    }
    let entries = limits.into_iter();
    entries
        .map(|(limit, params)| {
            let limit = tokens(&limit);
            quote!((#limit, &[#(#params),*]))
        })
        .collect()
}

/// The limits of a value. A filter has none: what is asked for may well be what cannot be written.
fn of<'a>(param: &'a Param, api: &'a Api) -> Vec<Limit<'a>> {
    let mut limits = Vec::new();
    if param.kind != ParamKind::Value {
        return limits;
    }
    let without: Vec<&str> = param.traits.without.iter().map(String::as_str).collect();
    if !without.is_empty() {
        limits.push(Limit::Without(without));
    }
    let is_list = matches!(param.ty, Type::List(_));
    if param.required && is_list {
        limits.push(Limit::NotEmpty);
    }
    let traits = match &param.traits.items {
        Some(items) if is_list => items,
        _ => &param.traits,
    };
    limits.extend(match param.ty.element() {
        Type::Text | Type::Id(_) => length(traits),
        Type::Currency => Some(Limit::Currency),
        Type::Int | Type::Amount(_) => range(traits),
        Type::Enum(of) => refused(traits, of, api),
        _ => None,
    });
    limits
}

fn length(traits: &Traits) -> Option<Limit<'_>> {
    let most = traits.max_length?;
    u32::try_from(most).ok().map(Limit::Chars)
}

fn range(traits: &Traits) -> Option<Limit<'_>> {
    let bound = |text: &Option<String>, or| text.as_ref().map_or(Some(or), |it| it.parse().ok());
    let low = bound(&traits.minimum, i64::MIN)?;
    let high = bound(&traits.maximum, i64::MAX)?;
    ((low, high) != (i64::MIN, i64::MAX)).then_some(Limit::Range(low, high))
}

/// The values of an enum that are not accepted here: one that nobody knows yet must not be among them.
fn refused<'a>(traits: &Traits, of: &TypeRef, api: &'a Api) -> Option<Limit<'a>> {
    if traits.accepts.is_empty() {
        return None;
    }
    let values = api
        .enumeration(of)?
        .values
        .iter()
        .map(|value| value.name.wire.as_str());
    let refused: Vec<&str> = values
        .filter(|value| !traits.accepts.iter().any(|it| it == value) && !value.contains(' '))
        .collect();
    (!refused.is_empty()).then_some(Limit::NoneOf(refused))
}

fn tokens(limit: &Limit<'_>) -> TokenStream {
    match limit {
        Limit::Chars(most) => {
            let most = Literal::u32_unsuffixed(*most);
            quote!(Limit::Chars(#most))
        }
        Limit::Range(low, high) => {
            let (low, high) = (bound(*low), bound(*high));
            quote!(Limit::Range(#low, #high))
        }
        Limit::NotEmpty => quote!(Limit::NotEmpty),
        Limit::Currency => quote!(Limit::Currency),
        Limit::NoneOf(values) => {
            let values = values.join(" ");
            quote!(Limit::NoneOf(#values))
        }
        Limit::Without(members) => {
            let members = members.join(" ");
            quote!(Limit::Without(#members))
        }
    }
}

fn bound(bound: i64) -> TokenStream {
    match bound {
        i64::MIN => quote!(i64::MIN),
        i64::MAX => quote!(i64::MAX),
        other => {
            let sign = (other < 0).then(|| quote!(-));
            let number = Literal::u64_unsuffixed(other.unsigned_abs());
            quote!(#sign #number)
        }
    }
}
