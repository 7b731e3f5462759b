//! What is refused, and in which words: every error has its place, the lines and a suggestion.

mod common;

use insta::{assert_snapshot, glob, with_settings};
use std::fs;

/// Each file of `errors` beside what is said about it.
#[test]
fn errors() {
    glob!("errors/*.yaml", |path| {
        let yaml = fs::read_to_string(path).expect("read");
        let Err(report) = common::read(&yaml) else {
            panic!("{} is not refused", path.display());
        };
        with_settings!({ omit_expression => true }, {
            assert_snapshot!(common::rendered(&report));
        });
    });
}

#[test]
fn a_folder_without_a_spec() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = chargebee_generator::read(folder.path()).expect_err("refused");
    assert!(report.render(false).contains("holds no spec"));
}

/// It would generate nothing, and so remove everything that was generated before.
#[test]
fn a_version_without_files() {
    let report = common::read_files(&[("v2/notes.txt", b"none")]).expect_err("refused");
    assert!(common::rendered(&report).contains("v2 holds no YAML file"));
}

/// Keys are looked up one after the other: a hundred thousand of them would take minutes.
#[test]
fn a_mapping_of_very_many_keys() {
    let keys: String = (0..100_000)
        .map(|key| format!("  /a{key}: {{}}\n"))
        .collect();
    let yaml = format!("openapi: 3.0.3\ninfo: {{ title: thing, version: v2 }}\npaths:\n{keys}");
    let said = common::rendered(&common::read(&yaml).expect_err("refused"));
    assert!(
        said.contains("v2/thing.yaml:4100:3: this mapping has more than 4096 keys"),
        "{said}"
    );
}

#[test]
fn what_is_no_file_or_too_large() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("v2/folder.yaml")).expect("made");
    let large = fs::File::create(folder.path().join("v2/large.yaml")).expect("made");
    large.set_len(1 << 40).expect("a file with a hole");
    let report = chargebee_generator::read(folder.path()).expect_err("refused");
    let said = common::rendered(&report);
    assert!(said.contains("v2/folder.yaml is no regular file"), "{said}");
    assert!(
        said.contains("v2/large.yaml has 1099511627776 bytes"),
        "{said}"
    );
}

#[test]
fn text_that_is_not_utf8() {
    let report =
        common::read_files(&[("v2/thing.yaml", b"openapi: 3.0.3\xff\n")]).expect_err("refused");
    assert_snapshot!(common::rendered(&report));
}

#[test]
fn an_ending_that_is_not_read() {
    let report = common::read_files(&[("v2/thing.yml", b"openapi: 3.0.3\n")]).expect_err("refused");
    assert!(common::rendered(&report).contains("files of the spec end with `.yaml`"));
}

/// A resource has ids of its own, whichever file it stands in and whatever the order of the files.
#[test]
fn an_id_type_that_is_a_resource() {
    let resource = "openapi: 3.0.3\ninfo: { title: thing, version: v2 }\npaths: {}\ncomponents:\n  schemas:\n    Thing:\n      \
        description: A thing.\n      type: object\n      x-resource: thing\n      properties: {}\n";
    let common = "openapi: 3.0.3\ninfo: { title: common, version: v2 }\npaths: {}\nx-id-types: { thing: Again. }\n";
    let files = [
        ("v2/common.yaml", common.as_bytes()),
        ("v2/thing.yaml", resource.as_bytes()),
    ];
    let report = common::read_files(&files).expect_err("refused");
    assert_snapshot!(common::rendered(&report));
}

/// Broken input ends with an error: it does not panic, hang or take the machine's memory.
#[test]
fn hostile_files() {
    let deep = format!("a: {}", "[".repeat(100_000));
    let indented: String = (0..2_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    let many_keys: String = (0..20_000).map(|at| format!("k{at}: 1\n")).collect();
    let long = format!("openapi: '{}'\n", "x".repeat(1 << 20));
    for text in [
        "",
        "\0",
        "---\n",
        "- a\n- b\n",
        "a: b: c",
        "? [x]\n: y",
        "!!binary x",
        "a: 1\n---\nb: 2\n",
        "a: 'open",
        "\u{feff}a: [",
        "openapi: 99999999999999999999999999\n",
        "paths: { /a: { get: null } }\n",
        &deep,
        &indented,
        laughs,
        &many_keys,
        &long,
    ] {
        let report = common::read(text).expect_err("refused");
        assert!(!report.findings().is_empty());
        // Rendering must survive what reading survived.
        assert!(report.render(false).contains("in the spec"));
    }
}

/// Every prefix of a good file, and every good file with a piece cut out, is read or refused.
#[test]
fn mutilated_files() {
    let good = fs::read_to_string(common::spec().join("v2/usage_event.yaml")).expect("read");
    for end in (0..good.len())
        .step_by(61)
        .filter(|end| good.is_char_boundary(*end))
    {
        let _ = common::read(&good[..end]);
        let rest = good.get(end + 23..).unwrap_or_default();
        let _ = common::read(&format!("{}{rest}", &good[..end]));
    }
}
