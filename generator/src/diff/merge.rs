//! What several operations have each for themselves, told once.
//!
//! A shared field of the spec that changed is told at the shared field. The same parameter or attribute that came, went or
//! changed in the same way at several operations of a resource is told once, with all of them as its sites.

use super::{
    change::{Change, RenamedBy, Wire},
    compare::Found,
};
use std::collections::BTreeMap;

/// Everything that must be equal for two changes to be one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rule: &'static str,
    path: String,
    message: String,
    before: Option<String>,
    after: Option<String>,
    renamed: Option<u8>,
    required: bool,
}

/// One change for all that are the same.
pub(super) fn merge(version: &str, found: Vec<Found>) -> Vec<Found> {
    let mut merged: BTreeMap<Key, Found> = BTreeMap::new();
    for mut it in found {
        let site = it.change.path.clone();
        let mut required = false;
        if let Some(shared) = &it.shared {
            it.change.path = format!("{version}/{}/shared/{}", shared.module, shared.name);
        } else if let Some((operation, below)) = &it.operation {
            let resource = operation.split("/operation/").next().unwrap_or_default();
            it.change.path = format!("{resource}/operation/*{below}");
            // What is said about the crate differs between arguments and setters.
            required = it.change.verdicts.krate != it.change.rule.verdicts.krate;
        }
        let key = key(&it.change, required);
        let is_merged = it.shared.is_some() || it.operation.is_some();
        match merged.get_mut(&key) {
            Some(there) => {
                there.change.sites.push(site);
                let (all, one) = (&mut there.change.verdicts, it.change.verdicts);
                all.wire = all.wire.max(one.wire);
                all.krate = all.krate.max(one.krate);
                all.money |= one.money;
                all.docs_only &= one.docs_only && one.wire == Wire::Compatible;
            }
            None => {
                if is_merged {
                    it.change.sites.push(site);
                }
                merged.insert(key, it);
            }
        }
    }
    let mut all: Vec<Found> = merged.into_values().collect();
    for it in &mut all {
        it.change.sites.sort();
        it.change.sites.dedup();
        if let ([site], None) = (it.change.sites.as_slice(), &it.shared) {
            // Only one: it is told where it is.
            it.change.path.clone_from(site);
            it.change.sites.clear();
        }
    }
    all
}

fn key(change: &Change, required: bool) -> Key {
    Key {
        rule: change.rule.id,
        path: change.path.clone(),
        message: change.message.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
        renamed: change.renamed.map(|by| match by {
            RenamedBy::Annotation => 101,
            RenamedBy::Identity => 102,
            RenamedBy::Likeness(score) => score,
        }),
        required,
    }
}
