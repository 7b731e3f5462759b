//! The program itself: its options, its lines, its end.

mod support;

use serde_json::json;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::Instant,
};
use support::{get, listener::Listener, post, send};

struct Program {
    child: Child,
    lines: BufReader<ChildStdout>,
    url: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chargebee-mock"));
    command
        .args(options)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Program {
    fn start(options: &[&str]) -> Self {
        let mut child = command(options).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .expect("an address");
        Self {
            child,
            url: url.to_owned(),
            lines,
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }
}

fn ends(options: &[&str]) -> Output {
    command(options).output().expect("it ends")
}

fn file(content: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(content.as_bytes()).expect("written");
    file
}

#[tokio::test]
async fn a_line_for_each_request() {
    let mut program = Program::start(&["--port", "0"]);
    get(&program.url, "/api/v2/customers").await;
    assert_eq!(program.line(), "200 GET /api/v2/customers customer.list");
    post(&program.url, "/api/v1/customers", "shoe_size=1").await;
    assert_eq!(
        program.line(),
        "400 POST /api/v1/customers customer.create param_wrong_value"
    );
    // What is printed can be asked for, too.
    let log = get(&program.url, "/mock/log").await.json();
    assert_eq!(log["log"][0], "200 GET /api/v2/customers customer.list");
    assert_eq!(log["log"].as_array().map(Vec::len), Some(2));
}

/// Who read its lines may go; it goes on.
#[tokio::test]
async fn without_a_reader() {
    let mut child = command(&["--port", "0"]).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output"));
    let mut line = String::new();
    lines.read_line(&mut line).expect("a line");
    let url = line
        .trim()
        .strip_prefix("listening on ")
        .expect("an address")
        .to_owned();
    drop(lines);
    for _ in 0..5 {
        assert_eq!(get(&url, "/api/v2/customers").await.status, 200);
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    assert!(
        child.try_wait().expect("a status").is_none(),
        "it still runs"
    );
    child.kill().expect("ended");
    let mut problem = String::new();
    let mut errors = BufReader::new(child.stderr.take().expect("its errors"));
    std::io::Read::read_to_string(&mut errors, &mut problem).expect("read");
    assert_eq!(problem, "");
    child.wait().expect("ended");
}

#[tokio::test]
async fn versions_key_and_seed() {
    let seed = file(r#"{"v2": {"customer": [{"id": "c", "first_name": "Ada"}]}}"#);
    let path = seed.path().to_str().expect("a path");
    let program = Program::start(&["--api", "v2", "--key", "test_key", "--seed", path]);
    let customer = get(&program.url, "/api/v2/customers/c").await.json();
    assert_eq!(customer["customer"]["first_name"], "Ada");
    assert_eq!(get(&program.url, "/api/v1/customers").await.status, 404);
    let other = "authorization: Basic b3RoZXI6";
    let refused = send(&program.url, "GET /api/v2/customers", &[other], "").await;
    assert_eq!(refused.expect("an answer").status, 401);
    let samples = Program::start(&["--samples-only"]);
    assert_eq!(get(&samples.url, "/api/v2/customers/any").await.status, 200);
    assert_eq!(
        get(&samples.url, "/api/v2/customers/any/nonsense")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn events_go_to_a_url() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let program = Program::start(&["--webhook", &url]);
    post(&program.url, "/api/v2/customers", "id=c").await;
    let (mut stream, _) = listener.accept().await.expect("a delivery");
    let mut told = Vec::new();
    while !told.ends_with(b"}") {
        let read = tokio::io::AsyncReadExt::read_buf(&mut stream, &mut told).await;
        assert!(read.expect("read") > 0);
    }
    let told = String::from_utf8(told).expect("text");
    let (head, body) = told.split_once("\r\n\r\n").expect("a request");
    assert!(head.starts_with("POST /hook HTTP/1.1"), "{head}");
    let event: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(event["event_type"], json!("customer_created"));
}

/// The options of an endpoint stand behind it, and nothing that is printed has a password.
#[tokio::test]
async fn endpoints_with_options() {
    let (old, old_url) = Listener::start(0).await;
    let (new, new_url) = Listener::start(2).await;
    let new_url = new_url.replace("http://", "http://new:s3cret@");
    let mut program = Program::start(&[
        "--webhook",
        &old_url,
        "--webhook-api",
        "v1",
        "--webhook-user",
        "old",
        "--webhook-password",
        "s3cret",
        "--webhook",
        &new_url,
        "--webhook-api",
        "v2",
        "--webhook-speed",
        "6000",
        "--webhook-fault",
        "duplicate/2",
    ]);
    post(&program.url, "/api/v2/customers", "id=c").await;
    let told = old.wait_for(1).await;
    assert_eq!(told[0].authorization(), Some("Basic b2xkOnMzY3JldA=="));
    assert_eq!(told[0].text("api_version"), "v1");
    // The second delivery of all is that to the second endpoint: twice, and both were refused; it is sent once more.
    let told = new.wait_for(3).await;
    assert_eq!(told[0].authorization(), Some("Basic bmV3OnMzY3JldA=="));
    assert_eq!(told[2].text("api_version"), "v2");
    assert!(!program.line().contains("s3cret"));
    let counted = get(&program.url, "/mock/webhooks").await;
    assert!(!counted.body.contains("s3cret"), "{counted:?}");
}

#[tokio::test]
async fn one_event_of_any_type() {
    let (listener, url) = Listener::start(1).await;
    let sent = async |options: &[&str]| {
        let options: Vec<String> = options.iter().map(|it| (*it).to_owned()).collect();
        let ended = move || {
            let options: Vec<&str> = options.iter().map(String::as_str).collect();
            ends(&[&["send-webhook"], &options[..]].concat())
        };
        let output = tokio::task::spawn_blocking(ended).await.expect("it ends");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        (
            output.status.success(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let refused = sent(&["invoice_generated", &url]).await;
    assert_eq!(refused, (false, "500".to_owned(), String::new()));
    let options = [
        "invoice_created",
        &url,
        "--api",
        "v1",
        "--user",
        "u",
        "--password",
        "p",
    ];
    for _ in 0..2 {
        assert_eq!(
            sent(&options).await,
            (true, "200".to_owned(), String::new())
        );
    }
    assert_eq!(
        listener.types(),
        ["invoice_generated", "invoice_created", "invoice_created"]
    );
    let told = listener.all();
    // Who handles an event once handles this one as well.
    assert_ne!(told[1].text("id"), told[2].text("id"));
    assert_eq!(told[0].text("api_version"), "v2");
    assert_eq!(told[0].body["content"]["invoice"]["object"], "invoice");
    assert_eq!(told[0].authorization(), None);
    assert_eq!(told[1].text("api_version"), "v1");
    assert_eq!(told[1].authorization(), Some("Basic dTpw"));
    for (options, problem) in [
        (["invoice_generatd", &url], "is `invoice_generated` meant?"),
        (
            ["invoice_created", &url],
            "here it is `pending_invoice_created`",
        ),
        (
            ["invoice_generated", "https://example.com"],
            "no http:// URL",
        ),
        (
            ["invoice_generated", "http://127.0.0.1:1/"],
            "http://127.0.0.1:1/: ",
        ),
    ] {
        let (is_good, said, told) = sent(&options).await;
        assert!(!is_good && said.is_empty(), "{options:?}");
        assert!(told.contains(problem), "{options:?}: {told}");
    }
}

#[test]
fn what_is_wrong_is_said_at_once() {
    let unknown = file(r#"{"v2": {"customer": [{"id": "c", "first_name": 7}]}}"#);
    let unknown = unknown.path().to_str().expect("a path");
    for (options, problem) in [
        (vec!["--api", "v3"], "there is no API v3"),
        (vec!["--port", "99999"], "99999"),
        (vec!["--seed", "/no/such/file"], "/no/such/file"),
        (
            vec!["--seed", unknown],
            "customer c.first_name should be text",
        ),
        (vec!["--webhook", "https://example.com"], "no http:// URL"),
        (
            vec![
                "--webhook-api",
                "v1",
                "--webhook",
                "http://a",
                "--webhook",
                "http://b",
            ],
            "`--webhook-api` should stand behind",
        ),
        (
            vec!["--webhook-user", "u"],
            "`--webhook-user` should stand behind",
        ),
        (
            vec!["--webhook", "http://a", "--webhook-password", "p"],
            "needs `--webhook-user`",
        ),
        (
            vec!["--webhook", "http://a", "--webhook-speed", "0"],
            "above zero",
        ),
        (
            vec!["--webhook-fault", "vanish"],
            "there is no fault `vanish`",
        ),
        (vec!["--webhook-fault", "lose/0"], "no number above zero"),
        (vec!["--nonsense"], "--nonsense"),
    ] {
        let output = ends(&options);
        assert!(!output.status.success(), "{options:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(problem), "{options:?}: {said}");
        assert!(output.stdout.is_empty(), "{options:?}");
    }
}

/// From the start of the program to its first answer.
#[tokio::test]
async fn it_starts_at_once() {
    let mut fastest = std::time::Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let program = Program::start(&[]);
        fastest = fastest.min(start.elapsed());
        drop(program);
    }
    assert!(
        fastest < std::time::Duration::from_millis(100),
        "{fastest:?}"
    );
}

/// What the examples ask for is there: a subscription, a price with decimals, an invoice that is due, a refund.
#[tokio::test]
async fn a_demonstration() {
    let program = Program::start(&["--demo=examples"]);
    let due = "/api/v2/invoices?status[is]=payment_due&customer_id[is]=cust_8";
    let due = get(&program.url, due).await.json();
    assert_eq!(due["list"].as_array().map(Vec::len), Some(1));
    assert_eq!(due["list"][0]["invoice"]["amount_due"], 5000);
    let form = "subscription_items[item_price_id][0]=pro-USD-monthly&subscription_items[quantity][0]=3\
                &subscription_items[item_price_id][1]=support-USD-monthly";
    let path = "/api/v2/customers/cust_7/subscription_for_items";
    let created = post(&program.url, path, form).await.json();
    assert_eq!(created["invoice"]["total"], 8400, "{created}");
    let form = "customer_id=cust_7&item_prices[item_price_id][0]=api-calls-USD&item_prices[quantity_in_decimal][0]=12500.5";
    let path = "/api/v2/invoices/create_for_charge_items_and_charges";
    let billed = post(&program.url, path, form).await.json();
    assert_eq!(billed["invoice"]["total"], 95629, "{billed}");
    let form = "transaction[amount]=2500&transaction[payment_method]=bank_transfer&transaction[date]=1700000000";
    let path = "/api/v2/credit_notes/TEST-CN-12/record_refund";
    let refunded = post(&program.url, path, form).await.json();
    assert_eq!(
        refunded["credit_note"]["amount_available"], 7500,
        "{refunded}"
    );
    let form = "transaction[amount]=5000&transaction[payment_method]=cash";
    let path = "/api/v2/invoices/TEST-INV-1/record_payment";
    let paid = post(&program.url, path, form).await.json();
    assert_eq!(paid["invoice"]["status"], "paid", "{paid}");
}

/// Two years of a small company, which ends today.
#[tokio::test]
async fn a_company_with_a_past() {
    let program = Program::start(&["--demo"]);
    let list = async |path: &str| {
        let list = get(&program.url, &format!("/api/v2/{path}&limit=100"))
            .await
            .json();
        list["list"].as_array().expect("a list").clone()
    };
    assert_eq!(list("customers?id[starts_with]=demo_").await.len(), 40);
    assert_eq!(list("items?item_family_id[is]=demo").await.len(), 5);
    let since = |value: &serde_json::Value| value.as_i64().unwrap_or_default();
    let invoices = list("invoices?sort_by[asc]=date").await;
    assert_eq!(invoices.len(), 100);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.expect("a time").as_secs().cast_signed();
    let age = (now - since(&invoices[0]["invoice"]["date"])) / 86_400;
    assert!((725..=735).contains(&age), "{age} days");
    let newest = list("invoices?sort_by[desc]=date").await;
    assert!(now - since(&newest[0]["invoice"]["date"]) < 31 * 86_400);
    for (what, least) in [
        ("subscriptions?status[is]=active", 30),
        ("subscriptions?status[is]=cancelled", 2),
        ("invoices?status[is]=not_paid", 1),
        ("transactions?status[is]=failure", 3),
    ] {
        let count = list(what).await.len();
        assert!(count >= least, "{what}: {count}");
    }
}

#[tokio::test]
async fn a_state_file_outlives_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    let options = ["--state", path.to_str().expect("a path")];
    let mut program = Program::start(&options);
    post(&program.url, "/api/v2/customers", "id=c").await.json();
    // It is written by and by, and nobody asks the program to end.
    let written = async || loop {
        let file = std::fs::read_to_string(&path).unwrap_or_default();
        if file.contains("\"c\"") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    written().await;
    program.child.kill().expect("ended");
    program.child.wait().expect("ended");
    let again = Program::start(&options);
    assert_eq!(get(&again.url, "/api/v2/customers/c").await.status, 200);
    drop(again);
    std::fs::write(&path, "{").expect("written");
    let refused = ends(&options);
    let problem = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && problem.contains("state.json"),
        "{problem}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "{");
}

#[tokio::test]
async fn a_file_of_sites() {
    let sites = file(r#"[{"site": "acme-test", "key": "other"}]"#);
    let path = sites.path().to_str().expect("a path");
    let program = Program::start(&["--key", "test_key", "--sites", path]);
    post(&program.url, "/api/v2/customers", "id=c").await.json();
    // The key `other` is that of the site in the file, which has no such customer.
    let other = "authorization: Basic b3RoZXI6";
    let answer = send(&program.url, "GET /api/v2/customers/c", &[other], "").await;
    assert_eq!(answer.expect("an answer").status, 404);
    assert_eq!(get(&program.url, "/api/v2/customers/c").await.status, 200);
    let wrong = file(r#"[{"site": "acme-test", "colour": "red"}]"#);
    let refused = ends(&["--sites", wrong.path().to_str().expect("a path")]);
    let problem = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && problem.contains("colour"),
        "{problem}"
    );
}
