//! What stands in the root of the crate, and all of the runtime that it leads to.

use crate::items::{Item, Items, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// What has another name in the runtime.
const RENAMED: [(&str, &str); 1] = [("RuntimeClient", "Client")];

/// What the root of the crate re-exports of the runtime, by its name there.
pub(crate) struct Uses(BTreeSet<String>);

impl Uses {
    pub(crate) fn of(krate: &Items) -> Self {
        let uses = own(krate).filter(|it| it.kind == Kind::Use);
        let names = uses.map(|it| {
            let name = it.path.trim_start_matches("chargebee::");
            let renamed = RENAMED.iter().find(|(new, _)| *new == name);
            renamed.map_or(name, |(_, old)| old).to_owned()
        });
        Self(names.collect())
    }

    /// Whether a path of the runtime is one that the crate leads to.
    pub(crate) fn lead_to(&self, path: &str) -> bool {
        let name = path.trim_start_matches("chargebee_runtime::");
        let ends = name.match_indices("::").map(|(at, _)| at);
        let mut ends = ends.chain([name.len()]);
        ends.any(|end| name.get(..end).is_some_and(|it| self.0.contains(it)))
    }
}

fn own(krate: &Items) -> impl Iterator<Item = &Item> {
    let in_a_version = |it: &&Item| {
        ["v1", "v2"]
            .iter()
            .any(|version| it.path.starts_with(&format!("chargebee::{version}::")))
    };
    krate.0.iter().filter(move |it| !in_a_version(it))
}

/// The text of the crate, and of what it uses of the runtime: all of `runtime`.
pub(crate) fn text(runtime: &Items, krate: &Items, uses: &Uses) -> Result<String, String> {
    for name in &uses.0 {
        let there = |it: &&Item| {
            it.path
                .trim_start_matches("chargebee_runtime::")
                .starts_with(name)
        };
        // The functions and macros of other crates have no items here.
        if !runtime.0.iter().any(|it| there(&it)) {
            return Err(format!(
                "`{name}` is re-exported, and the runtime has nothing of that name: is it renamed?"
            ));
        }
    }
    let mut text = lines(&own(krate).collect::<Vec<_>>());
    text.extend(lines(&runtime.0.iter().collect::<Vec<_>>()));
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
    use crate::items::{Told, reached};

    fn told(texts: &[(u32, u32, &str)]) -> Vec<Told> {
        let told = texts.iter().map(|(id, parent, text)| Told {
            id: *id,
            parent: (*parent > 0).then_some(*parent),
            text: (*text).to_owned(),
        });
        told.collect()
    }

    fn text(runtime: &[(u32, u32, &str)], krate: &[(u32, u32, &str)]) -> Result<String, String> {
        let krate = Items::of(&told(krate));
        let uses = Uses::of(&krate);
        let runtime = reached(told(runtime), |path| uses.lead_to(path));
        super::text(&Items::of(&runtime), &krate, &uses)
    }

    #[test]
    fn what_is_re_exported_is_told_and_nothing_else() {
        let runtime = [
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
            // What has a shorter path that nobody outside has.
            (8, 1, "pub struct chargebee_runtime::Sum"),
            (9, 8, "impl chargebee_runtime::Sum"),
            (10, 9, "pub fn chargebee_runtime::Sum::of()"),
            (11, 8, "impl core::fmt::Debug for chargebee_runtime::Sum"),
            (8, 2, "pub struct chargebee_runtime::money::Sum"),
            (9, 8, "impl chargebee_runtime::Sum"),
            (11, 8, "impl core::fmt::Debug for chargebee_runtime::Sum"),
        ];
        let uses = [
            (1, 0, "pub mod chargebee"),
            (2, 1, "pub use chargebee::RuntimeClient"),
            (3, 1, "pub use chargebee::money"),
            (4, 1, "pub mod chargebee::v2"),
            (5, 4, "pub struct chargebee::v2::Invoice"),
        ];
        assert_eq!(
            text(&runtime, &uses).as_deref(),
            Ok(
                "pub mod chargebee\npub use chargebee::RuntimeClient\npub use chargebee::money\npub mod chargebee::v2\n\
                pub mod chargebee::money\npub fn chargebee::money::sum() -> u8\npub struct chargebee::Client\n\
                impl Clone + Debug for Client\npub fn chargebee::Sum::of()\nimpl Debug for Sum\npub struct chargebee::money::Sum\n"
            )
        );
        let renamed = [
            (1, 0, "pub mod chargebee"),
            (2, 1, "pub use chargebee::Cash"),
        ];
        assert!(text(&runtime, &renamed).is_err_and(|it| it.contains("`Cash`")));
    }
}
