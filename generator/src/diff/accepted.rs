//! Changes that somebody accepted, each by its fingerprint and with a reason.

use super::change::Report;
use serde::Deserialize;
use std::{collections::BTreeSet, path::Path};

/// An entry of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: String,
    reason: String,
}

/// Marks the changes that a file accepts: a YAML list of `fingerprint` and `reason`. What is wrong with single entries comes
/// back in sentences, since the report must be seen all the same.
///
/// # Errors
/// Where the file cannot be read.
pub fn accept(report: &mut Report, file: &Path) -> Result<Vec<String>, String> {
    let name = file.display();
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let entries: Vec<Entry> = if text.trim().is_empty() {
        Vec::new()
    } else {
        serde_yaml::from_str(&text).map_err(|error| format!("{name}: {error}"))?
    };
    let problems = accept_entries(report, entries).into_iter();
    Ok(problems
        .map(|problem| format!("{name}: {problem}"))
        .collect())
}

fn accept_entries(report: &mut Report, entries: Vec<Entry>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in entries {
        let Entry {
            fingerprint,
            reason,
        } = entry;
        if !seen.insert(fingerprint.clone()) {
            problems.push(format!("{fingerprint} stands there twice"));
            continue;
        }
        if reason.trim().is_empty() {
            problems.push(format!("{fingerprint} has no reason"));
            continue;
        }
        let found = report
            .changes
            .iter_mut()
            .find(|it| it.fingerprint() == fingerprint);
        match found {
            Some(change) => {
                change.accepted = true;
                change.note = Some(format!("accepted: {}", reason.trim()));
            }
            None => problems.push(format!(
                "{fingerprint} no longer applies: it was merged, or is another change by now; remove it"
            )),
        }
    }
    problems
}
