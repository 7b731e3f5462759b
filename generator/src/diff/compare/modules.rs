//! Resources as a whole: what came, went or has another name, and what a module says of itself.

use super::Compare;
use crate::{
    diff::{
        change::{Change, RenamedBy, Semver},
        pairs::{self, Pairs},
        rules, words,
    },
    model::{Api, Module, Route},
};
use std::collections::BTreeSet;

impl Compare<'_> {
    pub(super) fn modules(&mut self) {
        let modules = pair(self.base, self.head);
        for (all, rule, word) in [
            (&modules.added, &rules::RESOURCE_ADDED, "added"),
            (&modules.removed, &rules::RESOURCE_REMOVED, "removed"),
        ] {
            for module in all {
                let message = format!("resource `{}` {word}: {}", module.name, summary(module));
                self.add(Change::new(rule, self.module_path(&module.name), message));
            }
        }
        for (base, head, by) in modules.both {
            let path = self.module_path(&head.name);
            if by.is_some() {
                let names = (&*base.name, &*head.name);
                self.renamed(
                    &rules::RESOURCE_RENAMED,
                    &path,
                    "resource",
                    names.0,
                    names.1,
                    by,
                );
            }
            self.module(base, head, &path);
        }
    }

    fn module(&mut self, old: &Module, new: &Module, path: &str) {
        let Module {
            name,
            url,
            renamed_from,
            // Each on its own.
            records: _,
            groups: _,
            enums: _,
            operations: _,
            // Made of the name.
            operations_type: _,
            // Made of those of its operations.
            catalog: _,
            events: _,
            // By the objects that they are read as.
            contents: _,
            admin_console,
            // For people who come from another version.
            migration: _,
            // By the attributes and parameters that refer to them.
            shared: _,
            origin: _,
        } = old;
        let mut changes: Vec<Change> = Vec::new();
        if *url != new.url {
            changes.push(link(old, new, path));
        }
        if *renamed_from != new.renamed_from && new.renamed_from.as_ref() != Some(name) {
            let change = Change::new(&rules::V1_NAME, path, "name in API v1 changed");
            changes.push(change.from_to(
                words::literal(renamed_from),
                words::literal(&new.renamed_from),
            ));
        }
        if *admin_console != new.admin_console {
            let message = "page in the admin console changed";
            let mut change = Change::new(&rules::ADMIN_PAGE, path, message);
            change.verdicts.krate =
                came_or_went(admin_console.is_some(), new.admin_console.is_some());
            let (before, after) = (
                words::literal(admin_console),
                words::literal(&new.admin_console),
            );
            changes.push(change.from_to(before, after));
        }
        if old.events.is_some() != new.events.is_some() {
            let say = |module: &Module| match module.events {
                Some(_) => "read by their type",
                None => "kept as they are",
            };
            let message = format!("contents of events are {} now", say(new));
            let mut change = Change::new(&rules::EVENT_READING, path, message);
            change.verdicts.krate = came_or_went(old.events.is_some(), new.events.is_some());
            changes.push(change.from_to(say(old), say(new)));
        }
        for change in changes {
            self.add(change);
        }
    }
}

/// What it does to the crate that something of it came, went or is another.
pub(super) fn came_or_went(was: bool, is: bool) -> Semver {
    match (was, is) {
        (true, false) => Semver::Major,
        (false, true) => Semver::Minor,
        _ => Semver::Patch,
    }
}

/// The page of a resource is a constant of its type, and text elsewhere.
fn link(old: &Module, new: &Module, path: &str) -> Change {
    let is_resource = |module: &Module| module.resource().is_some();
    let constant = old.url.is_some() != new.url.is_some() && is_resource(old) && is_resource(new);
    let rule = if constant {
        &rules::API_DOCS
    } else {
        &rules::LINK
    };
    let mut change = Change::new(rule, path, "link to the documentation changed");
    if constant {
        change.verdicts.krate = came_or_went(old.url.is_some(), new.url.is_some());
    }
    let say = |url: &Option<String>| url.clone().unwrap_or_else(|| "none".to_owned());
    change.from_to(say(&old.url), say(&new.url))
}

/// By name; then by what `x-renamed-from` says, by the routes of their operations, and by likeness.
pub(super) fn pair<'a>(base: &'a Api, head: &'a Api) -> Pairs<&'a Module> {
    let mut pairs = Pairs::by_key(&base.modules, &head.modules, |it| &it.name, |it| &it.name);
    pairs.also(Some(RenamedBy::Annotation), |old, new| {
        new.renamed_from.as_ref() == Some(&old.name)
    });
    pairs.also(Some(RenamedBy::Identity), |old, new| {
        let (old, new) = (routes(old), routes(new));
        // More than half of the routes can be those of one other resource only.
        2 * old.intersection(&new).count() > old.len().max(new.len())
    });
    pairs.like(|old, new| pairs::by_shape((&old.name, &shape(old)), (&new.name, &shape(new))));
    pairs
}

/// Where requests go, whatever they are called.
fn routes(module: &Module) -> BTreeSet<Route> {
    module.operations.iter().map(|it| it.route()).collect()
}

/// The methods of a resource, and its attributes.
fn shape(module: &Module) -> BTreeSet<&str> {
    let resource = module.resource().into_iter();
    let fields = resource
        .flat_map(|it| &it.fields)
        .map(|it| it.name.wire.as_str());
    let methods = module.operations.iter().map(|it| it.name.wire.as_str());
    fields.chain(methods).collect()
}

/// How much belongs to a resource.
fn summary(module: &Module) -> String {
    let attributes = module.resource().map_or(0, |record| record.fields.len());
    format!(
        "{}, {}",
        words::count(module.operations.len(), "operation"),
        words::count(attributes, "attribute"),
    )
}
