//! Events: an enum of what the types of event carry, and the way to it.

use super::{docs, markdown, types};
use crate::model::{Content, Events, Field, Module, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn tokens(module: &Module, events: &Events) -> TokenStream {
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
        Some(field) if field.guaranteed => quote!(Some(&self.#content_name)),
        _ => quote!(self.#content_name.as_ref()),
    };
    let (check, check_docs) = match &events.version_field {
        Some(_) => (
            Some(quote!(expect_version(self)?;)),
            ", and where the event is written in the format of another version of the API",
        ),
        None => (None, ""),
    };
    let errors = format!(
        " A decode error with the place where the content does not fit the type{check_docs}."
    );
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

            // One reader for all of them: no variant has decoding code of its own.
            fn record_mut(&mut self) -> Option<&mut dyn Record> {
                Some(match self {
                    #(Self::#variants(content) => &mut **content,)*
                    Self::Unknown(_) => return None,
                })
            }
        }

        impl #record {
            /// What the event carries, as its type has it; `None` where the API sent no content.
            ///
            /// # Errors
            #[doc = #errors]
            pub fn typed_content(&self) -> Result<Option<#name>, Error> {
                #check
                #content
                    .map(|content| #name::read_with(#kind, content, self.extra.currencies()))
                    .transpose()
            }
        }
    }
}

/// The way to what a field holds that has no type of its own.
pub(super) fn reader(content: &Content) -> TokenStream {
    let record = types::ident(&content.record);
    let name = types::ident(&content.name);
    let field = types::ident(&content.field.rust);
    let plain = types::plain(&content.field.rust);
    let method = format_ident!("typed_{plain}");
    let docs =
        format!(" What [`{plain}`](Self::{plain}) holds; `None` where the API sent nothing.");
    let json = if content.guaranteed {
        quote!(Some(&self.#field))
    } else {
        quote!(self.#field.as_ref())
    };
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
    match (&field.ty, field.guaranteed) {
        (Type::Enum(_), true) => quote!(self.#name.as_str()),
        (Type::Enum(_), false) => quote!(self.#name.as_ref().map_or("", |it| it.as_str())),
        (_, true) => quote!(&self.#name),
        (_, false) => quote!(self.#name.as_deref().unwrap_or_default()),
    }
}
