//! Help can be followed: an annotation that it names is one of the place where the error is.

use super::{Expect, Object, grammar};
use crate::{
    finding::{Finding, Place},
    load::{At, file},
};
use std::{collections::BTreeSet, fs, path::Path};

const COMMON: &str = "\
openapi: 3.0.3
info: { title: common, version: v2 }
paths: {}
components:
  responses:
    Error:
      description: The API refused the request.
      content: { application/json: { schema: { type: object } } }
";

/// What help names that is to be written elsewhere, as it says itself.
const ELSEWHERE: [&str; 3] = [
    "mark its schema with `x-resource",
    "mark the property with ",
    "add `x-paged: true` to the operation",
];

/// The mappings with fixed keys around a place, from the inside.
fn around(at: At<'_>, kind: &'static Object, wanted: &Place) -> Option<Vec<&'static Object>> {
    let is = |place: Place| (place.line, place.column) == (wanted.line, wanted.column);
    for (key, node) in at.pairs() {
        let inner = match kind.expect(key) {
            Some(Expect::Object(inner)) => around(node, inner, wanted),
            Some(Expect::Map(inner)) => node.pairs().find_map(|(name, it)| {
                let found = around(it, inner, wanted);
                found.or_else(|| is(node.place_of(name)).then(|| vec![inner]))
            }),
            Some(Expect::List(inner)) => {
                let count = node.node.as_list().map_or(0, <[_]>::len);
                (0..count).find_map(|index| around(node.index(index), inner, wanted))
            }
            _ => holds(node, wanted).then(Vec::new),
        };
        if let Some(mut found) = inner {
            found.push(kind);
            return Some(found);
        }
        if is(at.place_of(key)) || is(node.place()) {
            return Some(vec![kind]);
        }
    }
    is(at.place()).then(|| vec![kind])
}

/// Whether a place is inside a node.
fn holds(at: At<'_>, wanted: &Place) -> bool {
    let is = |place: Place| (place.line, place.column) == (wanted.line, wanted.column);
    let count = at.node.as_list().map_or(0, <[_]>::len);
    is(at.place())
        || at
            .pairs()
            .any(|(key, it)| is(at.place_of(key)) || holds(it, wanted))
        || (0..count).any(|index| holds(at.index(index), wanted))
}

/// The annotations that a text tells to write: those in backticks.
fn annotations(help: &str) -> BTreeSet<&str> {
    let quoted = help.split('`').skip(1).step_by(2);
    let names = quoted.filter(|it| it.starts_with("x-"));
    names
        .map(|it| it.split([':', ' ']).next().unwrap_or_default())
        .collect()
}

/// Each annotation of help, and whether it may stand at the place or at what holds it.
fn check(finding: &Finding, failed: &mut Vec<String>) -> usize {
    let (Some(place), Some(help)) = (&finding.place, &finding.help) else {
        return 0;
    };
    if ELSEWHERE.iter().any(|it| help.starts_with(it)) || help.starts_with("known here: ") {
        return 0;
    }
    let Ok(file) = file::tree_of(place.source.clone()) else {
        return 0;
    };
    let kinds = around(file.at(), &grammar::DOCUMENT, place).unwrap_or_default();
    let names = annotations(help);
    for name in &names {
        let mut near = kinds.iter().take(2);
        if !near.any(|kind| kind.expect(name).is_some()) {
            failed.push(format!("{place}: {}: {help}", finding.message));
        }
    }
    names.len()
}

#[test]
fn help_names_annotations_that_may_stand_there() {
    let errors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let (mut checked, mut failed) = (0, Vec::new());
    for entry in fs::read_dir(errors).expect("read") {
        let folder = tempfile::tempdir().expect("a folder");
        let v2 = folder.path().join("v2");
        fs::create_dir(&v2).expect("made");
        fs::write(v2.join("common.yaml"), COMMON).expect("written");
        fs::copy(entry.expect("an entry").path(), v2.join("thing.yaml")).expect("copied");
        let report = crate::read(folder.path()).expect_err("refused");
        for finding in report.findings() {
            checked += check(finding, &mut failed);
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    // There is something to check.
    assert!(checked > 20, "{checked}");
}
