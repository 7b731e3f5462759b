//! `conform spec` itself: what must pass passes, and what must fail fails.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs")
}

/// The exit code, and what is said.
fn conform(expected: &str, dir: &Path) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("expected.json");
    fs::write(&file, expected).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["conform", "spec", "--expect"])
        .args([&file, dir])
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said.into_owned())
}

#[test]
fn every_spec_ends_as_expected() {
    let expected = specs().join("expected.json");
    let (code, said) = conform(&fs::read_to_string(expected).expect("read"), &specs());
    assert!(said.ends_with("\n5 passed, 0 failed\n"), "{said}");
    assert_eq!(code, Some(0), "{said}");
    for seen in [
        "ok     good: generates\n",
        "ok     anchor: refused at v2/thing.yaml:2:7\n",
        "ok     wrong_keyword: refused at v2/thing.yaml:17:9\n",
        "ok     nothing: refused as a whole\n",
    ] {
        assert!(said.contains(seen), "{seen}\n{said}");
    }
}

/// The runner can fail: each of these is wrong in its own way.
#[test]
fn what_is_not_as_expected_fails() {
    let expected =
        r#"{"good": "error", "anchor": "ok", "nothing": "error", "gone": "ok", "flat": "error"}"#;
    let (code, said) = conform(expected, &specs());
    assert!(said.ends_with("\n1 passed, 5 failed\n"), "{said}");
    assert_eq!(code, Some(1), "{said}");
    for seen in [
        "FAILED good: expected error, found ok",
        "FAILED anchor: expected ok, found error",
        "FAILED flat: expected error, found ok",
        "FAILED gone: is expected, and is not there",
        "FAILED wrong_keyword: nothing is expected of it",
    ] {
        assert!(said.contains(seen), "{seen}\n{said}");
    }
}

#[test]
fn a_file_is_laid_over_the_spec() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("more.yaml"), "openapi: 3.0.3\ninfo: [\n").expect("written");
    let (code, said) = conform(r#"{"more.yaml": "error"}"#, folder.path());
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("ok     more.yaml: refused at v2/more.yaml:"),
        "{said}"
    );
}

#[test]
fn without_expectations_nothing_passes() {
    let (code, said) = conform("{}", &specs());
    assert_eq!(code, Some(1));
    assert!(said.contains("nothing is expected"), "{said}");
}
