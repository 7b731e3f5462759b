//! `cargo xtask diff` from outside: what it takes, says and returns.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

const BASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../generator/tests/diff/base");

/// A folder like this workspace: a manifest, and a spec with these replacements.
fn workspace(version: &str, edits: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = folder.path().join("spec/v2");
    fs::create_dir_all(&spec).expect("made");
    for entry in fs::read_dir(Path::new(BASE).join("v2")).expect("listed") {
        let path = entry.expect("an entry").path();
        let mut text = fs::read_to_string(&path).expect("read");
        if path.ends_with("thing.yaml") {
            for (find, put) in edits {
                assert!(text.contains(find), "{find}");
                text = text.replace(find, put);
            }
        }
        fs::write(spec.join(path.file_name().expect("a name")), text).expect("written");
    }
    let manifest = format!("[workspace.package]\nversion = \"{version}\"\n");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("written");
    folder
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn diff(args: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.arg("diff").args(args).output().expect("it starts");
    let [out, err] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).expect("text"));
    Said {
        code: output.status.code(),
        out,
        err,
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

const WITHOUT_KEY: (&str, &str) = ("      x-idempotent: true\n", "");

#[test]
fn it_says_what_changed_and_fails_where_it_is_told_to() {
    let (base, head) = (workspace("0.4.2", &[]), workspace("0.4.2", &[WITHOUT_KEY]));
    let sides = ["--base", text(base.path()), "--head", text(head.path())];
    let said = diff(&sides);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(
        said.out.contains("no longer takes an idempotency key"),
        "{}",
        said.out
    );
    assert!(said.out.contains("spec/v2/thing.yaml:6:7"), "{}", said.out);
    assert!(!said.out.contains('\u{1b}'), "no terminal looks at it");
    for (kind, code) in [("breaking", 1), ("major", 1), ("money", 0)] {
        let said = diff(&[&sides[..], &["--fail-on", kind]].concat());
        assert_eq!(said.code, Some(code), "{kind}: {}", said.err);
    }
    let said = diff(&[&sides[..], &["--advise"]].concat());
    assert!(
        said.out
            .starts_with("a major change of the crate: 0.4.2 to 0.5.0"),
        "{}",
        said.out
    );
}

#[test]
fn what_was_accepted_fails_nothing_and_what_is_stale_does() {
    let (base, head) = (workspace("0.4.2", &[]), workspace("0.4.2", &[WITHOUT_KEY]));
    let sides = ["--base", text(base.path()), "--head", text(head.path())];
    let json = diff(&[&sides[..], &["--format", "json"]].concat()).out;
    let at = json.find("\"fingerprint\": \"").expect("a fingerprint") + 16;
    let file = head.path().join("accepted.yaml");
    fs::write(
        &file,
        format!(
            "- {{ fingerprint: {}, reason: Agreed. }}\n",
            &json[at..at + 16]
        ),
    )
    .expect("written");
    let accepted = ["--fail-on", "breaking", "--accepted", text(&file)];
    let said = diff(&[&sides[..], &accepted].concat());
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("accepted: Agreed."), "{}", said.out);
    let same = ["--base", text(base.path()), "--head", text(base.path())];
    let said = diff(&[&same[..], &accepted].concat());
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("accepted.yaml") && said.err.contains("no longer applies"),
        "{}",
        said.err
    );
}

#[test]
fn the_changelog_is_written_and_the_manifest_looked_at() {
    let base = workspace("0.4.2", &[]);
    for (version, expected) in [
        ("0.5.0", "0.5.0 already"),
        ("0.4.3", "0.4.3, which is not enough"),
    ] {
        let head = workspace(version, &[WITHOUT_KEY]);
        let file = head.path().join("CHANGES.md");
        let changelog = format!("--changelog={}", text(&file));
        let said = diff(&[
            "--base",
            text(base.path()),
            "--head",
            text(head.path()),
            "--advise",
            &changelog,
        ]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.out.contains(expected), "{}", said.out);
        let written = fs::read_to_string(&file).expect("read");
        assert!(
            written.starts_with("# Changelog\n\n## 0.5.0\n\n### Breaks integrations\n"),
            "{written}"
        );
    }
}

/// The changelog belongs to the tree that is looked at, and never to the one that the command was built in.
#[test]
fn a_changelog_of_another_tree_is_written_there() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../CHANGELOG.md");
    let before = fs::read_to_string(&own).ok();
    let (base, head) = (workspace("0.4.2", &[]), workspace("0.4.2", &[WITHOUT_KEY]));
    let sides = ["--base", text(base.path()), "--head", text(head.path())];
    for (option, file) in [
        ("--changelog", "CHANGELOG.md"),
        ("--changelog=CHANGES.md", "CHANGES.md"),
    ] {
        let said = diff(&[&sides[..], &[option]].concat());
        assert_eq!(said.code, Some(0), "{}", said.err);
        let written = fs::read_to_string(head.path().join(file)).expect("read");
        assert!(
            written.starts_with("# Changelog\n\n## 0.5.0\n"),
            "{written}"
        );
    }
    assert_eq!(fs::read_to_string(&own).ok(), before);
}

/// A new value of an attribute breaks no integration that expects one, and is nothing that nobody notices either.
#[test]
fn a_value_that_may_surprise_can_fail() {
    let base = workspace("0.4.2", &[]);
    let head = workspace(
        "0.4.2",
        &[
            ("enum: [open, shut, lost]", "enum: [open, shut, lost, sold]"),
            (
                "{ open: It can be used.,",
                "{ sold: It was paid for., open: It can be used.,",
            ),
        ],
    );
    let sides = ["--base", text(base.path()), "--head", text(head.path())];
    let said = diff(&sides);
    assert!(
        said.out.contains("May surprise integrations (1)"),
        "{}",
        said.out
    );
    for (kind, code) in [("surprising", 1), ("breaking", 0), ("major", 0)] {
        let said = diff(&[&sides[..], &["--fail-on", kind]].concat());
        assert_eq!(said.code, Some(code), "{kind}: {}", said.err);
    }
}

#[test]
fn every_format_goes_to_a_file_whole() {
    let (base, head) = (workspace("1.0.0", &[]), workspace("1.0.0", &[WITHOUT_KEY]));
    for (format, starts) in [
        ("text", "What this spec change means"),
        ("markdown", "<!-- chargebee-spec-review -->"),
        ("json", "{"),
        ("html", "<!doctype html>"),
    ] {
        let file = head.path().join("out").join(format);
        let out = ["--format", format, "--out", text(&file)];
        let said = diff(
            &[
                &["--base", text(base.path()), "--head", text(head.path())][..],
                &out,
            ]
            .concat(),
        );
        assert_eq!(
            (said.code, said.out.as_str()),
            (Some(0), ""),
            "{}",
            said.err
        );
        assert!(fs::read_to_string(&file).expect("read").starts_with(starts));
    }
}

#[test]
fn a_revision_of_this_repository_can_be_the_base() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    if !here.join(".git").exists() {
        eprintln!("skipped: this is no git checkout");
        return;
    }
    let said = diff(&["--base", "HEAD", "--format", "json"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("\"head\": \"the work tree\""));
}

#[test]
fn what_cannot_be_read_is_said_with_its_name() {
    let base = workspace("1.0.0", &[]);
    let empty = tempfile::tempdir().expect("a folder");
    let broken = workspace("1.0.0", &[("type: boolean", "type: boolaen")]);
    for (args, expected) in [
        (
            ["--base", "no-such-revision", "--head", text(base.path())],
            "`no-such-revision` is neither",
        ),
        (["--base", "--all", "--head", text(base.path())], "error"),
        (
            ["--base", text(base.path()), "--head", text(empty.path())],
            "holds no spec",
        ),
        (
            ["--base", text(base.path()), "--head", text(broken.path())],
            "thing.yaml:53:25",
        ),
        (
            ["--base", text(base.path()), "--head", "/no/such/folder"],
            "/no/such/folder",
        ),
    ] {
        let said = diff(&args);
        assert!(said.code != Some(0) && said.out.is_empty(), "{args:?}");
        assert!(said.err.contains(expected), "{args:?}: {}", said.err);
    }
}
