//! The tables of `docs/webhooks.md` say what the spec says: `UPDATE_DOCS=1 cargo test -p chargebee-generator --test webhook_docs`
//! writes them.

mod common;

use chargebee_generator::{
    migration::{Guide, guide},
    model::{Api, MigrationKind, Subject},
    read,
};
use std::{collections::BTreeSet, env, fs, path::Path};

const FILE: &str = "docs/webhooks.md";

/// Rows of what has another name, or is gone.
fn rows(guide: &Guide, what: Subject, kinds: &[MigrationKind], of: &BTreeSet<String>) -> String {
    let steps = guide
        .steps
        .iter()
        .filter(|it| it.what == what && kinds.contains(&it.kind));
    let steps = steps.filter(|it| of.is_empty() || of.contains(&it.resource));
    let mut rows = String::new();
    for step in steps {
        let name = |name: &Option<String>| {
            name.as_ref()
                .map_or("none".to_owned(), |it| format!("`{it}`"))
        };
        let resource = match what {
            Subject::EventType => String::new(),
            _ => format!("`{}` | ", step.resource),
        };
        rows.push_str(&format!(
            "| {resource}{} | {} |\n",
            name(&step.from),
            name(&step.to)
        ));
    }
    rows
}

/// The resources that events of v1 carry: what nobody is sent needs no change.
fn carried(first: &Api) -> BTreeSet<String> {
    let (module, events) = first.events().expect("there are events");
    let contents = events
        .variants
        .iter()
        .filter_map(|it| module.record(&it.content));
    let members = contents.flat_map(|it| &it.fields);
    let mut carried: BTreeSet<String> = members.map(|it| it.name.wire.clone()).collect();
    carried.insert("*".to_owned());
    carried
}

/// The text with what stands between the marks of a table replaced.
fn filled(text: &str, table: &str, head: &str, rows: &str) -> String {
    let mark = format!("<!-- table: {table} -->\n");
    let (before, rest) = text.split_once(&mark).expect("the mark of the table");
    let (_, after) = rest
        .split_once("<!-- end of table -->")
        .expect("the end of the table");
    format!("{before}{mark}{head}{rows}<!-- end of table -->{after}")
}

#[test]
fn the_tables_are_those_of_the_spec() {
    let apis = read(common::spec()).expect("the spec is right");
    let api = |version: &str| {
        apis.iter()
            .find(|it| it.version == version)
            .expect("both versions")
    };
    let guide = guide(api("v1"), api("v2"));
    let gone = [MigrationKind::Renamed, MigrationKind::Removed];
    let events = rows(&guide, Subject::EventType, &gone, &BTreeSet::new());
    assert!(
        events.contains("| `subscription_trial_ending` | `subscription_trial_end_reminder` |"),
        "{events}"
    );
    let renamed = [MigrationKind::Renamed];
    let attributes = rows(&guide, Subject::Attribute, &renamed, &carried(api("v1")));
    assert!(
        attributes.contains("| `invoice` | `amount` | `total` |"),
        "{attributes}"
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FILE);
    let text = fs::read_to_string(&path).expect("the guide");
    let expected = filled(&text, "events", "| v1 | v2 |\n|---|---|\n", &events);
    let expected = filled(
        &expected,
        "attributes",
        "| of | v1 | v2 |\n|---|---|---|\n",
        &attributes,
    );
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).expect("it is written");
    }
    let text = fs::read_to_string(&path).expect("the guide");
    assert!(
        text == expected,
        "{FILE} is out of date: run this test with UPDATE_DOCS=1"
    );
}
