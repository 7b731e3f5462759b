//! Runs case files: what reaches the wire, and what is kept of an answer.

use crate::{
    case::{Case, CaseLine, Minimal, Outcome, Problem, Reread},
    drive, expect, lossless,
    server::Server,
};
use chargebee::{v1, v2};
use serde_json::{Value, value::RawValue};
use std::{collections::BTreeMap, fmt, fs, path::Path};

/// What came of a number of cases.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many were as expected.
    pub passed: usize,
    /// What was not, each with the name of its case.
    pub failures: Vec<String>,
    /// Differences from official clients that are kept on purpose, each with its reason.
    pub kept: Vec<String>,
    /// Cases of operations and resources that the spec does not have: neither passed nor failed.
    pub unknown: Vec<String>,
}

impl Tally {
    fn add(&mut self, name: &str, problems: Vec<String>) {
        if let Some(reason) = kept_on_purpose(name) {
            if problems.is_empty() {
                self.failures.push(format!(
                    "{name}\n  is as expected, and stands in kept.json: remove it there"
                ));
            } else {
                self.kept.push(format!("{name}: {reason}"));
            }
        } else if problems.is_empty() {
            self.passed += 1;
        } else {
            self.failures
                .push(format!("{name}\n  {}", problems.join("\n  ")));
        }
    }
}

/// The failures, then one line with the numbers.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "FAILED {failure}")?;
        }
        for kept in &self.kept {
            writeln!(f, "kept on purpose: {kept}")?;
        }
        for unknown in &self.unknown {
            writeln!(f, "of what the spec does not have: {unknown}")?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}

/// Why a difference from an official client is kept, where it is.
fn kept_on_purpose(name: &str) -> Option<String> {
    let kept = include_str!("../fixtures/kept.json");
    let mut kept: BTreeMap<String, String> = serde_json::from_str(kept).ok()?;
    kept.remove(name)
}

const SITE: &str = "acme";
const KEY: &str = "test_key";

/// Builds the request of each case through the crate, sends it over a socket, and compares what arrived.
///
/// # Errors
/// Where the file is no case file.
pub async fn wire(file: &Path, tally: &mut Tally) -> Result<(), Problem> {
    let text = read(file)?;
    let server = Server::start().await;
    let v1 = |url: Option<String>| client(v1::Client::builder(SITE, KEY), url);
    let v2 = |url: Option<String>| client(v2::Client::builder(SITE, KEY), url);
    let (live_v1, live_v2) = (v1(None)?, v2(None)?);
    let (local_v1, local_v2) = (v1(Some(server.url()))?, v2(Some(server.url()))?);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let case = CaseLine::read(line)?;
        let known = match case.api.as_str() {
            "v1" => drive::v1::OPERATIONS,
            _ => drive::v2::OPERATIONS,
        };
        let is_known =
            |it: &Minimal| it.resource == case.resource && it.operation == case.operation;
        if !known.iter().any(is_known) {
            tally.unknown.push(case.id);
            continue;
        }
        let request = |v1: &v1::Client, v2: &v2::Client| -> Outcome {
            let mut input = Case::new(&case)?;
            match case.api.as_str() {
                "v1" => drive::v1::request(v1, &mut input),
                "v2" => drive::v2::request(v2, &mut input),
                other => Err(Problem(format!("there is no API {other}"))),
            }
        };
        // The host stands in the request only where the base URL is not replaced.
        let shown = request(&live_v1, &live_v2)
            .and_then(|it| it.into_http().map_err(|it| Problem(it.to_string())));
        let problems = match (shown, request(&local_v1, &local_v2)) {
            (Ok(shown), Ok(sent)) => {
                // The answer is `{}`; what matters is what arrived.
                let _ = sent.send().await;
                let host = shown.uri().host().unwrap_or_default();
                let prefix = host.strip_suffix(".chargebee.com").unwrap_or(host);
                match server.received().as_slice() {
                    [arrived] => {
                        let mut found =
                            expect::differences(&case.expect, &case.json_text, arrived, prefix);
                        found.extend(unlike(&shown, arrived));
                        found
                    }
                    other => vec![format!("{} requests arrived, not one", other.len())],
                }
            }
            (Err(problem), _) | (_, Err(problem)) => vec![problem.0],
        };
        tally.add(&case.id, problems);
    }
    Ok(())
}

/// What a request shows before it is sent is what is sent.
fn unlike(
    shown: &http::Request<bytes::Bytes>,
    arrived: &http::Request<bytes::Bytes>,
) -> Option<String> {
    let same = shown.method() == arrived.method()
        && shown.uri().path_and_query() == arrived.uri().path_and_query()
        && shown.body() == arrived.body()
        && shown
            .headers()
            .iter()
            .all(|(name, value)| arrived.headers().get(name) == Some(value));
    (!same).then(|| "what `into_http` shows is not what was sent".to_owned())
}

fn client<C>(builder: chargebee::ClientBuilder<C>, url: Option<String>) -> Result<C, Problem>
where
    C: From<chargebee::RuntimeClient>,
{
    let builder = match url {
        Some(url) => builder.base_url(url),
        None => builder,
    };
    builder.build().map_err(|error| Problem(error.to_string()))
}

fn read(file: &Path) -> Result<String, Problem> {
    fs::read_to_string(file).map_err(|error| Problem(format!("{}: {error}", file.display())))
}

/// Reads each payload of a folder with an `index.json` as what it is, and compares what is written back.
///
/// # Errors
/// Where the folder has no index.
pub async fn decode(folder: &Path, tally: &mut Tally) -> Result<(), Problem> {
    let index = read(&folder.join("index.json"))?;
    let index: Vec<Value> =
        serde_json::from_str(&index).map_err(|error| Problem(format!("the index: {error}")))?;
    for entry in &index {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        let name = text("file");
        let json = read(&folder.join(name))?;
        let api = Api::of(text("api_version"));
        let checks = match text("kind") {
            "webhook" => webhook(&api, &json),
            "error" => {
                tally.add(name, refusal(&json).await);
                continue;
            }
            _ => answer(&api, text("operation"), &json),
        };
        if checks.is_empty() {
            tally.unknown.push(name.to_owned());
            continue;
        }
        let problems = checks
            .into_iter()
            .flat_map(|(what, json, reread)| match reread {
                Ok(written) => lossless::differences(&json, &written)
                    .into_iter()
                    .map(|it| format!("{what}{it}"))
                    .collect(),
                Err(error) => vec![format!("{what}: {error}")],
            });
        tally.add(name, problems.collect());
    }
    Ok(())
}

/// What was read as what, its JSON, and what was written back.
type Check = (String, String, Reread);

struct Api {
    answer: fn(&str, &str, &[u8]) -> Option<Reread>,
    record: fn(&str, &[u8]) -> Option<Reread>,
    event_content: fn(&[u8]) -> Reread,
}

/// The content of an event, read by its type and written back; an unknown type is an error here.
macro_rules! event_content {
    ($version:ident) => {
        |json| {
            let event = $version::event::Event::from_json(json)?;
            Ok(match event.typed_content()? {
                Some($version::event::EventContent::Unknown(_)) => {
                    "\"of an unknown type\"".to_owned()
                }
                Some(content) => content.to_json(),
                None => "null".to_owned(),
            })
        }
    };
}

impl Api {
    fn of(version: &str) -> Self {
        match version {
            "v1" => Self {
                answer: drive::v1::answer,
                record: drive::v1::record,
                event_content: event_content!(v1),
            },
            _ => Self {
                answer: drive::v2::answer,
                record: drive::v2::record,
                event_content: event_content!(v2),
            },
        }
    }
}

/// The body of a refusal, answered to a request: what the error says is what stands there, and the body is kept.
async fn refusal(json: &str) -> Vec<String> {
    let server = Server::start().await;
    let mut answer = http::Response::new(bytes::Bytes::copy_from_slice(json.as_bytes()));
    *answer.status_mut() = http::StatusCode::BAD_REQUEST;
    server.answer(answer);
    let client = match client(v2::Client::builder(SITE, KEY), Some(server.url())) {
        Ok(client) => client,
        Err(problem) => return vec![problem.0],
    };
    let error = match client.event().list().send().await {
        Err(chargebee::Error::Api(error)) => error,
        other => return vec![format!("it is no error of the API: {other:?}")],
    };
    let stated: Value = serde_json::from_str(json).unwrap_or_default();
    let text = |name: &str| stated[name].as_str().map(str::to_owned);
    let mut found = Vec::new();
    for (name, read) in [
        ("api_error_code", Some(error.api_error_code.clone())),
        ("message", Some(error.message.clone())),
        ("type", error.kind.clone()),
        ("param", error.param.clone()),
    ] {
        if read != text(name) {
            found.push(format!("{name} was {:?} and is {read:?}", text(name)));
        }
    }
    if error.body != json {
        found.push("the body is not kept".to_owned());
    }
    found
}

/// The body of an answer: by its operation where that is known, by the resources in it otherwise.
fn answer(api: &Api, operation: &str, json: &str) -> Vec<Check> {
    let by_operation = operation.split_once('.').and_then(|(resource, operation)| {
        let reread = (api.answer)(resource, operation, json.as_bytes())?;
        Some((format!("{resource}.{operation}"), json.to_owned(), reread))
    });
    match by_operation {
        Some(check) => vec![check],
        // A list of an operation that has another name: its entries.
        None => match serde_json::from_str::<BTreeMap<String, &RawValue>>(json) {
            Ok(members) if members.contains_key("list") => {
                let list = members["list"].get();
                let entries: Vec<&RawValue> = serde_json::from_str(list).unwrap_or_default();
                entries
                    .iter()
                    .flat_map(|entry| resources(api, entry.get()))
                    .collect()
            }
            _ => resources(api, json),
        },
    }
}

/// A webhook: the event, and its content by the event's type.
fn webhook(api: &Api, json: &str) -> Vec<Check> {
    let Some(event) = (api.record)("event", json.as_bytes()) else {
        return Vec::new();
    };
    let mut checks = vec![("event".to_owned(), json.to_owned(), event)];
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    if let Some(content) = members.get("content") {
        let typed = (api.event_content)(json.as_bytes());
        checks.push(("content".to_owned(), content.get().to_owned(), typed));
    }
    checks
}

/// The resources of an object, by their keys.
fn resources(api: &Api, json: &str) -> Vec<Check> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    let read = |(name, value): (String, &RawValue)| {
        let reread = (api.record)(&name, value.get().as_bytes())?;
        Some((name, value.get().to_owned(), reread))
    };
    members.into_iter().filter_map(read).collect()
}
