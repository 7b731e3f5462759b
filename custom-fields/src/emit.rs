//! The file as tokens. Whatever a site said is a string literal, or part of a line of documentation that is one.

use crate::{
    model::{Choice, Entity, Field, Kind},
    words::plain,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub(crate) fn file(entities: &[Entity]) -> TokenStream {
    let entities = entities.iter().map(entity);
    quote! {
        //! The custom fields of the site, as types.
        //!
        //! Requests send a struct with `custom_fields(&it)`, and one field with `custom_field(CustomerCustomFields::CF_TIER, value)`;
        //! answers are read with `extra.custom_fields_as()`, and one field with `extra.custom_field(CustomerCustomFields::CF_TIER)`; a
        //! list is filtered with `custom_field(CustomerCustomFields::CF_TIER)`.

        #![allow(
            dead_code,
            unreachable_pub,
            reason = "a program uses some of the fields, and may keep them to itself"
        )]

        #(#entities)*
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().enumerate().map(|(at, line)| {
        let line = format!(" {line}");
        let blank = (at > 0).then(|| quote!(#[doc = ""]));
        quote!(#blank #[doc = #line])
    });
    quote!(#(#lines)*)
}

fn entity(entity: &Entity) -> TokenStream {
    let name = ident(&entity.name);
    let about = docs(&[format!(
        "The custom fields of a `{}`.",
        plain(&entity.wire).replace('\\', "")
    )]);
    let fields = entity.fields.iter().map(field);
    let constants = entity.fields.iter().map(constant);
    let enums = entity.fields.iter().filter_map(|it| match &it.kind {
        Kind::Choice(choice) => Some(choice_tokens(choice, it)),
        _ => None,
    });
    // What is typed as a password is not printed.
    let secret = entity.fields.iter().any(|it| it.secret);
    let debug = (!secret).then(|| quote!(Debug,));
    let own_debug = secret.then(|| {
        let shown = entity.fields.iter().map(|it| {
            let (text, name) = (&it.name, ident(&it.name));
            if it.secret {
                quote!(.field(#text, &"[redacted]"))
            } else {
                quote!(.field(#text, &self.#name))
            }
        });
        let text = &entity.name;
        quote! {
            impl ::std::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct(#text)#(#shown)*.finish()
                }
            }
        }
    });
    quote! {
        #about
        #[derive(Clone, #debug Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        pub struct #name {
            #(#fields)*
        }

        impl #name {
            #(#constants)*
        }

        #own_debug
        #(#enums)*
    }
}

fn ty(kind: &Kind) -> TokenStream {
    match kind {
        Kind::Bool => quote!(bool),
        Kind::Int => quote!(i64),
        Kind::Decimal => quote!(::chargebee::Decimal),
        Kind::Time => quote!(::chargebee::Timestamp),
        Kind::Text => quote!(::std::string::String),
        Kind::Choice(choice) => {
            let name = ident(&choice.name);
            quote!(#name)
        }
        Kind::Json => quote!(::chargebee::Json),
    }
}

fn field(field: &Field) -> TokenStream {
    let about = docs(&field.docs);
    let (name, ty) = (ident(&field.name), ty(&field.kind));
    let mut serde = vec![
        quote!(default),
        quote!(skip_serializing_if = "Option::is_none"),
    ];
    if field.name != field.wire {
        let wire = &field.wire;
        serde.push(quote!(rename = #wire));
    }
    let with = match field.kind {
        Kind::Text | Kind::Choice(_) => Some("::chargebee::custom_fields::text"),
        Kind::Decimal => Some("::chargebee::custom_fields::decimal"),
        _ => None,
    };
    serde.extend(with.map(|with| quote!(deserialize_with = #with)));
    quote! {
        #about
        #[serde(#(#serde),*)]
        pub #name: ::std::option::Option<#ty>,
    }
}

fn constant(field: &Field) -> TokenStream {
    let about = docs(&field.docs);
    let (name, ty) = (ident(&field.name.to_ascii_uppercase()), ty(&field.kind));
    let wire = &field.wire;
    quote! {
        #about
        pub const #name: ::chargebee::CustomField<#ty> = ::chargebee::CustomField::new(#wire);
    }
}

fn choice_tokens(choice: &Choice, field: &Field) -> TokenStream {
    let name = ident(&choice.name);
    let about = docs(&[format!(
        "The choices of `{}`.",
        plain(&field.wire).replace('\\', "")
    )]);
    let variants: Vec<Ident> = choice.values.iter().map(|(name, _)| ident(name)).collect();
    let values: Vec<&str> = choice
        .values
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    let value_docs = values
        .iter()
        .map(|value| docs(&[format!("\"{}\".", plain(value))]));
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#value_docs #variants,)*
            /// What is no choice, or was none when this file was made, as the API sent it.
            Unknown(::std::string::String),
        }

        impl #name {
            /// The choice as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#values => Self::#variants,)*
                    _ => Self::Unknown(text.to_owned()),
                }
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(reader: D) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(reader)?;
                ::std::result::Result::Ok(Self::from(text.as_str()))
            }
        }

        impl ::chargebee::params::ArgValue for #name {
            fn to_arg(self) -> ::chargebee::params::Arg {
                ::chargebee::params::ArgValue::to_arg(self.as_str().to_owned())
            }
        }
    }
}
