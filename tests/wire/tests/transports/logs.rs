//! What the crates below write to a program's log and traces, at every level: nothing of what the requests and answers hold.

use crate::support::{Authority, INVOICE, KEY, on_a_thread};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chargebee::v2::{Client, DownloadDetail};
use chargebee_wire_tests::site::Site;
use std::{
    fmt::{self, Write as _},
    sync::{LazyLock, Mutex},
};
use tracing::{
    Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _, registry::LookupSpan};

/// Everything that was written, with who wrote it.
static WRITTEN: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

fn keep(target: &str, text: String) {
    WRITTEN
        .lock()
        .expect("the lock")
        .push((target.to_owned(), text));
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        keep(record.target(), record.args().to_string());
    }

    fn flush(&self) {}
}

struct Spans;

#[derive(Default)]
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{field}={value:?} ").expect("memory");
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut text = Text::default();
        attributes.record(&mut text);
        keep(attributes.metadata().target(), text.0);
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut text = Text::default();
        values.record(&mut text);
        keep("recorded", text.0);
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut text = Text::default();
        event.record(&mut text);
        keep(event.metadata().target(), text.0);
    }
}

/// Listens to everything, from now on.
static LISTENING: LazyLock<()> = LazyLock::new(|| {
    log::set_logger(&Logger).expect("no other logger");
    log::set_max_level(log::LevelFilter::Trace);
    let subscriber = tracing_subscriber::registry().with(Spans);
    tracing::subscriber::set_global_default(subscriber).expect("no other subscriber");
});

/// The ways in which what is written may hold something: as it stands, over several records, as numbers of bytes, in columns.
fn readings(written: &[String]) -> Vec<String> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let hex = |columns: fn(&str) -> Vec<&str>| {
        let tokens = written.iter().flat_map(|it| columns(it));
        let pairs =
            tokens.filter(|it| it.len() % 2 == 0 && it.bytes().all(|it| it.is_ascii_hexdigit()));
        let digits: String = pairs.collect();
        let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits");
        text((0..digits.len()).step_by(2).map(byte).collect())
    };
    fn words(line: &str) -> Vec<&str> {
        line.split(|it: char| !it.is_ascii_alphanumeric()).collect()
    }
    let numbers = written.iter().flat_map(|it| words(it));
    vec![
        written.concat(),
        written
            .iter()
            .filter_map(|it| it.rsplit(' ').next())
            .collect(),
        written
            .iter()
            .filter_map(|it| it.rsplit('|').nth(1))
            .collect(),
        hex(words),
        hex(|line| {
            let mut columns: Vec<_> = line.split_whitespace().collect();
            columns.pop();
            columns
        }),
        text(numbers.filter_map(|it| it.parse().ok()).collect()),
    ]
}

/// Which of the secrets can be found.
fn found<'a>(written: &[String], secrets: &[&'a str]) -> Vec<&'a str> {
    let readings: Vec<_> = readings(written)
        .iter()
        .map(|it| it.to_lowercase())
        .collect();
    let basic = STANDARD.encode(format!("{KEY}:"));
    let is_there = |secret: &str| {
        let hex: String = secret.bytes().map(|it| format!("{it:02x}")).collect();
        let base64 = STANDARD.encode(secret);
        [secret, &hex, base64.trim_end_matches('=')]
            .iter()
            .any(|it| {
                readings
                    .iter()
                    .any(|text| text.contains(&it.to_lowercase()))
            })
    };
    let mut found: Vec<_> = secrets.iter().copied().filter(|it| is_there(it)).collect();
    if is_there(&basic) {
        found.push("the header of the key");
    }
    found
}

#[test]
fn a_dump_is_joined_before_it_is_searched() {
    let head = format!(
        "GET /api/v2/invoices/inv_s3cret7 HTTP/1.1\r\nauthorization: Basic {}\r\n",
        STANDARD.encode(format!("{KEY}:"))
    );
    let rows = |row: fn(&[u8]) -> String| head.as_bytes().chunks(16).map(row).collect::<Vec<_>>();
    let ascii = |row: &[u8]| {
        row.iter()
            .map(|it| {
                if it.is_ascii_graphic() {
                    *it as char
                } else {
                    '.'
                }
            })
            .collect::<String>()
    };
    let dumps = [
        rows(|row| {
            let hex: Vec<String> = row
                .chunks(2)
                .map(|it| it.iter().map(|it| format!("{it:02x}")).collect())
                .collect();
            format!("{} {}", hex.join(" "), ".".repeat(row.len()))
        }),
        rows(|row| row.iter().map(|it| format!("{it:02x} ")).collect()),
        rows(|row| format!("{row:?}")),
        rows(|row| String::from_utf8_lossy(row).into_owned()),
        head.as_bytes()
            .chunks(16)
            .map(|row| format!("000010  |{}|", ascii(row)))
            .collect(),
        vec![format!("{:?}", head)],
    ];
    for dump in dumps {
        assert_eq!(
            found(&dump, &["inv_s3cret7"]),
            ["inv_s3cret7", "the header of the key"],
            "{dump:#?}"
        );
    }
}

const SECRETS: [&str; 8] = [
    KEY,
    "inv_s3cret7",
    "cust_f1lter9",
    "sEcReT-signature",
    "confidential-comment",
    "order-8127-key",
    "cust_answered5",
    "hp_answ3red",
];

/// A site that answers pages and links, and everything else with an invoice.
async fn site() -> Site {
    let answer = INVOICE.replace("cust_7", "cust_answered5");
    Site::start(move |request| {
        let answer = match request.uri().path() {
            "/api/v2/invoices" => {
                format!(r#"{{"list":[{answer}],"next_offset":"[\"hp_answ3red\"]"}}"#)
            }
            path if path.starts_with("/bucket") => "content of confidential-comment".to_owned(),
            _ => answer.clone(),
        };
        async move { http::Response::new(answer.into()) }
    })
    .await
}

fn detail(link: &str) -> DownloadDetail {
    let json = format!(r#"{{"download_url":"{link}","valid_till":1700000000}}"#);
    DownloadDetail::from_json(json.as_bytes()).expect("a link")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_below_writes_what_a_request_or_an_answer_holds() {
    LazyLock::force(&LISTENING);
    let site = site().await;
    let authority = Authority::new();
    let secure = format!("https://localhost:{}", authority.serve().await);
    let plain = Client::builder("acme", KEY)
        .base_url(site.url())
        .build()
        .expect("a client");
    let clients = [(plain, site.url()), (authority.client(&secure), secure)];
    for (client, url) in clients {
        let get = client.invoice().retrieve("inv_s3cret7");
        let list = client
            .invoice()
            .list()
            .limit(3)
            .customer_id()
            .is("cust_f1lter9");
        let post = client.invoice().void_invoice("inv_s3cret7");
        let post = post
            .comment("confidential-comment")
            .idempotency_key("order-8127-key");
        let link = format!("{url}/bucket/file?X-Amz-Signature=sEcReT-signature");
        let download = || client.download_file(&detail(&link)).expect("a link");
        let folder = tempfile::tempdir().expect("a folder");
        for _ in 0..2 {
            get.clone().send().await.expect("an answer");
            let _ = list.clone().send().await;
            post.clone().send().await.expect("an answer");
            download()
                .save_to(folder.path().join("a"))
                .await
                .expect("a file");
            let (get, list, post) = (get.clone(), list.clone(), post.clone());
            let (download, path) = (download(), folder.path().join("b"));
            on_a_thread(move || {
                get.send_blocking().expect("an answer");
                let _ = list.send_blocking();
                post.send_blocking().expect("an answer");
                download.save_to_blocking(&path).expect("a file");
            })
            .await;
        }
    }
    let written = std::mem::take(&mut *WRITTEN.lock().expect("the lock"));
    let targets: std::collections::BTreeSet<_> = written
        .iter()
        .map(|(it, _)| it.split("::").next().unwrap_or_default())
        .collect();
    eprintln!("{} records of {targets:?}", written.len());
    // The search finds what there is, or it would find nothing for another reason.
    for crate_name in ["reqwest", "h2", "hyper_util"] {
        assert!(targets.contains(crate_name), "{targets:?}");
    }
    // What this crate itself writes holds the keys by which calls are told apart.
    let below = |target: &str| !target.starts_with("chargebee") && target != "recorded";
    let texts = |ours: bool| -> Vec<String> {
        let chosen = written.iter().filter(|(target, _)| below(target) != ours);
        chosen.map(|(_, text)| text.clone()).collect()
    };
    assert_eq!(found(&texts(false), &SECRETS), Vec::<&str>::new());
    let ours: Vec<_> = SECRETS
        .into_iter()
        .filter(|it| *it != "order-8127-key")
        .collect();
    assert_eq!(found(&texts(true), &ours), Vec::<&str>::new());
}
