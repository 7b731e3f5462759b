//! The way from API v1 to v2: what is derived from the two models, what a person adds, and what is refused.

mod common;

use chargebee_generator::{
    finding::Report,
    lint::lint,
    load, lower,
    migration::{Guide, guide},
    model::{Api, MigrationKind, Subject, Type},
    read,
};
use heck::ToUpperCamelCase;
use quote::ToTokens;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

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
    written(top, (&old, OLD), (&new, NEW))
}

/// Both versions, each with its operations and schemas; `top` is what v2 says besides.
fn written(
    top: &str,
    old: (&str, &str),
    new: (&str, &str),
) -> Result<(load::Spec, Vec<Api>), Report> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("v1/thing.yaml", file("v1", "", old.0, old.1)),
        ("v2/thing.yaml", file("v2", top, new.0, new.1)),
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
            "renamed operation pay > record_payment",
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

const OLD_BODY: &str = "      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [at]
              properties:
                amount: { description: How much., type: integer, format: int64, x-currency-unit: minor, x-currency-code: site }
                at: { description: When., type: integer, format: unix-time }
                memo: { description: Why., type: string }
                flag: { description: Whether., type: boolean, default: false }
                fee: { description: What it costs., type: integer, format: int64, x-currency-unit: minor, x-currency-code: site, default: 1 }
                gone: { description: What it was., type: string }
";

const NEW_BODY: &str = "      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [must]
              properties:
                payment: { description: What is paid., allOf: [{ $ref: '#/components/schemas/PaymentParams' }] }
                comment: { description: Why., type: string, x-renamed-from: memo }
                flag: { description: Whether., type: boolean, default: true }
                fee: { description: What it costs., type: integer, format: int64, x-currency-unit: minor, x-currency-code: site, default: 2 }
                must: { description: What must be said., type: string }
                more: { description: What can be said., type: string }
";

const GROUP: &str = "    PaymentParams:
      description: What is paid.
      type: object
      properties:
        amount: { description: How much., type: integer, format: int64, x-currency-unit: minor, x-currency-code: site }
        date: { description: When., type: integer, format: unix-time, x-renamed-from: at }
";

/// What an operation takes in one version only, or takes otherwise.
#[test]
fn parameters() {
    let thing = "    Thing: { description: A thing., type: object, x-resource: thing, properties: { id: { description: Its id., type: string } } }\n";
    let apis = written(
        "",
        (&operation("/things/pay", "pay", OLD_BODY), thing),
        (
            &operation("/things/pay", "pay", NEW_BODY),
            &format!("{thing}{GROUP}"),
        ),
    );
    let (_, apis) = apis.unwrap_or_else(|report| panic!("{}", report.render(false)));
    let guide = of(&apis);
    let steps: Vec<String> = (guide.steps.iter())
        .map(|it| {
            assert_eq!(it.operations, ["pay"]);
            let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
            let note = it
                .note
                .as_ref()
                .map(|it| format!(": {it}"))
                .unwrap_or_default();
            let money = if it.money { " money" } else { "" };
            let (kind, from, to) = (it.kind.name(), name(&it.from), name(&it.to));
            format!("{kind}{money} {from} > {to}{note}")
        })
        .collect();
    assert_eq!(
        steps,
        [
            "renamed memo > comment",
            "moved amount > payment[amount]",
            "moved at > payment[date]",
            "removed gone > -",
            "added - > more",
            "added - > must: It must be given.",
            "behaviour money fee > fee: Where it is not given, `2` counts, which was `1`.",
            "behaviour flag > flag: Where it is not given, `true` counts, which was `false`.",
        ]
    );
    let markdown = guide.markdown();
    for row in [
        "| `memo` | `comment` | renamed (`pay`) |\n",
        "| `fee` | `fee` | **money**, does something else (`pay`): Where",
        "\nWhat v2 also takes: `more`.\n",
    ] {
        assert!(markdown.contains(row), "{row}: {markdown}");
    }
}

/// The aliases of emitted Rust, by item: `customer::Customer::promotional_credits`.
fn aliases(api: &Api) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for module in &api.modules {
        let file = syn::parse_file(&chargebee_generator::emit::module(api, module)).expect("Rust");
        let mut note = |item: String, attributes: &[syn::Attribute]| {
            let item = format!("{}::{item}", module.name);
            found
                .entry(item)
                .or_default()
                .extend(attributes.iter().filter_map(alias));
        };
        for item in &file.items {
            match item {
                syn::Item::Struct(it) => {
                    note(it.ident.to_string(), &it.attrs);
                    for field in &it.fields {
                        let name = field
                            .ident
                            .as_ref()
                            .map(ToString::to_string)
                            .unwrap_or_default();
                        note(format!("{}::{name}", it.ident), &field.attrs);
                    }
                }
                syn::Item::Enum(it) => {
                    for variant in &it.variants {
                        note(format!("{}::{}", it.ident, variant.ident), &variant.attrs);
                    }
                }
                syn::Item::Impl(it) if it.trait_.is_none() => {
                    let ty = it.self_ty.to_token_stream().to_string();
                    for item in &it.items {
                        if let syn::ImplItem::Fn(it) = item {
                            note(format!("{ty}::{}", it.sig.ident), &it.attrs);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// `#[doc(alias = "account_credits")]`.
fn alias(attribute: &syn::Attribute) -> Option<String> {
    let text = attribute.meta.to_token_stream().to_string();
    let text = text.strip_prefix("doc (alias = \"")?;
    Some(text.strip_suffix("\")")?.to_owned())
}

/// The item of the crate that a path of a resource leads to.
fn attribute(api: &Api, resource: &str, path: &str) -> Option<String> {
    let (module, mut record) = api.resource(resource)?;
    let mut at = module.reference(&record.name);
    let mut parts = path
        .split('.')
        .map(|it| it.trim_end_matches("[]"))
        .peekable();
    while let Some(part) = parts.next() {
        let field = record.field(part)?;
        if parts.peek().is_none() {
            return Some(format!("{}::{}::{}", at.module, at.name, field.name.rust));
        }
        let Type::Record(of) = field.ty.element() else {
            return None;
        };
        record = api.record(of)?;
        at = of.clone();
    }
    None
}

fn last(name: &str) -> &str {
    let name = name.trim_end_matches("[]");
    name.rsplit(['.', '['])
        .next()
        .unwrap_or(name)
        .trim_end_matches(']')
}

/// The spec of the workspace: whatever the guide calls otherwise than v1 did is found by a search for the old name.
#[test]
fn old_names_are_aliases() {
    let apis = read(common::spec()).expect("the spec is right");
    let guide = of(&apis);
    let second = &apis[1];
    let aliases = aliases(second);
    let has = |item: &str, old: &str| aliases.get(item).is_some_and(|all| all.contains(old));
    let (mut missing, mut seen) = (Vec::new(), BTreeSet::new());
    for step in &guide.steps {
        let (Some(from), Some(to)) = (&step.from, &step.to) else {
            continue;
        };
        let (old, new) = (last(from), last(to));
        let other_name = matches!(step.kind, MigrationKind::Renamed | MigrationKind::Moved);
        if !other_name || old == new {
            continue;
        }
        let found = match step.what {
            // A way that the request takes is nothing that is called so in Rust, and what was restructured has its own word.
            Subject::Path => continue,
            Subject::Resource if step.kind == MigrationKind::Moved => continue,
            Subject::Resource => aliases.iter().any(|(item, all)| {
                item.starts_with(&format!("{new}::")) && all.contains(&old.to_upper_camel_case())
            }),
            Subject::Attribute => {
                attribute(second, &step.resource, to).is_some_and(|item| has(&item, old))
            }
            Subject::Operation => {
                let (module, name) = to.split_once('.').unwrap_or((&step.resource, to));
                let module = second.module(module).expect("a module");
                let operation = module.operation(name).expect("an operation");
                let method = format!(
                    "{}::{}::{}",
                    module.name, module.operations_type, operation.name.rust
                );
                let request = format!("{}::{}", module.name, operation.request);
                let named = (aliases.get(&request).into_iter().flatten())
                    .any(|it| it.ends_with(&format!("{}Request", old.to_upper_camel_case())));
                has(&method, old) && named
            }
            Subject::Parameter => {
                let called = format!("::{new}");
                let mut items = aliases.iter().filter(|(_, all)| all.contains(old));
                items.any(|(item, _)| {
                    item.ends_with(&called)
                        || item.ends_with("::new")
                        || item.contains("Operations::")
                })
            }
            Subject::EventType => {
                let variant = new.to_upper_camel_case();
                has(&format!("common::EventType::{variant}"), old)
                    && has(&format!("event::EventContent::{variant}"), old)
            }
        };
        seen.insert(step.what);
        if !found {
            missing.push(format!("{step:?}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    for what in [
        Subject::Attribute,
        Subject::Operation,
        Subject::Parameter,
        Subject::EventType,
    ] {
        assert!(seen.contains(&what), "no {what:?} has another name");
    }
    // What an operation answers has its name.
    assert!(has(
        "customer::CustomerAddPromotionalCreditsResponse",
        "CustomerAddAccountCreditsResponse"
    ));
    assert!(has(
        "event::SubscriptionTrialEndReminderContent",
        "SubscriptionTrialEndingContent"
    ));
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
    assert!(find("amount", "transaction[amount]"));
    assert!(find("paid_at", "transaction[date]"));
    assert!(find("memo", "comment"));
    assert!(find("use_customer_balances", "use_existing_balances"));
    assert!(find(
        "hosted_page.checkout_onetime_addons",
        "hosted_page.checkout_one_time"
    ));
    let about = |from: &str| {
        let steps = guide
            .steps
            .iter()
            .filter(|it| it.from.as_deref() == Some(from));
        steps.collect::<Vec<_>>()
    };
    // What a person wrote is not told again as something that is gone.
    for written in [
        "subscription_scheduled_change",
        "update_card_for_customer_using_payment_intent",
        "checkout_onetime_charge",
    ] {
        let gone = about(written)
            .into_iter()
            .find(|it| it.kind == MigrationKind::Removed);
        assert!(gone.is_none(), "{gone:?}");
    }
    let balances = about("use_customer_balances")
        .into_iter()
        .find(|it| it.money);
    assert!(balances.is_some_and(|it| it.note.as_deref().is_some_and(|it| it.contains("`false`"))));
}
