//! What an excerpt reaches. A type of the spec can stand for many places upstream, and holds what is right for all of them;
//! where an excerpt leaves out some, it cannot say that the type is wrong for the others.

use super::{super::report::Extent, Comparison, operation::shape};
use crate::{
    drift::types::resource,
    model::{Api, Route, Type, TypeRef},
    upstream::Upstream,
};
use std::collections::BTreeSet;

/// The types and parameters of which upstream lacks a place.
#[derive(Debug, Default)]
pub(super) struct Reach {
    types: BTreeSet<TypeRef>,
    params: BTreeSet<String>,
}

impl Reach {
    pub(super) fn new(upstream: &Upstream, spec: &Api, extent: Extent) -> Self {
        let mut reach = Self::default();
        if extent == Extent::Whole {
            return reach;
        }
        let operations = upstream.api.operations();
        let routes: BTreeSet<Route> = operations.map(|(_, it)| it.route()).collect();
        let records = upstream.api.records();
        let resources: BTreeSet<&str> = records.filter_map(|(_, it)| it.resource()).collect();
        // The records that stand on their own: resources, and the answers of operations.
        let mut unseen: Vec<TypeRef> = Vec::new();
        for (module, record) in spec.records() {
            let resource = record.resource();
            if resource.is_some_and(|it| !resources.contains(it)) {
                unseen.push(module.reference(&record.name));
            }
        }
        for (module, operation) in spec.operations() {
            if routes.contains(&operation.route()) {
                continue;
            }
            unseen.push(module.reference(&operation.response));
            for param in &operation.params {
                reach.params.insert(shape(&module.name, param));
                if let Type::Group(group) = param.ty.element() {
                    unseen.push(group.clone());
                }
            }
        }
        while let Some(next) = unseen.pop() {
            if reach.types.insert(next.clone()) {
                unseen.extend(inside(spec, &next));
            }
        }
        reach
    }

    /// Whether upstream has all the places of a type.
    pub(super) fn has_type(&self, at: &TypeRef) -> bool {
        !self.types.contains(at)
    }

    /// Whether upstream has all the operations that take a parameter, by its shape.
    pub(super) fn has_param(&self, shape: &str) -> bool {
        !self.params.contains(shape)
    }
}

/// The objects inside a record, but for resources, which say themselves what they are, and the groups inside a group.
fn inside(spec: &Api, at: &TypeRef) -> Vec<TypeRef> {
    let fields = spec.record(at).into_iter().flat_map(|it| &it.fields);
    let members = spec.group(at).into_iter().flat_map(|it| &it.members);
    let types = (fields.map(|it| &it.ty)).chain(members.map(|it| &it.ty));
    let inner = types.filter_map(|ty| match ty.element() {
        Type::Record(at) | Type::Group(at) => Some(at),
        _ => None,
    });
    let inner = inner.filter(|at| resource(spec, at).is_none());
    inner.cloned().collect()
}

impl Comparison<'_> {
    /// Whether upstream has all the places of an enum.
    pub(super) fn has_all_uses(&self, at: &TypeRef) -> bool {
        if self.is_whole() {
            return true;
        }
        let is = |ty: &Type| matches!(ty.element(), Type::Enum(of) if of == at);
        self.spec.modules.iter().all(|module| {
            let seen = |what: &str, member: &str| {
                let path = self.path(&module.name, &format!("{what}/{member}"));
                self.tally.is_compared(&path)
            };
            let records = module.records.iter().all(|it| {
                let what = format!("attribute/{}", it.name);
                let mut fields = it.fields.iter().filter(|it| is(&it.ty));
                fields.all(|it| seen(&what, &it.name.wire))
            });
            let groups = module.groups.iter().all(|it| {
                let what = format!("group/{}", it.name);
                let mut members = it.members.iter().filter(|it| is(&it.ty));
                members.all(|it| seen(&what, &it.name.wire))
            });
            let operations = module.operations.iter().all(|it| {
                let what = format!("operation/{}", it.name.wire);
                let mut params = it.params.iter().filter(|it| is(&it.ty));
                params.all(|it| seen(&what, &it.name.wire))
            });
            records && groups && operations
        })
    }
}
