//! Enums, and what the API says together with the code of an error.

use super::{Context, annotations::is_wire_name, part::Part};
use crate::{
    finding::Finding,
    load::{
        At,
        table::{self, Spot},
    },
    model::{Enum, EnumValue, ErrorFacts, RetrySafety},
};
use openapiv3::Schema;
use std::collections::BTreeSet;

/// What `x-retry` says of an error code.
fn retry_safety(at: At<'_>) -> Result<RetrySafety, Finding> {
    let text = at.node.as_text().unwrap_or_default();
    match text {
        "refused" => Ok(RetrySafety::Refused),
        "temporary" => Ok(RetrySafety::Temporary),
        _ => {
            let message = format!("`{text}` does not say whether a request may be sent again");
            let help = "write `refused` where it did nothing, `temporary` where it may have; leave the others out";
            Err(Finding::at(at.place(), message).help(help))
        }
    }
}

/// What an annotation, a mapping by value, says of a value of an enum.
fn said_of(value: &str, annotation: &str, at: At<'_>) -> Option<String> {
    let said = at.find(annotation)?.find(value)?;
    said.node.as_text().map(str::to_owned)
}

impl<'a> Context<'a> {
    pub(super) fn enumeration(
        &self,
        name: &str,
        known: Vec<&str>,
        schema: Part<'a, Schema>,
    ) -> Enum {
        let at = schema.at;
        let docs = schema.description().unwrap_or_default();
        self.docs(Some(docs), at);
        let deprecated = at.texts("x-deprecated-values");
        let is_known: BTreeSet<&str> = known.iter().copied().collect();
        for row in table::rows_on(at).filter(|row| row.is_annotation() && row.on.has(Spot::Enum)) {
            let list = at.key(row.key);
            let texts = list.node.as_list().unwrap_or_default().iter().enumerate();
            let listed = texts.filter_map(|(at, text)| Some((text.as_text()?, list.index(at))));
            let named: Vec<(&str, At<'_>)> = list.pairs().chain(listed).collect();
            for (value, at) in named {
                if !is_known.contains(value) {
                    self.error(Self::unknown(
                        at,
                        &format!("value of `{name}`"),
                        value,
                        &known,
                    ));
                }
            }
        }
        self.check_renamed_values(&known, at);
        let mut variants = BTreeSet::new();
        let mut values = Vec::new();
        for (index, value) in known.into_iter().enumerate() {
            let here = at.key("enum").index(index);
            let value_name = self.variant_name(value, at, here);
            if !variants.insert(value_name.rust.clone()) {
                let message = format!(
                    "the value `{value}` gives the variant `{}` a second time",
                    value_name.rust
                );
                let finding = Finding::at(here.place(), message);
                self.error(finding.help("remove it, or name one of the two with `x-enum-names`"));
            }
            let described = at.find("x-enum-descriptions").and_then(|it| it.find(value));
            let docs = described
                .and_then(|it| it.node.as_text())
                .unwrap_or_default();
            if docs.trim().is_empty() {
                let place = described.unwrap_or(here).place();
                let finding = Finding::at(place, format!("the value `{value}` has no description"));
                self.error(finding.help("add it to `x-enum-descriptions`"));
            }
            values.push(EnumValue {
                name: value_name,
                docs: docs.trim().to_owned(),
                deprecated: deprecated.iter().any(|it| it == value),
                renamed_from: said_of(value, "x-renamed-values", at),
                evidence: said_of(value, "x-evidence-values", at),
                error: self.error_facts(value, at),
                origin: self.origin(described.unwrap_or(here)),
            });
        }
        Enum {
            name: name.to_owned(),
            docs: docs.to_owned(),
            values,
            origin: self.origin(at),
        }
    }

    /// `x-renamed-values`: what API v1 calls a value.
    fn check_renamed_values(&self, known: &[&str], at: At<'_>) {
        let Some(renamed) = at.find("x-renamed-values") else {
            return;
        };
        for (_, old) in renamed.pairs() {
            let text = old.node.as_text().unwrap_or_default();
            if !is_wire_name(text) {
                let finding = Finding::at(old.place(), format!("`{text}` is no value of API v1"));
                self.error(finding.help("write it as the API does: `invoice_created`"));
            }
        }
        let names = known.iter().map(|value| {
            let old = renamed.find(value);
            (*value, old.and_then(|at| at.node.as_text()), old)
        });
        self.check_renamed(names, |old| old.map(At::key_place));
    }

    /// What the API says together with the code of an error.
    fn error_facts(&self, value: &str, at: At<'_>) -> Option<ErrorFacts> {
        let said = |list: &str| at.find(list)?.find(value);
        let kind = said("x-error-kinds").and_then(|at| at.node.as_text());
        let Some(status) = said("x-http-status") else {
            if at.find("x-http-status").is_some() {
                let message = format!("the code `{value}` has no HTTP status");
                let finding = Finding::at(at.place_of("x-http-status"), message);
                self.error(finding.help("add it; all codes of an enum have one"));
            }
            return None;
        };
        let text = status.node.as_text().unwrap_or_default();
        let is_status = text.len() == 3 && text.starts_with(['4', '5']);
        if !is_status || !text.bytes().all(|it| it.is_ascii_digit()) {
            let finding = Finding::at(
                status.place(),
                format!("`{text}` is no HTTP status of an error"),
            );
            self.error(finding.help("write a number from 400 to 599, quoted"));
        }
        Some(ErrorFacts {
            kind: kind.map(str::to_owned),
            status: text.to_owned(),
            retry: said("x-retry").and_then(|retry| self.note(retry_safety(retry))),
        })
    }
}
