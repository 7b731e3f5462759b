//! Parameters: what an operation that both versions have takes in one of them only, or takes otherwise.

use super::super::Step;
use crate::model::{Api, Group, MigrationKind, Operation, Param, ParamKind, Subject, Type};
use std::collections::BTreeMap;

/// What happened to parameters of a resource, with the operations that it happened to.
#[derive(Default)]
pub(super) struct Params {
    found: BTreeMap<Happened, Vec<String>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Happened {
    kind: MigrationKind,
    from: Option<String>,
    to: Option<String>,
    note: Option<&'static str>,
    /// The default of v1 and that of v2, where they differ.
    defaults: Option<(String, String)>,
    money: bool,
}

/// A parameter as it is sent: `date`, `transaction[date]`.
struct Sent<'a> {
    group: Option<&'a Param>,
    param: &'a Param,
}

impl Sent<'_> {
    fn name(&self) -> String {
        let own = &self.param.name.wire;
        match self.group {
            Some(group) => format!("{}[{own}]", group.name.wire),
            None => own.clone(),
        }
    }

    fn in_group(&self, name: &str) -> bool {
        self.group.is_some_and(|it| it.name.wire == name)
    }

    /// Whether no request can leave it out.
    fn required(&self) -> bool {
        self.param.required && self.group.is_none_or(|it| it.required)
    }
}

fn group<'a>(api: &'a Api, ty: &Type) -> Option<&'a Group> {
    match ty.element() {
        Type::Group(of) => api.group(of),
        _ => None,
    }
}

/// All parameters of an operation, members of groups each on its own.
fn sent<'a>(api: &'a Api, operation: &'a Operation) -> Vec<Sent<'a>> {
    let mut all = Vec::new();
    for param in &operation.params {
        match group(api, &param.ty) {
            Some(_) => all.extend(api.taken(param).map(|member| Sent {
                group: Some(param),
                param: member,
            })),
            None => all.push(Sent { group: None, param }),
        }
    }
    all
}

/// Whether a value of one version can be one of the other: units and enums may be others.
fn alike(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::List(old), Type::List(new)) => alike(old, new),
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

impl Params {
    /// Compares an operation with what became of it; `told` says whether a person wrote of a parameter of v1.
    pub(super) fn compare(
        &mut self,
        (first, old): (&Api, &Operation),
        (second, new): (&Api, &Operation),
        told: &dyn Fn(&str) -> bool,
    ) {
        let (before, after) = (sent(first, old), sent(second, new));
        let mut taken = vec![false; after.len()];
        for was in &before {
            let found = successor(was, &before, &after);
            if let Some(taken) = found.and_then(|at| taken.get_mut(at)) {
                *taken = true;
            }
            match found.and_then(|at| after.get(at)) {
                Some(is) => self.pair(&old.name.wire, was, is),
                None if told(&was.name()) => {}
                None => self.add(
                    &old.name.wire,
                    Happened::new(MigrationKind::Removed, Some(was), None),
                ),
            }
        }
        let new_ones = after.iter().zip(taken).filter(|(_, taken)| !taken);
        for (is, _) in new_ones {
            let mut added = Happened::new(MigrationKind::Added, None, Some(is));
            if is.required() {
                added.note = Some("It must be given.");
            }
            self.add(&old.name.wire, added);
        }
    }

    fn pair(&mut self, operation: &str, was: &Sent<'_>, is: &Sent<'_>) {
        let (from, to) = (was.name(), is.name());
        if from != to {
            let moved = was.group.is_some() != is.group.is_some();
            let kind = if moved {
                MigrationKind::Moved
            } else {
                MigrationKind::Renamed
            };
            self.add(operation, Happened::new(kind, Some(was), Some(is)));
        }
        let otherwise = |note| Happened {
            note,
            ..Happened::new(MigrationKind::Behaviour, Some(was), Some(is))
        };
        if is.required() && !was.required() {
            self.add(operation, otherwise(Some("It must be given.")));
        }
        let filter = |it: &Sent<'_>| matches!(it.param.kind, ParamKind::Filter(_));
        match (filter(was), filter(is)) {
            (false, true) => {
                let note = "It is a filter: the operator is sent with its name, as in `name[is]`.";
                self.add(operation, otherwise(Some(note)));
            }
            (true, false) => self.add(
                operation,
                otherwise(Some("It takes a value and no operator.")),
            ),
            _ => {}
        }
        let traits = (&was.param.traits, &is.param.traits);
        if let (Some(before), Some(after)) = (&traits.0.default, &traits.1.default)
            && before != after
        {
            let mut change = otherwise(None);
            change.defaults = Some((before.clone(), after.clone()));
            change.money = matches!(is.param.ty, Type::Amount(_) | Type::Decimal(_));
            self.add(operation, change);
        }
    }

    fn add(&mut self, operation: &str, happened: Happened) {
        self.found
            .entry(happened)
            .or_default()
            .push(operation.to_owned());
    }

    /// The steps of a resource.
    pub(super) fn steps(self, resource: &str) -> impl Iterator<Item = Step> {
        self.found.into_iter().map(move |(happened, operations)| {
            let Happened {
                kind,
                from,
                to,
                note,
                defaults,
                money,
            } = happened;
            let default = defaults.map(|(before, after)| {
                format!("Where it is not given, `{after}` counts, which was `{before}`.")
            });
            Step {
                resource: resource.to_owned(),
                what: Subject::Parameter,
                kind,
                from,
                to,
                note: note.map(str::to_owned).or(default),
                money,
                operations,
            }
        })
    }
}

impl Happened {
    fn new(kind: MigrationKind, from: Option<&Sent<'_>>, to: Option<&Sent<'_>>) -> Self {
        Self {
            kind,
            from: from.map(Sent::name),
            to: to.map(Sent::name),
            note: None,
            defaults: None,
            money: false,
        }
    }
}

/// What became of a parameter: what says that it was called so, what is called so, and what is called so inside of a group that
/// v1 does not have.
fn successor(was: &Sent<'_>, before: &[Sent<'_>], after: &[Sent<'_>]) -> Option<usize> {
    let wire = &was.param.name.wire;
    let old_group = |it: &Sent<'_>| {
        let named = |group: &Param| {
            let renamed = group.traits.renamed_from.as_ref();
            was.in_group(&group.name.wire) || renamed.is_some_and(|old| was.in_group(old))
        };
        match it.group {
            Some(group) => named(group),
            None => was.group.is_none(),
        }
    };
    let called = |it: &Sent<'_>| it.param.traits.renamed_from.as_ref() == Some(wire);
    let same = |it: &Sent<'_>| it.param.name.wire == *wire;
    let is_new = |it: &Sent<'_>| {
        let group = it.group.map(|group| group.name.wire.as_str());
        group.is_some_and(|name| !before.iter().any(|it| it.in_group(name)))
    };
    let moved = |it: &Sent<'_>| was.group.is_none() && is_new(it);
    let find = |fits: &dyn Fn(&Sent<'_>) -> bool| after.iter().position(fits);
    find(&|it| old_group(it) && called(it))
        .or_else(|| find(&|it| old_group(it) && same(it)))
        .or_else(|| find(&|it| moved(it) && called(it)))
        .or_else(|| find(&|it| moved(it) && same(it) && alike(&was.param.ty, &it.param.ty)))
}
