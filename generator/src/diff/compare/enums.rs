//! Enums and their values.

use super::{Compare, types::at};
use crate::{
    diff::{
        change::{Change, RenamedBy, Semver, Wire},
        pairs::{self, Pairs, likeness},
        rules,
    },
    model::{Enum, EnumValue, TypeRef},
};

impl Compare<'_> {
    pub(super) fn enums(&mut self) {
        let pairs = self.known.enums();
        self.came_and_went(&pairs, "enum", |it| &it.name, |_| false);
        let events = self.event_enum();
        for ((old_module, old), (module, new), by) in pairs.both {
            let of = at(module, &new.name);
            let path = format!("{}/enum/{}", self.module_path(&module.name), new.name);
            let moved = self.known.module(&old_module.name) != module.name;
            if old.name != new.name || moved {
                let names = (&*old_module.name, &*old.name, &*module.name, &*new.name);
                self.renamed_type(&rules::ENUM_RENAMED, &path, "enum", names, by, &of);
            }
            if old.docs != new.docs {
                let change = Change::new(&rules::DESCRIPTION, &path, "description changed");
                self.add_in(change.from_to(&old.docs, &new.docs), &of);
            }
            let is_events = events.as_ref() == Some(&of);
            let old_of = at(old_module, &old.name);
            for change in self.values(old, new, &old_of, &path, is_events) {
                self.add_in(change, &of);
            }
        }
    }

    fn values(
        &self,
        old: &Enum,
        new: &Enum,
        of: &TypeRef,
        path: &str,
        events: bool,
    ) -> Vec<Change> {
        let mut pairs: Pairs<&EnumValue> = Pairs::by_key(
            &old.values,
            &new.values,
            |it| &it.name.wire,
            |it| &it.name.wire,
        );
        pairs.also(Some(RenamedBy::Annotation), |old, new| {
            new.renamed_from.as_ref() == Some(&old.name.wire)
        });
        pairs.like(|old, new| {
            let words = pairs::texts(&old.docs, &new.docs);
            likeness(pairs::names(&old.name.wire, &new.name.wire), words)
        });
        let what = if events { "event type" } else { "value" };
        let path = |value: &EnumValue| format!("{path}/value/{}", value.name.wire);
        let mut changes = Vec::new();
        for value in pairs.removed {
            let rule = if events {
                &rules::EVENT_TYPE_REMOVED
            } else {
                &rules::VALUE_REMOVED
            };
            let message = format!("{what} `{}` removed", value.name.wire);
            let mut change = Change::new(rule, path(value), message);
            if !events && !self.is_sent(of) {
                change.verdicts.wire = Wire::Compatible;
            }
            changes.push(change);
        }
        for value in pairs.added {
            let rule = if events {
                &rules::EVENT_TYPE_ADDED
            } else {
                &rules::VALUE_ADDED
            };
            let message = format!("{what} `{}` added", value.name.wire);
            changes.push(Change::new(rule, path(value), message));
        }
        for (old, new, by) in pairs.both {
            changes.extend(value_changes(old, new, by, &path(new), events));
        }
        changes
    }
}

fn value_changes(
    old: &EnumValue,
    new: &EnumValue,
    by: Option<RenamedBy>,
    path: &str,
    events: bool,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let name = &new.name.wire;
    let what = if events { "event type" } else { "value" };
    let change = |rule, message: String| Change::new(rule, path, message);
    if by.is_some() {
        let rule = if events {
            &rules::EVENT_TYPE_RENAMED
        } else {
            &rules::VALUE_RENAMED
        };
        let message = format!("{what} `{}` renamed to `{name}`", old.name.wire);
        let mut change = change(rule, message).from_to(&old.name.wire, name);
        change.renamed = by;
        if old.name.rust == new.name.rust {
            change.verdicts.krate = Semver::Patch;
        }
        changes.push(change);
    } else if old.name.rust != new.name.rust {
        let message = format!("variant of {what} `{name}` has another name in Rust");
        let change = change(&rules::VALUE_RUST_NAME, message);
        changes.push(change.from_to(&old.name.rust, &new.name.rust));
    }
    if old.deprecated != new.deprecated {
        let (rule, word) = if new.deprecated {
            (&rules::VALUE_DEPRECATED, "deprecated")
        } else {
            (&rules::VALUE_UNDEPRECATED, "no longer deprecated")
        };
        changes.push(change(rule, format!("{what} `{name}` {word}")));
    }
    if old.docs != new.docs {
        let message = format!("description of {what} `{name}` changed");
        changes.push(change(&rules::DESCRIPTION, message).from_to(&old.docs, &new.docs));
    }
    let told = new.renamed_from.as_ref() == Some(&old.name.wire);
    if old.renamed_from != new.renamed_from && !told {
        let say = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".to_owned());
        let message = format!("name of {what} `{name}` in API v1 changed");
        let change = change(&rules::V1_NAME, message);
        changes.push(change.from_to(say(&old.renamed_from), say(&new.renamed_from)));
    }
    let status = |it: &EnumValue| {
        it.error
            .as_ref()
            .map_or("none", |it| it.status.as_str())
            .to_owned()
    };
    let kind = |it: &EnumValue| {
        let error = it.error.as_ref();
        error
            .and_then(|it| it.kind.clone())
            .unwrap_or_else(|| "none".to_owned())
    };
    if status(old) != status(new) {
        let message = format!("HTTP status of the error code `{name}` changed");
        changes.push(change(&rules::ERROR_STATUS, message).from_to(status(old), status(new)));
    }
    if kind(old) != kind(new) {
        let message = format!("kind of the error code `{name}` changed");
        changes.push(change(&rules::ERROR_KIND, message).from_to(kind(old), kind(new)));
    }
    changes
}
