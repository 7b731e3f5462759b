//! Events, which upstream describes as webhooks, and the codes of errors, which stand in the body of each status.

use super::{
    Reader,
    names::camel,
    node::{At, Found},
    schema::{Place, values},
};
use crate::model::{Enum, EnumValue, ErrorFacts, EventVariant, Events, Name, Role, TypeRef};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Reader<'a> {
    /// The components that webhooks send.
    pub(super) fn payloads(&self) -> Found<BTreeSet<String>> {
        let mut payloads = BTreeSet::new();
        for (_, at) in self.root.pairs_of("webhooks")? {
            if let Some(schema) = self.payload(&at)? {
                payloads.extend(self.resolve(&schema)?.component);
            }
        }
        Ok(payloads)
    }

    /// The schema of what a webhook sends.
    fn payload(&self, at: &At<'a>) -> Found<Option<At<'a>>> {
        let Some(item) = self.behind_references(at)? else {
            return Ok(None);
        };
        let Some(body) = item.dig(&["post", "requestBody"])? else {
            return Ok(None);
        };
        match self.behind_references(&body)? {
            Some(body) => body.dig(&["content", "application/json", "schema"]),
            None => Ok(None),
        }
    }

    /// What each event carries. A part of a document can have webhooks and no `Event`; they are read all the same.
    pub(super) fn events(&mut self) -> Found<()> {
        let event = self
            .resources
            .get("Event")
            .cloned()
            .unwrap_or(TypeRef::new("event", "Event"));
        let mut variants = Vec::new();
        for (event_type, at) in self.root.pairs_of("webhooks")? {
            let Some(payload) = self.payload(&at)? else {
                self.note(&at, "a webhook that sends no JSON; not read");
                continue;
            };
            let schema = self.resolve(&payload)?.at;
            let (properties, _) = self.properties(&schema)?;
            let Some((_, content)) = properties.into_iter().find(|(name, _)| *name == "content")
            else {
                self.note(&at, "a webhook that sends no `content`; not read");
                continue;
            };
            let content = self.resolve(&content)?.at;
            let name = format!("{}Content", camel(event_type));
            let place = Place::new(&event.module, &name, false);
            let role = Role::Event(event_type.to_owned());
            let content = self.record(&content, String::new(), role, &place)?;
            variants.push(EventVariant {
                name: Name {
                    wire: event_type.to_owned(),
                    rust: camel(event_type),
                },
                content,
                ..EventVariant::default()
            });
        }
        if variants.is_empty() {
            return Ok(());
        }
        let member = |name: &str| Name {
            wire: name.to_owned(),
            rust: name.to_owned(),
        };
        self.module(&event.module).events = Some(Events {
            record: event.name,
            name: "EventContent".to_owned(),
            type_field: member("event_type"),
            content_field: member("content"),
            version_field: None,
            variants,
        });
        Ok(())
    }

    /// The codes of each status. The same code can stand at several; the lowest counts.
    pub(super) fn error_codes(&mut self) -> Found<()> {
        let components = self.root.dig(&["components", "schemas"])?;
        let components = components.map(|at| at.pairs()).transpose()?;
        let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (status, at) in components.unwrap_or_default() {
            let is_status = status.len() == 3 && status.chars().all(|c| c.is_ascii_digit());
            let code = at.dig(&["properties", "api_error_code"])?;
            if let (true, Some(code)) = (is_status, code) {
                for value in values(&self.resolve(&code)?.at)? {
                    codes.entry(value).or_default().push(status.to_owned());
                }
            }
        }
        if codes.is_empty() {
            return Ok(());
        }
        let values = codes.into_iter().map(|(code, statuses)| EnumValue {
            name: Name {
                rust: camel(&code),
                wire: code,
            },
            error: Some(ErrorFacts {
                retry: None,
                kind: None,
                status: statuses.join(", "),
            }),
            ..EnumValue::default()
        });
        let name = self.unique("common", "ApiErrorCode".to_owned());
        let enumeration = Enum {
            name,
            values: values.collect(),
            ..Enum::default()
        };
        self.module("common").enums.push(enumeration);
        Ok(())
    }
}
