//! What `new` writes reads, generates, and passes `lint` but for what it leaves to a person.

mod common;

use chargebee_generator::{emit, lint, load, lower, scaffold};
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

/// A resource that somebody wrote, without operations, as many are.
const MOOD: &str = "\
openapi: 3.0.3
info: { title: mood, version: v2 }

paths: {}

# Everything that has a name.
components:
  schemas:
    Mood:
      description: How somebody feels about a thing.
      type: object
      x-resource: mood
      properties:
        word: { description: What people call the feeling., type: string }
";

fn spec() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let version = folder.path().join("v2");
    fs::create_dir(&version).expect("made");
    fs::write(version.join("common.yaml"), COMMON).expect("written");
    fs::write(version.join("mood.yaml"), MOOD).expect("written");
    folder
}

/// The rules that a spec breaks, each once. It generates all the same.
fn broken(spec: &Path) -> Vec<&'static str> {
    let loaded = load::load(spec).expect("it loads");
    let lowered = lower::lower(&loaded);
    let apis = lowered.unwrap_or_else(|report| panic!("{}", report.render(false)));
    emit::emit(&apis).expect("it emits");
    let report = lint::lint(&loaded, &apis);
    let mut rules: Vec<&str> = (report.findings().iter())
        .map(|it| it.rule.expect("a rule"))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

fn write((path, text): scaffold::Written) -> String {
    fs::write(path, &text).expect("written");
    text
}

/// As a person leaves it who decided everything.
fn decided(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once("# decide:") {
        Some((before, _)) => before.trim_end(),
        None => line,
    });
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    (lines.join("\n") + "\n").replace("TODO", "Something that the shop gives away.")
}

#[test]
fn a_new_resource_and_its_operations() {
    let folder = spec();
    let spec = folder.path();
    let left = ["empty-description", "left-undecided"];
    write(scaffold::resource(spec, "v2", "gift_entry").expect("it can be"));
    assert_eq!(broken(spec), left);
    write(scaffold::operation(spec, "v2", "gift_entry", "hand_over", "post").expect("it can be"));
    let text =
        write(scaffold::operation(spec, "v2", "gift_entry", "history", "get").expect("it can be"));
    assert_eq!(broken(spec), left);
    let api = &common_read(spec)[0];
    let module = api.modules.iter().find(|it| it.name == "gift_entry");
    let operations = module.expect("a module").operations.iter();
    let mut paths: Vec<&str> = operations.map(|it| it.path.as_str()).collect();
    paths.sort_unstable();
    let expected = [
        "/gift_entries/{gift_entry_id}",
        "/gift_entries/{gift_entry_id}/hand_over",
        "/gift_entries/{gift_entry_id}/history",
    ];
    assert_eq!(paths, expected);
    fs::write(spec.join("v2/gift_entry.yaml"), decided(&text)).expect("written");
    assert_eq!(broken(spec), Vec::<&str>::new());
}

fn common_read(spec: &Path) -> Vec<chargebee_generator::model::Api> {
    chargebee_generator::read(spec).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

/// Where a file has neither the id nor the answer as a component, they stand in place; what is there stays as it is.
#[test]
fn an_operation_of_a_resource_that_has_none() {
    let folder = spec();
    let spec = folder.path();
    let text = scaffold::operation(spec, "v2", "mood", "lift", "post");
    let text = write(text.expect("it can be"));
    let kept: Vec<&str> = MOOD
        .lines()
        .filter(|line| !line.starts_with("paths:"))
        .collect();
    assert!(kept.iter().all(|line| text.contains(line)), "{text}");
    assert!(
        text.contains("\npaths:\n  /moods/{mood_id}/lift:"),
        "{text}"
    );
    // Nothing has the id of a mood yet.
    assert_eq!(broken(spec), ["empty-description", "left-undecided"]);
    fs::write(spec.join("v2/mood.yaml"), decided(&text)).expect("written");
    assert_eq!(broken(spec), Vec::<&str>::new());
}

#[test]
fn what_is_there_is_not_written_again() {
    let folder = spec();
    let spec = folder.path();
    let refused = |it: Result<scaffold::Written, String>| it.expect_err("refused");
    let said = refused(scaffold::resource(spec, "v2", "mood"));
    assert!(said.contains("mood.yaml is there already"), "{said}");
    for name in ["Mood", "../mood", "", "mood.yaml", "_"] {
        let said = refused(scaffold::resource(spec, "v2", name));
        assert!(said.contains("is no name in snake_case"), "{said}");
    }
    write(scaffold::operation(spec, "v2", "mood", "lift", "post").expect("it can be"));
    let said = refused(scaffold::operation(spec, "v2", "mood", "lift", "get"));
    assert!(said.contains("/moods/{mood_id}/lift"), "{said}");
    let said = refused(scaffold::operation(spec, "v2", "tune", "play", "post"));
    assert!(said.contains("tune.yaml cannot be read"), "{said}");
}
