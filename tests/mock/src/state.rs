//! What was created, and what became of it.
//!
//! Resources are kept as the API shows them. A request is a [`Change`], which sees what is kept and what it changed itself;
//! only a change that nothing refused is kept. What an operation does stands in the module of its resource, and
//! [`operations`] says which operations there are: all others are refused. A parameter that no operation read is refused too,
//! see [`given`].

mod acts;
mod agenda;
mod balances;
mod catalog;
mod change;
mod coupons;
mod credit_notes;
mod customers;
mod discounts;
mod draft;
mod estimates;
mod events;
mod given;
mod intents;
mod invoices;
mod lines;
mod list;
mod operations;
mod owned;
mod pages;
mod payments;
mod pricing;
mod promotional;
mod proration;
mod refunds;
mod saved;
mod seeded;
mod sources;
mod subscriptions;
#[cfg(test)]
mod tests;
mod totals;
mod unbilled;
mod usage;

pub(crate) use agenda::Due;
pub(crate) use intents::Step;
pub(crate) use list::FROM_THE_START;
pub(crate) use saved::SavedState;

use crate::{
    check::Call,
    export::{self, Exported},
    refusal::Refusal,
    sample::Sampler,
    schema::{Found, Schema, Version},
    site::SiteSettings,
};
use agenda::{Agenda, Whose};
use change::{Change, Touched};
use indexmap::IndexMap;
use operations::Operation;
use owned::Owned;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The resources that are remembered; all others answer samples.
const RESOURCES: [&str; 22] = [
    "addon",
    "card",
    "comment",
    "coupon",
    "coupon_set",
    "credit_note",
    "customer",
    "event",
    "hosted_page",
    "invoice",
    "item",
    "item_family",
    "item_price",
    "payment_intent",
    "payment_source",
    "plan",
    "portal_session",
    "promotional_credit",
    "subscription",
    "transaction",
    "unbilled_charge",
    "usage",
];

/// So many of each are remembered; then nothing more can be created.
const MOST: usize = 10_000_000;

type Object = Map<String, Value>;
type Refused<T> = Result<T, Refusal>;

/// A resource that is remembered, by its name.
pub(crate) fn remembered(resource: &str) -> Option<&'static str> {
    RESOURCES.into_iter().find(|it| *it == resource)
}

/// The field that holds the id of a resource. A card has none: it is that of its customer.
pub(crate) fn key_of(resource: &str) -> &'static str {
    match resource {
        "card" => "customer_id",
        _ => "id",
    }
}

/// The resource that an id of a path is of: `customer_id`.
fn of_id(name: &str) -> Option<&'static str> {
    match name.strip_suffix("_id")? {
        "cust_payment_source" => Some("payment_source"),
        "account_credit" => Some("promotional_credit"),
        resource => remembered(resource),
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    kept: HashMap<(Version, &'static str), IndexMap<String, Entry>>,
    pub(crate) site: SiteSettings,
    /// What time will do.
    agenda: Agenda,
    owned: Owned,
    /// How many entries there ever were.
    entries: u64,
    /// How many ids were made.
    ids: u64,
}

#[derive(Debug)]
struct Entry {
    /// Counts up in the order of creation, and stays.
    number: u64,
    value: Value,
    /// Gone, but for lists that include what is deleted.
    deleted: bool,
    /// The content of an event as JSON text, which takes a tenth of the memory: nothing looks into it.
    content: Option<Box<str>>,
}

impl Entry {
    fn new(number: u64, mut value: Value, deleted: bool) -> Self {
        let is_event = value.get("object").is_some_and(|it| it == "event");
        let object = value.as_object_mut().filter(|_| is_event);
        let content = object.and_then(|it| it.remove("content"));
        Self {
            // What a call tells is text already.
            content: content.map(|it| match it {
                Value::String(text) => text.into(),
                value => value.to_string().into(),
            }),
            number,
            value,
            deleted,
        }
    }

    /// With the content of an event.
    fn whole(&self) -> Value {
        let mut value = self.value.clone();
        if let Some(content) = &self.content {
            value["content"] = serde_json::from_str(content).unwrap_or_default();
        }
        value
    }
}

/// The body of an answer, and the ids of the events that the request made.
pub(crate) type Answer = (Value, Vec<String>);

impl State {
    /// The answer of an operation on what is remembered; `None` where a sample must do. A refused call changes nothing.
    pub(crate) fn answer(
        &mut self,
        sampler: &Sampler<'_>,
        call: &Call,
        computed_only: bool,
    ) -> Refused<Option<Answer>> {
        let mut change = Change::new(self, sampler, call);
        change.path()?;
        match operations::find(sampler.schema, call) {
            Operation::Sample => Ok(seeded::answer(&change)?.map(|body| (body, Vec::new()))),
            Operation::None if !computed_only => Ok(None),
            Operation::None => {
                let name = format!("{}.{}", call.resource, call.method);
                Err(change.not_computed(&name))
            }
            Operation::Read(read) => {
                let body = read(&change)?;
                change.misnamed.refuse(sampler.schema)?;
                Ok(Some((body, Vec::new())))
            }
            Operation::Write(write) => {
                change.parents()?;
                if call.method != "create_using_payment_intent" {
                    change.intent = change.given_intent()?;
                }
                let shown = write(&mut change)?;
                change.keep_intent(&shown)?;
                change.given.finish(sampler.schema)?;
                let body = change.body(&shown)?;
                let events = change.tell();
                change.misnamed.refuse(sampler.schema)?;
                let (touched, ids) = change.into_parts();
                self.commit(sampler, touched, ids)?;
                Ok(Some((body, events)))
            }
        }
    }

    /// What a path names is shown in a sample as it is.
    pub(crate) fn show(&self, schema: &Schema, call: &Call, body: &mut Value) {
        for (name, id) in &call.ids {
            let other = || {
                let mut keys = self.kept.keys();
                let is_it = |it: &&(Version, &'static str)| name.strip_suffix("_id") == Some(it.1);
                keys.find(is_it).map(|it| it.1)
            };
            let Some(resource) = of_id(name).or_else(other) else {
                continue;
            };
            let kept = self.kept.get(&(schema.version, resource));
            let entry = kept.and_then(|it| it.get(id)).filter(|it| !it.deleted);
            if let (Some(entry), Some(shown)) = (entry, body.get_mut(resource)) {
                *shown = entry.whole();
            }
        }
    }

    /// The file of an export that a call starts.
    pub(crate) fn export(&self, sampler: &Sampler<'_>, call: &Call) -> Refused<Exported> {
        let change = Change::new(self, sampler, call);
        let rows = export::csv(&list::exported(&change));
        let rows = rows.map_err(|it| Refusal::of(sampler.schema, "internal_error", it))?;
        // `CreditNotes.csv` of `credit_notes`.
        let words = call.method.split('_').map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            format!("{}{rest}", first.to_uppercase())
        });
        Ok(Exported {
            name: format!("{}.csv", words.collect::<String>()),
            rows,
        })
    }

    /// Whether everything that a path names is remembered.
    pub(crate) fn has(&self, schema: &Schema, found: &Found) -> bool {
        let operation = schema.operation(found.operation);
        let names = operation.map(|it| it.ids.clone()).unwrap_or_default();
        names.iter().zip(&found.ids).all(|(name, id)| {
            let kept = of_id(name).and_then(|it| self.kept.get(&(schema.version, it)));
            kept.and_then(|it| it.get(id)).is_some_and(|it| !it.deleted)
        })
    }

    /// Whether there is such a thing, as far as is known: where none of its kind is remembered, there may be any.
    pub(crate) fn may_have(&self, version: Version, resource: &'static str, id: &str) -> bool {
        let kept = self.kept.get(&(version, resource));
        kept.is_none_or(|it| it.is_empty() || it.get(id).is_some_and(|it| !it.deleted))
    }

    fn commit(&mut self, sampler: &Sampler<'_>, touched: Touched, ids: u64) -> Refused<()> {
        let version = sampler.schema.version;
        for (resource, id) in touched.keys() {
            let all = self.all(version, resource);
            if all.len() >= MOST && !all.contains_key(id) {
                let message = format!("there are too many {resource}s: {MOST}");
                return Err(Refusal::of(
                    sampler.schema,
                    "resource_limit_exhausted",
                    message,
                ));
            }
        }
        self.ids = ids;
        for ((resource, id), (value, deleted)) in touched {
            self.keep(version, resource, id, (value, deleted), sampler.now);
        }
        Ok(())
    }

    fn keep(
        &mut self,
        version: Version,
        resource: &'static str,
        id: String,
        (value, deleted): (Value, bool),
        now: i64,
    ) {
        self.entries += 1;
        let mut number = self.entries;
        let all = self.kept.entry((version, resource)).or_default();
        let old = all.get(&id).filter(|it| !it.deleted);
        if let Some(old) = old {
            number = old.number;
        }
        let whose = Whose {
            version,
            resource,
            id: &id,
            number,
        };
        let new = Some(&value).filter(|_| !deleted);
        let old = old.map(|it| &it.value);
        let reminders = (&self.site.reminders, &self.site.reminders);
        self.agenda.replace(&whose, old, new, reminders, now);
        self.owned.replace(&whose, old, new);
        let entry = Entry::new(number, value, deleted);
        match all.get_mut(&id) {
            Some(old) if !old.deleted => *old = entry,
            // What has the id of something that is gone is new.
            _ => {
                all.shift_remove(&id);
                all.insert(id, entry);
            }
        }
    }

    /// Puts an entry where there is none of its id, as it was kept before.
    fn put(
        &mut self,
        version: Version,
        resource: &'static str,
        id: String,
        (number, value, deleted): (u64, Value, bool),
        now: i64,
    ) {
        let whose = Whose {
            version,
            resource,
            id: &id,
            number,
        };
        let new = Some(&value).filter(|_| !deleted);
        let reminders = (&self.site.reminders, &self.site.reminders);
        self.agenda.replace(&whose, None, new, reminders, now);
        self.owned.replace(&whose, None, new);
        let entry = Entry::new(number, value, deleted);
        self.all(version, resource).insert(id, entry);
    }

    /// Says what seeds leave to each other: prices have the type and the family of their item, and items of subscriptions the
    /// type of their price.
    pub(crate) fn complete(&mut self, version: Version) {
        let of = |kept: Option<&IndexMap<String, Entry>>, name: &str| -> HashMap<String, Value> {
            let kept = kept.into_iter().flatten();
            let value =
                kept.filter_map(|(id, it)| Some((id.clone(), there(&it.value, name)?.clone())));
            value.collect()
        };
        let fill = |value: &mut Value, name: &str, found: Option<&Value>| {
            if let Some(found) = found.filter(|_| there(value, name).is_none()) {
                value[name] = found.clone();
            }
        };
        let items = self.kept.get(&(version, "item"));
        let (types, families) = (of(items, "type"), of(items, "item_family_id"));
        for price in self.all(version, "item_price").values_mut() {
            let item = text(&price.value, "item_id");
            fill(&mut price.value, "item_type", types.get(&item));
            fill(&mut price.value, "item_family_id", families.get(&item));
        }
        let types = of(self.kept.get(&(version, "item_price")), "item_type");
        for subscription in self.all(version, "subscription").values_mut() {
            let items = subscription.value.get_mut("subscription_items");
            for item in items.and_then(Value::as_array_mut).into_iter().flatten() {
                let price = text(item, "item_price_id");
                if item.is_object() {
                    fill(item, "item_type", types.get(&price));
                }
            }
        }
    }

    /// Remembers a resource that was checked before.
    pub(crate) fn seed(
        &mut self,
        version: Version,
        resource: &'static str,
        id: String,
        value: Value,
        now: i64,
    ) {
        // What it says of now has happened already.
        let next = now.saturating_add(1);
        self.keep(version, resource, id, (value, false), next);
    }

    /// An event with its content.
    pub(crate) fn event(&self, version: Version, id: &str) -> Option<Value> {
        Some(self.kept.get(&(version, "event"))?.get(id)?.whole())
    }

    /// Puts an event in the place of the one of its id.
    pub(crate) fn set_event(&mut self, version: Version, id: &str, event: Value) {
        if let Some(entry) = self.all(version, "event").get_mut(id) {
            *entry = Entry::new(entry.number, event, entry.deleted);
        }
    }

    /// Notes on an event what came of telling one endpoint of it. The status beside the list is that of the first of them.
    pub(crate) fn note(&mut self, version: Version, event: &str, webhook: &str, status: &str) {
        let Some(entry) = self.all(version, "event").get_mut(event) else {
            return;
        };
        let all = entry
            .value
            .get_mut("webhooks")
            .and_then(Value::as_array_mut);
        let mut all = all.into_iter().flatten().enumerate();
        let Some((at, found)) = all.find(|(_, it)| text(it, "id") == webhook) else {
            return;
        };
        found["webhook_status"] = status.into();
        if at == 0 {
            entry.value["webhook_status"] = status.into();
        }
    }

    fn all(&mut self, version: Version, resource: &'static str) -> &mut IndexMap<String, Entry> {
        self.kept.entry((version, resource)).or_default()
    }
}

fn text(value: &Value, name: &str) -> String {
    let text = value.get(name).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// A member that says something. An answer of the API may say that there is nothing by `null`, `""`, `[]` or `{}`.
fn there<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).filter(|it| !is_nothing(it))
}

pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn number(value: &Value, name: &str) -> i64 {
    value.get(name).and_then(Value::as_i64).unwrap_or_default()
}
