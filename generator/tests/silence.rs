//! Nothing of the spec can change the crate in silence: every annotation and keyword of the real spec is taken away, or made
//! another, and what the comparison says is held against what is emitted.
//!
//! Of each kind of mark a few places are tried, spread over the spec and the same in each run; `SITES=all` tries every one, which
//! takes an hour. Annotations without which no spec is read are named here.

#[path = "silence/api.rs"]
mod api;
mod common;
#[path = "silence/marks.rs"]
mod marks;

use api::{Interface, interface, lost};
use chargebee_generator::{
    diff::{self, Semver, Side},
    emit,
    model::{Api, Module},
};
use marks::{How, Mark};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use tempfile::TempDir;

/// Annotations without which no spec is read, since something else asks for them.
const NEEDED: &[&str] = &[
    "x-catalog: one of the list",
    "x-currency-code",
    "x-currency-of",
    "x-decimal",
    "x-enum-descriptions",
    "x-enum-descriptions: one",
    "x-http-status",
    "x-http-status: one",
    "x-id-types",
    "x-id-types: one",
    "x-json",
    "x-method",
    "x-paged",
    "x-resource",
    "x-rust-name",
    "x-sort",
];

/// Keywords that can be left out. All others are what a document consists of.
const KEYWORDS: &[&str] = &[
    "default",
    "deprecated",
    "enum: one of the list",
    "externalDocs",
    "format",
    "maxLength",
    "maximum",
    "minimum",
    "properties: one",
    "required",
    "required: one of the list",
];

/// One version of the spec, and what is emitted for it.
struct Base {
    version: &'static str,
    side: Side,
    interfaces: BTreeMap<String, Interface>,
    roots: [String; 2],
}

impl Base {
    fn new(version: &'static str) -> Self {
        let folder = copy(version);
        let side = Side::read("base", folder.path(), "spec").expect("the spec is right");
        let api = &side.apis[0];
        let interfaces = api.modules.iter().map(|module| {
            let code = emit::module(api, module);
            (module.name.clone(), interface(&module.name, &code))
        });
        Self {
            version,
            interfaces: interfaces.collect(),
            roots: emit::roots(api),
            side,
        }
    }

    fn api(&self) -> &Api {
        &self.side.apis[0]
    }

    fn module(&self, name: &str) -> Option<&Module> {
        self.api().module(name)
    }

    /// What is wrong with what is said about a changed spec; `None` where the spec is refused.
    fn problem(&self, head: &Side) -> Option<String> {
        let report = diff::diff(&self.side, head);
        let api = &head.apis[0];
        // Names of ids stand in every module.
        let names = self.api().id_kinds == api.id_kinds;
        let mut changed = false;
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for module in &api.modules {
            seen.insert(&module.name);
            let old = self.module(&module.name);
            if names && old == Some(module) {
                continue;
            }
            let code = emit::module(api, module);
            let before = old.map(|old| emit::module(self.api(), old));
            if before.as_ref() == Some(&code) {
                continue;
            }
            changed = true;
            let none = Interface::new();
            let was = self.interfaces.get(&module.name).unwrap_or(&none);
            let is = interface(&module.name, &code);
            removed.extend(lost(was, &is).into_iter().cloned());
            added.extend(lost(&is, was).into_iter().cloned());
        }
        for (was, is) in self.roots.iter().zip(emit::roots(api)) {
            if *was != is {
                changed = true;
                let (was, is) = (interface("", was), interface("", &is));
                removed.extend(lost(&was, &is).into_iter().cloned());
                added.extend(lost(&is, &was).into_iter().cloned());
            }
        }
        for (name, was) in self
            .interfaces
            .iter()
            .filter(|(name, _)| !seen.contains(name))
        {
            changed = true;
            removed.extend(was.keys().cloned());
            assert!(!name.is_empty());
        }
        let said = report.semver();
        let rules: Vec<&str> = report.changes.iter().map(|it| it.rule.id).collect();
        let prints: BTreeSet<String> = report.changes.iter().map(|it| it.fingerprint()).collect();
        if prints.len() != report.changes.len() {
            return Some(format!("two of {rules:?} have one fingerprint"));
        }
        if changed && report.changes.is_empty() {
            return Some("the crate is another, and nothing is said".to_owned());
        }
        if !removed.is_empty() && said != Some(Semver::Major) {
            return Some(format!(
                "{said:?} by {rules:?}, and this is gone: {removed:#?}"
            ));
        }
        if !added.is_empty() && said < Some(Semver::Minor) {
            return Some(format!("{said:?} by {rules:?}, and this came: {added:#?}"));
        }
        None
    }

    /// The spec with one mark changed; `None` where it is refused.
    fn with(&self, mark: &Mark<'_>, folder: &Path) -> Option<Side> {
        let path = folder
            .join(self.version)
            .join(format!("{}.yaml", mark.document.stem));
        let changed = mark.applied()?;
        let original = fs::read_to_string(&path).expect("read");
        fs::write(&path, changed).expect("written");
        let head = Side::read_beside("head", folder, "spec", &self.side);
        fs::write(&path, original).expect("written");
        head.ok()
    }
}

fn copy(version: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join(version);
    fs::create_dir(&to).expect("made");
    for entry in fs::read_dir(common::spec().join(version)).expect("listed") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
    }
    folder
}

/// What came of one kind of mark.
#[derive(Default)]
struct Outcome {
    tried: usize,
    read: usize,
    problems: Vec<String>,
}

fn try_kind(base: &Base, kind: &str, marks: &[Mark<'_>], folder: &Path) -> Outcome {
    let mut outcome = Outcome::default();
    let wanted = match std::env::var("SITES") {
        Ok(all) if all == "all" => marks.len(),
        _ => 2,
    };
    // Spread over the spec; the others follow where these are refused.
    let step = (marks.len() / wanted.max(1)).max(1);
    let first = marks.iter().step_by(step).take(wanted);
    let rest = marks
        .iter()
        .enumerate()
        .filter(|(at, _)| at % step != 0)
        .map(|(_, mark)| mark);
    // A kind that is always refused is given up soon.
    for mark in first.chain(rest).take(wanted.max(4)) {
        if outcome.read >= wanted {
            break;
        }
        outcome.tried += 1;
        let Some(head) = base.with(mark, folder) else {
            continue;
        };
        outcome.read += 1;
        if let Some(problem) = base.problem(&head) {
            outcome.problems.push(format!("{kind}: {mark}: {problem}"));
        }
    }
    outcome
}

fn try_all(version: &'static str, how: How) {
    let base = Base::new(version);
    let documents = marks::documents(&common::spec().join(version));
    let kinds = marks::of(&documents, how);
    let kinds: Vec<(&String, &Vec<Mark<'_>>)> = kinds.iter().collect();
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(BTreeMap::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let folder = copy(version);
                while let Some((kind, marks)) = kinds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = try_kind(&base, kind, marks, folder.path());
                    outcomes
                        .lock()
                        .expect("no panic")
                        .insert((*kind).clone(), outcome);
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().expect("no panic");
    let problems: Vec<&String> = outcomes.values().flat_map(|it| &it.problems).collect();
    let problems: Vec<&str> = problems.iter().map(|it| it.as_str()).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    if how == How::Removed {
        let read = |kind: &str| outcomes.get(kind).is_some_and(|it| it.read > 0);
        let annotations = outcomes
            .keys()
            .map(String::as_str)
            .filter(|it| it.starts_with("x-"));
        let wanted = annotations
            .filter(|it| !NEEDED.contains(it))
            .chain(KEYWORDS.iter().copied());
        let never: Vec<&str> = wanted.filter(|kind| !read(kind)).collect();
        assert!(never.is_empty(), "never read without {never:?}");
    }
    let read: usize = outcomes.values().map(|it| it.read).sum();
    eprintln!(
        "{version}: {} kinds of marks, {read} specs compared",
        outcomes.len()
    );
}

#[test]
fn what_goes_from_v2_is_told() {
    try_all("v2", How::Removed);
}

#[test]
fn what_goes_from_v1_is_told() {
    try_all("v1", How::Removed);
}

#[test]
fn what_is_another_in_v2_is_told() {
    try_all("v2", How::Changed);
}
