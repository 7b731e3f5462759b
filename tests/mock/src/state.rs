//! What was created, and what became of it.
//!
//! Resources are kept as the API shows them. What an operation does to its resource follows from its name where names tell
//! (create, retrieve, update, delete, lists), and from [`effect`], [`billing`] and [`price`] where the API has rules of its own.

mod billing;
mod effect;
mod list;
mod price;

pub(crate) use list::FROM_THE_START;

use crate::{
    check::Call,
    reflect::{self, overlay},
    refusal::Refusal,
    sample::Sampler,
    schema::{Record, Type, Version},
};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The resources that are remembered; all others answer samples.
const RESOURCES: [&str; 15] = [
    "addon",
    "comment",
    "coupon",
    "coupon_set",
    "credit_note",
    "customer",
    "event",
    "invoice",
    "item",
    "item_family",
    "item_price",
    "payment_source",
    "plan",
    "subscription",
    "transaction",
];

/// So many of each are remembered; then nothing more can be created.
const MOST: usize = 100_000;

type Object = Map<String, Value>;
type Refused<T> = Result<T, Refusal>;

#[derive(Debug, Default)]
pub(crate) struct State {
    kept: HashMap<(Version, String), IndexMap<String, Value>>,
    counter: u64,
    /// Events that no webhook has told yet.
    pub(crate) untold: Vec<Value>,
}

impl State {
    /// The answer of an operation on what is remembered; `None` where a sample must do. A refused call changes nothing.
    pub(crate) fn answer(&mut self, sampler: &Sampler<'_>, call: &Call) -> Refused<Option<Value>> {
        if !RESOURCES.contains(&call.resource) {
            return Ok(None);
        }
        if !call.post {
            return match own_id(call) {
                _ if call.operation.paged => list::page(self, sampler, call),
                Some(id) if call.method.starts_with("retrieve") => {
                    let own = self.find(sampler, call.resource, id)?.clone();
                    self.whole(sampler, call, own).map(Some)
                }
                _ => Ok(None),
            };
        }
        let mut next = Change::new(self, sampler, call)?;
        let answer = match own_id(call) {
            Some(id) => next.change(id)?,
            None if is_creation(call) => Some(next.create()?),
            None => None,
        };
        let Change {
            saved,
            removed,
            events,
            counter,
            ..
        } = next;
        self.counter = counter;
        for (resource, id) in removed {
            self.all(sampler.schema.version, &resource)
                .shift_remove(&id);
        }
        for (resource, value) in saved {
            let all = self.all(sampler.schema.version, &resource);
            if all.len() >= MOST {
                return Err(Refusal::of(
                    sampler.schema,
                    "resource_limit_exhausted",
                    "the mock is full",
                ));
            }
            all.insert(text(&value, "id"), value);
        }
        for event in events {
            self.all(sampler.schema.version, "event")
                .insert(text(&event, "id"), event.clone());
            self.untold.push(event);
        }
        Ok(answer)
    }

    /// Remembers a resource as it is.
    pub(crate) fn seed(
        &mut self,
        version: Version,
        resource: &str,
        value: Value,
    ) -> Result<(), String> {
        if !RESOURCES.contains(&resource) {
            return Err(format!("the mock remembers no {resource}"));
        }
        match text(&value, "id") {
            id if id.is_empty() => Err(format!("a {resource} has no id")),
            id => {
                self.all(version, resource).insert(id, value);
                Ok(())
            }
        }
    }

    /// Notes on an event what came of telling it.
    pub(crate) fn note(&mut self, version: Version, event: &Value, status: &str) {
        let events = self.all(version, "event");
        if let Some(event) = events.get_mut(&text(event, "id")) {
            event["webhook_status"] = status.into();
        }
    }

    fn all(&mut self, version: Version, resource: &str) -> &mut IndexMap<String, Value> {
        self.kept.entry((version, resource.to_owned())).or_default()
    }

    fn get(&self, version: Version, resource: &str, id: &str) -> Option<&Value> {
        self.kept.get(&(version, resource.to_owned()))?.get(id)
    }

    fn find(&self, sampler: &Sampler<'_>, resource: &str, id: &str) -> Refused<&Value> {
        self.get(sampler.schema.version, resource, id)
            .ok_or_else(|| Refusal::not_found(format!("there is no {resource} `{id}`")))
    }

    /// An answer with this resource, and those beside it that belong to it.
    fn whole(&self, sampler: &Sampler<'_>, call: &Call, own: Value) -> Refused<Value> {
        let mut answer = Object::new();
        let record = sampler.schema.record(&call.operation.answer);
        for field in record.map(|it| it.fields).unwrap_or_default() {
            if field.name == call.resource {
                continue;
            }
            let id = own
                .get(format!("{}_id", field.name))
                .and_then(Value::as_str);
            match id.map(|id| self.get(sampler.schema.version, &field.name, id)) {
                Some(Some(other)) => {
                    answer.insert(field.name, other.clone());
                }
                // What must be there and is not remembered is a sample.
                _ if field.required => {
                    let mut sample = blank(sampler).answer(&call.operation);
                    let sample = sample.get_mut(&field.name).map(Value::take);
                    answer.insert(field.name, sample.unwrap_or_default());
                }
                _ => {}
            }
        }
        answer.insert(call.resource.to_owned(), own);
        Ok(answer.into())
    }
}

/// The id of the resource that the operation is about, where the path has it.
fn own_id(call: &Call) -> Option<&str> {
    let own = format!("{}_id", call.resource);
    call.id(&own).or_else(|| match call.resource {
        "payment_source" => call.id("cust_payment_source_id"),
        _ => None,
    })
}

/// Whether an operation without an id of its own makes one of its resource.
fn is_creation(call: &Call) -> bool {
    let name = call.method;
    name.starts_with("create")
        || name.starts_with("import_")
        || matches!(name, "charge" | "charge_addon")
}

fn text(value: &Value, name: &str) -> String {
    value
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn number(value: &Value, name: &str) -> i64 {
    value.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// What is new has nothing yet: amounts and counts are zero, and only what must be there is there.
fn blank<'a>(sampler: &Sampler<'a>) -> Sampler<'a> {
    Sampler {
        required_only: true,
        zero: true,
        ..*sampler
    }
}

/// What a call changes, kept apart until nothing can be refused any more.
struct Change<'a> {
    state: &'a State,
    sampler: &'a Sampler<'a>,
    call: &'a Call,
    saved: Vec<(String, Value)>,
    removed: Vec<(String, String)>,
    events: Vec<Value>,
    counter: u64,
}

impl<'a> Change<'a> {
    fn new(state: &'a State, sampler: &'a Sampler<'a>, call: &'a Call) -> Refused<Self> {
        let change = Self {
            state,
            sampler,
            call,
            saved: Vec::new(),
            removed: Vec::new(),
            events: Vec::new(),
            counter: state.counter,
        };
        change.parents()?;
        Ok(change)
    }

    /// What a call is about must be there: the ids of its path, and those of its parameters.
    fn parents(&self) -> Refused<()> {
        for (name, id) in &self.call.ids {
            let resource = name.strip_suffix("_id").unwrap_or(name);
            if RESOURCES.contains(&resource) {
                self.state.find(self.sampler, resource, id)?;
            }
        }
        for (name, value) in &self.call.params {
            self.parent(name, name, value)?;
            let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
            for (index, row) in rows.iter().enumerate() {
                for (member, value) in row.as_object().into_iter().flatten() {
                    self.parent(&format!("{name}[{member}][{index}]"), member, value)?;
                }
            }
        }
        Ok(())
    }

    fn parent(&self, param: &str, name: &str, value: &Value) -> Refused<()> {
        let resource = name.strip_suffix("_id").filter(|it| RESOURCES.contains(it));
        let (Some(resource), Some(id)) = (resource, value.as_str().filter(|it| !it.is_empty()))
        else {
            return Ok(());
        };
        match self.state.get(self.sampler.schema.version, resource, id) {
            Some(_) => Ok(()),
            None => Err(Refusal {
                param: Some(param.to_owned()),
                ..Refusal::not_found(format!("{param} : there is no {resource} `{id}`"))
            }),
        }
    }

    fn get(&self, resource: &str, id: &str) -> Option<&Value> {
        self.state.get(self.sampler.schema.version, resource, id)
    }

    fn record(&self, resource: &str) -> Option<Record> {
        let answer = self.sampler.schema.record(&self.call.operation.answer)?;
        let field = answer.fields.into_iter().find(|it| it.name == resource)?;
        match field.ty {
            Type::Record(name) => self.sampler.schema.record(&name),
            _ => None,
        }
    }

    fn new_id(&mut self, prefix: &str) -> String {
        loop {
            self.counter += 1;
            let id = format!("{prefix}_{}", self.counter);
            if self.get(prefix, &id).is_none() {
                return id;
            }
        }
    }

    fn create(&mut self) -> Refused<Value> {
        let (call, resource) = (self.call, self.call.resource);
        let mut answer = blank(self.sampler).answer(&call.operation);
        reflect::reflect(self.sampler.schema, call, &mut answer);
        let Some(mut own) = answer.get_mut(resource).map(Value::take) else {
            return Ok(answer);
        };
        let given = call
            .params
            .get("id")
            .and_then(Value::as_str)
            .filter(|it| !it.is_empty());
        let id = match given {
            Some(id) if self.get(resource, id).is_some() => {
                return Err(Refusal {
                    param: Some("id".to_owned()),
                    ..Refusal::of(
                        self.sampler.schema,
                        "duplicate_entry",
                        format!("id : `{id}` is there already"),
                    )
                });
            }
            Some(id) => id.to_owned(),
            None => self.new_id(resource),
        };
        own["id"] = id.into();
        self.customer(&mut own, &mut answer)?;
        self.stamp(resource, &mut own, true);
        self.created(&mut own, &mut answer)?;
        self.event(resource, &["created", "generated", "added"], &own);
        self.saved.push((resource.to_owned(), own.clone()));
        answer[resource] = own;
        Ok(answer)
    }

    /// The customer of what is created: the one that is named, or one that is made along.
    fn customer(&mut self, own: &mut Value, answer: &mut Value) -> Refused<()> {
        let Some(mut customer) = answer
            .get_mut("customer")
            .map(Value::take)
            .filter(Value::is_object)
        else {
            return Ok(());
        };
        if self.call.resource == "customer" {
            return Ok(());
        }
        let named = self
            .call
            .id("customer_id")
            .map(str::to_owned)
            .or_else(|| Some(self.call.params.get("customer_id")?.as_str()?.to_owned()));
        customer = match named {
            Some(id) => self.state.find(self.sampler, "customer", &id)?.clone(),
            None => {
                let group = self.call.params.get("customer");
                let given = group.and_then(|it| it.get("id")?.as_str());
                // Without a name, a customer has the id of its first subscription.
                let id = given.map_or_else(|| text(own, "id"), str::to_owned);
                if self.get("customer", &id).is_some() {
                    let message = format!("customer[id] : `{id}` is there already");
                    return Err(Refusal::of(self.sampler.schema, "duplicate_entry", message));
                }
                customer["id"] = id.into();
                self.stamp("customer", &mut customer, true);
                self.event("customer", &["created"], &customer);
                self.saved.push(("customer".to_owned(), customer.clone()));
                customer
            }
        };
        own["customer_id"] = customer["id"].clone();
        answer["customer"] = customer;
        Ok(())
    }

    /// A change of the resource that the path names; `None` where the mock knows no rule and a sample must do.
    fn change(&mut self, id: &str) -> Refused<Option<Value>> {
        let (call, resource) = (self.call, self.call.resource);
        let mut own = self.state.find(self.sampler, resource, id)?.clone();
        let Some(record) = self.record(resource) else {
            return Ok(None);
        };
        if matches!(call.method, "delete" | "delete_local") {
            if record.fields.iter().any(|it| it.name == "deleted") {
                own["deleted"] = true.into();
            }
            self.removed.push((resource.to_owned(), id.to_owned()));
            self.event(resource, &["deleted"], &own);
            return self.state.whole(self.sampler, call, own).map(Some);
        }
        let mut beside = Object::new();
        let event = effect::apply(self, &record, &mut own, &mut beside)?;
        self.stamp(resource, &mut own, false);
        self.event(resource, event, &own);
        self.saved.push((resource.to_owned(), own.clone()));
        let mut answer = self.state.whole(self.sampler, call, own)?;
        if let Some(answer) = answer.as_object_mut() {
            answer.extend(beside);
        }
        Ok(Some(answer))
    }

    /// When it was created and changed.
    fn stamp(&self, resource: &str, own: &mut Value, is_new: bool) {
        let schema = self.sampler.schema;
        let record = self.record(resource).or_else(|| schema.resource(resource));
        let fields = record.map(|it| it.fields).unwrap_or_default();
        let now = self.sampler.now;
        for field in fields {
            let value = match field.name.as_str() {
                "created_at" if is_new => json!(now),
                "updated_at" => json!(now),
                "resource_version" => json!(now.saturating_mul(1000)),
                _ => continue,
            };
            own[field.name] = value;
        }
    }

    /// Tells what happened: the first of these endings that the API has an event for.
    fn event(&mut self, resource: &str, endings: &[&str], value: &Value) {
        let schema = self.sampler.schema;
        let types = schema.values("common.EventType");
        let named = |ending: &&str| format!("{resource}_{ending}");
        let found = endings
            .iter()
            .map(named)
            .find(|it| types.contains(&it.as_str()));
        let Some(event_type) = found else {
            return;
        };
        let id = self.new_id("ev");
        let mut event = json!({
            "id": id, "occurred_at": self.sampler.now, "source": "api", "object": "event",
            "event_type": event_type, "webhook_status": "not_configured",
            "content": { resource: value },
        });
        if schema.version == Version::V2 {
            event["api_version"] = "v2".into();
        }
        self.events.push(event);
    }
}
