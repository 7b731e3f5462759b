//! Bodies that are JSON: the parameters of an operation, or a refusal.

use crate::{
    json_text,
    refusal::Refusal,
    schema::{Limits, Operation, Param, Schema, Type},
    value,
};
use serde_json::{Map, Value};

/// The parameters of an operation, as they were sent.
pub(crate) fn params(
    schema: &Schema,
    operation: &Operation,
    body: &[u8],
) -> Result<Map<String, Value>, Refusal> {
    if body.is_empty() {
        return members(schema, &operation.params, &Map::new(), "");
    }
    let text = std::str::from_utf8(body).map_err(|_| refuse("should be UTF-8"))?;
    match json_text::read(text).map_err(|problem| refuse(&problem))? {
        Value::Object(given) => members(schema, &operation.params, &given, ""),
        _ => Err(refuse("should be a JSON object")),
    }
}

/// An element of a list, which must be of this type.
pub(crate) fn element(
    schema: &Schema,
    ty: &Type,
    value: &Value,
    path: &str,
) -> Result<Value, Refusal> {
    typed(schema, ty, &Limits::default(), value, path)
}

fn refuse(problem: &str) -> Refusal {
    Refusal::invalid(format!("the body {problem}"))
}

fn members(
    schema: &Schema,
    params: &[Param],
    given: &Map<String, Value>,
    path: &str,
) -> Result<Map<String, Value>, Refusal> {
    let at = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}[{name}]"),
    };
    if let Some(name) = given
        .keys()
        .find(|name| !params.iter().any(|it| it.name == **name))
    {
        return Err(Refusal::param(
            at(name),
            "is no parameter of this operation",
        ));
    }
    let mut checked = Map::new();
    for param in params {
        match given.get(&param.name) {
            Some(value) => {
                let value = typed(schema, &param.ty, &param.limits, value, &at(&param.name))?;
                checked.insert(param.name.clone(), value);
            }
            None if param.required => {
                return Err(Refusal::param(at(&param.name), "cannot be blank"));
            }
            None => {}
        }
    }
    Ok(checked)
}

fn typed(
    schema: &Schema,
    ty: &Type,
    limits: &Limits,
    value: &Value,
    path: &str,
) -> Result<Value, Refusal> {
    match (ty, value) {
        (Type::List(inner), Value::Array(elements)) => {
            let limits = Limits {
                without: limits.without.clone(),
                ..limits.items.as_deref().cloned().unwrap_or_default()
            };
            let element = |(index, value): (usize, &Value)| {
                typed(schema, inner, &limits, value, &format!("{path}[{index}]"))
            };
            elements.iter().enumerate().map(element).collect()
        }
        (Type::List(_), _) => Err(Refusal::param(path, "should be a list")),
        (Type::Group(name), Value::Object(given)) => {
            let mut params = schema.group(name).unwrap_or_default();
            params.retain(|it| !limits.without.contains(&it.name));
            members(schema, &params, given, path).map(Into::into)
        }
        (Type::Group(_), _) => Err(Refusal::param(path, "should be an object")),
        _ => value::from_json(schema, ty, limits, value)
            .map_err(|problem| Refusal::param(path, problem)),
    }
}
