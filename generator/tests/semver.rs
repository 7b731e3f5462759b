//! The advice on versions against `cargo semver-checks`: both crates of each case of `diff` are generated, and what the tool
//! finds must not ask for more than what the comparison of the specs said.
//!
//! It needs the tool, and minutes: `.ci/semver` runs it, with `ALL=1` for every case there is. The tool reads names, traits and kinds of items, and neither the types of
//! fields nor those of arguments; where it is silent and the advice is not, [`UNSEEN`] says why.

#[path = "diff/cases.rs"]
mod cases;
#[path = "diff/edit.rs"]
mod edit;

use cases::{Case, cases};
use chargebee_generator::{
    diff::{self, Semver},
    emit,
    model::Api,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Rules whose major changes the tool does not see, and why.
const UNSEEN: &[(&str, &str)] = &[
    (
        "money-unit-changed",
        "the type stays and its meaning does not",
    ),
    (
        "money-currency-changed",
        "the type stays and its meaning does not",
    ),
    (
        "request-currency-changed",
        "`currency_of` takes whatever has a currency, so its signature stays",
    ),
    ("money-type-changed", "types of fields are not compared"),
    (
        "decimal-measure-changed",
        "the type stays and its meaning does not",
    ),
    (
        "decimal-of-changed",
        "what is charged of a decimal changes no signature",
    ),
    (
        "money-exponent-changed",
        "the table stands in the runtime, and its types stay",
    ),
    ("currency-removed", "the table stands in the runtime"),
    (
        "pricing-changed",
        "`pricing()` stands behind a feature that this crate does not have",
    ),
    ("attribute-guaranteed", "types of fields are not compared"),
    (
        "attribute-not-guaranteed",
        "types of fields are not compared",
    ),
    ("attribute-boxed", "types of fields are not compared"),
    (
        "type-changed",
        "types of fields and arguments are not compared",
    ),
    ("time-unit-changed", "types of fields are not compared"),
    ("id-kind-changed", "types of fields are not compared"),
    ("path-id-changed", "types of arguments are not compared"),
    ("arguments-reordered", "types of arguments are not compared"),
    (
        "member-refused",
        "the setter stays; what it sets is refused when the program runs",
    ),
    (
        "operator-removed",
        "the method stays, and a call of it is refused when it runs",
    ),
    (
        "task-changed",
        "how a job ends is said by constants, whose values are not compared",
    ),
    (
        "expiry-changed",
        "implementations of traits of other crates are not compared",
    ),
    (
        "sensitive-changed",
        "the type stays, and what is printed of it is not compared",
    ),
];

#[test]
#[ignore = "needs cargo-semver-checks and minutes: .ci/semver"]
fn the_tool_asks_for_no_more_than_the_advice() {
    // Of each rule, and each advice that it gives, the first case: the others are no other kinds of change. All of those that the
    // tool may not see.
    let mut kinds = BTreeSet::new();
    let all = env::var_os("ALL").is_some();
    let cases: Vec<&Case> = cases()
        .filter(|case| {
            let (old, new) = edit::sides(case);
            let advice = diff::diff(&old, &new).semver();
            let is_new = kinds.insert((rule(case), advice.map(diff::semver)));
            all || is_new || UNSEEN.iter().any(|(unseen, _)| *unseen == rule(case))
        })
        .collect();
    let mut table = String::new();
    let mut wrong = Vec::new();
    let mut unseen = BTreeSet::new();
    for (case, seen) in cases.iter().zip(see(&cases)) {
        let Seen {
            report,
            found,
            lints,
        } = seen;
        let advice = report.semver().expect("something changed");
        let said = found.map_or("-", diff::semver);
        let _ = writeln!(
            table,
            "{:<55} {:<6} {said:<6} {}",
            case.name,
            diff::semver(advice),
            lints.join(", ")
        );
        if found.is_some_and(|found| found > advice) {
            wrong.push(format!(
                "{}: the advice is {advice:?}, the tool finds {lints:?}",
                case.name
            ));
        }
        if advice == Semver::Major && found != Some(Semver::Major) {
            let major = report
                .changes
                .iter()
                .filter(|it| it.verdicts.krate == Semver::Major);
            let known: Vec<&str> = major
                .filter_map(|it| UNSEEN.iter().find(|(rule, _)| *rule == it.rule.id))
                .map(|(rule, _)| *rule)
                .collect();
            if known.is_empty() {
                wrong.push(format!(
                    "{}: the advice is major, the tool finds {lints:?}",
                    case.name
                ));
            }
            unseen.extend(known);
        }
    }
    for (rule, _) in UNSEEN.iter().filter(|(rule, _)| !unseen.contains(rule)) {
        wrong.push(format!("{rule}: the tool sees it by now"));
    }
    let seen = table
        .lines()
        .filter(|line| line.contains(" major  major "))
        .count();
    assert!(seen >= 30, "both say major in {seen} cases");
    assert!(wrong.is_empty(), "{}\n\n{table}", wrong.join("\n"));
    if all {
        return;
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(table);
    });
}

/// The rule that a case is about.
fn rule(case: &Case) -> &'static str {
    let end = case.name.find([' ', ':', ',']);
    &case.name[..end.unwrap_or(case.name.len())]
}

/// What came of a case.
struct Seen {
    report: diff::Report,
    /// What the tool asks for, and the lints that say so.
    found: Option<Semver>,
    lints: Vec<String>,
}

/// All cases in their order, as many at a time as there are processors.
fn see(cases: &[&Case]) -> Vec<Seen> {
    let next = AtomicUsize::new(0);
    let seen = Mutex::new(BTreeMap::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for worker in 0..workers {
            let (next, seen) = (&next, &seen);
            scope.spawn(move || {
                let tool = Tool::new(worker);
                let base = diff::Side::read("base", Path::new(edit::BASE), "spec").expect("right");
                let base = tool.json(&base.apis, "base");
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(at) else { break };
                    let came = tool.see(case, &base, at);
                    seen.lock().expect("no panic").insert(at, came);
                }
            });
        }
    });
    seen.into_inner().expect("no panic").into_values().collect()
}

/// A crate that is generated anew for each case, so that what it depends on is built once.
struct Tool {
    folder: tempfile::TempDir,
    target: PathBuf,
    tool: PathBuf,
}

impl Tool {
    fn new(worker: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .canonicalize()
            .expect("the workspace");
        let manifest = format!(
            "[package]\nname = \"chargebee\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[features]\n\
             default = [\"v1\", \"v2\", \"product-catalog-2\"]\nv1 = []\nv2 = []\nproduct-catalog-1 = []\n\
             product-catalog-2 = []\n\n[dependencies]\n\
             chargebee-runtime = {{ path = {:?}, default-features = false }}\n\n[workspace]\n",
            workspace.join("runtime")
        );
        fs::write(folder.path().join("Cargo.toml"), manifest).expect("written");
        fs::copy(
            workspace.join("Cargo.lock"),
            folder.path().join("Cargo.lock"),
        )
        .expect("copied");
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        Self {
            folder,
            target: target.join(format!("semver-{worker}")),
            tool: env::var_os("SEMVER_CHECKS")
                .map_or_else(|| "cargo-semver-checks".into(), PathBuf::from),
        }
    }

    fn see(&self, case: &Case, base: &Path, at: usize) -> Seen {
        let (old, new) = edit::sides(case);
        let edited = if case.reversed { &old } else { &new };
        let json = self.json(&edited.apis, &at.to_string());
        let (found, lints) = match case.reversed {
            true => self.check(&json, base),
            false => self.check(base, &json),
        };
        fs::remove_file(json).expect("it was written");
        Seen {
            report: diff::diff(&old, &new),
            found,
            lints,
        }
    }

    /// What rustdoc says of the crate that is generated from a model.
    fn json(&self, apis: &[Api], name: &str) -> PathBuf {
        let source = self.folder.path().join("src");
        if source.exists() {
            fs::remove_dir_all(&source).expect("removed");
        }
        let output = emit::emit(apis).expect("it emits");
        let sources: BTreeMap<_, _> = output
            .krate
            .iter()
            .filter(|(path, _)| path.starts_with("src/"))
            .collect();
        for (path, text) in sources {
            let path = self.folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, text).expect("written");
        }
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(self.folder.path())
            .args([
                "rustdoc",
                "--quiet",
                "--lib",
                "--",
                "-Zunstable-options",
                "--output-format=json",
                "--cap-lints=allow",
            ])
            .env("CARGO_TARGET_DIR", &self.target)
            // The format is not stable; the tool reads that of the compiler that it was made for.
            .env("RUSTC_BOOTSTRAP", "1");
        run(&mut command);
        let kept = self.folder.path().join(format!("{name}.json"));
        fs::copy(self.target.join("doc/chargebee.json"), &kept).expect("rustdoc wrote it");
        kept
    }

    /// What the tool asks for, and the lints that say so.
    fn check(&self, base: &Path, head: &Path) -> (Option<Semver>, Vec<String>) {
        let mut command = Command::new(&self.tool);
        command
            .current_dir(self.folder.path())
            .args([
                "semver-checks",
                "--release-type",
                "patch",
                "--color",
                "never",
                "--baseline-rustdoc",
            ])
            .arg(base)
            .arg("--current-rustdoc")
            .arg(head);
        let output = command.output().expect("cargo-semver-checks starts");
        let text = said(&output);
        let mut lints: Vec<String> = (text.lines())
            .filter_map(|line| line.strip_prefix("--- failure ")?.split_once(':'))
            .map(|(lint, _)| lint.to_owned())
            .collect();
        lints.sort();
        let found = if text.contains("semver requires new major version") {
            Some(Semver::Major)
        } else if text.contains("semver requires new minor version") {
            Some(Semver::Minor)
        } else {
            assert!(
                output.status.success() && text.contains("no semver update required"),
                "{text}"
            );
            None
        };
        (found, lints)
    }
}

fn run(command: &mut Command) {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{}", said(&output));
}

fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    format!("{out}\n{err}")
}
