//! A report for people and programs: a terminal, a comment on a pull request, JSON, a page.

mod html;
mod json;
mod markdown;
mod text;

use super::{
    advice::Advice,
    change::{Change, RenamedBy, Report, Wire},
    section::Section,
};
use serde::Serialize;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The heading.
    pub title: &'a str,
    /// The changes.
    pub report: &'a Report,
    /// What the changes ask of the crate's version, where there is a crate that has them.
    pub advice: Option<&'a Advice>,
}

impl Page<'_> {
    /// For a terminal.
    #[must_use]
    pub fn text(&self, color: bool) -> String {
        text::render(self, color)
    }

    /// For a comment on GitHub: never longer than it takes.
    ///
    /// # Errors
    /// Where the template is broken.
    pub fn markdown(&self) -> Result<String, String> {
        markdown::render(self)
    }

    /// For programs.
    ///
    /// # Errors
    /// None that input can cause.
    pub fn json(&self) -> Result<String, String> {
        json::render(self)
    }

    /// One self-contained page.
    ///
    /// # Errors
    /// Where the template is broken.
    pub fn html(&self) -> Result<String, String> {
        html::render(self)
    }
}

/// The sections that hold something.
fn sections(report: &Report) -> Vec<(Section, Vec<&Change>)> {
    let own = |section: Section| {
        let all = report.changes.iter();
        let own: Vec<&Change> = all.filter(|it| Section::of(it) == section).collect();
        (section, own)
    };
    let all = Section::ALL.map(own);
    all.into_iter().filter(|(_, own)| !own.is_empty()).collect()
}

/// How many of what there are; accepted changes count nowhere but among all and among themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// All.
    pub changes: usize,
    /// About money.
    pub money: usize,
    /// Breaking on the wire, money included.
    pub breaking: usize,
    /// Surprising on the wire, money included.
    pub surprising: usize,
    /// Words only.
    pub docs_only: usize,
    /// Accepted.
    pub accepted: usize,
}

impl Summary {
    /// Counts a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let count = |which: &dyn Fn(&Change) -> bool| {
            let open = report.changes.iter().filter(|it| !it.accepted);
            open.filter(|it| which(it)).count()
        };
        Self {
            changes: report.changes.len(),
            money: count(&|it| it.verdicts.money),
            breaking: count(&|it| it.verdicts.wire == Wire::Breaking),
            surprising: count(&|it| it.verdicts.wire == Wire::Surprising),
            docs_only: count(&|it| it.verdicts.docs_only),
            accepted: report.changes.iter().filter(|it| it.accepted).count(),
        }
    }
}

/// The word for a verdict on the wire.
pub(super) fn wire(wire: Wire) -> &'static str {
    match wire {
        Wire::Compatible => "compatible",
        Wire::Surprising => "surprising",
        Wire::Breaking => "breaking",
    }
}

/// How a rename is known.
pub(super) fn renamed(by: RenamedBy) -> String {
    match by {
        RenamedBy::Annotation => "a rename by `x-renamed-from`".to_owned(),
        RenamedBy::Identity => "a rename: what identifies it stayed".to_owned(),
        RenamedBy::Likeness(score) => format!("taken for a rename: {score} % alike"),
    }
}

/// Who has to do with a change, in a few words: each resource once, with at most `most` resources of each kind and as many names of
/// each resource.
fn users(change: &Change, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |verb: &str, what: &str, all: &[String]| {
        if all.is_empty() {
            return;
        }
        let mut resources: Vec<(&str, Vec<String>)> = Vec::new();
        for path in all {
            let (resource, name) = parts(path);
            match resources.iter_mut().find(|(known, _)| *known == resource) {
                Some((_, names)) => names.push(name),
                None => resources.push((resource, vec![name])),
            }
        }
        let named = resources.iter().map(|(resource, names)| {
            let resource = resource.replace('`', "'");
            format!("{resource} ({})", some(names, most))
        });
        let named: Vec<String> = named.collect();
        let count = super::words::count(all.len(), what);
        lines.push(format!("{verb} {count}: {}", some(&named, most)));
    };
    say("at", "place", &change.sites);
    say("used by", "operation", &change.users.operations);
    say("held by", "type", &change.users.types);
    lines
}

/// The first of them, and how many there are besides.
fn some(all: &[String], most: usize) -> String {
    let named = all.get(..most).unwrap_or(all).join(", ");
    match all.len().saturating_sub(most) {
        0 => named,
        rest => format!("{named} and {rest} more"),
    }
}

/// `v2/invoice/operation/create` as the resource and what of it: `invoice` and `create`, without the version.
fn parts(path: &str) -> (&str, String) {
    let path = path.split_once('/').map_or(path, |(_, rest)| rest);
    let (resource, rest) = path.split_once('/').unwrap_or((path, path));
    let rest = rest.strip_prefix("operation/").unwrap_or(rest);
    let rest = rest.replace("/parameter/", "/").replace('`', "'");
    (resource, format!("`{rest}`"))
}
