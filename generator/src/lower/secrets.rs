//! Ids that are part of a secret link: where one stands, nothing prints it.

use crate::model::{Api, Param, Record, Type};
use std::collections::BTreeSet;

/// A resource says of its own `id` that it is sensitive; then it is wherever it stands: in other objects, in parameters and in
/// paths.
pub(super) fn set(api: &mut Api) {
    let is_secret = |record: &Record| record.field("id").is_some_and(|it| it.traits.sensitive);
    let kinds: BTreeSet<String> = (api.records())
        .filter(|(_, record)| is_secret(record))
        .filter_map(|(_, record)| record.resource().map(str::to_owned))
        .collect();
    for kind in &mut api.id_kinds {
        kind.secret = kinds.contains(&kind.name);
    }
    let is_of = |ty: &Type| matches!(ty.element(), Type::Id(kind) if kinds.contains(kind));
    let mark = |params: &mut Vec<Param>| {
        for param in params {
            param.traits.sensitive |= is_of(&param.ty);
        }
    };
    for module in &mut api.modules {
        for field in module.records.iter_mut().flat_map(|it| &mut it.fields) {
            field.traits.sensitive |= is_of(&field.ty);
        }
        for group in &mut module.groups {
            mark(&mut group.members);
        }
        for operation in &mut module.operations {
            mark(&mut operation.params);
            let mut ids = operation.path_ids.iter().filter_map(|id| id.kind.as_ref());
            operation.secret_ids = ids.any(|kind| kinds.contains(kind));
        }
    }
}
