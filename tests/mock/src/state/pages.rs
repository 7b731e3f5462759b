//! Hosted pages and sessions of the portal: what a customer does in a browser is done by a call to the mock.

use super::{
    Object, Refused, State,
    change::{Change, Shown},
    given::Given,
    operations::{self, Operation},
    text,
};
use crate::{
    check::Call,
    refusal::Refusal,
    sample::Sampler,
    schema::{Schema, Type},
};
use serde_json::{Map, Value, json};
use std::cell::OnceCell;

/// What a page was made with; kept beside the resources, and shown to nobody.
pub(super) const ASKED: &str = "page_params";

/// So long a page to check out can be used, in seconds, and so long any other one.
const CHECKOUT_LIFE: i64 = 3 * 3_600;
const PAGE_LIFE: i64 = 5 * 86_400;
const SESSION_LIFE: i64 = 3_600;

/// The card that a customer gives where none is named.
const ANY_CARD: &str = "4111111111111111";

pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let id = change.free_id("hosted_page");
    let mut own = change.blank("hosted_page")?;
    let method = change.call.method;
    let kind = method.strip_suffix("_for_items").unwrap_or(method);
    let kinds = match own.record().field("type").map(|it| &it.ty) {
        Some(Type::Enum(name)) => change.schema().values(name),
        _ => &[],
    };
    let kind = match kind {
        "checkout_onetime_charge" | "checkout_onetime_addons" => "checkout_one_time",
        other => other,
    };
    if kinds.contains(&kind) {
        own.set("type", kind);
    }
    let now = change.now();
    let life = match kind.starts_with("checkout") {
        true => CHECKOUT_LIFE,
        false => PAGE_LIFE,
    };
    change.reflect(&mut own, &["pass_thru_content", "layout", "embed"])?;
    own.set("id", id.as_str())
        .set("state", "created")
        .set("url", format!("{}/mock/pages/{id}", change.call.base))
        .set("content", json!({}))
        .set("expires_at", now.saturating_add(life));
    change.save("hosted_page", own);
    let asked = json!({ "id": id, "method": method, "params": change.call.params });
    change.note(ASKED, &id, asked);
    // What it asks for is read when it is completed.
    change.given = Given::default();
    Ok(vec![("hosted_page", id)])
}

pub(super) fn acknowledge(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    if own.text("state") != "succeeded" {
        return Err(change.wrong_state(&format!("is {}", own.text("state"))));
    }
    own.set("state", "acknowledged");
    Ok(vec![("hosted_page", change.save("hosted_page", own))])
}

pub(super) fn create_session(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.given.text("customer[id]").unwrap_or_default();
    if change.get("customer", &customer).is_none() {
        return Err(change.missing("customer[id]", "customer", &customer));
    }
    let id = change.free_id("portal_session");
    let mut own = change.blank("portal_session")?;
    let now = change.now();
    change.reflect(&mut own, &["redirect_url"])?;
    change.given.without_effect(&["forward_url"]);
    let url = format!("{}/mock/portal/{id}", change.call.base);
    own.set("id", id.as_str())
        .set("token", format!("token_{id}"))
        .set("access_url", url)
        .set("status", "created")
        .set("expires_at", now.saturating_add(SESSION_LIFE))
        .set("customer_id", customer)
        .set("linked_customers", json!([]));
    Ok(vec![("portal_session", change.save("portal_session", own))])
}

pub(super) fn activate_session(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let token = change.given.text("token").unwrap_or_default();
    if token != own.text("token") {
        return Err(Refusal::param("token", "is not that of the session"));
    }
    change.state(&own, &["created"])?;
    if own.number("expires_at") <= change.now() {
        return Err(change.wrong_state("has expired"));
    }
    let now = change.now();
    own.set("status", "logged_in").set("login_at", now);
    Ok(vec![("portal_session", change.save("portal_session", own))])
}

pub(super) fn end_session(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let now = change.now();
    own.set("status", "logged_out").set("logout_at", now);
    Ok(vec![("portal_session", change.save("portal_session", own))])
}

/// The parameters that a call of an operation has: those of the page that it knows, the members of a group among the others.
fn params_of(
    schema: &Schema,
    name: &str,
    asked: &Map<String, Value>,
    group: &str,
) -> Map<String, Value> {
    let operation = schema.operation(name);
    let known = |name: &str| {
        let operation = operation.as_ref();
        operation.is_some_and(|it| it.params.iter().any(|it| it.name == name))
    };
    let mut params = Map::new();
    let members = asked.get(group).and_then(Value::as_object);
    let all = asked.iter().chain(members.into_iter().flatten());
    for (name, value) in all {
        if known(name) && name != group {
            params.insert(name.clone(), value.clone());
        }
    }
    params
}

/// A page that is being completed: each call that it stands for, on the same change.
struct Pages<'c> {
    calls: &'c [OnceCell<Call>; 4],
    base: String,
}

impl<'c> Pages<'c> {
    fn call(
        &self,
        change: &mut Change<'c>,
        name: &'static str,
        ids: Vec<(&str, String)>,
        params: Map<String, Value>,
    ) -> Refused<Shown> {
        let schema = change.schema();
        let (resource, method) = name.split_once('.').unwrap_or((name, ""));
        let operation = schema
            .operation(name)
            .ok_or_else(|| change.not_computed(name))?;
        let call = Call {
            resource,
            method,
            operation,
            ids: ids
                .into_iter()
                .map(|(it, id)| (it.to_owned(), id))
                .collect(),
            params,
            writes: true,
            ignored: Vec::new(),
            site: String::new(),
            base: self.base.clone(),
        };
        let free = self.calls.iter().find(|it| it.get().is_none());
        let Some(free) = free else {
            return Err(change.not_computed("a page of so many calls"));
        };
        let call = free.get_or_init(|| call);
        change.call = call;
        change.given = Given::of(call);
        change.path()?;
        change.parents()?;
        let Operation::Write(write) = operations::find(schema, call) else {
            return Err(change.not_computed(name));
        };
        let shown = write(change)?;
        change.given.finish(schema)?;
        Ok(shown)
    }
}

/// What a customer gives on a page.
fn card(number: Option<String>, now: i64) -> Value {
    let year = 1970 + now / (365 * super::invoices::DAY);
    let number = number.unwrap_or_else(|| ANY_CARD.to_owned());
    json!({ "number": number, "expiry_month": 12, "expiry_year": year + 3, "cvv": "123" })
}

impl State {
    /// Completes a page: what it asks for is done, all of it or nothing. The page as it is then, and the events.
    pub(crate) fn complete_page(
        &mut self,
        sampler: &Sampler<'_>,
        id: &str,
        number: Option<String>,
        base: &str,
    ) -> Refused<super::Answer> {
        let start = Call::of_time("hosted_page", "complete", id);
        let calls: [OnceCell<Call>; 4] = Default::default();
        let mut change = Change::new(self, sampler, &start);
        let mut page = change.own()?;
        let state = page.text("state");
        if !["created", "requested"].contains(&state.as_str()) {
            return Err(change.wrong_state(&format!("is {state}")));
        }
        if page.number("expires_at") <= change.now() {
            return Err(change.wrong_state("has expired"));
        }
        let asked = change.find(ASKED, id)?.clone();
        let method = text(&asked, "method");
        let asked = asked.get("params").and_then(Value::as_object).cloned();
        let pages = Pages {
            calls: &calls,
            base: base.to_owned(),
        };
        let card = card(number, change.now());
        let shown = visit(
            &mut change,
            &pages,
            &method,
            &asked.unwrap_or_default(),
            card,
        )?;
        let mut content = Object::new();
        for (resource, id) in &shown {
            if let Some(value) = change.any(resource, id) {
                content.entry(*resource).or_insert_with(|| value.clone());
            }
        }
        if let Some((resource, id)) = shown.first() {
            for beside in ["customer", "card"] {
                let own = change.any(resource, id).cloned().unwrap_or_default();
                if let Some(value) = change.beside(resource, &own, beside) {
                    content.entry(beside).or_insert(value);
                }
            }
        }
        page.set("state", "succeeded")
            .set("content", Value::Object(content));
        change.save("hosted_page", page);
        let events = change.tell();
        change.misnamed.refuse(sampler.schema)?;
        let body = json!({ "hosted_page": change.any("hosted_page", id).cloned() });
        let (touched, ids) = change.into_parts();
        self.commit(sampler, touched, ids)?;
        Ok((body, events))
    }

    /// A page is looked at, or its customer goes away.
    pub(crate) fn turn_page(
        &mut self,
        sampler: &Sampler<'_>,
        id: &str,
        to: &str,
    ) -> Refused<Value> {
        let call = Call::of_time("hosted_page", "turn", id);
        let mut change = Change::new(self, sampler, &call);
        let mut page = change.own()?;
        let state = page.text("state");
        match (state.as_str(), to) {
            ("created", "requested") | ("created" | "requested", "cancelled") => {}
            (_, "requested") => return Ok(page.into_value()),
            _ => return Err(change.wrong_state(&format!("is {state}"))),
        }
        page.set("state", to);
        let value = page.value().clone();
        change.save("hosted_page", page);
        let (touched, ids) = change.into_parts();
        self.commit(sampler, touched, ids)?;
        Ok(value)
    }
}

/// The calls that a page stands for.
fn visit<'c>(
    change: &mut Change<'c>,
    pages: &Pages<'c>,
    method: &str,
    asked: &Map<String, Value>,
    card: Value,
) -> Refused<Shown> {
    let is_v1 = change.is_v1();
    let schema = change.schema();
    let member = |group: &str| {
        let id = asked.get(group).and_then(|it| it.get("id"));
        id.and_then(Value::as_str).map(str::to_owned)
    };
    let with_card = |change: &mut Change<'c>, customer: &str| -> Refused<()> {
        if is_v1 {
            let params = card.as_object().cloned().unwrap_or_default();
            let ids = vec![("customer_id", customer.to_owned())];
            pages.call(change, "card.update_card_for_customer", ids, params)?;
            return Ok(());
        }
        let params = json!({ "customer_id": customer, "card": card, "replace_primary_payment_source": true });
        let params = params.as_object().cloned().unwrap_or_default();
        pages.call(change, "payment_source.create_card", Vec::new(), params)?;
        Ok(())
    };
    let visitor = |change: &mut Change<'c>| -> Refused<String> {
        let id = match member("customer") {
            Some(id) if change.get("customer", &id).is_some() => id,
            _ => {
                let mut params = params_of(schema, "customer.create", asked, "customer");
                params.retain(|name, _| name != "card");
                let shown = pages.call(change, "customer.create", Vec::new(), params)?;
                shown
                    .into_iter()
                    .next()
                    .map(|(_, id)| id)
                    .unwrap_or_default()
            }
        };
        Ok(id)
    };
    match method {
        "checkout_new" | "checkout_new_for_items" => {
            let customer = visitor(change)?;
            with_card(change, &customer)?;
            let name = match method {
                "checkout_new" => "subscription.create_for_customer",
                _ => "subscription.create_with_items",
            };
            let mut params = params_of(schema, name, asked, "subscription");
            if is_v1 || method == "checkout_new" {
                params.remove("card");
            }
            pages.call(change, name, vec![("customer_id", customer)], params)
        }
        "checkout_existing" | "checkout_existing_for_items" => {
            let id = member("subscription").unwrap_or_default();
            let own = change.find("subscription", &id)?;
            let customer = change.customer_of("subscription", own);
            with_card(change, &customer)?;
            let name = match method {
                "checkout_existing" => "subscription.update",
                _ => "subscription.update_for_items",
            };
            let mut params = params_of(schema, name, asked, "subscription");
            params.retain(|name, _| name != "card" && name != "customer");
            pages.call(change, name, vec![("subscription_id", id)], params)
        }
        "checkout_one_time" | "checkout_one_time_for_items" => {
            let customer = visitor(change)?;
            with_card(change, &customer)?;
            let name = match method {
                "checkout_one_time" => "invoice.create",
                _ => "invoice.create_for_charge_items_and_charges",
            };
            let mut params = params_of(schema, name, asked, "invoice");
            params.remove("card");
            params.insert("customer_id".to_owned(), customer.into());
            pages.call(change, name, Vec::new(), params)
        }
        "manage_payment_sources" | "update_payment_method" | "update_card" => {
            let customer = member("customer").unwrap_or_default();
            with_card(change, &customer)?;
            Ok(vec![("customer", customer)])
        }
        "collect_now" => {
            let customer = member("customer").unwrap_or_default();
            with_card(change, &customer)?;
            let ids = vec![("customer_id", customer)];
            pages.call(change, "customer.collect_payment", ids, Map::new())
        }
        other => Err(change.not_computed(&format!("what a customer does on a page of {other}"))),
    }
}
