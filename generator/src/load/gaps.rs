//! What of a spec could not be read: findings that only follow from that are not told.

use super::{At, File, VersionFiles, tree::Value};
use crate::finding::{Finding, Place, Report, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};

/// A part of a file that is one operation, one component or one keyword at the top: where it starts, and where the next does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    start: (usize, usize),
    end: (usize, usize),
}

/// The units of a file in which these places stand.
pub(super) fn units(top: At<'_>, places: &[Place]) -> Vec<Unit> {
    let mut starts = BTreeSet::new();
    let mut start = |at: At<'_>, key: &str| {
        let place = at.place_of(key);
        starts.insert((place.line, place.column));
    };
    for (key, at) in top.pairs() {
        start(top, key);
        if !["paths", "components"].contains(&key) {
            continue;
        }
        for (name, inner) in at.pairs() {
            start(at, name);
            inner.pairs().for_each(|(name, _)| start(inner, name));
        }
    }
    let starts: Vec<(usize, usize)> = starts.into_iter().collect();
    let unit = |place: &Place| {
        let at = (place.line, place.column);
        let next = starts.partition_point(|start| *start <= at);
        Unit {
            start: next
                .checked_sub(1)
                .and_then(|it| starts.get(it))
                .copied()
                .unwrap_or((0, 0)),
            end: starts.get(next).copied().unwrap_or((usize::MAX, 0)),
        }
    };
    places.iter().map(unit).collect()
}

/// Up to so many references into a file that is not there may be mistyped; more say that the file is missing.
const MISTYPED: usize = 3;

/// What is missing of the files of a version.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    /// The files that cannot be read or are not there.
    absent: BTreeSet<String>,
    /// The files that refer to one of those.
    dependent: BTreeSet<String>,
    /// Whether something in a file was left out.
    is_partial: bool,
}

impl Gaps {
    /// `unread` are the files that are there and cannot be read. Says what refers to files that are not.
    pub(super) fn new(files: &[File], unread: BTreeSet<String>, report: &mut Report) -> Self {
        let mut gaps = Self {
            absent: unread,
            dependent: BTreeSet::new(),
            is_partial: files.iter().any(|file| !file.repaired.is_empty()),
        };
        let stems: BTreeSet<&str> = files.iter().map(|file| file.stem.as_str()).collect();
        let mut references = Vec::new();
        for file in files {
            references_of(file.at(), &mut references);
        }
        let mut missing: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
        for (stem, at) in &references {
            if !stems.contains(stem) && !gaps.absent.contains(*stem) {
                missing.entry(stem).or_default().push(at.place_of("$ref"));
            }
        }
        // A name that was mistyped here and there is told where it stands.
        for (stem, places) in missing.iter().filter(|(_, places)| places.len() > MISTYPED) {
            if let Some(first) = places.first() {
                let near = did_you_mean(stem, stems.iter().copied());
                report.push(no_file(stem, first, places.len(), near));
            }
            gaps.absent.insert((*stem).to_owned());
        }
        for file in files {
            if gaps.is_named_in(file.at(), false) {
                gaps.dependent.insert(file.stem.clone());
            }
        }
        // What refers to a file that refers to such a one.
        loop {
            let next = files.iter().find(|file| {
                let mut found = Vec::new();
                references_of(file.at(), &mut found);
                !gaps.dependent.contains(&file.stem)
                    && found.iter().any(|(stem, _)| gaps.dependent.contains(*stem))
            });
            let Some(next) = next else { break };
            gaps.dependent.insert(next.stem.clone());
        }
        gaps
    }

    /// Whether something is missing, so that what nothing uses may be used there.
    pub(crate) fn are_there(&self) -> bool {
        self.is_partial || !self.absent.is_empty()
    }

    /// Whether a file cannot be read or is not there.
    pub(crate) fn absent(&self) -> impl Iterator<Item = &str> {
        self.absent.iter().map(String::as_str)
    }

    /// Whether a node names an absent file, or something of its resource.
    fn is_named_in(&self, at: At<'_>, names: bool) -> bool {
        let named = |text: &str| {
            let stem = text.split(['.', '#', ' ']).next().unwrap_or_default();
            let stem = stem.trim_start_matches("./");
            let whole = stem == text && !names;
            !whole && self.absent.contains(stem)
        };
        match &at.node.value {
            Value::Text(text) => named(text),
            Value::List(list) => (0..list.len()).any(|it| self.is_named_in(at.index(it), names)),
            Value::Map(_) => at.pairs().any(|(key, at)| {
                self.is_named_in(at, names || matches!(key, "x-content" | "x-events"))
            }),
            _ => false,
        }
    }
}

fn no_file(stem: &str, first: &Place, count: usize, near: Option<String>) -> Finding {
    let message = format!(
        "there is no file `{stem}.yaml` in this version, and {count} references lead into it; this is the first"
    );
    let near = near.map_or_else(String::new, |near| format!("{near} "));
    Finding::at(first.clone(), message).help(format!(
        "{near}put the file back, or correct the references; what else is wrong with the files that have them is told then"
    ))
}

/// The files that the references below a node lead into.
fn references_of<'a>(at: At<'a>, found: &mut Vec<(&'a str, At<'a>)>) {
    match &at.node.value {
        Value::List(list) => (0..list.len()).for_each(|it| references_of(at.index(it), found)),
        Value::Map(_) => {
            for (key, inner) in at.pairs() {
                references_of(inner, found);
                let text = inner.node.as_text().filter(|_| key == "$ref");
                let file = text
                    .and_then(|text| text.split_once('#'))
                    .map(|(file, _)| file);
                let stem =
                    file.and_then(|file| file.trim_start_matches("./").strip_suffix(".yaml"));
                found.extend(stem.map(|stem| (stem, at)));
            }
        }
        _ => {}
    }
}

impl VersionFiles {
    /// Whether a finding may follow from what is missing, and so says nothing.
    pub(crate) fn explains(&self, finding: &Finding) -> bool {
        let Some(place) = &finding.place else {
            return self.gaps.are_there();
        };
        let mut files = self.files.iter();
        let Some(file) = files.find(|file| file.source.name == place.source.name) else {
            return false;
        };
        let at = (place.line, place.column);
        let mut units = file.repaired.iter();
        self.gaps.dependent.contains(&file.stem) || units.any(|it| it.start <= at && at < it.end)
    }
}
