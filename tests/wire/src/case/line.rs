//! A line of a case file: a case, and what is expected of it.

use super::Problem;
use crate::expect;
use serde_json::{Map, Value};

/// A line of a case file.
#[derive(Clone, Debug)]
pub struct CaseLine {
    /// `v2/subscription/create_with_items/2`.
    pub id: String,
    /// `v2`.
    pub api: String,
    /// `subscription`.
    pub resource: String,
    /// `create_with_items`.
    pub operation: String,
    pub(crate) path_params: Map<String, Value>,
    pub(crate) params: Map<String, Value>,
    pub(crate) headers: Map<String, Value>,
    /// Names whose value is JSON text, to be compared parsed.
    pub json_text: Vec<String>,
    /// What arrives.
    pub expect: Value,
    /// What is not compared.
    pub(crate) aside: Vec<Place>,
}

impl CaseLine {
    /// Reads a line.
    ///
    /// # Errors
    /// What is missing.
    pub fn read(line: &str) -> Result<Self, Problem> {
        let mut line: Map<String, Value> = serde_json::from_str(line)
            .map_err(|error| Problem(format!("a line is no case: {error}")))?;
        let mut text = |name: &str| match line.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(Problem(format!("a line has no `{name}`"))),
        };
        let (id, api) = (text("id")?, text("api")?);
        let (resource, operation) = (text("resource")?, text("operation")?);
        let mut object = |name: &str| match line.remove(name) {
            Some(Value::Object(object)) => Ok(object),
            None | Some(Value::Null) => Ok(Map::new()),
            Some(_) => Err(Problem(format!("{id}: `{name}` is no object"))),
        };
        let (path_params, params) = (object("path_params")?, object("params")?);
        let headers = object("headers")?;
        let json_text = match line.remove("json_text") {
            None => Vec::new(),
            Some(names) => serde_json::from_value(names)
                .map_err(|_| Problem(format!("{id}: `json_text` is no list of names")))?,
        };
        if let Some((name, _)) = headers.iter().find(|(_, value)| !value.is_string()) {
            return Err(Problem(format!("{id}: the header `{name}` is no text")));
        }
        let expect = line
            .remove("expect")
            .ok_or_else(|| Problem(format!("{id} expects nothing")))?;
        expect::check(&expect).map_err(|problem| Problem(format!("{id}: {problem}")))?;
        Ok(Self {
            id,
            api,
            resource,
            operation,
            path_params,
            params,
            headers,
            json_text,
            expect,
            aside: Vec::new(),
        })
    }

    /// Gives other values for these parameters, and compares them no more: neither with what is expected nor with what arrives.
    pub fn set_aside(&mut self, stand_ins: Vec<StandIn>) {
        let mut params = Value::Object(std::mem::take(&mut self.params));
        for (place, value) in stand_ins {
            // What a case does not give, it cannot expect.
            if put(&mut params, &place, value) {
                expect::forget(&mut self.expect, &place);
            }
            self.aside.push(place);
        }
        if let Value::Object(params) = params {
            self.params = params;
        }
    }
}

/// A step on the way to a parameter inside of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Name(String),
    /// An element of a list.
    Index(usize),
}

/// Where a parameter stands.
pub type Place = Vec<Step>;

/// A place, and the value that is given there instead.
pub type StandIn = (Place, Value);

/// How a form has a parameter: `charges[amount][0]`, the index last.
#[must_use]
pub fn wire_name(place: &[Step]) -> String {
    let (mut name, mut indices) = (String::new(), String::new());
    for step in place {
        match step {
            Step::Name(step) if name.is_empty() => name.push_str(step),
            Step::Name(step) => name.push_str(&format!("[{step}]")),
            Step::Index(index) => indices.push_str(&format!("[{index}]")),
        }
    }
    name + &indices
}

/// Puts a value in a place, and says whether another was there.
fn put(value: &mut Value, place: &[Step], new: Value) -> bool {
    match (value, place) {
        (value, []) => !std::mem::replace(value, new).is_null(),
        (Value::Object(object), [Step::Name(name), rest @ ..]) => {
            put(object.entry(name).or_insert(Value::Null), rest, new)
        }
        (Value::Array(list), [Step::Index(index), rest @ ..]) => {
            (list.get_mut(*index)).is_some_and(|inner| put(inner, rest, new))
        }
        _ => false,
    }
}

/// Takes out what stands in a place; of a list, it leaves `null`.
pub(crate) fn remove(value: &mut Value, place: &[Step]) {
    match (value, place) {
        (Value::Object(object), [Step::Name(name)]) => {
            object.remove(name);
        }
        (Value::Object(object), [Step::Name(name), rest @ ..]) => {
            if let Some(inner) = object.get_mut(name) {
                remove(inner, rest);
            }
        }
        (Value::Array(list), [Step::Index(index), rest @ ..]) => {
            if let Some(inner) = list.get_mut(*index) {
                remove(inner, rest);
            }
        }
        (value, []) => *value = Value::Null,
        _ => {}
    }
}
