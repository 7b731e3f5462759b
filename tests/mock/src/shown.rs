//! A request as it may be printed: without what the description calls sensitive.

use crate::{
    check::Call,
    log::REDACTED,
    schema::{Param, Schema, Type},
};
use serde_json::{Map, Value};

/// The parameters. What the description does not know, custom fields among it, is not printed either.
pub(crate) fn params(schema: &Schema, call: &Call) -> Map<String, Value> {
    members(schema, &call.operation.params, &call.params)
}

/// The path, without ids that are part of a secret link.
pub(crate) fn path(call: &Call, path: &str) -> String {
    if !call.operation.secret_ids {
        return path.to_owned();
    }
    let prefix: Vec<&str> = path.splitn(5, '/').take(4).collect();
    format!("{}/{REDACTED}", prefix.join("/"))
}

fn members(schema: &Schema, params: &[Param], values: &Map<String, Value>) -> Map<String, Value> {
    let shown = values.iter().map(|(name, value)| {
        let param = params.iter().find(|it| it.name == *name && !it.sensitive);
        let value = param.map_or_else(|| REDACTED.into(), |it| of_type(schema, &it.ty, value));
        (name.clone(), value)
    });
    shown.collect()
}

fn of_type(schema: &Schema, ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::Group(name), Value::Object(values)) => {
            members(schema, &schema.group(name).unwrap_or_default(), values).into()
        }
        (Type::List(inner), Value::Array(elements)) => elements
            .iter()
            .map(|it| of_type(schema, inner, it))
            .collect(),
        // Anything may be inside.
        (Type::Json, _) => REDACTED.into(),
        _ => value.clone(),
    }
}
