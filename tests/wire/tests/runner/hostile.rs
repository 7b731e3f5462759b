//! Hostile bodies, each in a child process.

use super::{INVOICE, fails, fixtures, packed, temporary};
use chargebee_wire_tests::conform::{self, Tally};
use std::{fs, path::Path};

fn hostile(expected: &str, folder: &Path) -> Tally {
    let other = temporary(&[("expected.json", expected.as_bytes())]);
    let mut tally = Tally::default();
    let program = Path::new(env!("CARGO_BIN_EXE_conform"));
    let expected = other.path().join("expected.json");
    conform::hostile(program, &expected, folder, &mut tally).expect("cases");
    tally
}

#[test]
fn every_hostile_body_ends_as_expected() {
    let folder = fixtures().join("hostile");
    let expected = fs::read_to_string(folder.join("expected.json")).expect("read");
    let tally = hostile(&expected, &folder);
    assert_eq!((tally.passed, tally.failures.len()), (17, 0), "{tally}");
}

#[test]
fn a_body_that_does_not_end_as_expected_fails() {
    let files: [(&str, &[u8]); 3] = [
        ("a.json", b"{"),
        ("b.json", INVOICE.as_bytes()),
        ("c.json", b""),
    ];
    let folder = temporary(&files);
    let tally = hostile(
        r#"{"a.json": "ok", "b.json": "error", "d.json": "ok"}"#,
        folder.path(),
    );
    assert_eq!((tally.passed, tally.failures.len()), (0, 4), "{tally}");
    fails(&tally, "a.json\n  expected ok, found refused: ");
    fails(&tally, "b.json\n  expected error, found read");
    fails(&tally, "c.json: nothing is expected of it");
    fails(&tally, "d.json: is expected, and is not there");
}

/// Much for little: nesting, a list of empty records, a compressed body.
#[test]
fn large_bodies_stay_within_bounds() {
    let deep = INVOICE.replace("[]", &("[".repeat(200_000) + &"]".repeat(200_000)));
    let deep_unknown = deep.replace("line_items", "never_heard_of");
    let many = format!("[{}{{}}]", "{},".repeat(2_000_000));
    let amplified = INVOICE.replace("\"line_items\": []", &format!("\"linked_orders\": {many}"));
    let bomb = packed(&vec![b' '; 200 << 20]);
    let folder = temporary(&[
        ("deep.json", deep.as_bytes()),
        ("deep_unknown.json", deep_unknown.as_bytes()),
        ("amplified.json", amplified.as_bytes()),
        ("bomb.json.gz", &bomb),
    ]);
    let expected = r#"{"error": ["deep.json", "amplified.json", "bomb.json.gz"], "ok": ["deep_unknown.json"]}"#;
    let tally = hostile(expected, folder.path());
    assert_eq!((tally.passed, tally.failures.len()), (4, 0), "{tally}");
}

/// Each kind of body is read as it would be unpacked; where nothing is unpacked, none of these is what it says.
#[test]
fn what_is_packed_is_read_unpacked() {
    let refusal =
        r#"{"message": "no", "api_error_code": "resource_not_found", "http_status_code": 404}"#;
    let event = r#"{"id": "ev_1", "occurred_at": 1, "source": "api", "object": "event", "event_type": "plan_deleted",
        "api_version": "v2", "content": {}, "webhook_status": "not_configured"}"#;
    let two = [
        packed(&INVOICE.as_bytes()[..40]),
        packed(&INVOICE.as_bytes()[40..]),
    ];
    let files = [
        ("answer.json.gz", packed(INVOICE.as_bytes())),
        ("refusal.json.gz", packed(refusal.as_bytes())),
        ("event.json.gz", packed(event.as_bytes())),
        ("members.json.gz", packed(br#"{"customers": {"id": "c"}}"#)),
        ("in_two_parts.json.gz", two.concat()),
        ("cut.json.gz", packed(INVOICE.as_bytes())[..60].to_vec()),
        ("cut_event.json.gz", packed(event.as_bytes())[..60].to_vec()),
        ("twice.json.gz", packed(&packed(INVOICE.as_bytes()))),
    ];
    let files: Vec<(&str, &[u8])> = (files.iter())
        .map(|(name, body)| (*name, body.as_slice()))
        .collect();
    let expected = r#"{"answer.json.gz": "ok", "refusal.json.gz": "ok", "event.json.gz": "ok", "in_two_parts.json.gz": "ok",
        "members.json.gz": "error", "cut.json.gz": "error", "cut_event.json.gz": {"expect": "error", "kind": "event"},
        "twice.json.gz": "error"}"#;
    let tally = hostile(expected, temporary(&files).path());
    assert_eq!((tally.passed, tally.failures.len()), (8, 0), "{tally}");
    let said = tally.to_string();
    for line in [
        "answer.json.gz: read (v2 answer invoice.retrieve, ",
        "refusal.json.gz: read (v2 refusal, ",
        "event.json.gz: read (v2 event, ",
        "members.json.gz: refused: customers is no list (v2 members, ",
        "cut_event.json.gz: refused: it cannot be unpacked: ",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
}
