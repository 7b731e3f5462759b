//! The runner itself: what must pass passes, and what must fail fails.

use chargebee_wire_tests::conform::{self, Tally};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn temporary(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// What came of the cases, and whether `problem` is the reason of a failure.
fn fails(tally: &Tally, problem: &str) {
    let failed = tally.failures.iter().any(|it| it.contains(problem));
    assert!(failed, "{problem}\n{tally}");
}

const CASE: &str = r#"{"id": "CASE", "api": "v2", "resource": "customer", "operation": "OPERATION", "params": {"PARAM": "1"},
 "expect": {"method": "POST", "path": "/api/v2/customers", "raw_path": "/api/v2/customers", "host_prefix": "acme", "query": [],
 "form": [["first_name", "1"]], "headers": {"authorization": "Basic dGVzdF9rZXk6", "content-type": "application/x-www-form-urlencoded"}}}"#;

fn case(id: &str, operation: &str, param: &str) -> String {
    let case = CASE.replace('\n', "").replace("CASE", id);
    case.replace("OPERATION", operation).replace("PARAM", param)
}

async fn wire(lines: &[String]) -> Result<Tally, String> {
    let folder = temporary(&[("cases.jsonl", lines.join("\n").as_bytes())]);
    let mut tally = Tally::default();
    let done = conform::wire(&folder.path().join("cases.jsonl"), &mut tally).await;
    done.map(|()| tally).map_err(|problem| problem.0)
}

#[tokio::test]
async fn a_wire_case_fails_for_whatever_the_crate_does_not_have() {
    let lines = [
        case("good", "create", "first_name"),
        case("unknown operation", "invent", "first_name"),
        case("unknown parameter", "create", "shoe_size"),
        case("other parameter", "create", "last_name"),
        "{\"id\": 7}".to_owned(),
        case("other API", "create", "first_name").replace("\"v2\"", "\"v3\""),
        case("other params", "create", "first_name").replace("{\"first_name\": \"1\"}", "[]"),
    ];
    let tally = wire(&lines).await.expect("cases");
    assert_eq!((tally.passed, tally.failures.len()), (1, 6), "{tally}");
    fails(&tally, "customer.invent: the crate has no such operation");
    fails(&tally, "the crate has no parameter `shoe_size`");
    fails(&tally, "- first_name = \"1\"\n    + last_name = \"1\"");
    fails(&tally, "cases.jsonl:5\n  a line has no `id`");
    fails(&tally, "there is no API v3");
    fails(&tally, "`params` is no object");
}

#[tokio::test]
async fn a_file_without_cases_is_no_success() {
    assert!(
        wire(&["".to_owned()])
            .await
            .expect_err("refused")
            .contains("holds no case")
    );
}

/// An entry of `kept.json` excuses the difference that it names, and no other.
#[tokio::test]
async fn what_is_kept_on_purpose_is_counted_apart() {
    let kept = |value: &str| {
        let line = case("kept", "create", "currency_code").replace("customer", "currency");
        line.replace("{\"currency_code\": \"1\"}", &format!(
            "{{\"currency_code\": \"EUR\", \"forex_type\": \"manual\", \"manual_exchange_rate\": \"{value}\"}}"
        ))
    };
    let tally = wire(&[kept("manual-exchange-rate-7"), kept("other text")])
        .await
        .expect("cases");
    assert_eq!(
        (tally.passed, tally.kept.len(), tally.failures.len()),
        (0, 1, 1),
        "{tally}"
    );
    assert!(
        tally
            .to_string()
            .ends_with("\n1 kept on purpose\n0 passed, 1 failed"),
        "{tally}"
    );
}

const INVOICE: &str = r#"{"invoice": {"id": "i", "customer_id": "c", "recurring": true, "status": "paid", "price_type": "tax_exclusive", "tax": 0,
 "currency_code": "USD", "sub_total": 1, "total": 1, "deleted": false, "object": "invoice", "line_items": []}}"#;

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
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    let chunk = vec![b' '; 1 << 20];
    for _ in 0..200 {
        bomb.write_all(&chunk).expect("compressed");
    }
    let bomb = bomb.finish().expect("compressed");
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
