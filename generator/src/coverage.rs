//! What of the known facts about the API the spec has: the facts are read (`facts`), made a model (`upstream`), and held
//! against the spec by [`crate::drift`], which counts and finds.

mod facts;
mod migration;
mod upstream;

use crate::{
    drift::{Count, Extent, Finding, Kind, Standing, drift},
    model::Api,
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt, path::Path};

/// What of the facts the spec has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// How many things of each kind the spec has, and how often they are as the facts say, or differ on purpose.
    pub counts: Vec<Count>,
    /// What is not the same, in order.
    pub findings: Vec<Finding>,
}

/// Holds the facts of a folder against what the spec says.
///
/// # Errors
/// A sentence, where the facts cannot be read.
pub fn coverage(facts: &Path, apis: &[Api]) -> Result<Coverage, String> {
    let facts = facts::read(facts)?;
    let mut counts = BTreeMap::new();
    let mut findings = Vec::new();
    let mut add = |counted: Vec<Count>, found: Vec<Finding>| {
        for it in counted {
            let count: &mut (usize, usize) = counts.entry((it.kind, it.aspect)).or_default();
            *count = (count.0 + it.upstream, count.1 + it.spec);
        }
        findings.extend(found);
    };
    for version in &facts.versions {
        let nothing = Api {
            version: version.name.clone(),
            ..Api::default()
        };
        let mut of_version = apis.iter().filter(|api| api.version == version.name);
        let spec = of_version.next().unwrap_or(&nothing);
        let upstream = upstream::upstream(version, &facts.error_codes);
        let drift = drift(&upstream, spec, Extent::Whole);
        add(drift.counts, drift.findings);
    }
    for api in apis {
        if !facts.versions.iter().any(|it| it.name == api.version) {
            let path = api.version.clone();
            add(
                Vec::new(),
                vec![Finding::new(Standing::Beyond, Kind::Resource, path)],
            );
        }
    }
    let (steps, missing) = migration::steps(&facts.migration, apis);
    add(vec![steps], missing);
    findings.sort();
    let counts = counts
        .into_iter()
        .map(|((kind, aspect), (upstream, spec))| Count {
            kind,
            aspect,
            upstream,
            spec,
        });
    Ok(Coverage {
        counts: counts.collect(),
        findings,
    })
}

impl Coverage {
    /// The findings of these standings.
    pub fn of<const N: usize>(&self, standings: [Standing; N]) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(move |finding| standings.contains(&finding.standing))
    }

    /// The whole as JSON.
    ///
    /// # Errors
    /// A sentence; there is no known way to get it.
    pub fn json(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|why| why.to_string())
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.counts {
            let count = format!("{}/{}", it.spec, it.upstream);
            let aspect = it.aspect.map(|it| format!(": {it}")).unwrap_or_default();
            writeln!(f, "{count:>13}  {}{aspect}", it.kind.plural())?;
        }
        let differs = self.of([Standing::Missing, Standing::Different]);
        section(f, "missing or different", differs)?;
        section(
            f,
            "in the spec, not in the facts",
            self.of([Standing::Beyond]),
        )?;
        section(f, "different on purpose", self.of([Standing::OnPurpose]))
    }
}

fn section<'a>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    findings: impl Iterator<Item = &'a Finding>,
) -> fmt::Result {
    let findings: Vec<&Finding> = findings.collect();
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title}: {}", findings.len())?;
    for it in findings {
        writeln!(
            f,
            "  {}: {}",
            it.path,
            it.sentence_of("in the facts", "in the facts")
        )?;
        if let Some(why) = &it.evidence {
            writeln!(f, "      evidence: {why}")?;
        }
        if !it.places.is_empty() {
            writeln!(f, "      in {}", it.places.join(", "))?;
        }
    }
    Ok(())
}
