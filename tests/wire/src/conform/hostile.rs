//! What comes of hostile bodies: each in a child process of its own, within bounds of time and memory.

use super::{
    Tally,
    exchange::{exchange, is_packed, unlike},
    parts::{Came, Is, Part, event_contents, parts},
    stated::Stated,
    target::{Target, Version},
};
use crate::{case::Problem, lossless, spec::Spec};
use bytes::Bytes;
use chargebee::Error;
use chargebee_hostile::{
    bounded::{self, Bounds, Broken, Ended},
    expected::{self, Outcome, Unit},
};
use flate2::read::MultiGzDecoder;
use http::StatusCode;
use std::{fs, io::Read as _, path::Path, process::Command, time::Duration};

/// How long one body may take, unoptimised and on a busy machine.
const TIME: Duration = Duration::from_secs(30);

/// How much memory it may take: the client reads at most 64 MiB, and keeps that beside what was made of it.
const MEMORY: u64 = 512 << 20;

/// The largest body that the client reads, and a byte.
const MOST: u64 = (64 << 20) + 1;

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
    let stated = Stated(&case.expectation.notes);
    let shown = text(&body).map_or_else(|_| body.clone(), String::into_bytes);
    let target = stated.target(spec, stated.version(&case.name, &shown), &shown);
    let bounds = Bounds {
        time: TIME,
        memory: MEMORY + MEMORY_PER_BYTE * body.len() as u64,
    };
    let mut command = Command::new(program);
    command
        .arg("body")
        .arg(&case.path)
        .arg(target.to_string())
        .arg(stated.status().unwrap_or_default());
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

/// The child: reads one body as a target and says what came of it. Answers and refusals come over a socket, through the whole
/// client.
///
/// # Errors
/// Where it cannot be set up, or what was read is not what is written back.
pub async fn body(file: &Path, target: &Target, status: &str) -> Result<String, Problem> {
    let failed = |error| Problem(format!("{}: {error}", file.display()));
    let body = Bytes::from(fs::read(file).map_err(failed)?);
    let (Target::Answer(version, ..)
    | Target::Members(version)
    | Target::Event(version)
    | Target::Refusal(version)
    | Target::Resource(version, _)) = target;
    let version = Version::of(version);
    let parts = match target {
        Target::Refusal(_) => {
            let status = status.parse().unwrap_or(StatusCode::BAD_REQUEST);
            let error = match exchange(version, target, body.clone(), status).await? {
                // A refusal that is understood is what a good body gives.
                Err(Error::Api(error)) => error,
                Err(error) => return Ok(refused(&error.to_string())),
                Ok(_) => return Ok(refused("it is an answer")),
            };
            return match unlike(&error, &text(&body).map_err(Problem)?).first() {
                Some(unlike) => Err(Problem(one_line(unlike))),
                None => Ok(READ.to_owned()),
            };
        }
        Target::Answer(_, resource, operation) => {
            let status = status.parse().unwrap_or(StatusCode::OK);
            let written = match exchange(version, target, body.clone(), status).await? {
                Err(error) => return Ok(refused(&error.to_string())),
                Ok(written) => written,
            };
            let json = text(&body).map_err(Problem)?;
            let mut parts = event_contents(version, &json);
            parts.push(Part {
                what: String::new(),
                is: Is::Answer(resource.clone(), operation.clone()),
                json,
                came: Came::Written(written),
            });
            parts
        }
        Target::Members(_) | Target::Event(_) | Target::Resource(..) => {
            match text(&body).and_then(|json| parts(version, target, &json)) {
                Ok(parts) => parts,
                Err(problem) => return Ok(refused(&problem)),
            }
        }
    };
    for part in parts {
        let what = &part.what;
        match part.came {
            Came::Written(written) => {
                if let Some(lost) = lossless::differences(&part.json, &written).first() {
                    let lost = one_line(lost);
                    return Err(Problem(format!("{what}{lost} is not written back whole")));
                }
            }
            Came::Refused(problem) => return Ok(refused(&format!("{what}: {problem}"))),
            Came::Unknown => return Ok(refused(&format!("{what} is nothing that the crate has"))),
            Came::Untyped(_) => {}
        }
    }
    Ok(READ.to_owned())
}

fn refused(problem: &str) -> String {
    format!("{REFUSED}{}", one_line(problem))
}

/// The text of a body, unpacked where it is packed, up to what the client reads.
fn text(body: &[u8]) -> Result<String, String> {
    let mut text = Vec::new();
    let read = match is_packed(body) {
        true => MultiGzDecoder::new(body).take(MOST).read_to_end(&mut text),
        false => (&body[..]).read_to_end(&mut text),
    };
    read.map_err(|error| format!("it cannot be unpacked: {error}"))?;
    String::from_utf8(text).map_err(|_| "it is no UTF-8".to_owned())
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
