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
                "exact": "0.0150", "expect": "ok", "amount_major": "0.02", "amount_minor": 2},
            {"id": "too large", "quantity": "-92233720368547758.09", "unit_amount": "1", "currency": "USD", "rule": "api",
                "exponent": 2, "exact": "-92233720368547758.09", "expect": "error"},
            {"id": "no currency", "quantity": "1", "unit_amount": "1", "currency": "USDX", "rule": "api", "exponent": null,
                "expect": "error"},
            {"id": "amount", "quantity": "3", "unit_amount": "0.005", "currency": "USD", "rule": "api", "exponent": 2,
                "exact": "0.015", "expect": "ok", "amount_major": "0.01", "amount_minor": 1},
            {"id": "the exact amount", "quantity": "3", "unit_amount": "0.005", "currency": "USD", "rule": "api", "exponent": 2,
                "exact": "0.016", "expect": "ok", "amount_major": "0.02", "amount_minor": 2},
            {"id": "no exact amount", "quantity": "3", "unit_amount": "0.005", "currency": "USD", "rule": "api", "exponent": 2,
                "expect": "ok", "amount_major": "0.02", "amount_minor": 2},
            {"id": "the exact amount of an error", "quantity": "92233720368547758.09", "unit_amount": "1", "currency": "USD",
                "rule": "api", "exponent": 2, "exact": "92233720368547758.08", "expect": "error"},
            {"id": "the exact amount of nothing", "quantity": "x", "unit_amount": "1", "currency": "USD",
                "rule": "api", "exponent": 2, "exact": "1", "expect": "error"},
            {"id": "exponent", "quantity": "1", "unit_amount": "1", "currency": "KWD", "rule": "api", "exponent": 3,
                "exact": "1", "expect": "ok", "amount_major": "1.000", "amount_minor": 1000},
            {"id": "no exponent", "quantity": "1", "unit_amount": "1", "currency": "USD", "rule": "api",
                "exact": "1", "expect": "ok", "amount_major": "1.00", "amount_minor": 100},
            {"id": "exponent of no currency", "quantity": "1", "unit_amount": "1", "currency": "USDX", "rule": "api",
                "exponent": 2, "expect": "error"},
            {"id": "null of a currency", "quantity": "1", "unit_amount": "1", "currency": "USD", "rule": "api",
                "exponent": null, "exact": "1", "expect": "ok", "amount_major": "1.00", "amount_minor": 100},
            {"id": "field", "quantity": "1", "unit_amount": "1", "currency": "USD", "rule": "api", "exponent": 2, "tax": "7",
                "exact": "1", "expect": "ok", "amount_major": "1.00", "amount_minor": 100},
            {"id": "no error", "quantity": "1", "unit_amount": "1", "currency": "USD", "rule": "api", "exponent": 2,
                "expect": "error"},
            {"id": "refused", "quantity": "x", "unit_amount": "1", "currency": "USD", "rule": "api", "exponent": 2,
                "expect": "ok"},
            {"id": "rule", "quantity": "1", "unit_amount": "1", "currency": "USD", "rule": "none", "exponent": 2,
                "expect": "ok"},
            7
        ],
        "to_minor": [
            {"id": "rounded", "major": "1.005", "currency": "EUR", "rule": "api", "exponent": 2, "exact": "error", "rounded": 101},
            {"id": "exact", "major": "1.005", "currency": "EUR", "rule": "api", "exponent": 2, "exact": 100, "rounded": 100}
        ],
        "to_major": [
            {"id": "shown", "minor": 1, "currency": "USD", "rule": "api", "exponent": 2, "major": "0.01"},
            {"id": "of no currency", "minor": 1, "currency": "usd", "rule": "api", "exponent": null, "expect": "error"},
            {"id": "major", "minor": 1, "currency": "USD", "rule": "api", "exponent": 2, "major": "0.1"},
            {"id": "no error of it", "minor": 1, "currency": "USD", "rule": "api", "exponent": 2, "expect": "error"},
            {"id": "the currency", "minor": 1, "currency": "usd", "rule": "api", "exponent": null, "major": "0.01"},
            {"id": "expectation", "minor": 1, "currency": "USD", "rule": "api", "exponent": 2, "expect": "maybe"}
        ],
        "to_moon": [{"id": "kind"}]
    }"#;
    let tally = run(cases).expect("a file of cases");
    assert_eq!(tally.passed, 5, "{tally}");
    let failed: Vec<&str> = (tally.failures.iter())
        .filter_map(|failure| failure.lines().next())
        .collect();
    let mut expected = [
        "amount",
        "the exact amount",
        "no exact amount",
        "the exact amount of an error",
        "the exact amount of nothing",
        "exponent",
        "no exponent",
        "exponent of no currency",
        "null of a currency",
        "field",
        "no error",
        "refused",
        "rule",
        "line_item[16]",
        "rounded",
        "exact",
        "major",
        "no error of it",
        "the currency",
        "expectation",
        "kind",
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
