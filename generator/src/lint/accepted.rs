//! The warnings that stay: `accepted-warnings.yaml` beside the versions says of each group why. So a new warning is seen, and what
//! is no warning any more is taken out.

use super::{RULES, Rule};
use crate::{
    finding::{Finding, Place, Report, Severity, did_you_mean},
    load::{self, At, Spec, tree::Node},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const FILE: &str = "accepted-warnings.yaml";

pub(super) const STALE: Rule = Rule::error("accepted-and-gone");

/// What is doubtful about a spec and was not accepted.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings that are left.
    pub report: Report,
    /// How many warnings were accepted.
    pub accepted: usize,
    /// Each warning that is left, as an entry of the file names it, by rule.
    pub open: BTreeMap<&'static str, BTreeSet<String>>,
}

/// Takes the warnings out of a report that the file beside the spec accepts.
///
/// # Errors
/// Where the file is there and wrong.
pub fn accept(folder: &Path, spec: &Spec, report: &Report) -> Result<Checked, Report> {
    let path = folder.join(FILE);
    let file = match path.symlink_metadata() {
        Ok(_) => Some(load::load_tree(&path)?),
        Err(_) => None,
    };
    let mut wrong = Report::default();
    let mut entries = Vec::new();
    if let Some(file) = &file {
        read(file.at(), &mut entries, &mut wrong);
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut checked = Checked::default();
    for finding in report.findings() {
        let name = finding.place.as_ref().and_then(|place| name(spec, place));
        let warning = finding
            .rule
            .filter(|_| finding.severity == Severity::Warning);
        let (Some(rule), Some(name)) = (warning, name) else {
            checked.report.push(finding.clone());
            continue;
        };
        let mut same = entries
            .iter_mut()
            .filter(|it| it.rule == rule && it.name == name);
        if let Some(entry) = same.next() {
            entry.is_used = true;
            checked.accepted += 1;
            continue;
        }
        checked.open.entry(rule).or_default().insert(name);
        checked.report.push(finding.clone());
    }
    for entry in entries.iter().filter(|it| !it.is_used) {
        let message = format!(
            "nothing warns of `{}` by `{}` any more",
            entry.name, entry.rule
        );
        checked.report.push(
            STALE
                .at(entry.place.clone(), message)
                .help("remove the line"),
        );
    }
    Ok(checked)
}

impl Checked {
    /// The warnings that are left, as the file would accept them.
    #[must_use]
    pub fn entries(&self) -> String {
        let mut out = String::new();
        for (rule, names) in &self.open {
            out.push_str(&format!("- rule: {rule}\n  reason: ...\n  at:\n"));
            names
                .iter()
                .for_each(|name| out.push_str(&format!("    - '{name}'\n")));
        }
        if !out.is_empty() {
            out.insert_str(
                0,
                &format!("mend them, or accept them in {FILE}, with a reason:\n\n"),
            );
        }
        out
    }
}

/// A warning that is accepted.
struct Entry {
    rule: String,
    name: String,
    place: Place,
    is_used: bool,
}

fn read(top: At<'_>, entries: &mut Vec<Entry>, wrong: &mut Report) {
    let mut seen = BTreeSet::new();
    let mut error = |at: At<'_>, message: String, help: &str| {
        wrong.push(Finding::at(at.place(), message).help(help));
    };
    let Some(groups) = top.node.as_list() else {
        let message = format!("{FILE} is a list, not {}", top.node.kind());
        return error(
            top,
            message,
            "write `- { rule: ..., reason: ..., at: [...] }`",
        );
    };
    for group in (0..groups.len()).map(|index| top.index(index)) {
        for (key, at) in group
            .pairs()
            .filter(|(key, _)| !["rule", "reason", "at"].contains(key))
        {
            error(
                at,
                format!("`{key}` says nothing here"),
                "known: rule, reason, at",
            );
        }
        let text = |key: &str| {
            group
                .find(key)
                .and_then(|at| at.node.as_text())
                .unwrap_or_default()
        };
        let rule = text("rule");
        if !RULES.contains(&rule) {
            let near =
                did_you_mean(rule, RULES).unwrap_or_else(|| "name a rule of lint".to_owned());
            error(
                group.key("rule"),
                format!("`{rule}` is no rule of lint"),
                &near,
            );
        }
        if text("reason").split_whitespace().count() < 3 {
            let message = "this group says no reason".to_owned();
            error(
                group.key("reason"),
                message,
                "say in `reason` why the warnings stay",
            );
        }
        let names = group.key("at");
        let list = names.node.as_list().unwrap_or_default();
        if list.is_empty() {
            let message = "this group accepts nothing".to_owned();
            error(
                names,
                message,
                "list the places in `at`, as lint names them, or remove the group",
            );
        }
        for at in (0..list.len()).map(|index| names.index(index)) {
            let name = at.node.as_text().unwrap_or_default();
            if !seen.insert((rule, name)) {
                error(at, format!("`{name}` stands here twice"), "remove one");
            }
            entries.push(Entry {
                rule: rule.to_owned(),
                name: name.to_owned(),
                place: at.place(),
                is_used: false,
            });
        }
    }
}

/// How the file names a place: the file and the way to the node, as a JSON pointer. What stands in a list and has a name is named
/// by that, so that the order does not matter.
fn name(spec: &Spec, place: &Place) -> Option<String> {
    for version in &spec.versions {
        for file in &version.files {
            let top = file.at();
            if top.place().source.name == place.source.name {
                let mut way = Vec::new();
                let found = find(top, (place.line, place.column), &mut way);
                let way: String = way.iter().map(|part| format!("/{part}")).collect();
                return found.then(|| format!("{}/{}#{way}", version.name, file.stem));
            }
        }
    }
    None
}

fn find(at: At<'_>, wanted: (usize, usize), way: &mut Vec<String>) -> bool {
    let stands = |place: Place| (place.line, place.column) == wanted;
    for (key, inner) in at.pairs() {
        way.push(key.replace('~', "~0").replace('/', "~1"));
        // A mapping starts where its first key does, and a finding is about the key.
        if stands(at.place_of(key)) || find(inner, wanted, way) || stands(inner.place()) {
            return true;
        }
        way.pop();
    }
    for index in 0..at.node.as_list().map_or(0, <[Node]>::len) {
        let inner = at.index(index);
        let name = inner.find("name").and_then(|at| at.node.as_text());
        way.push(name.map_or_else(|| index.to_string(), str::to_owned));
        if find(inner, wanted, way) || stands(inner.place()) {
            return true;
        }
        way.pop();
    }
    false
}
