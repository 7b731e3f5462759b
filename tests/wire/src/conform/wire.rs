//! What reaches the wire: a request for each case, built through the crate, sent over a socket, compared with what is expected.

use super::{KEY, SITE, Tally, client, read};
use crate::{
    case::{Case, CaseLine, Outcome, Problem},
    drive, expect,
    server::Server,
};
use chargebee::{v1, v2};
use serde::Deserialize;
use std::path::Path;

/// Builds the request of each case through the crate, sends it over a socket, and compares what arrived. A line that is no
/// case, an operation or a parameter that the crate does not have: each is a failure.
///
/// # Errors
/// Where the file cannot be read or holds no case.
pub async fn wire(file: &Path, tally: &mut Tally) -> Result<(), Problem> {
    let text = read(file)?;
    let kept = Kept::all()?;
    let clients = Clients::new().await?;
    let mut cases = 0;
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        cases += 1;
        match CaseLine::read(line) {
            Ok(case) => {
                let problems = clients.run(&case).await;
                add(tally, &case, problems, &kept);
            }
            Err(problem) => {
                let place = format!("{}:{}", file.display(), number + 1);
                tally.fail(&place, &problem.0);
            }
        }
    }
    match cases {
        0 => Err(Problem(format!("{} holds no case", file.display()))),
        _ => Ok(()),
    }
}

fn add(tally: &mut Tally, case: &CaseLine, problems: Vec<String>, kept: &[Kept]) {
    let reasons: Option<Vec<&str>> = (problems.iter())
        .map(|problem| {
            Some(
                kept.iter()
                    .find(|it| it.excuses(case, problem))?
                    .reason
                    .as_str(),
            )
        })
        .collect();
    match reasons.as_deref() {
        Some([first, ..]) => tally.kept.push(format!("{}: {first}", case.id)),
        _ => tally.add(&case.id, &problems),
    }
}

/// A difference from official clients that is kept on purpose: an entry of `kept.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// `v2 currency.create`; every operation where none is named.
    operation: Option<String>,
    /// What the problem says, or a part of it.
    problem: String,
    /// Why it is kept.
    reason: String,
}

impl Kept {
    fn all() -> Result<Vec<Self>, Problem> {
        serde_json::from_str(include_str!("../../fixtures/kept.json"))
            .map_err(|error| Problem(format!("kept.json: {error}")))
    }

    fn excuses(&self, case: &CaseLine, problem: &str) -> bool {
        let operation = format!("{} {}.{}", case.api, case.resource, case.operation);
        let about = self.operation.as_ref().is_none_or(|it| *it == operation);
        about && problem.contains(&self.problem)
    }
}

/// A client of each version that sends to a server on loopback, and one that would send to the real one: the host stands in
/// the request only where the base URL is not replaced.
struct Clients {
    server: Server,
    live: (v1::Client, v2::Client),
    local: (v1::Client, v2::Client),
}

impl Clients {
    async fn new() -> Result<Self, Problem> {
        let server = Server::start().await;
        let pair = |url: Option<String>| {
            let v1 = client(v1::Client::builder(SITE, KEY), url.clone())?;
            Ok((v1, client(v2::Client::builder(SITE, KEY), url)?))
        };
        Ok(Self {
            live: pair(None)?,
            local: pair(Some(server.url()))?,
            server,
        })
    }

    async fn run(&self, case: &CaseLine) -> Vec<String> {
        let shown = request(&self.live, case)
            .and_then(|it| it.into_http().map_err(|it| Problem(it.to_string())));
        let (shown, sent) = match (shown, request(&self.local, case)) {
            (Ok(shown), Ok(sent)) => (shown, sent),
            (Err(problem), _) | (_, Err(problem)) => return vec![problem.0],
        };
        // The answer is `{}`, which not every operation can read; what matters is what arrived.
        let _ = sent.send().await;
        let host = shown.uri().host().unwrap_or_default();
        let prefix = host.strip_suffix(".chargebee.com").unwrap_or(host);
        match self.server.received().as_slice() {
            [arrived] => {
                let mut found = expect::differences(&case.expect, &case.json_text, arrived, prefix);
                found.extend(unlike(&shown, arrived));
                found
            }
            other => vec![format!("{} requests arrived, not one", other.len())],
        }
    }
}

fn request(clients: &(v1::Client, v2::Client), case: &CaseLine) -> Outcome {
    let mut input = Case::new(case)?;
    match case.api.as_str() {
        "v1" => drive::v1::request(&clients.0, &mut input),
        "v2" => drive::v2::request(&clients.1, &mut input),
        other => Err(Problem(format!("there is no API {other}"))),
    }
}

/// What a request shows before it is sent is what is sent.
fn unlike(
    shown: &http::Request<bytes::Bytes>,
    arrived: &http::Request<bytes::Bytes>,
) -> Option<String> {
    let same = shown.method() == arrived.method()
        && shown.uri().path_and_query() == arrived.uri().path_and_query()
        && shown.body() == arrived.body()
        && (shown.headers().iter()).all(|(name, value)| arrived.headers().get(name) == Some(value));
    (!same).then(|| "what `into_http` shows is not what was sent".to_owned())
}
