//! What a spec change means: two models compared, each change once, at the item where it happened, with who uses it.

mod accepted;
mod advice;
mod change;
mod clip;
mod compare;
mod currencies;
mod items;
mod merge;
mod pairs;
mod render;
mod rules;
mod section;
mod users;
mod words;

pub use accepted::accept;
pub use advice::{Advice, changelog, with_section};
pub use change::{Change, RenamedBy, Report, Rule, Semver, Users, Verdicts, Where, Wire, semver};
pub use render::{Page, Summary};
pub use rules::RULES;

use crate::{
    currencies::Currencies,
    finding,
    load::{self, DataFile},
    lower,
    model::Api,
};
use compare::Compare;
use std::{collections::BTreeSet, panic::resume_unwind, path::Path, thread};
use users::Uses;

/// One of the two that are compared.
#[derive(Debug)]
pub struct Side {
    /// What to call it: a revision, a folder.
    pub name: String,
    /// The model of each API version.
    pub apis: Vec<Api>,
    /// How the amounts of each currency are counted, where the spec has a table of its own, with the file that says it.
    currencies: Option<(Currencies, DataFile)>,
    /// What the model was made of, for another side that has files in common with it; a model of another source has none.
    spec: Option<load::Spec>,
    /// The folder that the spec was read from, and how to call it in places.
    folder: (String, String),
}

impl Side {
    /// Reads a spec folder, whose files are called as if they stood in `shown`.
    ///
    /// # Errors
    /// Everything that is wrong with the spec.
    pub fn read(name: &str, folder: &Path, shown: &str) -> Result<Self, finding::Report> {
        Self::of_spec(name, folder, shown, load::load(folder)?)
    }

    /// The same beside another side: what stands there too is not parsed again.
    ///
    /// # Errors
    /// Everything that is wrong with the spec.
    pub fn read_beside(
        name: &str,
        folder: &Path,
        shown: &str,
        other: &Self,
    ) -> Result<Self, finding::Report> {
        let spec = match &other.spec {
            Some(other) => load::load_beside(folder, other)?,
            None => load::load(folder)?,
        };
        Self::of_spec(name, folder, shown, spec)
    }

    /// Reads two spec folders, each with its name and what its files are called by; what stands in both is parsed once.
    pub fn read_both(
        base: (&str, &Path, &str),
        head: (&str, &Path, &str),
    ) -> [Result<Self, finding::Report>; 2] {
        // A file of both is that of the head, where places are looked for first.
        let new = load::load(head.1);
        let old = match &new {
            Ok(new) => load::load_beside(base.1, new),
            Err(_) => load::load(base.1),
        };
        let side = |(name, folder, shown): (&str, &Path, &str), spec: Result<load::Spec, _>| {
            Self::of_spec(name, folder, shown, spec?)
        };
        thread::scope(|scope| {
            let base = scope.spawn(|| side(base, old));
            let head = side(head, new);
            let base = base.join().unwrap_or_else(|panic| resume_unwind(panic));
            [base, head]
        })
    }

    fn of_spec(
        name: &str,
        folder: &Path,
        shown: &str,
        spec: load::Spec,
    ) -> Result<Self, finding::Report> {
        let currencies = crate::currencies::read_with_places(folder)?;
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

    fn place(&self, place: &finding::Place) -> Where {
        Where {
            file: self.file_name(&place.source.name),
            line: place.line,
            column: place.column,
        }
    }

    /// The place of an item and whether it is its own; that of the nearest thing around it otherwise.
    fn item_place(&self, path: &str) -> Option<(Where, bool)> {
        let api = self.api(path.split('/').next()?)?;
        let item = items::item(api, path)?;
        Some((self.place(api.place(item.origin)?), item.own))
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
        let mut places = vec![head.item_place(path), base.item_place(path)];
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
        change.rust = items::names(base, head, &change);
        changes.push(change);
    }
    changes
}
