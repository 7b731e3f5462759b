//! Who is told of changes.

use super::{Inner, Mock, PlannedDelivery};
use crate::{
    schema::{Schema, Version},
    webhook::{Delivery, Webhook, WebhookCounts, WebhookPlan, in_version},
};
use serde_json::{Value, json};
use tokio::sync::watch;

impl Mock {
    /// Sends every event from now on to these endpoints, and to no other.
    pub fn set_webhooks(&self, webhooks: impl IntoIterator<Item = Webhook>) {
        let mut inner = self.inner();
        inner.webhooks.clear();
        for webhook in webhooks {
            inner.add_webhook(webhook);
        }
    }

    /// Sends every event from now on to this endpoint too; its id, which events have.
    pub fn add_webhook(&self, webhook: Webhook) -> String {
        self.inner().add_webhook(webhook)
    }

    /// Plans a fault for deliveries of events. Of several that happen to a delivery, all do.
    pub fn plan_webhook(&self, plan: WebhookPlan) {
        let planned = PlannedDelivery::new(plan);
        self.inner().delivery_faults.push(planned);
    }

    /// What became of the events for each endpoint, by its id, with its URL.
    #[must_use]
    pub fn webhook_counts(&self) -> Vec<(String, String, WebhookCounts)> {
        let inner = self.inner();
        let webhooks = inner.webhooks.iter();
        webhooks
            .map(|(id, it)| (id.clone(), it.url(), it.counts()))
            .collect()
    }

    /// The instant that the clock stands at, as it is set.
    pub(crate) fn clock(&self) -> watch::Receiver<Option<i64>> {
        self.inner().clock.subscribe()
    }

    /// Notes what came of telling an event.
    pub(crate) fn told(&self, it: &Delivery, status: &'static str) {
        let mut inner = self.inner();
        (inner.state).note(it.version, &it.event_id, &it.webhook_id, status);
    }

    /// Puts what is to be sent of events into the outbox.
    pub(super) fn tell(&self, inner: &mut Inner, schema: &Schema, events: Vec<String>) {
        if inner.webhooks.is_empty() {
            return;
        }
        for id in events {
            if let Some(event) = inner.state.event(schema.version, &id) {
                self.tell_one(inner, schema, event);
            }
        }
    }

    /// In the form that each endpoint has. The event as it is kept says how that stands.
    fn tell_one(&self, inner: &mut Inner, schema: &Schema, mut event: Value) {
        let now = inner.now();
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let (event_id, event_type) = (text("id"), text("event_type"));
        let shaped = |webhook: &Webhook| {
            let version = webhook.version_of(schema.version);
            let to = self.any_schema(version)?;
            in_version(schema, to, now, &event)
        };
        let webhooks = inner.webhooks.clone();
        let bodies: Vec<Option<Value>> = webhooks.iter().map(|(_, it)| shaped(it)).collect();
        let status = |body: &Option<Value>| match body {
            Some(_) => "scheduled",
            None => "not_applicable",
        };
        let states = webhooks.iter().zip(&bodies).map(|((id, _), body)| {
            json!({ "id": id, "webhook_status": status(body), "object": "webhook" })
        });
        let states: Value = states.collect();
        let first = bodies.first().map(status);
        let says = |event: &mut Value| {
            event["webhooks"] = states.clone();
            event["webhook_status"] = first.into();
        };
        says(&mut event);
        inner.state.set_event(schema.version, &event_id, event);
        for ((webhook_id, webhook), body) in webhooks.into_iter().zip(bodies) {
            let Some(mut body) = body else { continue };
            says(&mut body);
            let faults = inner.delivery_faults.iter_mut();
            let faults = faults.filter_map(|it| it.happens(&event_type)).collect();
            let delivery = Delivery {
                version: schema.version,
                event_id: event_id.clone(),
                webhook_id,
                body: body.to_string().into(),
                faults,
            };
            inner.outbox.push((webhook, delivery));
        }
        inner.delivery_faults.retain(|it| !it.is_over());
    }

    /// Also of a version that this mock does not serve.
    pub(super) fn any_schema(&self, version: Version) -> Option<&Schema> {
        (self.shared.schemas.iter()).find(|it| it.version == version)
    }
}

impl Inner {
    fn add_webhook(&mut self, webhook: Webhook) -> String {
        let id = format!("whv2_{}", self.webhooks.len() + 1);
        self.webhooks.push((id.clone(), webhook));
        id
    }
}
