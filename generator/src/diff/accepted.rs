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

/// Marks the changes that a file accepts: a YAML list of `fingerprint` and `reason`.
///
/// # Errors
/// Where the file cannot be read, gives no reason, or names something twice or something that is no change of the report: it
/// says what to remove.
pub fn accept(report: &mut Report, file: &Path) -> Result<(), String> {
    let name = file.display();
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    accept_text(report, &text).map_err(|problem| format!("{name}: {problem}"))
}

fn accept_text(report: &mut Report, text: &str) -> Result<(), String> {
    let entries: Vec<Entry> = if text.trim().is_empty() {
        Vec::new()
    } else {
        serde_yaml::from_str(text).map_err(|error| error.to_string())?
    };
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in entries {
        let Entry {
            fingerprint,
            reason,
        } = entry;
        if reason.trim().is_empty() {
            problems.push(format!("{fingerprint} has no reason"));
        }
        if !seen.insert(fingerprint.clone()) {
            problems.push(format!("{fingerprint} stands there twice"));
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
                "{fingerprint} no longer applies: there is no such change; remove it"
            )),
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n  "))
    }
}
