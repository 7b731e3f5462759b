//! What is kept of real answers, and what of the spec they bear out.

use super::{
    KEY, SITE, Tally, client,
    guess::guess,
    read,
    target::{Target, Version},
};
use crate::{
    case::{Problem, Reread},
    lossless,
    server::Server,
    spec::{Required, Spec},
};
use chargebee::v2;
use chargebee_generator::model::TypeRef;
use serde_json::{Value, value::RawValue};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The name of the list of a folder's payloads.
const INDEX: &str = "index.json";

/// Reads each payload as what it is, and compares what is written back. A folder's `index.json` says what its payloads are;
/// where none does, their keys do.
///
/// # Errors
/// Where there is nothing to read.
pub async fn decode(paths: &[PathBuf], tally: &mut Tally) -> Result<(), Problem> {
    let spec = Spec::read()?;
    let mut required = Required::default();
    for path in paths {
        let payloads = payloads(path, &spec, tally)?;
        if payloads.is_empty() {
            return Err(Problem(format!("{} holds no payload", path.display())));
        }
        for payload in payloads {
            match check(&payload, &spec, &mut required).await {
                Ok(problems) => tally.add(&payload.name, &problems),
                Err(problem) => tally.fail(&payload.name, &problem.0),
            }
        }
    }
    tally.notes.push(required.report());
    Ok(())
}

struct Payload {
    /// The path, as it is told.
    name: String,
    path: PathBuf,
    target: Target,
}

fn payloads(path: &Path, spec: &Spec, tally: &mut Tally) -> Result<Vec<Payload>, Problem> {
    if path.is_dir() {
        return folder(path, spec, tally);
    }
    if path.file_name().is_some_and(|it| it == INDEX) {
        return folder(path.parent().unwrap_or(path), spec, tally);
    }
    let indexed = path.ancestors().skip(1).find_map(|folder| {
        let entries = index(folder)?.ok()?;
        let name = path
            .strip_prefix(folder)
            .ok()?
            .to_string_lossy()
            .into_owned();
        let entry = entries.into_iter().find(|it| it["file"] == name.as_str())?;
        Some(stated(&entry))
    });
    let name = path.display().to_string();
    Ok(vec![Payload {
        target: indexed.unwrap_or_else(|| guessed(spec, path)),
        path: path.to_owned(),
        name,
    }])
}

/// The payloads that the index lists, then those that it does not.
fn folder(folder: &Path, spec: &Spec, tally: &mut Tally) -> Result<Vec<Payload>, Problem> {
    let mut payloads = Vec::new();
    let mut listed = BTreeSet::from([folder.join(INDEX)]);
    for entry in index(folder).transpose()?.unwrap_or_default() {
        let Some(name) = entry["file"].as_str() else {
            tally.fail(INDEX, &format!("an entry names no file: {entry}"));
            continue;
        };
        let path = folder.join(name);
        if !listed.insert(path.clone()) {
            tally.fail(name, "stands in the index twice");
            continue;
        }
        payloads.push(Payload {
            name: name.to_owned(),
            target: stated(&entry),
            path,
        });
    }
    for path in json_files(folder)? {
        if !listed.contains(&path) {
            let name = path.strip_prefix(folder).unwrap_or(&path);
            payloads.push(Payload {
                name: name.display().to_string(),
                target: guessed(spec, &path),
                path,
            });
        }
    }
    Ok(payloads)
}

fn index(folder: &Path) -> Option<Result<Vec<Value>, Problem>> {
    let path = folder.join(INDEX);
    let text = fs::read_to_string(&path).ok()?;
    let parsed = serde_json::from_str(&text);
    Some(parsed.map_err(|error| Problem(format!("{}: {error}", path.display()))))
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let failed = |error| Problem(format!("{}: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            found.extend(json_files(&path)?);
        } else if path.extension().is_some_and(|it| it == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What an entry of an index says that its payload is.
fn stated(entry: &Value) -> Target {
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let version = Version::of(&text("api_version")).name.to_owned();
    match text("kind").as_str() {
        "webhook" => Target::Event(version),
        "error" => Target::Refusal(version),
        _ => {
            let operation = text("operation");
            let (resource, operation) = operation.split_once('.').unwrap_or_default();
            Target::Answer(version, resource.to_owned(), operation.to_owned())
        }
    }
}

fn guessed(spec: &Spec, path: &Path) -> Target {
    let v1 = path.components().any(|it| it.as_os_str() == "v1");
    let version = Version::of(if v1 { "v1" } else { "v2" });
    // What cannot be read is told when it is checked.
    guess(spec, version, &fs::read(path).unwrap_or_default())
}

/// Everything that is wrong with a payload.
async fn check(
    payload: &Payload,
    spec: &Spec,
    required: &mut Required,
) -> Result<Vec<String>, Problem> {
    let json = read(&payload.path)?;
    let (version, checks) = match &payload.target {
        Target::Refusal(_) => return refusal(&json).await,
        Target::Event(version) => (version, event(spec, Version::of(version), &json)),
        Target::Answer(version, resource, operation) => {
            let checks = answer(spec, Version::of(version), resource, operation, &json);
            (version, checks)
        }
        Target::Resource(version, resource) => {
            let checks = by_resource(spec, Version::of(version), resource, &json);
            (version, checks.into_iter().collect())
        }
    };
    if checks.is_empty() {
        let what = "nothing in it is anything that the spec has";
        return Ok(vec![format!("{what} ({})", payload.target)]);
    }
    for check in &checks {
        if let (Some(of), Ok(value)) = (&check.of, serde_json::from_str(&check.json)) {
            let at = format!("{}: {}", payload.name, check.what);
            required.look(spec, version, of, &at, &value);
        }
    }
    Ok(checks.into_iter().flat_map(Check::problems).collect())
}

/// A part of a payload that was read and written back.
struct Check {
    /// What it was read as.
    what: String,
    /// The record of that name in the spec.
    of: Option<TypeRef>,
    json: String,
    reread: Reread,
}

impl Check {
    fn problems(self) -> Vec<String> {
        let what = &self.what;
        match self.reread {
            Ok(written) => (lossless::differences(&self.json, &written).into_iter())
                .map(|it| format!("{what}{it}"))
                .collect(),
            Err(error) => vec![format!("{what}: {error}")],
        }
    }
}

/// The body of an answer: by its operation where that is known, by the resources in it otherwise.
fn answer(
    spec: &Spec,
    version: Version,
    resource: &str,
    operation: &str,
    json: &str,
) -> Vec<Check> {
    if let Some(reread) = (version.answer)(resource, operation, json.as_bytes()) {
        return vec![Check {
            what: format!("{resource}.{operation}"),
            of: spec.answer(version.name, resource, operation),
            json: json.to_owned(),
            reread,
        }];
    }
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    match members.get("list") {
        // A list of an operation that has another name: its entries.
        Some(list) => {
            let entries: Vec<&RawValue> = serde_json::from_str(list.get()).unwrap_or_default();
            let resources = |entry: &&RawValue| resources(spec, version, entry.get());
            entries.iter().flat_map(resources).collect()
        }
        None => resources(spec, version, json),
    }
}

/// The resources of an object, by their keys.
fn resources(spec: &Spec, version: Version, json: &str) -> Vec<Check> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    let read = |(name, value): (String, &RawValue)| by_resource(spec, version, &name, value.get());
    members.into_iter().filter_map(read).collect()
}

fn by_resource(spec: &Spec, version: Version, resource: &str, json: &str) -> Option<Check> {
    Some(Check {
        what: resource.to_owned(),
        of: spec.resource(version.name, resource),
        reread: (version.record)(resource, json.as_bytes())?,
        json: json.to_owned(),
    })
}

/// A webhook: the event, and its content by the event's type.
fn event(spec: &Spec, version: Version, json: &str) -> Vec<Check> {
    let mut checks: Vec<Check> = by_resource(spec, version, "event", json)
        .into_iter()
        .collect();
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    if let Some(content) = members.get("content") {
        let event_type: Option<String> =
            (members.get("event_type")).and_then(|it| serde_json::from_str(it.get()).ok());
        checks.push(Check {
            what: "content".to_owned(),
            of: spec.event_content(version.name, &event_type.unwrap_or_default()),
            json: content.get().to_owned(),
            reread: (version.event_content)(json.as_bytes()),
        });
    }
    checks
}

/// The body of a refusal, answered to a request: what the error says is what stands there, and the body is kept.
async fn refusal(json: &str) -> Result<Vec<String>, Problem> {
    let server = Server::start().await;
    let mut answer = http::Response::new(bytes::Bytes::copy_from_slice(json.as_bytes()));
    *answer.status_mut() = http::StatusCode::BAD_REQUEST;
    server.answer(answer);
    let client = client(v2::Client::builder(SITE, KEY), Some(server.url()))?;
    let error = match client.event().list().send().await {
        Err(chargebee::Error::Api(error)) => error,
        other => return Ok(vec![format!("it is no error of the API: {other:?}")]),
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
    Ok(found)
}
