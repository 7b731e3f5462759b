//! Whether a value is what the description says.

use crate::{
    schema::{Limits, Record, Schema, Type},
    value,
};
use serde_json::Value;

/// Checks the members of a record that are there.
///
/// # Errors
/// The first member that is not known or of another type, with its path.
pub(crate) fn check(
    schema: &Schema,
    record: &Record,
    value: &Value,
    path: &str,
) -> Result<(), String> {
    let Value::Object(members) = value else {
        return Err(format!("{path} should be an object"));
    };
    for (name, value) in members {
        let at = format!("{path}.{name}");
        match record.field(name) {
            Some(field) => of_type(schema, &field.ty, &field.limits, value, &at)?,
            None if name == "object" && value.is_string() => {}
            None if record.custom && crate::custom::is_name(name) => {}
            None => return Err(format!("{at} is not known")),
        }
    }
    Ok(())
}

fn of_type(
    schema: &Schema,
    ty: &Type,
    limits: &Limits,
    value: &Value,
    path: &str,
) -> Result<(), String> {
    match (ty, value) {
        (Type::Record(name), _) => match schema.record(name) {
            Some(record) => check(schema, &record, value, path),
            None => Err(format!("{path} is of no known record")),
        },
        (Type::List(inner), Value::Array(elements)) => {
            let limits = limits.items.as_deref().cloned().unwrap_or_default();
            for (index, value) in elements.iter().enumerate() {
                of_type(schema, inner, &limits, value, &format!("{path}[{index}]"))?;
            }
            Ok(())
        }
        (Type::List(_), _) => Err(format!("{path} should be a list")),
        // A decimal that is a JSON number has its digits checked as text.
        (Type::Number, Value::Number(_)) => Ok(()),
        _ => value::from_json(schema, ty, limits, value)
            .map(drop)
            .map_err(|problem| format!("{path} {problem}")),
    }
}
