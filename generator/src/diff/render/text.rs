//! A report for a terminal: a block for each change, its parts aligned.

use super::{Page, Summary, renamed, sections, users, wire};
use crate::diff::{
    change::{Change, semver},
    clip::{before_and_after, clipped},
    section::Section,
    words::count,
};
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;

/// How much of a description is shown.
const MOST_TEXT: usize = 300;
/// How much of what an operation takes or answers is shown.
const MOST_DETAILS: usize = 1_000;
/// How many names are shown of each kind.
const MOST_NAMES: usize = 6;

pub(super) fn render(page: &Page<'_>, color: bool) -> String {
    let paint = Paint { color };
    let summary = Summary::of(page.report);
    let mut out = String::new();
    // Writing to a string does not fail.
    let (base, head) = (clean(&page.report.base), clean(&page.report.head));
    let _ = writeln!(out, "{}: {base} to {head}", page.title);
    for (section, changes) in sections(page.report) {
        let title = format!("{} ({})", section.title(), changes.len());
        let _ = write!(out, "\n{}\n", paint.with(heading(section), &title));
        // The verdicts and the paths stand in columns.
        let width = changes
            .iter()
            .map(|it| it.path.chars().count())
            .max()
            .unwrap_or_default()
            .min(72);
        for change in changes {
            block(&mut out, change, width, &paint);
        }
    }
    let _ = writeln!(
        out,
        "\n{}: {} money, {} breaking, {} surprising, {} words only, {} accepted",
        count(summary.changes, "change"),
        summary.money,
        summary.breaking,
        summary.surprising,
        summary.docs_only,
        summary.accepted,
    );
    if let Some(advice) = page.advice {
        let _ = writeln!(out, "{advice}");
    }
    out
}

fn block(out: &mut String, change: &Change, width: usize, paint: &Paint) {
    let verdicts = format!(
        "{:<10} {:<5}",
        wire(change.verdicts.wire),
        semver(change.verdicts.krate)
    );
    let path = format!("{:<width$}", clean(&change.path));
    let style = heading(Section::of(change));
    let mut line = format!(
        "  {}  {path}  {}",
        paint.with(style, &verdicts),
        clean(&change.message)
    );
    line.truncate(line.trim_end().len());
    let _ = writeln!(out, "{line}");
    let mut more = |text: String| {
        let _ = writeln!(
            out,
            "  {:16}  {}",
            "",
            paint.with(Style::new().dimmed(), &text)
        );
    };
    for (word, text) in ["was ", "is  "]
        .iter()
        .zip(before_and_after(change, MOST_TEXT))
    {
        if let Some(text) = text {
            more(format!("{word} {}", clean(&text)));
        }
    }
    for line in &change.details {
        more(clean(&clipped(line, MOST_DETAILS)));
    }
    if let Some(by) = change.renamed {
        more(renamed(by));
    }
    for line in users(change, MOST_NAMES) {
        more(clean(&line));
    }
    if let Some(note) = &change.note {
        more(clean(note));
    }
    let place = change.place.as_ref().map_or_else(String::new, |place| {
        format!("{}  ", clean(&place.to_string()))
    });
    more(format!(
        "{place}[{}]  {}",
        change.rule.id,
        change.fingerprint()
    ));
}

fn heading(section: Section) -> Style {
    let color = match section {
        Section::Money | Section::Breaking => AnsiColor::Red,
        Section::Surprising | Section::Major => AnsiColor::Yellow,
        Section::Minor => AnsiColor::Green,
        Section::Patch | Section::Docs | Section::Accepted => AnsiColor::Cyan,
    };
    let style = color.on_default();
    if section.must_be_seen() {
        style.bold()
    } else {
        style
    }
}

struct Paint {
    color: bool,
}

impl Paint {
    fn with(&self, style: Style, text: &str) -> String {
        if self.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// Text of the spec on one line, without anything that a terminal obeys.
fn clean(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}
