//! Lists that can be walked by what changed: those that can be filtered by the instant of the last change, and best sorted by it.

use crate::model::{Changes, Module, Operation, OperatorSet, ParamKind, TimeUnit, Type};
use std::collections::BTreeSet;

/// The attribute that says when something was changed, on every resource that has it.
const UPDATED_AT: &str = "updated_at";
/// The attribute that tells one from another, on every resource that is listed.
const ID: &str = "id";

/// Decides it for all operations, once all records are known.
pub(super) fn set(modules: &mut [Module], operators: &BTreeSet<OperatorSet>) {
    for at in 0..modules.len() {
        let all: &[Module] = modules;
        let found: Vec<Option<Changes>> = (all.get(at).into_iter())
            .flat_map(|module| module.operations.iter().map(move |it| (module, it)))
            .map(|(module, operation)| of(operation, module, all, operators))
            .collect();
        let operations = modules.get_mut(at).map(|module| &mut module.operations);
        for (operation, changes) in operations.into_iter().flatten().zip(found) {
            operation.changes = changes;
        }
    }
}

fn of(
    operation: &Operation,
    module: &Module,
    modules: &[Module],
    operators: &BTreeSet<OperatorSet>,
) -> Option<Changes> {
    let after = |set: &str| {
        let set = operators.iter().find(|it| it.name == set);
        set.is_some_and(|set| set.operators.iter().any(|it| it == "after"))
    };
    let params = || operation.params.iter();
    params().find(|param| {
        param.name.wire == UPDATED_AT
            && param.ty == Type::Time(TimeUnit::Seconds)
            && matches!(&param.kind, ParamKind::Filter(set) if after(set))
    })?;
    // A guess at what a list can be sorted by would have the whole walk refused where it is wrong.
    let sort = params().find(|param| {
        matches!(&param.kind, ParamKind::Sort(by) if by.iter().any(|it| it == UPDATED_AT))
            && param.traits.evidence.is_none()
    });
    let entry = entry(operation, module)?;
    let resource = modules
        .iter()
        .find(|it| it.name == entry.module)?
        .records
        .iter()
        .find(|it| it.name == entry.name)?;
    let has = |name: &str, fits: fn(&Type) -> bool| {
        (resource.fields.iter()).any(|field| field.name.wire == name && fits(&field.ty))
    };
    let id = has(ID, |ty| matches!(ty, Type::Id(_) | Type::Text));
    let updated_at = has(UPDATED_AT, |ty| *ty == Type::Time(TimeUnit::Seconds));
    (id && updated_at).then(|| Changes {
        updated_at: UPDATED_AT.to_owned(),
        sort: sort.map(|param| param.name.wire.clone()),
        entry: module.name.clone(),
        id: ID.to_owned(),
    })
}

/// The resource of the module, where it stands in the entries of a list.
fn entry(operation: &Operation, module: &Module) -> Option<crate::model::TypeRef> {
    let record = |name: &str| module.records.iter().find(|it| it.name == name);
    let entry = record(record(&operation.response)?.page_of.as_ref()?)?;
    let field = (entry.fields.iter()).find(|field| field.name.wire == module.name)?;
    match &field.ty {
        Type::Record(of) => Some(of.clone()),
        _ => None,
    }
}
