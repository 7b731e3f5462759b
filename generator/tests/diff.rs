//! What the comparison of two specs says: a case for each rule, and what is easily told wrongly.

#[path = "diff/cases.rs"]
mod cases;
mod common;
#[path = "diff/edit.rs"]
mod edit;
#[path = "diff/formats.rs"]
mod formats;

use cases::cases;
use chargebee_generator::diff::{self, Change, RULES, Report, Side, Wire};
use edit::{BASE, sides};
use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

fn report(name: &str) -> Report {
    let case = cases()
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
    for case in cases() {
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
    for line in &change.details {
        let _ = writeln!(out, "    {line}");
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
    for case in cases() {
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
        let wire = match verdicts.wire {
            Wire::Breaking => "breaking",
            Wire::Surprising => "surprising",
            Wire::Compatible => "compatible",
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
    let change = only("path-id-changed of a shared id");
    assert_eq!(change.path, "v2/work/shared/work_id");
    assert_eq!(change.sites.len(), 2);
    let change = only("path-changed: a shared id has another name");
    assert_eq!((change.sites.len(), change.verdicts.docs_only), (2, true));
    for name in [
        "description-changed of a type whose fields have none",
        "description-changed of an object that is only referred to",
        "object-renamed",
        "object-renamed and what refers to it",
        "enum-renamed",
        "operation-renamed",
        "value-renamed and accepted",
        "value-renamed and a job with it",
        "value-removed and no longer accepted",
        "value-added and accepted",
        "type-changed of any JSON in a form",
        "attribute-renamed that a price is made of",
        "group-renamed: moved to another file",
        "object-renamed: moved to another file",
        "enum-renamed: moved to another file",
        "file-link-changed: none",
        "event-reading-changed: no longer",
    ] {
        only(name);
    }
    let renamed = report("attribute-renamed with all that names it");
    assert_eq!(renamed.changes.len(), 2, "{:#?}", renamed.changes);
    let renamed = report("resource-renamed to an unlike name, its routes kept");
    let told: Vec<&str> = renamed.changes.iter().map(|it| it.rule.id).collect();
    assert_eq!(told, ["resource-renamed"]);
}

/// What was and what is are two things, and say in what they differ.
#[test]
fn nothing_changes_from_itself_to_itself() {
    for case in cases() {
        for change in report_of(case).changes {
            let (before, after) = (change.before.as_deref(), change.after.as_deref());
            assert!(
                before.is_none() || before != after,
                "{}: {change:#?}",
                case.name
            );
            assert!(
                before != Some("") && after != Some(""),
                "{}: {change:#?}",
                case.name
            );
        }
    }
}

/// Every change stands in a file, at a line that is about it.
#[test]
fn every_change_has_a_place() {
    for case in cases() {
        for change in report_of(case).changes {
            let whole = ["api-added", "api-removed"].contains(&change.rule.id);
            let place = change.place.as_ref().map(ToString::to_string);
            let is_in_spec = place.as_deref().is_some_and(|it| it.starts_with("spec/"));
            assert!(
                whole || is_in_spec,
                "{}: {place:?} {}",
                case.name,
                change.path
            );
        }
    }
    let place = |name: &str| {
        let place = report(name).changes.remove(0).place;
        place.expect("a place").to_string()
    };
    assert_eq!(place("currency-added"), "spec/currencies.yaml:7:3");
    assert_eq!(
        place("money-exponent-changed of all others"),
        "spec/currencies.yaml:4:1"
    );
}

/// The head of one and the base of the other: what was added is removed.
#[test]
fn both_directions_are_told() {
    for case in cases() {
        let (base, head) = sides(case);
        let there = diff::diff(&base, &head).changes.len();
        let back = diff::diff(&head, &base).changes.len();
        assert!(there > 0 && back > 0, "{}: {there} and {back}", case.name);
    }
}

#[test]
fn fingerprints_are_the_same_whatever_else_changes() {
    let alone = only("attribute-added").fingerprint();
    let case = cases()
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
    for case in cases() {
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
    let report = report("operation-removed");
    let print = report.changes[0].fingerprint();
    let accept = |text: String| {
        fs::write(file.path(), text).expect("written");
        let mut report = report.clone();
        let problems = diff::accept(&mut report, file.path())?;
        Ok::<_, String>((problems, report.changes.remove(0)))
    };
    let (problems, change) = accept(format!(
        "- fingerprint: {print}\n  reason: Nobody used it.\n"
    ))
    .expect("read");
    assert!(change.accepted && problems.is_empty(), "{problems:?}");
    assert_eq!(change.note.as_deref(), Some("accepted: Nobody used it."));
    let (problems, change) = accept(String::new()).expect("read");
    assert!(!change.accepted && problems.is_empty());
    // One entry that is wrong hides neither the report nor what the others accept.
    let (problems, change) = accept(format!(
        "- {{ fingerprint: 0123456789abcdef, reason: Merged. }}\n- {{ fingerprint: {print}, reason: a }}\n"
    ))
    .expect("read");
    assert!(change.accepted);
    assert!(
        problems.len() == 1
            && problems[0].contains("0123456789abcdef no longer applies")
            && problems[0].ends_with("remove it"),
        "{problems:?}"
    );
    for (text, problem) in [
        (
            format!("- fingerprint: {print}\n  reason: ' '\n"),
            "has no reason",
        ),
        (
            format!(
                "- {{ fingerprint: {print}, reason: a }}\n- {{ fingerprint: {print}, reason: b }}\n"
            ),
            "twice",
        ),
    ] {
        let (problems, _) = accept(text).expect("read");
        assert!(
            problems.len() == 1 && problems[0].contains(problem),
            "{problems:?}"
        );
    }
    for (text, problem) in [
        (
            format!("- fingerprint: {print}\n"),
            "missing field `reason`",
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
