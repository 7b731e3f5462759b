//! A resource, or a part of one, while it is made or changed. It takes the fields that its version of the API has.

use super::{Object, Refused, number, text, there};
use crate::{
    refusal::Refusal,
    schema::{Record, Schema, Type},
};
use serde_json::Value;
use std::{cell::OnceCell, rc::Rc, sync::Arc};

#[derive(Clone, Debug)]
pub(super) struct Draft {
    record: Arc<Record>,
    value: Value,
    misnamed: Misnamed,
}

/// The first name that a draft of a call was given and that no version of the API has. Only the mock itself names fields so: the
/// call is refused, and says which.
#[derive(Clone, Debug, Default)]
pub(super) struct Misnamed(Rc<OnceCell<String>>);

impl Misnamed {
    /// # Errors
    /// The name, as a defect of the mock.
    pub(super) fn refuse(&self, schema: &Schema) -> Refused<()> {
        match self.0.get() {
            None => Ok(()),
            Some(name) => {
                let message = format!("a defect of the mock: no version of the API has {name}");
                Err(Refusal::of(schema, "internal_error", message))
            }
        }
    }
}

impl Draft {
    pub(super) fn new(record: Arc<Record>, value: Value, misnamed: Misnamed) -> Self {
        Self {
            record,
            value,
            misnamed,
        }
    }

    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.record.has(name)
    }

    /// Whether this version has a field. One that no version has is noted: its name is wrong.
    pub(super) fn takes(&self, name: &str) -> bool {
        let has = self.has(name);
        if !has && !self.record.has_anywhere(name) {
            let unknown = || format!("`{name}` on {}", self.record.name);
            self.misnamed.0.get_or_init(unknown);
        }
        has
    }

    /// Sets a field, where this version has it; `null` leaves it as it is.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        if self.takes(name) && !value.is_null() {
            self.value[name] = value;
        }
        self
    }

    /// The same of a field that many resources have, and not all.
    pub(super) fn set_where_had(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        match self.has(name) {
            true => self.set(name, value),
            false => self,
        }
    }

    pub(super) fn remove(&mut self, names: &[&str]) -> &mut Self {
        if let Some(object) = self.value.as_object_mut() {
            for name in names {
                object.remove(*name);
            }
        }
        self
    }

    /// Adds an element to a list, where this version has it.
    pub(super) fn push(&mut self, name: &str, element: Value) -> &mut Self {
        if self.takes(name) {
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
    pub(super) fn record_of(&self, schema: &Schema, name: &str) -> Option<Arc<Record>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Version;
    use serde_json::json;

    /// `paid_on` is of API v1: API v2 has `paid_at` in its place.
    #[test]
    fn a_name_of_the_other_version_is_left_out_and_one_of_none_is_refused() {
        let schema = Schema::read(Version::V2).expect("it reads");
        let invoice = schema.resource("invoice").expect("a record");
        let misnamed = Misnamed::default();
        let mut draft = Draft::new(invoice, json!({}), misnamed.clone());
        draft
            .set("paid_on", 1)
            .set("paid_at", 2)
            .set("voided_at", Value::Null)
            .set_where_had("no_such_field", 3);
        assert_eq!(draft.value(), &json!({ "paid_at": 2 }));
        assert_eq!(misnamed.refuse(&schema), Ok(()));
        for wrong in [
            |draft: &mut Draft| draft.set("paid_onn", 1).has("paid_onn"),
            |draft: &mut Draft| draft.set("paid_onn", Value::Null).has("paid_onn"),
            |draft: &mut Draft| draft.push("paid_onn", json!(1)).has("paid_onn"),
        ] {
            let misnamed = Misnamed::default();
            let record = Arc::clone(&draft.record);
            let mut draft = Draft::new(record, json!({}), misnamed.clone());
            assert!(!wrong(&mut draft));
            let refusal = misnamed.refuse(&schema).expect_err("refused");
            assert_eq!(refusal.status, 500);
            let names_it = refusal.message.contains("`paid_onn` on invoice.Invoice");
            assert!(names_it, "{}", refusal.message);
        }
    }
}
