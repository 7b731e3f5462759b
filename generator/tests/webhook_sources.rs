//! Where webhooks come from: what it becomes, and what is refused.

mod common;

use chargebee_generator::{
    finding::Report,
    webhook_sources::{self, FILE, WebhookSources},
};
use insta::assert_snapshot;
use std::fs;

fn read(yaml: &str) -> Result<Option<WebhookSources>, Report> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(FILE), yaml).expect("written");
    webhook_sources::read(folder.path())
}

const SMALL: &str = "\
documentation: https://example.com/webhooks
as-of: 2031-05-17
regions:
  us: { name: United States, addresses: [203.0.113.7, 198.51.100.0/24] }
  eu: { name: European Union, addresses: ['2001:db8::/32'] }
";

#[test]
fn regions_become_rust() {
    let sources = read(SMALL).unwrap_or_else(|report| panic!("{}", report.render(false)));
    let rust = webhook_sources::emit(&sources.expect("a file")).expect("it emits");
    assert_snapshot!(rust);
}

#[test]
fn a_folder_without_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(
        webhook_sources::read(folder.path()).expect("no error"),
        None
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let yaml = "\
documentation: example.com
as_of: 2031-05-17
regions:
  US: { name: '', addresses: [203.0.113.7, 203.0.113.7, 203.0.113.0/33, example.com, '2001:db8::/129', ''] }
  eu: { addresses: [] }
";
    let report = read(yaml).expect_err("refused");
    assert_snapshot!(common::rendered(&report));
    for date in [
        "2031-5-17",
        "2031-13-01",
        "2031-05-32",
        "2031-05-17T00:00",
        "today",
    ] {
        let yaml = SMALL.replace("2031-05-17", date);
        let report = read(&yaml).expect_err("refused");
        assert!(
            common::rendered(&report).contains("a date, such as"),
            "{date}"
        );
    }
}

#[test]
fn nothing_at_all() {
    for yaml in [
        "",
        "[]",
        "regions: 1",
        "a: [",
        "\t",
        &SMALL[..SMALL.find("  us").expect("it is there")],
    ] {
        let report = read(yaml).expect_err("refused");
        assert!(common::rendered(&report).contains(FILE), "{yaml:?}");
    }
}

#[test]
fn the_file_of_the_workspace_lists_two_regions() {
    let sources = webhook_sources::read(common::spec())
        .expect("it is right")
        .expect("there is one");
    let counts: Vec<_> = (sources.regions.iter())
        .map(|it| (&*it.key, it.addresses.len()))
        .collect();
    assert_eq!(counts, [("us", 20), ("eu", 12)]);
}
