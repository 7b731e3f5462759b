//! `x-migration`: what those who come from API v1 must know beyond what is renamed.

use super::{Context, schema::is_first_version};
use crate::{
    finding::Finding,
    load::{At, File, tree::Value},
    model::{Migration, MigrationKind, Module, Param, Subject, Traits, Type},
};

/// The last name of a path: that of the thing itself.
fn last(path: &str) -> &str {
    let path = path.trim_end_matches("[]");
    let name = path.rsplit(['.', '[']).next().unwrap_or(path);
    name.trim_end_matches(']')
}

/// Who came from API v1 searches for the old name: what moved to something of another name is found by it.
pub(super) fn set_aliases(modules: &mut [Module]) {
    let steps = modules.iter().flat_map(|module| {
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
                if let Some(traits) = attribute(modules, &resource, to) {
                    traits.aliases.push(old.to_owned());
                }
            }
            Subject::Operation => {
                let (module, name) = to.split_once('.').unwrap_or((&resource, to));
                let module = modules.iter_mut().find(|it| it.name == module);
                let operations = module.into_iter().flat_map(|it| &mut it.operations);
                for operation in operations.filter(|it| it.name.wire == name) {
                    operation.aliases.push(old.to_owned());
                }
            }
            Subject::Parameter => parameter(modules, &resource, to, old),
            Subject::Resource | Subject::Path | Subject::EventType => {}
        }
    }
}

/// The attribute at a path from a resource: `invoice_estimate.line_items[].tax_amount`.
fn attribute<'m>(modules: &'m mut [Module], resource: &str, path: &str) -> Option<&'m mut Traits> {
    let mut at = modules.iter().enumerate().find_map(|(module, it)| {
        let record = it.records.iter();
        let own = |record: &crate::model::Record| record.resource.as_deref() == Some(resource);
        Some((module, record.clone().position(own)?))
    })?;
    let mut parts = path
        .split('.')
        .map(|it| it.trim_end_matches("[]"))
        .peekable();
    loop {
        let part = parts.next()?;
        let fields = &modules.get(at.0)?.records.get(at.1)?.fields;
        let index = fields.iter().position(|it| it.name.wire == part)?;
        if parts.peek().is_none() {
            let record = modules.get_mut(at.0)?.records.get_mut(at.1)?;
            return Some(&mut record.fields.get_mut(index)?.traits);
        }
        let of = match &fields.get(index)?.ty {
            Type::Record(of) => of,
            Type::List(item) => match item.as_ref() {
                Type::Record(of) => of,
                _ => return None,
            },
            _ => return None,
        };
        let module = modules.iter().position(|it| it.name == of.module)?;
        let records = &modules.get(module)?.records;
        at = (module, records.iter().position(|it| it.name == of.name)?);
    }
}

/// Gives a parameter of a resource's operations another name: `date`, `transaction[date]`.
fn parameter(modules: &mut [Module], resource: &str, name: &str, old: &str) {
    let add = |param: &mut Param| {
        if !param.traits.aliases.iter().any(|it| it == old) {
            param.traits.aliases.push(old.to_owned());
        }
    };
    let Some(module) = modules.iter_mut().find(|it| it.name == resource) else {
        return;
    };
    let params = module.operations.iter_mut().flat_map(|it| &mut it.params);
    let Some((group, member)) = name.split_once('[') else {
        params.filter(|it| it.name.wire == name).for_each(add);
        return;
    };
    let groups = params.filter(|it| it.name.wire == group).filter_map(|it| {
        let ty = match &it.ty {
            Type::List(item) => item.as_ref(),
            ty => ty,
        };
        match ty {
            Type::Group(of) => Some(of.clone()),
            _ => None,
        }
    });
    for of in groups.collect::<std::collections::BTreeSet<_>>() {
        let module = modules.iter_mut().find(|it| it.name == of.module);
        let groups = module.into_iter().flat_map(|it| &mut it.groups);
        let members = groups
            .filter(|it| it.name == of.name)
            .flat_map(|it| &mut it.members);
        members
            .filter(|it| it.name.wire == member.trim_end_matches(']'))
            .for_each(add);
    }
}

impl Context<'_> {
    /// The steps that a file names. That both sides are there is for those who see both versions.
    pub(super) fn migration(&self, file: &File) -> Vec<Migration> {
        let Some(at) = file.at().find("x-migration") else {
            return Vec::new();
        };
        if is_first_version(&self.files.name) {
            let finding = Finding::at(
                file.at().place_of("x-migration"),
                "`x-migration` has no meaning in v1",
            );
            self.error(finding.help("the steps to v2 stand in the files of v2"));
        }
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
