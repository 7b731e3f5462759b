//! A small spec held against a small upstream document, changed on one side at a time.

mod common;
#[path = "drift/vendor_shapes.rs"]
mod vendor_shapes;

use chargebee_generator::{
    drift::{Drift, Extent, Finding, Standing, drift, extent, suggest, write_suggestions},
    load, lower,
    upstream::{Upstream, read_text},
};
use serde_yaml::{Mapping, Value};
use std::{collections::BTreeMap, fs, path::Path};

const UPSTREAM: &str = include_str!("upstream/api.yaml");
const THING: &str = include_str!("drift/thing.yaml");
const EVENT: &str = include_str!("drift/event.yaml");
const COMMON: &str = include_str!("drift/common.yaml");

fn upstream(text: &str) -> Upstream {
    read_text("api", text.as_bytes()).unwrap_or_else(|finding| panic!("{}", finding.message))
}

/// The spec in a folder.
fn folder(thing: &str, event: &str, common: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("v2")).expect("made");
    for (name, text) in [("thing", thing), ("event", event), ("common", common)] {
        fs::write(folder.path().join(format!("v2/{name}.yaml")), text).expect("written");
    }
    folder
}

fn held(upstream: &Upstream, spec: &Path) -> Drift {
    let apis =
        chargebee_generator::read(spec).unwrap_or_else(|report| panic!("{}", report.render(false)));
    drift(upstream, &apis[0], Extent::Whole)
}

/// What is found where one text on the side of the spec is another.
fn with_spec(changes: &[(&str, &str)]) -> Vec<String> {
    let (mut thing, mut event, mut common) =
        (THING.to_owned(), EVENT.to_owned(), COMMON.to_owned());
    for (old, new) in changes {
        let mut found = false;
        for text in [&mut thing, &mut event, &mut common] {
            if text.contains(old) {
                *text = text.replacen(old, new, 1);
                found = true;
            }
        }
        assert!(found, "{old} is in no file");
    }
    told(&held(
        &upstream(UPSTREAM),
        folder(&thing, &event, &common).path(),
    ))
}

/// What is found where one text upstream is another.
fn with_upstream(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = UPSTREAM.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old} is not there");
        text = text.replacen(old, new, 1);
    }
    told(&held(&upstream(&text), folder(THING, EVENT, COMMON).path()))
}

/// The findings, but for the one that is always there.
fn told(drift: &Drift) -> Vec<String> {
    let line = |it: &Finding| {
        let why = it
            .evidence
            .as_ref()
            .map(|why| format!(" ({why})"))
            .unwrap_or_default();
        format!(
            "{}: {}: {}{why}",
            it.standing.title(),
            it.path,
            it.sentence()
        )
    };
    let findings = drift.findings.iter();
    findings
        .filter(|it| !it.path.ends_with("Event/event_type"))
        .map(line)
        .collect()
}

#[test]
fn both_say_the_same() {
    assert_eq!(with_spec(&[]), [] as [&str; 0]);
    let drift = held(&upstream(UPSTREAM), folder(THING, EVENT, COMMON).path());
    assert!(drift.is_quiet());
    assert!(
        drift
            .counts
            .iter()
            .all(|it| it.spec == it.upstream && it.upstream > 0),
        "{:?}",
        drift.counts
    );
    let [on_purpose] = drift.findings.as_slice() else {
        panic!("{:?}", drift.findings);
    };
    assert_eq!(on_purpose.standing, Standing::OnPurpose);
    assert_eq!(
        on_purpose.evidence.as_deref(),
        Some("The small document does not say it.")
    );
}

/// Every kind of thing that the spec can lack.
#[test]
fn missing() {
    for (old, new, expected) in [
        (
            "        rate: { type: number",
            "        more: { type: boolean }\n        rate: { type: number",
            "v2/thing/attribute/Thing/more: this attribute is not in the spec: optional boolean",
        ),
        (
            "price: { type: integer, minimum: 0 }",
            "price: { type: integer, minimum: 0 }, more: { type: string }",
            "v2/thing/attribute/ThingPart/more: this attribute",
        ),
        (
            "/things:\n    get:",
            "/others:\n    get: { operationId: others, responses: {} }\n  /things:\n    get:",
            "v2/other/operation/others: this operation is not in the spec: GET /others",
        ),
        (
            "                meta_data: {",
            "                more: { type: string, enum: [a, b] }\n                meta_data: {",
            "v2/thing/operation/create/more: this parameter is not in the spec: optional enum (a, b)",
        ),
        (
            "properties: { email: { type: string } }",
            "properties: { email: { type: string }, more: {} }",
            "v2/thing/operation/create/customer[more]: this parameter",
        ),
        (
            "        - name: einvoice\n",
            "        - { name: more, in: query, schema: { type: integer } }\n        - name: einvoice\n",
            "v2/thing/operation/list/more: this parameter",
        ),
        (
            "required: [thing], properties: {",
            "required: [thing], properties: { more: { type: boolean }, ",
            "v2/thing/attribute/ThingListEntry/more: this member of an answer",
        ),
        (
            "enum: [new, old]",
            "enum: [new, old, older]",
            "v2/thing/enum/ThingStatus/older: this enum value is not in the spec",
        ),
        (
            "  thing_created: { post",
            "  thing_deleted: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/ThingCreatedEvent' } } } } } }\n  thing_created: { post",
            "v2/event/event/thing_deleted: this event type",
        ),
        (
            "ThingCreatedEvent: { type: object, properties: { content: { type: object, properties: {",
            "ThingCreatedEvent: { type: object, properties: { content: { type: object, properties: { more: { $ref: '#/components/schemas/Thing' },",
            "v2/event/attribute/ThingCreatedContent/more: this content of an event",
        ),
        (
            "enum: [bad, taken]",
            "enum: [bad, taken, worse]",
            "v2/common/error/worse: this error code is not in the spec: HTTP 409",
        ),
        (
            "    Event: {",
            "    Other: { type: object, properties: { id: { type: string } } }\n    Event: {",
            "v2/other: this resource is not in the spec: 1 attributes",
        ),
    ] {
        let found = with_upstream(&[(old, new)]);
        assert!(
            found
                .iter()
                .any(|it| it.starts_with(&format!("missing in the spec: {expected}"))),
            "{new}: {found:#?}"
        );
        assert!(found.len() <= 1, "{new}: {found:#?}");
    }
}

/// Every aspect in which both can say different things.
#[test]
fn different() {
    for (old, new, expected) in [
        (
            "id: { type: string, maxLength: 50 }\n        created",
            "id: { type: string, maxLength: 60 }\n        created",
            "attribute/Thing/id: longest text is 60 upstream, 50 in the spec",
        ),
        (
            "price: { type: integer, minimum: 0 }",
            "price: { type: integer }",
            "attribute/ThingPart/price: smallest number is none upstream, 0 in the spec",
        ),
        (
            "maximum: 100, default: 10",
            "maximum: 200, default: 10",
            "operation/list/limit: largest number is 200 upstream, 100 in the spec",
        ),
        (
            "maximum: 100, default: 10",
            "maximum: 100, default: 20",
            "operation/list/limit: default is 20 upstream, 10 in the spec",
        ),
        (
            "quantity: { type: array, items: { type: integer, default: 1 } }",
            "quantity: { type: array, items: { type: integer } }",
            "group/PartParams/quantity: default is none upstream, 1 in the spec",
        ),
        (
            "created_at: { type: integer, format: unix-time }",
            "created_at: { type: string }",
            "attribute/Thing/created_at: type is text upstream, instant in the spec",
        ),
        (
            "price: { type: integer, minimum: 0 }",
            "price: { type: number, minimum: 0 }",
            "attribute/ThingPart/price: type is number upstream, amount of money in the spec",
        ),
        (
            "parent: { anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] }",
            "parent: { $ref: '#/components/schemas/Event' }",
            "attribute/Thing/parent: type is resource event upstream, resource thing in the spec",
        ),
        (
            "required: [id, created_at]",
            "required: [id]",
            "attribute/Thing/created_at: presence is optional upstream, required in the spec",
        ),
        (
            "required: [name]",
            "required: [name, meta_data]",
            "operation/create/meta_data: presence is required upstream, optional in the spec",
        ),
        (
            "status: { $ref: '#/components/schemas/Status', deprecated: true }",
            "status: { $ref: '#/components/schemas/Status' }",
            "attribute/Thing/status: state is current upstream, deprecated in the spec",
        ),
        (
            "operationId: create_a_thing",
            "operationId: create_a_thing\n      deprecated: true",
            "operation/create: state is deprecated upstream, current in the spec",
        ),
        (
            "type: object\n      additionalProperties: true\n      required: [id",
            "type: object\n      required: [id",
            "attribute/Thing: custom fields are not sent upstream, sent in the spec",
        ),
        (
            "customer: { type: object, additionalProperties: true, ",
            "customer: { type: object, ",
            "operation/create: custom fields are not taken upstream, taken in the spec",
        ),
        (
            "https://{site}.ingest.example.com",
            "https://{site}.other.example.com",
            "operation/ingest: host is other upstream, ingest in the spec",
        ),
        (
            "requestBody: { content: { application/json",
            "requestBody: { content: { application/x-www-form-urlencoded",
            "operation/ingest: body is a form upstream, JSON in the spec",
        ),
        (
            "next_offset: { type: string, maxLength: 1000 }",
            "previous: { type: string }",
            "operation/list: answer is no page upstream, a page in the spec",
        ),
        (
            "in: { type: string }",
            "is_not: { type: string }",
            "operation/list/status: form is filter by is, is_not upstream, filter by in, is in the spec",
        ),
        (
            "asc: { enum: [created_at, rate] }",
            "asc: { enum: [created_at] }",
            "operation/list/sort_by: form is sort by created_at upstream, sort by created_at, rate in the spec",
        ),
        (
            "/ingest:\n    post:",
            "/ingest:\n    get:",
            "operation/ingest: method is GET upstream, POST in the spec",
        ),
        (
            "'409': { type",
            "'422': { type",
            "common/error/taken: HTTP status is 422 upstream, 409 in the spec",
        ),
        (
            "parts:\n                  type: object\n                  required: [id]\n                  properties:\n                    id: { type: array, items: { type: string, maxLength: 20 } }",
            "parts:\n                  type: object\n                  required: [id]\n                  properties:\n                    id: { type: string, maxLength: 20 }",
            "group/PartParams/id: type is in a group upstream, in a list of groups in the spec",
        ),
    ] {
        let found = with_upstream(&[(old, new)]);
        let expected = format!(
            "different: v2/{}{expected}",
            if expected.starts_with("common") {
                ""
            } else {
                "thing/"
            }
        );
        assert!(found.contains(&expected), "{expected}: {found:#?}");
    }
}

#[test]
fn beyond() {
    for (old, new, expected) in [
        (
            "        rate: { type: number, format: double, minimum: 0 }\n",
            "",
            "v2/thing/attribute/Thing/rate: this attribute is not published: optional number",
        ),
        (
            "                meta_data: { type: object, additionalProperties: true }\n",
            "",
            "v2/thing/operation/create/meta_data: this parameter is not published: optional any JSON",
        ),
        (
            "enum: [new, old]",
            "enum: [new]",
            "v2/thing/enum/ThingStatus/old: this enum value is not published",
        ),
        (
            "/things/{thing-id}/ingest:",
            "/things/{thing-id}/other:",
            "v2/thing/operation/ingest: this operation is not published: POST /things/{thing_id}/ingest",
        ),
        (
            "enum: [bad, taken]",
            "enum: [bad]",
            "v2/common/error/taken: this error code is not published",
        ),
    ] {
        let found = with_upstream(&[(old, new)]);
        let expected = format!("beyond what is published: {expected}");
        assert!(found.contains(&expected), "{expected}: {found:#?}");
    }
    // The vendor withdrew it: somebody has to look.
    let gone = UPSTREAM.replacen("enum: [new, old]", "enum: [new]", 1);
    let drift = held(&upstream(&gone), folder(THING, EVENT, COMMON).path());
    assert!(!drift.is_quiet());
    assert!(drift.markdown().contains("### beyond what is published: 1"));
}

/// A document that leaves out an operation and an event, and the only place of an attribute: it may be published all the same,
/// and what is there is compared.
#[test]
fn an_excerpt() {
    let thing = THING.replacen(
        "      x-method: ingest",
        "      x-method: ingest\n      x-evidence: Seen.\n      x-evidence-of: [call]",
        1,
    );
    let from = UPSTREAM
        .find("  /things/{thing-id}/ingest:")
        .expect("there");
    let to = UPSTREAM.find("webhooks:").expect("there");
    let mut text = UPSTREAM.to_owned();
    text.replace_range(from..to, "");
    let text = text
        .replacen("enum: [bad, taken]", "enum: [bad]", 1)
        .replacen(
            "id: { type: string, maxLength: 50 }\n",
            "id: { type: string, maxLength: 60 }\n",
            1,
        );
    let published = upstream(&text);
    let spec = folder(&thing, EVENT, COMMON);
    let apis = chargebee_generator::read(spec.path()).expect("it reads");
    let excerpt = drift(&published, &apis[0], Extent::Excerpt);
    assert_eq!(
        told(&excerpt),
        ["different: v2/thing/attribute/Thing/id: longest text is 60 upstream, 50 in the spec"]
    );
    assert!(excerpt.text(false).contains("it is an excerpt"));
    let whole = told(&drift(&published, &apis[0], Extent::Whole));
    assert!(
        whole
            .iter()
            .any(|it| it.contains("operation/ingest: this operation is not published")),
        "{whole:#?}"
    );
    assert_eq!(extent(&published, &apis[0]), Extent::Whole);
    let nothing = "openapi: 3.1.0\ninfo: { x-cb-api-version: 2 }\npaths: {}\n";
    assert_eq!(extent(&upstream(nothing), &apis[0]), Extent::Excerpt);
}

/// Only what the earlier document did not give rise to is told.
#[test]
fn since_the_last_document() {
    let old = UPSTREAM.replacen("enum: [new, old]", "enum: [new, old, older]", 1);
    let new = old.replacen("enum: [bad, taken]", "enum: [bad, taken, worse]", 1);
    let spec = folder(THING, EVENT, COMMON);
    let (before, after) = (
        held(&upstream(&old), spec.path()),
        held(&upstream(&new), spec.path()),
    );
    let fresh = after.clone().since(&before);
    assert_eq!(
        told(&fresh),
        [
            "missing in the spec: v2/common/error/worse: this error code is not in the spec: HTTP 409"
        ]
    );
    assert!(fresh.markdown().contains("only what is new since 2026-01"));
    let loaded = load::load(spec.path()).expect("it loads");
    let apis = lower::lower(&loaded).expect("it lowers");
    let files = suggest(&fresh, &upstream(&new), &apis[0], &loaded.versions[0]);
    let all: String = files.into_values().collect();
    assert!(all.contains("worse") && !all.contains("older"), "{all}");
    // What was missing before, and is published as something else now, is told and suggested again.
    let more = |ty: &str| {
        let member = format!("        more: {{ type: {ty} }}\n        rate: {{ type: number");
        upstream(&UPSTREAM.replacen("        rate: { type: number", &member, 1))
    };
    let [boolean, text] = [more("boolean"), more("string")];
    let changed = held(&text, spec.path()).since(&held(&boolean, spec.path()));
    assert_eq!(
        told(&changed),
        [
            "missing in the spec: v2/thing/attribute/Thing/more: this attribute is not in the spec: optional text"
        ]
    );
    let files = suggest(&changed, &text, &apis[0], &loaded.versions[0]);
    assert!(files.values().any(|it| it.contains("more:")), "{files:?}");
    let none = after.clone().since(&after);
    assert!(none.is_quiet() && none.text(false).contains("nothing new"));
}

/// Where the vendor has it is told as a JSON pointer.
#[test]
fn findings_have_their_place() {
    let text = UPSTREAM.replacen(
        "        rate: { type: number",
        "        more: { type: boolean }\n        rate: { type: number",
        1,
    );
    let drift = held(&upstream(&text), folder(THING, EVENT, COMMON).path());
    let missing = drift.of(Standing::Missing).next().expect("a finding");
    assert_eq!(
        missing.pointers,
        ["/components/schemas/Thing/properties/more"]
    );
    assert!(
        drift
            .text(false)
            .contains("at #/components/schemas/Thing/properties/more")
    );
    assert!(
        drift
            .markdown()
            .contains("at `#/components/schemas/Thing/properties/more`")
    );
    assert!((drift.html().expect("HTML")).contains(
        "<code>#&#x2f;components&#x2f;schemas&#x2f;Thing&#x2f;properties&#x2f;more</code>"
    ));
}

/// A bound that a number may not reach is none that it may, and digits beyond a float's count.
#[test]
fn bounds_as_they_stand() {
    for (bound, expected) in [
        (
            "exclusiveMinimum: 0",
            "smallest number is more than 0 upstream, 0 in the spec",
        ),
        (
            "minimum: 0, exclusiveMinimum: true",
            "smallest number is more than 0 upstream, 0 in the spec",
        ),
        (
            "minimum: 0, maximum: 9007199254740993",
            "largest number is 9007199254740993 upstream, none in the spec",
        ),
    ] {
        let found = with_upstream(&[(
            "rate: { type: number, format: double, minimum: 0 }",
            &format!("rate: {{ type: number, {bound} }}"),
        )]);
        assert_eq!(
            found,
            [format!(
                "different: v2/thing/attribute/Thing/rate: {expected}"
            )]
        );
    }
    let price = "price: { type: integer, minimum: 0 }";
    let same = with_upstream(&[(price, "price: { type: integer, exclusiveMinimum: -1 }")]);
    assert_eq!(same, [] as [&str; 0], "of whole numbers it is the next one");
    let spec = "x-currency-code: site, minimum: 0 }";
    let large = |limit: &str| spec.replace("minimum: 0", &format!("minimum: 0, maximum: {limit}"));
    let mut thing = THING.replacen(spec, &large("9007199254740992"), 1);
    let published = upstream(&UPSTREAM.replacen(
        price,
        "price: { type: integer, minimum: 0, maximum: 9007199254740993 }",
        1,
    ));
    assert_eq!(
        told(&held(&published, folder(&thing, EVENT, COMMON).path())).len(),
        1
    );
    thing = THING.replacen(spec, &large("9007199254740993"), 1);
    assert_eq!(
        told(&held(&published, folder(&thing, EVENT, COMMON).path())),
        [] as [&str; 0]
    );
}

const NAME: &str = "name: { description: What it is called., type: string, maxLength: 50 }";

/// Evidence excuses what it is about, and is stale where both agree on that.
#[test]
fn evidence() {
    let name =
        |rest: &str| format!("name: {{ description: What it is called., type: string, {rest} }}");
    let path = "v2/thing/operation/create/name";
    let any = with_spec(&[(NAME, &name("maxLength: 40, x-evidence: Seen."))]);
    assert_eq!(
        any,
        [format!(
            "different on purpose: {path}: longest text is 50 upstream, 40 in the spec (Seen.)"
        )]
    );
    let of = with_spec(&[(
        NAME,
        &name("maxLength: 40, x-evidence: Seen., x-evidence-of: [limit]"),
    )]);
    assert_eq!(of, any);
    let other = with_spec(&[(
        NAME,
        &name("maxLength: 40, x-evidence: Seen., x-evidence-of: [default]"),
    )]);
    assert_eq!(
        other,
        [
            format!("different: {path}: longest text is 50 upstream, 40 in the spec"),
            format!(
                "stale evidence: {path}: the evidence is about `default`, in which both agree (Seen.)"
            ),
        ]
    );
    let stale = with_spec(&[(NAME, &name("maxLength: 50, x-evidence: Seen."))]);
    assert_eq!(
        stale,
        [format!(
            "stale evidence: {path}: the evidence is about a difference that is not there (Seen.)"
        )]
    );
    // Published documents have no word for a decimal that is text, so evidence for reading one is never stale.
    let decimal = "maxLength: 50, format: decimal, x-decimal: quantity";
    let read = |rest: &str| with_spec(&[(NAME, &name(&format!("{decimal}{rest}")))]);
    assert_eq!(read(""), [] as [&str; 0]);
    let about = |of: &str| read(&format!(", x-evidence: Seen., x-evidence-of: [{of}]"));
    assert_eq!(about("type"), [] as [&str; 0]);
    assert_eq!(about("limit").len(), 1);
    let published = with_spec(&[(
        "x-evidence: The small document does not say it.\n          x-evidence-of: [beyond]",
        "x-evidence: Seen.\n          x-evidence-of: [limit]",
    )]);
    assert_eq!(
        published,
        [] as [&str; 0],
        "the item is left out by the helper of the tests"
    );
}

#[test]
fn evidence_on_operations_and_values() {
    let operation = "x-method: ingest";
    let noted = format!("{operation}\n      x-evidence: Seen.\n      x-evidence-of: [call]");
    let stale = with_spec(&[(operation, &noted)]);
    assert_eq!(
        stale,
        [
            "stale evidence: v2/thing/operation/ingest: the evidence is about `call`, in which both agree (Seen.)"
        ]
    );
    let used = with_spec(&[
        (operation, &noted),
        ("x-sub-domain: ingest", "x-sub-domain: other"),
    ]);
    assert_eq!(
        used,
        [
            "different on purpose: v2/thing/operation/ingest: host is ingest upstream, other in the spec (Seen.)"
        ]
    );
    let values = [
        ("enum: [new, old]", "enum: [new, old, older]"),
        (
            "{ new: New., old: Old. }",
            "{ new: New., old: Old., older: Older. }\n      x-evidence-values: { older: Seen. }",
        ),
    ];
    assert_eq!(
        with_spec(&values),
        [
            "different on purpose: v2/thing/enum/ThingStatus/older: this enum value is not published (Seen.)"
        ]
    );
    let stale = with_spec(&[(
        "{ new: New., old: Old. }",
        "{ new: New., old: Old. }\n      x-evidence-values: { old: Seen. }",
    )]);
    assert_eq!(
        stale,
        [
            "stale evidence: v2/thing/enum/ThingStatus/old: the evidence is about `beyond`, in which both agree (Seen.)"
        ]
    );
}

/// Evidence on what nothing is held against: the object that it is in is not published.
#[test]
fn evidence_whose_subject_is_gone() {
    let part = "price: { description: What it costs., type: integer";
    let noted = format!("{part}, x-evidence: Seen., x-evidence-of: [type]");
    let (thing, published) = (
        THING.replacen(part, &noted, 1),
        upstream(&UPSTREAM.replacen(
            "        parts:\n          type: array\n",
            "        other:\n          type: array\n",
            1,
        )),
    );
    assert_ne!(thing, THING);
    let found = told(&held(&published, folder(&thing, EVENT, COMMON).path()));
    let stale: Vec<&String> = found.iter().filter(|it| it.starts_with("stale")).collect();
    assert_eq!(stale.len(), 1, "{found:#?}");
    assert!(stale[0].contains("ThingPart/price"), "{stale:?}");
}

/// What only the other catalog has is not beyond what a document of this one says.
#[test]
fn the_other_catalog() {
    let old = "        mixed: { description: Anything. }";
    let other = format!(
        "{old}\n        plan: {{ description: What was planned., type: string, x-catalog: ['1.0'] }}"
    );
    assert_eq!(with_spec(&[(old, &other)]), [] as [&str; 0]);
    let same = other.replace("1.0", "2.0");
    assert_eq!(
        with_spec(&[(old, &same)]),
        [
            "beyond what is published: v2/thing/attribute/Thing/plan: this attribute is not published: optional text"
        ]
    );
}

/// A change that several operations see is told once.
#[test]
fn told_once() {
    let published = UPSTREAM.replacen("enum: [new, old]", "enum: [new, old, older]", 1);
    let drift = held(&upstream(&published), folder(THING, EVENT, COMMON).path());
    let [missing] = drift.of(Standing::Missing).collect::<Vec<_>>()[..] else {
        panic!("{:?}", drift.findings);
    };
    assert_eq!(
        missing.places,
        ["Thing.status", "v2/thing/operation/list/status"]
    );
}

#[test]
fn every_format() {
    let hostile = UPSTREAM.replacen(
        "enum: [new, old]",
        "enum: [new, old, '`|<script>@you\\u001b[2J']",
        1,
    );
    let drift = held(&upstream(&hostile), folder(THING, EVENT, COMMON).path());
    let again = held(&upstream(&hostile), folder(THING, EVENT, COMMON).path());
    assert_eq!(drift, again);
    let (text, markdown) = (drift.text(false), drift.markdown());
    assert!(text.contains("missing in the spec: 1"), "{text}");
    assert!(!text.contains('\u{1b}') && drift.text(true).contains("\u{1b}[1;31mmissing"));
    assert!(
        markdown.contains("| missing in the spec | 1 |"),
        "{markdown}"
    );
    assert!(
        !markdown.contains("``") && markdown.contains("'|<script>@you"),
        "{markdown}"
    );
    let json: serde_json::Value = serde_json::from_str(&drift.json().expect("JSON")).expect("JSON");
    assert_eq!(json["findings"][0]["standing"], "missing");
    assert_eq!(
        json["findings"][0]["fingerprint"].as_str().map(str::len),
        Some(16)
    );
    assert_eq!(json["counts"].as_array().map(Vec::len), Some(9));
    let html = drift.html().expect("HTML");
    assert!(
        html.contains("<h2>missing in the spec <small>1</small></h2>")
            && !html.contains("<script>@you"),
        "{html}"
    );
    for bad in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!html.contains(bad), "the page needs nothing else: {bad}");
    }
    assert!(html.contains("default-src 'none'") && html.contains("width=device-width"));
    assert_eq!(html.matches("<script").count(), 1);
    assert_eq!(html.matches("<article ").count(), drift.findings.len());
}

/// However much there is to say, an issue can hold it, and what does not fit is counted.
#[test]
fn an_issue_has_an_end() {
    let values: Vec<String> = (0..3000)
        .map(|at| format!("a_rather_long_value_{at}"))
        .collect();
    let published = UPSTREAM.replacen(
        "enum: [new, old]",
        &format!("enum: [new, old, {}]", values.join(", ")),
        1,
    );
    let drift = held(&upstream(&published), folder(THING, EVENT, COMMON).path());
    let markdown = drift.markdown();
    assert!(
        markdown.chars().count() < 65_536,
        "{}",
        markdown.chars().count()
    );
    let listed = markdown
        .lines()
        .filter(|line| line.contains("a_rather_long_value"))
        .count();
    assert!(
        markdown.contains(&format!(
            "- and {} more, which do not fit here",
            3000 - listed
        )),
        "{listed}"
    );
}

#[test]
fn a_fingerprint_is_about_what_is_said() {
    let one = with_fingerprints(&[(
        "maxLength: 50 }\n        created",
        "maxLength: 60 }\n        created",
    )]);
    let moved = with_fingerprints(&[
        (
            "maxLength: 50 }\n        created",
            "maxLength: 60 }\n        created",
        ),
        ("info: { title: A small API", "info: { title: Another"),
    ]);
    let other = with_fingerprints(&[(
        "maxLength: 50 }\n        created",
        "maxLength: 70 }\n        created",
    )]);
    assert_eq!(one, moved);
    assert_ne!(one, other);
}

fn with_fingerprints(changes: &[(&str, &str)]) -> Vec<String> {
    let text = changes
        .iter()
        .fold(UPSTREAM.to_owned(), |text, (old, new)| {
            text.replacen(old, new, 1)
        });
    let drift = held(&upstream(&text), folder(THING, EVENT, COMMON).path());
    drift
        .of(Standing::Different)
        .map(Finding::fingerprint)
        .collect()
}

/// A document that has more of everything.
const MORE: [(&str, &str); 9] = [
    (
        "        rate: { type: number",
        "        ended_at: { type: integer, format: int64, description: \"<b>When</b> it\\u2028 # ended:\\nnever\" }\n        share: { type: number, exclusiveMinimum: 0, maximum: 18446744073709551616 }\n        other_id: { type: string }\n        thing_id: { type: string }\n        total: { type: integer }\n        count: { type: integer, default: 3 }\n        state: { type: string, enum: [a, 'on'] }\n        detail: { type: object, required: [note], properties: { note: { type: string, maxLength: 7 }, when: { type: integer, format: unix-time } } }\n        others: { type: array, items: { type: object, properties: { share: { type: number } } } }\n        rate: { type: number",
    ),
    (
        "                meta_data: {",
        "                more: { type: string, enum: [x, y] }\n                lines: { type: object, properties: { id: { type: array, items: { type: string } } } }\n                meta_data: {",
    ),
    (
        "properties: { email: { type: string } }",
        "required: [phone], properties: { email: { type: string }, phone: { type: string } }",
    ),
    (
        "        - name: einvoice\n",
        "        - { name: since, in: query, schema: { type: integer, format: unix-time } }\n        - { name: kind, in: query, style: deepObject, schema: { type: object, properties: { is: { type: string, enum: [thing] } } } }\n        - name: einvoice\n",
    ),
    (
        "required: [thing], properties: {",
        "required: [thing], properties: { event: { $ref: '#/components/schemas/Event' }, ",
    ),
    ("enum: [new, old]", "enum: [new, old, older]"),
    (
        "  thing_created: { post",
        "  thing_created: { post: { requestBody: { content: { application/json: { schema: { properties: { content: { properties: { thing: { $ref: '#/components/schemas/Thing' }, things: { type: array, items: { $ref: '#/components/schemas/Thing' } } } } } } } } } } }\n  thing_created_once: { post",
    ),
    ("enum: [bad, taken]", "enum: [bad, taken, worse]"),
    (
        "  /things:\n",
        "  /things/{thing-id}/close:\n    post:\n      operationId: close_a_thing\n      tags: [things]\n      parameters: [{ name: thing-id, in: path, required: true, schema: { type: string } }]\n      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, required: [why], properties: { why: { type: string } } } } } }\n      responses: { '200': { content: { application/json: { schema: { type: object, required: [thing], properties: { thing: { $ref: '#/components/schemas/Thing' } } } } } } }\n  /things:\n",
    ),
];

/// What is suggested, merged into the spec as it stands, makes a spec that reads and lacks nothing.
#[test]
fn suggestions_close_the_gap() {
    let text = MORE.iter().fold(UPSTREAM.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    });
    let published = upstream(&text);
    // The enum of the types does not come from the document: it has none.
    let event = EVENT
        .replace(
            "enum: [thing_created]",
            "enum: [thing_created, thing_created_once]",
        )
        .replace(
            "{ thing_created: A thing was made. }",
            "{ thing_created: A thing was made., thing_created_once: Once. }",
        );
    let spec = folder(THING, &event, COMMON);
    let loaded = load::load(spec.path()).expect("it loads");
    let apis = lower::lower(&loaded).expect("it lowers");
    let found = drift(&published, &apis[0], Extent::Whole);
    assert!(
        found.of(Standing::Missing).count() >= 14,
        "{}",
        found.text(false)
    );
    let files = suggest(&found, &published, &apis[0], &loaded.versions[0]);
    insta::assert_snapshot!(
        files
            .iter()
            .map(|(name, text)| format!("==> {name}\n{text}"))
            .collect::<Vec<_>>()
            .join("\n")
    );
    stand_alone(&files);
    for (name, text) in &files {
        let path = spec.path().join(name);
        let mut whole: Value =
            serde_yaml::from_str(&fs::read_to_string(&path).expect("a file of the spec"))
                .expect("YAML");
        merge(
            &mut whole,
            serde_yaml::from_str(text).expect("a suggestion is YAML"),
        );
        fs::write(&path, serde_yaml::to_string(&whole).expect("YAML")).expect("written");
    }
    let after = held(&published, spec.path());
    assert_eq!(
        after.of(Standing::Missing).count(),
        0,
        "{}",
        after.text(false)
    );
    // What nobody described does not get past `lint`.
    let loaded = load::load(spec.path()).expect("it loads");
    let apis = lower::lower(&loaded).expect("it lowers");
    let report = chargebee_generator::lint::lint(&loaded, &apis);
    let undescribed = report
        .findings()
        .into_iter()
        .filter(|it| it.rule == Some("empty-description"));
    assert!(undescribed.count() > 10);
}

/// Each file is a document that tools can read: an operation answers and names the ids of its path, and references lead
/// somewhere.
fn stand_alone(files: &BTreeMap<String, String>) {
    let documents: BTreeMap<&str, Value> = (files.iter())
        .map(|(name, text)| (name.as_str(), serde_yaml::from_str(text).expect("YAML")))
        .collect();
    for (name, document) in &documents {
        assert_eq!(document["openapi"], "3.0.3", "{name}");
        assert!(
            document["info"]["title"].is_string() && document["paths"].is_mapping(),
            "{name}"
        );
        for (path, methods) in document["paths"].as_mapping().expect("a mapping") {
            for (method, operation) in methods.as_mapping().expect("methods") {
                let path = path.as_str().expect("a path");
                let responses = operation["responses"].as_mapping().expect("responses");
                for (code, response) in responses {
                    let described =
                        response["description"].is_string() || response["$ref"].is_string();
                    assert!(described, "{name} {path} {method:?} {code:?}");
                }
                let parameters = operation["parameters"].as_sequence();
                let parameters = parameters.map(Vec::as_slice).unwrap_or_default();
                for part in path
                    .split('/')
                    .filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'))
                {
                    let names = |it: &Value| {
                        let it = match it["$ref"].as_str() {
                            Some(reference) => leads_to(reference, name, &documents),
                            None => it.clone(),
                        };
                        it["in"] == "path" && it["name"] == part
                    };
                    assert!(
                        parameters.iter().any(names),
                        "{name} {path} {method:?}: {part}"
                    );
                }
            }
        }
        references(document, &mut |reference| {
            drop(leads_to(reference, name, &documents))
        });
    }
}

fn leads_to(reference: &str, from: &str, documents: &BTreeMap<&str, Value>) -> Value {
    let (file, inside) = reference.split_once("#/").expect("a fragment");
    let target = match file {
        "" => from.to_owned(),
        file => format!("{}/{file}", from.split_once('/').expect("a folder").0),
    };
    let document = documents.get(target.as_str());
    let mut at = document.unwrap_or_else(|| panic!("{from}: there is no {target}"));
    for part in inside.split('/') {
        at = at
            .get(part)
            .unwrap_or_else(|| panic!("{from}: {reference} leads nowhere"));
    }
    at.clone()
}

fn references(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::Mapping(pairs) => {
            for (key, value) in pairs {
                match value.as_str() {
                    Some(reference) if key.as_str() == Some("$ref") => each(reference),
                    _ => references(value, each),
                }
            }
        }
        Value::Sequence(items) => items.iter().for_each(|it| references(it, each)),
        _ => {}
    }
}

/// A limit that changed is suggested where the spec has it in place.
#[test]
fn differences_are_suggested_in_place() {
    let text = UPSTREAM
        .replacen(
            "id: { type: string, maxLength: 50 }\n        created",
            "id: { type: string, maxLength: 60 }\n        created",
            1,
        )
        .replacen(
            "price: { type: integer, minimum: 0 }",
            "price: { type: number, exclusiveMinimum: 0 }",
            1,
        )
        .replacen(
            "created_at: { type: integer, format: unix-time }",
            "created_at: { type: string }",
            1,
        );
    let published = upstream(&text);
    let spec = folder(THING, EVENT, COMMON);
    let loaded = load::load(spec.path()).expect("it loads");
    let apis = lower::lower(&loaded).expect("it lowers");
    let found = drift(&published, &apis[0], Extent::Whole);
    let files = suggest(&found, &published, &apis[0], &loaded.versions[0]);
    stand_alone(&files);
    let text = files.get("v2/thing.yaml").expect("a file");
    assert!(
        text.contains("          maxLength: 60  # decide: the spec says 50; published at #/components/schemas/Thing/properties/id\n"),
        "{text}"
    );
    assert!(
        text.contains("          minimum: 0  # decide: published as more than 0; which number is the last one?; the spec says 0; published at"),
        "{text}"
    );
    assert!(text.contains("# decide: v2/thing/attribute/Thing/created_at: type is text upstream, instant in the spec, published at #/components/schemas/Thing/properties/created_at\n"), "{text}");
}

/// Mappings by key, lists by element: what a person does who moves a suggestion into its file.
fn merge(whole: &mut Value, part: Value) {
    match (whole, part) {
        (Value::Mapping(whole), Value::Mapping(part)) => {
            for (key, value) in part {
                match whole.get_mut(&key) {
                    Some(old) => merge(old, value),
                    None => {
                        Mapping::insert(whole, key, value);
                    }
                }
            }
        }
        (Value::Sequence(whole), Value::Sequence(part)) => {
            for value in part {
                if !whole.contains(&value) {
                    whole.push(value);
                }
            }
        }
        (whole, part) => *whole = part,
    }
}

#[test]
fn a_folder_of_suggestions_is_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = |text: &str| BTreeMap::from([("v2/a.yaml".to_owned(), text.to_owned())]);
    let path = folder.path().join("new");
    write_suggestions(&path, &files("a")).expect("a new folder");
    write_suggestions(&path, &files("b")).expect("its own folder");
    assert_eq!(
        fs::read_to_string(path.join("v2/a.yaml")).expect("read"),
        "b"
    );
    write_suggestions(&path, &BTreeMap::new()).expect("nothing to suggest");
    assert!(!path.join("v2").exists());
    let other = folder.path().join("other");
    fs::create_dir(&other).expect("made");
    fs::write(other.join("mine"), "mine").expect("written");
    let problem = write_suggestions(&other, &files("a")).expect_err("refused");
    assert!(problem.contains("no suggestions"), "{problem}");
    assert_eq!(fs::read_dir(&other).expect("read").count(), 1);
    assert!(write_suggestions(&other.join("mine"), &files("a")).is_err());
}

/// The spec of the workspace against the vendor's files, where they are at hand: nothing is missing, and what differs from
/// the newest is explained.
#[test]
fn published_files() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/upstream"
    ));
    let Ok(entries) = fs::read_dir(folder) else {
        eprintln!("skipped: there is no {}", folder.display());
        return;
    };
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "json"));
    paths.sort();
    let apis = chargebee_generator::read(common::spec()).expect("the spec is right");
    let api = apis.iter().find(|api| api.version == "v1").expect("v1");
    let newest = paths.last().expect("a file");
    let published =
        chargebee_generator::upstream::read(newest).unwrap_or_else(|it| panic!("{}", it.message));
    let found = drift(&published, api, Extent::Whole);
    assert!(found.is_quiet(), "{}", found.text(false));
    assert!(
        found
            .of(Standing::OnPurpose)
            .all(|it| it.evidence.is_some())
    );
    assert_eq!(found.of(Standing::Beyond).count(), 0);
}
