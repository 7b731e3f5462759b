//! What is given, set on a resource.

use super::{
    super::{Object, Refused, draft::Draft},
    Change,
};
use crate::{
    reflect,
    refusal::Refusal,
    schema::{Field, Type},
};
use serde_json::Value;

impl Change<'_> {
    /// Sets fields from the parameters of the same names.
    pub(crate) fn reflect(&mut self, own: &mut Draft, names: &[&str]) -> Refused<()> {
        for name in names {
            self.reflect_one(own, name)?;
        }
        self.custom(own)
    }

    pub(crate) fn reflect_one(&mut self, own: &mut Draft, name: &str) -> Refused<()> {
        if own.takes(name)
            && let Some(field) = own.record().field(name).cloned()
            && let Some(value) = self.value_for(&field)
        {
            self.put(own, &field, value)?;
        }
        Ok(())
    }

    /// Sets every field that there is a parameter for.
    pub(crate) fn reflect_all(&mut self, own: &mut Draft) -> Refused<()> {
        let fields: Vec<String> = own
            .record()
            .fields
            .iter()
            .map(|it| it.name.clone())
            .collect();
        let names: Vec<&str> = fields.iter().map(String::as_str).collect();
        self.reflect(own, &names)
    }

    /// Sets the fields of a part that are given; one that is not shown is refused.
    pub(crate) fn fill(&self, into: &mut Draft, given: Object, group: &str) -> Refused<()> {
        for (name, value) in given {
            if !into.has(&name) {
                return Err(self.not_computed(&format!("{group}[{name}]")));
            }
            match value == "" {
                true => into.remove(&[&name]),
                false => into.set(&name, value),
            };
        }
        Ok(())
    }

    /// Sets fields from what the API takes where nothing is given.
    pub(crate) fn defaults(&self, own: &mut Draft) {
        for param in &self.call.operation.params {
            let text = match &param.default {
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => continue,
            };
            let value = crate::value::from_text(self.schema(), &param.ty, &param.limits, &text);
            if let Ok(value) = value {
                own.set_where_had(&param.name, value);
            }
        }
    }

    fn custom(&mut self, own: &mut Draft) -> Refused<()> {
        let names: Vec<String> = (self.given.names())
            .filter(|it| crate::custom::is_name(it))
            .cloned()
            .collect();
        for name in names {
            if let (Some(value), Some(object)) = (self.given.take(&name), own.object_mut()) {
                match value == "" {
                    true => object.remove(&name),
                    false => {
                        let value = self.custom_value(&name, value)?;
                        object.insert(name, value)
                    }
                };
            }
        }
        Ok(())
    }

    /// The value of a custom field, as the site has it.
    pub(crate) fn custom_value(&self, name: &str, value: Value) -> Refused<Value> {
        let fields = &self.site().custom_fields;
        if fields.is_empty() || !name.starts_with("cf_") {
            return Ok(value);
        }
        let field = fields.get(name);
        let field = field.ok_or_else(|| "is no custom field of the site".to_owned());
        let value = field.and_then(|it| it.value(value));
        value.map_err(|problem| Refusal::param(name, problem))
    }

    /// What the parameters say about a field: a value, a group or a list of groups.
    fn value_for(&mut self, field: &Field) -> Option<Value> {
        match &field.ty {
            Type::Record(_) => self.given.group(&field.name).map(Value::Object),
            Type::List(inner) if matches!(**inner, Type::Record(_)) => {
                self.given.elements(&field.name)
            }
            _ => self.given.take(&field.name),
        }
    }

    /// Sets a field from a parameter; an empty value clears it.
    fn put(&self, own: &mut Draft, field: &Field, value: Value) -> Refused<()> {
        let name = field.name.as_str();
        let refuse = || Refusal {
            param: Some(name.to_owned()),
            ..self.not_computed(name)
        };
        if value == "" {
            match field.required {
                true => return Err(Refusal::param(name, "cannot be blank")),
                false => own.remove(&[name]),
            };
            return Ok(());
        }
        if let Some(record) = own.record_of(self.schema(), name) {
            let rows = value
                .as_array()
                .map_or(std::slice::from_ref(&value), Vec::as_slice);
            let members = rows.iter().filter_map(Value::as_object).flatten();
            if members.into_iter().any(|(member, _)| !record.has(member)) {
                return Err(refuse());
            }
        }
        let old = own.get(name).cloned();
        let fitting = reflect::fitting(self.schema(), &field.ty, old.as_ref(), &value);
        own.set(name, fitting.ok_or_else(refuse)?);
        Ok(())
    }
}
