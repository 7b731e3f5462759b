//! A resource, or a part of one, while it is made or changed. It takes the fields that its version of the API has.

use super::{Object, number, text, there};
use crate::schema::{Record, Schema, Type};
use serde_json::Value;

#[derive(Clone, Debug)]
pub(super) struct Draft {
    record: Record,
    value: Value,
}

impl Draft {
    pub(super) fn new(record: Record, value: Value) -> Self {
        Self { record, value }
    }

    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.record.has(name)
    }

    /// Sets a field, where there is one of that name; `null` leaves it as it is.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        if !value.is_null() && self.record.has(name) {
            self.value[name] = value;
        }
        self
    }

    pub(super) fn remove(&mut self, names: &[&str]) -> &mut Self {
        if let Some(object) = self.value.as_object_mut() {
            for name in names {
                object.remove(*name);
            }
        }
        self
    }

    /// Adds an element to a list, where there is one of that name.
    pub(super) fn push(&mut self, name: &str, element: Value) -> &mut Self {
        if self.record.has(name) {
            match self.value.get_mut(name).and_then(Value::as_array_mut) {
                Some(list) => list.push(element),
                None => self.value[name] = Value::Array(vec![element]),
            }
        }
        self
    }

    /// A member that says something.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        there(&self.value, name)
    }

    pub(super) fn list(&self, name: &str) -> &[Value] {
        let list = self.value.get(name).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    pub(super) fn list_mut(&mut self, name: &str) -> &mut [Value] {
        let list = self.value.get_mut(name).and_then(Value::as_array_mut);
        list.map_or(&mut [], Vec::as_mut_slice)
    }

    /// Keeps the elements of a list that pass.
    pub(super) fn retain(&mut self, name: &str, keep: impl FnMut(&Value) -> bool) {
        if let Some(list) = self.value.get_mut(name).and_then(Value::as_array_mut) {
            list.retain(keep);
        }
    }

    pub(super) fn text(&self, name: &str) -> String {
        text(&self.value, name)
    }

    /// The text, where it is there and not empty.
    pub(super) fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|it| !it.is_empty())
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        number(&self.value, name)
    }

    pub(super) fn time(&self, name: &str) -> Option<i64> {
        self.value.get(name).and_then(Value::as_i64)
    }

    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    pub(super) fn object_mut(&mut self) -> Option<&mut Object> {
        self.value.as_object_mut()
    }

    pub(super) fn into_value(self) -> Value {
        self.value
    }

    /// The record of a field that is one, or a list of them.
    pub(super) fn record_of(&self, schema: &Schema, name: &str) -> Option<Record> {
        match &self.record.field(name)?.ty {
            Type::Record(of) => schema.record(of),
            Type::List(inner) => match inner.as_ref() {
                Type::Record(of) => schema.record(of),
                _ => None,
            },
            _ => None,
        }
    }
}
