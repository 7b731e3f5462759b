//! Answers made from the spec: each field with a value of its type.

use crate::schema::{Limits, Operation, Record, Schema, Type};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Records are this deep in each other with all their fields; deeper ones have the required fields only.
const FULL_DEPTH: usize = 4;

/// Deeper than any required field goes; what is optional ends before.
const MAX_DEPTH: usize = 24;

/// Makes values.
pub(crate) struct Sampler<'a> {
    pub(crate) schema: &'a Schema,
    /// Seconds since the epoch.
    pub(crate) now: i64,
    /// Whether fields that need not be there are left out.
    pub(crate) required_only: bool,
    /// Whether amounts and counts are zero.
    pub(crate) zero: bool,
}

impl Sampler<'_> {
    /// An answer of an operation.
    pub(crate) fn answer(&self, operation: &Operation) -> Value {
        let record = self.schema.record(&operation.answer);
        let mut answer = record.map_or_else(|| json!({}), |record| self.record(&record, 0));
        if operation.paged
            && let Some(answer) = answer.as_object_mut()
        {
            answer.remove("next_offset");
            // A page has an entry also where a record of it need not have all.
            let list = record_of_list(self.schema, operation);
            let entry = list.map_or_else(|| json!({}), |it| self.record(&it, 1));
            answer.insert("list".to_owned(), json!([entry]));
        }
        answer
    }

    pub(crate) fn record(&self, record: &Record, depth: usize) -> Value {
        let mut object = Map::new();
        let all = !self.required_only && depth < FULL_DEPTH;
        for field in &record.fields {
            // Where nothing is required at all, an empty answer would say nothing.
            if field.required || all {
                let value = self.value(&field.ty, &field.limits, &field.name, depth);
                if let Some(value) = value {
                    object.insert(field.name.clone(), value);
                }
            }
        }
        if let Some(name) = &record.object {
            object.insert("object".to_owned(), name.clone().into());
        }
        object.into()
    }

    fn value(&self, ty: &Type, limits: &Limits, name: &str, depth: usize) -> Option<Value> {
        Some(match ty {
            Type::Bool => false.into(),
            Type::Int | Type::Amount if self.zero => bounded(limits, 0).into(),
            Type::Int => bounded(limits, 1).into(),
            Type::Amount => bounded(limits, 1000).into(),
            Type::Number => json!(1.5),
            Type::Decimal => "1.50".into(),
            Type::Time => self.now.into(),
            Type::Millis => self.now.saturating_mul(1000).into(),
            Type::Currency => "USD".into(),
            Type::Text if name.ends_with("email") => "person@example.com".into(),
            Type::Text if name.ends_with("url") => "https://example.com/".into(),
            Type::Text => {
                let most = limits.max_length.unwrap_or(usize::MAX);
                name.chars().take(most).collect::<String>().into()
            }
            Type::Id(kind) => format!("{kind}_1").into(),
            Type::Enum(of) => {
                let values = self.schema.values(of);
                let accepted = limits.accepts.first().map(String::as_str);
                // What says a version of the API says the one that is asked.
                let version = self.schema.version.as_str();
                let version = values.contains(&version).then_some(version);
                accepted
                    .or(version)
                    .or_else(|| values.first().copied())?
                    .into()
            }
            Type::Record(of) => {
                if depth > MAX_DEPTH {
                    return None;
                }
                let record = self.schema.record(of)?;
                self.record(&record, depth + 1)
            }
            Type::Json => json!({}),
            Type::List(_) if self.required_only || depth >= FULL_DEPTH => json!([]),
            Type::List(inner) => {
                let limits = limits.items.as_deref().cloned().unwrap_or_default();
                json!([self.value(inner, &limits, name, depth)?])
            }
            Type::Group(_) => return None,
        })
    }
}

fn bounded(limits: &Limits, value: i64) -> i64 {
    let bound = |text: &Option<String>| text.as_ref().and_then(|it| it.parse::<i64>().ok());
    let value = bound(&limits.minimum).map_or(value, |least| value.max(least));
    bound(&limits.maximum).map_or(value, |most| value.min(most))
}

/// The record of an entry of a list.
pub(crate) fn record_of_list(schema: &Schema, operation: &Operation) -> Option<Arc<Record>> {
    let answer = schema.record(&operation.answer)?;
    let list = answer.fields.iter().find(|it| it.name == "list")?;
    match &list.ty {
        Type::List(inner) => match inner.as_ref() {
            Type::Record(name) => schema.record(name),
            _ => None,
        },
        _ => None,
    }
}
