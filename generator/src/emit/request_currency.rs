//! Whose currency the money of a request is in: what the runtime compares, and what the documentation says of it.

use super::types;
use crate::{
    lower::request_currency::{CODE, code_of},
    model::{Operation, Record, RequestCurrency},
};
use proc_macro2::TokenStream;
use quote::quote;

/// What money is compared with.
pub(super) fn tokens(operation: &Operation) -> TokenStream {
    let Some(RequestCurrency { of, answer }) = &operation.currency else {
        return quote!(None);
    };
    let of = of.as_deref().unwrap_or_default();
    let answer = answer.iter().flatten();
    quote! {
        Some(RequestCurrency { of: #of, answer: &[#(#answer),*] })
    }
}

/// What the documentation of a method says of money in its request.
pub(super) fn docs(operation: &Operation) -> String {
    let Some(RequestCurrency { of, answer }) = &operation.currency else {
        return String::new();
    };
    let given = format!("[`currency_of`]({}::currency_of)", operation.request);
    let code = operation
        .currency_param
        .and_then(|at| operation.params.get(at));
    let code = code.map(|param| types::plain(&param.name.rust));
    let or_code =
        |word: &str| code.map_or_else(String::new, |code| format!(" {word} with `{code}`"));
    match (of.as_deref(), answer) {
        (None, _) => "Money is compared with the currency code that is given with it.".to_owned(),
        (Some(of), Some(answer)) => format!(
            "Money is in the currency of the {}. {given} compares it with what you hold before anything is sent; the answer's \
             `{}` is compared in any case, and another currency is an error that keeps the answer \
             ([`is_currency_mismatch`](Error::is_currency_mismatch)).",
            words(of),
            answer.join("."),
        ),
        (Some("site"), None) => format!(
            "Money is in the base currency of the site, which the answer does not say: `Money` is refused unless {given} says \
             it. An `Amount` is sent as it is."
        ),
        (Some(of), None) => format!(
            "Money is in the currency of the {}, which the answer does not say: `Money` is refused unless {given} says it{}. An \
             `Amount` is sent as it is.",
            words(of),
            or_code("or the request does,"),
        ),
    }
}

fn words(resource: &str) -> String {
    resource.replace('_', " ")
}

/// What a resource that says its currency can be given for.
pub(super) fn source(record: &Record, cfg: &TokenStream) -> TokenStream {
    let field = record.resource().and_then(|_| code_of(record, CODE));
    let Some(field) = field else {
        return quote!();
    };
    let name = types::ident(&record.name);
    let code = types::sent(&field.name, field.presence);
    quote! {
        #cfg
        impl HasCurrency for #name {
            fn currency_code(&self) -> Option<&Currency> {
                #code
            }
        }
    }
}
