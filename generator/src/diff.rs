//! What a spec change means: two models compared, each change once, at the item where it happened, with who uses it.

mod accepted;
mod advice;
mod change;
mod compare;
mod currencies;
mod merge;
mod pairs;
mod places;
mod render;
mod rules;
mod users;
mod words;

pub use accepted::accept;
pub use advice::{Advice, changelog, with_section};
pub use change::{Change, RenamedBy, Report, Rule, Semver, Users, Verdicts, Where, Wire};
pub use render::{Page, Summary, semver};
pub use rules::RULES;

use crate::{currencies::Currencies, finding, load, lower, model::Api};
use compare::Compare;
use std::{collections::BTreeSet, path::Path};
use users::Uses;

/// One of the two that are compared.
#[derive(Debug)]
pub struct Side {
    /// What to call it: a revision, a folder.
    pub name: String,
    /// The model of each API version.
    pub apis: Vec<Api>,
    /// How the amounts of each currency are counted, where the spec has a table of its own.
    pub currencies: Option<Currencies>,
    /// What the model was made of, for places; a model of another source has none.
    pub spec: Option<load::Spec>,
    /// The folder that the spec was read from, and how to call it in places.
    folder: (String, String),
}

impl Side {
    /// Reads a spec folder, whose files are called as if they stood in `shown`.
    ///
    /// # Errors
    /// Everything that is wrong with the spec.
    pub fn read(name: &str, folder: &Path, shown: &str) -> Result<Self, finding::Report> {
        let spec = load::load(folder)?;
        let currencies = crate::currencies::read(folder)?;
        Ok(Self {
            name: name.to_owned(),
            apis: lower::lower(&spec)?,
            currencies,
            spec: Some(spec),
            folder: (folder.display().to_string(), shown.to_owned()),
        })
    }

    /// A model of another source, whose items have no places.
    #[must_use]
    pub fn of_model(name: &str, apis: Vec<Api>) -> Self {
        Self {
            name: name.to_owned(),
            apis,
            currencies: None,
            spec: None,
            folder: (String::new(), String::new()),
        }
    }

    /// Nothing yet: everything is new beside it.
    #[must_use]
    pub fn empty(name: &str) -> Self {
        Self::of_model(name, Vec::new())
    }

    /// What a file of the spec is called.
    fn file_name(&self, file: &str) -> String {
        let (folder, shown) = &self.folder;
        match file.strip_prefix(folder.as_str()) {
            Some(rest) => format!("{shown}{rest}"),
            None => file.to_owned(),
        }
    }

    fn api(&self, version: &str) -> Option<&Api> {
        self.apis.iter().find(|api| api.version == version)
    }
}

/// Compares two models.
#[must_use]
pub fn diff(base: &Side, head: &Side) -> Report {
    let mut changes = Vec::new();
    let versions = |side: &'_ Side| -> BTreeSet<String> {
        side.apis.iter().map(|api| api.version.clone()).collect()
    };
    for version in &(&versions(base) | &versions(head)) {
        match (base.api(version), head.api(version)) {
            (Some(old), Some(new)) => changes.extend(api_changes(old, new)),
            (None, Some(new)) => {
                let message = format!("API {version} added: {}", new.counts());
                changes.push(Change::new(&rules::API_ADDED, version, message));
            }
            (Some(old), None) => {
                let message = format!("API {version} removed: {}", old.counts());
                changes.push(Change::new(&rules::API_REMOVED, version, message));
            }
            (None, None) => {}
        }
    }
    for change in &mut changes {
        let path = change.sites.first().filter(|_| change.path.contains("/*/"));
        let path = path.unwrap_or(&change.path);
        let mut places = vec![places::place(head, path), places::place(base, path)];
        // What is gone has a place of its own only in the base.
        places.sort_by_key(|place| !place.as_ref().is_some_and(|(_, own)| *own));
        change.place = places.into_iter().flatten().next().map(|(place, _)| place);
    }
    changes.extend(currencies::changes(base, head));
    Report::new(&base.name, &head.name, changes)
}

fn api_changes(base: &Api, head: &Api) -> Vec<Change> {
    let mut compare = Compare::new(base, head);
    compare.run();
    let uses = [Uses::new(base), Uses::new(head)];
    let found = merge::merge(&head.version, compare.found);
    let mut changes = Vec::new();
    for it in found {
        let mut change = it.change;
        if let Some(owner) = &it.owner {
            let [in_base, in_head] = &uses;
            let users = if owner.in_head { in_head } else { in_base };
            change.users = users.of(&owner.of).as_ref().clone();
        }
        changes.push(change);
    }
    changes
}
