//! Ids that are part of a secret link: where one stands, nothing prints it.

use crate::model::{Field, Module, Param, Type};
use std::collections::BTreeSet;

/// A resource says of its own `id` that it is sensitive; then it is wherever it stands: in other objects, in parameters and in
/// paths. The kinds of such ids.
pub(super) fn set(modules: &mut [Module]) -> BTreeSet<String> {
    let is_secret = |field: &&Field| field.name.wire == "id" && field.traits.sensitive;
    let records = modules.iter().flat_map(|module| &module.records);
    let kinds: BTreeSet<String> = records
        .filter(|record| record.fields.iter().any(|field| is_secret(&field)))
        .filter_map(|record| record.resource.clone())
        .collect();
    let is_of = |ty: &Type| match ty {
        Type::Id(kind) => kinds.contains(kind),
        Type::List(inner) => matches!(&**inner, Type::Id(kind) if kinds.contains(kind)),
        _ => false,
    };
    let mark = |params: &mut Vec<Param>| {
        for param in params {
            param.traits.sensitive |= is_of(&param.ty);
        }
    };
    for module in modules {
        for field in module.records.iter_mut().flat_map(|it| &mut it.fields) {
            field.traits.sensitive |= is_of(&field.ty);
        }
        for group in &mut module.groups {
            mark(&mut group.members);
        }
        for operation in &mut module.operations {
            mark(&mut operation.params);
            let mut ids = operation.path_ids.iter();
            operation.secret_ids =
                ids.any(|(_, kind)| kind.as_ref().is_some_and(|kind| kinds.contains(kind)));
        }
    }
    kinds
}
