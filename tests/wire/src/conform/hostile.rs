//! What comes of hostile bodies: each in a child process of its own, within bounds of time and memory.

use super::{
    KEY, SITE, Tally, client,
    guess::guess,
    target::{Target, Version},
};
use crate::{
    case::{Case, Problem},
    drive, lossless,
    server::Server,
    spec::Spec,
};
use bytes::Bytes;
use chargebee::{Error, v1, v2};
use chargebee_hostile::{
    bounded::{self, Bounds, Broken, Ended},
    expected::{self, Expectation, Outcome, Unit},
};
use http::StatusCode;
use serde_json::value::RawValue;
use std::{collections::BTreeMap, fs, path::Path, process::Command, time::Duration};

/// How long one body may take, unoptimised and on a busy machine.
const TIME: Duration = Duration::from_secs(30);

/// How much memory it may take: the client reads at most 64 MiB, and keeps that beside what was made of it.
const MEMORY: u64 = 512 << 20;

/// And how much more for each byte of the body.
const MEMORY_PER_BYTE: u64 = 16;

/// What a child says on its last line.
const READ: &str = "read";
const REFUSED: &str = "refused: ";

/// Reads every file of a folder in a child process, and compares what comes of it with what is expected. `program` is the
/// runner itself, whose hidden mode `body` is the child.
///
/// # Errors
/// Where the expectations cannot be read.
pub fn hostile(
    program: &Path,
    expect: &Path,
    folder: &Path,
    tally: &mut Tally,
) -> Result<(), Problem> {
    let spec = Spec::read()?;
    let cases = expected::pair(expect, folder, Unit::File).map_err(Problem)?;
    for problem in cases.unpaired {
        tally.failures.push(problem);
    }
    let mut lines = Vec::new();
    for case in cases.cases {
        let checked = check(program, &spec, &case).map(|seen| {
            lines.push(format!("{}: {seen}", case.name));
        });
        tally.add(&case.name, &checked.err().into_iter().collect::<Vec<_>>());
    }
    tally.notes.push(("as expected:".to_owned(), lines));
    Ok(())
}

fn check(program: &Path, spec: &Spec, case: &expected::Case) -> Result<String, String> {
    let body = fs::read(&case.path).map_err(|error| format!("it cannot be opened: {error}"))?;
    let target = target(spec, &case.name, &case.expectation, &body);
    let status = case
        .expectation
        .notes
        .get("status")
        .map_or("", String::as_str);
    let bounds = Bounds {
        time: TIME,
        memory: MEMORY + MEMORY_PER_BYTE * body.len() as u64,
    };
    let mut command = Command::new(program);
    command
        .arg("body")
        .arg(&case.path)
        .arg(target.to_string())
        .arg(status);
    let ended = bounded::run(&mut command, bounds)?;
    let said = ended.stdout.lines().last().unwrap_or_default().to_owned();
    let outcome = outcome(&ended, &said, bounds)?;
    let peak = ended
        .peak
        .map_or("?".to_owned(), |peak| (peak >> 20).to_string());
    let seen = format!("{said} ({target}, {peak} MB)");
    match outcome == case.expectation.outcome {
        true => Ok(seen),
        false => Err(format!(
            "expected {}, found {seen}",
            case.expectation.outcome.as_str()
        )),
    }
}

fn outcome(ended: &Ended, said: &str, bounds: Bounds) -> Result<Outcome, String> {
    let beginning = || {
        ended
            .stderr
            .lines()
            .take(5)
            .collect::<Vec<_>>()
            .join("\n    ")
    };
    match &ended.status {
        Err(Broken::Time) => Err(format!("it takes more than {} s", bounds.time.as_secs())),
        Err(Broken::Memory(held)) => Err(format!("it takes {} MB", held >> 20)),
        Ok(status) if !status.success() => {
            Err(format!("it ends with {status}\n    {}", beginning()))
        }
        Ok(_) if said == READ => Ok(Outcome::Ok),
        Ok(_) if said.starts_with(REFUSED) => Ok(Outcome::Error),
        Ok(_) => Err(format!("it ends without a word\n    {}", beginning())),
    }
}

/// What a body is read as: what its expectation says, or what it looks like.
fn target(spec: &Spec, name: &str, expectation: &Expectation, body: &[u8]) -> Target {
    let note = |names: &[&str]| names.iter().find_map(|name| expectation.notes.get(*name));
    let stated = note(&["api", "api_version", "version"]).map(String::as_str);
    let in_name = || name.split(['/', '_', '-', '.']).any(|it| it == "v1");
    let version = Version::of(stated.unwrap_or(if in_name() { "v1" } else { "v2" }));
    let owned = version.name.to_owned();
    let kind = note(&["kind", "as", "type", "target"]).map_or("", String::as_str);
    match kind {
        "webhook" | "event" => return Target::Event(owned),
        "error" | "refusal" => return Target::Refusal(owned),
        _ => {}
    }
    let operation = note(&["operation"]).map_or(kind, String::as_str);
    let operation = operation.strip_prefix(version.name).unwrap_or(operation);
    if let Some((resource, operation)) = operation
        .trim_start_matches(['.', ' ', '/'])
        .split_once(['.', '/'])
        && version.operation(resource, operation).is_some()
    {
        return Target::Answer(owned, resource.to_owned(), operation.to_owned());
    }
    let resource = note(&["resource"]).map_or(kind, String::as_str);
    if spec.resource(version.name, resource).is_some() {
        return Target::Resource(owned, resource.to_owned());
    }
    guess(spec, version, body)
}

/// The child: reads one body as a target and says what came of it. Answers come over a socket, through the whole client;
/// a body that is compressed is sent as such.
///
/// # Errors
/// Where it cannot be set up, or what was read is not what is written back.
pub async fn body(file: &Path, target: &Target, status: &str) -> Result<String, Problem> {
    let failed = |error| Problem(format!("{}: {error}", file.display()));
    let body = Bytes::from(fs::read(file).map_err(failed)?);
    let read = match target {
        Target::Answer(version, resource, operation) => {
            let minimal = (Version::of(version).operation(resource, operation))
                .ok_or_else(|| Problem(format!("there is no {target}")))?;
            let status = status.parse().unwrap_or(StatusCode::OK);
            send(version, minimal.case()?, body.clone(), status).await?
        }
        Target::Refusal(version) => {
            let minimal = (Version::of(version).operation("event", "list"))
                .ok_or_else(|| Problem("there is no event.list".to_owned()))?;
            let status = status.parse().unwrap_or(StatusCode::BAD_REQUEST);
            match send(version, minimal.case()?, body.clone(), status).await? {
                // A refusal that is understood is what a good body gives.
                Err(Error::Api(_)) => return Ok(READ.to_owned()),
                other => other,
            }
        }
        Target::Event(version) => event(Version::of(version), &body)?,
        Target::Resource(version, resource) => (Version::of(version).record)(resource, &body)
            .ok_or_else(|| Problem(format!("there is no {target}")))?,
    };
    match read {
        Err(error) => Ok(format!("{REFUSED}{}", one_line(&error.to_string()))),
        Ok(written) => {
            let lost = (std::str::from_utf8(&body).ok())
                .map(|body| lossless::differences(body, &written))
                .unwrap_or_default();
            match lost.first() {
                Some(lost) => Err(Problem(format!(
                    "not written back whole: {}",
                    one_line(lost)
                ))),
                None => Ok(READ.to_owned()),
            }
        }
    }
}

async fn send(
    version: &str,
    mut case: Case,
    body: Bytes,
    status: StatusCode,
) -> Result<Result<String, Error>, Problem> {
    let server = Server::start().await;
    let compressed = body.starts_with(&[0x1f, 0x8b]);
    let mut answer = http::Response::new(body);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/json"),
    );
    if compressed {
        headers.insert("content-encoding", http::HeaderValue::from_static("gzip"));
    }
    server.answer(answer);
    let url = Some(server.url());
    let request = match version {
        "v1" => drive::v1::request(&client(v1::Client::builder(SITE, KEY), url)?, &mut case),
        _ => drive::v2::request(&client(v2::Client::builder(SITE, KEY), url)?, &mut case),
    };
    Ok(request?.send().await)
}

/// An event is whole where its content reads as its type says; a type that is not known is kept as it is.
fn event(version: Version, body: &[u8]) -> Result<Result<String, Error>, Problem> {
    let read =
        (version.record)("event", body).ok_or_else(|| Problem("there are no events".to_owned()))?;
    let written = match read {
        Ok(written) => written,
        Err(error) => return Ok(Err(error)),
    };
    let content = match (version.event_content)(body) {
        Ok(content) => content,
        Err(error) => return Ok(Err(error)),
    };
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(body).unwrap_or_default();
    let lost = (members.get("content"))
        .filter(|_| content.starts_with('{'))
        .map(|it| lossless::differences(it.get(), &content));
    match lost.unwrap_or_default().first() {
        Some(lost) => Err(Problem(format!(
            "the content is not written back whole: {}",
            one_line(lost)
        ))),
        None => Ok(Ok(written)),
    }
}

/// What a person wants to read of a text that may be long.
fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect();
    line
}
