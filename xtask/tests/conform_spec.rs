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
        "ok     nothing: v2 is refused as a whole\n",
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

/// A file without text and a file of another kind have no line to point at; their path is the place.
#[test]
fn what_has_nothing_to_point_at_is_refused_by_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = fs::read_to_string(specs().join("good/v2/common.yaml")).expect("read");
    let cases: [(&str, &str, &[u8]); 3] = [
        ("empty_folder", "v2/notes.txt", b"nothing"),
        ("other_ending", "v2/more.yml", good.as_bytes()),
        ("too_large", "v2/more.yaml", &vec![b'#'; 5 << 20]),
    ];
    for (case, file, text) in cases {
        let path = folder.path().join(case).join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
        if case != "empty_folder" {
            let common = folder.path().join(case).join("v2/common.yaml");
            fs::write(common, &good).expect("written");
        }
    }
    let expected = r#"{"error": ["empty_folder", "other_ending", "too_large"]}"#;
    let (code, said) = conform(expected, folder.path());
    assert_eq!(code, Some(0), "{said}");
    for seen in [
        "ok     empty_folder: v2 is refused as a whole",
        "ok     other_ending: v2/more.yml is refused as a whole",
        "ok     too_large: v2/more.yaml is refused as a whole",
    ] {
        assert!(said.contains(seen), "{seen}\n{said}");
    }
}

fn good(file: &str) -> String {
    fs::read_to_string(specs().join("good/v2").join(file)).expect("read")
}

/// Writes files below a folder.
fn put(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
}

/// What stands beside the folders of the versions does not make a version of the whole.
#[test]
fn a_whole_spec_is_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (common, thing) = (good("common.yaml"), good("thing.yaml"));
    put(
        folder.path(),
        &[
            ("whole/v2/common.yaml", &common),
            ("whole/v2/thing.yaml", &thing),
            ("whole/README.md", "# About it"),
            ("whole/case.yaml", "note: nothing of the spec"),
        ],
    );
    let (code, said) = conform(r#"{"whole": "ok"}"#, folder.path());
    assert_eq!(code, Some(0), "{said}");
}

/// Paths with spaces, and longer than a line, do not keep a place from being found.
#[test]
fn places_are_found_in_any_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let long =
        "a-folder-whose-name-says-what-is-wrong-with-the-spec-in-every-detail-and-more-than-that";
    let below = folder.path().join("with a space").join(long);
    let bad = good("thing.yaml").replace("x-method: retrieve", "x-methd: retrieve");
    put(
        &below,
        &[
            (
                "v-and more words in a name/v2/common.yaml",
                &good("common.yaml"),
            ),
            ("v-and more words in a name/v2/thing.yaml", &bad),
            (
                "old line ends/v2/thing.yaml",
                &bad.replace("\r\n", "\n").replace('\n', "\r"),
            ),
        ],
    );
    let expected = r#"{"v-and more words in a name": "error", "old line ends": "error"}"#;
    let (code, said) = conform(expected, &below);
    assert_eq!(code, Some(0), "{said}");
    let places = said.matches(": refused at v2/thing.yaml:").count();
    assert_eq!(places, 2, "{said}");
}

/// Whatever a file is called, it is read.
#[test]
fn files_of_any_name_are_laid_over_the_spec() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = "openapi: [\n";
    let names = ["a.yml", "b", "c.txt", "D.YAML", "1-e.broken.yaml"];
    put(folder.path(), &names.map(|name| (name, broken)));
    let expected: Vec<String> = names
        .iter()
        .map(|name| format!("{name:?}: \"error\""))
        .collect();
    let (code, said) = conform(&format!("{{{}}}", expected.join(", ")), folder.path());
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("1-e.broken.yaml: refused at v2/case.yaml:"),
        "{said}"
    );
}

/// What is no regular file is not read by the runner, and refused by `regen`.
#[cfg(target_os = "linux")]
#[test]
fn pipes_devices_and_loops() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for case in ["pipe", "zero", "loop", "folder", "flat"] {
        let below = if case == "flat" { "" } else { "v2/" };
        put(
            &at(case),
            &[
                (&format!("{below}common.yaml"), &good("common.yaml")),
                (&format!("{below}thing.yaml"), &good("thing.yaml")),
            ],
        );
    }
    for pipe in ["pipe/v2/x.yaml", "flat/x.yaml", "alone.yaml"] {
        let made = Command::new("mkfifo")
            .arg(at(pipe))
            .status()
            .expect("it runs");
        assert!(made.success());
    }
    symlink("/dev/zero", at("zero/v2/x.yaml")).expect("linked");
    symlink("/dev/zero", at("zero.yaml")).expect("linked");
    symlink("x.yaml", at("loop/v2/x.yaml")).expect("linked");
    fs::create_dir(at("folder/v2/x.yaml")).expect("made");
    let cases = [
        "pipe",
        "zero",
        "loop",
        "folder",
        "flat",
        "alone.yaml",
        "zero.yaml",
    ];
    let expected: Vec<String> = cases
        .iter()
        .map(|name| format!("{name:?}: \"error\""))
        .collect();
    let (code, said) = conform(&format!("{{{}}}", expected.join(", ")), folder.path());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("\n7 passed, 0 failed\n"), "{said}");
}

#[test]
fn without_expectations_nothing_passes() {
    let (code, said) = conform("{}", &specs());
    assert_eq!(code, Some(1));
    assert!(said.contains("nothing is expected"), "{said}");
}
