//! The command: what it says, and how it ends.

use super::{INVOICE, temporary};
use std::process::Command;

/// What is printed, and whether it ends well.
fn conform(args: &[&str]) -> (String, bool) {
    let command = Command::new(env!("CARGO_BIN_EXE_conform"))
        .args(args)
        .output();
    let output = command.expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (
        String::from_utf8_lossy(&said).into_owned(),
        output.status.success(),
    )
}

const CASE: &str = r#"{"id": "good", "api": "v2", "resource": "invoice", "operation": "retrieve", "path_params": {"invoice_id": "i"},
 "expect": {"method": "GET", "path": "/api/v2/invoices/i", "raw_path": "/api/v2/invoices/i", "host_prefix": "acme"}}"#;

/// One file that is not there, or holds nothing, is a failure; the others are run all the same.
#[test]
fn what_cannot_be_read_fails_and_the_rest_is_run() {
    let case = CASE.replace('\n', "");
    let folder = temporary(&[
        ("case.jsonl", case.as_bytes()),
        ("empty.jsonl", b"\n"),
        ("payload.json", INVOICE.as_bytes()),
    ]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (case, empty, gone) = (path("case.jsonl"), path("empty.jsonl"), path("gone.jsonl"));
    for (args, last) in [
        (vec!["wire", &case], "1 passed, 0 failed"),
        (vec!["wire", &gone, &case], "1 passed, 1 failed"),
        (
            vec!["wire", &empty, &case, &gone, &case],
            "2 passed, 2 failed",
        ),
        (vec!["decode", &path("payload.json")], "1 passed, 0 failed"),
        (
            vec!["decode", &gone, &path("payload.json")],
            "1 passed, 1 failed",
        ),
        (
            vec!["decode", "--expect", &gone, &empty],
            "0 passed, 1 failed",
        ),
        (vec!["rounding", &gone, &gone], "0 passed, 2 failed"),
    ] {
        let (said, good) = conform(&args);
        assert!(said.ends_with(&format!("{last}\n")), "{args:?}\n{said}");
        assert_eq!(good, last.ends_with(" 0 failed"), "{args:?}");
        assert_eq!(
            said.contains(&format!("FAILED {gone}\n")),
            args.contains(&gone.as_str()),
            "{args:?}\n{said}"
        );
    }
    let (said, good) = conform(&["wire"]);
    assert!(said.starts_with("usage: ") && !good, "{said}");
}
