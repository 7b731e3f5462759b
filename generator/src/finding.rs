//! What is wrong with a spec, and where: one line with the place, the lines of the file, a suggestion.

mod render;
mod unseen;

pub(crate) use unseen::is_unseen;

use std::{fmt, sync::Arc};

/// A file of the spec, as far as a finding needs it.
#[derive(Debug)]
pub struct Source {
    /// The path as a person would give it: `spec/v2/invoice.yaml`.
    pub name: String,
    /// The text, shared with the findings about it.
    pub text: Arc<String>,
}

/// Where something stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// In characters; the underlined part.
    pub length: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            source,
            line,
            column,
            ..
        } = self;
        write!(f, "{}:{line}:{column}", source.name)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It must not stay.
    Error,
    /// A person decides.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// The id of the rule that it breaks, where `lint` found it.
    pub rule: Option<&'static str>,
    /// Where; absent for what concerns no file in particular, such as a missing folder.
    pub place: Option<Place>,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// A finding at a place.
    pub fn at(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule: None,
            place: Some(place),
            message: message.into(),
            help: None,
        }
    }

    /// A finding about no file in particular.
    pub fn general(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule: None,
            place: None,
            message: message.into(),
            help: None,
        }
    }

    /// A finding about a name that is none of the known ones.
    pub(crate) fn unknown(place: Place, what: &str, name: &str, known: &[&str]) -> Self {
        let finding = Self::at(place, format!("`{name}` is no {what}"));
        match did_you_mean(name, known.iter().copied()) {
            Some(near) => finding.help(near),
            None if known.is_empty() => finding.help("there is none"),
            None => finding.help(format!("known: {}", listed(known))),
        }
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which rule it breaks.
    #[must_use]
    pub fn rule(mut self, rule: &'static str, severity: Severity) -> Self {
        self.rule = Some(rule);
        self.severity = severity;
        self
    }

    fn key(&self) -> (Option<&str>, usize, usize, &str) {
        let place = self.place.as_ref();
        (
            place.map(|place| place.source.name.as_str()),
            place.map_or(0, |place| place.line),
            place.map_or(0, |place| place.column),
            &self.message,
        )
    }
}

/// All that is wrong with a spec, in the order of the files. Never empty where it is returned as an error.
#[derive(Clone, Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Takes over findings that another report keeps.
    pub(crate) fn add(&mut self, other: &Self) {
        self.findings.extend(other.findings.iter().cloned());
    }

    /// Takes over another report's findings.
    pub fn extend(&mut self, other: Self) {
        self.findings.extend(other.findings);
    }

    /// Keeps some of the findings.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Finding) -> bool) {
        self.findings.retain(|finding| keep(finding));
    }

    /// Makes one finding of those that say the same of many places: the first, and how many more there are.
    pub(crate) fn join(&mut self, is_one: impl Fn(&Finding) -> bool) {
        let all = std::mem::take(&mut self.findings);
        let (mut same, rest): (Vec<Finding>, Vec<Finding>) = all.into_iter().partition(is_one);
        same.sort_by(|a, b| {
            a.message
                .cmp(&b.message)
                .then_with(|| a.key().cmp(&b.key()))
        });
        same.dedup_by(|a, b| a.key() == b.key());
        self.findings = rest;
        for group in same.chunk_by(|a, b| a.message == b.message) {
            let Some((first, others)) = group.split_first() else {
                continue;
            };
            let mut first = first.clone();
            if let Some(next) = others.first().and_then(|it| it.place.as_ref()) {
                let more = others.len();
                let places = if more == 1 { "place" } else { "places" };
                first.message += &format!(", here and in {more} more {places}, the next at {next}");
            }
            self.findings.push(first);
        }
    }

    /// The findings, in the order of the files, without repetitions.
    #[must_use]
    pub fn findings(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| finding.key());
        findings.dedup_by_key(|finding| finding.key());
        findings
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// `value` where nothing is wrong, the report otherwise.
    ///
    /// # Errors
    /// The report itself.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }

    /// The report as a terminal shows it, where it kept something from being done.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let findings = self.findings();
        let mut out = render::findings(&findings, color);
        let what = if findings.len() == 1 {
            "error"
        } else {
            "errors"
        };
        out.push_str(&format!(
            "{} {what} in the spec; nothing was written\n",
            findings.len()
        ));
        out
    }

    /// The findings as a terminal shows them; the place, message and rule of each on one line, so that they can be searched.
    #[must_use]
    pub fn render_findings(&self, color: bool) -> String {
        render::findings(&self.findings(), color)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// What is wrong with a file, and whether it can be read on all the same.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    /// All of it.
    pub(crate) report: Report,
    /// The places where the file would be read as something else than was meant.
    pub(crate) broken: Vec<Place>,
}

impl Problems {
    /// Adds something that is wrong by itself; what else is wrong can be found besides.
    pub(crate) fn push(&mut self, finding: Finding) {
        self.report.push(finding);
    }

    /// Adds something behind which everything else would be misread.
    pub(crate) fn push_broken(&mut self, finding: Finding) {
        self.broken.extend(finding.place.clone());
        self.report.push(finding);
    }

    /// Whether there is such a place.
    pub(crate) fn is_broken(&self) -> bool {
        !self.broken.is_empty()
    }
}

/// No name of a spec is longer; comparing longer ones would take as long as it is useless.
const LONGEST_NAME: usize = 100;

/// So many names are compared with one that is wrong; lists of more have names that are all alike.
const MOST_NAMES: usize = 1000;

/// `did you mean ...?`, where one of the candidates is near enough.
#[must_use]
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    if word.len() > LONGEST_NAME {
        return None;
    }
    candidates
        .into_iter()
        .take(MOST_NAMES)
        .filter(|candidate| candidate.len() <= LONGEST_NAME)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            let length = candidate.len().min(word.len());
            *distance <= 1 + length / 4 && *distance < length
        })
        .min()
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// So many of the names that are known are told; nobody reads more.
const TOLD_NAMES: usize = 60;

/// Names for a suggestion: `known: a, b`.
#[must_use]
pub(crate) fn listed(names: &[&str]) -> String {
    let told: Vec<&str> = names.iter().take(TOLD_NAMES).copied().collect();
    match names.len() - told.len() {
        0 => told.join(", "),
        more => format!("{} and {more} more", told.join(", ")),
    }
}
