//! The values of annotations, and where they may stand as far as one file alone does not tell it.

use super::Context;
use crate::{
    finding::Finding,
    load::{
        At,
        table::{self, Spot, Where},
    },
    model::{Aspect, Catalog, CurrencyAt, Traits},
};

/// Whether the API can call something so: words of letters and digits, and brackets where it stands inside something.
pub(super) fn is_wire_name(name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '[' | ']');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(part)
}

impl Context<'_> {
    /// `x-catalog`: the only catalog that has it.
    pub(super) fn catalog(&self, at: At<'_>) -> Option<Catalog> {
        let names = at.texts("x-catalog");
        let at = at.find("x-catalog")?;
        match names.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["1.0"] => Some(Catalog::One),
            ["2.0"] => Some(Catalog::Two),
            // Another one is refused by the table.
            [_] => None,
            _ => {
                let finding =
                    Finding::at(at.place(), "`x-catalog` names the one catalog that has it");
                self.error(
                    finding
                        .help("write `['1.0']` or `['2.0']`, or leave it out where both have it"),
                );
                None
            }
        }
    }

    /// What parameters, fields and operations share.
    pub(super) fn traits(&self, docs: Option<&str>, deprecated: bool, at: At<'_>) -> Traits {
        Traits {
            docs: self.docs(docs, at),
            deprecated,
            sensitive: at.flag("x-sensitive"),
            catalog: self.catalog(at),
            renamed_from: self.renamed_from(at),
            evidence: at.text("x-evidence").map(str::to_owned),
            evidence_of: Self::evidence_of(at),
            ..Traits::default()
        }
    }

    /// `x-renamed-from`: what API v1 calls it. People search for it, and it stands in attributes of Rust.
    fn renamed_from(&self, at: At<'_>) -> Option<String> {
        let old = at.text("x-renamed-from")?;
        if !is_wire_name(old) {
            let place = at.key("x-renamed-from").place();
            let finding = Finding::at(place, format!("`{old}` is no name of API v1"));
            self.error(finding.help("write it as the API does: `account_credits`"));
        }
        Some(old.to_owned())
    }

    /// `x-evidence-of`: in what it differs from what the vendor publishes.
    fn evidence_of(at: At<'_>) -> Vec<Aspect> {
        let names = at.texts("x-evidence-of");
        let known = |name: &String| Aspect::ALL.iter().find(|(known, _)| known == name);
        let aspects = names.iter().filter_map(known);
        aspects.map(|(_, aspect)| *aspect).collect()
    }

    /// What is refused because of the side of a call on which it stands, where one file alone does not tell the side.
    pub(super) fn check_spot(&self, at: At<'_>, whole: &Where, spot: Spot) {
        for row in table::rows_on(at) {
            if row.on.meets(whole.spots) && !row.on.has(spot) {
                self.error(row.misplaced(at, spot.name()));
            }
        }
    }

    /// What changed since API v1 is said in v2 only.
    pub(super) fn check_version(&self, at: At<'_>) {
        for row in table::rows_on(at).filter(|row| row.only_v2) {
            let message = format!("`{}` has no meaning in v1", row.key);
            self.error(Finding::at(at.place_of(row.key), message).help("remove it"));
        }
        let count = at.node.as_list().map_or(0, <[_]>::len);
        let elements = (0..count).map(|index| at.index(index));
        at.pairs()
            .map(|(_, at)| at)
            .chain(elements)
            .for_each(|at| self.check_version(at));
    }

    /// A description must be there and be a sentence.
    pub(super) fn docs(&self, docs: Option<&str>, at: At<'_>) -> String {
        let docs = docs.unwrap_or_default().trim();
        if docs.is_empty() {
            let finding = Finding::at(at.place(), "this has no description");
            self.error(
                finding.help(
                    "add `description: ...`: a sentence that says what it is, with its unit where it has one",
                ),
            );
        }
        docs.to_owned()
    }

    /// `x-currency-code`: where the code stands. Whether there is such a field is checked when all records are known.
    pub(super) fn currency_at(&self, text: &str, at: At<'_>) -> CurrencyAt {
        let name = |name: &str| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if let Some(field) = text.strip_suffix(" or site").filter(|field| name(field)) {
            return CurrencyAt::SiblingOrSite(field.to_owned());
        }
        match text.split_once('.') {
            None if text == "site" => CurrencyAt::Site,
            None if name(text) => CurrencyAt::Sibling(text.to_owned()),
            Some(("enclosing", field)) if name(field) => CurrencyAt::Enclosing(field.to_owned()),
            Some((resource, field)) if name(resource) && name(field) => {
                CurrencyAt::Resource(resource.to_owned(), field.to_owned())
            }
            _ => {
                let message = format!("`{text}` does not say where a currency code stands");
                let finding = Finding::at(at.key("x-currency-code").place(), message);
                self.error(finding.help(
                    "write a field beside it, `<field> or site`, `enclosing.<field>`, `<resource>.<field>` or `site`",
                ));
                CurrencyAt::Site
            }
        }
    }

    /// `x-id`: what it is the id of.
    pub(super) fn id_kind(&self, text: &str, at: At<'_>) -> String {
        if self.id_kinds.contains_key(text) {
            self.used_ids.borrow_mut().insert(text.to_owned());
        // What has an id and is no resource is said in `common.yaml`.
        } else if !self.files.gaps.absent().any(|stem| stem == "common") {
            let known: Vec<&str> = self.id_kinds.keys().map(String::as_str).collect();
            let finding = Finding::at(
                at.key("x-id").place(),
                format!("there is no `{text}` that could have an id"),
            );
            let near = crate::finding::did_you_mean(text, known);
            self.error(finding.help(near.unwrap_or_else(|| {
                "name a resource of the spec, or add it to `x-id-types` in common.yaml".to_owned()
            })));
        }
        text.to_owned()
    }
}
