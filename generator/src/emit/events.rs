//! Events: an enum of what the types of event carry, and the way to it.

use super::{docs, markdown, types};
use crate::model::{Api, Content, Events, Field, Module, Type, TypeRef};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

pub(super) fn tokens(api: &Api, module: &Module, events: &Events) -> TokenStream {
    let record = types::ident(&events.record);
    let name = types::ident(&events.name);
    let docs = format!(" What an [`{}`] carries, by its type.", events.record);
    let variants: Vec<_> = events
        .variants
        .iter()
        .map(|it| types::ident(&it.name.rust))
        .collect();
    let contents: Vec<_> = events
        .variants
        .iter()
        .map(|it| types::ident(&it.content))
        .collect();
    let wires = events.variants.iter().map(|it| &it.name.wire);
    let variant_docs = events.variants.iter().map(|it| {
        let docs = docs::comment(&[markdown::text(&it.docs)]);
        let alias = docs::alias(it.renamed_from.as_ref(), &it.name.wire);
        quote!(#docs #alias)
    });
    let find = |wire: &str| module.record(&events.record)?.field(wire);
    let kind = find(&events.type_field.wire).map(text_of);
    let content_name = types::ident(&events.content_field.rust);
    let content = match find(&events.content_field.wire) {
        Some(field) => types::sent(&field.name, field.presence),
        None => quote!(self.#content_name.as_ref()),
    };
    let content_wire = &events.content_field.wire;
    let (check, check_docs) = match &events.version_field {
        Some(_) => (
            Some(quote!(expect_version(self)?;)),
            ", where the event is written in the format of another version of the API",
        ),
        None => (None, ""),
    };
    let errors = format!(
        " A decode error with the place where the content does not fit the type{check_docs}, and where it has none."
    );
    let members = members(api, module, events);
    quote! {
        #[doc = #docs]
        ///
        /// A type that this version of the crate does not know keeps its content whole.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants(Box<#contents>),)*
            /// The content of a type that this version of the crate does not know, as the API sent it.
            Unknown(Json),
        }

        impl #name {
            /// Reads the content of an event of a type.
            ///
            /// # Errors
            /// A decode error with the place where the content does not fit the type.
            pub fn read(event_type: &str, content: &Json) -> Result<Self, Error> {
                Self::read_with(event_type, content, &CurrencyTable::new())
            }

            fn read_with(
                event_type: &str,
                content: &Json,
                currencies: &CurrencyTable,
            ) -> Result<Self, Error> {
                let mut read = match event_type {
                    #(#wires => Self::#variants(Value::empty()),)*
                    _ => Self::Unknown(content.clone()),
                };
                if let Some(record) = read.record_mut() {
                    read_content(content, record, currencies)?;
                }
                Ok(read)
            }

            /// The JSON object, unknown fields included: what was read is written back whole.
            #[must_use]
            pub fn to_json(&self) -> String {
                match self {
                    #(Self::#variants(content) => content.to_json(),)*
                    Self::Unknown(content) => content.as_str().to_owned(),
                }
            }

            #members

            // One reader for all of them: no variant has decoding code of its own.
            fn record_mut(&mut self) -> Option<&mut dyn Record> {
                Some(match self {
                    #(Self::#variants(content) => &mut **content,)*
                    Self::Unknown(_) => return None,
                })
            }
        }

        impl #record {
            /// What the event carries, as its type has it.
            ///
            /// # Errors
            #[doc = #errors]
            pub fn #content_name(&self) -> Result<#name, Error> {
                #check
                let content = expect_content(#content, #content_wire)?;
                #name::read_with(#kind, content, self.extra.currencies())
            }
        }
    }
}

/// What events of several types carry, whatever the type: `content.invoice()`.
fn members(api: &Api, module: &Module, events: &Events) -> TokenStream {
    let mut members: BTreeMap<&str, (&TypeRef, Vec<TokenStream>)> = BTreeMap::new();
    for variant in &events.variants {
        let Some(record) = module.record(&variant.content) else {
            continue;
        };
        let variant = types::ident(&variant.name.rust);
        for field in &record.fields {
            let Type::Record(of) = &field.ty else {
                continue;
            };
            let (name, wire) = (types::ident(&field.name.rust), &field.name.wire);
            let member = match field.presence.is_plain() {
                true => quote!(sent(&**it, #wire, &*it.#name)),
                false => quote!(it.#name.as_deref()),
            };
            let (_, arms) = members.entry(&field.name.rust).or_insert((of, Vec::new()));
            arms.push(quote!(Self::#variant(it) => #member,));
        }
    }
    let members = members.into_iter().map(|(name, (of, arms))| {
        let docs = format!(
            " The {} that the event carries, whatever its type; `None` also where this version of the crate does not know the type.",
            types::plain(name).replace('_', " ")
        );
        let (name, of) = (types::ident(name), types::reference(of, module, api));
        quote! {
            #[doc = #docs]
            #[must_use]
            #[inline]
            pub fn #name(&self) -> Option<&#of> {
                match self {
                    #(#arms)*
                    _ => None,
                }
            }
        }
    });
    quote!(#(#members)*)
}

/// The way to what a field holds that has no type of its own.
pub(super) fn reader(content: &Content) -> TokenStream {
    let record = types::ident(&content.record);
    let name = types::ident(&content.name);
    let (plain, method) = (
        types::plain(&content.field.rust),
        types::ident(&content.field.rust),
    );
    let docs =
        format!(" What [`{plain}`](field@Self::{plain}) holds; `None` where the API sent nothing.");
    let json = types::sent(&content.field, content.presence);
    quote! {
        impl #record {
            #[doc = #docs]
            ///
            /// # Errors
            /// A decode error with the place where it does not fit.
            pub fn #method(&self) -> Result<Option<#name>, Error> {
                let read = |json| -> Result<#name, Error> {
                    let mut content = #name::empty();
                    read_content(json, &mut content, self.extra.currencies())?;
                    Ok(content)
                };
                #json.map(read).transpose()
            }
        }
    }
}

/// The text of the field that says the type, empty where the API did not send it.
fn text_of(field: &Field) -> TokenStream {
    let name = types::ident(&field.name.rust);
    match (&field.ty, field.presence.is_plain()) {
        (Type::Enum(_), true) => quote!(self.#name.as_str()),
        (Type::Enum(_), false) => quote!(self.#name.as_ref().map_or("", |it| it.as_str())),
        (_, true) => quote!(&self.#name),
        (_, false) => quote!(self.#name.as_deref().unwrap_or_default()),
    }
}
