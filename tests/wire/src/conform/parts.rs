//! A body, read through the crate part by part and written back.

use super::target::{Target, Version};
use crate::{
    case::Reread,
    json::{self, Object},
};

/// A part of a body.
pub(super) struct Part {
    /// Where it stands, or what it was read as.
    pub(super) what: String,
    /// What of the spec it is.
    pub(super) is: Is,
    /// What was read.
    pub(super) json: String,
    /// What came of it.
    pub(super) came: Came,
}

/// What of the spec a part is.
pub(super) enum Is {
    Answer(String, String),
    Resource(String),
    EventContent(String),
    Nothing,
}

/// What came of a part.
pub(super) enum Came {
    /// It was read, and this was written back.
    Written(String),
    /// It was refused.
    Refused(String),
    /// The crate has no type for it.
    Unknown,
    /// The content of an event of a type that the crate does not have, or of none: the event keeps it as it is.
    Untyped(String),
}

impl From<Reread> for Came {
    fn from(reread: Reread) -> Self {
        match reread {
            Ok(written) => Self::Written(written.json),
            Err(error) => Self::Refused(error.to_string()),
        }
    }
}

/// The parts of a body that is no refusal.
///
/// # Errors
/// Where it has no parts: it is no object, or something in it is no list.
pub(super) fn parts(version: Version, target: &Target, json: &str) -> Result<Vec<Part>, String> {
    let mut found = Vec::new();
    let mut reader = Reader {
        version,
        parts: &mut found,
    };
    match target {
        Target::Answer(_, resource, operation) => reader.answer(resource, operation, json)?,
        Target::Members(_) => reader.members("", json)?,
        Target::Event(_) => reader.webhook(json)?,
        Target::Resource(_, resource) => reader.resource(resource, resource, json),
        Target::Refusal(_) => return Err("a refusal is read by the client only".to_owned()),
    }
    Ok(found)
}

/// The contents of the events in an answer: the answer itself keeps them as they are.
pub(super) fn event_contents(version: Version, json: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut reader = Reader {
        version,
        parts: &mut found,
    };
    reader.contents(json);
    found
}

struct Reader<'p> {
    version: Version,
    parts: &'p mut Vec<Part>,
}

impl Reader<'_> {
    fn push(&mut self, what: &str, is: Is, json: &str, came: Came) {
        self.parts.push(Part {
            what: what.to_owned(),
            is,
            json: json.to_owned(),
            came,
        });
    }

    fn answer(&mut self, resource: &str, operation: &str, json: &str) -> Result<(), String> {
        let name = format!("{resource}.{operation}");
        let read = (self.version.answer)(resource, operation, json.as_bytes())
            .ok_or_else(|| format!("the crate has no operation {name}"))?;
        let is = Is::Answer(resource.to_owned(), operation.to_owned());
        self.push(&name, is, json, read.into());
        self.contents(json);
        Ok(())
    }

    fn contents(&mut self, json: &str) {
        let Ok(object) = Object::read(json) else {
            return;
        };
        if let Some(event) = object.get("event") {
            self.content("event", event);
        }
        let entries = object.get("list").and_then(json::list).unwrap_or_default();
        for (index, entry) in entries.into_iter().enumerate() {
            let event = Object::read(entry.get())
                .ok()
                .and_then(|it| it.get("event"));
            if let Some(event) = event {
                self.content(&format!("list[{index}].event"), event);
            }
        }
    }

    /// A resource; an event with its content.
    fn resource(&mut self, what: &str, resource: &str, json: &str) {
        let came = match (self.version.record)(resource, json.as_bytes()) {
            Some(read) => Came::from(read),
            None => Came::Unknown,
        };
        let was_read = matches!(came, Came::Written(_));
        self.push(what, Is::Resource(resource.to_owned()), json, came);
        if resource == "event" && was_read {
            self.content(what, json);
        }
    }

    /// An event by itself, or as the member `event` of an object.
    fn webhook(&mut self, json: &str) -> Result<(), String> {
        let inside = Object::read(json).ok().filter(|object| {
            let is_event = object.get("event_type").is_some();
            !is_event && object.get("event").is_some()
        });
        match inside {
            Some(_) => self.members("", json),
            None => {
                self.resource("event", "event", json);
                Ok(())
            }
        }
    }

    /// The content of an event, by the event's type.
    fn content(&mut self, event: &str, json: &str) {
        let Ok(object) = Object::read(json) else {
            return;
        };
        let Some(content) = object.get("content").filter(|it| *it != "null") else {
            return;
        };
        let event_type = object.text("event_type").unwrap_or_default();
        let came = match (self.version.event_content)(json.as_bytes()) {
            Ok(Some(written)) => Came::Written(written),
            Ok(None) => Came::Untyped(event_type.clone()),
            Err(error) => Came::Refused(error.to_string()),
        };
        let is = Is::EventContent(event_type);
        self.push(&format!("{event}.content"), is, content, came);
    }

    /// The members of an object, each the resource that it is named after, or a list of it.
    fn members(&mut self, at: &str, json: &str) -> Result<(), String> {
        let object = Object::read(json).map_err(|problem| format!("{at} {problem}"))?;
        if let Some(name) = object.repeated() {
            return Err(format!("{at}{name} stands there twice"));
        }
        for (name, value) in &object.0 {
            let what = format!("{at}{name}");
            let json = value.get();
            match (name.as_str(), self.version.resource_of(name)) {
                ("list", _) if at.is_empty() => {
                    for (index, entry) in elements(&what, json)?.into_iter().enumerate() {
                        self.members(&format!("list[{index}]."), entry)?;
                    }
                }
                ("next_offset", _) if at.is_empty() && object.get("list").is_some() => {
                    serde_json::from_str::<Option<String>>(json)
                        .map_err(|error| format!("next_offset: {error}"))?;
                }
                (_, Some(resource)) if resource == *name => self.resource(&what, &resource, json),
                (_, Some(resource)) => {
                    for (index, element) in elements(&what, json)?.into_iter().enumerate() {
                        self.resource(&format!("{what}[{index}]"), &resource, element);
                    }
                }
                (_, None) => self.push(&what, Is::Nothing, json, Came::Unknown),
            }
        }
        Ok(())
    }
}

fn elements<'a>(what: &str, json: &'a str) -> Result<Vec<&'a str>, String> {
    let elements = json::list(json).ok_or_else(|| format!("{what} is no list"))?;
    Ok(elements.into_iter().map(|it| it.get()).collect())
}
