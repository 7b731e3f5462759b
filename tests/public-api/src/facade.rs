//! What stands in the root of the crate, and all of the runtime that it leads to.

use crate::items::{Item, Items, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// What has another name in the runtime.
const RENAMED: [(&str, &str); 1] = [("RuntimeClient", "Client")];

pub(crate) fn text(runtime: &Items, krate: &Items) -> Result<String, String> {
    let in_a_version = |it: &&Item| {
        ["v1", "v2"]
            .iter()
            .any(|version| it.path.starts_with(&format!("chargebee::{version}::")))
    };
    let own: Vec<&Item> = krate.0.iter().filter(|it| !in_a_version(it)).collect();
    let mut uses = BTreeSet::new();
    for it in own.iter().filter(|it| it.kind == Kind::Use) {
        let name = it.path.trim_start_matches("chargebee::");
        let renamed = RENAMED.iter().find(|(new, _)| *new == name);
        uses.insert(renamed.map_or(name, |(_, old)| old));
    }
    let is_used = |path: &str| {
        let name = path.trim_start_matches("chargebee_runtime::");
        let ends = name
            .match_indices("::")
            .map(|(at, _)| at)
            .chain([name.len()]);
        ends.into_iter()
            .any(|end| name.get(..end).is_some_and(|it| uses.contains(it)))
    };
    let found: Vec<&Item> = runtime.0.iter().filter(|it| is_used(&it.path)).collect();
    for name in &uses {
        let there = |it: &&&Item| {
            it.path
                .trim_start_matches("chargebee_runtime::")
                .starts_with(name)
        };
        // The functions and macros of other crates have no items here.
        if !found.iter().any(|it| there(&it)) {
            return Err(format!(
                "`{name}` is re-exported, and the runtime has nothing of that name: is it renamed?"
            ));
        }
    }
    let mut text = lines(&own);
    text.extend(lines(&found));
    Ok(text.join("\n") + "\n")
}

/// One for each item; the traits of a type together, and those of the types of currencies once for all.
fn lines(items: &[&Item]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut traits: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for it in items.iter().filter(|it| it.kind == Kind::Impl) {
        if let Some((name, _)) = plain(&it.text) {
            traits.entry(&it.path).or_default().push(name);
        }
    }
    let is_currency = |path: &str| path.contains("::currencies::");
    let mut of_currencies = BTreeSet::new();
    for it in items {
        let line = match (it.kind, plain(&it.text)) {
            (Kind::Impl, Some((_, ty))) => match traits.remove(it.path.as_str()) {
                Some(names) => format!("impl {} for {ty}", names.join(" + ")),
                None => continue,
            },
            _ => it.text.clone(),
        };
        let of_all = is_currency(&it.path) && it.kind != Kind::Type;
        if of_all {
            let name = it
                .path
                .rsplit("::")
                .find(|it| it.len() == 3 && it.starts_with(|c: char| c.is_uppercase()));
            of_currencies.insert(line.replace(name.unwrap_or_default(), "Self"));
        } else {
            lines.push(line);
        }
    }
    if !of_currencies.is_empty() {
        lines.push("each of the currencies:".to_owned());
        lines.extend(of_currencies.into_iter().map(|it| format!("  {it}")));
    }
    lines
}

/// The trait and the type of an implementation without parameters.
fn plain(text: &str) -> Option<(&str, &str)> {
    let (name, ty) = text.strip_prefix("impl ")?.split_once(" for ")?;
    let is_plain = |it: &str| !it.contains(['<', '&', ' ']);
    (is_plain(name) && is_plain(ty)).then_some((name, ty))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Told;

    fn items(texts: &[(u32, u32, &str)]) -> Items {
        let told = texts.iter().map(|(id, parent, text)| Told {
            id: *id,
            parent: (*parent > 0).then_some(*parent),
            text: (*text).to_owned(),
        });
        Items::of(&told.collect::<Vec<_>>())
    }

    #[test]
    fn what_is_re_exported_is_told_and_nothing_else() {
        let runtime = items(&[
            (1, 0, "pub mod chargebee_runtime"),
            (2, 1, "pub mod chargebee_runtime::money"),
            (3, 2, "pub fn chargebee_runtime::money::sum() -> u8"),
            (4, 1, "pub struct chargebee_runtime::Client"),
            (
                5,
                4,
                "impl core::clone::Clone for chargebee_runtime::Client",
            ),
            (6, 4, "impl core::fmt::Debug for chargebee_runtime::Client"),
            (7, 1, "pub struct chargebee_runtime::Hidden"),
        ]);
        let uses = [
            (1, 0, "pub mod chargebee"),
            (2, 1, "pub use chargebee::RuntimeClient"),
            (3, 1, "pub use chargebee::money"),
            (4, 1, "pub mod chargebee::v2"),
            (5, 4, "pub struct chargebee::v2::Invoice"),
        ];
        assert_eq!(
            text(&runtime, &items(&uses)).as_deref(),
            Ok(
                "pub mod chargebee\npub use chargebee::RuntimeClient\npub use chargebee::money\npub mod chargebee::v2\n\
                pub mod chargebee::money\npub fn chargebee::money::sum() -> u8\npub struct chargebee::Client\n\
                impl Clone + Debug for Client\n"
            )
        );
        let renamed = items(&[
            (1, 0, "pub mod chargebee"),
            (2, 1, "pub use chargebee::Cash"),
        ]);
        assert!(text(&runtime, &renamed).is_err_and(|it| it.contains("`Cash`")));
    }
}
