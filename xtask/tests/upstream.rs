//! The commands that read the vendor's documents, as a person runs them.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn document(type_of_id: &str) -> String {
    format!(
        r#"{{ "openapi": "3.1.0", "info": {{ "x-cb-api-version": 1, "version": "2026-01" }},
            "components": {{ "schemas": {{ "Thing": {{ "type": "object", "properties": {{ "id": {{ "type": "{type_of_id}" }} }} }} }} }} }}"#
    )
}

fn xtask(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .current_dir(folder)
        .args(args)
        .output()
        .expect("it runs")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("old.json"), document("string")).expect("written");
    fs::write(folder.path().join("new.json"), document("integer")).expect("written");
    fs::write(folder.path().join("cut.json"), &document("string")[..62]).expect("written");
    folder
}

#[test]
fn diff_between_two_documents() {
    let folder = folder();
    let output = xtask(
        folder.path(),
        &["diff", "--base", "old.json", "--head", "new.json"],
    );
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("v1/thing/attribute/id"),
        "{output:?}"
    );
    let same = xtask(
        folder.path(),
        &["diff", "--base", "old.json", "--head", "old.json"],
    );
    assert!(
        !String::from_utf8_lossy(&same.stdout).contains("thing"),
        "{same:?}"
    );
    let cut = xtask(
        folder.path(),
        &["diff", "--base", "old.json", "--head", "cut.json"],
    );
    let problem = String::from_utf8_lossy(&cut.stderr);
    assert!(
        !cut.status.success() && problem.contains("cut.json:1:62: this is no JSON"),
        "{problem}"
    );
}

#[test]
fn drift_says_what_cannot_be_read() {
    let folder = folder();
    for (args, expected) in [
        (
            ["--api", "v1", "--upstream", "nowhere.json"],
            "nowhere.json cannot be read",
        ),
        (
            ["--api", "v1", "--upstream", "cut.json"],
            "cut.json:1:62: this is no JSON",
        ),
        (
            ["--api", "v2", "--upstream", "old.json"],
            "old.json describes API v1, not v2: name it with `--api v1`",
        ),
    ] {
        let output = xtask(folder.path(), &[&["drift"], &args[..]].concat());
        let problem = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(
            problem.contains(expected) && output.stdout.is_empty(),
            "{problem}"
        );
    }
}

/// What is found decides the exit code only where one asks.
#[test]
fn drift_fails_where_it_is_asked_to() {
    let folder = folder();
    let code = |more: &[&str]| {
        let args = [&["drift", "--api", "v1", "--upstream", "old.json"], more].concat();
        let output = xtask(folder.path(), &args);
        assert!(!output.stdout.is_empty(), "{output:?}");
        output.status.code()
    };
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--fail-on", "missing"]), Some(1));
    assert_eq!(code(&["--fail-on", "any", "--format", "json"]), Some(1));
    assert_eq!(code(&["--format", "html", "--suggest", "out"]), Some(0));
    let suggested =
        fs::read_to_string(folder.path().join("out/v1/thing.yaml")).expect("a suggestion");
    assert!(suggested.contains("x-resource: thing"), "{suggested}");
}
