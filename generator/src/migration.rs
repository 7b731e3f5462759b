//! The way from API v1 to v2: what the two models, `x-renamed-from` and `x-migration` say together.
//!
//! Names are told as one writes them: `line_items[].tax` is an attribute of the elements of a list.

mod walk;

use crate::model::{Api, Migration, MigrationKind, Subject};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

/// The resource of steps that concern several.
const ANY: &str = "*";

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Step {
    /// The resource of v1 that it is about, or of v2 where v1 has none; `*` where it is about several.
    pub resource: String,
    /// What it is about.
    pub what: Subject,
    /// What happened.
    pub kind: MigrationKind,
    /// What API v1 has.
    pub from: Option<String>,
    /// What API v2 has.
    pub to: Option<String>,
    /// What it means, where the names do not say it.
    pub note: Option<String>,
    /// Whether sums of money come out differently.
    #[serde(skip_serializing_if = "is_false")]
    pub money: bool,
    /// The operations of v1 whose parameter it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}

/// All steps, by resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// In order.
    pub steps: Vec<Step>,
}

impl Subject {
    /// Its name in `x-migration` and in the guide.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(_, it)| *it == self).map_or("", |(name, _)| name)
    }
}

impl MigrationKind {
    /// Its name in `x-migration` and in the guide.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(_, it)| *it == self).map_or("", |(name, _)| name)
    }
}

impl Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for MigrationKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Step {
    /// Whether it is something new that nobody must use.
    fn is_offer(&self) -> bool {
        self.kind == MigrationKind::Added && self.note.is_none()
    }

    fn of(resource: &str, step: &Migration) -> Self {
        Self {
            resource: resource.to_owned(),
            what: step.what,
            kind: step.kind,
            from: step.from.clone(),
            to: step.to.clone(),
            note: Some(step.note.clone()),
            money: step.money,
            operations: Vec::new(),
        }
    }
}

/// The guide from one model to the other.
#[must_use]
pub fn guide(first: &Api, second: &Api) -> Guide {
    let mut steps = Vec::new();
    for module in &second.modules {
        let resource = if module.name == "common" {
            ANY
        } else {
            &module.name
        };
        steps.extend(module.migration.iter().map(|step| Step::of(resource, step)));
    }
    walk::attributes(first, second, &mut steps);
    walk::operations(first, second, &mut steps);
    walk::events(first, second, &mut steps);
    steps.sort();
    // What a person says of it counts, not that it can be derived too.
    let derived = |it: &Step| !it.operations.is_empty();
    steps.dedup_by(|next, kept| {
        let same = (&next.resource, next.what, next.kind, &next.from, &next.to)
            == (&kept.resource, kept.what, kept.kind, &kept.from, &kept.to);
        // Two things that a parameter does otherwise are two.
        if !same || (derived(next) && derived(kept)) {
            return false;
        }
        if kept.note.is_none() || derived(kept) {
            kept.note = next.note.take().or_else(|| kept.note.take());
        }
        kept.money |= next.money;
        if !derived(kept) {
            kept.operations = std::mem::take(&mut next.operations);
        }
        true
    });
    Guide { steps }
}

/// The steps that a person wrote about a resource.
pub(crate) fn written<'a>(api: &'a Api, resource: &str) -> &'a [Migration] {
    let module = api.module(resource);
    module.map(|it| it.migration.as_slice()).unwrap_or_default()
}

/// Whether a person wrote what became of something of v1, at whichever resource.
fn wrote_of(api: &Api, what: Subject, from: &str) -> bool {
    let mut steps = api.modules.iter().flat_map(|it| &it.migration);
    steps.any(|it| it.what == what && it.from.as_deref() == Some(from))
}

pub(crate) use walk::resolves;

impl Guide {
    /// For programs.
    ///
    /// # Errors
    /// A sentence; there is no known way to get it.
    pub fn json(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|why| why.to_string())
    }

    /// For people.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::from(
            "# From API v1 to v2\n\n\
             What has another name, stands elsewhere, is gone, or does something else. In the crate, searching the documentation of \
             `chargebee::v2` for a name of v1 finds the new one.\n",
        );
        let mut resources: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
        for step in &self.steps {
            resources.entry(&step.resource).or_default().push(step);
        }
        for (resource, steps) in resources {
            let title = match resource {
                ANY => "Several resources".to_owned(),
                resource => format!("`{resource}`"),
            };
            // Writing to a string does not fail.
            let _ = write!(out, "\n## {title}\n");
            for (what, title) in TITLES {
                let of = steps.iter().filter(|step| step.what == what);
                let (new, of): (Vec<&Step>, Vec<&Step>) = of.copied().partition(|it| it.is_offer());
                if !of.is_empty() || !new.is_empty() {
                    let _ = write!(out, "\n### {title}\n");
                }
                if !of.is_empty() {
                    let _ = write!(out, "\n| v1 | v2 | |\n|---|---|---|\n");
                    for step in of {
                        let _ = writeln!(out, "{step}");
                    }
                }
                if !new.is_empty() {
                    let names = new.iter().filter_map(|step| step.to.as_ref());
                    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
                    let _ = write!(out, "\nWhat v2 also takes: {}.\n", names.join(", "));
                }
            }
        }
        out
    }
}

const TITLES: [(Subject, &str); 6] = [
    (Subject::Resource, "Restructured"),
    (Subject::Attribute, "Attributes"),
    (Subject::Operation, "Operations"),
    (Subject::Path, "Paths"),
    (Subject::Parameter, "Parameters"),
    (Subject::EventType, "Types of events"),
];

/// A row of a table.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = |name: &Option<String>| match name {
            // Words are no name.
            Some(name) if name.contains(' ') => name.clone(),
            Some(name) => format!("`{name}`"),
            None => "-".to_owned(),
        };
        let kind = match self.kind {
            MigrationKind::Behaviour => "does something else",
            kind => kind.name(),
        };
        let note = self
            .note
            .as_deref()
            .map(|note| format!(": {note}"))
            .unwrap_or_default();
        let money = if self.money { "**money**, " } else { "" };
        let operations: Vec<String> = self.operations.iter().map(|it| format!("`{it}`")).collect();
        let operations = match operations.as_slice() {
            [] => String::new(),
            all => format!(" ({})", all.join(", ")),
        };
        let text = format!("{money}{kind}{operations}{note}").replace('|', "\\|");
        write!(f, "| {} | {} | {text} |", code(&self.from), code(&self.to))
    }
}
