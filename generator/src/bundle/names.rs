//! The names of components in the document.
//!
//! Names of types stay as they are; where two files define one, the resource comes first. Names of shared fields always
//! start with the resource. No two names differ only by case or underscores, so that a tool that makes types of them
//! has no collisions.

use crate::load::{At, File, VersionFiles};
use heck::ToUpperCamelCase;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of components, in the order in which the document has them.
pub(super) const KINDS: [&str; 4] = ["securitySchemes", "parameters", "responses", "schemas"];

/// A component and its name in the document.
struct Named<'a> {
    file: &'a File,
    at: At<'a>,
    name: String,
}

/// The names of all components.
pub(super) struct Names<'a> {
    /// By kind, then by file, then by name there.
    by_origin: BTreeMap<&'a str, BTreeMap<&'a str, BTreeMap<&'a str, Named<'a>>>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(files: &'a VersionFiles) -> Self {
        let mut by_origin: BTreeMap<_, BTreeMap<_, BTreeMap<_, _>>> = BTreeMap::new();
        for kind in KINDS {
            let components = files.files.iter().flat_map(|file: &File| {
                let all = file.at().find("components").and_then(|it| it.find(kind));
                let pairs = all.into_iter().flat_map(At::pairs);
                pairs.map(move |(name, at)| (file, name, at))
            });
            let mut components: Vec<(&File, &str, At<'_>)> = components.collect();
            let mut defined: BTreeMap<&str, usize> = BTreeMap::new();
            for (_, name, _) in &components {
                *defined.entry(name).or_default() += 1;
            }
            // Names that can stay as they are come first, so that they do.
            components.sort_by_key(|(_, name, _)| (is_field(name), defined.get(name)));
            let mut taken = BTreeSet::new();
            for (file, name, at) in components {
                let alone = defined.get(name) == Some(&1);
                let wanted = wanted(kind, &file.stem, name, alone);
                let named = Named {
                    file,
                    at,
                    name: unique(&mut taken, &wanted),
                };
                let of_kind = by_origin.entry(kind).or_default();
                let of_file = of_kind.entry(file.stem.as_str()).or_default();
                of_file.insert(name, named);
            }
        }
        Self { by_origin }
    }

    /// The name in the document of a component of a file.
    pub(super) fn get(&self, kind: &str, stem: &str, name: &str) -> Option<&str> {
        let named = self.by_origin.get(kind)?.get(stem)?.get(name)?;
        Some(&named.name)
    }

    /// The components of a kind, sorted by file and then by name.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = (&str, &'a File, At<'a>)> {
        let files = self
            .by_origin
            .get(kind)
            .into_iter()
            .flat_map(BTreeMap::values);
        let all = files.flat_map(BTreeMap::values);
        all.map(|named| (named.name.as_str(), named.file, named.at))
    }
}

/// Whether it is the name of a field that is shared, and not of a type.
fn is_field(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_uppercase())
}

fn wanted(kind: &str, stem: &str, name: &str, alone: bool) -> String {
    // Names of security schemes are what `security` says.
    if kind == "securitySchemes" || (!is_field(name) && alone) {
        return name.to_owned();
    }
    if !is_field(name) {
        return stem.to_upper_camel_case() + name;
    }
    // Filters on attributes of attributes have brackets, which a component's name cannot have.
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
    let words = words.filter(|word| !word.is_empty());
    words.fold(stem.to_owned(), |name, word| name + "_" + word)
}

fn unique(taken: &mut BTreeSet<String>, wanted: &str) -> String {
    let free = |taken: &mut BTreeSet<String>, name: &str| {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        taken.insert(letters.map(|c| c.to_ascii_lowercase()).collect())
    };
    let mut name = wanted.to_owned();
    let mut count = 1;
    while !free(taken, &name) {
        name = match (count, is_field(wanted)) {
            (1, true) => format!("{wanted}_shared"),
            (1, false) => format!("{wanted}Type"),
            (_, true) => format!("{wanted}_shared_{count}"),
            (_, false) => format!("{wanted}Type{count}"),
        };
        count += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_or_get_the_resource() {
        assert_eq!(wanted("schemas", "quote", "LineItem", true), "LineItem");
        assert_eq!(
            wanted("schemas", "credit_note", "LineItem", false),
            "CreditNoteLineItem"
        );
        assert_eq!(wanted("schemas", "plan", "status", true), "plan_status");
        assert_eq!(
            wanted("schemas", "export", "invoice[price_type]", true),
            "export_invoice_price_type"
        );
        assert_eq!(
            wanted("securitySchemes", "common", "api_key", true),
            "api_key"
        );
    }

    #[test]
    fn no_two_names_are_alike() {
        let mut taken = BTreeSet::new();
        let mut next = |wanted| unique(&mut taken, wanted);
        assert_eq!(next("PlanStatus"), "PlanStatus");
        assert_eq!(next("plan_status"), "plan_status_shared");
        assert_eq!(next("plan_status"), "plan_status_shared_2");
        assert_eq!(next("PlanStatus"), "PlanStatusType");
    }
}
