//! What an object says of itself, its attributes aside.

use super::{Compare, modules::came_or_went, parts, pricing, wording};
use crate::{
    diff::{
        change::{Change, Rule, Semver, Wire},
        pairs::renamed,
        rules, words,
    },
    model::{Record, TypeRef},
};

impl<'a> Compare<'a> {
    pub(super) fn record(&mut self, old: &'a Record, new: &'a Record, path: &str, of: &TypeRef) {
        let Record {
            name: _,
            docs,
            // What it is there for decides what it is held against.
            role: _,
            object,
            // Each on its own.
            fields: _,
            custom_fields,
            link,
            expires,
            // Made of the name in API v1, which is told where it stands.
            alias: _,
            catalog,
            // Those of two whole numbers; the others are made of the types of attributes, which say so themselves.
            exact: _,
            pricing: _,
            // Made of what holds the object, which says so itself.
            currency_holders: _,
            origin: _,
        } = old;
        let renames = self.known.renames(&old.fields, &new.fields);
        let mut changes = Vec::new();
        changes.extend(wording::changed(path, None, docs, &new.docs));
        if *object != new.object && !renamed_resource(old, new) {
            let message = "what the member `object` says changed";
            let list = |words: &[String]| match words {
                [] => "nothing".to_owned(),
                words => words::list(words.iter().map(String::as_str)),
            };
            let mut change = Change::new(&rules::OBJECT_WORD, path, message);
            if object.iter().all(|word| new.object.contains(word)) && !object.is_empty() {
                change.verdicts.wire = Wire::Compatible;
            }
            changes.push(change.from_to(list(object), list(&new.object)));
        }
        if *custom_fields != new.custom_fields {
            let say = |has: bool| {
                if has {
                    "custom fields"
                } else {
                    "no custom fields"
                }
            };
            let message = format!("has {} now", say(new.custom_fields));
            let mut change = Change::new(&rules::OBJECT_CUSTOM_FIELDS, path, message);
            if new.custom_fields {
                change.verdicts.wire = Wire::Compatible;
            }
            changes.push(change.from_to(say(*custom_fields), say(new.custom_fields)));
        }
        changes.extend(pricing::changed(old, new, path, &renames));
        changes.extend(parts::changed(old, new, path, &renames));
        let say = "attribute that holds a link to a file changed";
        changes.extend(named(
            &rules::FILE_LINK,
            say,
            path,
            (link, &new.link),
            &renames,
        ));
        let say = "attribute that says when it stops working changed";
        changes.extend(named(
            &rules::EXPIRY,
            say,
            path,
            (expires, &new.expires),
            &renames,
        ));
        changes.extend(super::limits::catalog(
            *catalog,
            new.catalog,
            path,
            Semver::Patch,
        ));
        for change in changes {
            self.add_in(change, of);
        }
    }
}

/// An attribute that an object gives a part to; one that only has another name says so itself.
fn named(
    rule: &'static Rule,
    message: &str,
    path: &str,
    (old, new): (&Option<String>, &Option<String>),
    renames: &[(&str, &str)],
) -> Option<Change> {
    let same = match (old, new) {
        (Some(old), Some(new)) => old == new || renamed(renames, old) == Some(new.as_str()),
        (old, new) => old == new,
    };
    if same {
        return None;
    }
    let mut change = Change::new(rule, path, message);
    change.verdicts.krate = came_or_went(old.is_some(), new.is_some());
    Some(change.from_to(words::literal(old), words::literal(new)))
}

/// A resource that was renamed says its new name, which is told there.
fn renamed_resource(old: &Record, new: &Record) -> bool {
    let own = |it: &Record| it.resource().is_some_and(|name| it.object == [name]);
    own(old) && own(new)
}
