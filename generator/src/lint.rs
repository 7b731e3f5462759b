//! What is doubtful about a spec that generates: each rule looks at the same things, and a finding says which rule it breaks.
//!
//! `x-evidence` on an item says that somebody looked: the rules about values and renamed names are silent there.

mod accepted;
mod descriptions;
mod guaranteed;
mod ids;
mod items;
mod lengths;
mod likeness;
mod operations;
mod sharing;
mod type_names;
mod units;
mod values;
mod versions;
mod words;

pub use accepted::{Checked, accept};

use crate::{
    finding::{Finding, Place, Report, Severity},
    load::{ENUM_WITHOUT_VALUES, File, Spec},
    model::Api,
};
use items::Items;

/// A rule.
#[derive(Clone, Copy, Debug)]
struct Rule {
    id: &'static str,
    severity: Severity,
}

impl Rule {
    const fn error(id: &'static str) -> Self {
        let severity = Severity::Error;
        Self { id, severity }
    }

    const fn warning(id: &'static str) -> Self {
        let severity = Severity::Warning;
        Self { id, severity }
    }

    fn at(self, place: Place, message: String) -> Finding {
        Finding::at(place, message).rule(self.id, self.severity)
    }
}

/// The ids of all rules, in the order of the summary. An enum without values is no spec that generates, and refused before.
pub const RULES: [&str; 26] = [
    values::MONEY.id,
    units::UNIT.id,
    values::DECIMAL.id,
    values::TIME.id,
    ids::ID.id,
    ids::OF_ANOTHER.id,
    lengths::LENGTH.id,
    values::SECRET.id,
    descriptions::EMPTY.id,
    ENUM_WITHOUT_VALUES,
    guaranteed::GUARANTEED.id,
    sharing::ONCE.id,
    sharing::EQUAL.id,
    likeness::LIKE.id,
    type_names::PARAMS.id,
    type_names::TWICE.id,
    descriptions::DEPRECATED.id,
    versions::RENAMED.id,
    versions::MIGRATION.id,
    values::TEXT.id,
    operations::IDEMPOTENT.id,
    operations::CATALOG.id,
    operations::PATH.id,
    operations::LINK.id,
    UNDECIDED.id,
    accepted::STALE.id,
];

/// What `drift --suggest` left to a person.
const UNDECIDED: Rule = Rule::error("left-undecided");

/// Looks at a spec; `apis` is what it was lowered to.
#[must_use]
pub fn lint(spec: &Spec, apis: &[Api]) -> Report {
    let mut report = Report::default();
    for files in &spec.versions {
        let items = Items::new(files);
        let api = apis.iter().find(|api| api.version == files.name);
        values::check(&items, &mut report);
        units::check(&items, &mut report);
        ids::check(&items, api, &mut report);
        lengths::check(&items, &mut report);
        descriptions::check(&items, &mut report);
        guaranteed::check(files, &items, &mut report);
        sharing::check(files, api, &mut report);
        if let Some(api) = api {
            likeness::check(files, api, &mut report);
        }
        type_names::check(files, api, &mut report);
        operations::check(files, &mut report);
        for place in files.files.iter().flat_map(File::undecided) {
            let message = "this was left to be decided".to_owned();
            let help = "decide it, and remove the comment";
            report.push(UNDECIDED.at(place, message).help(help));
        }
    }
    versions::check(spec, apis, &mut report);
    report
}

/// Whether any finding is an error.
#[must_use]
pub fn has_errors(report: &Report) -> bool {
    let mut findings = report.findings().into_iter();
    findings.any(|finding| finding.severity == Severity::Error)
}

/// The findings, a line for each rule that found something, and how many there are of each severity and how many were accepted.
#[must_use]
pub fn text(report: &Report, accepted: usize, color: bool) -> String {
    let findings = report.findings();
    let count = |wanted: &dyn Fn(&Finding) -> bool| {
        let wanted = findings.iter().filter(|finding| wanted(finding));
        wanted.count()
    };
    let mut out = report.render_findings(color);
    for rule in RULES {
        let found = count(&|finding| finding.rule == Some(rule));
        if found > 0 {
            out.push_str(&format!("{found:>6} {rule}\n"));
        }
    }
    let errors = count(&|finding| finding.severity == Severity::Error);
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let warnings = findings.len() - errors;
    out.push_str(&format!(
        "{errors} error{}, {warnings} warning{}",
        plural(errors),
        plural(warnings)
    ));
    if accepted > 0 {
        out.push_str(&format!(", {accepted} accepted"));
    }
    out.push('\n');
    out
}

/// The findings as a JSON array of objects, one a line.
#[must_use]
pub fn json(report: &Report) -> String {
    let lines: Vec<String> = report.findings().into_iter().map(object).collect();
    match lines.is_empty() {
        true => "[]\n".to_owned(),
        false => format!("[\n{}\n]\n", lines.join(",\n")),
    }
}

/// A finding as a JSON object, with its keys in the order in which one reads them.
fn object(finding: &Finding) -> String {
    use serde_json::Value;
    let place = finding.place.as_ref();
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let number = |number: Option<usize>| number.map_or(Value::Null, Value::from);
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let members = [
        ("rule", text(finding.rule)),
        ("severity", Value::from(severity)),
        ("file", text(place.map(|place| place.source.name.as_str()))),
        ("line", number(place.map(|place| place.line))),
        ("column", number(place.map(|place| place.column))),
        ("message", Value::from(finding.message.as_str())),
        ("help", text(finding.help.as_deref())),
    ];
    let members = members.map(|(key, value)| format!("\"{key}\": {value}"));
    format!("  {{ {} }}", members.join(", "))
}
