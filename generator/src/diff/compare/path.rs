//! Where a request goes, and in what form.

use super::{Compare, Found};
use crate::{
    diff::{
        change::{Change, Semver, Verdicts},
        rules, words,
    },
    model::{Operation, PathId},
};

impl Compare<'_> {
    pub(super) fn route(&mut self, old: &Operation, new: &Operation, path: &str) {
        if old.route().1 == new.route().1 {
            self.path_ids(old, new, path);
        } else {
            let kinds = |it: &Operation| -> Vec<Option<String>> {
                it.path_ids.iter().map(|id| id.kind.clone()).collect()
            };
            let mut before = kinds(old).into_iter();
            let before: Vec<Option<String>> = before
                .by_ref()
                .map(|kind| kind.map(|kind| self.known.id(&kind).to_owned()))
                .collect();
            let mut change = Change::new(&rules::PATH, path, "path changed");
            if before != kinds(new) {
                change.verdicts.krate = Semver::Major;
            }
            self.add(change.from_to(&old.path, &new.path));
        }
        if old.method != new.method {
            let mut change = Change::new(&rules::HTTP_METHOD, path, "HTTP method changed");
            if old.custom_fields && new.custom_fields {
                change.verdicts.krate = Semver::Major;
            }
            self.add(change.from_to(old.method.name(), new.method.name()));
        }
        if old.sub_domain != new.sub_domain {
            let say = |name: &Option<String>| match name {
                Some(name) => format!("{{site}}.{name}.chargebee.com"),
                None => "{site}.chargebee.com".to_owned(),
            };
            let change = Change::new(&rules::HOST, path, "host changed");
            self.add(change.from_to(say(&old.sub_domain), say(&new.sub_domain)));
        }
        // Without a body there is no form of it.
        let bodies = !old.method.is_safe() && !new.method.is_safe();
        if old.json_body != new.json_body && bodies {
            let say = |json: bool| if json { "JSON" } else { "form" };
            let change = Change::new(&rules::BODY, path, "form of the body changed");
            self.add(change.from_to(say(old.json_body), say(new.json_body)));
        }
    }

    /// The ids of a path that stayed; what several operations share is told once.
    fn path_ids(&mut self, old: &Operation, new: &Operation, path: &str) {
        let mut changes = Vec::new();
        for (old, new) in old.path_ids.iter().zip(&new.path_ids) {
            let (old_name, before) = (&old.name, &old.kind);
            let PathId {
                name,
                kind: after,
                shared,
                origin: _,
            } = new;
            if old_name.wire != name.wire {
                // What an id is called in the description of a path reaches nobody.
                let message = format!(
                    "`{}` in the path is called `{}` now",
                    old_name.wire, name.wire
                );
                let mut change = Change::new(&rules::PATH, String::new(), message);
                change.verdicts = Verdicts::DOCS;
                let (before, after) = (&old_name.wire, &name.wire);
                changes.push((name, shared, change.from_to(before, after)));
            }
            if old_name.wire == name.wire && old_name.rust != name.rust {
                // The name of an argument stands in no program.
                let message = format!("argument `{}` has another name in Rust", name.wire);
                let mut change = Change::new(&rules::PARAM_RUST_NAME, String::new(), message);
                change.verdicts.krate = Semver::Patch;
                let (before, after) = (&old_name.rust, &name.rust);
                changes.push((name, shared, change.from_to(before, after)));
            }
            let kind = before.as_deref().map(|kind| self.known.id(kind));
            if kind != after.as_deref() {
                let say = |kind: &Option<String>| match kind {
                    Some(kind) => format!("id of a {}", words::literal(&Some(kind.clone()))),
                    None => "text".to_owned(),
                };
                let message = format!("type of `{}` in the path changed", name.wire);
                let change = Change::new(&rules::PATH_ID, String::new(), message);
                changes.push((name, shared, change.from_to(say(before), say(after))));
            }
        }
        for (name, shared, mut change) in changes {
            let below = format!("/path/{}", name.wire);
            change.path = format!("{path}{below}");
            self.add(Found {
                change,
                owner: None,
                shared: shared.clone(),
                operation: Some((path.to_owned(), below)),
            });
        }
    }
}
