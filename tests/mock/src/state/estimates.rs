//! Estimates: the order that they ask about is done on a change that nobody keeps, and what it would have made is shown.

use super::{
    Object, Refused,
    agenda::Turn,
    change::{Change, Shown, Touched},
    operations, subscriptions, text,
    unbilled::UNBILLED,
};
use crate::{check::Call, refusal::Refusal, sample::Sampler};
use serde_json::{Value, json};

/// What is done with a customer's credits and excess payments: an estimate may leave them out.
const BALANCES: [&str; 2] = ["use_existing_balances", "use_customer_balances"];

/// Whether an estimate is computed.
pub(super) fn is_computed(call: &Call) -> bool {
    match call.resource {
        "estimate" => order_of(call).is_some() || of_time(call.method),
        _ => (call.resource, call.method) == (UNBILLED, "invoice_now_estimate"),
    }
}

/// What would be billed by itself.
fn of_time(method: &str) -> bool {
    matches!(method, "renewal_estimate" | "upcoming_invoices_estimate")
}

/// The operation that an estimate is of.
fn order_of(call: &Call) -> Option<(&'static str, &'static str)> {
    Some(match call.method {
        "create_subscription" => ("subscription", "create"),
        "create_sub_for_customer_estimate" => ("subscription", "create_for_customer"),
        "create_sub_item_estimate" | "create_sub_item_for_customer_estimate" => {
            ("subscription", "create_with_items")
        }
        "update_subscription" => ("subscription", "update"),
        "update_subscription_for_items" => ("subscription", "update_for_items"),
        "change_term_end" => ("subscription", "change_term_end"),
        "cancel_subscription" => ("subscription", "cancel"),
        "cancel_subscription_for_items" => ("subscription", "cancel_for_items"),
        "pause_subscription" => ("subscription", "pause"),
        "resume_subscription" => ("subscription", "resume"),
        "create_invoice" => ("invoice", "create"),
        "create_invoice_for_items" => ("invoice", "create_for_charge_items_and_charges"),
        "invoice_now_estimate" => (UNBILLED, "invoice_unbilled_charges"),
        _ => return None,
    })
}

/// What was made on the way to an estimate.
#[derive(Default)]
struct Made {
    invoices: Vec<Value>,
    notes: Vec<Value>,
    unbilled: Vec<Value>,
}

pub(super) fn estimate(change: &Change<'_>) -> Refused<Value> {
    let mut params = change.call.params.clone();
    let used = BALANCES.iter().find_map(|it| params.remove(*it));
    let uses_balances = used.and_then(|it| it.as_bool()).unwrap_or(!change.is_v1());
    if params.remove("include_delayed_charges") == Some(json!(false)) {
        return Err(change.not_computed("include_delayed_charges : false"));
    }
    if of_time(change.call.method) {
        return change.estimate_of_time(params, uses_balances);
    }
    let order = order_of(change.call).ok_or_else(|| change.not_computed(change.call.method))?;
    let mut ids = change.call.ids.clone();
    for group in ["subscription", "invoice"] {
        if let Some(Value::Object(members)) = params.remove(group) {
            params.extend(members);
        }
    }
    let mut touched = Touched::new();
    if order.0 == "subscription" && order.1.starts_with("update") {
        let id = params
            .remove("id")
            .and_then(|it| it.as_str().map(str::to_owned));
        let id = id.ok_or_else(|| Refusal::param("subscription[id]", "cannot be blank"))?;
        change.find("subscription", &id)?;
        ids.push(("subscription_id".to_owned(), id));
    }
    if change.call.method == "create_sub_item_estimate" {
        let (customer, made) = change.nobody(&mut params)?;
        ids.push(("customer_id".to_owned(), customer));
        touched = made;
    }
    let call = change.order(order, ids, params)?;
    let mut inner = Change::new(change.state, change.sampler, &call);
    inner.go_on_from(touched);
    inner.estimates = Some(uses_balances);
    inner.parents()?;
    let write = operations::write(&call).ok_or_else(|| change.not_computed(call.method))?;
    let shown = write(&mut inner)?;
    inner.given.finish(change.schema())?;
    inner.misnamed.refuse(change.schema())?;
    let made = Made {
        invoices: inner.made("invoice"),
        notes: inner.made("credit_note"),
        unbilled: inner.made(UNBILLED),
    };
    let next = match made.invoices.is_empty() && order.0 == "subscription" {
        true => inner.next_invoice(&shown)?,
        false => None,
    };
    inner.show_estimate(&shown, &made, next)
}

impl Change<'_> {
    fn order(
        &self,
        (resource, method): (&'static str, &'static str),
        ids: Vec<(String, String)>,
        params: Object,
    ) -> Refused<Call> {
        let operation = self.schema().operation(&format!("{resource}.{method}"));
        let operation = operation.ok_or_else(|| self.not_computed(method))?;
        Ok(Call {
            resource,
            method,
            operation,
            ids,
            params,
            writes: true,
            ignored: Vec::new(),
            site: self.call.site.clone(),
            base: self.call.base.clone(),
        })
    }

    /// A customer that is there for an estimate only.
    fn nobody(&self, params: &mut Object) -> Refused<(String, Touched)> {
        let mut of_customer = match params.remove("customer") {
            Some(Value::Object(members)) => members,
            _ => Object::new(),
        };
        if let Some(address) = params.get("billing_address") {
            of_customer.insert("billing_address".to_owned(), address.clone());
        }
        params.remove("billing_address");
        let call = self.order(("customer", "create"), Vec::new(), of_customer)?;
        let mut inner = Change::new(self.state, self.sampler, &call);
        let write = operations::write(&call).ok_or_else(|| self.not_computed(call.method))?;
        let shown = write(&mut inner)?;
        inner.given.finish(self.schema())?;
        let id = shown.first().map(|it| it.1.clone());
        let id = id.ok_or_else(|| self.not_computed("customer"))?;
        Ok((id, inner.into_parts().0))
    }

    /// What this change made and was not there before.
    fn made(&self, resource: &'static str) -> Vec<Value> {
        let ids = self.new_ids(resource);
        ids.iter()
            .filter_map(|it| self.get(resource, it).cloned())
            .collect()
    }

    /// The invoices that time would raise: of a subscription, or of all those of a customer.
    fn estimate_of_time(&self, mut params: Object, uses_balances: bool) -> Refused<Value> {
        for name in [
            "ignore_scheduled_cancellation",
            "ignore_scheduled_changes",
            "include_usage_charges",
        ] {
            if params.remove(name) == Some(json!(true)) {
                return Err(self.not_computed(&format!("{name} : true")));
            }
        }
        if let Some(name) = params.keys().next() {
            return Err(self.not_computed(name));
        }
        let ids: Vec<String> = match self.call.id("subscription_id") {
            Some(id) => vec![id.to_owned()],
            None => {
                let customer = self.call.id("customer_id").unwrap_or_default();
                let of = |it: &&Value| self.customer_of("subscription", it) == customer;
                self.all("subscription")
                    .filter(of)
                    .map(|it| text(it, "id"))
                    .collect()
            }
        };
        let is_of_one = self.call.id("subscription_id").is_some();
        let mut made = Made::default();
        let mut shown = Shown::new();
        for id in ids {
            let one = vec![("subscription", id)];
            let found = self.next_invoice_with(&one, uses_balances)?;
            if is_of_one && found.is_none() {
                let message =
                    "renewal_estimate is not possible: the subscription is not billed any more";
                return Err(Refusal::of(
                    self.schema(),
                    "invalid_state_for_request",
                    message,
                ));
            }
            made.invoices.extend(found);
            shown.extend(one);
        }
        match is_of_one {
            true => self.show_estimate(&shown, &made, None),
            false => self.show_upcoming(&made),
        }
    }

    fn next_invoice(&self, shown: &Shown) -> Refused<Option<Value>> {
        self.next_invoice_with(shown, self.estimates.unwrap_or(true))
    }

    /// The invoice that a subscription gets next, by itself.
    fn next_invoice_with(&self, shown: &Shown, uses_balances: bool) -> Refused<Option<Value>> {
        let Some((_, id)) = shown.iter().find(|it| it.0 == "subscription") else {
            return Ok(None);
        };
        let own = self.find("subscription", id)?;
        let time = |name: &str| own.get(name).and_then(Value::as_i64);
        // The first version does not say when something is billed next.
        let next = |name: &str| match self.is_v1() {
            true => time(name),
            false => time("next_billing_at"),
        };
        let (turn, at) = match text(own, "status").as_str() {
            "future" => (Turn::Start, next("start_date")),
            "in_trial" => (Turn::TrialEnd, next("trial_end")),
            "active" => (Turn::Renewal, next("current_term_end")),
            "non_renewing" => (Turn::Renewal, time("next_billing_at")),
            _ => return Ok(None),
        };
        let Some(at) = at else {
            return Ok(None);
        };
        let sampler = Sampler {
            now: at,
            ..*self.sampler
        };
        let call = Call::of_time("subscription", "renewal", id);
        let mut inner = Change::of_time(self.state, &sampler, &call);
        inner.go_on_from(self.so_far());
        inner.estimates = Some(uses_balances);
        let before = inner.new_ids("invoice");
        subscriptions::happen(&mut inner, turn)?;
        let new = inner.new_ids("invoice");
        let new = new.iter().find(|it| !before.contains(it));
        Ok(new.and_then(|it| inner.get("invoice", it).cloned()))
    }

    fn show_estimate(&self, shown: &Shown, made: &Made, next: Option<Value>) -> Refused<Value> {
        let subscription = shown.iter().find(|it| it.0 == "subscription");
        let subscription = subscription.and_then(|it| self.any("subscription", &it.1));
        if self.is_v1() {
            return self.show_first(subscription, made.invoices.first(), next.as_ref());
        }
        let mut estimate = self.blank("estimate")?;
        estimate.set("created_at", self.now());
        if let Some(own) = subscription {
            let own = self.shape("subscription_estimate", own)?;
            estimate.set("subscription_estimate", own);
        }
        match made.invoices.as_slice() {
            [] => {}
            [invoice] if self.call.resource != UNBILLED => {
                estimate.set("invoice_estimate", self.shape("invoice_estimate", invoice)?);
            }
            invoices => {
                estimate.set(
                    "invoice_estimates",
                    self.shapes("invoice_estimate", invoices)?,
                );
            }
        }
        if let Some(next) = next {
            estimate.set(
                "next_invoice_estimate",
                self.shape("invoice_estimate", &next)?,
            );
        }
        if !made.notes.is_empty() {
            let notes = self.shapes("credit_note_estimate", &made.notes)?;
            estimate.set("credit_note_estimates", notes);
        }
        if !made.unbilled.is_empty() {
            estimate.set("unbilled_charge_estimates", made.unbilled.clone());
        }
        Ok(json!({ "estimate": estimate.into_value() }))
    }

    fn show_upcoming(&self, made: &Made) -> Refused<Value> {
        let mut estimate = self.blank("estimate")?;
        let invoices = self.shapes("invoice_estimate", &made.invoices)?;
        estimate
            .set("created_at", self.now())
            .set("invoice_estimates", invoices);
        Ok(json!({ "estimate": estimate.into_value() }))
    }

    /// An estimate of the first version is in one piece.
    fn show_first(
        &self,
        subscription: Option<&Value>,
        now: Option<&Value>,
        next: Option<&Value>,
    ) -> Refused<Value> {
        let mut estimate = match now.or(next) {
            Some(invoice) => self.shape_draft("estimate", invoice)?,
            None => self.blank("estimate")?,
        };
        estimate
            .set("created_at", self.now())
            .set("collect_now", now.is_some());
        if let Some(own) = subscription {
            estimate
                .set("subscription_id", text(own, "id"))
                .set("subscription_status", text(own, "status"))
                .set("term_ends_at", own.get("current_term_end").cloned());
        }
        Ok(json!({ "estimate": estimate.into_value() }))
    }

    fn shapes(&self, name: &'static str, of: &[Value]) -> Refused<Vec<Value>> {
        of.iter().map(|it| self.shape(name, it)).collect()
    }

    /// A resource as its estimate shows it.
    fn shape(&self, name: &'static str, of: &Value) -> Refused<Value> {
        Ok(self.shape_draft(name, of)?.into_value())
    }

    fn shape_draft(&self, name: &'static str, of: &Value) -> Refused<super::draft::Draft> {
        let mut estimate = self.blank(name)?;
        let fields: Vec<String> = estimate
            .record()
            .fields
            .iter()
            .map(|it| it.name.clone())
            .collect();
        for field in fields.iter().filter(|it| *it != "object") {
            estimate.set(field, of.get(field).cloned());
        }
        Ok(estimate)
    }
}
