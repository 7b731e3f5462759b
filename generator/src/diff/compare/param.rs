//! Groups, and the parameters of operations and groups.

use super::{
    Compare, Found, Owner,
    types::described_elsewhere,
    values::{Values, Way},
    wording,
};
use crate::{
    diff::{
        change::{Change, RenamedBy, Semver},
        pairs::{self, Pairs, likeness},
        rules, words,
    },
    model::{Group, Param, ParamKind, Type, TypeRef},
};

/// Where parameters are told.
pub(super) struct ParamsAt<'p> {
    /// The path of the operation or group.
    pub(super) path: &'p str,
    /// The group, where it is one.
    pub(super) group: Option<&'p TypeRef>,
    /// In what form they are sent.
    pub(super) way: Way,
}

impl<'a> Compare<'a> {
    pub(super) fn groups(&mut self) {
        let pairs = self.known.groups();
        self.came_and_went(&pairs, "group", |it| &it.name, |_| false);
        for ((old_module, old), (module, new), by) in pairs.both {
            let of = module.reference(&new.name);
            let path = format!("{}/group/{}", self.module_path(&module.name), new.name);
            let moved = self.known.module(&old_module.name) != module.name;
            if old.name != new.name || moved {
                let names = (&*old_module.name, &*old.name, &*module.name, &*new.name);
                self.renamed_type(
                    &rules::GROUP_RENAMED,
                    &path,
                    "group of parameters",
                    names,
                    by,
                    &of,
                );
            }
            let Group {
                name: _,
                docs,
                members: _,
                custom_fields,
                // That of the operations that take it.
                catalog: _,
                origin: _,
            } = old;
            if let Some(change) = wording::changed(&path, None, docs, &new.docs) {
                self.add_in(change, &of);
            }
            if *custom_fields != new.custom_fields {
                let rule = match new.custom_fields {
                    true => &rules::CUSTOM_FIELDS_ADDED,
                    false => &rules::CUSTOM_FIELDS_REMOVED,
                };
                self.add_in(Change::new(rule, &path, rule.title), &of);
            }
            let at = ParamsAt {
                path: &path,
                group: Some(&of),
                way: if self.known.is_in_json(&of) {
                    Way::Json
                } else {
                    Way::Form
                },
            };
            self.params(&old.members, &new.members, &at);
        }
    }

    pub(super) fn params(&mut self, old: &'a [Param], new: &'a [Param], at: &ParamsAt<'_>) {
        let pairs = self.pair_params(old, new);
        let renames: Vec<(&str, &str)> = (pairs.both.iter())
            .filter(|(_, _, by)| by.is_some())
            .map(|(old, new, _)| (old.name.wire.as_str(), new.name.wire.as_str()))
            .collect();
        for param in &pairs.removed {
            let message = format!("parameter `{}` removed", param.name.wire);
            let mut change = Change::new(&rules::PARAM_REMOVED, String::new(), message);
            change.before = Some(words::param(param));
            self.add_param(change, param, at);
        }
        for param in &pairs.added {
            let (rule, word) = if param.required {
                (&rules::PARAM_ADDED_REQUIRED, "required parameter")
            } else if param.kept_argument {
                (&rules::PARAM_ADDED_ARGUMENT, "argument")
            } else {
                (&rules::PARAM_ADDED, "optional parameter")
            };
            let message = format!("{word} `{}` added", param.name.wire);
            let mut change = Change::new(rule, String::new(), message);
            change.after = Some(words::param(param));
            self.add_param(change, param, at);
        }
        for (old, new, by) in &pairs.both {
            for change in self.param(old, new, *by, &renames, at.way) {
                self.add_param(change, new, at);
            }
        }
        self.argument_order((old, new), &pairs, at);
    }

    /// Arguments stand in the order of the spec. Those that came or went say so themselves.
    fn argument_order(
        &mut self,
        (old, new): (&[Param], &[Param]),
        pairs: &Pairs<&Param>,
        at: &ParamsAt<'_>,
    ) {
        let kept: Vec<(&str, &str)> = (pairs.both.iter())
            .filter(|(old, new, _)| old.is_argument() && new.is_argument())
            .map(|(old, new, _)| (old.name.wire.as_str(), new.name.wire.as_str()))
            .collect();
        let before: Vec<&str> = (old.iter())
            .filter_map(|it| kept.iter().find(|(old, _)| *old == it.name.wire))
            .map(|(_, new)| *new)
            .collect();
        let after: Vec<&str> = (new.iter())
            .filter_map(|it| kept.iter().find(|(_, new)| *new == it.name.wire))
            .map(|(_, new)| *new)
            .collect();
        if before != after {
            let message = "order of the arguments changed";
            let change = Change::new(&rules::ARGUMENTS_REORDERED, at.path, message);
            let change = change.from_to(words::list(before), words::list(after));
            match at.group {
                Some(of) => self.add_in(change, of),
                None => self.add(change),
            }
        }
    }

    pub(super) fn pair_params(&self, old: &'a [Param], new: &'a [Param]) -> Pairs<&'a Param> {
        let mut pairs = Pairs::by_key(old, new, |it| &it.name.wire, |it| &it.name.wire);
        pairs.also(Some(RenamedBy::Annotation), |old, new| {
            new.traits.renamed_from.as_ref() == Some(&old.name.wire)
        });
        pairs.like(|old, new| {
            let same_kind = matches!(
                (&old.kind, &new.kind),
                (ParamKind::Value, ParamKind::Value)
                    | (ParamKind::Filter(_), ParamKind::Filter(_))
                    | (ParamKind::Sort(_), ParamKind::Sort(_))
            );
            if !same_kind || !self.known.may_be_same(&old.ty, &new.ty) {
                return 0;
            }
            let words = pairs::texts(&old.traits.docs, &new.traits.docs);
            likeness(pairs::names(&old.name.wire, &new.name.wire), words)
        });
        pairs
    }

    fn param(
        &self,
        old: &Param,
        new: &Param,
        by: Option<RenamedBy>,
        renames: &[(&str, &str)],
        way: Way,
    ) -> Vec<Change> {
        let Param {
            name: old_name,
            ty,
            required,
            kept_argument,
            kind: _,
            json_text,
            // Made of the type and the longest text, and of what stands beside it.
            number: _,
            traits,
        } = old;
        let mut changes = Vec::new();
        let name = &new.name.wire;
        let change = |rule, message: String| Change::new(rule, String::new(), message);
        // The name of an argument stands in no program.
        let named = !(*required && new.required);
        if by.is_some() {
            let message = format!("parameter `{}` renamed to `{name}`", old_name.wire);
            let mut change = change(&rules::PARAM_RENAMED, message).from_to(&old_name.wire, name);
            change.renamed = by;
            if !named || old_name.rust == new.name.rust {
                change.verdicts.krate = Semver::Patch;
            }
            changes.push(change);
        } else if old_name.rust != new.name.rust {
            let message = format!("setter of parameter `{name}` has another name in Rust");
            let mut change = change(&rules::PARAM_RUST_NAME, message);
            if !named {
                change.verdicts.krate = Semver::Patch;
            }
            changes.push(change.from_to(&old_name.rust, &new.name.rust));
        }
        if *required != new.required {
            let (rule, word) = if new.required {
                (&rules::PARAM_REQUIRED, "required")
            } else {
                (&rules::PARAM_OPTIONAL, "optional")
            };
            let say = |required: bool| if required { "required" } else { "optional" };
            let mut change = change(rule, format!("parameter `{name}` became {word}"));
            if new.kept_argument {
                change.verdicts.krate = Semver::Minor;
            } else if !new.required {
                change.details.push(format!(
                    "`x-arguments: [{name}]` keeps it an argument, which may be left out: a minor change"
                ));
            }
            changes.push(change.from_to(say(*required), say(new.required)));
        } else if *kept_argument != new.kept_argument {
            let (rule, word) = match new.kept_argument {
                true => (&rules::ARGUMENT_ADDED, "is an argument now"),
                false => (&rules::ARGUMENT_REMOVED, "is no argument any more"),
            };
            changes.push(change(rule, format!("parameter `{name}` {word}")));
        }
        if traits.deprecated != new.traits.deprecated {
            let (rule, word) = if new.traits.deprecated {
                (&rules::PARAM_DEPRECATED, "deprecated")
            } else {
                (&rules::PARAM_UNDEPRECATED, "no longer deprecated")
            };
            let mut change = change(rule, format!("parameter `{name}` {word}"));
            if new.required {
                change.verdicts.krate = Semver::Patch;
            }
            changes.push(change);
        }
        // Any JSON that became something else, or the other way round, says so by its type.
        let is_json = |it: &Param| it.ty == Type::Json;
        if *json_text != new.json_text && is_json(old) == is_json(new) {
            let say = |json: bool| if json { "JSON text" } else { "as it is" };
            let message = format!("form in which `{name}` is sent changed");
            let change = change(&rules::JSON_TEXT, message);
            changes.push(change.from_to(say(*json_text), say(new.json_text)));
        }
        changes.extend(self.kind(old, new));
        let values = Values {
            name,
            old_name: &old_name.wire,
            old: (ty, traits),
            new: (&new.ty, &new.traits),
            way,
            renames,
        };
        changes.extend(self.value(&values));
        changes.extend(self.taken(old, new));
        changes
    }

    /// Which members of its group are taken now, and which no longer. Those that came to the group or left it are told there.
    fn taken(&self, old: &Param, new: &Param) -> Vec<Change> {
        let (Type::Group(was), Type::Group(is)) = (old.ty.element(), new.ty.element()) else {
            return Vec::new();
        };
        let (Some(was), Some(is)) = (self.base.group(was), self.head.group(is)) else {
            return Vec::new();
        };
        let both = is.members.iter().map(|it| it.name.wire.as_str());
        let both = both.filter(|name| was.member(name).is_some());
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        for name in both {
            let without = |it: &Param| it.traits.without.iter().any(|it| it == name);
            match (without(old), without(new)) {
                (true, false) => taken.push(name),
                (false, true) => refused.push(name),
                _ => {}
            }
        }
        let name = &new.name.wire;
        [
            (&rules::MEMBER_REFUSED, refused, "no longer takes"),
            (&rules::MEMBER_TAKEN, taken, "takes"),
        ]
        .into_iter()
        .filter(|(_, members, _)| !members.is_empty())
        .map(|(rule, members, word)| {
            let message = format!("`{name}` {word} {}", words::list(members));
            Change::new(rule, String::new(), message)
        })
        .collect()
    }

    /// How a parameter is given: as a value, a filter or a sort order.
    fn kind(&self, old: &Param, new: &Param) -> Vec<Change> {
        let name = &new.name.wire;
        let mut changes = Vec::new();
        let (before, after): (Vec<&str>, Vec<&str>) = match (&old.kind, &new.kind) {
            (ParamKind::Value, ParamKind::Value) => return changes,
            (ParamKind::Filter(old), ParamKind::Filter(new)) => {
                (old.names().collect(), new.names().collect())
            }
            (ParamKind::Sort(old), ParamKind::Sort(new)) => (
                old.iter().map(String::as_str).collect(),
                new.iter().map(String::as_str).collect(),
            ),
            _ => {
                let message = format!("kind of parameter `{name}` changed");
                let change = Change::new(&rules::PARAM_KIND, String::new(), message);
                let (old, new) = (words::given(old), words::given(new));
                changes.push(change.from_to(old, new));
                return changes;
            }
        };
        let filter = matches!(new.kind, ParamKind::Filter(_));
        for (all, others, filters, sorts, word) in [
            (
                &before,
                &after,
                &rules::OPERATOR_REMOVED,
                &rules::SORT_REMOVED,
                "no longer",
            ),
            (
                &after,
                &before,
                &rules::OPERATOR_ADDED,
                &rules::SORT_ADDED,
                "also",
            ),
        ] {
            let different: Vec<&str> = all
                .iter()
                .filter(|it| !others.contains(it))
                .copied()
                .collect();
            if different.is_empty() {
                continue;
            }
            let names = words::list(different);
            let change = if filter {
                Change::new(
                    filters,
                    String::new(),
                    format!("filter `{name}` {word} takes {names}"),
                )
            } else {
                Change::new(
                    sorts,
                    String::new(),
                    format!("list can {word} be sorted by {names}"),
                )
            };
            let list = |names: &[&str]| words::list(names.iter().copied());
            changes.push(change.from_to(list(&before), list(&after)));
        }
        changes
    }

    fn add_param(&mut self, mut change: Change, param: &Param, at: &ParamsAt<'_>) {
        change.path = format!("{}/parameter/{}", at.path, param.name.wire);
        let shared = described_elsewhere(&change).then(|| param.traits.shared.clone());
        let owner = at.group.map(|of| Owner {
            of: of.clone(),
            in_head: true,
        });
        let operation = match at.group {
            Some(_) => None,
            None => Some((
                at.path.to_owned(),
                format!("/parameter/{}", param.name.wire),
            )),
        };
        self.add(Found {
            change,
            owner,
            shared: shared.flatten(),
            operation,
        });
    }
}
