//! The table of currencies: `spec/currencies.yaml` to the Rust table that the runtime counts amounts with.
//!
//! It stands beside the API versions because money means the same in both.

mod emit;

pub use emit::emit;

use crate::{
    finding::{Finding, Report, did_you_mean, listed},
    load::{self, At, DataFile},
};
use std::{collections::BTreeSet, path::Path};

/// The name of the file in a spec folder.
pub const FILE: &str = "currencies.yaml";

/// How the amounts of each currency are counted.
#[derive(Debug, PartialEq, Eq)]
pub struct Currencies {
    /// The decimals of a code that has no row.
    pub default_exponent: u8,
    /// One for each currency, sorted by code.
    pub rows: Vec<Row>,
}

/// A currency.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Its ISO 4217 code: `USD`.
    pub code: String,
    /// What people call it: `US Dollar`.
    pub name: String,
    /// How many decimals of the major unit an amount counts.
    pub exponent: u8,
    /// How many decimals ISO 4217 gives it.
    pub iso: u8,
    /// Which kind of evidence the row stands on.
    pub evidence: String,
}

/// The most decimals that an amount can count.
const MAX_EXPONENT: i64 = 18;

/// Reads the table of a spec folder; `None` where the folder has none.
///
/// # Errors
/// Everything that is wrong with the file, each with its place.
pub fn read(spec: &Path) -> Result<Option<Currencies>, Report> {
    Ok(read_with_places(spec)?.map(|(currencies, _)| currencies))
}

/// The same with the file, which knows where each row stands.
pub(crate) fn read_with_places(spec: &Path) -> Result<Option<(Currencies, DataFile)>, Report> {
    let path = spec.join(FILE);
    // Not `exists`: a link that leads to nothing is there, and wrong.
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let file = load::load_tree(&path)?;
    let mut report = Report::default();
    let currencies = Reader {
        report: &mut report,
        used: BTreeSet::new(),
    }
    .table(file.at());
    report.or(Some((currencies, file)))
}

struct Reader<'r> {
    report: &'r mut Report,
    /// The kinds of evidence that rows stand on.
    used: BTreeSet<String>,
}

impl Reader<'_> {
    fn table(mut self, top: At<'_>) -> Currencies {
        self.keys(top, &["evidence", "default", "currencies"]);
        for key in ["evidence", "currencies"] {
            if let Some(at) = top.find(key).filter(|at| at.node.as_map().is_none()) {
                let message = format!("`{key}` is a mapping, not {}", at.node.kind());
                self.error(at, message, "write `key: value` pairs here");
            }
        }
        let evidence = top.key("evidence");
        let kinds: Vec<&str> = (top.find("evidence")).map_or(Vec::new(), |it| it.node.keys());
        let default = top.key("default");
        self.keys(default, &["exponent", "evidence"]);
        let default_exponent = self.exponent(default, "exponent");
        self.evidence(default, &kinds);
        let mut rows: Vec<Row> = Vec::new();
        for (code, row) in top.find("currencies").into_iter().flat_map(At::pairs) {
            if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                let message = format!("`{code}` is no currency code");
                self.error(row, message, "write three capital letters, such as `USD`");
            }
            if rows.last().is_some_and(|last| last.code.as_str() >= code) {
                let message = format!("`{code}` stands out of order");
                self.error(row, message, "sort the rows by code");
            }
            self.keys(row, &["name", "exponent", "iso", "evidence"]);
            let name = self.text(row, "name");
            let (exponent, iso) = (self.exponent(row, "exponent"), self.exponent(row, "iso"));
            rows.push(Row {
                code: code.to_owned(),
                name,
                exponent,
                iso,
                evidence: self.evidence(row, &kinds),
            });
        }
        for (kind, text) in evidence.pairs() {
            if text
                .node
                .as_text()
                .is_none_or(|text| text.trim().is_empty())
            {
                let message = format!("`{kind}` is explained by nothing");
                self.error(
                    text,
                    message,
                    "say in a sentence how sure it is, and what would make it stale",
                );
            }
            if !self.used.contains(kind) {
                let message = format!("no currency stands on `{kind}`");
                self.error(text, message, "remove it");
            }
        }
        Currencies {
            default_exponent,
            rows,
        }
    }

    fn error(&mut self, at: At<'_>, message: String, help: &str) {
        self.report
            .push(Finding::at(at.place(), message).help(help));
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

    fn text(&mut self, at: At<'_>, key: &str) -> String {
        let Some(value) = at.find(key) else {
            return String::new();
        };
        let text = value.node.as_text().unwrap_or_default();
        if text.is_empty() {
            self.error(value, format!("`{key}` is no text"), "write text");
        }
        text.to_owned()
    }

    fn exponent(&mut self, at: At<'_>, key: &str) -> u8 {
        let Some(value) = at.find(key) else {
            return 0;
        };
        match value.node.value {
            load::tree::Value::Int(number @ 0..=MAX_EXPONENT) => u8::try_from(number).unwrap_or(0),
            _ => {
                let help = format!("write a whole number from 0 to {MAX_EXPONENT}");
                self.error(value, format!("`{key}` is no number of decimals"), &help);
                0
            }
        }
    }

    fn evidence(&mut self, at: At<'_>, kinds: &[&str]) -> String {
        let text = self.text(at, "evidence");
        if text.is_empty() {
            return text;
        }
        if !kinds.contains(&text.as_str()) {
            let near = did_you_mean(&text, kinds.iter().copied());
            let help = near.unwrap_or_else(|| "explain it under `evidence`".to_owned());
            self.error(
                at.key("evidence"),
                format!("there is no evidence `{text}`"),
                &help,
            );
        }
        self.used.insert(text.clone());
        text
    }
}
