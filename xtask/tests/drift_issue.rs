//! The script of the scheduled job, with everything but the network: a `gh` that only notes how it was called.

#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const COMMON: &str = "\
openapi: 3.0.3
info: { title: common, version: v1 }
paths: {}
components:
  responses:
    Error: { description: Refused., content: { application/json: { schema: { type: object } } } }
";

const THING: &str = "\
openapi: 3.0.3
info: { title: thing, version: v1 }
paths: {}
components:
  schemas:
    Thing:
      description: A thing.
      type: object
      x-resource: thing
      properties: { id: { description: Its id., type: string, x-id: thing } }
";

const SAME: &str = r#"{
    "openapi": "3.1.0", "info": { "x-cb-api-version": 1, "version": "2026-01" },
    "components": { "schemas": { "Thing": { "type": "object", "properties": { "id": { "type": "string" } } } } }
}"#;

const TITLE: &str = "Drift of \"API\" v1; $(touch pwned)";

/// A folder with a spec and, for the script, `cargo` and `gh` of its own.
struct Job {
    folder: tempfile::TempDir,
    /// The number of the open issue, as `gh` would answer.
    issue: &'static str,
}

impl Job {
    fn new(issue: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let job = Self { folder, issue };
        job.write("spec/v1/common.yaml", COMMON);
        job.write("spec/v1/thing.yaml", THING);
        // `cargo xtask drift ...` becomes the command itself, with the spec of this test.
        let xtask = env!("CARGO_BIN_EXE_xtask");
        let spec = job.path("spec");
        job.program(
            "cargo",
            &format!(
                "[ -z \"$GH_TOKEN\" ] || exit 9\nshift; exec '{xtask}' \"$@\" --spec '{}'",
                spec.display()
            ),
        );
        let calls = job.path("calls");
        job.program(
            "gh",
            &format!(
                "[ \"$GH_TOKEN\" = secret ] || exit 9\n\
                 printf '%s|' \"$@\" >> '{0}'; echo >> '{0}'\n\
                 while [ $# -gt 0 ]; do if [ \"$1\" = --body-file ]; then cp \"$2\" '{1}'; fi; shift; done\n\
                 if tail -n1 '{0}' | grep -q '^issue|list'; then echo \"$ISSUE\"; fi",
                calls.display(),
                job.path("body").display()
            ),
        );
        job
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn program(&self, name: &str, script: &str) {
        let name = format!("bin/{name}");
        self.write(&name, &format!("#!/bin/sh\n{script}\n"));
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.path(&name), executable).expect("executable");
    }

    fn run(&self, upstream: &str) -> Output {
        self.write("upstream.json", upstream);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github/drift-issue");
        let path = std::env::var("PATH").expect("a path");
        Command::new(script)
            .args([
                "v1".as_ref(),
                self.path("upstream.json").as_os_str(),
                TITLE.as_ref(),
                self.path("kept/last.json").as_os_str(),
            ])
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("ISSUE", self.issue)
            .env("GH_TOKEN", "secret")
            .output()
            .expect("it runs")
    }

    /// The calls of `gh`, without the folder of the script.
    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.path("calls")).unwrap_or_default();
        calls
            .lines()
            .map(|line| {
                line.split("|--body-file|")
                    .next()
                    .unwrap_or_default()
                    .trim_end_matches('|')
                    .to_owned()
            })
            .collect()
    }
}

/// The calls that change something.
fn changes(job: &Job) -> Vec<String> {
    let calls = job.calls().into_iter();
    calls
        .filter(|call| {
            !call.starts_with("label|create|drift|--force") && !call.starts_with("issue|list|")
        })
        .collect()
}

fn more() -> String {
    SAME.replace(r#""id": {"#, r#""more": { "type": "boolean" }, "id": {"#)
}

#[test]
fn an_issue_is_opened() {
    let job = Job::new("");
    let output = job.run(&more());
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        changes(&job),
        [format!("issue|create|--title|{TITLE}|--label|drift")]
    );
    let body = fs::read_to_string(job.path("body")).expect("a body");
    assert!(
        body.contains("| missing in the spec | 1 |")
            && body.contains("`v1/thing/attribute/Thing/more`"),
        "{body}"
    );
    let list = job
        .calls()
        .into_iter()
        .find(|call| call.starts_with("issue|list|"))
        .expect("a list");
    assert!(
        list.contains("--state|open|--label|drift") && !list.contains("API"),
        "a title is no part of a query: {list}"
    );
    assert!(
        !Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../pwned")
            .exists()
    );
}

#[test]
fn the_open_issue_is_rewritten() {
    let job = Job::new("7");
    let output = job.run(&more());
    assert!(output.status.success(), "{output:?}");
    assert_eq!(changes(&job), ["issue|edit|7"]);
    assert!(job.path("body").exists());
}

/// What is new since the file of the last time is told to those who watch the issue; the file is kept for the next time.
#[test]
fn what_is_new_is_a_comment() {
    let job = Job::new("7");
    let output = job.run(&more());
    assert!(output.status.success(), "{output:?}");
    assert_eq!(changes(&job), ["issue|edit|7"]);
    let kept = |job: &Job| fs::read_to_string(job.path("kept/last.json")).expect("kept");
    assert_eq!(kept(&job), more());
    let newer = more().replace(
        r#""more": {"#,
        r#""newer": { "type": "boolean" }, "more": {"#,
    );
    let output = job.run(&newer);
    assert!(output.status.success(), "{output:?}");
    let all = changes(&job);
    assert_eq!(all[1..], ["issue|edit|7", "issue|comment|7"]);
    let body = fs::read_to_string(job.path("body")).expect("a body");
    assert!(
        body.contains("Thing/newer") && !body.contains("Thing/more"),
        "{body}"
    );
    assert_eq!(kept(&job), newer);
    // The same once more: nothing is new.
    job.run(&newer);
    assert_eq!(changes(&job)[3..], ["issue|edit|7"]);
}

#[test]
fn the_issue_is_closed_when_there_is_nothing_to_do() {
    let job = Job::new("7");
    let output = job.run(SAME);
    assert!(output.status.success(), "{output:?}");
    let [comment, close] = &changes(&job)[..] else {
        panic!("{:?}", job.calls());
    };
    assert!(
        comment.starts_with("issue|comment|7|--body|Nothing to do any more"),
        "{comment}"
    );
    assert_eq!(close, "issue|close|7");
    let quiet = Job::new("");
    let output = quiet.run(SAME);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(changes(&quiet), [] as [&str; 0]);
}

/// A document that cannot be read says nothing: the issue stays as it is, and the job fails.
#[test]
fn what_cannot_be_read_changes_nothing() {
    for upstream in [
        "{",
        "<html>404</html>",
        &SAME.replace("\"x-cb-api-version\": 1", "\"x-cb-api-version\": 2"),
    ] {
        let job = Job::new("7");
        let output = job.run(upstream);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(job.calls(), [] as [&str; 0]);
    }
}
