//! Events, which upstream describes as webhooks, and the codes of errors, which stand in the body of each status.

use super::{
    Reader,
    names::camel,
    node::Found,
    schema::{Place, values},
};
use crate::model::{Enum, EnumValue, ErrorFacts, EventVariant, Events, Name};
use std::collections::BTreeMap;

impl Reader<'_> {
    /// What each event carries.
    pub(super) fn events(&mut self) -> Found<()> {
        let Some(event) = self.resources.get("Event").cloned() else {
            return Ok(());
        };
        let mut variants = Vec::new();
        for (event_type, at) in self.root.pairs_of("webhooks")? {
            let Some(at) = at.dig(&[
                "post",
                "requestBody",
                "content",
                "application/json",
                "schema",
            ])?
            else {
                continue;
            };
            let schema = self.resolve(&at)?.at;
            let (properties, _) = self.properties(&schema)?;
            let Some((_, content)) = properties.into_iter().find(|(name, _)| *name == "content")
            else {
                continue;
            };
            let content = self.resolve(&content)?.at;
            let name = format!("{}Content", camel(event_type));
            let place = Place::new(&event.module, &name, false);
            let content = self.record(&content, String::new(), None, &place)?;
            variants.push(EventVariant {
                name: Name {
                    wire: event_type.to_owned(),
                    rust: camel(event_type),
                },
                docs: String::new(),
                content,
                renamed_from: None,
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
            docs: String::new(),
            deprecated: false,
            renamed_from: None,
            evidence: None,
            error: Some(ErrorFacts {
                retry: None,
                kind: None,
                status: statuses.join(", "),
            }),
        });
        let name = self.unique("common", "ApiErrorCode".to_owned());
        let enumeration = Enum {
            name,
            docs: String::new(),
            values: values.collect(),
        };
        self.module("common").enums.push(enumeration);
        Ok(())
    }
}
