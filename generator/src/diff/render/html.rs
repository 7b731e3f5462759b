//! A report as one page that needs nothing else: it loads nothing, and runs one script, its own.
//!
//! Everything from the spec goes through the escaping of the template. Should something slip through it, the page's own
//! security policy names the one script that may run by its hash.

use super::{Page, Summary, json::View, sections};
use crate::diff::words::count;
use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{AutoEscape, Environment, HtmlEscape, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write as _};

const TEMPLATE: &str = include_str!("../../../../templates/diff.html.j2");
const SCRIPT: &str = include_str!("../../../../templates/diff.js");
const STYLE: &str = include_str!("../../../../templates/diff.css");

#[derive(Serialize)]
struct Shown<'a> {
    title: &'static str,
    changes: Vec<View<'a>>,
}

pub(super) fn render(page: &Page<'_>) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    environment.add_filter("names", names);
    let mut resources: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &page.report.changes {
        *resources.entry(change.resource()).or_default() += 1;
    }
    let shown: Vec<Shown<'_>> = (sections(page.report).into_iter())
        .map(|(section, changes)| Shown {
            title: section.title(),
            changes: changes.into_iter().map(View::new).collect(),
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
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        script_hash => STANDARD.encode(Sha256::digest(SCRIPT)),
        style_hash => STANDARD.encode(Sha256::digest(STYLE)),
    };
    let text = environment.render_str(TEMPLATE, values);
    text.map_err(|error| format!("templates/diff.html.j2: {error:#}"))
}

/// What stands in backticks as code; all of it escaped.
fn names(text: &str) -> Value {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = HtmlEscape(part);
        // Writing to a string does not fail.
        let _ = match at % 2 {
            0 => write!(out, "{part}"),
            _ => write!(out, "<code>{part}</code>"),
        };
    }
    Value::from_safe_string(out)
}
