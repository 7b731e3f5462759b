//! Amounts with their currencies, and exact values: what a record's accessors give, and what is checked of parameters.

use super::types;
use crate::model::{
    Api, CurrencyFrom, CurrencyPlace, Exact, Module, Param, Presence, Record, Sent, Twin, TypeRef,
};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

/// The accessors of a record's amounts and of its refined numbers.
pub(super) fn accessors(module: &Module, record: &Record) -> TokenStream {
    let accessors = record.exact.iter().map(|exact| match exact {
        Exact::Money {
            field,
            minor,
            decimal,
            currency,
        } => money(module, record, (*field, *minor), *decimal, *currency),
        Exact::Decimal { field, currency } => decimal(module, record, *field, *currency),
        Exact::Parts {
            name,
            units,
            nanos,
            currency,
        } => parts(record, name, (*units, *nanos), *currency),
        Exact::Count { field, decimal } => count(record, *field, *decimal),
    });
    quote!(#(#accessors)*)
}

/// An optional look at field `index`, or at nothing.
pub(super) fn look(record: &Record, index: Option<usize>) -> TokenStream {
    match index.and_then(|index| record.fields.get(index)) {
        Some(field) => types::sent(&field.name, field.presence),
        None => quote!(None),
    }
}

/// Number `index` itself: amounts and whole numbers are small enough to copy.
pub(super) fn copy(record: &Record, index: usize) -> TokenStream {
    let Some(field) = record.fields.get(index) else {
        return quote!(None);
    };
    let (name, wire) = (types::ident(&field.name.rust), &field.name.wire);
    match field.presence {
        Presence::Optional => quote!(self.#name),
        Presence::Always => quote!(sent(self, #wire, self.#name)),
        Presence::Guaranteed => quote!(Some(self.#name)),
    }
}

/// A way to say a currency.
struct Source {
    /// What it adds to the name of an accessor.
    suffix: &'static str,
    /// The argument of the accessor.
    argument: TokenStream,
    /// What it is taken from.
    code: TokenStream,
    /// The words for that.
    from: String,
}

/// Who says the currency of an amount: a way for each accessor of it.
fn sources(module: &Module, record: &Record, currency: CurrencyFrom) -> Vec<Source> {
    let beside = |code: usize| {
        let field = record.fields.get(code);
        let from = field.map(|field| types::plain(&field.name.rust));
        let from = from.unwrap_or_default();
        Source {
            suffix: "",
            argument: quote!(),
            code: look(record, Some(code)),
            from: format!("in the currency of [`{from}`](Self::{from})"),
        }
    };
    let base = "the base currency of the site";
    match currency {
        CurrencyFrom::Field(code) => vec![beside(code)],
        CurrencyFrom::FieldOrSite(code) => {
            let sent = beside(code);
            let code = &sent.code;
            let or = Source {
                suffix: "_or",
                argument: quote!(, base: &Currency),
                code: quote!(#code.or(Some(base))),
                from: format!(
                    "{}, or in `base`, {base}, where that is not sent",
                    sent.from
                ),
            };
            vec![sent, or]
        }
        CurrencyFrom::Holder => vec![Source {
            suffix: "",
            argument: quote!(, of: &impl CurrencyOf<Self>),
            code: quote!(of.currency_of()),
            from: format!("in the currency of {}", holder_docs(module, record)),
        }],
        CurrencyFrom::Site => vec![Source {
            suffix: "",
            argument: quote!(, base: &Currency),
            code: quote!(Some(base)),
            from: format!("in {base}"),
        }],
    }
}

fn money(
    module: &Module,
    record: &Record,
    (index, minor): (usize, bool),
    decimal: Option<Twin>,
    currency: CurrencyFrom,
) -> TokenStream {
    let Some(field) = record.fields.get(index) else {
        return quote!();
    };
    let (name, wire) = (types::plain(&field.name.rust), &field.name.wire);
    let mut amount = copy(record, index);
    let mut twin = look(record, decimal.map(|twin| twin.field));
    if !minor {
        // A whole number of the major unit is a decimal of it; a finer decimal beside it says more.
        twin = quote!(Decimal::from_fields(#amount.map(Amount::minor), #twin).as_ref());
        amount = quote!(None);
    }
    let charged = decimal.is_some_and(|twin| twin.charged);
    let decimal_name = decimal
        .and_then(|twin| record.fields.get(twin.field))
        .map(|field| types::plain(&field.name.rust));
    let from_fields = if charged {
        quote!(from_charged_fields)
    } else {
        quote!(from_fields)
    };
    let accessors = sources(module, record, currency).into_iter().map(|source| {
        let Source {
            suffix,
            argument,
            code,
            from,
        } = source;
        let exact_name = format!("{name}_exact{suffix}");
        let errors = match decimal_name {
            Some(decimal) if charged => format!(
                " Where the API sent no amount or no currency, or where [`{decimal}`](Self::{decimal}) rounded half to even is \
                 another amount. [`{exact_name}`](Self::{exact_name}) gives what it was rounded from."
            ),
            Some(decimal) => format!(
                " Where the API sent no amount or no currency, or where [`{decimal}`](Self::{decimal}) is another value: \
                 [`{exact_name}`](Self::{exact_name}) gives that."
            ),
            None => " Where the API sent no amount or no currency.".to_owned(),
        };
        let exact = decimal_name.map(|decimal| {
            let method = format_ident!("{exact_name}");
            let summary = format!(
                " [`{decimal}`](Self::{decimal}) where the API sent it, else [`{name}`](Self::{name}), {from}."
            );
            quote! {
                #[doc = #summary]
                ///
                /// # Errors
                /// Where the API sent neither, or no currency.
                #[inline]
                pub fn #method(&self #argument) -> Result<ExactMoney, MoneyError> {
                    ExactMoney::from_fields(#wire, #amount, #twin, #code)
                }
            }
        });
        let method = format_ident!("{name}_money{suffix}");
        let summary = format!(" [`{name}`](Self::{name}) {from}.");
        quote! {
            #[doc = #summary]
            ///
            /// # Errors
            #[doc = #errors]
            #[inline]
            pub fn #method(&self #argument) -> Result<Money, MoneyError> {
                Money::#from_fields(#wire, #amount, #twin, #code)
            }

            #exact
        }
    });
    quote!(#(#accessors)*)
}

/// Money that is a decimal and nothing else.
fn decimal(module: &Module, record: &Record, index: usize, currency: CurrencyFrom) -> TokenStream {
    let Some(field) = record.fields.get(index) else {
        return quote!();
    };
    let (name, wire) = (types::plain(&field.name.rust), &field.name.wire);
    let exact = look(record, Some(index));
    let accessors = sources(module, record, currency).into_iter().map(|source| {
        let Source {
            suffix,
            argument,
            code,
            from,
        } = source;
        let method = format_ident!("{name}_exact{suffix}");
        let summary = format!(" [`{name}`](Self::{name}) {from}.");
        quote! {
            #[doc = #summary]
            ///
            /// # Errors
            /// Where the API sent no number or no currency.
            #[inline]
            pub fn #method(&self #argument) -> Result<ExactMoney, MoneyError> {
                ExactMoney::from_fields(#wire, None, #exact, #code)
            }
        }
    });
    quote!(#(#accessors)*)
}

/// Money in whole units and billionths of them.
fn parts(
    record: &Record,
    name: &str,
    (units, nanos): (usize, usize),
    currency: usize,
) -> TokenStream {
    let names = [units, nanos, currency].map(|at| record.fields.get(at).map(|field| &field.name));
    let [Some(units_name), Some(nanos_name), Some(code_name)] = names else {
        return quote!();
    };
    let links = [units_name, nanos_name, code_name].map(|name| {
        let name = types::plain(&name.rust);
        format!("[`{name}`](Self::{name})")
    });
    let [units_link, nanos_link, code_link] = &links;
    let summary =
        format!(" {units_link} and {nanos_link} together, in the currency of {code_link}.");
    let (units_wire, nanos_wire) = (&units_name.wire, &nanos_name.wire);
    let (units, nanos) = (copy(record, units), copy(record, nanos));
    let code = look(record, Some(currency));
    let method = format_ident!("{name}_exact");
    quote! {
        #[doc = #summary]
        ///
        /// # Errors
        /// Where the API did not send all of them.
        #[inline]
        pub fn #method(&self) -> Result<ExactMoney, MoneyError> {
            ExactMoney::from_parts((#units_wire, #units), (#nanos_wire, #nanos), #code)
        }
    }
}

/// Which resources can be given for the currency, as far as a reader wants to know them all.
fn holder_docs(module: &Module, record: &Record) -> String {
    let links = record.currency_holders.iter().map(|holder| {
        let TypeRef { module: of, name } = &holder.record;
        if *of == module.name {
            format!("[`{name}`]")
        } else {
            format!("[`{name}`](super::{of}::{name})")
        }
    });
    let links: Vec<String> = links.collect();
    match links.len() {
        1..=3 => format!(
            "the {} that holds it, or of a [`Currency`]",
            links.join(" or ")
        ),
        _ => "the resource that holds it, or of a [`Currency`]".to_owned(),
    }
}

fn count(record: &Record, index: usize, decimal: usize) -> TokenStream {
    let (Some(field), Some(twin)) = (record.fields.get(index), record.fields.get(decimal)) else {
        return quote!();
    };
    let name = types::plain(&field.name.rust);
    let twin = types::plain(&twin.name.rust);
    let method = format_ident!("{name}_exact");
    let summary = format!(
        " [`{twin}`](Self::{twin}) where the API sent it, else [`{name}`](Self::{name}); `None` where it sent neither."
    );
    let whole = copy(record, index);
    let decimal = look(record, Some(decimal));
    quote! {
        #[doc = #summary]
        #[must_use]
        #[inline]
        pub fn #method(&self) -> Option<Decimal> {
            Decimal::from_fields(#whole, #decimal)
        }
    }
}

/// Who says the currency of a record's amounts, as the compiler checks it.
pub(super) fn holders(
    api: &Api,
    module: &Module,
    record: &Record,
    cfg: &TokenStream,
) -> TokenStream {
    let name = types::ident(&record.name);
    let holders = record.currency_holders.iter().map(|holder| {
        let resource = types::reference(&holder.record, module, api);
        let currency = types::sent(&holder.field, holder.presence);
        quote! {
            #cfg
            impl CurrencyOf<#name> for #resource {
                fn currency_of(&self) -> Option<&Currency> {
                    #currency
                }
            }
        }
    });
    quote!(#(#holders)*)
}

/// What is checked of a parameter before it is sent.
pub(super) fn number(param: &Param, beside: &[Param]) -> Option<TokenStream> {
    let number = param.number.as_ref()?;
    let name = &param.name.wire;
    let sent = match number.sent {
        Sent::Minor => quote!(Sent::Minor),
        Sent::Major => quote!(Sent::Major),
        Sent::Decimal(digits) => {
            let digits = Literal::u64_unsuffixed(digits);
            quote!(Sent::Decimal(#digits))
        }
    };
    let currency = match number.currency {
        CurrencyPlace::None => quote!(CurrencyPlace::None),
        CurrencyPlace::Beside(code) => {
            let code = &beside.get(code)?.name.wire;
            quote!(CurrencyPlace::Beside(#code))
        }
        CurrencyPlace::Request => quote!(CurrencyPlace::Request),
        CurrencyPlace::Site => quote!(CurrencyPlace::Site),
    };
    Some(quote! {
        Number {
            name: #name,
            sent: #sent,
            currency: #currency,
        }
    })
}
