//! What the crate has besides the modules of resources: its root, the root of each version, ids, the manifest.

use super::{cfg, docs, markdown, operation, sections, types};
use crate::{
    model::{Api, Catalog, Counts, ErrorFacts, Module, Operation, Probe, RetrySafety},
    prelude::RUNTIME,
    write::Files,
};
use heck::ToUpperCamelCase;
use minijinja::{Environment, context};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The aliases of ids, and marks for what has an id but no record.
pub(super) fn ids(api: &Api) -> TokenStream {
    let aliases = api.id_kinds.iter().filter(|it| it.used).map(|kind| {
        let alias = types::ident(&kind.alias);
        let words = kind.name.replace('_', " ");
        let secret = kind.secret.then(|| quote!(, chargebee_runtime::id::Secret));
        let secret_docs = (kind.secret).then(|| {
            quote! {
                #[doc = ""]
                #[doc = " It is a secret, such as a part of a link: `Debug` does not print it; `Display` and `as_str` give it."]
            }
        });
        match &kind.record {
            Some(record) => {
                let (module, name) = (types::ident(&record.module), types::ident(&record.name));
                let docs = format!(
                    " The id of a [`{}`](super::{}::{}).",
                    words, record.module, record.name
                );
                quote! {
                    #[doc = #docs]
                    #secret_docs
                    pub type #alias = Id<super::#module::#name #secret>;
                }
            }
            None => {
                let mark = types::ident(&kind.name.to_upper_camel_case());
                let docs = format!(" The id of a {words}.");
                let mark_docs = docs::comment(&[markdown::text(&kind.docs)]);
                quote! {
                    #mark_docs
                    #[derive(Debug)]
                    #[non_exhaustive]
                    pub struct #mark;

                    #[doc = #docs]
                    pub type #alias = Id<#mark>;
                }
            }
        }
    });
    quote! {
        //! Typed ids: the id of one thing does not pass for that of another.
        use crate::prelude::Id;
        #(#aliases)*
    }
}

/// The root of a version: its client and its modules.
pub(super) fn version(api: &Api, others: &[&str]) -> TokenStream {
    let version = &api.version;
    let docs = format!(" API {version} of Chargebee: the client, and a module for each resource.");
    let client_docs =
        format!(" A client of one site for API {version}. Clones are cheap and share connections.");
    let modules = api.modules.iter().map(|module| {
        let name = types::ident(&module.name);
        quote!(pub mod #name;)
    });
    let common = sections::of_common(api);
    let resources = api.modules.iter().filter_map(|module| {
        let (name, record) = (types::ident(&module.name), module.resource()?);
        let record = types::ident(&record.name);
        Some(quote!(pub use #name::#record;))
    });
    let accessors = api
        .modules
        .iter()
        .filter(|module| !module.operations.is_empty())
        .map(|module| {
            let name = types::ident(&module.name);
            let ty = types::ident(&module.operations_type);
            let docs = docs::comment(&[markdown::text(docs::about(module))]);
            let alias = docs::alias(module.renamed_from.as_ref(), &module.name);
            let cfg = cfg(module.catalog);
            quote! {
                #docs
                #alias
                #cfg
                #[must_use]
                pub fn #name(&self) -> #name::#ty {
                    #name::#ty { client: self.client.clone() }
                }
            }
        });
    let conversions = others.iter().map(|other| {
        let module = types::ident(other);
        let docs = format!(
            " A client of the same site for API {version}, which shares connections, rate limits and settings with that for API {other}."
        );
        quote! {
            #[cfg(feature = #other)]
            impl From<&super::#module::Client> for Client {
                #[doc = #docs]
                fn from(client: &super::#module::Client) -> Self {
                    Self { client: client.client.for_api(&API) }
                }
            }
        }
    });
    let missing = [Catalog::One, Catalog::Two].map(|catalog| {
        let modules = (api.modules.iter())
            .filter(|it| it.catalog == Some(catalog) && !it.operations.is_empty());
        let methods = modules.map(|it| {
            let name = types::ident(&it.name);
            quote!(#name())
        });
        operation::missing_methods(&format_ident!("Client"), catalog, methods)
    });
    let check = check(api);
    let refused = retry_codes(api, RetrySafety::Refused);
    let temporary = retry_codes(api, RetrySafety::Temporary);
    let kinds = error_kinds(api);
    let kinds = kinds.iter().map(|(code, kind)| quote!((#code, #kind)));
    quote! {
        #![doc = #docs]
        pub mod ids;
        #(#modules)*
        #common
        #(#resources)*
        pub use ids::*;

        static API: chargebee_runtime::private::Api = chargebee_runtime::private::Api {
            version: #version,
            refused: &[#(#refused),*],
            temporary: &[#(#temporary),*],
            kinds: &[#(#kinds),*],
        };

        #[doc = #client_docs]
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) client: chargebee_runtime::Client,
        }

        impl Client {
            /// Starts a client of the site `acme` of `acme.chargebee.com`, or whatever [`Site::parse`](crate::Site::parse) takes,
            /// with one of the site's API keys, or a [`KeyProvider`](crate::key::KeyProvider) that gives it.
            pub fn builder(
                site: impl Into<String>,
                api_key: impl chargebee_runtime::IntoKey,
            ) -> chargebee_runtime::ClientBuilder<Self> {
                chargebee_runtime::ClientBuilder::new(&API, site, api_key)
            }

            /// A client as the environment says: `CHARGEBEE_SITE`, `CHARGEBEE_API_KEY`, and where it is set `CHARGEBEE_BASE_URL`,
            /// a mock server or a proxy.
            ///
            /// # Errors
            /// Where a variable is missing or cannot be right: the error names it, and not what it holds.
            pub fn from_env() -> chargebee_runtime::Result<Self> {
                Self::builder_from_env()?.build()
            }

            /// The same before it is built, to set more.
            ///
            /// # Errors
            /// Those of [`from_env`](Self::from_env).
            pub fn builder_from_env() -> chargebee_runtime::Result<chargebee_runtime::ClientBuilder<Self>> {
                chargebee_runtime::ClientBuilder::from_env(&API)
            }

            /// A client of another site that shares everything but the key with this one: connections, rate limits, settings.
            ///
            /// # Errors
            /// Where the site or the key cannot be right.
            pub fn for_site(&self, site: &str, api_key: impl chargebee_runtime::IntoKey) -> chargebee_runtime::Result<Self> {
                self.client.for_site(site, api_key).map(Self::from)
            }

            /// The site, in lower case.
            #[must_use]
            pub fn site(&self) -> &str {
                self.client.site()
            }

            /// Whether the site is a test site (`acme-test`): no real money moves there.
            #[must_use]
            pub fn is_test_site(&self) -> bool {
                self.client.is_test_site()
            }

            /// How this client counts the amounts of each currency; it makes currencies that are counted alike.
            #[must_use]
            pub fn currencies(&self) -> &chargebee_runtime::CurrencyTable {
                self.client.currencies()
            }

            /// Fetches the file that a link leads to, such as that of a finished export. Nothing is sent before a piece is asked
            /// for or the file is saved.
            ///
            /// # Errors
            /// Where the record holds no link, or one that is not https.
            pub fn download_file(
                &self,
                link: &impl chargebee_runtime::Link,
            ) -> Result<chargebee_runtime::Download, chargebee_runtime::DownloadError> {
                self.client.download_file(link)
            }

            #check

            #(#accessors)*
        }

        #(#missing)*

        impl From<chargebee_runtime::Client> for Client {
            fn from(client: chargebee_runtime::Client) -> Self {
                Self { client }
            }
        }

        #(#conversions)*
    }
}

/// The check of a connection, by the operations that the spec names for it.
fn check(api: &Api) -> Option<TokenStream> {
    let probes = |probe: Probe| {
        let modules = api.modules.iter();
        let all = modules.flat_map(|module| module.operations.iter().map(move |it| (module, it)));
        all.filter(move |(_, it)| it.probe == Some(probe))
    };
    let call = |(module, operation): (&Module, &Operation)| {
        let (resource, method) = (
            types::ident(&module.name),
            types::ident(&operation.name.rust),
        );
        let ids = operation
            .path_ids
            .iter()
            .map(|_| quote!(chargebee_runtime::Check::NOTHING));
        quote!(chargebee_runtime::private::call::Request::into_call(self.#resource().#method(#(#ids),*)))
    };
    let reads = call(probes(Probe::Reads).next()?);
    let writes = probes(Probe::Writes).next().map(|it| {
        let call = call(it);
        quote!(.with_write(#call))
    });
    // A crate for both catalogs is right for each site.
    let catalogs = probes(Probe::Catalog).map(|it| {
        let (own, other) = match it.1.catalog {
            Some(Catalog::One) => ("product-catalog-1", "product-catalog-2"),
            _ => ("product-catalog-2", "product-catalog-1"),
        };
        let call = call(it);
        quote! {
            #[cfg(all(feature = #own, not(feature = #other)))]
            #call
        }
    });
    let catalogs: Vec<TokenStream> = catalogs.collect();
    let catalog = (!catalogs.is_empty()).then(|| quote!(.with_catalog([#(#catalogs),*])));
    Some(quote! {
        /// Tells whether the site and the key are right, for the page of an app where people connect a site: nothing is changed,
        /// and the answer has a sentence for them.
        pub fn check(&self) -> chargebee_runtime::Check {
            chargebee_runtime::Check::new(#reads) #writes #catalog
        }
    })
}

/// The error codes after which a request may be sent again, sorted: the runtime searches them by halves.
fn retry_codes(api: &Api, safety: RetrySafety) -> Vec<&str> {
    let mut codes: Vec<&str> = error_codes(api)
        .filter(|(_, error)| error.retry == Some(safety))
        .map(|(code, _)| code)
        .collect();
    codes.sort_unstable();
    codes
}

/// The kinds of the error codes that have one, sorted by code for the same reason.
fn error_kinds(api: &Api) -> Vec<(&str, &str)> {
    let mut kinds: Vec<(&str, &str)> = error_codes(api)
        .filter_map(|(code, error)| Some((code, error.kind.as_deref()?)))
        .collect();
    kinds.sort_unstable();
    kinds
}

fn error_codes(api: &Api) -> impl Iterator<Item = (&str, &ErrorFacts)> {
    let values = api.enums().flat_map(|(_, it)| &it.values);
    values.filter_map(|value| Some((value.name.wire.as_str(), value.error.as_ref()?)))
}

/// The root of the crate, with the module of webhooks where there is one.
pub(super) fn lib(apis: &[Api], webhook: bool) -> TokenStream {
    let docs = include_str!("../../../templates/lib.md").trim_end();
    let docs = docs.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    let versions = apis.iter().map(|api| {
        let name = types::ident(&api.version);
        let feature = &api.version;
        quote! {
            #[cfg(feature = #feature)]
            #[rustfmt::skip]
            pub mod #name;
        }
    });
    let webhook = webhook.then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod webhook;
        }
    });
    let prelude = RUNTIME.iter().map(|(module, names)| {
        let names: Vec<_> = names.iter().copied().map(types::ident).collect();
        let module = (!module.is_empty()).then(|| types::ident(module));
        let from = module.map(|module| quote!(::private::#module));
        match names.as_slice() {
            [name] => quote!(pub(crate) use chargebee_runtime #from::#name;),
            names => quote!(pub(crate) use chargebee_runtime #from::{#(#names),*};),
        }
    });
    quote! {
        #(#![doc = #docs])*
        #![cfg_attr(docsrs, feature(doc_cfg))]

        #(#versions)*
        #webhook

        #[rustfmt::skip]
        pub use chargebee_runtime::{
            Amount, ApiError, ApiKey, CLEAR, CallOptions, Checkpoint, ClientBuilder, ConfigError, Currency, CurrencyTable,
            CustomField, Decimal, Error, ExactMoney, Extra, Id, Json, Money, MoneyError, MoneyOf, OpenEnum, Record, Request,
            Response, Result, RetryPolicy, Sending, Site, Timestamp, TimestampMillis, Transport, UNSET,
        };
        pub use chargebee_runtime::Client as RuntimeClient;
        #[cfg(feature = "pricing")]
        #[cfg_attr(docsrs, doc(cfg(feature = "pricing")))]
        pub use chargebee_runtime::pricing;
        #[rustfmt::skip]
        #[cfg(any(
            feature = "diesel", feature = "postgres-types", feature = "rusqlite", feature = "sqlx", feature = "sqlx-postgres"
        ))]
        #[cfg_attr(
            docsrs,
            doc(cfg(any(
                feature = "diesel", feature = "postgres-types", feature = "rusqlite", feature = "sqlx", feature = "sqlx-postgres"
            )))
        )]
        pub use chargebee_runtime::sql;
        #[cfg(feature = "test-util")]
        #[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
        pub use chargebee_runtime::test_util;
        #[rustfmt::skip]
        pub use chargebee_runtime::{
            clock, connection, currencies, custom_fields, decimal, error, filter, jobs, key, limit, list, money, observe,
            params, retry, time, transport,
        };
        #[cfg(feature = "blocking")]
        #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
        pub use chargebee_runtime::blocking;

        /// What generated modules use of the runtime.
        #[allow(unused_imports)]
        #[rustfmt::skip]
        pub(crate) mod prelude {
            #(#prelude)*
        }
    }
}

/// The manifest and the page of the crate.
pub(super) fn templates(apis: &[Api]) -> Result<Files, String> {
    let mut environment = Environment::new();
    environment.set_keep_trailing_newline(true);
    let counts = apis
        .iter()
        .map(Api::counts)
        .fold(Counts::default(), Counts::plus);
    let versions: Vec<&str> = apis.iter().map(|api| api.version.as_str()).collect();
    let values = context! {
        versions,
        operations => counts.operations,
        resources => counts.resources,
    };
    let mut files = Files::new();
    for (path, template) in [
        (
            "Cargo.toml",
            include_str!("../../../templates/Cargo.toml.j2"),
        ),
        ("README.md", include_str!("../../../templates/README.md.j2")),
    ] {
        let text = environment
            .render_str(template, &values)
            .map_err(|error| format!("{path}: {error:#}"))?;
        files.insert(path.to_owned(), text);
    }
    Ok(files)
}
