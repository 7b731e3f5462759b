//! A report as a page: searched, filtered by verdict, and by resource.

use super::{Page, Summary, json::View, sections};
use crate::diff::words::count;
use minijinja::context;
use serde::Serialize;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("../../../../templates/diff.html.j2");
const VERDICTS: [&str; 8] = [
    "money",
    "breaking",
    "surprising",
    "major",
    "minor",
    "patch",
    "words",
    "accepted",
];

#[derive(Serialize)]
struct Shown<'a> {
    title: &'static str,
    items: Vec<View<'a>>,
}

pub(super) fn render(page: &Page<'_>) -> Result<String, String> {
    let mut resources: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &page.report.changes {
        *resources.entry(change.resource()).or_default() += 1;
    }
    let shown: Vec<Shown<'_>> = (sections(page.report).into_iter())
        .map(|(section, changes)| Shown {
            title: section.title(),
            items: changes.into_iter().map(View::new).collect(),
        })
        .collect();
    let summary = Summary::of(page.report);
    let values = context! {
        title => page.title,
        base => &page.report.base,
        head => &page.report.head,
        summary,
        changes => count(summary.changes, "change"),
        advice => page.advice.map(ToString::to_string),
        sections => shown,
        resources,
        verdicts => VERDICTS,
        nothing => "Nothing changed.",
    };
    crate::page::render("diff.html.j2", TEMPLATE, values)
}
