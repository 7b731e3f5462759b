//! One call: what it finds, what it changes and what it tells, kept apart until nothing can be refused any more.

mod answer;
mod reflect;

use super::{
    Entry, Refused, State,
    draft::{Draft, Misnamed},
    events::Event,
    given::Given,
    key_of, of_id, remembered,
};
use crate::{
    check::Call,
    refusal::Refusal,
    sample::Sampler,
    schema::{Record, Schema, Version},
    site::SiteSettings,
};
use indexmap::IndexMap;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::sync::Arc;

/// Whose a subscription is; kept beside the resources, and shown to nobody.
pub(super) const OWNER: &str = "owner";

/// What a call changed: the value of each resource, and whether it is gone.
pub(super) type Touched = IndexMap<(&'static str, String), (Value, bool)>;

/// What an answer shows: resources by name and id.
pub(super) type Shown = Vec<(&'static str, String)>;

pub(super) struct Change<'a> {
    pub(super) state: &'a State,
    pub(super) sampler: &'a Sampler<'a>,
    pub(super) call: &'a Call,
    pub(super) given: Given,
    touched: Touched,
    pub(super) events: Vec<Event>,
    ids: u64,
    pub(super) misnamed: Misnamed,
    /// Whether time does it, and nobody called for it.
    pub(super) is_timed: bool,
    /// The payment intent that the call names, until it pays for something.
    pub(super) intent: Option<String>,
    /// Whether somebody confirmed the payment in a browser.
    pub(super) confirmed: bool,
    /// Whether it is for an estimate, which nothing is collected for; and whether that uses what the customer has.
    pub(super) estimates: Option<bool>,
}

impl<'a> Change<'a> {
    pub(super) fn new(state: &'a State, sampler: &'a Sampler<'a>, call: &'a Call) -> Self {
        Self {
            state,
            sampler,
            call,
            given: Given::of(call),
            touched: Touched::new(),
            events: Vec::new(),
            ids: state.ids,
            misnamed: Misnamed::default(),
            is_timed: false,
            intent: None,
            confirmed: false,
            estimates: None,
        }
    }

    /// What time does.
    pub(super) fn of_time(state: &'a State, sampler: &'a Sampler<'a>, call: &'a Call) -> Self {
        Self {
            is_timed: true,
            ..Self::new(state, sampler, call)
        }
    }

    pub(super) fn schema(&self) -> &'a Schema {
        self.sampler.schema
    }

    pub(super) fn is_v1(&self) -> bool {
        self.schema().version == Version::V1
    }

    pub(super) fn site(&self) -> &'a SiteSettings {
        &self.state.site
    }

    pub(super) fn now(&self) -> i64 {
        self.sampler.now
    }

    /// The time zone of the site.
    pub(super) fn zone(&self) -> TimeZone {
        self.site().zone()
    }

    /// What the path is about must be there.
    pub(super) fn path(&self) -> Refused<()> {
        for (name, id) in &self.call.ids {
            // A card that was seeded is told without its customer, too.
            let is_card = self.call.resource == "card" && self.get("card", id).is_some();
            if let Some(resource) = of_id(name)
                && (!is_card || self.call.writes)
            {
                self.find(resource, id)?;
            }
        }
        Ok(())
    }

    /// What the parameters name must be there, whether they are read or not.
    pub(super) fn parents(&self) -> Refused<()> {
        for name in self.given.names() {
            let is_name = |it: &&str| !it.is_empty() && it.parse::<usize>().is_err();
            let member = name.split(['[', ']']).rfind(is_name);
            let resource = member.and_then(|it| it.strip_suffix("_id"));
            let Some(resource) = resource.and_then(remembered) else {
                continue;
            };
            let value = self.given.peek(name).and_then(Value::as_str);
            let id = value.filter(|it| !it.is_empty());
            if let Some(id) = id
                && self.get(resource, id).is_none()
            {
                return Err(self.missing(name, resource, id));
            }
        }
        Ok(())
    }

    /// A parameter that names what is not there.
    pub(super) fn missing(&self, param: &str, resource: &str, id: &str) -> Refusal {
        Refusal {
            param: Some(param.to_owned()),
            ..Refusal::not_found(format!("{param} : there is no {resource} `{id}`"))
        }
    }

    pub(super) fn get(&self, resource: &'static str, id: &str) -> Option<&Value> {
        match self.touched.get(&(resource, id.to_owned())) {
            Some((value, deleted)) => (!deleted).then_some(value),
            None => self.before(resource, id),
        }
    }

    /// A resource as it was before the call, with the content of an event.
    pub(super) fn whole(&self, resource: &'static str, id: &str) -> Option<Value> {
        let all = self.state.kept.get(&(self.schema().version, resource))?;
        all.get(id).map(Entry::whole)
    }

    /// A resource as it was before the call.
    pub(super) fn before(&self, resource: &'static str, id: &str) -> Option<&Value> {
        let all = self.state.kept.get(&(self.schema().version, resource))?;
        all.get(id).filter(|it| !it.deleted).map(|it| &it.value)
    }

    pub(super) fn find(&self, resource: &'static str, id: &str) -> Refused<&Value> {
        self.get(resource, id)
            .ok_or_else(|| Refusal::not_found(format!("there is no {resource} `{id}`")))
    }

    /// All of a resource, the oldest first, as this call leaves them.
    pub(super) fn all(&self, resource: &'static str) -> impl Iterator<Item = &Value> {
        let kept = self.state.kept.get(&(self.schema().version, resource));
        let kept = kept.into_iter().flat_map(|it| it.iter());
        let old = kept.filter(|(_, entry)| !entry.deleted);
        let old =
            old.filter_map(
                move |(id, entry)| match self.touched.get(&(resource, id.clone())) {
                    Some((value, deleted)) => (!deleted).then_some(value),
                    None => Some(&entry.value),
                },
            );
        let is_new = move |it: &(&(&'static str, String), &(Value, bool))| {
            let ((kind, id), (_, deleted)) = *it;
            let all = self.state.kept.get(&(self.schema().version, resource));
            let was_there = all.and_then(|it| it.get(id)).is_some_and(|it| !it.deleted);
            *kind == resource && !deleted && !was_there
        };
        let new = self.touched.iter().filter(is_new);
        old.chain(new.map(|(_, (value, _))| value))
    }

    /// What this call made or changed of a resource.
    pub(super) fn touched(&self, resource: &'static str) -> impl Iterator<Item = &Value> {
        let touched = self.touched.iter();
        let touched = touched.filter(move |((of, _), (_, deleted))| *of == resource && !deleted);
        touched.map(|(_, (value, _))| value)
    }

    /// The id of the resource that the operation is about.
    pub(super) fn own_id(&self) -> Refused<&'a str> {
        let is_own = |it: &&(String, String)| of_id(&it.0) == Some(self.call.resource);
        let found = self.call.ids.iter().find(is_own);
        found
            .map(|(_, id)| id.as_str())
            .ok_or_else(|| self.not_computed(self.call.resource))
    }

    pub(super) fn open(&self, resource: &'static str, id: &str) -> Refused<Draft> {
        let value = self.find(resource, id)?.clone();
        Ok(self.draft(self.record(resource)?, value))
    }

    pub(super) fn draft(&self, record: Arc<Record>, value: Value) -> Draft {
        Draft::new(record, value, self.misnamed.clone())
    }

    /// The resource that the path names.
    pub(super) fn own(&self) -> Refused<Draft> {
        let resource = remembered(self.call.resource);
        let resource = resource.ok_or_else(|| self.not_computed(self.call.resource))?;
        self.open(resource, self.own_id()?)
    }

    pub(super) fn record(&self, resource: &str) -> Refused<Arc<Record>> {
        let record = self.schema().resource(resource);
        record.ok_or_else(|| self.not_computed(resource))
    }

    /// A new resource: nothing but what must be there, amounts and counts zero.
    pub(super) fn blank(&self, resource: &'static str) -> Refused<Draft> {
        Ok(self.blank_of(self.record(resource)?))
    }

    pub(super) fn blank_of(&self, record: Arc<Record>) -> Draft {
        let sampler = Sampler {
            required_only: true,
            zero: true,
            ..*self.sampler
        };
        let value = sampler.record(&record, 1);
        self.draft(record, value)
    }

    /// A new element of a list of a resource, where this version has the list.
    pub(super) fn row(&self, of: &Draft, list: &str) -> Option<Draft> {
        let record = of.takes(list).then(|| of.record_of(self.schema(), list));
        record.flatten().map(|it| self.blank_of(it))
    }

    /// The id that is given for a new resource, or one that nothing has.
    pub(super) fn new_id(
        &mut self,
        resource: &'static str,
        given: Option<String>,
    ) -> Refused<String> {
        match given {
            Some(id) if self.get(resource, &id).is_some() => Err(self.duplicate("id", &id)),
            Some(id) => Ok(id),
            None => Ok(self.free_id(resource)),
        }
    }

    pub(super) fn free_id(&mut self, resource: &'static str) -> String {
        loop {
            self.ids += 1;
            let id = format!("{resource}_{}", self.ids);
            if self.get(resource, &id).is_none() {
                return id;
            }
        }
    }

    pub(super) fn duplicate(&self, param: &str, id: &str) -> Refusal {
        Refusal {
            param: Some(param.to_owned()),
            ..Refusal::of(
                self.schema(),
                "duplicate_entry",
                format!("{param} : `{id}` is there already"),
            )
        }
    }

    /// Keeps a resource, and notes when it was changed.
    pub(super) fn save(&mut self, resource: &'static str, mut own: Draft) -> String {
        let id = own.text(key_of(resource));
        let now = self.now();
        if self.get(resource, &id).is_none() {
            own.set_where_had("created_at", now);
        }
        // It grows with each change, also where several come within a millisecond.
        let after = own.number("resource_version").saturating_add(1);
        own.set_where_had("updated_at", now)
            .set_where_had("resource_version", now.saturating_mul(1000).max(after));
        self.touched
            .insert((resource, id.clone()), (own.into_value(), false));
        id
    }

    /// Removes a resource; it can be listed and shown with what this says.
    pub(super) fn remove(&mut self, resource: &'static str, mut own: Draft) -> String {
        let id = own.text(key_of(resource));
        own.set_where_had("deleted", true);
        self.touched
            .insert((resource, id.clone()), (own.into_value(), true));
        id
    }

    pub(super) fn not_computed(&self, what: &str) -> Refusal {
        Refusal::not_computed(self.schema(), what)
    }

    /// The status must be one of these.
    pub(super) fn state(&self, own: &Draft, good: &[&str]) -> Refused<()> {
        let status = own.text("status");
        match good.contains(&status.as_str()) {
            true => Ok(()),
            false => Err(self.wrong_state(&format!("is {status}"))),
        }
    }

    pub(super) fn wrong_state(&self, why: &str) -> Refusal {
        let (method, resource) = (self.call.method, self.call.resource);
        let message = format!("{method} is not possible: the {resource} {why}");
        Refusal::of(self.schema(), "invalid_state_for_request", message)
    }

    pub(super) fn sum(&self, left: i64, right: i64) -> Refused<i64> {
        let sum = left.checked_add(right);
        sum.ok_or_else(|| self.not_computed("an amount beyond 64 bits"))
    }

    pub(super) fn sum_of(&self, mut amounts: impl Iterator<Item = i64>) -> Refused<i64> {
        amounts.try_fold(0, |sum, it| self.sum(sum, it))
    }

    pub(super) fn less(&self, left: i64, right: i64) -> Refused<i64> {
        let less = left.checked_sub(right);
        less.ok_or_else(|| self.not_computed("an amount beyond 64 bits"))
    }

    /// Adds to an amount of a resource, or takes from it.
    pub(super) fn add(&self, own: &mut Draft, name: &str, amount: i64) -> Refused<()> {
        let sum = self.sum(own.number(name), amount)?;
        own.set(name, sum);
        Ok(())
    }

    pub(super) fn take(&self, own: &mut Draft, name: &str, amount: i64) -> Refused<()> {
        let less = self.less(own.number(name), amount)?;
        own.set(name, less);
        Ok(())
    }

    /// Adds a comment, where one is given.
    pub(super) fn comment(&mut self, param: &str, entity: &'static str, id: &str) -> Refused<()> {
        let Some(notes) = self.given.text(param) else {
            return Ok(());
        };
        let mut comment = self.blank("comment")?;
        let new = self.free_id("comment");
        comment
            .set("id", new)
            .set("entity_type", entity)
            .set("entity_id", id)
            .set("notes", notes)
            .set("type", "user")
            .set("added_by", "api");
        self.save("comment", comment);
        Ok(())
    }

    /// What was there before, is still there, and says something else than before.
    pub(super) fn changed(&self) -> impl Iterator<Item = (&'static str, &str, &Value)> {
        let touched = self.touched.iter().filter(|(_, (_, deleted))| !deleted);
        touched.filter_map(|((resource, id), (value, _))| {
            let old = self.before(resource, id)?;
            differs(old, value).then_some((*resource, id.as_str(), value))
        })
    }

    /// Keeps the events, with what they are about as this call leaves it; their ids.
    pub(super) fn tell(&mut self) -> Vec<String> {
        self.tell_changes();
        let events = std::mem::take(&mut self.events);
        let told = events
            .iter()
            .filter_map(|it| Some((it.id.clone(), it.value(self)?)));
        let told: Vec<(String, Value)> = told.collect();
        let ids = told.iter().map(|(id, _)| id.clone()).collect();
        for (id, event) in told {
            self.touched.insert(("event", id), (event, false));
        }
        ids
    }

    /// Sees what another change did, too.
    pub(super) fn go_on_from(&mut self, touched: Touched) {
        self.touched = touched;
    }

    /// What it did so far.
    pub(super) fn so_far(&self) -> Touched {
        self.touched.clone()
    }

    /// The ids of what it made and did not remove again.
    pub(super) fn new_ids(&self, resource: &'static str) -> Vec<String> {
        let all = self.state.kept.get(&(self.schema().version, resource));
        let was_there = |id: &str| all.and_then(|it| it.get(id)).is_some_and(|it| !it.deleted);
        let touched = self.touched.iter().filter(|(_, (_, deleted))| !deleted);
        let own = touched.filter(|((kind, id), _)| *kind == resource && !was_there(id));
        own.map(|((_, id), _)| id.clone()).collect()
    }

    pub(super) fn into_parts(self) -> (Touched, u64) {
        (self.touched, self.ids)
    }

    /// An amount that is given, above zero and not above a limit.
    pub(super) fn amount(&self, param: &str, given: Option<i64>, most: i64) -> Refused<i64> {
        let amount = given.unwrap_or(most);
        match (1..=most).contains(&amount) {
            true => Ok(amount),
            false if most <= 0 => Err(self.wrong_state("has nothing left to do this with")),
            false => Err(Refusal::param(
                param,
                format!("should be above zero, and at most {most}"),
            )),
        }
    }
}

/// Whether two states of a resource say different things of it, beyond when it was changed. Lists are mostly about what else is
/// linked to it, which changes by itself.
fn differs(old: &Value, new: &Value) -> bool {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        return old != new;
    };
    let is_when = |name: &&String| ["updated_at", "resource_version"].contains(&name.as_str());
    let mut names = old.keys().chain(new.keys()).filter(|it| !is_when(it));
    names.any(|name| {
        let (old, new) = (old.get(name), new.get(name));
        old != new && !old.or(new).is_some_and(Value::is_array)
    })
}
