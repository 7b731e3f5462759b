//! An event as another version of the API has it: what was renamed has its other name, and what the version does not have is left
//! out. Which names these are is what the description says.

use crate::{
    custom,
    sample::Sampler,
    schema::{Record, Schema, Type, Version},
};
use serde_json::{Map, Value};

/// An event of the version `from`, as `to` has it; `None` where that has no such type of event.
pub(crate) fn in_version(from: &Schema, to: &Schema, now: i64, event: &Value) -> Option<Value> {
    if from.version == to.version {
        return Some(event.clone());
    }
    let event_type = other_name(from, to, event.get("event_type")?.as_str()?);
    let shape = Shape { from, to, now };
    let content = to.event(event_type)?;
    let content = shape.record(
        from.event(event.get("event_type")?.as_str()?)?.as_ref(),
        &content,
        event.get("content")?,
    );
    let mut event = shape.resource("event", event)?;
    event["event_type"] = event_type.into();
    event["api_version"] = to.version.as_str().into();
    event["content"] = content;
    Some(event)
}

/// What the other version calls a type of event.
fn other_name<'a>(from: &Schema, to: &Schema, name: &'a str) -> &'a str {
    // API v1 has old names only.
    let old = (from.renamed_events()).find(|(new, _)| *new == name);
    let new = (to.renamed_events()).find(|(_, old)| *old == name);
    old.map(|it| it.1).or(new.map(|it| it.0)).unwrap_or(name)
}

struct Shape<'a> {
    from: &'a Schema,
    to: &'a Schema,
    now: i64,
}

impl Shape<'_> {
    fn resource(&self, name: &str, value: &Value) -> Option<Value> {
        let (from, to) = (self.from.resource(name)?, self.to.resource(name)?);
        Some(self.record(&from, &to, value))
    }

    fn record(&self, from: &Record, to: &Record, value: &Value) -> Value {
        let blank = Sampler {
            schema: self.to,
            now: self.now,
            required_only: true,
            zero: true,
        };
        let mut shaped = match blank.record(to, 1) {
            Value::Object(blank) => blank,
            _ => Map::new(),
        };
        for field in &to.fields {
            // The new name says the old one; which of the two is asked for depends on the direction.
            let old = field.renamed_from.as_deref();
            let renamed = || {
                let is_it = |it: &&crate::schema::Field| {
                    it.renamed_from.as_deref() == Some(field.name.as_str())
                };
                from.fields.iter().find(is_it).map(|it| it.name.as_str())
            };
            let name = match self.to.version {
                Version::V1 => renamed(),
                Version::V2 => old,
            };
            let name = name.filter(|_| !from.has(&field.name));
            let name = name.unwrap_or(&field.name);
            if let (Some(own), Some(value)) = (from.field(name), value.get(name)) {
                shaped.insert(field.name.clone(), self.value(&own.ty, &field.ty, value));
            }
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            if custom::is_name(name) {
                shaped.insert(name.clone(), value.clone());
            }
        }
        shaped.into()
    }

    fn value(&self, from: &Type, to: &Type, value: &Value) -> Value {
        match (from, to, value) {
            (Type::List(from), Type::List(to), Value::Array(values)) => {
                values.iter().map(|it| self.value(from, to, it)).collect()
            }
            (Type::Record(from), Type::Record(to), _) => {
                match (self.from.record(from), self.to.record(to)) {
                    (Some(from), Some(to)) => self.record(&from, &to, value),
                    _ => value.clone(),
                }
            }
            _ => value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema(version: Version) -> Schema {
        Schema::read(version).expect("it reads")
    }

    #[test]
    fn an_event_has_the_names_of_the_version() {
        let (old, new) = (schema(Version::V1), schema(Version::V2));
        let event = json!({
            "id": "ev_1", "occurred_at": 7, "event_type": "pending_invoice_created", "source": "api", "object": "event",
            "api_version": "v2", "webhook_status": "scheduled",
            "content": { "invoice": {
                "id": "i", "total": 500, "currency_code": "EUR", "paid_at": 9, "cf_team": "x", "object": "invoice",
                "line_items": [{ "id": "li", "tax_amount": 7, "object": "line_item" }],
            } },
        });
        let shaped = in_version(&new, &old, 1, &event).expect("there is such a type");
        assert_eq!(shaped["event_type"], "invoice_created");
        assert_eq!(shaped["api_version"], "v1");
        assert_eq!(shaped["id"], "ev_1");
        let invoice = &shaped["content"]["invoice"];
        assert_eq!(invoice["paid_on"], 9);
        assert!(invoice.get("paid_at").is_none());
        assert_eq!(invoice["line_items"][0]["tax"], 7);
        assert_eq!(invoice["cf_team"], "x");
        assert_eq!(invoice["amount"], 500);
        // And back.
        let back = in_version(&old, &new, 1, &shaped).expect("there is such a type");
        assert_eq!(back["event_type"], "pending_invoice_created");
        assert_eq!(back["content"]["invoice"]["paid_at"], 9);
        assert_eq!(back["content"]["invoice"]["line_items"][0]["tax_amount"], 7);
        // One that API v1 does not have.
        let mut other = event.clone();
        other["event_type"] = "item_price_created".into();
        other["content"] = json!({ "item_price": { "id": "p" } });
        assert_eq!(in_version(&new, &old, 1, &other), None);
        assert_eq!(in_version(&new, &new, 1, &event), Some(event));
    }
}
