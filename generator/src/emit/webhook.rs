//! Webhooks: the events of all versions as one enum, and the runtime's receiver for it.

use super::types;
use crate::model::{Api, Events, Module};
use heck::ToUpperCamelCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The events of a version.
struct Version<'a> {
    name: &'a str,
    module: &'a Module,
    events: &'a Events,
}

impl Version<'_> {
    fn feature(&self) -> TokenStream {
        let feature = self.name;
        quote!(#[cfg(feature = #feature)])
    }

    fn variant(&self) -> Ident {
        format_ident!("{}", self.name.to_upper_camel_case())
    }

    fn ident(&self) -> Ident {
        types::ident(self.name)
    }

    fn record(&self) -> TokenStream {
        let (version, module) = (self.ident(), types::ident(&self.module.name));
        let record = types::ident(&self.events.record);
        quote!(crate::#version::#module::#record)
    }

    /// Whether an event can be asked for by its id.
    fn is_retrieved(&self) -> bool {
        self.module
            .operations
            .iter()
            .any(|it| it.name.wire == "retrieve")
    }
}

/// The versions that have events which say their version.
fn versions(apis: &[Api]) -> Vec<Version<'_>> {
    let all = apis.iter().flat_map(|api| {
        let modules = api.modules.iter();
        modules.filter_map(|module| {
            let events = module.events.as_ref()?;
            events.version_field.as_ref()?;
            Some(Version {
                name: &api.version,
                module,
                events,
            })
        })
    });
    all.collect()
}

/// The module, where there are events.
pub(super) fn tokens(apis: &[Api]) -> Option<TokenStream> {
    let versions = versions(apis);
    if versions.is_empty() {
        return None;
    }
    let docs = include_str!("../../../templates/webhook.md").trim_end();
    let docs = docs.lines().map(|line| match line.is_empty() {
        true => String::new(),
        false => format!(" {line}"),
    });
    let event = event(&versions);
    let refetch = refetch(&versions);
    let lists = lists(&versions);
    Some(quote! {
        #(#![doc = #docs])*

        #[allow(unused_imports)]
        use crate::{CurrencyTable, Error, Json, Result};
        #[allow(unused_imports)]
        use chargebee_runtime::{transport::BoxFuture, webhook::{AnyEvent, Refetch}};

        pub use chargebee_runtime::webhook::{
            BoxError, CatchUp, Claim, Dedupe, Failure, InMemory, InMemoryVersions, KeepUp, Outcome, Poisoned, RETRY_WINDOW, Reason, Region,
            Rejection, UnknownEvent, Versions,
        };

        /// Receives webhooks of one site, or of all that share credentials. Clones are cheap and share everything.
        pub type Receiver = chargebee_runtime::webhook::Receiver<Event>;

        /// Puts a receiver together. Made by `Receiver::builder`.
        pub type ReceiverBuilder = chargebee_runtime::webhook::ReceiverBuilder<Event>;

        /// An event that was delivered, by somebody who may.
        pub type Delivery = chargebee_runtime::webhook::Delivery<Event>;

        #event
        #refetch
        #lists
    })
}

fn event(versions: &[Version<'_>]) -> TokenStream {
    let variants = versions.iter().map(|it| {
        let (feature, variant, record) = (it.feature(), it.variant(), it.record());
        let docs = format!(" In the format of API {}.", it.name);
        let docsrs = it.name;
        quote! {
            #[doc = #docs]
            #feature
            #[cfg_attr(docsrs, doc(cfg(feature = #docsrs)))]
            #variant(Box<#record>),
        }
    });
    let names = versions.iter().map(|it| it.name);
    let read = versions.iter().map(|it| {
        let (feature, variant, record) = (it.feature(), it.variant(), it.record());
        let name = it.name;
        quote!(#feature #name => Some(#record::from_json_with(json, currencies).map(|it| Self::#variant(Box::new(it)))),)
    });
    let from = versions.iter().map(|it| {
        let (feature, variant, record) = (it.feature(), it.variant(), it.record());
        quote! {
            #feature
            impl From<#record> for Event {
                #[inline]
                fn from(event: #record) -> Self {
                    Self::#variant(Box::new(event))
                }
            }
        }
    });
    let arms = |arm: &dyn Fn(&Version<'_>) -> TokenStream| -> TokenStream {
        let arms = versions.iter().map(|it| {
            let (feature, variant, arm) = (it.feature(), it.variant(), arm(it));
            quote!(#feature Self::#variant(event) => #arm,)
        });
        quote!(#(#arms)*)
    };
    let ids = arms(&|_| quote!(event.id.as_str()));
    let types = arms(&|it| {
        let field = types::ident(&it.events.type_field.rust);
        quote!(event.#field.as_str())
    });
    let version_names = arms(&|it| {
        let name = it.name;
        quote!({
            let _ = event;
            #name
        })
    });
    let contents = arms(&|it| {
        let field = types::ident(&it.events.content_field.rust);
        quote!(event.#field.as_ref())
    });
    let texts = arms(&|_| quote!(event.to_json()));
    quote! {
        /// An event, in the format of the version of the API that its webhook is set to.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #(#variants)*
            /// In a format that this program does not read: that of a new version, or of one whose feature is off. A receiver delivers
            /// it only where `keep_unknown_versions` of the builder says so.
            Unknown(Box<UnknownEvent>),
        }

        impl Event {
            /// Reads the JSON of an event that was received before, such as one that comes out of a queue.
            ///
            /// # Errors
            /// Where it is no event, or does not read as one of its version.
            pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, Rejection> {
                chargebee_runtime::webhook::read_event(json.as_ref())
            }

            /// Its id, the same in every webhook and in the list of events.
            #[must_use]
            pub fn id(&self) -> &str {
                match self {
                    #ids
                    Self::Unknown(event) => &event.id,
                }
            }

            /// What happened, such as `subscription_created`.
            #[must_use]
            pub fn event_type(&self) -> &str {
                match self {
                    #types
                    Self::Unknown(event) => &event.event_type,
                }
            }

            /// The version of the API that it is written in.
            #[must_use]
            pub fn api_version(&self) -> &str {
                match self {
                    #version_names
                    Self::Unknown(event) => &event.api_version,
                }
            }

            /// The JSON object, unknown fields included: what was read is written back whole.
            #[must_use]
            pub fn to_json(&self) -> String {
                match self {
                    #texts
                    Self::Unknown(event) => event.json.as_str().to_owned(),
                }
            }

            fn content(&self) -> Option<&Json> {
                match self {
                    #contents
                    // All of it, because nobody knows where the content is.
                    Self::Unknown(event) => Some(&event.json),
                }
            }
        }

        impl AnyEvent for Event {
            const VERSIONS: &'static [&'static str] = &[#(#names),*];

            #[allow(unused_variables)]
            fn read(version: &str, json: &[u8], currencies: &CurrencyTable) -> Option<Result<Self>> {
                match version {
                    #(#read)*
                    _ => None,
                }
            }
            fn unknown(event: UnknownEvent) -> Self {
                Self::Unknown(Box::new(event))
            }
            fn id(&self) -> &str {
                self.id()
            }
            fn event_type(&self) -> &str {
                self.event_type()
            }
            fn api_version(&self) -> &str {
                self.api_version()
            }
            fn content(&self) -> Option<&Json> {
                self.content()
            }
            fn to_json(&self) -> String {
                self.to_json()
            }
        }

        #(#from)*
    }
}

/// Fetching an event again, by a client of whichever version.
fn refetch(versions: &[Version<'_>]) -> TokenStream {
    let retrieved: Vec<_> = versions.iter().filter(|it| it.is_retrieved()).collect();
    let fetches = retrieved.iter().map(|it| {
        let (feature, version, variant) = (it.feature(), it.ident(), it.variant());
        let record = it.record();
        let module = types::ident(&it.module.name);
        let fetch = format_ident!("fetch_{}", it.name);
        quote! {
            #feature
            async fn #fetch(client: &crate::#version::Client, event: &#record) -> Result<Event> {
                let found = client.#module().retrieve(event.id.clone()).send().await?;
                Ok(Event::#variant(Box::new(found.into_inner().#module)))
            }
        }
    });
    let clients = retrieved.iter().map(|client| {
        let (feature, version) = (client.feature(), client.ident());
        let arms = retrieved.iter().map(|it| {
            let (feature, variant) = (it.feature(), it.variant());
            let fetch = format_ident!("fetch_{}", it.name);
            let of = it.ident();
            let client = match it.name == client.name {
                true => quote!(self),
                false => quote!(&crate::#of::Client::from(self)),
            };
            quote!(#feature Event::#variant(event) => #fetch(#client, event).await,)
        });
        quote! {
            #feature
            impl Refetch<Event> for crate::#version::Client {
                fn refetch<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, Option<Result<Event, Error>>> {
                    Box::pin(async move {
                        Some(match event {
                            #(#arms)*
                            _ => return None,
                        })
                    })
                }
            }
        }
    });
    quote!(#(#fetches)* #(#clients)*)
}

/// The lists of events that a receiver catches up with.
fn lists(versions: &[Version<'_>]) -> TokenStream {
    let lists = versions.iter().flat_map(|it| {
        let operations = it.module.operations.iter();
        let walked = operations.filter(|operation| operation.changes.is_some());
        walked.filter_map(move |operation| {
            let (feature, version, variant) = (it.feature(), it.ident(), it.variant());
            let module = types::ident(&it.module.name);
            let request = types::ident(&operation.request);
            let entry = types::ident(operation.entry.as_ref()?);
            Some(quote! {
                #feature
                impl chargebee_runtime::webhook::EventList<Event> for crate::#version::#module::requests::#request {
                    #[inline]
                    fn event(entry: crate::#version::#module::responses::#entry) -> Event {
                        Event::#variant(Box::new(entry.#module))
                    }
                }
            })
        })
    });
    quote!(#(#lists)*)
}
