//! The parameters of a call. An operation takes those that it reads; what is left over in the end is refused, so that nothing
//! is silently ignored.

use super::{Object, Refused};
use crate::{
    check::Call,
    refusal::Refusal,
    schema::{Schema, Type},
};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::BTreeMap;

/// Parameters by the names that they were sent with: `transaction[amount]`, `addons[id][0]`.
#[derive(Debug, Default)]
pub(super) struct Given(IndexMap<String, Value>);

/// One element of a list of groups.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) list: &'static str,
    pub(super) index: usize,
}

impl Row {
    /// The name of a member as it is sent.
    pub(super) fn at(self, member: &str) -> String {
        format!("{}[{member}][{}]", self.list, self.index)
    }
}

impl Given {
    pub(super) fn of(call: &Call) -> Self {
        let mut flat = IndexMap::new();
        for (name, value) in &call.params {
            let param = call.operation.params.iter().find(|it| it.name == *name);
            let is_row = |ty: &Type| matches!(ty, Type::List(it) if matches!(**it, Type::Group(_)));
            match (param.map(|it| &it.ty), value) {
                (Some(Type::Group(_)), Value::Object(group)) => {
                    for (member, value) in group {
                        flat.insert(format!("{name}[{member}]"), value.clone());
                    }
                }
                (Some(ty), Value::Array(rows)) if is_row(ty) => {
                    for (index, row) in rows.iter().enumerate() {
                        for (member, value) in row.as_object().into_iter().flatten() {
                            flat.insert(format!("{name}[{member}][{index}]"), value.clone());
                        }
                    }
                }
                _ => {
                    flat.insert(name.clone(), value.clone());
                }
            }
        }
        Self(flat)
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name)
    }

    pub(super) fn peek(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text; nothing where it is empty.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Option<i64> {
        self.take(name)?.as_i64()
    }

    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        self.take(name)?.as_bool()
    }

    /// A list of texts; an empty one where it is cleared.
    pub(super) fn list(&mut self, name: &str) -> Option<Vec<String>> {
        Some(match self.take(name)? {
            Value::Array(texts) => (texts.iter())
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        })
    }

    /// Takes the members of a group, as an object.
    pub(super) fn group(&mut self, name: &str) -> Option<Object> {
        let start = format!("{name}[");
        let members: Vec<String> = (self.0.keys())
            .filter(|it| it.starts_with(&start) && it.matches('[').count() == 1)
            .cloned()
            .collect();
        let mut object = Object::new();
        for key in members {
            let member = key[start.len()..].trim_end_matches(']').to_owned();
            if let Some(value) = self.take(&key) {
                object.insert(member, value);
            }
        }
        (!object.is_empty()).then_some(object)
    }

    /// Whether any member of a group or list of groups is left.
    pub(super) fn has(&self, name: &str) -> bool {
        let start = format!("{name}[");
        self.0.keys().any(|it| it == name || it.starts_with(&start))
    }

    /// The elements of a list of groups, whose members are still to be taken.
    pub(super) fn rows(&self, list: &'static str) -> impl Iterator<Item = Row> + use<> {
        let start = format!("{list}[");
        let index = |key: &String| -> Option<usize> {
            let rest = key.strip_prefix(&start)?;
            rest.split_once("][")?.1.strip_suffix(']')?.parse().ok()
        };
        let most = self.0.keys().filter_map(index).max();
        (0..most.map_or(0, |it| it + 1)).map(move |index| Row { list, index })
    }

    /// Takes the elements of a list of groups, each as an object.
    pub(super) fn elements(&mut self, name: &str) -> Option<Value> {
        let start = format!("{name}[");
        let keys: Vec<String> = (self.0.keys())
            .filter(|it| it.starts_with(&start) && it.matches('[').count() == 2)
            .cloned()
            .collect();
        let mut elements: BTreeMap<usize, Object> = BTreeMap::new();
        for key in keys {
            let inner = key[start.len()..].trim_end_matches(']');
            let Some((member, index)) = inner.split_once("][") else {
                continue;
            };
            if let (Ok(index), Some(value)) = (index.parse(), self.take(&key)) {
                let element = elements.entry(index).or_default();
                element.insert(member.to_owned(), value);
            }
        }
        let elements: Vec<Value> = elements.into_values().map(Value::Object).collect();
        (!elements.is_empty()).then(|| elements.into())
    }

    /// Takes parameters that cannot have an effect here, whatever they say; the documentation of the crate names them.
    pub(super) fn without_effect(&mut self, names: &[&str]) {
        for name in names {
            self.take(name);
        }
    }

    /// The names of what nobody took.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// Refuses what nobody took.
    pub(super) fn finish(&self, schema: &Schema) -> Refused<()> {
        match self.0.keys().next() {
            Some(name) => Err(Refusal {
                param: Some(name.clone()),
                ..Refusal::not_computed(schema, name)
            }),
            None => Ok(()),
        }
    }
}
