//! What `fmt` does to a file, and that it says the same afterwards.

mod common;

use chargebee_generator::{emit, format::format, read};
use std::{
    fs,
    path::{Path, PathBuf},
};

fn formatted(text: &str) -> String {
    let once = format(Path::new("thing.yaml"), text);
    let once = once.unwrap_or_else(|report| panic!("{}", report.render(false)));
    let twice = format(Path::new("thing.yaml"), &once).expect("it reads");
    assert_eq!(once, twice, "the second time changes something");
    once
}

const UNORDERED: &str = "\
# What the shop sells.
openapi: 3.0.3
info: { version: v2, title: thing }

paths:
  # All of them.
  /things:
    get:
      # Nobody knows why.
      x-catalog: ['2.0']
      description: Lists things.   
      operationId: thing_list
      parameters:
        # The first.
        - in: query # where it stands
          style: deepObject
          # How it is called.
          name: name
          x-filter: [is]
          schema: { type: string }
        - { in: query, name: color, schema: { type: string } }
      responses: { '200': { $ref: '#/components/responses/Things' } }

components:
  schemas:
    Thing:
      properties:
        size:
          type: string
          description: How much of it there is.
          # Until somebody measures it.
          maxLength: 5
        color: { type: string, description: How it looks. }
      type: object
      description: What a shop sells.

  # The last.
";

const ORDERED: &str = "\
# What the shop sells.
openapi: 3.0.3
info: { version: v2, title: thing }

paths:
  # All of them.
  /things:
    get:
      operationId: thing_list
      description: Lists things.
      # Nobody knows why.
      x-catalog: ['2.0']
      parameters:
        # The first.
          # How it is called.
        - name: name
          in: query # where it stands
          style: deepObject
          x-filter: [is]
          schema: { type: string }
        - { in: query, name: color, schema: { type: string } }
      responses: { '200': { $ref: '#/components/responses/Things' } }

components:
  schemas:
    Thing:
      description: What a shop sells.
      type: object
      properties:
        size:
          description: How much of it there is.
          type: string
          # Until somebody measures it.
          maxLength: 5
        color: { type: string, description: How it looks. }

  # The last.
";

#[test]
fn keys_come_in_one_order_with_the_comments_above_them() {
    assert_eq!(formatted(UNORDERED), ORDERED);
}

#[test]
fn long_texts_are_folded() {
    let words = "a word and ".repeat(14);
    let long = format!(
        "\
openapi: 3.0.3
paths: {{}}
components:
  schemas:
    Thing:
      description: 'It''s {words}so on.'
      type: object
      properties:
        name: {{ description: In a flow mapping {words}so on., type: string }}
        link:
          description: {}
          type: string
",
        "x".repeat(130)
    );
    let folded = formatted(&long);
    let description = "\
      description: >-
        It's a word and a word and a word and a word and a word and a word and a word and a word and a word and a word
        and a word and a word and a word and a word and so on.
";
    assert!(folded.contains(description), "{folded}");
    assert!(folded.contains("name: { description: In a flow mapping"));
    // A word that is longer than a line cannot be folded; one of its own it can have.
    assert!(folded.lines().any(|line| line.trim() == "x".repeat(130)));
}

/// What folding would change stays as it is.
#[test]
fn what_a_layout_would_change_stays() {
    let two = format!("Two  spaces {}.", "and words ".repeat(12).trim());
    let text = format!(
        "openapi: 3.0.3\ncomponents:\n  schemas:\n    Thing:\n      description: '{two}'\n      type: object\n"
    );
    assert_eq!(formatted(&text), text);
    let lines = "openapi: 3.0.3\ncomponents:\n  schemas:\n    Thing:\n      description: |\n        One.\n\n        Two.\n      type: object\n";
    assert_eq!(formatted(lines), lines);
    assert!(format(Path::new("thing.yaml"), "a: [").is_err());
}

#[test]
fn the_spec_is_laid_out() {
    for version in ["v1", "v2"] {
        for (path, text) in files(version) {
            let formatted = format(&path, &text).expect("it reads");
            assert_eq!(formatted, text, "{}", path.display());
        }
    }
}

/// A version of the spec turned upside down: the same API.
#[test]
fn a_whole_version_says_the_same_in_any_layout() {
    let folder = tempfile::tempdir().expect("a folder");
    let (before, after) = (
        folder.path().join("before/v1"),
        folder.path().join("after/v1"),
    );
    for folder in [&before, &after] {
        fs::create_dir_all(folder).expect("made");
    }
    for (path, text) in files("v1") {
        let name = path.file_name().expect("a name");
        fs::write(before.join(name), turned(&text)).expect("written");
        fs::write(after.join(name), formatted(&turned(&text))).expect("written");
    }
    let krate = |spec: &Path| {
        let apis = read(spec).unwrap_or_else(|report| panic!("{}", report.render(false)));
        emit::emit(&apis).expect("it emits").krate
    };
    assert_eq!(
        krate(&folder.path().join("after")),
        krate(&folder.path().join("before"))
    );
}

/// The files of a version, with what they hold.
fn files(version: &str) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(common::spec().join(version)).expect("listed");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).expect("read"));
    paths.map(read).collect()
}

/// A file with `operationId` behind the line that follows it, wherever both are lines of their own.
fn turned(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for at in 1..lines.len() {
        let next_is_single = lines
            .get(at + 1)
            .is_some_and(|line| line.starts_with("      ") && !line.starts_with("       "));
        if lines[at - 1].starts_with("      operationId:") && next_is_single {
            lines.swap(at - 1, at);
        }
    }
    lines.join("\n") + "\n"
}
