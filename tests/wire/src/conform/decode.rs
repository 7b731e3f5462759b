//! What is kept of real answers, and what of the spec they bear out.

use super::{
    Tally,
    exchange::{exchange, status_of, unlike},
    index::{Payload, payloads},
    parts::{Came, Is, Part, parts},
    read,
    stated::Stated,
    target::{Target, Version},
};
use crate::{case::Problem, lossless, presence::Presences, spec::Spec};
use chargebee_generator::model::TypeRef;
use std::path::PathBuf;

/// Reads each payload as what it is, and compares what is written back. An `index.json` beside or above the payloads says what
/// they are; where none does, their keys do.
///
/// # Errors
/// Where the spec cannot be read. A path without payloads is a failure, and the others are read all the same.
pub async fn decode(paths: &[PathBuf], tally: &mut Tally) -> Result<(), Problem> {
    Decoder::run(paths, tally).await.map(drop)
}

/// The same, and takes them for all payloads that are published: what they contradict of the spec's `x-always` is a failure, and
/// what could stand there is a note.
///
/// # Errors
/// Those of [`decode`].
pub async fn decode_all(paths: &[PathBuf], tally: &mut Tally) -> Result<(), Problem> {
    let decoder = Decoder::run(paths, tally).await?;
    let always = decoder.presences.always(&decoder.spec);
    for (place, problem) in &always.contradicted {
        tally.fail(place, problem);
    }
    for (heading, lines) in [
        (
            "in `x-always`, and neither documented as required nor in ten objects",
            always.unfounded,
        ),
        (
            "could stand in `x-always`: documented as required or in ten objects, and nothing speaks against it",
            always.suggested,
        ),
    ] {
        tally
            .notes
            .push((format!("{heading}: {}", lines.len()), lines));
    }
    Ok(())
}

struct Decoder {
    spec: Spec,
    presences: Presences,
    /// Contents of events that are read as nothing.
    untyped: Vec<String>,
}

impl Decoder {
    async fn run(paths: &[PathBuf], tally: &mut Tally) -> Result<Self, Problem> {
        let mut decoder = Self {
            spec: Spec::read()?,
            presences: Presences::default(),
            untyped: Vec::new(),
        };
        for path in paths {
            let payloads = payloads(path, tally).unwrap_or_else(|problem| {
                tally.fail(&path.display().to_string(), &problem);
                Vec::new()
            });
            for payload in payloads {
                match decoder.check(&payload).await {
                    Ok(problems) => tally.add(&payload.name, &problems),
                    Err(problem) => tally.fail(&payload.name, &problem.0),
                }
            }
        }
        if !decoder.untyped.is_empty() {
            let heading = "of a type of event that the spec does not have, and kept as it is:";
            let untyped = std::mem::take(&mut decoder.untyped);
            tally.notes.push((heading.to_owned(), untyped));
        }
        tally.notes.push(decoder.presences.required());
        Ok(decoder)
    }

    /// Everything that is wrong with a payload.
    async fn check(&mut self, payload: &Payload) -> Result<Vec<String>, Problem> {
        let json = read(&payload.path)?;
        let stated = Stated(&payload.said);
        let version = stated.version(&payload.path.display().to_string(), json.as_bytes());
        let target = stated.target(&self.spec, version, json.as_bytes());
        if let Target::Refusal(_) = target {
            return refusal(version, &target, json).await;
        }
        let parts = parts(version, &target, &json).map_err(Problem)?;
        let problems = parts
            .into_iter()
            .map(|part| self.part(version, &payload.name, part));
        Ok(problems.flatten().collect())
    }

    fn part(&mut self, version: Version, payload: &str, part: Part) -> Vec<String> {
        let of = of_the_spec(&self.spec, version, &part.is);
        if let (Some(of), Ok(value)) = (of, serde_json::from_str(&part.json)) {
            let at = (payload, part.what.as_str());
            (self.presences).look(&self.spec, version.name, &of, at, &value);
        }
        let what = &part.what;
        match part.came {
            Came::Written(written) => (lossless::differences(&part.json, &written).into_iter())
                .map(|it| format!("{what}{it}"))
                .collect(),
            Came::Refused(problem) => vec![format!("{what}: {problem}")],
            Came::Unknown => vec![format!("{what}: the spec has nothing of that name")],
            Came::Untyped(event_type) => {
                self.untyped
                    .push(format!("{payload}: {what}: `{event_type}`"));
                Vec::new()
            }
        }
    }
}

fn of_the_spec(spec: &Spec, version: Version, is: &Is) -> Option<TypeRef> {
    match is {
        Is::Answer(resource, operation) => spec.answer(version.name, resource, operation),
        Is::Resource(resource) => spec.resource(version.name, resource),
        Is::EventContent(event_type) => spec.event_content(version.name, event_type),
        Is::Nothing => None,
    }
}

/// The body of a refusal, answered to a request: what the error says is what stands there, and the body is kept.
async fn refusal(version: Version, target: &Target, json: String) -> Result<Vec<String>, Problem> {
    let status = status_of(&json);
    Ok(
        match exchange(version, target, json.clone().into(), status).await? {
            Err(chargebee::Error::Api(error)) => unlike(&error, &json),
            Err(error) => vec![format!("it is no error of the API: {error}")],
            Ok(_) => vec!["it is no error of the API but an answer".to_owned()],
        },
    )
}
