//! Types and names of the model as tokens.

use crate::model::{Api, COMMON, Method, Module, Name, Presence, TimeUnit, Type, TypeRef};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// A name of the model, `r#` included.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A name without its `r#`.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// An optional look at a field of `self`: nothing where the API did not send it, though a placeholder stands there.
pub(super) fn sent(name: &Name, presence: Presence) -> TokenStream {
    let (ident, wire) = (ident(&name.rust), &name.wire);
    match presence {
        Presence::Optional => quote!(self.#ident.as_ref()),
        Presence::Always => quote!(sent(self, #wire, &self.#ident)),
        Presence::Guaranteed => quote!(Some(&self.#ident)),
    }
}

/// The name of a variable that no argument has: its own, or that with underscores behind it.
pub(super) fn local<'a>(name: &str, arguments: impl Iterator<Item = &'a str>) -> Ident {
    let taken: Vec<&str> = arguments.collect();
    let mut name = name.to_owned();
    while taken.contains(&name.as_str()) {
        name.push('_');
    }
    ident(&name)
}

/// A named type as `module` sees it: its own types and those that it shares with others are in scope.
pub(super) fn reference(of: &TypeRef, module: &Module, api: &Api) -> TokenStream {
    let name = ident(&of.name);
    if of.module == module.name || of.module == COMMON {
        quote!(#name)
    } else {
        let path = path(of, api);
        quote!(crate::#path)
    }
}

/// The path of a type in the crate, from the version on.
pub(super) fn path(of: &TypeRef, api: &Api) -> TokenStream {
    let path = api.module(&of.module).map(|it| it.path(&of.name));
    let path = path.unwrap_or_default();
    let path = path.split("::").map(ident);
    let (version, module) = (ident(&api.version), ident(&of.module));
    quote!(#version::#module #(::#path)*)
}

/// The type of an id.
pub(super) fn id(kind: &str, api: &Api) -> TokenStream {
    let alias = api.id_kind(kind).map(|it| ident(&it.alias));
    alias.map_or_else(|| quote!(String), |alias| quote!(#alias))
}

/// A method of HTTP.
pub(super) fn method(method: Method) -> TokenStream {
    let name = ident(method.name());
    quote!(Method::#name)
}

/// The type of a value, without what its place adds (`Option`, `Vec`).
pub(super) fn value(ty: &Type, module: &Module, api: &Api) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int => quote!(i64),
        Type::Text => quote!(String),
        Type::Amount(_) => quote!(Amount),
        Type::Decimal(_) => quote!(Decimal),
        Type::Time(TimeUnit::Seconds) => quote!(Timestamp),
        Type::Time(TimeUnit::Milliseconds) => quote!(TimestampMillis),
        Type::Currency => quote!(Currency),
        Type::Id(kind) => id(kind, api),
        Type::Enum(of) | Type::Record(of) | Type::Group(of) => reference(of, module, api),
        Type::Json => quote!(Json),
        Type::List(inner) => {
            let inner = value(inner, module, api);
            quote!(Vec<#inner>)
        }
    }
}

/// The type of an argument: that of the value, but that money may say its currency.
pub(super) fn argument(ty: &Type, module: &Module, api: &Api) -> TokenStream {
    match ty {
        Type::Decimal(decimal) if decimal.measure.is_money() => quote!(ExactMoney),
        other => value(other, module, api),
    }
}
