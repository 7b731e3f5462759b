//! Records: a struct, its table, and an accessor each way.

use super::{cfg, docs, money, pricing, request_currency, types};
use crate::model::{Api, Field, Module, Record, Role, Type};
use proc_macro2::{Literal, TokenStream};
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
    let shape = shape(record);
    let accessors = accessors(&names);
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
    let version = version(api, module, record);
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

        #cfg
        impl #name {
            #api_docs

            fn empty() -> Self {
                Self {
                    #(#names: Value::empty(),)*
                    extra: Extra::default(),
                }
            }

            #money

            #pricing
        }

        #cfg
        impl Record for #name {
            fn shape(&self) -> &'static Shape {
                static SHAPE: Shape = #shape;
                &SHAPE
            }

            #accessors

            fn extra(&self) -> &Extra {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut Extra {
                &mut self.extra
            }

            #version
        }

        #cfg
        record_type!(#name);
        #missing
        #holders
        #currency
        #link
        #expires
        #page
    }
}

/// Field by number, to write and to read.
fn accessors(names: &[proc_macro2::Ident]) -> TokenStream {
    if names.is_empty() {
        return quote! {
            fn slot(&mut self, _: usize) -> Slot<'_> {
                Slot::None
            }

            fn field(&self, _: usize) -> Field<'_> {
                Field::Absent
            }
        };
    }
    let indices: Vec<_> = (0..names.len()).map(Literal::usize_unsuffixed).collect();
    quote! {
        fn slot(&mut self, index: usize) -> Slot<'_> {
            match index {
                #(#indices => self.#names.place(),)*
                _ => Slot::None,
            }
        }

        fn field(&self, index: usize) -> Field<'_> {
            match index {
                #(#indices => self.#names.view(),)*
                _ => Field::Absent,
            }
        }
    }
}

/// The field of an event that says its version, and the version that it must say.
fn version(api: &Api, module: &Module, record: &Record) -> Option<TokenStream> {
    let events = module.events.as_ref()?;
    let name = (events.version_field.as_ref()).filter(|_| events.record == record.name)?;
    let mut fields = record.fields.iter();
    let at = fields.position(|field| field.name.wire == name.wire)?;
    let (at, version) = (Literal::usize_unsuffixed(at), &api.version);
    Some(quote! {
        fn version(&self) -> Option<(usize, &'static str)> {
            Some((#at, #version))
        }
    })
}

/// A list is empty where there is none; all else that is not guaranteed is optional.
fn field_type(field: &Field, module: &Module, api: &Api) -> TokenStream {
    let mut ty = types::value(&field.ty, module, api);
    if field.boxed {
        ty = quote!(Box<#ty>);
    }
    if field.guaranteed || matches!(field.ty, Type::List(_)) {
        ty
    } else {
        quote!(Option<#ty>)
    }
}

fn shape(record: &Record) -> TokenStream {
    let name = &record.name;
    let resource = record.resource().unwrap_or_default();
    let objects = &record.object;
    let fields = record.fields.iter().map(|field| &field.name.wire);
    let required = indices(record, |field| field.guaranteed);
    let sensitive = indices(record, |field| field.traits.sensitive);
    quote! {
        Shape {
            name: #name,
            resource: #resource,
            objects: &[#(#objects),*],
            fields: &[#(#fields),*],
            required: &[#(#required),*],
            sensitive: &[#(#sensitive),*],
        }
    }
}

fn indices(record: &Record, which: impl Fn(&Field) -> bool) -> Vec<Literal> {
    let fields = record.fields.iter().enumerate();
    let chosen = fields.filter(|(_, field)| which(field));
    chosen
        .map(|(index, _)| Literal::usize_unsuffixed(index))
        .collect()
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
