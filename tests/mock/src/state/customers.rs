//! Customers, and whom to write to.

use super::{
    Object, Refused,
    change::{Change, Shown},
    draft::Draft,
    text,
};
use serde_json::{Value, json};

/// What would change taxes only, and is not shown.
const TAXES: [&str; 1] = ["taxjar_exemption_category"];

pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let given = change.given.text("id");
    let id = change.new_id("customer", given)?;
    let mut own = new(change, &id)?;
    change.defaults(&mut own);
    let ways = change.ways_to_pay();
    change.given.without_effect(&TAXES);
    change.reflect_all(&mut own)?;
    change.save("customer", own);
    change.event("customer_created", [("customer", &id)]);
    change.pay_with(&id, ways)?;
    Ok(vec![("customer", id)])
}

fn new(change: &Change<'_>, id: &str) -> Refused<Draft> {
    let mut own = change.blank("customer")?;
    own.set("id", id)
        .set("auto_collection", "on")
        .set("taxability", "taxable")
        .set("pii_cleared", "active")
        .set("card_status", "no_card")
        .set("preferred_currency_code", change.site().currency.clone());
    Ok(own)
}

pub(super) fn update(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let before = change.preferred_currency(own.value());
    let credits = change.promotional(own.value(), &before);
    change.given.without_effect(&TAXES);
    change.reflect_all(&mut own)?;
    let is_other = change.preferred_currency(own.value()) != before;
    if is_other {
        // What it has is still in the old currency.
        own.set("promotional_credits", 0);
    }
    let id = change.save("customer", own);
    if is_other {
        change.set_promotional(&id, &before, credits)?;
    }
    change.event("customer_changed", [("customer", &id)]);
    Ok(vec![("customer", id)])
}

/// With everything that belongs to it.
pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let own = change.own()?;
    let id = own.text("id");
    let with_sources = change.given.flag("delete_payment_method") != Some(false);
    let mut subscriptions = Vec::new();
    for resource in [
        "subscription",
        "invoice",
        "credit_note",
        "transaction",
        "promotional_credit",
        "payment_source",
        "card",
    ] {
        if matches!(resource, "payment_source" | "card") && !with_sources {
            continue;
        }
        let key = super::key_of(resource);
        let of = change.all(resource);
        let of = of.filter(|it| change.customer_of(resource, it) == id);
        let ids: Vec<String> = of.map(|it| text(it, key)).collect();
        for it in ids {
            let draft = change.open(resource, &it)?;
            change.remove(resource, draft);
            if resource == "subscription" {
                subscriptions.push(it);
            }
        }
    }
    change.remove("customer", own);
    change.event("customer_deleted", [("customer", &id)]);
    for subscription in &subscriptions {
        change.also(("subscription", subscription));
    }
    Ok(vec![("customer", id)])
}

fn contact(change: &mut Change<'_>) -> Refused<(Draft, Value)> {
    let own = change.own()?;
    let id = change.given.text("contact[id]").unwrap_or_default();
    let found = own.list("contacts").iter().find(|it| text(it, "id") == id);
    match found.cloned() {
        Some(contact) => Ok((own, contact)),
        None => Err(change.missing("contact[id]", "contact", &id)),
    }
}

pub(super) fn add_contact(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let given = change.given.text("contact[id]");
    let is_there = |id: &String| own.list("contacts").iter().any(|it| text(it, "id") == *id);
    if let Some(id) = given.as_ref().filter(|id| is_there(id)) {
        return Err(change.duplicate("contact[id]", id));
    }
    let id = given.unwrap_or_else(|| change.free_id("contact"));
    let Some(mut contact) = change.row(&own, "contacts") else {
        return Err(change.not_computed("contacts"));
    };
    contact.set("id", id);
    let given = change.given.group("contact").unwrap_or_default();
    change.fill(&mut contact, given, "contact")?;
    own.push("contacts", contact.into_value());
    changed(change, own)
}

pub(super) fn update_contact(change: &mut Change<'_>) -> Refused<Shown> {
    let (mut own, old) = contact(change)?;
    let record = own.record_of(change.schema(), "contacts");
    let record = record.ok_or_else(|| change.not_computed("contacts"))?;
    let mut contact = change.draft(record, old.clone());
    let given = change.given.group("contact").unwrap_or_default();
    change.fill(&mut contact, given, "contact")?;
    for it in own.list_mut("contacts") {
        if *it == old {
            *it = contact.value().clone();
        }
    }
    changed(change, own)
}

pub(super) fn delete_contact(change: &mut Change<'_>) -> Refused<Shown> {
    let (mut own, gone) = contact(change)?;
    own.retain("contacts", |it| *it != gone);
    changed(change, own)
}

fn changed(change: &mut Change<'_>, own: Draft) -> Refused<Shown> {
    let id = change.save("customer", own);
    change.event("customer_changed", [("customer", &id)]);
    Ok(vec![("customer", id)])
}

/// The contacts of a customer, as a list of one page.
pub(super) fn contacts(change: &Change<'_>) -> Refused<Value> {
    let own = change.open(
        "customer",
        change.call.id("customer_id").unwrap_or_default(),
    )?;
    if let Some(name) = change.call.params.keys().find(|it| *it != "limit") {
        return Err(change.not_computed(name));
    }
    let limit = change.call.params.get("limit").and_then(Value::as_u64);
    let contacts = own.list("contacts");
    let limit = limit.and_then(|it| usize::try_from(it).ok()).unwrap_or(10);
    if contacts.len() > limit {
        return Err(change.not_computed("further pages of contacts"));
    }
    let entries: Vec<Value> = contacts.iter().map(|it| json!({ "contact": it })).collect();
    Ok(json!({ "list": entries }))
}

impl Change<'_> {
    /// The customer of a new subscription: the one of the path, or one that is made along. Without a name it has the id of its
    /// first subscription.
    pub(super) fn customer_for(&mut self, subscription: &str) -> Refused<String> {
        if let Some(id) = self.call.id("customer_id") {
            return Ok(id.to_owned());
        }
        let given = self.given.text("customer[id]");
        let id = given.unwrap_or_else(|| subscription.to_owned());
        if self.get("customer", &id).is_some() {
            return Err(self.duplicate("customer[id]", &id));
        }
        let mut own = new(self, &id)?;
        for name in TAXES {
            self.given.take(&format!("customer[{name}]"));
        }
        for (name, value) in self.given.group("customer").unwrap_or_default() {
            if crate::custom::is_name(&name) {
                if value == "" {
                    continue;
                }
                let value = self.custom_value(&name, value)?;
                if let Some(object) = own.object_mut() {
                    object.insert(name, value);
                }
                continue;
            }
            if !own.has(&name) {
                return Err(self.not_computed(&format!("customer[{name}]")));
            }
            if value != "" {
                own.set(&name, value);
            }
        }
        self.save("customer", own);
        self.event("customer_created", [("customer", &id)]);
        Ok(id)
    }

    /// Changes the billing address of a customer, where one is given with something else.
    pub(super) fn billing_address(&mut self, id: &str) -> Refused<()> {
        if self.given.has("billing_address") {
            let mut own = self.open("customer", id)?;
            self.reflect_one(&mut own, "billing_address")?;
            self.save("customer", own);
        }
        Ok(())
    }

    /// What a customer is to pay with, where it is given with something else: a card, or what a gateway keeps.
    pub(super) fn ways_to_pay(&mut self) -> [Option<Object>; 2] {
        ["card", "payment_method"].map(|it| self.given.group(it))
    }

    /// The customer pays with this from now on.
    pub(super) fn pay_with(
        &mut self,
        id: &str,
        [card, method]: [Option<Object>; 2],
    ) -> Refused<()> {
        if let Some(card) = card {
            self.add_card(id, card, true)?;
        }
        if let Some(method) = method {
            self.add_method(id, method)?;
        }
        Ok(())
    }
}
