//! The files of a module: the resource with its objects, enums and operations; what is sent; what is answered; what events carry.

use super::{cfg, docs, enums, events, group, operation, record, types};
use crate::model::{Api, COMMON, Catalog, Module, Section};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// The sections of a module that have a file of their own, with the name of each.
pub(super) fn inner(module: &Module) -> impl Iterator<Item = (Section, &'static str)> {
    let all = Section::INNER.into_iter();
    let there = all.filter(|section| module.has(*section));
    there.filter_map(|section| Some((section, section.module()?)))
}

/// The module itself.
pub(super) fn resource(api: &Api, module: &Module) -> TokenStream {
    let docs = docs::module(module);
    let version = types::ident(&api.version);
    let inner: Vec<_> = inner(module).map(|(_, name)| types::ident(name)).collect();
    let items = items(api, module, Section::Resource);
    quote! {
        #docs
        #(pub mod #inner;)*
        #(
            #[allow(unused_imports)]
            use #inner::*;
        )*
        #[allow(unused_imports)]
        use crate::#version::ids::*;
        #[allow(unused_imports)]
        use crate::prelude::*;
        #items
    }
}

/// A section with a file of its own.
pub(super) fn tokens(api: &Api, module: &Module, section: Section) -> TokenStream {
    let docs = docs::section(module, section);
    let items = items(api, module, section);
    quote! {
        #docs
        #[allow(unused_imports)]
        use super::*;
        #items
    }
}

/// What a section declares.
pub(super) fn items(api: &Api, module: &Module, section: Section) -> TokenStream {
    let shared = shared(api, module, section);
    let records = module.records.iter().filter(|it| it.section() == section);
    let records = records.map(|it| record::tokens(api, module, it));
    let rest = match section {
        Section::Resource => {
            let enums = module.enums.iter().map(enums::tokens);
            let events = module
                .events
                .as_ref()
                .map(|it| events::tokens(api, module, it));
            let contents = module.contents.iter().map(events::reader);
            let operations = operation::tokens(api, module);
            quote! {
                #(#enums)*
                #events
                #(#contents)*
                #operations
            }
        }
        Section::Requests => {
            let groups = module.groups.iter();
            let groups = groups.map(|it| group::tokens(api, module, it));
            let requests = operation::requests(api, module);
            quote!(#(#groups)* #requests)
        }
        Section::Responses | Section::Contents => quote!(),
    };
    quote! {
        #shared
        #(#records)*
        #rest
    }
}

/// What the module shares with others stands among its own too: a type that a second resource begins to use keeps its path.
fn shared(api: &Api, module: &Module, section: Section) -> Option<TokenStream> {
    let types = module.shared_types().into_iter();
    reexports(api, section, types.map(|of| of.name.as_str()))
}

/// What all resources share stands in the root of the version too.
pub(super) fn of_common(api: &Api) -> TokenStream {
    let Some(common) = api.module(COMMON) else {
        return TokenStream::new();
    };
    let records = common.records.iter().map(|it| &it.name);
    let groups = common.groups.iter().map(|it| &it.name);
    let enums = common.enums.iter().map(|it| &it.name);
    let types: BTreeSet<&String> = records.chain(groups).chain(enums).collect();
    let sections = [Section::Resource, Section::Requests];
    let reexports =
        sections.map(|section| reexports(api, section, types.iter().map(|it| it.as_str())));
    quote!(#(#reexports)*)
}

/// Those of these types of `common` that stand in a section of it. By name: `*` would take the modules of `common` along.
fn reexports<'a>(
    api: &Api,
    section: Section,
    types: impl Iterator<Item = &'a str>,
) -> Option<TokenStream> {
    let common = api.module(COMMON)?;
    let names: Vec<(Option<Catalog>, _)> = types
        .filter(|name| common.section(name) == section)
        .map(|name| {
            let catalog = common.group(name).and_then(|it| it.catalog);
            (catalog, types::ident(name))
        })
        .collect();
    let version = types::ident(&api.version);
    let path = section.module().map(types::ident);
    let path = path.map(|name| quote!(::#name));
    let imports = [None, Some(Catalog::One), Some(Catalog::Two)].map(|catalog| {
        let of_it = names.iter().filter(|(of, _)| *of == catalog);
        let names: Vec<_> = of_it.map(|(_, name)| name).collect();
        let cfg = cfg(catalog);
        (!names.is_empty()).then(|| {
            quote! {
                #cfg
                #[doc(no_inline)]
                pub use crate::#version::common #path::{#(#names),*};
            }
        })
    });
    Some(quote!(#(#imports)*))
}
