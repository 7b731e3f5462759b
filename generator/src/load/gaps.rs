//! What of a spec could not be read: findings that only follow from that are not told.

use super::{At, File, VersionFiles, tree::Value};
use crate::finding::{Finding, Place, Report, did_you_mean};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

/// A part of a file that is one operation, one component or one keyword at the top: where it starts, and where the next does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    start: Position,
    end: Position,
}

impl Unit {
    fn has(&self, place: &Place) -> bool {
        (self.start..self.end).contains(&position(place))
    }
}

/// The units of a file in which these places stand.
pub(super) fn units(top: At<'_>, places: &[Place]) -> Vec<Unit> {
    let starts = Starts::new(top);
    places.iter().map(|place| starts.unit(place)).collect()
}

/// Where the units of a file begin.
struct Starts(BTreeSet<Position>);

impl Starts {
    fn new(top: At<'_>) -> Self {
        let mut starts = BTreeSet::new();
        let mut operations = Vec::new();
        for (key, at) in top.pairs() {
            starts.insert(position(&top.place_of(key)));
            if !["paths", "components"].contains(&key) {
                continue;
            }
            for (name, inner) in at.pairs() {
                starts.insert(position(&at.place_of(name)));
                for (name, last) in inner.pairs() {
                    let start = position(&inner.place_of(name));
                    starts.insert(start);
                    operations.extend((key == "paths").then_some((start, last)));
                }
            }
        }
        // A shared answer stands elsewhere than the operations that give it.
        let elsewhere: Vec<Position> = (operations.iter())
            .flat_map(|(own, operation)| answers(*operation).map(move |at| (own, position(&at))))
            .filter(|(own, at)| starts.range(..=at).next_back() != Some(*own))
            .map(|(_, at)| at)
            .collect();
        starts.extend(elsewhere);
        Self(starts)
    }

    fn unit(&self, place: &Place) -> Unit {
        let at = position(place);
        let after = (Bound::Excluded(at), Bound::Unbounded);
        Unit {
            start: self.0.range(..=at).next_back().copied().unwrap_or((0, 0)),
            end: self
                .0
                .range(after)
                .next()
                .copied()
                .unwrap_or((usize::MAX, 0)),
        }
    }
}

/// A line and a column.
type Position = (usize, usize);

fn position(place: &Place) -> Position {
    (place.line, place.column)
}

/// Where the answers of an operation begin.
fn answers<'a>(operation: At<'a>) -> impl Iterator<Item = Place> + use<'a> {
    let answers = operation.find("responses").into_iter().flat_map(At::pairs);
    answers.filter_map(|(_, answer)| {
        let (first, _) = answer.pairs().next()?;
        Some(answer.place_of(first))
    })
}

/// A unit of a file with what it refers to: files by their stem, each with the component that it means, or with none where it
/// means any of it.
#[derive(Debug)]
struct Part<'a> {
    stem: &'a str,
    /// As references name it; nothing where it is no component.
    name: String,
    /// Its own unit, and those of the answers that it shares with others.
    units: Vec<Unit>,
    links: BTreeSet<(&'a str, String)>,
    /// Whether it names something of a file that is absent.
    is_open: bool,
}

impl<'a> Part<'a> {
    fn all(file: &'a File, gaps: &Gaps) -> Vec<Self> {
        let (mut parts, starts) = (Vec::new(), Starts::new(file.at()));
        let mut add = |holder: At<'a>, key: &str, at: At<'a>, name: String| {
            let mut links = BTreeSet::new();
            links_of(at, &file.stem, false, &mut links);
            let places = std::iter::once(holder.place_of(key)).chain(answers(at));
            parts.push(Part {
                stem: &file.stem,
                name,
                units: places.map(|place| starts.unit(&place)).collect(),
                links,
                is_open: gaps.is_named_in(at, false),
            });
        };
        for (key, at) in file.at().pairs() {
            if !["paths", "components"].contains(&key) {
                add(file.at(), key, at, String::new());
                continue;
            }
            for (name, inner) in at.pairs() {
                for (last, node) in inner.pairs() {
                    add(inner, last, node, format!("/{key}/{name}/{last}"));
                }
            }
        }
        parts
    }
}

/// Up to so many references into a file that is not there may be mistyped; more say that the file is missing.
const MISTYPED: usize = 3;

/// What is missing of the files of a version.
#[derive(Debug, Default)]
pub(crate) struct Gaps {
    /// The files that cannot be read or are not there.
    absent: BTreeSet<String>,
    /// By the stem of a file, what refers to one of those, or to something that does.
    dependent: BTreeMap<String, Vec<Unit>>,
    /// Whether something in a file was left out.
    is_partial: bool,
}

impl Gaps {
    /// `unread` are the files that are there and cannot be read. Says what refers to files that are not.
    pub(super) fn new(files: &[File], unread: BTreeSet<String>, report: &mut Report) -> Self {
        let mut gaps = Self {
            absent: unread,
            dependent: BTreeMap::new(),
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
        if !gaps.absent.is_empty() {
            gaps.dependent = gaps.dependents(files);
        }
        gaps
    }

    /// What refers to an absent file, or to something that does: nothing else can be wrong because of it.
    fn dependents(&self, files: &[File]) -> BTreeMap<String, Vec<Unit>> {
        let mut parts: Vec<Part<'_>> = files.iter().flat_map(|it| Part::all(it, self)).collect();
        loop {
            let open: BTreeSet<(&str, String)> = (parts.iter().filter(|part| part.is_open))
                .flat_map(|part| [(part.stem, part.name.clone()), (part.stem, String::new())])
                .collect();
            let mut more = false;
            for part in parts.iter_mut().filter(|part| !part.is_open) {
                part.is_open = part.links.iter().any(|link| open.contains(link));
                more |= part.is_open;
            }
            if !more {
                break;
            }
        }
        let mut dependent: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
        for part in parts.iter().filter(|part| part.is_open) {
            dependent
                .entry(part.stem.to_owned())
                .or_default()
                .extend(part.units.iter().copied());
        }
        dependent
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

/// What a node refers to: components, and in `names` resources by the stem of their file.
fn links_of<'a>(at: At<'a>, own: &'a str, names: bool, found: &mut BTreeSet<(&'a str, String)>) {
    match &at.node.value {
        Value::Text(stem) if names => {
            found.insert((stem, String::new()));
        }
        Value::List(list) => {
            (0..list.len()).for_each(|it| links_of(at.index(it), own, names, found));
        }
        Value::Map(_) => {
            for (key, inner) in at.pairs() {
                let names = names || matches!(key, "x-content" | "x-events");
                links_of(inner, own, names, found);
                let text = inner.node.as_text().filter(|_| key == "$ref");
                if let Some((file, pointer)) = text.and_then(|text| text.split_once('#')) {
                    let stem = file.trim_start_matches("./").trim_end_matches(".yaml");
                    let component: Vec<&str> = pointer.split('/').take(4).collect();
                    let stem = if stem.is_empty() { own } else { stem };
                    found.insert((stem, component.join("/")));
                }
            }
        }
        _ => {}
    }
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
        let dependent = self.gaps.dependent.get(&file.stem).into_iter().flatten();
        let mut units = file.repaired.iter().chain(dependent);
        units.any(|unit| unit.has(place))
    }
}
