//! Two models of one API version, item by item.
//!
//! First what belongs together ([`Known`]), since a type that was renamed must not count as changed wherever it is used;
//! then each pair on its own.

mod enums;
mod events;
mod known;
mod limits;
mod modules;
mod operation;
mod param;
mod parts;
mod path;
mod pricing;
mod record;
mod task;
mod types;
mod value;
mod values;
mod wording;

use super::{
    change::{Change, RenamedBy, Rule},
    pairs::{self, Pairs, likeness},
    rules,
};
use crate::model::{Api, IdKind, TypeRef};
pub(super) use known::Known;

/// A change, and what is needed to say who uses the item.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) change: Change,
    /// The type that holds the item.
    pub(super) owner: Option<Owner>,
    /// Where the item is described, where several share its description.
    pub(super) shared: Option<TypeRef>,
    /// The path of the operation that the item belongs to, and the path below it.
    pub(super) operation: Option<(String, String)>,
}

/// A type of one of the two models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) of: TypeRef,
    pub(super) in_head: bool,
}

impl From<Change> for Found {
    fn from(change: Change) -> Self {
        Self {
            change,
            owner: None,
            shared: None,
            operation: None,
        }
    }
}

/// The comparison of one API version.
pub(super) struct Compare<'a> {
    pub(super) base: &'a Api,
    pub(super) head: &'a Api,
    pub(super) known: Known<'a>,
    pub(super) found: Vec<Found>,
}

impl<'a> Compare<'a> {
    pub(super) fn new(base: &'a Api, head: &'a Api) -> Self {
        Self {
            base,
            head,
            known: Known::new(base, head),
            found: Vec::new(),
        }
    }

    /// Everything, once.
    pub(super) fn run(&mut self) {
        // What is new in the model does not compile here until somebody says where it is compared.
        let Api {
            version: _,
            modules: _,
            id_kinds: _,
            places: _,
        } = self.base;
        self.modules();
        self.records();
        self.groups();
        self.enums();
        self.events();
        self.operations();
        self.ids();
    }

    /// Whether a module came or went as a whole: what belongs to it is not told again.
    pub(super) fn whole(&self, module: &str, in_head: bool) -> bool {
        self.known.whole(module, in_head)
    }

    pub(super) fn add(&mut self, found: impl Into<Found>) {
        self.found.push(found.into());
    }

    pub(super) fn module_path(&self, module: &str) -> String {
        format!("{}/{module}", self.head.version)
    }

    pub(super) fn renamed(
        &mut self,
        rule: &'static Rule,
        path: &str,
        what: &str,
        old: &str,
        new: &str,
        by: Option<RenamedBy>,
    ) {
        let message = format!("{what} `{old}` renamed to `{new}`");
        let mut change = Change::new(rule, path, message).from_to(old, new);
        change.renamed = by;
        self.add(change);
    }

    /// Ids of what is no resource; those of resources come and go with them.
    fn ids(&mut self) {
        let own = |api: &'a Api| api.id_kinds.iter();
        let mut ids: Pairs<&IdKind> = Pairs::by_key(
            own(self.base),
            own(self.head),
            |it| self.known.id(&it.name),
            |it| it.name.as_str(),
        );
        ids.removed.retain(|it| it.record.is_none());
        ids.added.retain(|it| it.record.is_none());
        for (base, head, _) in ids.both {
            let IdKind {
                name: _,
                // Made of the name.
                alias: _,
                record: _,
                docs: _,
                // The field `id` of the resource says it.
                secret: _,
                // What has it says so.
                used: _,
                origin: _,
            } = base;
            let path = format!("{}/common/id/{}", self.head.version, head.name);
            if base.record.is_some() != head.record.is_some() {
                let which = |it: &IdKind| {
                    if it.record.is_some() {
                        "a resource"
                    } else {
                        "no resource"
                    }
                };
                let message = format!("id type `{}` belongs to another type", head.alias);
                let change = Change::new(&rules::ID_RESOURCE, path, message);
                self.add(change.from_to(which(base), which(head)));
                continue;
            }
            if base.name != head.name && head.record.is_none() {
                let by = self.known.id_renamed(&base.name);
                self.renamed(
                    &rules::ID_RENAMED,
                    &path,
                    "id type",
                    &base.alias,
                    &head.alias,
                    by,
                );
            }
            self.found
                .extend(wording::changed(&path, None, &base.docs, &head.docs).map(Found::from));
        }
        for (rule, all, word) in [
            (&rules::ID_REMOVED, ids.removed, "removed"),
            (&rules::ID_ADDED, ids.added, "added"),
        ] {
            for kind in all {
                let path = format!("{}/common/id/{}", self.head.version, kind.name);
                let message = format!("id type `{}` {word}", kind.alias);
                self.add(Change::new(rule, path, message));
            }
        }
    }
}

/// How alike the ids of two kinds of things are.
fn like_ids(base: &IdKind, head: &IdKind) -> u8 {
    likeness(
        pairs::names(&base.name, &head.name),
        pairs::texts(&base.docs, &head.docs),
    )
}
