//! The way from API v1 to v2: what is derived from the two models, what a person adds, and what is refused.

mod common;

use chargebee_generator::{
    finding::Report,
    lint::lint,
    load, lower,
    migration::{Guide, guide},
    model::Api,
    read,
};
use std::fs;

fn file(version: &str, top: &str, paths: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{ title: thing, version: {version} }}\n{top}paths:\n{paths}components:\n  schemas:\n{schemas}"
    )
}

fn operation(path: &str, name: &str, more: &str) -> String {
    format!(
        "  {path}:\n    post:\n      operationId: {name}\n      x-resource: thing\n      x-method: {name}\n      description: Does something.\n{more}      \
         responses:\n        '200': {{ description: Success., content: {{ application/json: {{ schema: {{ type: object }} }} }} }}\n        \
         default: {{ $ref: common.yaml#/components/responses/Error }}\n"
    )
}

const COMMON: &str = "\
openapi: 3.0.3
info: { title: common, version: VERSION }
paths: {}
components:
  responses:
    Error: { description: Refused., content: { application/json: { schema: { type: object } } } }
";

const OLD: &str = "    Part: { description: A part., type: object, properties: { tax: { description: Its tax., type: integer } } }
    Thing:
      description: A thing.
      type: object
      x-resource: thing
      properties:
        total: { description: What it costs., type: integer }
        gone: { description: What it had., type: string }
        parts: { description: Its parts., type: array, items: { $ref: '#/components/schemas/Part' } }
        level: { description: How high., type: integer }
";

const NEW: &str = "    Part: { description: A part., type: object, properties: { tax_amount: { description: Its tax., type: integer, x-renamed-from: tax } } }
    State: { description: How it is., type: object, properties: { level: { description: How high., type: integer } } }
    Thing:
      description: A thing.
      type: object
      x-resource: thing
      properties:
        sum: { description: What it costs., type: integer, x-renamed-from: total }
        parts: { description: Its parts., type: array, items: { $ref: '#/components/schemas/Part' } }
        state: { description: How it is., allOf: [{ $ref: '#/components/schemas/State' }] }
";

const MOVED: &str = "x-migration:
  - { kind: moved, what: attribute, from: level, to: state.level, note: It is part of the state. }
";

fn loaded(top: &str) -> Result<(load::Spec, Vec<Api>), Report> {
    let old = operation("/things/collect", "collect", "")
        + &operation("/things/burn", "burn", "")
        + &operation("/things/pay", "pay", "");
    let new = operation("/things/close", "close", "      x-renamed-from: collect\n")
        + &operation("/things/pay", "record_payment", "");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("v1/thing.yaml", file("v1", "", &old, OLD)),
        ("v2/thing.yaml", file("v2", top, &new, NEW)),
        ("v1/common.yaml", COMMON.replace("VERSION", "v1")),
        ("v2/common.yaml", COMMON.replace("VERSION", "v2")),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    let spec = load::load(folder.path())?;
    let apis = lower::lower(&spec)?;
    Ok((spec, apis))
}

fn of(apis: &[Api]) -> Guide {
    let [first, second] = apis else {
        panic!("two versions")
    };
    guide(first, second)
}

#[test]
fn what_the_models_say() {
    let (_, apis) = loaded(MOVED).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let steps: Vec<String> = (of(&apis).steps.iter())
        .map(|it| {
            let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
            format!(
                "{} {} {} > {}",
                it.kind.name(),
                it.what.name(),
                name(&it.from),
                name(&it.to)
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "renamed attribute parts[].tax > parts[].tax_amount",
            "renamed attribute total > sum",
            "moved attribute level > state.level",
            "removed attribute gone > -",
            "renamed operation collect > close",
            "moved operation thing.pay > thing.record_payment",
            "removed operation burn > -",
            "renamed path /things/collect > /things/close",
        ]
    );
}

#[test]
fn for_people_and_for_programs() {
    let (_, apis) = loaded(MOVED).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let guide = of(&apis);
    let markdown = guide.markdown();
    assert!(
        markdown.contains("## `thing`\n\n### Attributes\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains("| `level` | `state.level` | moved: It is part of the state. |\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains("| `gone` | - | removed |\n"),
        "{markdown}"
    );
    let json: serde_json::Value = serde_json::from_str(&guide.json().expect("JSON")).expect("JSON");
    assert_eq!(
        json["steps"].as_array().map(Vec::len),
        Some(guide.steps.len())
    );
    assert_eq!(json["steps"][0]["kind"], "renamed");
    assert_eq!(json["steps"][0]["from"], "parts[].tax");
}

/// Steps that contradict themselves, or that say nothing.
#[test]
fn refused() {
    for (step, expected) in [
        (
            "{ kind: renamed, what: attribute, from: total, to: sum, note: Other name. }",
            "what is renamed says so itself",
        ),
        (
            "{ kind: moved, what: attribute, to: sum, note: Elsewhere. }",
            "what moved stands somewhere in both versions",
        ),
        (
            "{ kind: removed, what: attribute, note: Gone. }",
            "what is removed is in v1",
        ),
        (
            "{ kind: removed, what: attribute, from: gone, to: sum, note: Gone. }",
            "what is removed has no place in v2",
        ),
        (
            "{ kind: added, what: attribute, from: gone, to: sum, note: New. }",
            "what is added has no place in v1",
        ),
        (
            "{ kind: behaviour, what: attribute, from: sum, note: Other. }",
            "does not say what it is about in v2",
        ),
        (
            "{ kind: behaviour, what: attribute, to: sum, note: '' }",
            "this step says nothing",
        ),
        (
            "{ kind: behavior, what: attribute, to: sum, note: Other. }",
            "did you mean `behaviour`?",
        ),
        (
            "{ kind: behaviour, what: field, to: sum, note: Other. }",
            "`field` is no `what` of a step",
        ),
        (
            "{ kind: behaviour, what: attribute, to: sum }",
            "lacks `note`",
        ),
        (
            "{ kind: behaviour, what: attribute, to: sum, note: Other., why: x }",
            "`why` is no keyword of a step",
        ),
    ] {
        let report = match loaded(&format!("x-migration:\n  - {step}\n")) {
            Ok(_) => panic!("{step} must be refused"),
            Err(report) => report.render(false).replace("\n", " "),
        };
        let words: Vec<&str> = report.split_whitespace().filter(|it| *it != "│").collect();
        assert!(words.join(" ").contains(expected), "{step}: {report}");
    }
}

/// Steps about what is not there, or is there after all: only who sees both versions knows.
#[test]
fn steps_without_a_subject() {
    let findings = |top: &str| -> Vec<String> {
        let (spec, apis) = loaded(top).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let report = lint(&spec, &apis);
        let findings = report.findings().into_iter();
        findings
            .filter(|it| it.rule == Some("migration-without-subject"))
            .map(|it| it.message.clone())
            .collect()
    };
    assert_eq!(findings(MOVED), [] as [&str; 0]);
    for (step, expected) in [
        (
            "{ kind: moved, what: attribute, from: height, to: state.level, note: Moved. }",
            "v1 has no attribute `height` of this resource",
        ),
        (
            "{ kind: moved, what: attribute, from: level, to: state.height, note: Moved. }",
            "v2 has no attribute `state.height` of this resource",
        ),
        (
            "{ kind: behaviour, what: attribute, to: parts, note: It is a list. }",
            "v2 has no attribute `parts` of this resource",
        ),
        (
            "{ kind: behaviour, what: operation, to: collect, note: Other. }",
            "v2 has no operation `collect` of this resource",
        ),
        (
            "{ kind: removed, what: attribute, from: 'parts[]', note: Gone. }",
            "`parts[]` is there in v2",
        ),
        (
            "{ kind: behaviour, what: parameter, to: 'card[height]', note: Other. }",
            "v2 has no parameter `card[height]` of this resource",
        ),
        (
            "{ kind: removed, what: path, from: /things/melt, note: Gone. }",
            "v1 has no path `/things/melt` of this resource",
        ),
    ] {
        assert_eq!(
            findings(&format!("x-migration:\n  - {step}\n")),
            [expected],
            "{step}"
        );
    }
}

/// What a step tells needs no other mark.
#[test]
fn a_step_is_a_mark() {
    let marks = |top: &str| {
        let (spec, apis) = loaded(top).unwrap_or_else(|report| panic!("{}", report.render(false)));
        let report = lint(&spec, &apis);
        let findings = report.findings();
        let of = |name: &str| {
            findings
                .iter()
                .any(|it| it.rule == Some("renamed-without-mark") && it.message.contains(name))
        };
        (of("`level`"), of("`gone`"))
    };
    assert_eq!(marks(""), (true, true));
    assert_eq!(marks(MOVED), (false, true));
}

/// The spec of the workspace: every renamed name is found by a search for the old one, in fields, methods, types and variants.
#[test]
fn old_names_are_aliases() {
    let apis = read(common::spec()).expect("the spec is right");
    for (file, after, alias) in [
        (
            "v2/customer.rs",
            "pub promotional_credits:",
            "account_credits",
        ),
        (
            "v2/customer.rs",
            "pub fn add_promotional_credits(",
            "add_account_credits",
        ),
        (
            "v2/customer.rs",
            "pub struct AddPromotionalCredits {",
            "AddAccountCredits",
        ),
        (
            "v2/customer.rs",
            "pub struct AddPromotionalCreditsResponse {",
            "AddAccountCreditsResponse",
        ),
        (
            "v2/common.rs",
            "SubscriptionTrialEndReminder,",
            "subscription_trial_ending",
        ),
        (
            "v2/event.rs",
            "SubscriptionTrialEndReminder(Box<SubscriptionTrialEndReminderContent>),",
            "subscription_trial_ending",
        ),
        (
            "v2/event.rs",
            "pub struct SubscriptionTrialEndReminderContent {",
            "SubscriptionTrialEndingContent",
        ),
        ("v2/invoice.rs", "pub fn close(", "collect"),
    ] {
        let text = common::emitted(&apis, &format!("src/{file}"));
        let (before, _) = text
            .split_once(after)
            .unwrap_or_else(|| panic!("{file} has no {after}"));
        let item = before.rsplit("\n\n").next().unwrap_or_default();
        let item = item
            .lines()
            .rev()
            .take_while(|line| line.trim_start().starts_with('#') || line.trim().is_empty());
        let expected = format!("#[doc(alias = \"{alias}\")]");
        assert!(
            item.into_iter().any(|line| line.trim() == expected),
            "{file} {after}"
        );
    }
}

/// The same every time, whatever the order in which things stand.
#[test]
fn the_guide_of_the_workspace() {
    let apis = read(common::spec()).expect("the spec is right");
    let guide = of(&apis);
    assert_eq!(guide, of(&read(common::spec()).expect("the spec is right")));
    let find = |from: &str, to: &str| {
        let mut steps = guide.steps.iter();
        steps.any(|it| it.from.as_deref() == Some(from) && it.to.as_deref() == Some(to))
    };
    assert!(find("account_credits", "promotional_credits"));
    assert!(find("line_items[].tax", "line_items[].tax_amount"));
    assert!(find(
        "line_items[].tax",
        "invoice_estimate.line_items[].tax_amount"
    ));
    assert!(find(
        "/invoices/{invoice_id}/collect",
        "/invoices/{invoice_id}/close"
    ));
    assert!(find("transaction.record_payment", "invoice.record_payment"));
    assert!(find("card_expiring", "card_expiry_reminder"));
    assert!(find("subscription_id", "subscription_estimate.id"));
}
