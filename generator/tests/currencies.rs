//! The table of currencies: what it becomes, and what is refused.

mod common;

use chargebee_generator::{
    currencies::{self, Currencies, FILE},
    finding::Report,
};
use insta::assert_snapshot;
use std::fs;

fn read(yaml: &str) -> Result<Option<Currencies>, Report> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(FILE), yaml).expect("written");
    currencies::read(folder.path())
}

const SMALL: &str = "\
evidence:
  documented: The documentation names it.
  hundredths: The documentation multiplies by 100.
default: { exponent: 2, evidence: hundredths }
currencies:
  JPY: { name: Yen, exponent: 0, iso: 0, evidence: documented }
  KWD: { name: Kuwaiti Dinar, exponent: 2, iso: 3, evidence: hundredths }
";

#[test]
fn a_table_becomes_rust() {
    let table = read(SMALL).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let rust = currencies::emit(&table.expect("a table")).expect("it emits");
    assert_snapshot!(rust);
}

#[test]
fn a_folder_without_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(currencies::read(folder.path()).expect("no error"), None);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let yaml = "\
evidence:
  documented: The documentation names it.
  hundredths: ''
  unused: Nobody stands on it.
default: { exponent: 2 }
currencies:
  KWD: { name: Kuwaiti Dinar, exponent: 19, iso: 3, evidence: hundredth }
  JPY: { nam: Yen, exponent: 0, iso: 0, evidence: documented }
  us$: { name: Dollar, exponent: '2', iso: 2, evidence: documented }
";
    let report = read(yaml).expect_err("refused");
    assert_snapshot!(common::rendered(&report));
}

#[test]
fn no_table_at_all() {
    for yaml in ["", "[]", "currencies: 1", "a: [", "\t"] {
        let report = read(yaml).expect_err("refused");
        assert!(common::rendered(&report).contains(FILE), "{yaml:?}");
    }
}

/// The rule of the API: whole units without a minor unit, else hundredths, whatever ISO 4217 says beyond.
#[test]
fn the_table_of_the_workspace_follows_the_rule() {
    let table = currencies::read(common::spec())
        .expect("it is right")
        .expect("there is one");
    assert_eq!(table.default_exponent, 2);
    for row in &table.rows {
        assert_eq!(row.exponent, row.iso.min(2), "{}", row.code);
        let evidence = match (row.exponent, row.iso) {
            (0, _) if ["JPY", "KRW", "XAF", "XOF"].contains(&row.code.as_str()) => "documented",
            (0, _) => "no-minor-unit",
            (_, 3) => "thousandths-as-hundredths",
            (_, 4) => "ten-thousandths-as-hundredths",
            _ => "hundredths",
        };
        assert_eq!(row.evidence, evidence, "{}", row.code);
    }
}
