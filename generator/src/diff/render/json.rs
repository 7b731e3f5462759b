//! A report for programs.

use super::{Page, Summary, renamed, wire};
use crate::diff::{
    change::{Change, RenamedBy, semver},
    section::Section,
};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    base: &'a str,
    head: &'a str,
    summary: Summary,
    #[serde(rename = "crate")]
    krate: Option<Crate>,
    changes: Vec<View<'a>>,
}

#[derive(Serialize)]
struct Crate {
    semver: Option<&'static str>,
    current: String,
    next: String,
}

/// A change as programs and templates see it.
#[derive(Serialize)]
pub(super) struct View<'a> {
    fingerprint: String,
    rule: &'static str,
    title: &'static str,
    pub(super) section: &'static str,
    path: &'a str,
    resource: &'a str,
    aspect: Option<&'a str>,
    rust: &'a [String],
    message: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    details: &'a [String],
    wire: &'static str,
    #[serde(rename = "crate")]
    krate: &'static str,
    money: bool,
    docs_only: bool,
    accepted: bool,
    why: &'static str,
    renamed: Option<Renamed>,
    sites: &'a [String],
    operations: &'a [String],
    types: &'a [String],
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct Renamed {
    by: &'static str,
    likeness: Option<u8>,
    words: String,
}

impl<'a> View<'a> {
    pub(super) fn new(change: &'a Change) -> Self {
        let place = change.place.as_ref();
        let renamed = change.renamed.map(|by| {
            let words = renamed(by);
            let (by, likeness) = match by {
                RenamedBy::Annotation => ("annotation", None),
                RenamedBy::Identity => ("identity", None),
                RenamedBy::Likeness(score) => ("likeness", Some(score)),
            };
            Renamed {
                by,
                likeness,
                words,
            }
        });
        Self {
            fingerprint: change.fingerprint(),
            rule: change.rule.id,
            title: change.rule.title,
            section: Section::of(change).title(),
            path: &change.path,
            resource: change.resource(),
            aspect: change.aspect.as_deref(),
            rust: &change.rust,
            message: &change.message,
            before: change.before.as_deref(),
            after: change.after.as_deref(),
            details: &change.details,
            wire: wire(change.verdicts.wire),
            krate: semver(change.verdicts.krate),
            money: change.verdicts.money,
            docs_only: change.verdicts.docs_only,
            accepted: change.accepted,
            why: change.rule.why,
            renamed,
            sites: &change.sites,
            operations: &change.users.operations,
            types: &change.users.types,
            file: place.map(|it| it.file.as_str()),
            line: place.map(|it| it.line),
            column: place.map(|it| it.column),
            note: change.note.as_deref(),
        }
    }
}

pub(super) fn render(page: &Page<'_>) -> Result<String, String> {
    let krate = page.advice.map(|advice| Crate {
        semver: advice.semver.map(semver),
        current: advice.current.to_string(),
        next: advice.next.to_string(),
    });
    let document = Document {
        title: page.title,
        base: &page.report.base,
        head: &page.report.head,
        summary: Summary::of(page.report),
        krate,
        changes: page.report.changes.iter().map(View::new).collect(),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}
