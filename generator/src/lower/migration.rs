//! `x-migration`: what those who come from API v1 must know beyond what is renamed.

use super::Context;
use crate::{
    finding::Finding,
    load::{At, File, tree::Value},
    model::{Api, Migration, MigrationKind, Param, Subject, Type, TypeRef},
};
use std::collections::BTreeSet;

/// The last name of a path: that of the thing itself.
fn last(path: &str) -> &str {
    let path = path.trim_end_matches("[]");
    let name = path.rsplit(['.', '[']).next().unwrap_or(path);
    name.trim_end_matches(']')
}

/// Who came from API v1 searches for the old name: what moved to something of another name is found by it.
pub(super) fn set_aliases(api: &mut Api) {
    let steps = api.modules.iter().flat_map(|module| {
        let moved = module.migration.iter();
        let moved = moved.filter(|step| step.kind == MigrationKind::Moved);
        moved.map(|step| (module.name.clone(), step.clone()))
    });
    let steps: Vec<(String, Migration)> = steps.collect();
    for (resource, step) in steps {
        let (Some(from), Some(to)) = (&step.from, &step.to) else {
            continue;
        };
        let old = last(from);
        if old == last(to) {
            continue;
        }
        match step.what {
            Subject::Attribute => {
                let holder = attribute(api, &resource, to);
                let record = holder.and_then(|(at, name)| Some((api.record_mut(&at)?, name)));
                if let Some((record, name)) = record {
                    let fields = record.fields.iter_mut().filter(|it| it.name.wire == name);
                    fields.for_each(|it| it.traits.aliases.push(old.to_owned()));
                }
            }
            Subject::Operation => {
                let (module, name) = to.split_once('.').unwrap_or((&resource, to));
                let module = api.module_mut(module);
                let operations = module.into_iter().flat_map(|it| &mut it.operations);
                for operation in operations.filter(|it| it.name.wire == name) {
                    operation.aliases.push(old.to_owned());
                }
            }
            Subject::Parameter => parameter(api, &resource, to, old),
            Subject::Resource | Subject::Path | Subject::EventType => {}
        }
    }
}

/// The record that holds the attribute at a path from a resource, `invoice_estimate.line_items[].tax_amount`, and its name there.
fn attribute<'p>(api: &Api, resource: &str, path: &'p str) -> Option<(TypeRef, &'p str)> {
    let (module, mut record) = api.resource(resource)?;
    let mut at = module.reference(&record.name);
    let mut parts = path
        .split('.')
        .map(|it| it.trim_end_matches("[]"))
        .peekable();
    loop {
        let part = parts.next()?;
        let field = record.field(part)?;
        if parts.peek().is_none() {
            return Some((at, part));
        }
        let Type::Record(of) = field.ty.element() else {
            return None;
        };
        record = api.record(of)?;
        at = of.clone();
    }
}

/// Gives a parameter of a resource's operations another name: `date`, `transaction[date]`.
fn parameter(api: &mut Api, resource: &str, name: &str, old: &str) {
    let add = |param: &mut Param| {
        if !param.traits.aliases.iter().any(|it| it == old) {
            param.traits.aliases.push(old.to_owned());
        }
    };
    let Some(module) = api.module_mut(resource) else {
        return;
    };
    let params = module.operations.iter_mut().flat_map(|it| &mut it.params);
    let Some((group, member)) = name.split_once('[') else {
        params.filter(|it| it.name.wire == name).for_each(add);
        return;
    };
    let member = member.trim_end_matches(']');
    let named = params.filter(|it| it.name.wire == group);
    let groups = named.filter_map(|it| match it.ty.element() {
        Type::Group(of) => Some(of.clone()),
        _ => None,
    });
    for of in groups.collect::<BTreeSet<_>>() {
        let members = api
            .group_mut(&of)
            .into_iter()
            .flat_map(|it| &mut it.members);
        members.filter(|it| it.name.wire == member).for_each(add);
    }
}

impl Context<'_> {
    /// The steps that a file names. That both sides are there is for those who see both versions.
    pub(super) fn migration(&self, file: &File) -> Vec<Migration> {
        let Some(at) = file.at().find("x-migration") else {
            return Vec::new();
        };
        let steps = at.node.as_list().unwrap_or_default();
        (0..steps.len())
            .map(|index| self.step(at.index(index)))
            .collect()
    }

    fn step(&self, at: At<'_>) -> Migration {
        let text = |key: &str| at.find(key).and_then(|it| it.node.as_text());
        let kind = self.one_of(at, "kind", &MigrationKind::ALL);
        let kind = kind.unwrap_or(MigrationKind::Behaviour);
        let what = self
            .one_of(at, "what", &Subject::ALL)
            .unwrap_or(Subject::Attribute);
        let (from, to) = (text("from"), text("to"));
        let problem = match (kind, from, to) {
            (MigrationKind::Renamed, ..) => Some((
                "kind",
                "what is renamed says so itself",
                "write `x-renamed-from` at its new name",
            )),
            (MigrationKind::Moved, None, _) | (MigrationKind::Moved, _, None) => Some((
                "kind",
                "what moved stands somewhere in both versions",
                "add `from` and `to`",
            )),
            (MigrationKind::Moved, Some(from), Some(to)) if from == to => Some((
                "to",
                "this stands where it stood",
                "write where it stands in v2, or say that it behaves otherwise",
            )),
            (MigrationKind::Removed, None, _) => {
                Some(("kind", "what is removed is in v1", "add `from`"))
            }
            (MigrationKind::Removed, _, Some(_)) => Some((
                "to",
                "what is removed has no place in v2",
                "remove `to`, or say that it moved",
            )),
            (MigrationKind::Added, Some(_), _) => Some((
                "from",
                "what is added has no place in v1",
                "remove `from`, or say that it moved",
            )),
            (MigrationKind::Added | MigrationKind::Behaviour, _, None) => Some((
                "kind",
                "this does not say what it is about in v2",
                "add `to`",
            )),
            _ => None,
        };
        if let Some((key, message, help)) = problem {
            self.error(Finding::at(at.place_of(key), message).help(help));
        }
        let note = text("note").unwrap_or_default().trim();
        if note.is_empty() {
            let finding = Finding::at(at.place_of("note"), "this step says nothing");
            self.error(finding.help("say in a sentence what it means for who comes from v1"));
        }
        Migration {
            kind,
            what,
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
            note: note.to_owned(),
            money: at
                .find("money")
                .is_some_and(|it| matches!(it.node.value, Value::Bool(true))),
        }
    }

    fn one_of<T: Copy>(&self, at: At<'_>, key: &str, all: &[(&'static str, T)]) -> Option<T> {
        let at = at.find(key)?;
        let text = at.node.as_text().unwrap_or_default();
        let found = all.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            self.error(Self::unknown(
                at,
                &format!("`{key}` of a step"),
                text,
                &known,
            ));
        }
        found.map(|(_, value)| *value)
    }
}
