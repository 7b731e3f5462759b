//! The steps from API v1 to v2, against the guide that the spec gives.

use super::facts::Step;
use crate::{
    drift::{Count, Finding, Kind, Standing},
    load::VERSIONS,
    migration::guide,
    model::Api,
};

/// How many of the steps the guide has, and which it lacks.
pub(super) fn steps(facts: &[Step], apis: &[Api]) -> (Count, Vec<Finding>) {
    let [first, second] = VERSIONS.map(|version| apis.iter().find(|api| api.version == version));
    let guide = first
        .zip(second)
        .map(|(first, second)| guide(first, second).steps);
    // Where the spec has one version alone, no step leads to the other.
    let facts = if guide.is_some() { facts } else { &[] };
    let guide = guide.unwrap_or_default();
    let missing = facts.iter().filter(|step| {
        // The facts call an operation as the documentation does, which leaves out the resource: `void`.
        let same = |said: &Option<String>, says: &Option<String>| match (said, says) {
            (Some(said), Some(says)) => {
                said == says || format!("{said}_{}", step.resource) == *says
            }
            (said, says) => said == says,
        };
        let resource = match step.resource.as_str() {
            "webhook" => "webhook_endpoint",
            resource => resource,
        };
        !guide.iter().any(|it| {
            let about = it.resource == resource && it.kind.name() == step.kind;
            about && same(&step.from, &it.from) && same(&step.to, &it.to)
        })
    });
    let missing: Vec<Finding> = missing
        .map(|step| {
            let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "nothing".to_owned());
            let what = format!("{} {} to {}", step.kind, name(&step.from), name(&step.to));
            let path = format!("v2/{}/step/{what}", step.resource);
            Finding::new(Standing::Missing, Kind::Step, path)
        })
        .collect();
    let count = Count {
        kind: Kind::Step,
        aspect: None,
        upstream: facts.len(),
        spec: facts.len() - missing.len(),
    };
    (count, missing)
}
