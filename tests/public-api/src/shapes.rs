//! What the types of a version have in common, and how much each of its modules has.

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
    let mut modules: BTreeMap<&str, BTreeMap<Kind, usize>> = BTreeMap::new();
    for it in items() {
        let made = shape(it).is_some_and(|it| common.contains(&it));
        let count = modules.entry(module(&it.path)).or_default();
        if !made && !matches!(it.kind, Kind::Module | Kind::Use) {
            *count.entry(it.kind).or_default() += 1;
        }
    }
    let _ = writeln!(out, "\nWhat each module has besides:\n");
    let head = ["types", "variants", "fields", "methods"];
    let _ = writeln!(
        out,
        "{:<58}{}",
        "",
        head.map(|it| format!("{it:>9}")).concat()
    );
    for (module, count) in &modules {
        let kinds = [Kind::Type, Kind::Variant, Kind::Field, Kind::Method];
        let cells = kinds.map(|kind| match count.get(&kind) {
            Some(count) => format!("{count:>9}"),
            None => format!("{:>9}", "-"),
        });
        let name = module.strip_prefix("chargebee::").unwrap_or(module);
        let _ = writeln!(out, "{name:<58}{}", cells.concat());
    }
    out
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

/// The path up to the module.
fn module(path: &str) -> &str {
    let ty = type_of(path).unwrap_or(path);
    ty.rsplit_once("::").map_or(ty, |(module, _)| module)
}
