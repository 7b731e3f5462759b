//! What the types of a version have in common, and each of them with how much it has besides.

use crate::items::{Item, Items, Kind};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

/// What so many types have, a macro of the runtime makes; parameters of one name are fewer.
const MANY: usize = 60;

pub(crate) fn text(krate: &Items, version: &str) -> String {
    let root = format!("chargebee::{version}");
    let start = format!("{root}::");
    let items = || krate.0.iter().filter(|it| it.path.starts_with(&start));
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    for it in items() {
        if let Some(shape) = shape(it) {
            *shapes.entry(shape).or_default() += 1;
        }
    }
    let common: BTreeSet<&String> = (shapes.iter())
        .filter(|(shape, count)| **count >= MANY || shape.starts_with("impl"))
        .map(|(shape, _)| shape)
        .collect();
    let mut out = format!("What types of API {version} have that the runtime makes:\n\n");
    for shape in &common {
        let _ = writeln!(out, "{shape}");
    }
    let mut types: BTreeMap<&str, Counts<'_>> = BTreeMap::new();
    for it in items() {
        let made = shape(it).is_some_and(|it| common.contains(&it));
        if made || matches!(it.kind, Kind::Module | Kind::Use) {
            continue;
        }
        let entry = types
            .entry(type_of(&it.path).unwrap_or(&it.path))
            .or_default();
        match it.kind {
            Kind::Type => entry.word = word(&it.text, &it.path),
            kind => *entry.members.entry(kind).or_default() += 1,
        }
    }
    let _ = writeln!(out, "\nEach type, and how much it has besides:\n");
    for (path, counts) in &types {
        let kinds = [
            (Kind::Variant, "variant"),
            (Kind::Field, "field"),
            (Kind::Method, "method"),
            (Kind::Impl, "implementation"),
        ];
        let members = kinds.iter().filter_map(|(kind, word)| {
            let count = counts.members.get(kind)?;
            let plural = if *count == 1 { "" } else { "s" };
            Some(format!("{count} {word}{plural}"))
        });
        let members: Vec<String> = members.collect();
        let path = path.strip_prefix("chargebee::").unwrap_or(path);
        let colon = if members.is_empty() { "" } else { ": " };
        let _ = writeln!(out, "{} {path}{colon}{}", counts.word, members.join(", "));
    }
    out
}

/// What a type is, and how many members of each kind it has.
#[derive(Default)]
struct Counts<'a> {
    word: &'a str,
    members: BTreeMap<Kind, usize>,
}

/// The last word before the name: `struct`, `enum`, `trait`, `type`, `fn`, `const`.
fn word<'a>(text: &'a str, path: &str) -> &'a str {
    let before = text.split(path).next().unwrap_or_default();
    before.split_whitespace().last().unwrap_or_default()
}

/// A method or an implementation by what it is for any type.
fn shape(it: &Item) -> Option<String> {
    let ty = type_of(&it.path)?;
    let name = ty.rsplit("::").next()?;
    match it.kind {
        Kind::Method => Some(it.text.replace(ty, "Self")),
        Kind::Impl => {
            let (what, of) = it.text.split_once(" for ")?;
            let is_own = |text: &str| text.trim_start_matches('&') == name;
            // What it is of differs by type: `CurrencyOf<Invoice>`.
            let what = match what.split_once('<') {
                Some((what, rest)) if rest.starts_with(|c: char| c.is_uppercase()) => {
                    format!("{what}<_>")
                }
                _ => what.to_owned(),
            };
            Some(if is_own(of) {
                format!("{what} for Self")
            } else {
                format!("{what} for {of}")
            })
        }
        _ => None,
    }
}

/// The path up to the type.
fn type_of(path: &str) -> Option<&str> {
    let mut end = 0;
    for part in path.split("::") {
        end += part.len();
        if part.starts_with(|c: char| c.is_uppercase()) {
            return path.get(..end);
        }
        end += 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Told;

    #[test]
    fn each_type_has_a_line_with_how_much_it_has() {
        let texts = [
            (1, 0, "pub mod chargebee"),
            (2, 1, "pub mod chargebee::v2"),
            (3, 2, "pub mod chargebee::v2::coupon"),
            (4, 3, "pub struct chargebee::v2::coupon::Coupon"),
            (5, 4, "pub chargebee::v2::coupon::Coupon::id: CouponId"),
            (6, 4, "pub chargebee::v2::coupon::Coupon::name: String"),
            (
                7,
                4,
                "pub fn chargebee::v2::coupon::Coupon::code(&self) -> u8",
            ),
            (
                8,
                4,
                "impl core::clone::Clone for chargebee::v2::coupon::Coupon",
            ),
            (9, 3, "pub enum chargebee::v2::coupon::Kind"),
            (10, 9, "pub chargebee::v2::coupon::Kind::Fixed"),
            (11, 3, "pub fn chargebee::v2::coupon::all() -> u8"),
            (12, 3, "pub type chargebee::v2::coupon::CouponId = u8"),
        ];
        let told = texts.map(|(id, parent, text)| Told {
            id,
            parent: (parent > 0).then_some(parent),
            text: text.to_owned(),
        });
        let text = text(&Items::of(&told), "v2");
        let (common, types) = text.split_once("\nEach type").expect("two parts");
        assert!(common.ends_with("impl Clone for Self\n"), "{common}");
        let lines: Vec<&str> = types.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "struct v2::coupon::Coupon: 2 fields, 1 method",
                "type v2::coupon::CouponId",
                "enum v2::coupon::Kind: 1 variant",
                "fn v2::coupon::all",
            ]
        );
    }
}
