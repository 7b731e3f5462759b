//! Open enums.

use super::{docs, types::ident};
use crate::model::Enum;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn tokens(it: &Enum) -> TokenStream {
    let name = ident(&it.name);
    let docs = docs::enumeration(it);
    let variants: Vec<_> = it
        .values
        .iter()
        .map(|value| ident(&value.name.rust))
        .collect();
    let texts: Vec<_> = it.values.iter().map(|value| &value.name.wire).collect();
    let mut sorted: Vec<_> = it.values.iter().collect();
    sorted.sort_by(|left, right| left.name.wire.cmp(&right.name.wire));
    let sorted_texts = sorted.iter().map(|value| &value.name.wire);
    let (indices, sorted_variants): (Vec<_>, Vec<_>) = (sorted.iter().enumerate())
        .map(|(index, value)| (Literal::usize_unsuffixed(index), ident(&value.name.rust)))
        .unzip();
    let variant_docs = it.values.iter().map(|value| {
        let docs = docs::enum_value(value);
        let alias = docs::alias(value.renamed_from.as_ref(), &value.name.wire);
        quote!(#docs #alias)
    });
    quote! {
        #docs
        #[non_exhaustive]
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value that this version of the crate does not know, as the API sent it.
            Unknown(String),
        }

        impl #name {
            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #texts,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for #name {
            fn from(text: &str) -> Self {
                match position(&[#(#sorted_texts),*], text) {
                    #(Some(#indices) => Self::#sorted_variants,)*
                    _ => Self::Unknown(text.to_owned()),
                }
            }
        }

        open_enum!(#name);
    }
}
