//! The comparison of facts and spec: each kind of difference is found, and nothing else.

mod common;

use chargebee_generator::{
    coverage::{Coverage, coverage},
    drift::{Finding, Kind, Standing},
    model::Api,
};
use insta::assert_snapshot;
use std::{collections::BTreeSet, fs, path::Path};

const SPEC: &str = include_str!("coverage/thing.yaml");
const THING: &str = include_str!("coverage/thing.json");
const OTHER: &str = r#"{"resource": "other", "attributes": [{"name": "id", "type": "string"}]}"#;
const EVENTS: &str = r#"[
    {"event_type": "thing_made", "content": ["thing"], "deprecated": true},
    {"event_type": "thing_renamed", "content": ["thing"]}
]"#;
const ENUMS: &str = r#"{"event_type": {"values": ["thing_made", "thing_lost"]}}"#;
const ERRORS: &str = r#"{"other": [{"code": "site_not_found", "http_status": 404}]}"#;

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
}

fn held(thing: &str, apis: &[Api]) -> Coverage {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("v2/resources/thing.json", thing),
        ("v2/resources/other.json", OTHER),
        ("v2/events.json", EVENTS),
        ("v2/enums.json", ENUMS),
        ("errors.json", ERRORS),
    ];
    write(folder.path(), &files);
    coverage(folder.path(), apis).expect("the facts are read")
}

fn spec(yaml: &str) -> Vec<Api> {
    common::read(yaml).unwrap_or_else(|report| panic!("{}", report.render(false)))
}

/// What is missing, or said otherwise.
const WRONG: [Standing; 2] = [Standing::Missing, Standing::Different];

/// What of a kind is missing, or in what it differs.
type Counted = (Kind, Option<&'static str>);

#[test]
fn every_kind_of_difference() {
    let coverage = held(THING, &spec(SPEC));
    assert_snapshot!(coverage.to_string());
    let found: BTreeSet<Counted> = (coverage.of(WRONG))
        .map(|it| (it.kind, it.aspect))
        .collect();
    for count in &coverage.counts {
        let of = (count.kind, count.aspect);
        assert!(count.spec <= count.upstream, "{count:?}");
        // Which values are missing is told of what takes them.
        if of != (Kind::Value, None) {
            assert_eq!(
                found.contains(&of),
                count.spec < count.upstream,
                "{count:?}"
            );
        }
    }
    // What this spec has too little for is in `one_change_after_the_other`; no facts say that an answer is deprecated.
    let silent: Vec<Counted> = (coverage.counts.iter())
        .map(|it| (it.kind, it.aspect))
        .filter(|it| !found.contains(it))
        .collect();
    let elsewhere = [
        (Kind::Operation, Some("body")),
        (Kind::Parameter, Some("accepted values")),
        (Kind::Parameter, Some("state")),
        (Kind::Answer, Some("state")),
        (Kind::Answer, Some("type")),
        (Kind::Value, None),
        (Kind::Content, None),
        (Kind::Step, None),
    ];
    assert_eq!(silent, elsewhere);
}

/// The small spec that a document of the vendor is held against too, and facts that say the same.
const FILES: [(&str, &str); 3] = [
    ("v2/thing.yaml", include_str!("drift/thing.yaml")),
    ("v2/event.yaml", include_str!("drift/event.yaml")),
    ("v2/common.yaml", include_str!("drift/common.yaml")),
];
const FACTS: [(&str, &str); 4] = [
    (
        "v2/resources/thing.json",
        include_str!("coverage/same.json"),
    ),
    (
        "v2/resources/event.json",
        r#"{"resource": "event", "attributes": [
            {"name": "id", "type": "string"},
            {"name": "event_type", "type": "enum", "enum": ["thing_created"]},
            {"name": "content", "type": "json"}
        ]}"#,
    ),
    (
        "v2/events.json",
        r#"[{"event_type": "thing_created", "content": ["thing"]}]"#,
    ),
    (
        "errors.json",
        r#"{"other": [{"code": "bad", "http_status": 400}, {"code": "taken", "http_status": 409}]}"#,
    ),
];

/// What is told where one text of the spec or of the facts is another.
fn changed(old: &str, new: &str) -> Vec<String> {
    let mut times = 0;
    let mut change = |text: &str| {
        times += text.matches(old).count();
        text.replacen(old, new, 1)
    };
    let files = FILES.map(|(name, text)| (name, change(text)));
    let facts = FACTS.map(|(name, text)| (name, change(text)));
    assert!(times > 0, "{old} stands nowhere");
    let files = files
        .each_ref()
        .map(|(name, text)| (*name, text.as_bytes()));
    let apis = match common::read_files(&files) {
        Ok(apis) => apis,
        Err(report) => return vec![report.render(false)],
    };
    let folder = tempfile::tempdir().expect("a folder");
    write(
        folder.path(),
        &facts.each_ref().map(|(name, text)| (*name, text.as_str())),
    );
    let coverage = coverage(folder.path(), &apis).expect("the facts are read");
    let line = |it: &Finding| {
        let aspect = it.aspect.map(|it| format!(" {it}")).unwrap_or_default();
        format!("{}: {}{aspect}", it.standing.word(), it.path)
    };
    coverage.findings.iter().map(line).collect()
}

/// Each thing that is compared, with the one line that says that it is not the same any more.
#[test]
fn one_change_after_the_other() {
    assert_eq!(
        changed("Lists things.", "Lists all things."),
        Vec::<String>::new()
    );
    let found = CASES.map(|(old, new, _)| (old, new, changed(old, new)));
    let wanted =
        CASES.map(|(old, new, told)| (old, new, told.iter().map(|it| (*it).to_owned()).collect()));
    for (found, wanted) in found.iter().zip(&wanted) {
        if found != wanted {
            eprintln!("{found:#?}");
        }
    }
    assert!(found == wanted, "what is told stands above");
}

/// A text of the spec or of the facts, what it becomes, and what is told then.
const CASES: [(&str, &str, &[&str]); 36] = [
    // A parameter, alone and in a group; an attribute, alone and in an object; a member of an answer.
    (
        "                meta_data: { description: Your own JSON., x-json: true }\n",
        "",
        &["missing: v2/thing/operation/create/meta_data"],
    ),
    (
        "        quantity: { description: How many., type: integer, default: 1 }\n",
        "",
        &["missing: v2/thing/operation/create/parts[quantity]"],
    ),
    (
        "        mixed: { description: Anything. }\n",
        "",
        &["missing: v2/thing/attribute/Thing/mixed"],
    ),
    (
        "{\"name\": \"price\",",
        "{\"name\": \"cost\",",
        &[
            "missing: v2/thing/attribute/ThingPart/cost",
            "beyond: v2/thing/attribute/ThingPart/price",
        ],
    ),
    (
        "schema: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } }",
        "schema: { type: object }",
        &["missing: v2/thing/attribute/ThingCreateResponse/thing"],
    ),
    // What a value is: as strict as can be, for facts say it.
    (
        "type: number, x-decimal: rate, minimum: 0",
        "type: string, format: decimal, x-decimal: rate",
        &[
            "different: v2/thing/attribute/Thing/rate smallest number",
            "different: v2/thing/attribute/Thing/rate type",
        ],
    ),
    (
        "\"name\": \"rate\", \"type\": \"number\"",
        "\"name\": \"rate\", \"type\": \"string\"",
        &["different: v2/thing/attribute/Thing/rate type"],
    ),
    (
        "x-currency-unit: minor",
        "x-currency-unit: major",
        &["different: v2/thing/attribute/ThingPart/price type"],
    ),
    (
        "\"name\": \"created_at\", \"type\": \"timestamp\"",
        "\"name\": \"created_at\", \"type\": \"long\"",
        &["different: v2/thing/attribute/Thing/created_at type"],
    ),
    (
        "\"name\": \"created_at\", \"type\": \"timestamp\"",
        "\"name\": \"created_at\", \"type\": \"long\", \"unit\": \"milliseconds\"",
        &["different: v2/thing/attribute/Thing/created_at type"],
    ),
    (
        "\"name\": \"parent\", \"type\": \"object\", \"resource\": \"thing\"",
        "\"name\": \"parent\", \"type\": \"object\", \"resource\": \"event\"",
        &["different: v2/thing/attribute/Thing/parent type"],
    ),
    (
        "parts: { description: Its parts., type: array, items: { $ref: '#/components/schemas/PartParams' } }",
        "parts: { description: Its parts., allOf: [{ $ref: '#/components/schemas/PartParams' }] }",
        &[
            "different: v2/thing/group/PartParams/id type",
            "different: v2/thing/group/PartParams/quantity type",
        ],
    ),
    (
        "\"response\": [{\"name\": \"thing\", \"resource\": \"thing\"}]",
        "\"response\": [{\"name\": \"thing\", \"type\": \"json\"}]",
        &["different: v2/thing/attribute/ThingCreateResponse/thing type"],
    ),
    // Limits and defaults.
    (
        "maxLength: 20",
        "maxLength: 30",
        &["different: v2/thing/group/PartParams/id longest text"],
    ),
    (
        ", \"max_length\": 20",
        "",
        &["beyond: v2/thing/group/PartParams/id longest text"],
    ),
    (
        "minimum: 1, maximum: 100, default: 10",
        "maximum: 100, default: 20",
        &[
            "different: v2/thing/operation/list/limit default",
            "different: v2/thing/operation/list/limit smallest number",
        ],
    ),
    // Values of enums.
    (
        "enum: [new, old]\n      x-enum-descriptions: { new: New., old: Old. }",
        "enum: [new]\n      x-enum-descriptions: { new: New. }",
        &[
            "different: v2/thing/attribute/Thing/status accepted values",
            "different: v2/thing/operation/list/status accepted values",
        ],
    ),
    (
        "\"enum\": [\"sent\"]",
        "\"deprecated_enum\": [\"sent\"]",
        &["different: v2/thing/operation/list/einvoice[state]/sent state"],
    ),
    // What must be given, and what is always there.
    (
        "required: [name]",
        "required: [name, customer]",
        &["beyond: v2/thing/operation/create/customer presence"],
    ),
    (
        "required: [name]",
        "required: [meta_data]",
        &[
            "different: v2/thing/operation/create/meta_data presence",
            "different: v2/thing/operation/create/name presence",
        ],
    ),
    (
        "required: [id, created_at]",
        "required: [id]",
        &["different: v2/thing/attribute/Thing/created_at presence"],
    ),
    // How an operation is called.
    (
        "/things/{thing_id}/ingest:",
        "/things/{thing_id}/absorb:",
        &["different: v2/thing/operation/ingest path"],
    ),
    (
        "/things/{thing_id}/ingest\"",
        "/things/{id}/ingest\"",
        &["different: v2/thing/operation/ingest path"],
    ),
    (
        "\"name\": \"create\", \"method\": \"POST\"",
        "\"name\": \"create\", \"method\": \"GET\"",
        &["different: v2/thing/operation/create method"],
    ),
    (
        "\"name\": \"ingest\", \"method\"",
        "\"name\": \"absorb\", \"method\"",
        &[
            "missing: v2/thing/operation/absorb",
            "beyond: v2/thing/operation/ingest",
        ],
    ),
    (
        "x-sub-domain: ingest",
        "x-idempotent: true",
        &[
            "different: v2/thing/operation/ingest host",
            "different: v2/thing/operation/ingest idempotency key",
        ],
    ),
    (
        "\"json_body\": true",
        "\"deprecated\": true",
        &[
            "different: v2/thing/operation/ingest body",
            "different: v2/thing/operation/ingest state",
        ],
    ),
    (
        ", \"json_params\": {\"meta_data\": 0}",
        "",
        &["different: v2/thing/operation/create/meta_data way to be sent"],
    ),
    // Filters and sort orders.
    (
        "x-filter: [is, in]",
        "x-filter: [is]",
        &["different: v2/thing/operation/list/status form"],
    ),
    (
        "x-sort: [created_at, rate]",
        "x-sort: [created_at]",
        &["different: v2/thing/operation/list/sort_by form"],
    ),
    // Deprecations, catalogs and custom fields of a resource.
    (
        "default: new, deprecated: true",
        "default: new, x-catalog: ['2.0']",
        &[
            "different: v2/thing/attribute/Thing/status catalog",
            "different: v2/thing/attribute/Thing/status state",
        ],
    ),
    (
        "x-resource: thing\n      x-custom-fields: true",
        "x-resource: thing",
        &["different: v2/thing/attribute/Thing custom fields"],
    ),
    (
        "\"name\": \"offset\", \"type\": \"string\"",
        "\"name\": \"offset\", \"type\": \"string\", \"deprecated\": true",
        &["different: v2/thing/operation/list/offset state"],
    ),
    // Events and codes of errors.
    (
        "\"content\": [\"thing\"]",
        "\"content\": [\"thing\", \"event\"], \"arrays\": {\"thing\": \"things\"}, \"deprecated\": true",
        &[
            "missing: v2/event/attribute/ThingCreatedContent/event",
            "missing: v2/event/attribute/ThingCreatedContent/things",
            "different: v2/event/event/thing_created state",
        ],
    ),
    (
        "x-http-status: { bad: '400', taken: '409' }",
        "x-http-status: { bad: '400', taken: '400' }",
        &["different: v2/common/error/taken HTTP status"],
    ),
    (
        "{\"other\": [{\"code\": \"bad\"",
        "{\"payment\": [{\"code\": \"odd\", \"http_status\": 400}, {\"code\": \"bad\"",
        &[
            "missing: v2/common/error/odd",
            "different: v2/common/error/bad kind",
            "different: v2/common/error/taken kind",
        ],
    ),
];

/// Steps that the spec tells, one of them by the name that the documentation gives the operation, and steps that it does not.
#[test]
fn steps_from_the_first_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let step = |kind: &str, what: &str, from: &str, to: &str| {
        format!(
            r#"{{"resource": "invoice", "kind": "{kind}", "what": "{what}", "from": {from}, "to": {to}, "basis": "docs"}}"#
        )
    };
    let steps = [
        step("renamed", "attribute", r#""amount""#, r#""total""#),
        step("behaviour", "operation", r#""void""#, r#""void""#),
        step("removed", "attribute", r#""start_date""#, "null"),
        step("renamed", "attribute", r#""amount""#, r#""amount_due""#),
        step("removed", "attribute", r#""amount_due""#, "null"),
    ];
    let facts = format!("[{}]", steps.join(","));
    write(
        folder.path(),
        &[
            ("v1/resources/thing.json", OTHER),
            ("migration_v1_v2.json", &facts),
        ],
    );
    let apis = chargebee_generator::read(common::spec()).expect("the spec is right");
    let coverage = coverage(folder.path(), &apis).expect("the facts are read");
    let count = coverage
        .counts
        .iter()
        .find(|it| it.kind == Kind::Step)
        .expect("counted");
    assert_eq!((count.spec, count.upstream), (3, 5));
    let missing: Vec<&str> = (coverage.of([Standing::Missing]))
        .filter(|it| it.kind == Kind::Step)
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(
        missing,
        [
            "v2/invoice/step/removed amount_due to nothing",
            "v2/invoice/step/renamed amount to amount_due"
        ]
    );
}

/// `shared_name` is in two operations, of which one takes 20 characters: 50 is right for both.
#[test]
fn the_loosest_limit_of_a_shared_shape() {
    let of_names = |coverage: &Coverage| -> Vec<String> {
        let limits = coverage
            .of(WRONG)
            .filter(|it| it.aspect == Some("longest text"));
        let names = limits.filter(|it| it.path.ends_with("/name"));
        names.flat_map(|it| it.places.clone()).collect()
    };
    assert_eq!(of_names(&held(THING, &spec(SPEC))), Vec::<String>::new());
    let looser = THING.replace(r#""max_length": 50"#, r#""max_length": 60"#);
    assert_eq!(
        of_names(&held(&looser, &spec(SPEC))),
        [
            "v2/thing/operation/create/name",
            "v2/thing/operation/rename/name"
        ]
    );
}

/// An attribute that is removed from the spec is missing, whatever else there is.
#[test]
fn what_is_removed_is_missed() {
    let shorter = SPEC.replace(
        "        id: { description: Its id., type: string, x-id: thing }\n",
        "",
    );
    let coverage = held(THING, &spec(&shorter));
    let missing =
        (coverage.of([Standing::Missing])).find(|it| it.path == "v2/thing/attribute/Thing/id");
    assert_eq!(missing.map(|it| it.kind), Some(Kind::Attribute));
}

#[test]
fn json_holds_the_same() {
    let coverage = held(THING, &spec(SPEC));
    let json: serde_json::Value =
        serde_json::from_str(&coverage.json().expect("JSON")).expect("JSON");
    let length = |key: &str| json[key].as_array().map(Vec::len);
    assert_eq!(length("counts"), Some(coverage.counts.len()));
    assert_eq!(length("findings"), Some(coverage.findings.len()));
    let last = json["findings"]
        .as_array()
        .and_then(|it| it.last())
        .expect("a finding");
    assert_eq!(last["standing"], "on-purpose");
    assert_eq!(last["path"], "v2/thing/operation/list/channel");
}

#[test]
fn facts_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let problem = |path: &Path| coverage(path, &[]).expect_err("refused");
    assert!(problem(&folder.path().join("nowhere")).contains("there is no folder"));
    assert!(problem(folder.path()).contains("holds no facts"));
    write(
        folder.path(),
        &[("v2/resources/a.json", r#"{"resource": "a", "unknown": 1}"#)],
    );
    let text = problem(folder.path());
    assert!(
        text.contains("a.json") && text.contains("unknown field `unknown`"),
        "{text}"
    );
    write(folder.path(), &[("v2/resources/a.json", "{")]);
    assert!(problem(folder.path()).contains("a.json"));
}
