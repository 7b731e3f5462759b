//! Where webhooks come from: `spec/webhook_sources.yaml` to the runtime's regions with their addresses.
//!
//! It stands beside the API versions, because they do not differ in it.

use crate::{
    finding::{Finding, Report, did_you_mean, listed},
    load::{self, At},
};
use heck::ToUpperCamelCase as _;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::{collections::BTreeSet, net::IpAddr, path::Path};

/// The name of the file in a spec folder.
pub const FILE: &str = "webhook_sources.yaml";

/// The regions and their addresses.
#[derive(Debug, PartialEq, Eq)]
pub struct WebhookSources {
    /// The page that lists them.
    pub documentation: String,
    /// When they were compared with it: `2031-05-17`.
    pub as_of: String,
    /// In the order of the file.
    pub regions: Vec<Region>,
}

/// A region that sites are hosted in.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// Its key in the file: `eu`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Addresses and networks.
    pub addresses: Vec<String>,
}

/// Reads the file of a spec folder; `None` where the folder has none.
///
/// # Errors
/// Everything that is wrong with the file, each with its place.
pub fn read(spec: &Path) -> Result<Option<WebhookSources>, Report> {
    let path = spec.join(FILE);
    // Not `exists`: a link that leads to nothing is there, and wrong.
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let file = load::load_tree(&path)?;
    let mut report = Report::default();
    let sources = Reader(&mut report).sources(file.at());
    report.or(Some(sources))
}

struct Reader<'r>(&'r mut Report);

impl Reader<'_> {
    fn sources(mut self, top: At<'_>) -> WebhookSources {
        self.keys(top, &["documentation", "as-of", "regions"]);
        let documentation = self.text(
            top,
            "documentation",
            |it| it.starts_with("https://"),
            "the URL of the page, `https://...`",
        );
        let as_of = self.text(top, "as-of", is_date, "a date, such as `2031-05-17`");
        let mut regions = Vec::new();
        for (key, region) in top.find("regions").into_iter().flat_map(At::pairs) {
            if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_lowercase()) {
                let message = format!("`{key}` is no name of a region");
                self.error(region, message, "write it in lower case, such as `eu`");
            }
            self.keys(region, &["name", "addresses"]);
            regions.push(Region {
                key: key.to_owned(),
                name: self.text(
                    region,
                    "name",
                    |it| !it.is_empty(),
                    "what people call the region",
                ),
                addresses: self.addresses(region),
            });
        }
        if let Some(none) = top.find("regions").filter(|_| regions.is_empty()) {
            let help = "write a key for each region, such as `eu: { name: ..., addresses: [...] }`";
            self.error(none, "there are no regions here".to_owned(), help);
        }
        WebhookSources {
            documentation,
            as_of,
            regions,
        }
    }

    fn addresses(&mut self, region: At<'_>) -> Vec<String> {
        let Some(list) = region.find("addresses") else {
            return Vec::new();
        };
        let mut addresses = Vec::new();
        let mut seen = BTreeSet::new();
        let length = list.node.as_list().map_or(0, <[_]>::len);
        if length == 0 {
            let help = "list them; a region without any would let nobody send";
            self.error(list, "there are no addresses here".to_owned(), help);
        }
        for at in (0..length).map(|index| list.index(index)) {
            let text = at.node.as_text().unwrap_or_default();
            if !is_network(text) {
                let help = "write one like `203.0.113.7`, or a network like `203.0.113.0/24`";
                self.error(at, format!("`{text}` is no address"), help);
            } else if !seen.insert(text) {
                self.error(at, format!("`{text}` stands here twice"), "remove one");
            }
            addresses.push(text.to_owned());
        }
        addresses
    }

    fn error(&mut self, at: At<'_>, message: String, help: &str) {
        self.0.push(Finding::at(at.place(), message).help(help));
    }

    /// All of these keys must be there, and no others.
    fn keys(&mut self, at: At<'_>, known: &[&str]) {
        for key in known {
            if at.find(key).is_none() {
                let help = format!("its keys are {}", listed(known));
                self.error(at, format!("`{key}` is missing here"), &help);
            }
        }
        for (key, value) in at.pairs() {
            if !known.contains(&key) {
                let near = did_you_mean(key, known.iter().copied());
                let help = near.unwrap_or_else(|| format!("the keys here are {}", listed(known)));
                self.error(value, format!("`{key}` means nothing here"), &help);
            }
        }
    }

    fn text(&mut self, at: At<'_>, key: &str, is: fn(&str) -> bool, what: &str) -> String {
        let Some(value) = at.find(key) else {
            return String::new();
        };
        let text = value.node.as_text().unwrap_or_default();
        if !is(text) {
            self.error(
                value,
                format!("`{key}` is not right"),
                &format!("write {what}"),
            );
        }
        text.to_owned()
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let digits =
        |part: &str, length| part.len() == length && part.bytes().all(|it| it.is_ascii_digit());
    let within = |part: &str, most| part.parse::<u8>().is_ok_and(|it| (1..=most).contains(&it));
    matches!(&*parts, [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) && within(month, 12) && within(day, 31))
}

fn is_network(text: &str) -> bool {
    let (address, length) = text
        .split_once('/')
        .map_or((text, None), |(address, length)| (address, Some(length)));
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    length.is_none_or(|length| length.parse::<u8>().is_ok_and(|it| it <= most))
}

/// The Rust file of the regions.
///
/// # Errors
/// Where the tokens are not Rust: a defect here, never of a file that was read.
pub fn emit(sources: &WebhookSources) -> Result<String, String> {
    let as_of = &sources.as_of;
    let docs = format!(
        " The addresses that [the API's documentation]({}) lists for the region.",
        sources.documentation
    );
    let names: Vec<Ident> = (sources.regions.iter())
        .map(|it| Ident::new(&it.key.to_upper_camel_case(), Span::call_site()))
        .collect();
    let variants = sources.regions.iter().zip(&names).map(|(region, name)| {
        let docs = format!(" {}.", region.name);
        quote!(#[doc = #docs] #name,)
    });
    let arms = sources
        .regions
        .iter()
        .zip(&names)
        .map(|(region, name)| -> TokenStream {
            let addresses = &region.addresses;
            quote!(Self::#name => &[#(#addresses),*],)
        });
    let tokens = quote! {
        //! Where webhooks come from.

        /// A region that sites of the API are hosted in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Region {
            #(#variants)*
        }

        impl Region {
            /// When the lists were last compared with a copy of the documentation.
            pub const AS_OF: &'static str = #as_of;

            #[doc = #docs]
            #[must_use]
            pub const fn addresses(self) -> &'static [&'static str] {
                match self {
                    #(#arms)*
                }
            }
        }
    };
    let file = syn::parse2(tokens).map_err(|error| format!("the regions of webhooks: {error}"))?;
    Ok(format!(
        "// @generated by `cargo xtask regen` from spec/{FILE}. Do not edit.\n\n{}",
        prettyplease::unparse(&file)
    ))
}
