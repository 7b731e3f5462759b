//! Specs of one file, for tests: the file describes the resource `thing`; what every spec needs besides stands here.

#![allow(dead_code, reason = "each test file uses some of it")]

use chargebee_generator::{emit, finding::Report, model::Api};
use std::{fs, path::Path};

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

/// Reads a spec whose only resource is `yaml`.
pub(crate) fn read(yaml: &str) -> Result<Vec<Api>, Report> {
    read_files(&[
        ("v2/thing.yaml", yaml.as_bytes()),
        ("v2/common.yaml", COMMON.as_bytes()),
    ])
}

/// Reads a spec of these files.
pub(crate) fn read_files(files: &[(&str, &[u8])]) -> Result<Vec<Api>, Report> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    chargebee_generator::read(folder.path())
}

/// What is wrong with a spec, as a terminal shows it, without the folder that it was in.
pub(crate) fn rendered(report: &Report) -> String {
    without_folder(&report.render(false))
}

/// A text without the folder that the spec of a test was in.
pub(crate) fn without_folder(text: &str) -> String {
    let mut out = String::new();
    // The folder of a test is temporary: only what is below it belongs into a snapshot.
    for part in text.split(std::env::temp_dir().to_str().expect("a path")) {
        let rest = match (out.is_empty(), part.strip_prefix('/')) {
            (false, Some(part)) => part.split_once('/').map_or(part, |(_, rest)| rest),
            _ => part,
        };
        out.push_str(rest);
    }
    out
}

/// The Rust of one file of the crate and of those in the folder of its name, without their headers.
pub(crate) fn emitted(apis: &[Api], path: &str) -> String {
    let output = emit::emit(apis).expect("it emits");
    let without_header = |text: &str| {
        let header = text.find("\n\n").map_or(0, |at| at + 2);
        text[header..].to_owned()
    };
    let mut shown = without_header(output.krate.get(path).expect("the file is emitted"));
    let folder = path.replace(".rs", "/");
    let is_version = folder.matches('/').count() < 3;
    let inner = output.krate.iter().filter(|_| !is_version);
    for (path, text) in inner.filter(|(path, _)| path.starts_with(&folder)) {
        let name = path.rsplit('/').next().unwrap_or_default();
        shown.push_str(&format!("\n// {name}\n{}", without_header(text)));
    }
    shown
}

/// The spec of the workspace.
pub(crate) fn spec() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec"))
}
