//! Resources that nothing computes with, answered as they were seeded.

use super::{Refused, change::Change, list, remembered, text};
use crate::{refusal::Refusal, sample, schema::Type};
use serde_json::{Map, Value};

/// The answer of a call that reads such a resource; `None` where a sample must do. Where any of a kind were seeded, others of the
/// kind are not there.
pub(super) fn answer(change: &Change<'_>) -> Refused<Option<Value>> {
    let (call, schema) = (change.call, change.schema());
    let kind = call.resource;
    let kept = change.state.kept.get(&(schema.version, kind));
    let Some(kept) = kept.filter(|it| !call.writes && !it.is_empty() && remembered(kind).is_none())
    else {
        return Ok(None);
    };
    if call.operation.paged {
        let entry = sample::record_of_list(schema, &call.operation);
        let is_of_kind = entry.is_some_and(|it| it.has(kind));
        return is_of_kind.then(|| list::page(change)).transpose();
    }
    let mut fitting = kept
        .iter()
        .filter(|(key, entry)| fits(change, key, &entry.value));
    let answer = schema.record(&call.operation.answer);
    let Some(field) = answer.and_then(|it| {
        let is_it = |name: &str| name == kind || name.strip_suffix('s') == Some(kind);
        it.fields.iter().find(|it| is_it(&it.name)).cloned()
    }) else {
        return Ok(None);
    };
    let shown = match &field.ty {
        Type::List(_) => Some(fitting.map(|(_, entry)| entry.value.clone()).collect()),
        _ => fitting.next().map(|(_, entry)| entry.value.clone()),
    };
    match shown {
        Some(value) => Ok(Some(Map::from_iter([(field.name, value)]).into())),
        None if call.method == "retrieve" => {
            let ids: Vec<&str> = call.ids.iter().map(|(_, id)| id.as_str()).collect();
            let message = format!("there is no {kind} `{}`", ids.join(" "));
            Err(Refusal::not_found(message))
        }
        None => Ok(None),
    }
}

/// Whether it is what the path and the parameters name.
fn fits(change: &Change<'_>, key: &str, value: &Value) -> bool {
    let call = change.call;
    let ids = call.ids.iter();
    let of_path = ids
        .into_iter()
        .all(|(name, id)| key == id || text(value, name) == *id);
    let params = call.params.iter();
    let mut params = params.filter(|(_, wanted)| !wanted.is_object());
    of_path && params.all(|(name, wanted)| value.get(name) == Some(wanted))
}
