//! The next version of the crate, and what its changelog says.

use super::{
    change::{self, Change, Report, Semver},
    clip::before_and_after,
    section::Section,
};
use semver::Version;
use std::fmt::{self, Write as _};

/// What version comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The version that the changes are counted from.
    pub current: Version,
    /// What the changes ask for; `None` where there are none.
    pub semver: Option<Semver>,
    /// The version that follows.
    pub next: Version,
    /// The version that the head already says, where it says another.
    pub given: Option<Version>,
}

impl Advice {
    /// The version after `current` with the changes of a report; cargo's rules for versions below 1.0.0 and 0.1.0 count.
    #[must_use]
    pub fn new(current: &Version, given: Option<&Version>, report: &Report) -> Self {
        let semver = report.semver();
        Self {
            current: current.clone(),
            semver,
            next: next(current, semver),
            given: given.filter(|given| *given != current).cloned(),
        }
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            current,
            semver,
            next,
            given,
        } = self;
        match semver {
            None => write!(f, "the crate stays at {current}")?,
            Some(needed) => {
                write!(
                    f,
                    "a {} change of the crate: {current} to {next}",
                    change::semver(*needed)
                )?;
                if current.major == 0 {
                    let which = if current.minor == 0 { "patch" } else { "minor" };
                    write!(
                        f,
                        " (below 1.0.0 cargo takes the {which} number for what breaks)"
                    )?;
                }
            }
        }
        match given {
            Some(given) if given >= next => write!(f, "; the manifest says {given} already"),
            Some(given) => write!(f, "; the manifest says {given}, which is not enough"),
            None => Ok(()),
        }
    }
}

/// Below 1.0.0 the minor number is what breaks, below 0.1.0 the patch number.
fn next(current: &Version, semver: Option<Semver>) -> Version {
    let Some(semver) = semver else {
        return current.clone();
    };
    let Version {
        major,
        minor,
        patch,
        ..
    } = *current;
    let (major, minor, patch) = match (major, minor, semver) {
        // What comes after a pre-release is the release that it announces; whether it may break was decided there.
        _ if !current.pre.is_empty() => (major, minor, patch),
        (0, 0, _) => (0, 0, patch + 1),
        (0, minor, Semver::Major) => (0, minor + 1, 0),
        (0, minor, _) => (0, minor, patch + 1),
        (major, _, Semver::Major) => (major + 1, 0, 0),
        (major, minor, Semver::Minor) => (major, minor + 1, 0),
        (major, minor, Semver::Patch) => (major, minor, patch + 1),
    };
    Version::new(major, minor, patch)
}

/// The section of the changelog for the next version: what users of the crate must know, words left out.
#[must_use]
pub fn changelog(report: &Report, advice: &Advice) -> String {
    let mut out = format!("## {}\n", advice.next);
    for section in Section::ALL {
        let changes = report.changes.iter();
        let own: Vec<&Change> = changes
            .filter(|it| Section::by_verdicts(it) == section && section != Section::Docs)
            .collect();
        if own.is_empty() {
            continue;
        }
        // Writing to a string does not fail.
        let _ = write!(out, "\n### {}\n\n", section.title());
        for change in own {
            let _ = writeln!(
                out,
                "- {}: {}{}",
                items(change),
                line(&change.message),
                detail(change)
            );
        }
    }
    let words = report
        .changes
        .iter()
        .filter(|it| it.verdicts.docs_only)
        .count();
    if words > 0 {
        let _ = write!(out, "\n### Documentation\n\n- {words} changed\n");
    }
    out
}

/// How many names a line holds, and how much of what was and is.
const MOST_NAMES: usize = 3;
const MOST_TEXT: usize = 160;

/// The item as users of the crate write it.
fn items(change: &Change) -> String {
    if change.rust.is_empty() {
        return format!("`{}`", change.path);
    }
    let named = change.rust.iter().take(MOST_NAMES);
    let named: Vec<String> = named.map(|name| format!("`{name}`")).collect();
    match change.rust.len().saturating_sub(MOST_NAMES) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn detail(change: &Change) -> String {
    let [before, after] = before_and_after(change, MOST_TEXT);
    match (before, after) {
        (Some(before), Some(after)) => format!(" (was {}, is {})", line(&before), line(&after)),
        _ => String::new(),
    }
}

/// Text of the spec on one line of Markdown, without a chance to be a tag.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('<', "&lt;")
}

/// A changelog with this section: in place of the one of the same version, before all others, or as the first.
#[must_use]
pub fn with_section(changelog: &str, section: &str) -> String {
    let heading = section.lines().next().unwrap_or_default();
    let text = if changelog.trim().is_empty() {
        "# Changelog\n"
    } else {
        changelog
    };
    let (mut head, mut rest) = (String::new(), String::new());
    let (mut skipping, mut in_rest) = (false, false);
    for text in text.lines() {
        if text.starts_with("## ") {
            in_rest = true;
            skipping = text.trim_end() == heading;
        }
        let part = if in_rest { &mut rest } else { &mut head };
        if !skipping {
            part.push_str(text);
            part.push('\n');
        }
    }
    let mut out = format!("{}\n\n{}", head.trim_end(), section.trim_end());
    out.push('\n');
    if !rest.is_empty() {
        out.push('\n');
        out.push_str(&rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_follow_cargo() {
        for (current, semver, expected) in [
            ("1.4.2", Some(Semver::Major), "2.0.0"),
            ("1.4.2", Some(Semver::Minor), "1.5.0"),
            ("1.4.2", Some(Semver::Patch), "1.4.3"),
            ("0.4.2", Some(Semver::Major), "0.5.0"),
            ("0.4.2", Some(Semver::Minor), "0.4.3"),
            ("0.4.2", Some(Semver::Patch), "0.4.3"),
            ("0.0.2", Some(Semver::Major), "0.0.3"),
            ("0.0.2", Some(Semver::Minor), "0.0.3"),
            ("1.0.0-rc.1", Some(Semver::Major), "1.0.0"),
            ("1.4.2", None, "1.4.2"),
        ] {
            let current = Version::parse(current).expect("a version");
            assert_eq!(
                next(&current, semver).to_string(),
                expected,
                "{current} {semver:?}"
            );
        }
    }

    #[test]
    fn a_section_is_put_first_and_replaced() {
        let first = with_section("", "## 0.2.0\n\n- a\n");
        assert_eq!(first, "# Changelog\n\n## 0.2.0\n\n- a\n");
        let second = with_section(&first, "## 0.3.0\n\n- b\n");
        assert_eq!(
            second,
            "# Changelog\n\n## 0.3.0\n\n- b\n\n## 0.2.0\n\n- a\n"
        );
        let again = with_section(&second, "## 0.2.0\n\n- c\n");
        assert_eq!(
            again,
            "# Changelog\n\n## 0.2.0\n\n- c\n\n## 0.3.0\n\n- b\n\n"
        );
    }
}
