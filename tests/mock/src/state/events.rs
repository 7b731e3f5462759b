//! What is told of a change: events with the contents that the description gives each type.

use super::{
    change::{Change, Shown},
    text,
};
use crate::schema::Type;
use serde_json::{Value, json};

/// Something that happened, and what it is about.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) id: String,
    event_type: &'static str,
    about: Shown,
}

impl Change<'_> {
    /// Tells of something, where this version has an event for it. What comes first is what it is about; what else its content
    /// has is found from there.
    pub(super) fn event<const N: usize>(
        &mut self,
        event_type: &'static str,
        about: [(&'static str, &str); N],
    ) {
        if self.schema().event(event_type).is_none() {
            return;
        }
        let id = self.free_id("event");
        self.events.push(Event {
            id,
            event_type,
            about: about.map(|(name, id)| (name, id.to_owned())).to_vec(),
        });
    }

    /// Tells of something that comes before other events which are known already.
    pub(super) fn event_at<const N: usize>(
        &mut self,
        at: usize,
        event_type: &'static str,
        about: [(&'static str, &str); N],
    ) {
        let later = self.events.split_off(at.min(self.events.len()));
        self.event(event_type, about);
        self.events.extend(later);
    }

    /// An event that is known already is about this too.
    pub(super) fn about(&mut self, at: usize, (name, id): (&'static str, &str)) {
        if let Some(event) = self.events.get_mut(at) {
            event.about.push((name, id.to_owned()));
        }
    }

    /// The last event is about this too.
    pub(super) fn also(&mut self, (name, id): (&'static str, &str)) {
        if let Some(event) = self.events.last_mut() {
            event.about.push((name, id.to_owned()));
        }
    }
}

impl Change<'_> {
    /// Tells of everything that the call changed and that no event is about yet, where this version has an event for it:
    /// `invoice_updated`. What is new or gone has an event of its operation.
    pub(super) fn tell_changes(&mut self) {
        let mut untold = Vec::new();
        for (resource, id, value) in self.changed() {
            let is_told = self.events.iter().any(|it| it.is_about(resource, id));
            let prefix = match text(value, "status").as_str() {
                "pending" => "pending_",
                _ => "",
            };
            if !is_told
                && let Some(event_type) =
                    (self.schema()).event_name(&format!("{prefix}{resource}_updated"))
            {
                untold.push((event_type, resource, id.to_owned()));
            }
        }
        for (event_type, resource, id) in untold {
            self.event(event_type, [(resource, &id)]);
        }
        for id in self.no_more_dunned() {
            self.event("dunning_updated", [("invoice", &id)]);
        }
    }
}

impl Change<'_> {
    /// The invoices whose dunning ended.
    fn no_more_dunned(&self) -> Vec<String> {
        let is_dunned = |it: &Value| text(it, "dunning_status") == "in_progress";
        let ended = self.changed().filter(|(resource, id, value)| {
            let was = |old: &Value| is_dunned(old) && !is_dunned(value);
            *resource == "invoice" && self.before("invoice", id).is_some_and(was)
        });
        ended.map(|(_, id, _)| id.to_owned()).collect()
    }
}

impl Event {
    /// Whether it is first of all about this.
    fn is_about(&self, resource: &str, id: &str) -> bool {
        let first = self.about.first();
        first.is_some_and(|(name, it)| *name == resource && it == id)
    }

    /// The event, with everything as the call leaves it: its content is text, so that nothing is copied for it.
    pub(super) fn value(&self, change: &Change<'_>) -> Option<Value> {
        let schema = change.schema();
        let (first, first_id) = self.about.first()?;
        let own = change.any(first, first_id)?;
        let mut content = String::from("{");
        for field in &schema.event(self.event_type)?.fields {
            let name = field.name.as_str();
            let is_list = matches!(field.ty, Type::List(_));
            let of = |it: &&(&'static str, String)| match is_list {
                true => format!("{}s", it.0) == name,
                false => it.0 == name,
            };
            let about = self.about.iter().filter(of);
            let mut values = about.filter_map(|(it, id)| change.any(it, id));
            let value = match is_list {
                true => Some(values.collect::<Vec<_>>())
                    .filter(|it| !it.is_empty())
                    .and_then(|it| serde_json::to_string(&it).ok()),
                false => match values.next() {
                    Some(value) => Some(value.to_string()),
                    None => change
                        .beside(first, own, name)
                        .map(|value| value.to_string()),
                },
            };
            if let Some(value) = value {
                let comma = if content.len() > 1 { "," } else { "" };
                content.push_str(&format!("{comma}\"{name}\":{value}"));
            }
        }
        content.push('}');
        Some(json!({
            "id": self.id,
            "occurred_at": change.now(),
            "source": if change.is_timed { "scheduled_job" } else { "api" },
            "object": "event",
            "api_version": schema.version.as_str(),
            "event_type": self.event_type,
            "webhook_status": "not_configured",
            "content": content,
        }))
    }
}
