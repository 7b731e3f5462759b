//! Enums and their values.

use super::{Compare, wording};
use crate::{
    diff::{
        change::{Change, RenamedBy, Semver, Wire},
        pairs::enum_values,
        rules, words,
    },
    model::{Enum, EnumValue, ErrorFacts, RetrySafety, TypeRef},
};

impl Compare<'_> {
    pub(super) fn enums(&mut self) {
        let pairs = self.known.enums();
        self.came_and_went(&pairs, "enum", |it| &it.name, |_| false);
        let events = self.event_enum();
        for ((old_module, old), (module, new), by) in pairs.both {
            let of = module.reference(&new.name);
            let path = format!("{}/enum/{}", self.module_path(&module.name), new.name);
            let moved = self.known.module(&old_module.name) != module.name;
            if old.name != new.name || moved {
                let names = (&*old_module.name, &*old.name, &*module.name, &*new.name);
                self.renamed_type(&rules::ENUM_RENAMED, &path, "enum", names, by, &of);
            }
            let Enum {
                name: _,
                docs,
                values: _,
                origin: _,
            } = old;
            if let Some(change) = wording::changed(&path, None, docs, &new.docs) {
                self.add_in(change, &of);
            }
            let is_events = events.as_ref() == Some(&of);
            let old_of = old_module.reference(&old.name);
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
        let pairs = enum_values(old, new);
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
            let mut change = Change::new(rule, path(value), message);
            if events {
                change.details = self.content_of(&value.name.wire);
            } else if value.error.is_none() && !self.is_read(of) {
                change.verdicts.wire = Wire::Compatible;
            }
            changes.push(change);
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
    let EnumValue {
        name: old_name,
        docs,
        deprecated,
        renamed_from,
        // Why the spec has it is no part of what it is.
        evidence: _,
        error,
        origin: _,
    } = old;
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
        let message = format!("{what} `{}` renamed to `{name}`", old_name.wire);
        let mut change = change(rule, message).from_to(&old_name.wire, name);
        change.renamed = by;
        if old_name.rust == new.name.rust {
            change.verdicts.krate = Semver::Patch;
        }
        changes.push(change);
    } else if old_name.rust != new.name.rust {
        let message = format!("variant of {what} `{name}` has another name in Rust");
        let change = change(&rules::VALUE_RUST_NAME, message);
        changes.push(change.from_to(&old_name.rust, &new.name.rust));
    }
    if *deprecated != new.deprecated {
        let (rule, word) = if new.deprecated {
            (&rules::VALUE_DEPRECATED, "deprecated")
        } else {
            (&rules::VALUE_UNDEPRECATED, "no longer deprecated")
        };
        changes.push(change(rule, format!("{what} `{name}` {word}")));
    }
    let of = format!("{what} `{name}`");
    changes.extend(wording::changed(path, Some(&of), docs, &new.docs));
    let told = new.renamed_from.as_ref() == Some(&old_name.wire);
    if *renamed_from != new.renamed_from && !told {
        let message = format!("name of {what} `{name}` in API v1 changed");
        let change = change(&rules::V1_NAME, message);
        let (before, after) = (
            words::literal(renamed_from),
            words::literal(&new.renamed_from),
        );
        changes.push(change.from_to(before, after));
    }
    changes.extend(error_changes(error.as_ref(), new, path));
    changes
}

/// What the API says together with the code of an error.
fn error_changes(old: Option<&ErrorFacts>, new: &EnumValue, path: &str) -> Vec<Change> {
    let none = ErrorFacts {
        kind: None,
        status: "none".to_owned(),
        retry: None,
    };
    let ErrorFacts {
        kind,
        status,
        retry,
    } = old.unwrap_or(&none);
    let now = new.error.as_ref().unwrap_or(&none);
    let name = &new.name.wire;
    let mut changes = Vec::new();
    if *status != now.status {
        let message = format!("HTTP status of the error code `{name}` changed");
        let change = Change::new(&rules::ERROR_STATUS, path, message);
        changes.push(change.from_to(status, &now.status));
    }
    if *kind != now.kind {
        let message = format!("kind of the error code `{name}` changed");
        let change = Change::new(&rules::ERROR_KIND, path, message);
        changes.push(change.from_to(words::literal(kind), words::literal(&now.kind)));
    }
    if *retry != now.retry {
        let say = |retry: Option<RetrySafety>| match retry {
            None => "is not sent again",
            Some(RetrySafety::Refused) => "is sent again: it was refused and did nothing",
            Some(RetrySafety::Temporary) => {
                "is sent again where that is safe: it may have done something"
            }
        };
        let message =
            format!("whether a request is sent again after the error code `{name}` changed");
        let change = Change::new(&rules::ERROR_RETRY, path, message);
        changes.push(change.from_to(say(*retry), say(now.retry)));
    }
    changes
}
