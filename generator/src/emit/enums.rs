//! Open enums.

use super::{docs, types::ident};
use crate::model::Enum;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn tokens(it: &Enum) -> TokenStream {
    let name = ident(&it.name);
    let docs = docs::enumeration(it);
    let variants: Vec<_> = it
        .values
        .iter()
        .map(|value| ident(&value.name.rust))
        .collect();
    // The runtime looks them up by halves.
    let mut sorted: Vec<_> = it.values.iter().collect();
    sorted.sort_by(|left, right| left.name.wire.cmp(&right.name.wire));
    let rows = sorted.iter().map(|value| {
        let (variant, text) = (ident(&value.name.rust), &value.name.wire);
        quote!(#variant: #text)
    });
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

        open_enum! {
            #name { #(#rows,)* }
        }
    }
}
