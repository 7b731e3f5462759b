//! The two sides of a case.

use crate::cases::Case;
use chargebee_generator::diff::Side;
use std::{fs, path::Path};
use tempfile::TempDir;

pub(crate) const BASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diff/base");

pub(crate) fn sides(case: &Case) -> (Side, Side) {
    let edited = edited(case);
    let read = |name: &str, folder: &Path| {
        let side = Side::read(name, folder, "spec");
        side.unwrap_or_else(|report| panic!("{}: {}", case.name, report.render(false)))
    };
    let (base, head) = (Path::new(BASE), edited.path());
    if case.reversed {
        (read("base", head), read("head", base))
    } else {
        (read("base", base), read("head", head))
    }
}

/// The spec as a case changes it.
pub(crate) fn edited(case: &Case) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(Path::new(BASE), folder.path());
    for (file, find, put) in case.edits {
        let path = folder.path().join(file);
        if find.is_empty() {
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            match put.strip_prefix("copy of ") {
                Some(from) => drop(fs::copy(folder.path().join(from), path).expect("copied")),
                None if !put.is_empty() => fs::write(path, put).expect("written"),
                None if path.is_dir() => {
                    fs::remove_dir_all(&path).expect("removed");
                    // A spec without any version is none.
                    copy(&Path::new(BASE).join("v2"), &folder.path().join("v1"));
                }
                None => fs::remove_file(path).expect("removed"),
            }
            continue;
        }
        let text = fs::read_to_string(&path).expect("read");
        let (start, end) = find.split_once('…').unwrap_or((find, ""));
        assert!(text.contains(start), "{}: {file} lacks\n{start}", case.name);
        let text = if end.is_empty() {
            text.replace(start, put)
        } else {
            let at = text.find(start).expect("found");
            let until = at + text[at..].find(end).expect("the end is found") + end.len();
            format!("{}{put}{}", &text[..at], &text[until..])
        };
        fs::write(&path, text).expect("written");
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
