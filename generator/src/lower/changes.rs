//! Lists that can be walked by what changed: those that can be filtered by the instant of the last change, and best sorted by it. Events
//! happen once: their lists are walked by when that was.

use crate::model::{Api, Changes, Module, Operation, ParamKind, TimeUnit, Type, TypeRef};

/// The attribute that says when something was changed, on every resource that has it.
const UPDATED_AT: &str = "updated_at";
/// The attribute that says when an event happened.
const OCCURRED_AT: &str = "occurred_at";
/// The parameters that say from when to when events are listed, where there is no filter by that attribute: API v1.
const SPAN: [&str; 2] = ["start_time", "end_time"];
/// The attribute that tells one from another, on every resource that is listed.
const ID: &str = "id";

/// Decides it for all operations, once all records are known.
pub(super) fn set(api: &mut Api) {
    super::decide(api, of, |operation, changes| operation.changes = changes);
}

fn of(api: &Api, module: &Module, operation: &Operation) -> Option<Changes> {
    let once = module.events.is_some();
    let instant = if once { OCCURRED_AT } else { UPDATED_AT };
    let params = || operation.params.iter();
    let time = |name: &str| {
        let param = params().find(|param| param.name.wire == name);
        param.filter(|param| param.ty == Type::Time(TimeUnit::Seconds))
    };
    let is_filter = time(instant).is_some_and(
        |param| matches!(param.kind, ParamKind::Filter(operators) if operators.has("after")),
    );
    let has_span = once && !is_filter && SPAN.iter().all(|it| time(it).is_some());
    if !is_filter && !has_span {
        return None;
    }
    // A guess at what a list can be sorted by would have the whole walk refused where it is wrong.
    let sort = params().find(|param| {
        matches!(&param.kind, ParamKind::Sort(by) if by.iter().any(|it| it == instant))
            && param.traits.evidence.is_none()
    });
    let resource = api.record(entry(operation, module)?)?;
    let has = |name: &str, fits: fn(&Type) -> bool| {
        let field = resource.field(name);
        field.is_some_and(|field| fits(&field.ty))
    };
    let id = has(ID, |ty| matches!(ty, Type::Id(_) | Type::Text));
    let updated_at = has(instant, |ty| *ty == Type::Time(TimeUnit::Seconds));
    (id && updated_at).then(|| Changes {
        updated_at: instant.to_owned(),
        sort: sort.map(|param| param.name.wire.clone()),
        span: has_span.then_some(SPAN),
        entry: module.name.clone(),
        id: ID.to_owned(),
        once,
    })
}

/// The resource of the module, where it stands in the entries of a list.
fn entry<'m>(operation: &Operation, module: &'m Module) -> Option<&'m TypeRef> {
    let entry = module.record(operation.entry.as_ref().filter(|_| operation.paged)?)?;
    match &entry.field(&module.name)?.ty {
        Type::Record(of) => Some(of),
        _ => None,
    }
}
