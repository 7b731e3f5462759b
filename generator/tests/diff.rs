//! What the comparison of two specs says: a case for each rule, and what is easily told wrongly.

#[path = "diff/cases.rs"]
mod cases;
mod common;
#[path = "diff/edit.rs"]
mod edit;
#[path = "diff/formats.rs"]
mod formats;

use cases::CASES;
use chargebee_generator::diff::{self, Change, RULES, Report, Side, Wire};
use edit::{BASE, sides};
use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

fn report(name: &str) -> Report {
    let case = CASES
        .iter()
        .find(|it| it.name == name)
        .expect("a case of this name");
    let (base, head) = sides(case);
    diff::diff(&base, &head)
}

fn only(name: &str) -> Change {
    let mut report = report(name);
    assert_eq!(report.changes.len(), 1, "{:#?}", report.changes);
    report.changes.remove(0)
}

/// All that is said about all changes, in a few lines each.
#[test]
fn every_case() {
    let mut out = String::new();
    for case in CASES {
        let (base, head) = sides(case);
        let report = diff::diff(&base, &head);
        let _ = writeln!(out, "== {}", case.name);
        for change in &report.changes {
            let _ = write!(out, "{}", block(change));
        }
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(out);
    });
}

fn block(change: &Change) -> String {
    let verdicts = change.verdicts;
    let mut line = format!("{:?} {:?}", verdicts.wire, verdicts.krate).to_lowercase();
    for (is, word) in [(verdicts.money, " money"), (verdicts.docs_only, " docs")] {
        line.push_str(if is { word } else { "" });
    }
    let mut out = format!(
        "{}: {} [{line}]\n    {}\n",
        change.path, change.message, change.rule.id
    );
    let (before, after) = (change.before.as_deref(), change.after.as_deref());
    if before.or(after).is_some() {
        let _ = writeln!(
            out,
            "    {} -> {}",
            before.unwrap_or("-"),
            after.unwrap_or("-")
        );
    }
    if let Some(by) = change.renamed {
        let _ = writeln!(out, "    {by:?}");
    }
    for (what, all) in [
        ("at", &change.sites),
        ("used by", &change.users.operations),
        ("held by", &change.users.types),
    ] {
        if !all.is_empty() {
            let _ = writeln!(out, "    {what} {}", all.join(", "));
        }
    }
    if let Some(place) = &change.place {
        let _ = writeln!(out, "    {place}");
    }
    out
}

/// The rule that a case is called after tells it, and every rule has a case.
#[test]
fn every_rule_has_a_case_that_it_tells() {
    let mut seen = BTreeSet::new();
    for case in CASES {
        let (base, head) = sides(case);
        let report = diff::diff(&base, &head);
        let rule = case.name.split([' ', ',', ':']).next().unwrap_or_default();
        let told = report.changes.iter().any(|it| it.rule.id == rule);
        assert!(told, "{}: {:#?}", case.name, report.changes);
        seen.insert(rule);
    }
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let without: Vec<_> = all.difference(&seen).collect();
    assert!(without.is_empty(), "no case for {without:?}");
    assert_eq!(all.len(), RULES.len(), "two rules have one id");
}

/// The table of rules for people is the one of the code.
#[test]
fn every_rule_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diff/README.md");
    let docs = fs::read_to_string(path).expect("read");
    for rule in RULES {
        let verdicts = rule.verdicts;
        let wire = if verdicts.wire == Wire::Breaking {
            "breaking"
        } else {
            "compatible"
        };
        let krate = diff::semver(verdicts.krate);
        let flag = match (verdicts.money, verdicts.docs_only) {
            (true, _) => "money",
            (_, true) => "words",
            _ => "",
        };
        let row = format!(
            "| `{}` | {} | {wire} | {krate} | {flag} | {} |",
            rule.id, rule.title, rule.why
        );
        assert!(docs.contains(&row), "src/diff/README.md lacks\n{row}");
    }
    let rows = docs.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, RULES.len(), "src/diff/README.md has rows of no rule");
}

/// A list of everything that is wrong twice would be as bad as silence.
#[test]
fn nothing_changes_nothing() {
    let same = Side::read("base", Path::new(BASE), "spec").expect("the base is right");
    let again = Side::read("head", Path::new(BASE), "spec").expect("the base is right");
    assert_eq!(diff::diff(&same, &again).changes.len(), 0);
    let spec = Side::read("base", common::spec(), "spec").expect("the spec is right");
    let again = Side::read("head", common::spec(), "spec").expect("the spec is right");
    assert_eq!(diff::diff(&spec, &again).changes.len(), 0);
}

/// What is one change of the spec is one change in the report, however many operations see it.
#[test]
fn a_change_is_told_once() {
    let change = only("money-unit-changed of a shared parameter");
    assert_eq!(change.path, "v2/thing/shared/fee");
    assert_eq!(change.sites.len(), 2);
    let change = only("parameter-added to two operations");
    assert_eq!(change.path, "v2/thing/operation/*/parameter/hint");
    assert_eq!(change.sites.len(), 2);
    let change = only("attribute-added to answers of two operations");
    assert_eq!(change.sites.len(), 2);
    only("description-changed of a type whose fields have none");
    only("object-renamed");
    only("enum-renamed");
    only("operation-renamed");
}

/// The head of one and the base of the other: what was added is removed.
#[test]
fn both_directions_are_told() {
    for case in CASES {
        let (base, head) = sides(case);
        let there = diff::diff(&base, &head).changes.len();
        let back = diff::diff(&head, &base).changes.len();
        assert!(there > 0 && back > 0, "{}: {there} and {back}", case.name);
    }
}

#[test]
fn fingerprints_are_the_same_whatever_else_changes() {
    let alone = only("attribute-added").fingerprint();
    let case = CASES
        .iter()
        .find(|it| it.name == "attribute-added")
        .expect("a case");
    let (base, _) = sides(case);
    let folder = edit::edited(case);
    // Lines move, and something else changes too.
    let path = folder.path().join("v2/thing.yaml");
    let text = fs::read_to_string(&path).expect("read");
    let text = text.replace("Name of the thing.", "What the thing is called.");
    fs::write(&path, format!("# a line\n# and another\n{text}")).expect("written");
    let head = Side::read("head", folder.path(), "spec").expect("right");
    let report = diff::diff(&base, &head);
    assert_eq!(report.changes.len(), 2);
    assert!(report.changes.iter().any(|it| it.fingerprint() == alone));
}

/// An accepted change must not stand for another one.
#[test]
fn no_two_changes_of_a_report_have_one_fingerprint() {
    for case in CASES {
        let report = report_of(case);
        let all: BTreeSet<String> = report.changes.iter().map(Change::fingerprint).collect();
        assert_eq!(all.len(), report.changes.len(), "{}", case.name);
    }
}

fn report_of(case: &cases::Case) -> Report {
    let (base, head) = sides(case);
    diff::diff(&base, &head)
}

#[test]
fn money_stands_first_and_words_last() {
    let case = cases::Case {
        name: "all at once",
        reversed: false,
        edits: &[
            (
                "v2/thing.yaml",
                "Name of the thing.",
                "What the thing is called.",
            ),
            (
                "v2/thing.yaml",
                "x-currency-code: enclosing.currency_code",
                "x-currency-code: site",
            ),
            ("v2/thing.yaml", "maxLength: 50", "maxLength: 40"),
            ("v2/thing.yaml", "      x-idempotent: true\n", ""),
            (
                "v2/thing.yaml",
                "        made_at:\n",
                "        high: { description: How high., type: integer }\n        made_at:\n",
            ),
        ],
    };
    let rules: Vec<&str> = report_of(&case)
        .changes
        .iter()
        .map(|it| it.rule.id)
        .collect();
    assert_eq!(
        rules,
        [
            "money-currency-changed",
            "idempotency-removed",
            "limit-tightened",
            "attribute-added",
            "description-changed"
        ]
    );
}

#[test]
fn accepted_changes_are_marked_and_stale_entries_refused() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let mut report = report("operation-removed");
    let print = report.changes[0].fingerprint();
    let mut accept = |text: String| {
        fs::write(file.path(), text).expect("written");
        diff::accept(&mut report, file.path()).map(|()| report.changes[0].clone())
    };
    let change = accept(format!(
        "- fingerprint: {print}\n  reason: Nobody used it.\n"
    ))
    .expect("accepted");
    assert!(change.accepted);
    assert_eq!(change.note.as_deref(), Some("accepted: Nobody used it."));
    assert!(accept(String::new()).is_ok());
    for (text, problem) in [
        (
            "- fingerprint: 0123456789abcdef\n  reason: Gone.\n".to_owned(),
            "no longer applies",
        ),
        (
            format!("- fingerprint: {print}\n  reason: ' '\n"),
            "has no reason",
        ),
        (
            format!("- fingerprint: {print}\n"),
            "missing field `reason`",
        ),
        (
            format!(
                "- {{ fingerprint: {print}, reason: a }}\n- {{ fingerprint: {print}, reason: b }}\n"
            ),
            "twice",
        ),
        (
            "- { fingerprint: a, reason: b, until: c }\n".to_owned(),
            "unknown field",
        ),
        ("fingerprint: x".to_owned(), "expected a sequence"),
    ] {
        let error = accept(text).expect_err("refused");
        assert!(error.contains(problem), "{error}");
    }
}
