//! What reaches the wire: a request for each case, built through the crate, sent over a socket, compared with what is expected.

use super::{KEY, SITE, Tally, client, kept::Kept, read};
use crate::{
    case::{Case, CaseLine, Outcome, Problem, StandIn, wire_name},
    drive, expect,
    server::Server,
    spec::Spec,
};
use chargebee::{v1, v2};
use std::path::Path;

/// Builds the request of each case through the crate, sends it over a socket, and compares what arrived. A line that is no
/// case, an operation or a parameter that the crate does not have: each is a failure.
///
/// # Errors
/// Where the file cannot be read or holds no case.
pub async fn wire(file: &Path, tally: &mut Tally) -> Result<(), Problem> {
    let text = read(file)?;
    let mut runner = Runner {
        clients: Clients::new().await?,
        kept: Kept::all()?,
        spec: None,
    };
    let mut cases = 0;
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        cases += 1;
        match CaseLine::read(line) {
            Ok(case) => runner.run(case, tally).await?,
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

struct Runner {
    clients: Clients,
    kept: Vec<Kept>,
    /// Read where something is kept.
    spec: Option<Spec>,
}

impl Runner {
    /// Runs a case; where it is refused for what is kept on purpose, once more with that set aside.
    async fn run(&mut self, mut case: CaseLine, tally: &mut Tally) -> Result<(), Problem> {
        let mut without = Vec::new();
        // Each entry sets aside all that it is about, so that none is needed twice.
        for _ in 0..=self.kept.len() {
            let problems = match self.clients.run(&case).await {
                Ran::Sent(problems) => problems,
                Ran::Refused(problem) => match self.kept(&case, &problem)? {
                    Some((stand_ins, reason)) => {
                        let names = stand_ins.iter().map(|(place, _)| wire_name(place));
                        let names = names.collect::<Vec<_>>().join(", ");
                        without.push(format!("without {names}: {reason}"));
                        case.set_aside(stand_ins);
                        continue;
                    }
                    None => vec![problem],
                },
            };
            match (problems.is_empty(), without.is_empty()) {
                (true, false) => tally
                    .kept
                    .push(format!("{} {}", case.id, without.join(" "))),
                _ => tally.add(&case.id, &[problems, without].concat()),
            }
            return Ok(());
        }
        tally.fail(&case.id, &without.join("\n  "));
        Ok(())
    }

    /// What an entry sets aside of a case that was refused with this problem, and why.
    fn kept(
        &mut self,
        case: &CaseLine,
        problem: &str,
    ) -> Result<Option<(Vec<StandIn>, &str)>, Problem> {
        let spec = match self.spec.take() {
            Some(spec) => spec,
            None => Spec::read()?,
        };
        let spec = self.spec.insert(spec);
        let found = (self.kept.iter())
            .map(|kept| (kept.stand_ins(case, spec, problem), kept.reason.as_str()))
            .find(|(stand_ins, _)| !stand_ins.is_empty());
        Ok(found)
    }
}

/// What came of a case.
enum Ran {
    /// It was sent; in what it differs from what is expected.
    Sent(Vec<String>),
    /// The crate sends nothing.
    Refused(String),
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

    async fn run(&self, case: &CaseLine) -> Ran {
        let shown = request(&self.live, case)
            .and_then(|it| it.into_http().map_err(|it| Problem(it.to_string())));
        let (shown, sent) = match (shown, request(&self.local, case)) {
            (Ok(shown), Ok(sent)) => (shown, sent),
            (Err(problem), _) | (_, Err(problem)) => return Ran::Refused(problem.0),
        };
        // The answer is `{}`, which not every operation can read; what matters is what arrived.
        let _ = sent.send().await;
        let host = shown.uri().host().unwrap_or_default();
        let prefix = host.strip_suffix(".chargebee.com").unwrap_or(host);
        Ran::Sent(match <[_; 1]>::try_from(self.server.received()) {
            Ok([arrived]) => {
                let unlike = unlike(&shown, &arrived);
                let arrived = expect::without(arrived, &case.aside);
                let mut found =
                    expect::differences(&case.expect, &case.json_text, &arrived, prefix);
                found.extend(unlike);
                found
            }
            Err(other) => vec![format!("{} requests arrived, not one", other.len())],
        })
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
