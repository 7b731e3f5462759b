//! Groups of parameters, and the setters that groups and requests share.

use super::{cfg, docs, limits, markdown, money, types};
use crate::model::{Api, FilterKind, Group, JsonValue, Module, Param, ParamKind, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

pub(super) fn tokens(api: &Api, module: &Module, group: &Group) -> TokenStream {
    let cfg = cfg(group.catalog);
    let name = types::ident(&group.name);
    let docs = docs::comment(&[markdown::text(&group.docs)]);
    let names = names_table(&group.members, None, api);
    let set = quote!(self.0);
    let required: Vec<_> = group.members.iter().filter(|it| it.is_argument()).collect();
    let arguments = required.iter().map(|param| argument(param, module, api));
    let given = required.iter().map(|param| param.name.rust.as_str());
    let local = types::local("group", given);
    let set_required = required.iter().map(|param| {
        let value = types::ident(&param.name.rust);
        set_argument(&quote!(#local), param, &value)
    });
    let optional = group.members.iter().filter(|it| !it.required);
    let setters = optional.map(|param| setter(&set, param, module, api));
    let (mutability, new_docs) = if required.is_empty() {
        (quote!(), " Nothing set yet.")
    } else {
        (
            quote!(mut),
            " With what must be given; the rest is not set yet.",
        )
    };
    let argument_aliases = docs::argument_aliases(&group.members);
    let default = required.is_empty().then(|| {
        quote! {
            #cfg
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let custom_fields = group.custom_fields.then(|| quote!(, custom_fields));
    quote! {
        #docs
        #cfg
        #[derive(Clone)]
        #[must_use]
        pub struct #name(Group);

        #cfg
        impl #name {
            #[doc = #new_docs]
            #argument_aliases
            pub fn new(#(#arguments),*) -> Self {
                static NAMES: Names = #names;
                let #mutability #local = Group::new(&NAMES);
                #(#set_required)*
                Self(#local)
            }

            #(#setters)*
        }

        #default

        #cfg
        group_type!(#name #custom_fields);
    }
}

/// The wire names of parameters, which of them are sensitive, and what is checked of them.
pub(super) fn names_table(params: &[Param], currency: Option<usize>, api: &Api) -> TokenStream {
    let names = params.iter().map(|param| &param.name.wire);
    let plain = quote!(Names::plain(&[#(#names),*]));
    let sensitive = params.iter().filter(|param| param.traits.sensitive);
    let sensitive = sensitive.map(|param| param.name.wire.to_token_stream());
    let numbers = params.iter().filter_map(|it| money::number(it, params));
    let json = params.iter().filter_map(|param| {
        let name = &param.name.wire;
        Some(match param.traits.json? {
            JsonValue::Object => quote!((#name, JsonValue::Object)),
            JsonValue::Array => quote!((#name, JsonValue::Array)),
        })
    });
    let takers = params.iter().filter(|it| !it.traits.taken_by.is_empty());
    let takers = takers.map(|param| {
        let (name, takers) = (&param.name.wire, param.traits.taken_by.join(" "));
        quote!((#name, #takers))
    });
    let filters = params.iter().filter_map(|param| {
        let ParamKind::Filter(operators) = param.kind else {
            return None;
        };
        let name = &param.name.wire;
        let operators = Literal::u16_unsuffixed(operators.bits());
        Some(quote!((#name, #operators)))
    });
    let mut fields: Vec<TokenStream> = [
        ("sensitive", sensitive.collect()),
        ("numbers", numbers.collect()),
        ("json", json.collect()),
        ("filters", filters.collect()),
        ("limits", limits::table(params, api)),
        ("takers", takers.collect()),
    ]
    .into_iter()
    .filter(|(_, entries): &(_, Vec<TokenStream>)| !entries.is_empty())
    .map(|(name, entries)| {
        let name = types::ident(name);
        quote!(#name: &[#(#entries),*])
    })
    .collect();
    let currency = currency.and_then(|index| params.get(index));
    fields.extend(currency.map(|param| {
        let name = &param.name.wire;
        quote!(currency: Some(#name))
    }));
    if fields.is_empty() {
        return plain;
    }
    quote!(Names { #(#fields,)* ..#plain })
}

/// The argument of a function for a parameter that must be given, or had to be: then it takes what it took, and nothing.
pub(super) fn argument(param: &Param, module: &Module, api: &Api) -> TokenStream {
    let name = types::ident(&param.name.rust);
    let ty = types::argument(&param.ty, module, api);
    let ty = match (&param.kind, &param.ty) {
        (ParamKind::Filter(_), _) if param.required => quote!(impl Into<AnyOf<#ty>>),
        (ParamKind::Filter(_), _) => quote!(impl chargebee_runtime::filter::IntoAnyOf<#ty>),
        (_, Type::List(_)) => argument_type(&param.ty, module, api),
        _ if param.kept_argument => setter_type(&param.ty, module, api).1,
        _ => argument_type(&param.ty, module, api),
    };
    quote!(#name: #ty)
}

/// The statement that sets a parameter of `owner` from an argument.
pub(super) fn set_argument(owner: &TokenStream, param: &Param, value: &Ident) -> TokenStream {
    if param.required {
        return set_value(owner, param, value);
    }
    let wire = &param.name.wire;
    match (&param.kind, &param.ty) {
        (ParamKind::Filter(_), _) => quote! {
            if let Some(any_of) = #value.into_any_of() {
                any_of.set(&mut #owner, #wire);
            }
        },
        (_, Type::Group(_)) => quote!(#owner.set_arg(#wire, None, #value.into_group_arg());),
        (_, Type::List(inner)) => {
            let list = match **inner {
                Type::Group(_) => quote!(groups_arg(#value)),
                _ => quote!(list_arg(#value)),
            };
            quote!(#owner.set_arg(#wire, None, #list.unless_empty());)
        }
        _ => quote!(#owner.set(#wire, #value);),
    }
}

/// The mark of the kind of attribute that a filter is on.
fn filter_kind(ty: &Type) -> Ident {
    // Nothing else is lowered.
    let kind = FilterKind::of(ty).unwrap_or(FilterKind::Text);
    format_ident!("{kind:?}")
}

/// What is taken for a value that must be given.
fn argument_type(ty: &Type, module: &Module, api: &Api) -> TokenStream {
    match ty {
        Type::List(inner) => match &**inner {
            Type::Group(_) => {
                let inner = types::value(inner, module, api);
                quote!(impl IntoIterator<Item = #inner>)
            }
            inner => {
                let inner = types::argument(inner, module, api);
                quote!(impl IntoIterator<Item = impl IntoArg<#inner>>)
            }
        },
        Type::Group(_) => types::value(ty, module, api),
        _ => {
            let ty = types::argument(ty, module, api);
            quote!(impl RequiredArg<#ty>)
        }
    }
}

/// What a setter takes for a value, which may also be an `Option` of it: its generic parameters, and the type.
fn setter_type(ty: &Type, module: &Module, api: &Api) -> (TokenStream, TokenStream) {
    match ty {
        Type::List(inner) => match &**inner {
            Type::Group(_) => {
                let inner = types::value(inner, module, api);
                (quote!(<M>), quote!(impl IntoGroups<#inner, M>))
            }
            inner => {
                let inner = types::argument(inner, module, api);
                (quote!(<M>), quote!(impl IntoArgs<#inner, M>))
            }
        },
        Type::Group(_) => {
            let ty = types::value(ty, module, api);
            (quote!(), quote!(impl IntoGroup<#ty>))
        }
        _ => {
            let ty = types::argument(ty, module, api);
            (quote!(), quote!(impl IntoArg<#ty>))
        }
    }
}

/// The statement that sets a parameter of `owner` (a call or a group) from `value`.
pub(super) fn set_value(owner: &TokenStream, param: &Param, value: &Ident) -> TokenStream {
    let wire = &param.name.wire;
    if let ParamKind::Filter(_) = param.kind {
        return quote!(#value.into().set(&mut #owner, #wire););
    }
    match &param.ty {
        Type::List(inner) if matches!(**inner, Type::Group(_)) => {
            quote!(#owner.set_arg(#wire, None, Some(groups_arg(#value)));)
        }
        Type::List(_) => quote!(#owner.set_arg(#wire, None, Some(list_arg(#value)));),
        Type::Group(_) => quote!(#owner.set_arg(#wire, None, #value.into_group_arg());),
        _ => quote!(#owner.set(#wire, #value);),
    }
}

/// The statement that sets a parameter of `owner` from the `value` of a setter.
fn set_optional(owner: &TokenStream, param: &Param) -> TokenStream {
    let wire = &param.name.wire;
    let arg = match &param.ty {
        Type::List(inner) if matches!(**inner, Type::Group(_)) => quote!(value.into_groups_arg()),
        Type::List(_) => quote!(value.into_args()),
        Type::Group(_) => quote!(value.into_group_arg()),
        _ => return quote!(#owner.set(#wire, value);),
    };
    quote!(#owner.set_arg(#wire, None, #arg);)
}

/// The methods by which a parameter is set.
pub(super) fn setter(
    owner: &TokenStream,
    param: &Param,
    module: &Module,
    api: &Api,
) -> TokenStream {
    let docs = docs::parameter(param);
    let alias = docs::aliases(
        param.traits.renamed_from.as_ref(),
        &param.traits.aliases,
        types::plain(&param.name.rust),
    );
    let deprecated = docs::deprecated(param.traits.deprecated, &param.traits.docs);
    let (name, wire) = (types::ident(&param.name.rust), &param.name.wire);
    match &param.kind {
        ParamKind::Value => {
            let (generics, ty) = setter_type(&param.ty, module, api);
            let set = set_optional(owner, param);
            quote! {
                #docs
                #alias
                #deprecated
                pub fn #name #generics(mut self, value: #ty) -> Self {
                    #set
                    self
                }
            }
        }
        ParamKind::Filter(_) => {
            let ty = types::value(&param.ty, module, api);
            let kind = filter_kind(&param.ty);
            quote! {
                #docs
                #alias
                #deprecated
                pub fn #name(self) -> Filter<Self, #ty, chargebee_runtime::filter::#kind> {
                    Filter::new(self, #wire)
                }
            }
        }
        ParamKind::Sort(attributes) => {
            let sorts = attributes.iter().flat_map(|attribute| {
                [("asc", "ascending"), ("desc", "descending")].map(|(direction, word)| {
                    let method = format_ident!("{name}_{attribute}_{direction}");
                    let docs = format!(" Sorts the list by `{attribute}`, {word}.");
                    quote! {
                        #[doc = #docs]
                        pub fn #method(mut self) -> Self {
                            self.call.set_sort(#wire, #direction, #attribute);
                            self
                        }
                    }
                })
            });
            quote!(#(#sorts)*)
        }
    }
}
