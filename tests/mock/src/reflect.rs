//! What was asked for, seen again in the answer.

use crate::{
    check::Call,
    schema::{Record, Schema, Type},
};
use serde_json::{Map, Value};

/// Puts the values of a request into the answer: those of the operation's own resource, those of a group that has the name
/// of another, and the ids of the path.
pub(crate) fn reflect(schema: &Schema, call: &Call, answer: &mut Value) {
    let (Some(record), Some(answer)) = (
        schema.record(&call.operation.answer),
        answer.as_object_mut(),
    ) else {
        return;
    };
    if call.operation.paged {
        return;
    }
    for field in &record.fields {
        let Type::Record(of) = &field.ty else {
            continue;
        };
        let (Some(inner), Some(Value::Object(object))) =
            (schema.record(of), answer.get_mut(&field.name))
        else {
            continue;
        };
        if call.writes {
            if inner.resource.as_deref() == Some(call.resource) {
                overlay(schema, &inner, object, &call.params);
            }
            if let Some(Value::Object(group)) = call.params.get(&field.name) {
                overlay(schema, &inner, object, group);
            }
        }
        ids(call, &inner, object);
    }
}

/// `customer_id` of the path is the id of a customer, and the field of that name elsewhere.
fn ids(call: &Call, record: &Record, object: &mut Map<String, Value>) {
    for (name, id) in &call.ids {
        let kind = name.strip_suffix("_id").unwrap_or(name);
        let is_own = record.resource.as_deref() == Some(kind);
        let field = if is_own { "id" } else { name.as_str() };
        if record.fields.iter().any(|it| it.name == field) {
            object.insert(field.to_owned(), id.clone().into());
        }
    }
}

/// Sets the fields of a record that have the name of a parameter and can hold its value.
pub(crate) fn overlay(
    schema: &Schema,
    record: &Record,
    object: &mut Map<String, Value>,
    params: &Map<String, Value>,
) {
    for (name, value) in params {
        if crate::custom::is_name(name) {
            object.insert(name.clone(), value.clone());
            continue;
        }
        let Some(field) = record.fields.iter().find(|it| it.name == *name) else {
            continue;
        };
        if value == "" {
            if !field.required {
                object.remove(name);
            }
            continue;
        }
        if let Some(value) = fitting(schema, &field.ty, object.get(name), value) {
            object.insert(name.clone(), value);
        }
    }
}

/// The value as a field of this type holds it, where it can.
pub(crate) fn fitting(
    schema: &Schema,
    ty: &Type,
    old: Option<&Value>,
    value: &Value,
) -> Option<Value> {
    match (ty, value) {
        (Type::Bool, Value::Bool(_))
        | (Type::Int | Type::Amount | Type::Time | Type::Millis, Value::Number(_))
        | (Type::Text | Type::Id(_) | Type::Enum(_) | Type::Currency, Value::String(_))
        | (Type::Json, _) => Some(value.clone()),
        (Type::Decimal, Value::String(_)) => Some(value.clone()),
        (Type::Number, Value::String(digits)) => serde_json::from_str(digits).ok(),
        (Type::Record(of), Value::Object(members)) => {
            let record = schema.record(of)?;
            let mut object = old.and_then(Value::as_object).cloned().unwrap_or_default();
            overlay(schema, &record, &mut object, members);
            let lacks = |name: &str| !object.contains_key(name);
            let whole = !record
                .fields
                .iter()
                .any(|it| it.required && lacks(&it.name));
            whole.then(|| object.into())
        }
        (Type::List(inner), Value::Array(elements)) => {
            let sample = old.and_then(|old| old.as_array()?.first());
            let fit = |value: &Value| fitting(schema, inner, sample, value);
            elements
                .iter()
                .map(fit)
                .collect::<Option<Vec<_>>>()
                .map(Into::into)
        }
        _ => None,
    }
}
