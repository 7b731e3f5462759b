//! What the two models say by themselves: names that changed, and what is in one of them only.

mod params;

use super::{Step, written, wrote_of};
use crate::model::{
    Api, Enum, Field, Migration, MigrationKind, Module, Operation, Record, Route, Subject, Type,
    TypeRef,
};
use std::collections::{BTreeMap, BTreeSet};

fn step(
    resource: &str,
    what: Subject,
    kind: MigrationKind,
    from: String,
    to: Option<String>,
) -> Step {
    Step {
        resource: resource.to_owned(),
        what,
        kind,
        from: Some(from),
        to,
        note: None,
        money: false,
        operations: Vec::new(),
    }
}

fn main_record<'a>(api: &'a Api, resource: &str) -> Option<&'a Record> {
    api.resource(resource).map(|(_, record)| record)
}

/// What became of a resource: its name in v2, and its record.
fn successor<'a>(second: &'a Api, resource: &'a str) -> Option<(&'a str, &'a Record)> {
    let mut modules = second.modules.iter();
    let renamed = modules.find(|it| it.renamed_from.as_deref() == Some(resource));
    let now = renamed.map_or(resource, |it| it.name.as_str());
    Some((now, main_record(second, now)?))
}

/// The name of an attribute in a path: `line_items[]`.
fn name(field: &Field) -> String {
    let list = if matches!(field.ty, Type::List(_)) {
        "[]"
    } else {
        ""
    };
    format!("{}{list}", field.name.wire)
}

/// The object that a field or its elements hold.
fn object(field: &Field) -> Option<&TypeRef> {
    match field.ty.element() {
        Type::Record(at) => Some(at),
        _ => None,
    }
}

/// The attribute at a path from a resource, and the path as the guide writes it.
fn resolve<'a>(api: &'a Api, resource: &str, path: &str) -> Option<&'a Field> {
    let mut record_here = main_record(api, resource)?;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let field = record_here
            .fields
            .iter()
            .find(|field| name(field) == part)?;
        if parts.peek().is_none() {
            return Some(field);
        }
        record_here = api.record(object(field)?)?;
    }
    None
}

/// Whether a name of a step written by a person is one of this version; what is no name at all is not looked for.
pub(crate) fn resolves(api: &Api, resource: &str, what: Subject, named: &str) -> bool {
    let operation = |module: &str, name: &str| {
        api.module(module)
            .is_some_and(|it| it.operation(name).is_some())
    };
    match what {
        Subject::Attribute => resolve(api, resource, named).is_some(),
        Subject::Operation => match named.split_once('.') {
            Some((module, name)) => operation(module, name),
            None => operation(resource, named),
        },
        Subject::Path => {
            let mut operations = api.operations();
            operations.any(|(_, it)| it.path == named)
        }
        Subject::Parameter => {
            let last = named
                .rsplit('[')
                .next()
                .unwrap_or(named)
                .trim_end_matches(']');
            let mut groups = api.groups();
            let mut operations = api.operations();
            groups.any(|(_, it)| it.member(last).is_some())
                || operations.any(|(_, it)| it.param(last).is_some())
        }
        Subject::EventType => event_types(api).is_some_and(|it| it.value(named).is_some()),
        Subject::Resource => {
            named.contains(' ')
                || main_record(api, named).is_some()
                || resolve(api, resource, named).is_some()
        }
    }
}

/// Attributes of resources and of the objects inside them.
pub(super) fn attributes(first: &Api, second: &Api, steps: &mut Vec<Step>) {
    for module in first.modules.iter().filter(|it| it.resource().is_some()) {
        let resource = module.name.as_str();
        let Some(old) = main_record(first, resource) else {
            continue;
        };
        let Some(new) = successor(second, resource) else {
            if wrote_of(second, Subject::Resource, resource) {
                continue;
            }
            let gone = step(
                resource,
                Subject::Resource,
                MigrationKind::Removed,
                resource.to_owned(),
                None,
            );
            steps.push(gone);
            continue;
        };
        let (now, new) = new;
        if now != resource {
            let (what, kind) = (Subject::Resource, MigrationKind::Renamed);
            steps.push(step(
                resource,
                what,
                kind,
                resource.to_owned(),
                Some(now.to_owned()),
            ));
        }
        let written = written(second, now);
        let mut walk = Walk {
            first,
            second,
            resource,
            written,
            seen: BTreeSet::new(),
            steps,
        };
        walk.records(old, new, "", "");
        for it in written {
            walk.moved(it);
        }
    }
}

struct Walk<'a, 's> {
    first: &'a Api,
    second: &'a Api,
    resource: &'a str,
    written: &'a [Migration],
    /// Pairs of objects that are compared, since an object can hold its own kind.
    seen: BTreeSet<(String, String)>,
    steps: &'s mut Vec<Step>,
}

impl<'a> Walk<'a, '_> {
    fn records(&mut self, old: &'a Record, new: &'a Record, from: &str, to: &str) {
        if !self
            .seen
            .insert((format!("{from} {}", old.name), new.name.clone()))
            || from.matches('.').count() > 4
        {
            return;
        }
        for field in &old.fields {
            let path = format!("{from}{}", name(field));
            let renamed = |it: &&Field| it.traits.renamed_from.as_deref() == Some(&field.name.wire);
            let same = |it: &&Field| it.name.wire == field.name.wire;
            let successor = new.fields.iter().find(renamed);
            let Some(successor) = successor.or_else(|| new.fields.iter().find(same)) else {
                let told = self
                    .written
                    .iter()
                    .any(|it| it.from.as_deref() == Some(&path));
                if !told {
                    let (what, kind) = (Subject::Attribute, MigrationKind::Removed);
                    self.steps.push(step(self.resource, what, kind, path, None));
                }
                continue;
            };
            let new_path = format!("{to}{}", name(successor));
            if successor.name.wire != field.name.wire {
                let (what, kind) = (Subject::Attribute, MigrationKind::Renamed);
                self.steps.push(step(
                    self.resource,
                    what,
                    kind,
                    path.clone(),
                    Some(new_path.clone()),
                ));
            }
            self.inside(field, successor, &path, &new_path);
        }
    }

    fn inside(&mut self, old: &'a Field, new: &'a Field, from: &str, to: &str) {
        let (Some(old), Some(new)) = (object(old), object(new)) else {
            return;
        };
        let (old, new) = (self.first.record(old), self.second.record(new));
        if let (Some(old), Some(new)) = (old, new)
            // A resource is told where it is the resource.
            && old.resource().is_none()
        {
            self.records(old, new, &format!("{from}."), &format!("{to}."));
        }
    }

    /// What is inside of something that moved.
    fn moved(&mut self, written: &Migration) {
        let (MigrationKind::Moved, Some(from), Some(to)) =
            (written.kind, &written.from, &written.to)
        else {
            return;
        };
        let old = resolve(self.first, self.resource, from);
        let new = resolve(self.second, self.resource, to);
        if let (Some(old), Some(new)) = (old, new) {
            self.inside(old, new, from, to);
        }
    }
}

/// An operation and the module that holds it.
type In<'a> = (&'a Module, &'a Operation);

/// Operations, their paths and their parameters.
pub(super) fn operations(first: &Api, second: &Api, steps: &mut Vec<Step>) {
    let operations = second.operations();
    let routes: BTreeMap<Route, In<'_>> = operations.map(|it| (it.1.route(), it)).collect();
    for module in &first.modules {
        let resource = module.name.as_str();
        let mut params = params::Params::default();
        for old in &module.operations {
            let told = |name: &str| {
                let mut written = written(second, resource).iter();
                written.any(|it| it.from.as_deref() == Some(name))
            };
            let Some((home, new)) = became((module, old), second, &routes) else {
                let name = &old.name.wire;
                let in_full = format!("{resource}.{name}");
                if !told(name) && !wrote_of(second, Subject::Operation, &in_full) {
                    let (what, kind) = (Subject::Operation, MigrationKind::Removed);
                    steps.push(step(resource, what, kind, name.clone(), None));
                }
                continue;
            };
            let in_full = format!("{resource}.{}", old.name.wire);
            let told_in_full = wrote_of(second, Subject::Operation, &in_full);
            steps.extend(renamed((module, old), (home, new), told_in_full));
            params.compare((first, old), (second, new), &told);
        }
        steps.extend(params.steps(resource));
    }
}

/// What became of an operation: what says that it was called so, what is called so, what a person says it moved to, and what
/// has its route.
fn became<'a>(
    (module, old): In<'_>,
    second: &'a Api,
    routes: &BTreeMap<Route, In<'a>>,
) -> Option<In<'a>> {
    let name = &old.name.wire;
    let own = successor(second, &module.name).map_or(module.name.as_str(), |(now, _)| now);
    let there = second.module(own);
    let theirs = || {
        there
            .into_iter()
            .flat_map(|it| it.operations.iter().map(move |new| (it, new)))
    };
    let moved = || {
        let in_full = format!("{}.{name}", module.name);
        let mut steps = second.modules.iter().flat_map(|it| &it.migration);
        let step = steps.find(|it| {
            it.kind == MigrationKind::Moved
                && it.what == Subject::Operation
                && it.from.as_ref() == Some(&in_full)
        })?;
        let (module, name) = step.to.as_deref()?.split_once('.')?;
        let module = second.module(module)?;
        Some((module, module.operation(name)?))
    };
    theirs()
        .find(|(_, it)| it.renamed_from.as_ref() == Some(name))
        .or_else(|| theirs().find(|(_, it)| it.name.wire == *name))
        .or_else(moved)
        .or_else(|| routes.get(&old.route()).copied())
}

/// What of an operation that both have is called otherwise.
fn renamed((module, old): In<'_>, (home, new): In<'_>, told: bool) -> Vec<Step> {
    let resource = module.name.as_str();
    let mut steps = Vec::new();
    let mut add = |what, kind, from: &str, to: String| {
        steps.push(step(resource, what, kind, from.to_owned(), Some(to)));
    };
    let is_home = home.name == module.name || home.renamed_from.as_ref() == Some(&module.name);
    let (before, after) = (&old.name.wire, &new.name.wire);
    if told {
        // A person says it, and better.
    } else if !is_home {
        let from = format!("{resource}.{before}");
        let to = format!("{}.{after}", home.name);
        add(Subject::Operation, MigrationKind::Moved, &from, to);
    } else if before != after {
        add(
            Subject::Operation,
            MigrationKind::Renamed,
            before,
            after.clone(),
        );
    }
    if new.route().1 != old.route().1 {
        add(
            Subject::Path,
            MigrationKind::Renamed,
            &old.path,
            new.path.clone(),
        );
    }
    steps
}

/// The enum of the types of events.
fn event_types(api: &Api) -> Option<&Enum> {
    let (module, events) = api.events()?;
    let field = module
        .record(&events.record)?
        .field(&events.type_field.wire)?;
    match &field.ty {
        Type::Enum(at) => api.enumeration(at),
        _ => None,
    }
}

/// Types of events.
pub(super) fn events(first: &Api, second: &Api, steps: &mut Vec<Step>) {
    let (Some(old), Some(new)) = (event_types(first), event_types(second)) else {
        return;
    };
    for value in &old.values {
        let wire = &value.name.wire;
        let renamed = new
            .values
            .iter()
            .find(|it| it.renamed_from.as_ref() == Some(wire));
        let (kind, to) = match renamed {
            Some(renamed) => (MigrationKind::Renamed, Some(renamed.name.wire.clone())),
            None if new.value(wire).is_some() => continue,
            None => (MigrationKind::Removed, None),
        };
        steps.push(step("event", Subject::EventType, kind, wire.clone(), to));
    }
}
