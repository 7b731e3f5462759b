//! How a quantity becomes an amount: the fields of a price, handed to the runtime that computes with them.

use super::{money, types};
use crate::model::{CurrencyFrom, Exact, Pricing, Record, Type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// `pricing()` of a price, and what a tier says of itself.
pub(super) fn accessor(record: &Record) -> TokenStream {
    match record.pricing {
        None => quote!(),
        Some(Pricing::Price {
            model,
            price,
            free,
            tiers,
        }) => price_accessor(record, model, price, free, tiers),
        Some(Pricing::Tier {
            start,
            end,
            price,
            charge,
            package,
        }) => {
            let start = count(record, Some(start));
            let price = exact(record, price);
            let (argument, _) = currency(record);
            let end = count(record, Some(end));
            let charge = text(record, charge);
            let package = package.map_or_else(|| quote!(None), |at| money::copy(record, at));
            quote! {
                #[cfg(feature = "pricing")]
                pub(crate) fn pricing_fields(&self #argument) -> chargebee_runtime::pricing::TierFields<'_> {
                    chargebee_runtime::pricing::TierFields {
                        start: #start,
                        end: #end,
                        price: #price,
                        charge: #charge,
                        package: #package,
                    }
                }
            }
        }
    }
}

/// What the compiler says of `pricing()` without the feature.
pub(super) fn missing(record: &Record, cfg: &TokenStream) -> TokenStream {
    let Some(Pricing::Price { .. }) = record.pricing else {
        return quote!();
    };
    let name = types::ident(&record.name);
    let argument = (!currency(record).0.is_empty()).then(|| quote!(of));
    quote! {
        #cfg
        #[cfg(not(feature = "pricing"))]
        chargebee_runtime::missing_methods!(#name needs Pricing: pricing(#argument));
    }
}

fn price_accessor(
    record: &Record,
    model: usize,
    price: usize,
    free: Option<usize>,
    tiers: Option<usize>,
) -> TokenStream {
    let (argument, code) = currency(record);
    let model = text(record, Some(model));
    let price = exact(record, price);
    let free = count(record, free);
    let tiers = match tiers.and_then(|at| record.fields.get(at)) {
        Some(field) => {
            let tiers = types::ident(&field.name.rust);
            quote!(self.#tiers.iter().map(|tier| tier.pricing_fields(self)).collect())
        }
        None => quote!(Vec::new()),
    };
    quote! {
        /// What a quantity of it costs, rounded as the API rounds a line item. [`pricing`](crate::pricing) says what of it the
        /// API does not document.
        ///
        /// # Errors
        /// Where the API sent no model, price or currency, or tiers that do not follow each other.
        #[cfg(feature = "pricing")]
        pub fn pricing(&self #argument) -> Result<
            chargebee_runtime::pricing::Pricing,
            chargebee_runtime::pricing::PricingError,
        > {
            chargebee_runtime::pricing::PricingFields {
                model: #model,
                price: #price,
                currency: #code,
                free: #free,
                tiers: #tiers,
            }
            .pricing()
        }
    }
}

/// What a user must give for the currency of the record's amounts, and where it then is.
fn currency(record: &Record) -> (TokenStream, TokenStream) {
    let from = record.exact.iter().find_map(|exact| match exact {
        Exact::Money { currency, .. } => Some(*currency),
        Exact::Decimal { .. } | Exact::Parts { .. } | Exact::Count { .. } => None,
    });
    match from {
        Some(CurrencyFrom::Field(code) | CurrencyFrom::FieldOrSite(code)) => {
            (quote!(), money::look(record, Some(code)))
        }
        Some(CurrencyFrom::Holder) => (
            quote!(, of: &impl CurrencyOf<Self>),
            quote!(of.currency_of()),
        ),
        Some(CurrencyFrom::Site) => (quote!(, base: &Currency), quote!(Some(base))),
        None => (quote!(), quote!(None)),
    }
}

/// The exact price that field `at` has.
fn exact(record: &Record, at: usize) -> TokenStream {
    let found = record.exact.iter().find_map(|exact| match exact {
        Exact::Money {
            field,
            decimal,
            currency,
            ..
        } if *field == at => Some((decimal.is_some(), *currency)),
        _ => None,
    });
    let (Some((twin, from)), Some(field)) = (found, record.fields.get(at)) else {
        return quote!(Err(MoneyError::NoAmount("price")));
    };
    let plain = types::plain(&field.name.rust);
    let argument = match from {
        CurrencyFrom::Field(_) | CurrencyFrom::FieldOrSite(_) => quote!(),
        CurrencyFrom::Holder => quote!(of),
        CurrencyFrom::Site => quote!(base),
    };
    if twin {
        let method = format_ident!("{plain}_exact");
        quote!(self.#method(#argument))
    } else {
        let method = format_ident!("{plain}_money");
        quote!(self.#method(#argument).map(Into::into))
    }
}

/// The number that field `at` has, with its decimal where it has one.
fn count(record: &Record, at: Option<usize>) -> TokenStream {
    let Some((at, field)) = at.and_then(|at| Some((at, record.fields.get(at)?))) else {
        return quote!(None);
    };
    let refined = record
        .exact
        .iter()
        .any(|exact| matches!(exact, Exact::Count { field, .. } if *field == at));
    if refined {
        let method = format_ident!("{}_exact", types::plain(&field.name.rust));
        return quote!(self.#method());
    }
    let sent = money::copy(record, at);
    quote!(#sent.map(Into::into))
}

/// The text of an enum.
fn text(record: &Record, at: Option<usize>) -> TokenStream {
    let Some(field) = at.and_then(|at| record.fields.get(at)) else {
        return quote!(None);
    };
    debug_assert!(matches!(field.ty, Type::Enum(_)));
    let sent = types::sent(&field.name, field.presence);
    quote!(#sent.map(|it| it.as_str()))
}
