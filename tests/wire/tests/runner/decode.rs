//! Payloads, and what is said of them.

use super::{INVOICE, fails, temporary};
use chargebee_wire_tests::conform::{self, Tally};
use std::{fs, path::PathBuf, slice::from_ref};

async fn decode(paths: &[PathBuf]) -> Tally {
    let mut tally = Tally::default();
    conform::decode(paths, &mut tally).await.expect("a spec");
    tally
}

#[tokio::test]
async fn a_payload_is_read_as_what_the_index_or_its_keys_say() {
    let index = r#"[{"file": "a.json", "api_version": "v2", "kind": "response", "operation": "invoice.retrieve"},
        {"file": "gone.json", "api_version": "v2", "kind": "response", "operation": "invoice.retrieve"}]"#;
    let folder = temporary(&[
        ("index.json", index.as_bytes()),
        ("a.json", INVOICE.as_bytes()),
        ("unlisted.json", INVOICE.as_bytes()),
        ("wrong.json", br#"{"invoice": {"id": 7}}"#),
        ("foreign.json", br#"{"error": "no such thing"}"#),
    ]);
    let mut tally = Tally::default();
    let paths = [folder.path().to_owned()];
    conform::decode(&paths, &mut tally).await.expect("payloads");
    assert_eq!((tally.passed, tally.failures.len()), (2, 3), "{tally}");
    fails(&tally, "gone.json");
    fails(&tally, "invoice.id: expected a string, found an integer");
    fails(&tally, "foreign.json");

    let mut tally = Tally::default();
    let paths = ["a.json", "wrong.json"].map(|name| folder.path().join(name));
    conform::decode(&paths, &mut tally).await.expect("payloads");
    assert_eq!((tally.passed, tally.failures.len()), (1, 1), "{tally}");
}

#[tokio::test]
async fn what_reality_lacks_is_told_and_no_failure() {
    let folder = temporary(&[("a.json", INVOICE.as_bytes())]);
    let mut tally = Tally::default();
    let done = conform::decode(&[folder.path().join("a.json")], &mut tally).await;
    done.expect("a payload");
    let said = tally.to_string();
    assert!(
        said.contains("v2 invoice.Invoice.is_gifted: not in 1 of 1\n"),
        "{said}"
    );
    assert!(said.ends_with("\n1 passed, 0 failed"), "{said}");
}

/// Two invoices without a total, which the spec says are always there: a failure at its line, where they are all payloads there are.
#[tokio::test]
async fn all_payloads_are_held_against_what_is_always_there() {
    let lacks = INVOICE.replace("\"total\"", "\"total_of_old\"");
    assert_ne!(lacks, INVOICE);
    let folder = temporary(&[("a.json", lacks.as_bytes()), ("b.json", lacks.as_bytes())]);
    let paths = [folder.path().to_owned()];
    let mut tally = Tally::default();
    conform::decode_all(&paths, &mut tally)
        .await
        .expect("payloads");
    assert_eq!(tally.passed, 2, "{tally}");
    let total = (tally.failures.iter()).find(|it| it.contains("`total` of `Invoice`"));
    let total = total.unwrap_or_else(|| panic!("{tally}"));
    assert!(total.starts_with("spec/v2/invoice.yaml:"), "{total}");
    assert!(
        total.contains(
            "2 of 2 objects lack it, in 2 payloads, first in a.json at invoice.retrieve.invoice"
        ),
        "{total}"
    );
    let tally = decode(&paths).await;
    assert_eq!((tally.passed, tally.failures.len()), (2, 0), "{tally}");
}

/// The one payload of a folder, with an index of each form that says that it is a card; by its keys it would be an answer.
#[tokio::test]
async fn an_index_has_one_of_many_forms() {
    let refused = "card: expected an object";
    let entry = r#"{"kind": "response", "operation": "card.retrieve"}"#;
    for index in [
        format!(r#"{{"a.json": {entry}}}"#),
        format!(r#"[{}]"#, entry.replacen('{', r#"{"file": "a.json", "#, 1)),
        format!(r#"{{"about": "payloads", "files": {{"./a.json": {entry}}}}}"#),
        format!(
            r#"{{"payloads": [{}]}}"#,
            entry.replacen('{', r#"{"path": "a.json", "#, 1)
        ),
        r#"{"a.json": {"operation": "GET /cards/{customer_id}"}}"#.to_owned(),
        r#"{"a.json": {"operation": "v2/card/retrieve"}}"#.to_owned(),
    ] {
        let body = br#"{"card": [], "list": []}"#;
        let folder = temporary(&[("index.json", index.as_bytes()), ("a.json", body)]);
        for path in ["", "index.json", "a.json"] {
            let tally = decode(&[folder.path().join(path)]).await;
            assert_eq!(
                (tally.passed, tally.failures.len()),
                (0, 1),
                "{index}\n{tally}"
            );
            fails(&tally, refused);
        }
    }
}

#[tokio::test]
async fn the_nearest_index_counts_and_a_wrong_one_is_a_failure() {
    let folder = temporary(&[(
        "index.json",
        br#"{"in/a.json": {"operation": "card.retrieve"}, "in/b.json": {"operation": "card.retrieve"}}"#,
    )]);
    let inner = folder.path().join("in");
    fs::create_dir(&inner).expect("made");
    for (name, text) in [
        (
            "index.json",
            r#"{"a.json": {"operation": "invoice.retrieve"}}"#,
        ),
        ("a.json", INVOICE),
        ("b.json", INVOICE),
    ] {
        fs::write(inner.join(name), text).expect("written");
    }
    let tally = decode(from_ref(&inner)).await;
    assert_eq!((tally.passed, tally.failures.len()), (1, 1), "{tally}");
    fails(&tally, "b.json\n  ");

    let twice = r#"[{"file": "a.json"}, {"file": "./a.json"}]"#;
    fs::write(inner.join("index.json"), twice).expect("written");
    fails(
        &decode(from_ref(&inner)).await,
        "a.json\n  stands in the index twice",
    );
    fs::write(inner.join("index.json"), r#"{"a.json": "invoice"}"#).expect("written");
    fails(
        &decode(from_ref(&inner)).await,
        "what it says of a.json is no object",
    );
    // What stands above may be about something else.
    fs::write(inner.join("index.json"), "{}").expect("written");
    fs::write(folder.path().join("index.json"), "7").expect("written");
    let tally = decode(&[inner]).await;
    assert_eq!((tally.passed, tally.failures.len()), (2, 0), "{tally}");
}

#[tokio::test]
async fn what_is_not_there_is_a_failure_and_the_rest_is_read() {
    let folder = temporary(&[("a.json", INVOICE.as_bytes())]);
    let empty = temporary(&[]);
    let tally = decode(&[
        folder.path().join("gone.json"),
        empty.path().to_owned(),
        folder.path().join("a.json"),
    ])
    .await;
    assert_eq!((tally.passed, tally.failures.len()), (1, 2), "{tally}");
    fails(&tally, "gone.json\n  No such file");
    fails(&tally, "holds no payload");
}

/// Neither an operation nor a type of event that the crate does not have is a reason to lose what can be read by its name.
#[tokio::test]
async fn what_is_unknown_keeps_its_members() {
    let folder = temporary(&[
        (
            "index.json",
            br#"{"operation.json": {"operation": "customer.invent"}, "event.json": {"kind": "webhook"}}"#,
        ),
        (
            "operation.json",
            br#"{"plans": [{"id": "p", "name": "P"}], "addon": {"id": 7}}"#,
        ),
        (
            "event.json",
            br#"{"id": "ev_1", "occurred_at": 1, "source": "api", "object": "event", "api_version": "v2", "event_type": "planet_found",
            "content": {"planet": {"moons": [1.50]}}}"#,
        ),
        ("foreign.json", br#"{"planet": {}, "moons": []}"#),
        ("nothing.json", b"{}"),
        ("text.json", b"not found"),
    ]);
    let tally = decode(&[folder.path().to_owned()]).await;
    assert_eq!((tally.passed, tally.failures.len()), (1, 4), "{tally}");
    fails(&tally, "operation.json\n  addon: ");
    fails(
        &tally,
        "planet: the spec has nothing of that name\n  moons: the spec has nothing of that name",
    );
    fails(&tally, "nothing.json\n  customer.retrieve: ");
    fails(&tally, "text.json\n  customer.retrieve: ");
    let said = tally.to_string();
    let untyped = "of a type of event that the spec does not have, and kept as it is:\n  event.json: event.content: `planet_found`\n";
    assert!(said.contains(untyped), "{said}");
}
