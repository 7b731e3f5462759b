//! What every construct and annotation of the spec becomes: a small fragment each, and a small resource of each version.

mod common;

use chargebee_generator::{emit, read};
use insta::{assert_snapshot, glob, with_settings};
use std::fs;

/// Each file of `fragments` beside the Rust that it becomes. The first line of a fragment names the emitted files to show.
#[test]
fn fragments() {
    glob!("fragments/*.yaml", |path| {
        let yaml = fs::read_to_string(path).expect("read");
        let apis = common::read(&yaml).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let first = yaml.lines().next().unwrap_or_default();
        let files = first
            .strip_prefix("# shows:")
            .expect("the first line says what is shown");
        let shown = files.split_whitespace().map(|file| {
            // The root of the version stands beside its folder.
            let path = match file.strip_prefix("../") {
                Some(file) => format!("src/{file}"),
                None => format!("src/v2/{file}"),
            };
            format!("// {file}\n{}", common::emitted(&apis, &path))
        });
        let shown: Vec<String> = shown.collect();
        with_settings!({ description => yaml.as_str(), omit_expression => true }, {
            assert_snapshot!(shown.join("\n"));
        });
    });
}

/// A whole resource of each version, of the smallest that have operations, events aside: what fragments become, put together.
#[test]
fn a_resource_of_each_version() {
    let apis = read(common::spec()).expect("the spec is right");
    for version in ["v1", "v2"] {
        let path = format!("src/{version}/comment.rs");
        assert_snapshot!(format!("comment_{version}"), common::emitted(&apis, &path));
    }
}

/// Two runs give the same bytes, whatever the order in which the files were put on disk.
#[test]
fn the_order_of_files_does_not_matter() {
    let first = emit::emit(&read(common::spec()).expect("the spec is right")).expect("it emits");
    let copy = tempfile::tempdir().expect("a folder");
    for version in ["v2", "v1"] {
        let folder = copy.path().join(version);
        fs::create_dir(&folder).expect("made");
        let entries = fs::read_dir(common::spec().join(version)).expect("listed");
        let mut paths: Vec<_> = entries
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        for path in paths.iter().rev() {
            fs::copy(path, folder.join(path.file_name().expect("a name"))).expect("copied");
        }
    }
    let second = emit::emit(&read(copy.path()).expect("the copy is right")).expect("it emits");
    assert_eq!(first.krate, second.krate);
}
