//! The program, as its users run it.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    thread,
};

const CONFIGS: &str = include_str!("site/configs.json");
const FILE: &str = include_str!("site/custom_fields.rs");

fn run(base_url: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chargebee-custom-fields"))
        .args(arguments)
        .env("CHARGEBEE_SITE", "acme-test")
        .env("CHARGEBEE_API_KEY", "test_S3cr3t")
        .env("CHARGEBEE_BASE_URL", base_url)
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .env_remove("ALL_PROXY")
        .env_remove("all_proxy")
        .output()
        .expect("the program runs")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}

/// A server that gives the first two configurations and then, on the second page, the rest; and the lines that it was asked.
fn site() -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let all: serde_json::Value = serde_json::from_str(CONFIGS).expect("JSON");
    let list = all["list"].as_array().expect("a list").clone();
    let (first, rest) = list.split_at(2);
    let pages = [
        serde_json::json!({ "list": first, "next_offset": "two" }),
        serde_json::json!({ "list": rest }),
    ];
    let asked = thread::spawn(move || {
        let mut lines = Vec::new();
        for page in pages {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            while !request.windows(4).any(|it| it == b"\r\n\r\n") {
                let read = stream.read(&mut piece).expect("a request");
                assert_ne!(read, 0, "the request breaks off");
                request.extend_from_slice(&piece[..read]);
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            lines.push(request.lines().next().unwrap_or_default().to_owned());
            let body = page.to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).expect("an answer");
            stream.write_all(body.as_bytes()).expect("an answer");
        }
        lines
    });
    (url, asked)
}

#[test]
fn the_site_is_asked_page_by_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("custom_fields.rs");
    let (url, asked) = site();
    let done = run(&url, &["--out", path(&out)]);
    assert!(done.status.success(), "{done:?}");
    assert_eq!(
        asked.join().expect("the server"),
        [
            "GET /api/v2/custom_field_configs?limit=100 HTTP/1.1",
            "GET /api/v2/custom_field_configs?limit=100&offset=two HTTP/1.1"
        ]
    );
    assert!(fs::read_to_string(&out).expect("the file") == FILE);
}

/// To accept another file: `cargo run -p chargebee-custom-fields -- --from custom-fields/tests/site/configs.json --out
/// custom-fields/tests/site/custom_fields.rs`.
#[test]
fn the_file_that_is_kept_is_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site");
    let (from, out) = (folder.join("configs.json"), folder.join("custom_fields.rs"));
    let nowhere = "http://127.0.0.1:1";
    let checked = run(
        nowhere,
        &["--from", path(&from), "--out", path(&out), "--check"],
    );
    assert!(checked.status.success(), "{checked:?}");
    let shown = run(nowhere, &["--from", path(&from)]);
    assert!(String::from_utf8_lossy(&shown.stdout) == FILE);
}

#[test]
fn only_what_was_made_here_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("custom_fields.rs");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site/configs.json");
    let run = |more: &[&str]| {
        let mut arguments = vec!["--from", path(&from), "--out", path(&out)];
        arguments.extend(more);
        run("http://127.0.0.1:1", &arguments)
    };
    let missing = run(&["--check"]);
    assert_eq!(missing.status.code(), Some(1), "{missing:?}");
    assert!(!out.exists());
    fs::write(&out, "// my own\n").expect("a file");
    let refused = run(&[]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("was not made by this program"), "{said}");
    assert_eq!(fs::read_to_string(&out).expect("the file"), "// my own\n");
    fs::remove_file(&out).expect("removed");
    assert!(run(&["--entity", "subscription"]).status.success());
    let one = fs::read_to_string(&out).expect("the file");
    assert!(one.contains("SubscriptionCustomFields") && !one.contains("CustomerCustomFields {"));
    assert_eq!(run(&["--check"]).status.code(), Some(1));
    assert!(run(&[]).status.success());
    assert!(fs::read_to_string(&out).expect("the file") == FILE);
    // As a formatter of the program's own lays it out.
    fs::write(&out, FILE.replace("    ", "  ").replace(",\n", "\n,\n")).expect("a file");
    assert!(run(&["--check"]).status.success());
    fs::write(&out, FILE.replace("cf_vip", "cf_pip")).expect("a file");
    assert_eq!(run(&["--check"]).status.code(), Some(1));
}

#[test]
fn what_went_wrong_is_said_without_the_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let from = folder.path().join("saved.json");
    let nowhere = "http://127.0.0.1:1";
    for (saved, problem) in [
        ("{", "it is no JSON"),
        ("{}", "it is no answer of `GET /custom_field_configs`"),
        (
            r#"{"list":[{"custom_field_config":{"api_name":7}}]}"#,
            "api_name",
        ),
        (
            r#"{"list":[{"custom_field_config":{"api_name":"cf_a"}}]}"#,
            "configuration 0 has no `entity_type`",
        ),
        (
            r#"{"list":[{"custom_field_config":{"entity_type":"customer","api_name":"tier\n"}}]}"#,
            "`tier\\n` is no name of a custom field",
        ),
    ] {
        fs::write(&from, saved).expect("a file");
        let failed = run(nowhere, &["--from", path(&from)]);
        let said = String::from_utf8_lossy(&failed.stderr);
        assert_eq!(failed.status.code(), Some(2), "{said}");
        assert!(said.contains(problem), "{said}");
    }
    let failed = run(nowhere, &["--from", "no/such/file"]);
    assert!(String::from_utf8_lossy(&failed.stderr).contains("no/such/file"));
    let key = ["--entity", "customer"];
    let failed = run("no url", &key);
    let said = String::from_utf8_lossy(&failed.stderr);
    assert!(
        said.contains("CHARGEBEE_BASE_URL") && !said.contains("S3cr3t"),
        "{said}"
    );
}
