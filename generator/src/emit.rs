//! The model to Rust: total functions from data to tokens, without I/O and without decisions about names or types.

mod docs;
mod drive;
mod enums;
mod events;
mod group;
mod krate;
mod markdown;
mod money;
mod operation;
mod pricing;
mod record;
mod request_currency;
mod task;
mod types;

pub use drive::sample;

use crate::{
    model::{Api, Catalog, Counts, Module},
    write::Files,
};
use proc_macro2::TokenStream;
use quote::quote;
use std::thread;

/// What a run emits.
#[derive(Debug)]
pub struct Output {
    /// The crate `chargebee`.
    pub krate: Files,
    /// The drivers that tests build requests with, from neutral cases through the crate's own setters.
    pub drivers: Files,
    /// What was emitted, counted in the Rust that came out.
    pub counts: Counts,
}

/// Emits everything.
///
/// # Errors
/// Where emitted tokens are not Rust, or something of the model did not come out: defects of an emitter, never of a spec that
/// was lowered.
pub fn emit(apis: &[Api]) -> Result<Output, String> {
    let mut sources: Vec<(bool, String, TokenStream)> = Vec::new();
    for api in apis {
        let version = &api.version;
        for module in &api.modules {
            let path = format!("src/{version}/{}.rs", module.name);
            sources.push((true, path, module_tokens(api, module)));
            if !module.operations.is_empty() {
                let path = format!("{version}/{}.rs", module.name);
                sources.push((false, path, drive::module(api, module)));
            }
        }
        sources.push((true, format!("src/{version}/ids.rs"), krate::ids(api)));
        sources.push((
            true,
            format!("src/{version}/filters.rs"),
            krate::filters(api),
        ));
        sources.push((true, format!("src/{version}.rs"), krate::version(api)));
        sources.push((false, format!("{version}.rs"), drive::version(api)));
    }
    sources.push((true, "src/lib.rs".to_owned(), krate::lib(apis)));
    let mut output = Output {
        krate: krate::templates(apis)?,
        drivers: Files::new(),
        counts: Counts::default(),
    };
    for (in_krate, path, formatted) in format_all(sources) {
        let (text, counts) = formatted.map_err(|error| format!("{path}: {error}"))?;
        if in_krate {
            output.counts = output.counts.plus(counts);
            output.krate.insert(path, text);
        } else {
            output.drivers.insert(path, text);
        }
    }
    let went_in = apis
        .iter()
        .map(Api::counts)
        .fold(Counts::default(), Counts::plus);
    if went_in != output.counts {
        return Err(format!(
            "something was lost on the way\n  in:  {went_in}\n  out: {}",
            output.counts
        ));
    }
    Ok(output)
}

/// The Rust of one module of a version, before it is formatted.
#[must_use]
pub fn module(api: &Api, module: &Module) -> String {
    module_tokens(api, module).to_string()
}

/// The same of what a version has besides: its root, ids and filters.
#[must_use]
pub fn roots(api: &Api) -> [String; 3] {
    [krate::version(api), krate::ids(api), krate::filters(api)].map(|tokens| tokens.to_string())
}

type Formatted = Result<(String, Counts), String>;

/// Formatting is most of the work of a run, and files do not depend on each other.
fn format_all(sources: Vec<(bool, String, TokenStream)>) -> Vec<(bool, String, Formatted)> {
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8);
    // Tokens cannot cross threads; their text can.
    let mut texts: Vec<(bool, String, String)> = (sources.into_iter())
        .map(|(krate, path, tokens)| (krate, path, tokens.to_string()))
        .collect();
    // The longest first, dealt out in turn, so that the workers end at about the same time.
    texts.sort_by_key(|(_, path, text)| (std::cmp::Reverse(text.len()), path.clone()));
    let mut hands: Vec<Vec<(bool, String, String)>> = (0..workers).map(|_| Vec::new()).collect();
    for (at, text) in texts.into_iter().enumerate() {
        if let Some(hand) = hands.get_mut(at % workers) {
            hand.push(text);
        }
    }
    thread::scope(|scope| {
        let workers: Vec<_> = hands
            .into_iter()
            .map(|hand| {
                scope.spawn(move || {
                    let format = |(krate, path, text): (bool, String, String)| {
                        let formatted = format_file(&text);
                        (krate, path, formatted)
                    };
                    hand.into_iter().map(format).collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = workers.into_iter().map(thread::ScopedJoinHandle::join);
        joined
            .flat_map(|formatted| {
                formatted.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

fn format_file(text: &str) -> Formatted {
    let file = syn::parse_file(text)
        .map_err(|error| format!("an emitter wrote what is no Rust: {error}"))?;
    let counts = count(&file);
    let header =
        "// @generated by `cargo xtask regen` from the files under spec/. Do not edit.\n\n";
    Ok((
        format!("{header}{}", airy(&prettyplease::unparse(&file))),
        counts,
    ))
}

/// A blank line between items and between methods, as people write them.
fn airy(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 64);
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let next = lines.peek().copied().unwrap_or_default();
        let item_ends =
            matches!(line, "}" | "};") || (line.ends_with(");") && !line.starts_with([' ', '#']));
        let method_ends = line == "    }" && next.starts_with("    ") && next != "    }";
        if (item_ends && !next.is_empty()) || method_ends {
            out.push('\n');
        }
    }
    out
}

/// One module of the crate.
fn module_tokens(api: &Api, module: &Module) -> TokenStream {
    let docs = docs::module(module);
    let enums = module.enums.iter().map(enums::tokens);
    let records = module
        .records
        .iter()
        .map(|it| record::tokens(api, module, it));
    let groups = module
        .groups
        .iter()
        .map(|it| group::tokens(api, module, it));
    let events = module.events.as_ref().map(|it| events::tokens(module, it));
    let contents = module.contents.iter().map(events::reader);
    let operations = operation::tokens(api, module);
    quote! {
        #docs
        #[allow(unused_imports)]
        use super::ids::*;
        #[allow(unused_imports)]
        use crate::prelude::*;
        #(#records)*
        #(#groups)*
        #(#enums)*
        #events
        #(#contents)*
        #operations
    }
}

/// The attribute of what only one Product Catalog has.
fn cfg(catalog: Option<Catalog>) -> TokenStream {
    match catalog {
        None => quote!(),
        Some(Catalog::One) => quote!(#[cfg(feature = "product-catalog-1")]),
        Some(Catalog::Two) => quote!(#[cfg(feature = "product-catalog-2")]),
    }
}

/// Counts what stands in an emitted file. This reads the Rust, not the model: it is the other side of the balance.
fn count(file: &syn::File) -> Counts {
    let mut counts = Counts::default();
    for item in &file.items {
        match item {
            // The enum of an event's contents is no enum of the API: its variants are no values.
            syn::Item::Enum(it)
                if it
                    .variants
                    .first()
                    .is_some_and(|first| first.fields.is_empty()) =>
            {
                counts.enums += 1;
                counts.values += it.variants.len() - 1;
            }
            syn::Item::Struct(it) => match &it.fields {
                syn::Fields::Named(fields) if fields.named.iter().any(|it| is(it, "extra")) => {
                    counts.records += 1;
                    counts.fields += fields.named.len() - 1;
                }
                syn::Fields::Unnamed(_) => counts.groups += 1,
                _ => {}
            },
            syn::Item::Impl(it) => {
                count_impl(it, &mut counts);
            }
            _ => {}
        }
    }
    counts
}

fn is(field: &syn::Field, name: &str) -> bool {
    field.ident.as_ref().is_some_and(|ident| ident == name)
}

/// Parameters are counted by the names in the tables, operations by their statics, resources by their shapes.
fn count_impl(it: &syn::ItemImpl, counts: &mut Counts) {
    for item in &it.items {
        let syn::ImplItem::Fn(function) = item else {
            continue;
        };
        for statement in &function.block.stmts {
            let syn::Stmt::Item(syn::Item::Static(table)) = statement else {
                continue;
            };
            let syn::Expr::Struct(table_value) = &*table.expr else {
                continue;
            };
            if table.ident == "OPERATION" {
                counts.operations += 1;
            }
            if table.ident == "SHAPE"
                && member(table_value, "resource").is_some_and(|it| !is_empty_text(it))
            {
                counts.resources += 1;
            }
            counts.params += names_of(table_value);
        }
    }
}

fn member<'a>(value: &'a syn::ExprStruct, name: &str) -> Option<&'a syn::Expr> {
    let mut fields = value.fields.iter();
    let found =
        fields.find(|field| matches!(&field.member, syn::Member::Named(ident) if ident == name));
    found.map(|field| &field.expr)
}

fn is_empty_text(expr: &syn::Expr) -> bool {
    matches!(expr, syn::Expr::Lit(lit) if matches!(&lit.lit, syn::Lit::Str(text) if text.value().is_empty()))
}

fn names_of(table: &syn::ExprStruct) -> usize {
    let inner = match member(table, "params") {
        Some(syn::Expr::Struct(names)) => names,
        _ => table,
    };
    match member(inner, "names") {
        Some(syn::Expr::Reference(list)) => match &*list.expr {
            syn::Expr::Array(list) => list.elems.len(),
            _ => 0,
        },
        _ => 0,
    }
}
