//! Rounding cases: all of the fixture pass, and the runner notices what is wrong.

use chargebee_wire_tests::{conform::Tally, rounding::rounding};
use std::{fs, path::Path};

#[test]
fn every_case_is_exact() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rounding.json");
    let mut tally = Tally::default();
    rounding(&file, &mut tally).unwrap_or_else(|problem| panic!("{}", problem.0));
    assert!(tally.failures.is_empty(), "{tally}");
    assert_eq!(tally.passed, 299, "{tally}");
}

fn run(text: &str) -> Result<Tally, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cases.json");
    fs::write(&file, text).expect("written");
    let mut tally = Tally::default();
    rounding(&file, &mut tally).map_err(|problem| problem.0)?;
    Ok(tally)
}

#[test]
fn a_wrong_case_fails() {
    let cases = r#"{
        "conventions": {},
        "line_item": [
            {"id": "right", "quantity": "3", "unit_amount": "0.005", "currency": "USD", "rule": "api", "exponent": 2,
                "expect": "ok", "amount_major": "0.02", "amount_minor": 2},
            {"id": "amount", "quantity": "3", "unit_amount": "0.005", "currency": "USD", "rule": "api", "exponent": 2,
                "expect": "ok", "amount_major": "0.01", "amount_minor": 1},
            {"id": "exponent", "quantity": "1", "unit_amount": "1", "currency": "KWD", "rule": "api", "exponent": 3,
                "expect": "ok", "amount_major": "1.000", "amount_minor": 1000},
            {"id": "no error", "quantity": "1", "unit_amount": "1", "currency": "USD", "rule": "api", "expect": "error"},
            {"id": "refused", "quantity": "x", "unit_amount": "1", "currency": "USD", "rule": "api", "expect": "ok"},
            {"id": "rule", "quantity": "1", "unit_amount": "1", "currency": "USD", "rule": "none", "expect": "ok"}
        ],
        "to_minor": [
            {"id": "rounded", "major": "1.005", "currency": "EUR", "rule": "api", "exponent": 2, "exact": "error", "rounded": 101},
            {"id": "exact", "major": "1.005", "currency": "EUR", "rule": "api", "exponent": 2, "exact": 100, "rounded": 100}
        ],
        "to_major": [
            {"id": "major", "minor": 1, "currency": "USD", "rule": "api", "exponent": 2, "major": "0.1"}
        ],
        "to_moon": [{"id": "kind"}]
    }"#;
    let tally = run(cases).expect("a file of cases");
    assert_eq!(tally.passed, 1, "{tally}");
    let failed: Vec<&str> = (tally.failures.iter())
        .filter_map(|failure| failure.lines().next())
        .collect();
    let mut expected = [
        "amount", "exponent", "no error", "refused", "rule", "rounded", "exact", "major", "kind",
    ];
    let mut failed = failed;
    failed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(failed, expected);
}

#[test]
fn no_cases_are_an_error() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"conventions": {}}"#,
        r#"{"line_item": []}"#,
        r#"{"line_item": 1}"#,
    ] {
        assert!(run(text).is_err(), "{text}");
    }
}
