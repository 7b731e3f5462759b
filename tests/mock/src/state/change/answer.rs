//! What an answer shows: what the call is about, and what belongs to that.

use super::{
    super::{Object, Refused, remembered, sources, text},
    Change, OWNER, Shown,
};
use crate::{refusal::Refusal, schema::Type};
use serde_json::{Value, json};

impl Change<'_> {
    /// The body of the answer: what is shown, and what belongs to the first of it.
    pub(crate) fn body(&self, shown: &Shown) -> Refused<Value> {
        let record = self.schema().record(&self.call.operation.answer);
        let mut body = Object::new();
        for field in record.iter().flat_map(|it| &it.fields) {
            let value = match &field.ty {
                Type::List(_) => self.shown_list(&field.name, shown),
                _ => self.shown(&field.name, shown).or_else(|| {
                    let (resource, id) = shown.first()?;
                    self.beside(resource, self.any(resource, id)?, &field.name)
                }),
            };
            match value {
                Some(value) => {
                    body.insert(field.name.clone(), value);
                }
                None if field.required
                    && let Some((resource, id)) = shown.first()
                    && let Some(own) = self.any(resource, id)
                    && let Some(unknown) = self.unknown(resource, own, &field.name) =>
                {
                    body.insert(field.name.clone(), unknown);
                }
                None if field.required => {
                    let message = format!("there is no {} that belongs to it", field.name);
                    return Err(Refusal::not_found(message));
                }
                None => {}
            }
        }
        Ok(body.into())
    }

    fn shown(&self, name: &str, shown: &Shown) -> Option<Value> {
        let (resource, id) = shown.iter().find(|(resource, _)| *resource == name)?;
        match *resource {
            "event" => self.whole(resource, id),
            _ => self.any(resource, id).cloned(),
        }
    }

    /// `credit_notes`: all that are shown.
    fn shown_list(&self, name: &str, shown: &Shown) -> Option<Value> {
        let of = shown.iter().filter(|(it, _)| format!("{it}s") == name);
        let values: Vec<Value> = of
            .filter_map(|(it, id)| self.any(it, id).cloned())
            .collect();
        (!values.is_empty()).then(|| values.into())
    }

    /// A resource, also where this call removed it.
    pub(crate) fn any(&self, resource: &'static str, id: &str) -> Option<&Value> {
        match self.touched.get(&(resource, id.to_owned())) {
            Some((value, _)) => Some(value),
            None => self.get(resource, id),
        }
    }

    /// What belongs to a resource: its customer, its subscription, the card of its customer.
    pub(crate) fn beside(&self, resource: &str, own: &Value, name: &str) -> Option<Value> {
        if name == "card" {
            return sources::card_of(self, &self.customer_of(resource, own));
        }
        if name == "customer" {
            return self
                .any("customer", &self.customer_of(resource, own))
                .cloned();
        }
        let id = own.get(format!("{name}_id"))?.as_str()?;
        self.any(remembered(name)?, id).cloned()
    }

    /// What a seed names and does not bring along, such as the customer of a subscription: nothing but its id is known.
    pub(crate) fn unknown(&self, resource: &str, own: &Value, name: &str) -> Option<Value> {
        let id = match name {
            "customer" => self.customer_of(resource, own),
            _ => text(own, &format!("{name}_id")),
        };
        let mut unknown = self.blank(remembered(name)?).ok()?;
        unknown.set("id", id.as_str());
        (!id.is_empty()).then(|| unknown.into_value())
    }

    /// The customer that something belongs to. A subscription of API v1 does not say it; where nobody noted it either, it has the
    /// id of its customer, as the first one of a customer does.
    pub(crate) fn customer_of(&self, resource: &str, own: &Value) -> String {
        let id = text(own, "id");
        match (resource, text(own, "customer_id")) {
            ("customer", _) => id,
            ("subscription", customer) if customer.is_empty() => match self.any(OWNER, &id) {
                Some(owner) if owner.get("customer_id").is_some() => text(owner, "customer_id"),
                _ => id,
            },
            (_, customer) => customer,
        }
    }

    /// Notes whose a subscription is.
    pub(crate) fn own_subscription(&mut self, id: &str, customer: &str) {
        self.note_on_owner(id, "customer_id", customer.into());
    }

    /// The day of the month that the terms of a subscription are counted from, where it was noted.
    pub(crate) fn billing_day(&self, id: &str) -> Option<i8> {
        let noted = self.any(OWNER, id)?.get("billing_day")?.as_i64()?;
        noted.try_into().ok()
    }

    /// Notes it where it can get lost: only a month of fewer days moves it.
    pub(crate) fn note_billing_day(&mut self, id: &str, day: i8) {
        const ALWAYS: i8 = 28;
        let day = Some(day).filter(|it| *it > ALWAYS);
        if self.billing_day(id) != day {
            self.note_on_owner(id, "billing_day", day.into());
        }
    }

    /// Until when the terms of a subscription were invoiced in advance.
    pub(crate) fn charged_until(&self, id: &str) -> Option<i64> {
        self.any(OWNER, id)?.get("charged_until")?.as_i64()
    }

    pub(crate) fn note_charged_until(&mut self, id: &str, until: Option<i64>) {
        self.note_on_owner(id, "charged_until", until.into());
    }

    /// Forgets what is noted beside a subscription.
    pub(crate) fn forget_on_owner(&mut self, id: &str, name: &str) {
        let noted = self.any(OWNER, id).and_then(|it| it.get(name));
        if noted.is_some_and(|it| !it.is_null()) {
            self.note_on_owner(id, name, Value::Null);
        }
    }

    /// Notes something beside a subscription, which is shown to nobody.
    pub(crate) fn note_on_owner(&mut self, id: &str, name: &str, value: Value) {
        let mut owner = match self.any(OWNER, id) {
            Some(owner) => owner.clone(),
            None => json!({ "id": id }),
        };
        owner[name] = value;
        self.put_beside(OWNER, id, Some(owner));
    }

    /// Keeps something beside the resources, or forgets it.
    pub(crate) fn put_beside(&mut self, what: &'static str, id: &str, value: Option<Value>) {
        let is_gone = value.is_none();
        let value = value.unwrap_or_default();
        self.touched.insert((what, id.to_owned()), (value, is_gone));
    }

    /// Keeps something beside the resources, which is shown to nobody.
    pub(crate) fn note(&mut self, kind: &'static str, id: &str, value: Value) {
        self.touched.insert((kind, id.to_owned()), (value, false));
    }

    /// Whether a call asked for this, and not time.
    pub(crate) fn is_asked_for(&self, resource: &str) -> bool {
        self.call.resource == resource && !self.is_timed
    }
}
