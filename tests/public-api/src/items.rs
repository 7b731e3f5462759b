//! The public items of a crate, each once.

use std::collections::{BTreeMap, BTreeSet};

/// An item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// As it is declared, its own path in full: `pub fn chargebee::Money::amount(&self) -> Amount`.
    pub(crate) text: String,
    /// Its path: `chargebee::Money::amount`. An implementation has that of its type.
    pub(crate) path: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Module,
    Use,
    /// A struct, enum, trait, alias, function or constant of a module.
    Type,
    Variant,
    Field,
    Method,
    /// A trait for a type.
    Impl,
}

pub(crate) struct Items(pub(crate) Vec<Item>);

/// One item as the library tells it.
pub(crate) struct Told {
    pub(crate) id: u32,
    pub(crate) parent: Option<u32>,
    pub(crate) text: String,
}

impl Items {
    /// Those that a path leads to which users have.
    pub(crate) fn read(json: &str, leads: impl Fn(&str) -> bool) -> Result<Self, String> {
        let api = public_api::Builder::from_rustdoc_json(json)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .build()
            .map_err(|error| format!("{json}: {error}"))?;
        let told = api.items().map(|it| Told {
            id: it.id().0,
            parent: it.parent_id().map(|it| it.0),
            text: it.to_string(),
        });
        Ok(Self::of(&reached(told.collect(), leads)))
    }

    /// What a type has is told at each path that leads to the type; here only at the path of its home.
    pub(crate) fn of(told: &[Told]) -> Self {
        let starts = |it: &&Told, word: &str| it.text.starts_with(word);
        let modules: BTreeSet<u32> = (told.iter())
            .filter(|it| starts(it, "pub mod "))
            .map(|it| it.id)
            .collect();
        let traits: BTreeSet<u32> = (told.iter())
            .filter(|it| it.text.starts_with("impl") && it.text.contains(" for "))
            .map(|it| it.id)
            .collect();
        let mut homes: BTreeMap<u32, &str> = BTreeMap::new();
        for it in told {
            let text = homes.entry(it.id).or_insert(&it.text);
            if distance(own_path(&it.text)) < distance(own_path(text)) {
                *text = &it.text;
            }
        }
        let mut seen = BTreeSet::new();
        let items = told.iter().filter_map(|it| {
            let in_module = it.parent.is_none_or(|it| modules.contains(&it));
            let in_trait = it.parent.is_some_and(|it| traits.contains(&it));
            let is_impl = it.text.starts_with("impl");
            // An implementation without a trait is told by what is in it; one by the compiler says nothing.
            let is_own =
                is_impl && !traits.contains(&it.id) || it.text.contains("StructuralPartialEq");
            let is_home = in_module || is_impl || homes.get(&it.id) == Some(&it.text.as_str());
            let path = own_path(&it.text);
            let kind = kind(&it.text, path, in_module);
            let text = match kind {
                Kind::Impl => short(&it.text),
                _ => shorten_but(&it.text, path),
            };
            let item = Item {
                path: path.to_owned(),
                text,
                kind,
            };
            (!in_trait && !is_own && is_home && seen.insert(it.text.clone())).then_some(item)
        });
        Self(items.collect())
    }

    /// How many items a module has.
    pub(crate) fn count_in(&self, module: &str) -> usize {
        let start = format!("chargebee::{module}::");
        self.0
            .iter()
            .filter(|it| it.path.starts_with(&start))
            .count()
    }
}

/// What is told at the paths that users have. An implementation names its type by any of its paths, and so does what is in it: both
/// go with the type.
pub(crate) fn reached(told: Vec<Told>, leads: impl Fn(&str) -> bool) -> Vec<Told> {
    let is_impl = |it: &&Told| it.text.starts_with("impl");
    let is_led_to = |it: &&Told| leads(own_path(&it.text));
    let there = told.iter().filter(|it| !is_impl(it) && is_led_to(it));
    let there: BTreeSet<u32> = there.map(|it| it.id).collect();
    let of = |it: &&Told| it.parent.is_some_and(|it| there.contains(&it));
    let impls = told.iter().filter(|it| is_impl(it) && of(it));
    let impls: BTreeSet<u32> = impls.map(|it| it.id).collect();
    let is_kept = |it: &Told| match is_impl(&it) {
        true => impls.contains(&it.id),
        false => is_led_to(&it) || it.parent.is_some_and(|it| impls.contains(&it)),
    };
    told.into_iter().filter(is_kept).collect()
}

/// How far a path is from the home of what it leads to. In the runtime that is the shortest. A version of the API has what resources
/// share in `common`, and everything else in a module, from which its root re-exports.
fn distance(path: &str) -> (bool, isize) {
    let length = isize::try_from(path.len()).unwrap_or_default();
    let in_version = ["v1", "v2"]
        .iter()
        .any(|it| path.starts_with(&format!("chargebee::{it}::")));
    match in_version {
        true => (!path.contains("::common::"), -length),
        false => (false, length),
    }
}

fn kind(text: &str, path: &str, in_module: bool) -> Kind {
    let before = text.split(path).next().unwrap_or_default();
    match before.split_whitespace().last() {
        _ if text.starts_with("impl") => Kind::Impl,
        _ if text.starts_with("pub mod ") => Kind::Module,
        Some("mod") => Kind::Module,
        Some("use") => Kind::Use,
        _ if in_module => Kind::Type,
        Some("fn" | "const" | "type") => Kind::Method,
        _ if text.contains(": ") && !text.contains('(') => Kind::Field,
        _ if text.contains(&format!("{path}: ")) => Kind::Field,
        _ => Kind::Variant,
    }
}

/// The path of what is declared: the first in the text that leads anywhere; of an implementation, that of its type.
fn own_path(text: &str) -> &str {
    let text = match text.rsplit_once(" for ") {
        Some((_, ty)) if text.starts_with("impl") => ty,
        _ => text,
    };
    paths(text).find(|it| it.contains("::")).unwrap_or_default()
}

fn is_of_path(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == ':' || c == '#'
}

/// What looks like a path, in its order.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c| !is_of_path(c));
    // `name: Type` is no path, nor is the `:` after a name.
    words
        .map(|it| it.trim_end_matches(':'))
        .filter(|it| !it.is_empty())
}

/// With the last names of types: `alloc::vec::Vec<chargebee::Money>` is `Vec<Money>`.
fn short(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(is_of_path) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_of_path(c)).unwrap_or(from.len());
        let (path, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(last_name(path));
        rest = after;
    }
    out + rest
}

/// From the name of the type on.
fn last_name(path: &str) -> &str {
    if path.starts_with("::") || path.trim_end_matches(':').is_empty() {
        return path;
    }
    let mut at = 0;
    for part in path.split("::") {
        if part.starts_with(|c: char| c.is_uppercase()) {
            return path.get(at..).unwrap_or(path);
        }
        at += part.len() + 2;
    }
    path
}

/// The same, but for the path that is declared, which begins with the name of the crate that users see.
fn shorten_but(text: &str, path: &str) -> String {
    match text.split_once(path) {
        Some((before, after)) if !path.is_empty() => {
            let path = path.replacen("chargebee_runtime", "chargebee", 1);
            format!("{}{path}{}", short(before), short(after))
        }
        _ => short(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(id: u32, parent: u32, text: &str) -> Told {
        Told {
            id,
            parent: (parent > 0).then_some(parent),
            text: text.to_owned(),
        }
    }

    #[test]
    fn an_item_is_told_once_with_its_kind_and_the_last_names_of_types() {
        let items = Items::of(&[
            told(1, 0, "pub mod r"),
            told(2, 1, "pub mod r::money"),
            told(3, 2, "pub struct r::money::Money"),
            told(4, 3, "impl r::Money"),
            told(
                5,
                4,
                "pub fn r::money::Money::all(&self, &[u64]) -> core::result::Result<alloc::vec::Vec<r::Money>, r::E>",
            ),
            told(3, 1, "pub struct r::Money"),
            told(4, 3, "impl r::Money"),
            told(
                5,
                4,
                "pub fn r::Money::all(&self, &[u64]) -> core::result::Result<alloc::vec::Vec<r::Money>, r::E>",
            ),
            told(6, 3, "impl core::clone::Clone for r::Money"),
            told(7, 6, "pub fn r::Money::clone(&self) -> r::Money"),
            told(8, 3, "pub r::Money::unit: u8"),
            told(9, 1, "pub enum r::E"),
            told(10, 9, "pub r::E::Odd(alloc::string::String)"),
        ]);
        let found: Vec<(&str, Kind)> = (items.0.iter())
            .map(|it| (it.text.as_str(), it.kind))
            .collect();
        assert_eq!(
            found,
            [
                ("pub mod r", Kind::Module),
                ("pub mod r::money", Kind::Module),
                ("pub struct r::money::Money", Kind::Type),
                ("pub struct r::Money", Kind::Type),
                (
                    "pub fn r::Money::all(&self, &[u64]) -> Result<Vec<Money>, E>",
                    Kind::Method
                ),
                ("impl Clone for Money", Kind::Impl),
                ("pub r::Money::unit: u8", Kind::Field),
                ("pub enum r::E", Kind::Type),
                ("pub r::E::Odd(String)", Kind::Variant),
            ]
        );
    }
}
