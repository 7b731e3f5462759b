//! A report for people and programs: a terminal, a comment on a pull request, JSON, a page.

mod html;
mod json;
mod markdown;
mod text;

use super::{
    advice::Advice,
    change::{Change, RenamedBy, Report, Semver, Verdicts, Wire},
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

/// Changes that a reviewer looks at together, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Money,
    Breaking,
    Surprising,
    Major,
    Minor,
    Patch,
    Docs,
    Accepted,
}

impl Section {
    pub(super) const ALL: [Self; 8] = [
        Self::Money,
        Self::Breaking,
        Self::Surprising,
        Self::Major,
        Self::Minor,
        Self::Patch,
        Self::Docs,
        Self::Accepted,
    ];

    pub(super) fn of(change: &Change) -> Self {
        if change.accepted {
            Self::Accepted
        } else {
            Self::by_verdicts(change)
        }
    }

    /// The same whether somebody accepted it or not.
    pub(super) fn by_verdicts(change: &Change) -> Self {
        match change.verdicts {
            Verdicts { money: true, .. } => Self::Money,
            Verdicts {
                wire: Wire::Breaking,
                ..
            } => Self::Breaking,
            Verdicts {
                wire: Wire::Surprising,
                ..
            } => Self::Surprising,
            Verdicts {
                docs_only: true, ..
            } => Self::Docs,
            Verdicts { krate, .. } => match krate {
                Semver::Major => Self::Major,
                Semver::Minor => Self::Minor,
                Semver::Patch => Self::Patch,
            },
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Money => "Money",
            Self::Breaking => "Breaks integrations",
            Self::Surprising => "May surprise integrations",
            Self::Major => "Breaks only the crate",
            Self::Minor => "Added",
            Self::Patch => "Changed compatibly",
            Self::Docs => "Words only",
            Self::Accepted => "Accepted",
        }
    }

    /// What must never be left out without a word.
    pub(super) fn must_be_seen(self) -> bool {
        matches!(self, Self::Money | Self::Breaking)
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

/// The word for a verdict on the crate.
#[must_use]
pub fn semver(semver: Semver) -> &'static str {
    match semver {
        Semver::Patch => "patch",
        Semver::Minor => "minor",
        Semver::Major => "major",
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

/// What was and what is, but for what the message says already; of long texts the part where they differ.
pub(super) fn before_and_after(change: &Change, most: usize) -> [Option<String>; 2] {
    let both = [change.before.as_deref(), change.after.as_deref()];
    let told = |text: &str| {
        let message = &change.message;
        message.contains(&format!("`{text}`")) || (text.starts_with('`') && message.contains(text))
    };
    match both {
        [Some(before), Some(after)] if told(before) && told(after) => [None, None],
        [Some(before), Some(after)] => clipped_pair(before, after, most).map(Some),
        one => one.map(|text| {
            text.filter(|text| !told(text))
                .map(|text| clipped(text, most))
        }),
    }
}

/// A text of at most so many characters.
fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Two texts of at most so many characters each: from a word shortly before the first in which they differ, where that lies
/// further behind.
fn clipped_pair(before: &str, after: &str, most: usize) -> [String; 2] {
    if [before, after].iter().all(|it| it.chars().count() <= most) {
        return [before.to_owned(), after.to_owned()];
    }
    let both = || before.chars().zip(after.chars());
    let same = both().take_while(|(left, right)| left == right).count();
    let around = most / 4;
    // The last space that lies so far before the difference.
    let spaces = both().take(same.saturating_sub(around)).enumerate();
    let start = spaces
        .filter(|(_, (c, _))| c.is_whitespace())
        .map(|(at, _)| at + 1)
        .last()
        .filter(|_| same >= most.saturating_sub(around));
    [before, after].map(|text| match start {
        None => clipped(text, most),
        Some(start) => {
            let rest: String = text.chars().skip(start).collect();
            format!("…{}", clipped(&rest, most.saturating_sub(1)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::clipped_pair;

    #[test]
    fn long_texts_are_cut_around_where_they_differ() {
        let common = "word ".repeat(100);
        let (before, after) = (
            format!("{common}old end {common}"),
            format!("{common}new end {common}"),
        );
        let [was, is] = clipped_pair(&before, &after, 60);
        assert!(was.starts_with("…word ") && was.ends_with('…'), "{was}");
        assert!(
            was.contains("old end") && is.contains("new end"),
            "{was} {is}"
        );
        assert!(was.chars().count() <= 60 && is.chars().count() <= 60);
        assert_eq!(clipped_pair("a b", "a c", 60), ["a b", "a c"]);
        // They differ at once: the start is what counts.
        let [was, is] = clipped_pair(&format!("x {common}"), &format!("y {common}"), 20);
        assert!(
            was.starts_with("x word") && is.starts_with("y word"),
            "{was} {is}"
        );
        // One is the start of the other.
        let [was, is] = clipped_pair(&common, &format!("{common}and more"), 40);
        assert!(
            is.contains("and more") && !was.contains("and"),
            "{was} {is}"
        );
    }
}
