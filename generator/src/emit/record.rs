//! Records: a struct and its table.

use super::{cfg, docs, money, pricing, request_currency, types};
use crate::model::{Api, Field, Module, Presence, Record, Role, Type};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn tokens(api: &Api, module: &Module, record: &Record) -> TokenStream {
    let operation = module.operation_of(record);
    // The records of an answer belong to the catalog of their operation; elements of a list that is not paged are always there.
    let is_entry = matches!(record.role, Role::Entry(_));
    let owner = operation.filter(|it| it.paged || !is_entry);
    let cfg = cfg(owner.and_then(|it| it.catalog));
    let name = types::ident(&record.name);
    let docs = docs::record(module, record);
    let names: Vec<_> = record
        .fields
        .iter()
        .map(|field| types::ident(&field.name.rust))
        .collect();
    let field_types = record
        .fields
        .iter()
        .map(|field| field_type(field, module, api));
    let field_docs = record.fields.iter().map(|field| {
        let docs = docs::described(&field.traits, &field.ty);
        let alias = docs::aliases(
            field.traits.renamed_from.as_ref(),
            &field.traits.aliases,
            types::plain(&field.name.rust),
        );
        quote!(#docs #alias)
    });
    let extra_docs = if record.custom_fields {
        " What the API sent beyond the fields above, custom fields (`cf_*`) among it."
    } else {
        " What the API sent beyond the fields above."
    };
    let alias = docs::alias(record.alias.as_ref(), &record.name);
    let money = money::accessors(module, record);
    let pricing = pricing::accessor(record);
    let missing = pricing::missing(record, &cfg);
    let holders = money::holders(api, module, record, &cfg);
    let currency = request_currency::source(record, &cfg);
    let api_docs = (record.resource()).and(module.url.as_ref()).map(|url| {
        quote! {
            /// The page of the resource in the API reference.
            pub const API_DOCS: &'static str = #url;
        }
    });
    let link = record.link.as_ref().map(|field| {
        quote! {
            #cfg
            impl Link for #name {
                const LINK: &'static str = #field;
            }
        }
    });
    let expires = record.expires.as_ref().map(|field| {
        quote! {
            #cfg
            impl Expires for #name {
                const EXPIRES: &'static str = #field;
            }
        }
    });
    let table = table(api, module, record, &names);
    let own = api_docs.is_some() || !money.is_empty() || !pricing.is_empty();
    let own = own.then(|| {
        quote! {
            #cfg
            impl #name {
                #api_docs

                #money

                #pricing
            }
        }
    });
    let entry = operation.filter(|_| matches!(record.role, Role::Page(_)));
    let entry = entry.and_then(|it| it.entry.as_ref());
    let page = entry.map(|entry| page(record, entry, &cfg));
    quote! {
        #docs
        #alias
        #cfg
        #[non_exhaustive]
        pub struct #name {
            #(#field_docs pub #names: #field_types,)*
            #[doc = #extra_docs]
            pub extra: Extra,
        }

        #own

        #cfg
        #table
        #missing
        #holders
        #currency
        #link
        #expires
        #page
    }
}

/// The fields, each once: its name here and on the wire, and what else the runtime must know of it.
fn table(api: &Api, module: &Module, record: &Record, names: &[proc_macro2::Ident]) -> TokenStream {
    let name = types::ident(&record.name);
    let resource = record.resource().unwrap_or_default();
    let objects = &record.object;
    let version = version(api, module, record);
    let rows = record.fields.iter().zip(names).map(|(field, name)| {
        let wire = &field.name.wire;
        let presence = match field.presence {
            Presence::Optional => quote!(),
            Presence::Always => quote!(always),
            Presence::Guaranteed => quote!(required),
        };
        let sensitive = field.traits.sensitive.then(|| quote!(sensitive));
        quote!(#name: #wire #presence #sensitive)
    });
    quote! {
        record_type! {
            #name #resource [#(#objects),*] #version { #(#rows,)* }
        }
    }
}

/// The field of an event that says its version, and the version that it must say.
fn version(api: &Api, module: &Module, record: &Record) -> Option<TokenStream> {
    let events = module.events.as_ref()?;
    let name = (events.version_field.as_ref()).filter(|_| events.record == record.name)?;
    let (name, version) = (&record.field(&name.wire)?.name.wire, &api.version);
    Some(quote!(version(#name = #version)))
}

/// A list is empty where there is none; all else is optional unless the spec says that it is always there.
fn field_type(field: &Field, module: &Module, api: &Api) -> TokenStream {
    let mut ty = types::value(&field.ty, module, api);
    if field.boxed {
        ty = quote!(Box<#ty>);
    }
    if field.presence.is_plain() || matches!(field.ty, Type::List(_)) {
        ty
    } else {
        quote!(Option<#ty>)
    }
}

/// How a page of a list is walked.
fn page(record: &Record, entry: &str, cfg: &TokenStream) -> TokenStream {
    let name = types::ident(&record.name);
    let entry = types::ident(entry);
    quote! {
        #cfg
        impl Page for #name {
            type Entry = #entry;

            fn next_offset(&self) -> Option<&str> {
                self.next_offset.as_deref()
            }

            fn take_entries(&mut self) -> Vec<#entry> {
                std::mem::take(&mut self.list)
            }
        }
    }
}
