//! What tells things apart must be theirs alone: the id of an operation, its method and path, the name that API v1 has for
//! something.

use super::Context;
use crate::{
    finding::{Finding, Place},
    load::{At, File},
    model::Operation,
};
use std::collections::{BTreeMap, btree_map::Entry};

impl Context<'_> {
    /// Over all files: what is described twice would be generated twice, or once without a word about the other.
    pub(super) fn check_operations(&self) {
        let mut ids = BTreeMap::new();
        let mut routes = BTreeMap::new();
        for file in &self.files.files {
            for (path, method, at) in operations(file) {
                let id = at.key("operationId");
                let text = id.node.as_text().unwrap_or_default();
                let what = format!("the operation id `{text}`");
                self.once(&mut ids, text.to_owned(), &what, id.place());
                let place = file.at().key("paths").key(path).place_of(method);
                let what = format!("`{} {path}`", method.to_uppercase());
                self.once(&mut routes, route(method, path), &what, place);
            }
        }
    }

    fn once(&self, seen: &mut BTreeMap<String, Place>, key: String, what: &str, place: Place) {
        match seen.entry(key) {
            Entry::Vacant(free) => {
                free.insert(place);
            }
            Entry::Occupied(first) => {
                let finding = Finding::at(place, format!("{what} stands here a second time"));
                let help = format!("it stands at {} too; change or remove one", first.get());
                self.error(finding.help(help));
            }
        }
    }

    /// Operations of one resource, by the names that they have and had.
    pub(super) fn check_renamed_operations(&self, operations: &[Operation]) {
        let names = operations.iter().map(|operation| {
            let old = operation.renamed_from.as_deref();
            (operation.name.wire.as_str(), old, operation.origin)
        });
        self.check_renamed(names, |origin| {
            Some(self.at(origin)?.key("x-renamed-from").place())
        });
    }

    /// Things that stand beside each other, by the names that they have and had: no two had one name, and none the name of another.
    pub(super) fn check_renamed<'n, P>(
        &self,
        names: impl Iterator<Item = (&'n str, Option<&'n str>, P)> + Clone,
        place: impl Fn(P) -> Option<Place>,
    ) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, old, at) in names.clone() {
            let Some(old) = old else { continue };
            let problem = if old == name {
                format!("`{name}` is renamed from itself")
            } else if names.clone().any(|(other, ..)| other == old) {
                format!("`{name}` is renamed from `{old}`, which is still there")
            } else if let Some(first) = seen.insert(old, name) {
                format!("`{name}` and `{first}` are both renamed from `{old}`")
            } else {
                continue;
            };
            let finding = match place(at) {
                Some(place) => Finding::at(place, problem),
                None => Finding::general(problem),
            };
            self.error(finding.help("write what API v1 calls it, or remove it"));
        }
    }
}

/// The operations of a file, each with its path and method.
fn operations(file: &File) -> impl Iterator<Item = (&str, &str, At<'_>)> {
    let paths = file.at().find("paths").into_iter().flat_map(At::pairs);
    paths.flat_map(|(path, item)| item.pairs().map(move |(method, at)| (path, method, at)))
}

/// A method and a path without the names of its ids.
fn route(method: &str, path: &str) -> String {
    let part = |part| match str::starts_with(part, '{') {
        true => "{}",
        false => part,
    };
    let path: Vec<&str> = path.split('/').map(part).collect();
    format!("{method} {}", path.join("/"))
}
