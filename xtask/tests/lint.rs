//! `lint` fails on what nobody accepted, and says what it accepted in its last line.

use std::{fs, path::Path, process::Command};

const THING: &str = "\
openapi: 3.0.3
info: { title: thing, version: v2 }
paths: {}
components:
  schemas:
    Thing:
      description: What the shop sells to people.
      type: object
      x-resource: thing
      properties:
        a_limit: { description: Most of them that there may be., type: string }
";

/// The exit code, and what is said on standard output and standard error.
fn lint(folder: &Path) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["lint", "--spec"])
        .arg(folder)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_warning_that_nobody_accepted_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("v2")).expect("made");
    fs::write(folder.path().join("v2/thing.yaml"), THING).expect("written");
    let (code, said, entries) = lint(folder.path());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.ends_with("0 errors, 1 warning\n"), "{said}");
    // What it says on standard error is a group of the file, but for the reason.
    let (_, group) = entries.split_once("\n\n").expect("a group");
    let file = folder.path().join("accepted-warnings.yaml");
    fs::write(&file, group.replace("...", "The API sends a word.")).expect("written");
    let (code, said, entries) = lint(folder.path());
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "0 errors, 0 warnings, 1 accepted\n")
    );
    assert_eq!(entries, "");
    // A line that nothing warns of any more, and a group without a reason.
    fs::write(
        folder.path().join("v2/thing.yaml"),
        THING.replace("a_limit", "name"),
    )
    .expect("written");
    let (code, said, _) = lint(folder.path());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.ends_with("1 error, 0 warnings\n"), "{said}");
    fs::write(&file, group).expect("written");
    let (code, _, wrong) = lint(folder.path());
    assert_eq!(code, Some(1), "{wrong}");
    assert!(wrong.contains("this group says no reason"), "{wrong}");
}
