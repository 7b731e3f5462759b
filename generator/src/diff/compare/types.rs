//! Objects and their attributes, and what all types have in common.

use super::{
    Compare, Found, Owner,
    values::{Values, Way},
};
use crate::{
    diff::{
        change::{Change, RenamedBy, Semver},
        pairs::Pairs,
        rules, words,
    },
    model::{COMMON, Decimal, Field, Module, Presence, Record, Type, TypeRef},
};

/// Where the fields of a record are told.
pub(super) struct FieldsAt<'p> {
    /// The path before the name of the field.
    pub(super) path: &'p str,
    /// The type that holds them, where it has users of its own.
    pub(super) owner: Option<&'p TypeRef>,
    /// The operation whose answer it is.
    pub(super) operation: Option<&'p str>,
}

impl<'a> Compare<'a> {
    pub(super) fn records(&mut self) {
        let pairs = self.known.records();
        self.came_and_went(
            &pairs,
            "object",
            |it| &it.name,
            |it| it.resource().is_some(),
        );
        for ((old_module, old), (module, new), by) in pairs.both {
            let of = module.reference(&new.name);
            let path = if new.resource().is_some() {
                self.module_path(&module.name)
            } else {
                format!("{}/object/{}", self.module_path(&module.name), new.name)
            };
            let moved = self.known.module(&old_module.name) != module.name;
            // A resource that was renamed says so itself.
            let with_resource = new.resource().is_some() && old_module.name != module.name;
            if (old.name != new.name || moved) && !with_resource {
                let names = (&*old_module.name, &*old.name, &*module.name, &*new.name);
                self.renamed_type(&rules::OBJECT_RENAMED, &path, "object", names, by, &of);
            }
            self.record(old, new, &path, &of);
            let fields = FieldsAt {
                path: &format!("{path}/attribute"),
                owner: Some(&of),
                operation: None,
            };
            self.fields(old, new, &fields);
        }
    }

    /// The fields of a record, of an answer or of an event's content.
    pub(super) fn fields(&mut self, old: &'a Record, new: &'a Record, at: &FieldsAt<'_>) {
        let pairs = self.known.pair_fields(&old.fields, &new.fields);
        let renames: Vec<(&str, &str)> = (pairs.both.iter())
            .filter(|(_, _, by)| by.is_some())
            .map(|(old, new, _)| (old.name.wire.as_str(), new.name.wire.as_str()))
            .collect();
        for field in &pairs.removed {
            let message = format!("attribute `{}` removed", field.name.wire);
            let mut change = Change::new(&rules::ATTRIBUTE_REMOVED, String::new(), message);
            change.before = Some(words::field(field));
            change.verdicts.money = refines(field, &new.fields);
            self.add_field(change, field, at);
        }
        for field in &pairs.added {
            let message = format!("attribute `{}` added", field.name.wire);
            let mut change = Change::new(&rules::ATTRIBUTE_ADDED, String::new(), message);
            change.after = Some(words::field(field));
            change.verdicts.money = refines(field, &old.fields);
            self.add_field(change, field, at);
        }
        for (old, new, by) in &pairs.both {
            for change in self.field(old, new, *by, &renames) {
                self.add_field(change, new, at);
            }
        }
        let order = |mut both: Vec<(usize, usize)>| {
            both.sort_unstable();
            both.windows(2)
                .any(|two| matches!(two, [(_, left), (_, right)] if left > right))
        };
        let index = |fields: &[Field], it: &Field| {
            fields
                .iter()
                .position(|field| field.name == it.name)
                .unwrap_or_default()
        };
        let both = pairs.both.iter();
        let both = both
            .map(|(a, b, _)| (index(&old.fields, a), index(&new.fields, b)))
            .collect();
        if at.owner.is_some() && order(both) {
            let path = at.path.trim_end_matches("/attribute");
            let change = Change::new(
                &rules::ATTRIBUTES_REORDERED,
                path,
                "order of attributes changed",
            );
            self.add(change);
        }
    }

    fn field(
        &self,
        old: &Field,
        new: &Field,
        by: Option<RenamedBy>,
        renames: &[(&str, &str)],
    ) -> Vec<Change> {
        let Field {
            name: old_name,
            ty,
            documented_required,
            presence,
            boxed,
            traits,
        } = old;
        let mut changes = Vec::new();
        let name = &new.name.wire;
        let change = |rule, message: String| Change::new(rule, String::new(), message);
        if by.is_some() {
            let message = format!("attribute `{}` renamed to `{name}`", old_name.wire);
            let mut change =
                change(&rules::ATTRIBUTE_RENAMED, message).from_to(&old_name.wire, name);
            change.renamed = by;
            if old_name.rust == new.name.rust {
                change.verdicts.krate = Semver::Patch;
            }
            changes.push(change);
        } else if old_name.rust != new.name.rust {
            let message = format!("field of attribute `{name}` has another name in Rust");
            let change = change(&rules::ATTRIBUTE_RUST_NAME, message);
            changes.push(change.from_to(&old_name.rust, &new.name.rust));
        }
        let say = |there: bool| {
            if there {
                "always there"
            } else {
                "may be missing"
            }
        };
        let (was, is) = (presence.is_plain(), new.presence.is_plain());
        if was != is {
            let (rule, word) = if is {
                (&rules::ATTRIBUTE_GUARANTEED, "is always there now")
            } else {
                (
                    &rules::ATTRIBUTE_NOT_GUARANTEED,
                    "is no longer always there",
                )
            };
            let mut change = change(rule, format!("attribute `{name}` {word}"));
            if matches!(new.ty, Type::List(_)) {
                change.verdicts.krate = Semver::Patch;
            }
            changes.push(change.from_to(say(was), say(is)));
        } else if *presence != new.presence {
            let message = if new.presence == Presence::Guaranteed {
                format!("an answer that lacks attribute `{name}` cannot be read any more")
            } else {
                format!("an answer that lacks attribute `{name}` is read with a placeholder")
            };
            changes.push(change(&rules::ATTRIBUTE_PLACEHOLDER, message));
        } else if *documented_required != new.documented_required {
            let (rule, word) = if new.documented_required {
                (
                    &rules::ATTRIBUTE_REQUIRED,
                    "is documented as always there now",
                )
            } else {
                (
                    &rules::ATTRIBUTE_NOT_REQUIRED,
                    "is no longer documented as always there",
                )
            };
            let change = change(rule, format!("attribute `{name}` {word}"));
            changes.push(change.from_to(say(*documented_required), say(new.documented_required)));
        }
        if *boxed != new.boxed {
            let say = |boxed: bool| {
                if boxed {
                    "behind a pointer"
                } else {
                    "in place"
                }
            };
            let message = format!("field of attribute `{name}` stands {} now", say(new.boxed));
            let change = change(&rules::ATTRIBUTE_BOXED, message);
            changes.push(change.from_to(say(*boxed), say(new.boxed)));
        }
        if traits.deprecated != new.traits.deprecated {
            let (rule, word) = if new.traits.deprecated {
                (&rules::ATTRIBUTE_DEPRECATED, "deprecated")
            } else {
                (&rules::ATTRIBUTE_UNDEPRECATED, "no longer deprecated")
            };
            changes.push(change(rule, format!("attribute `{name}` {word}")));
        }
        let values = Values {
            name,
            old_name: &old_name.wire,
            old: (ty, traits),
            new: (&new.ty, &new.traits),
            way: Way::Answer,
            renames,
        };
        changes.extend(self.value(&values));
        changes
    }

    fn add_field(&mut self, mut change: Change, field: &Field, at: &FieldsAt<'_>) {
        change.path = format!("{}/{}", at.path, field.name.wire);
        let below = at.operation.map(|path| {
            let rest = change.path.strip_prefix(path).unwrap_or_default();
            (path.to_owned(), rest.to_owned())
        });
        let shared = described_elsewhere(&change).then(|| field.traits.shared.clone());
        let owner = at.owner.map(|of| Owner {
            of: of.clone(),
            in_head: true,
        });
        self.add(Found {
            change,
            owner,
            shared: shared.flatten(),
            operation: below,
        });
    }

    pub(super) fn add_in(&mut self, change: Change, of: &TypeRef) {
        let owner = Owner {
            of: of.clone(),
            in_head: true,
        };
        self.add(Found {
            owner: Some(owner),
            ..Found::from(change)
        });
    }

    pub(super) fn renamed_type(
        &mut self,
        rule: &'static crate::diff::change::Rule,
        path: &str,
        what: &str,
        (old_module, old, module, new): (&str, &str, &str, &str),
        by: Option<RenamedBy>,
        of: &TypeRef,
    ) {
        let (before, after) = (format!("{old_module}::{old}"), format!("{module}::{new}"));
        let message = if old == new {
            format!("{what} `{new}` moved from `{old_module}` to `{module}`")
        } else {
            format!("{what} `{old}` renamed to `{new}`")
        };
        let mut change = Change::new(rule, path, message).from_to(before, after);
        change.renamed = by;
        // What a module shares with others stands among its own types too, so its path there leads to it as before.
        let keeps_path = module == COMMON
            && old == new
            && (self.head.module(old_module)).is_some_and(|it| it.shared_types().contains(of));
        if keeps_path {
            change.verdicts.krate = Semver::Minor;
        }
        self.add_in(change, of);
    }

    /// Types that came or went on their own.
    pub(super) fn came_and_went<T>(
        &mut self,
        pairs: &Pairs<(&'a Module, &'a T)>,
        what: &str,
        name: impl Fn(&T) -> &String,
        is_resource: impl Fn(&T) -> bool,
    ) {
        let (added, removed) = match what {
            "enum" => (&rules::ENUM_ADDED, &rules::ENUM_REMOVED),
            "group" => (&rules::GROUP_ADDED, &rules::GROUP_REMOVED),
            _ => (&rules::OBJECT_ADDED, &rules::OBJECT_REMOVED),
        };
        let called = if what == "group" {
            "group of parameters"
        } else {
            what
        };
        for (all, in_head, rule, word) in [
            (&pairs.removed, false, removed, "removed"),
            (&pairs.added, true, added, "added"),
        ] {
            for (module, it) in all {
                if self.whole(&module.name, in_head) || is_resource(it) {
                    continue;
                }
                let path = format!("{}/{what}/{}", self.module_path(&module.name), name(it));
                let message = format!("{called} `{}` {word}", name(it));
                let owner = Owner {
                    of: module.reference(name(it)),
                    in_head,
                };
                self.add(Found {
                    owner: Some(owner),
                    ..Found::from(Change::new(rule, path, message))
                });
            }
        }
    }
}

/// Whether a decimal is the exact value of an amount among these fields.
fn refines(field: &Field, fields: &[Field]) -> bool {
    let Type::Decimal(Decimal { of: Some(of), .. }) = &field.ty else {
        return false;
    };
    let is_amount = |it: &Field| it.name.wire == *of && matches!(it.ty, Type::Amount(_));
    fields.iter().any(is_amount)
}

/// Whether a change is about what a shared field says, and not about who has it.
pub(super) fn described_elsewhere(change: &Change) -> bool {
    ![
        rules::ATTRIBUTE_ADDED.id,
        rules::ATTRIBUTE_REMOVED.id,
        rules::ATTRIBUTE_RENAMED.id,
        rules::ATTRIBUTE_GUARANTEED.id,
        rules::ATTRIBUTE_NOT_GUARANTEED.id,
        rules::ATTRIBUTE_REQUIRED.id,
        rules::ATTRIBUTE_NOT_REQUIRED.id,
        rules::ATTRIBUTE_BOXED.id,
        rules::PARAM_ADDED.id,
        rules::PARAM_ADDED_REQUIRED.id,
        rules::PARAM_REMOVED.id,
        rules::PARAM_RENAMED.id,
        rules::PARAM_REQUIRED.id,
        rules::PARAM_OPTIONAL.id,
    ]
    .contains(&change.rule.id)
}
