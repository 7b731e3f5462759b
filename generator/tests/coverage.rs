//! The comparison of facts and spec: each kind of difference is found, and nothing else.

mod common;

use chargebee_generator::{
    coverage::{Coverage, Kind, coverage},
    model::Api,
};
use insta::assert_snapshot;
use std::{collections::BTreeSet, fs, path::Path};

const SPEC: &str = include_str!("coverage/thing.yaml");
const THING: &str = include_str!("coverage/thing.json");
const OTHER: &str = r#"{"resource": "other", "attributes": [{"name": "id", "type": "string"}]}"#;
const EVENTS: &str = r#"[
    {"event_type": "thing_made", "content": ["thing"], "deprecated": true},
    {"event_type": "thing_renamed", "content": ["thing"]}
]"#;
const ENUMS: &str = r#"{"event_type": {"values": ["thing_made", "thing_lost"]}}"#;
const ERRORS: &str = r#"{"other": [{"code": "site_not_found", "http_status": 404}]}"#;

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
}

fn held(thing: &str, apis: &[Api]) -> Coverage {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("v2/resources/thing.json", thing),
        ("v2/resources/other.json", OTHER),
        ("v2/events.json", EVENTS),
        ("v2/enums.json", ENUMS),
        ("errors.json", ERRORS),
    ];
    write(folder.path(), &files);
    coverage(folder.path(), apis).expect("the facts are read")
}

fn spec(yaml: &str) -> Vec<Api> {
    common::read(yaml).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

#[test]
fn every_kind_of_difference() {
    let coverage = held(THING, &spec(SPEC));
    assert_snapshot!(coverage.to_string());
    let found: BTreeSet<Kind> = coverage.differences.iter().map(|it| it.kind).collect();
    // The spec has no place for these two yet.
    let wanted = |kind: &Kind| !matches!(kind, Kind::EventContents | Kind::ErrorCodes);
    let silent: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|kind| wanted(kind) && !found.contains(kind))
        .collect();
    // A body that is no form is another test, since this spec has no body at all there; so are the steps from v1 to v2.
    assert_eq!(silent, [Kind::Bodies, Kind::Migration]);
    for count in &coverage.kinds {
        assert!(count.have <= count.total, "{count:?}");
        assert!(
            found.contains(&count.kind) == (count.have < count.total)
                || !wanted(&count.kind)
                || matches!(count.kind, Kind::Bodies | Kind::Migration),
            "{count:?}"
        );
    }
}

/// Steps that the spec tells, one of them by the name that the documentation gives the operation, and steps that it does not.
#[test]
fn steps_from_the_first_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let step = |kind: &str, what: &str, from: &str, to: &str| {
        format!(
            r#"{{"resource": "invoice", "kind": "{kind}", "what": "{what}", "from": {from}, "to": {to}, "basis": "docs"}}"#
        )
    };
    let steps = [
        step("renamed", "attribute", r#""amount""#, r#""total""#),
        step("behaviour", "operation", r#""void""#, r#""void""#),
        step("removed", "attribute", r#""start_date""#, "null"),
        step("renamed", "attribute", r#""amount""#, r#""amount_due""#),
        step("removed", "attribute", r#""amount_due""#, "null"),
    ];
    let facts = format!("[{}]", steps.join(","));
    write(
        folder.path(),
        &[
            ("v1/resources/thing.json", OTHER),
            ("migration_v1_v2.json", &facts),
        ],
    );
    let apis = chargebee_generator::read(common::spec()).expect("the spec is right");
    let coverage = coverage(folder.path(), &apis).expect("the facts are read");
    let count = coverage
        .kinds
        .iter()
        .find(|it| it.kind == Kind::Migration)
        .expect("counted");
    assert_eq!((count.have, count.total), (3, 5));
    let missing: Vec<&str> = (coverage.differences.iter())
        .filter(|it| it.kind == Kind::Migration)
        .map(|it| it.item.as_str())
        .collect();
    assert_eq!(
        missing,
        [
            "invoice removed amount_due to nothing",
            "invoice renamed amount to amount_due"
        ]
    );
}

#[test]
fn a_body_that_is_no_form() {
    let json = THING.replace(
        r#""custom_fields": true, "deprecated""#,
        r#""json_body": true, "deprecated""#,
    );
    let coverage = held(&json, &spec(SPEC));
    let mut bodies = coverage
        .differences
        .iter()
        .filter(|it| it.kind == Kind::Bodies);
    let line = bodies.next().expect("found").to_string();
    assert_eq!(
        line,
        "v2 thing.create: body is JSON in the facts, a form in the spec"
    );
}

/// `shared_name` is in two operations, of which one takes 20 characters: 50 is right for both.
#[test]
fn the_loosest_limit_of_a_shared_shape() {
    let of_names = |coverage: &Coverage| {
        let differences = coverage.differences.iter();
        differences
            .filter(|it| it.kind == Kind::Limits && it.item.contains(" name "))
            .count()
    };
    assert_eq!(of_names(&held(THING, &spec(SPEC))), 0);
    let looser = THING.replace(r#""max_length": 50"#, r#""max_length": 60"#);
    assert_eq!(of_names(&held(&looser, &spec(SPEC))), 2);
}

/// An attribute that is removed from the spec is missing, whatever else there is.
#[test]
fn what_is_removed_is_missed() {
    let shorter = SPEC.replace(
        "        id: { description: Its id., type: string, x-id: thing }\n",
        "",
    );
    let coverage = held(THING, &spec(&shorter));
    let missing = coverage
        .differences
        .iter()
        .find(|it| it.item == "v2 thing id");
    assert_eq!(missing.map(|it| it.kind), Some(Kind::Attributes));
}

#[test]
fn json_holds_the_same() {
    let coverage = held(THING, &spec(SPEC));
    let json: serde_json::Value =
        serde_json::from_str(&coverage.json().expect("JSON")).expect("JSON");
    let length = |key: &str| json[key].as_array().map(Vec::len);
    assert_eq!(length("kinds"), Some(Kind::ALL.len()));
    assert_eq!(length("differences"), Some(coverage.differences.len()));
    assert_eq!(length("beyond"), Some(coverage.beyond.len()));
    assert_eq!(length("on_purpose"), Some(1));
    assert_eq!(json["on_purpose"][0]["item"], "v2 thing.list channel");
}

#[test]
fn facts_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let problem = |path: &Path| coverage(path, &[]).expect_err("refused");
    assert!(problem(&folder.path().join("nowhere")).contains("there is no folder"));
    assert!(problem(folder.path()).contains("holds no facts"));
    write(
        folder.path(),
        &[("v2/resources/a.json", r#"{"resource": "a", "unknown": 1}"#)],
    );
    let text = problem(folder.path());
    assert!(
        text.contains("a.json") && text.contains("unknown field `unknown`"),
        "{text}"
    );
    write(folder.path(), &[("v2/resources/a.json", "{")]);
    assert!(problem(folder.path()).contains("a.json"));
}
