//! The shapes that seeds come in.

use super::{Seed, meant};
use crate::{
    json_text,
    schema::{Schema, Version},
};
use serde_json::{Map, Value};

/// Members of an answer that are no resources.
const PAGES: [&str; 1] = ["next_offset"];

/// Resources from JSON, and what is noteworthy about it.
pub(crate) fn read(schemas: &[&Schema], json: &str) -> Result<(Vec<Seed>, Vec<String>), String> {
    let root = json_text::read(json)?;
    let (mut seeds, mut notes) = (Vec::new(), Vec::new());
    let mut part = |schema: &Schema, value: Value, place: &str| {
        let mut reader = Reader {
            version: schema.version,
            schema,
            seeds: Vec::new(),
            notes: Vec::new(),
        };
        reader.version(value, place)?;
        seeds.append(&mut reader.seeds);
        notes.append(&mut reader.notes);
        Ok::<_, String>(())
    };
    match root {
        Value::Object(versions) if versions.keys().all(|it| is_version(it)) => {
            for (name, value) in versions {
                let known = Version::ALL.into_iter().find(|it| it.as_str() == name);
                let known = known.ok_or_else(|| format!("there is no API {name}"))?;
                let schema = schemas.iter().copied().find(|it| it.version == known);
                let schema = schema.ok_or_else(|| format!("this mock has no API {name}"))?;
                part(schema, value, &name)?;
            }
        }
        // Where there is one version only, nothing need say which is meant.
        Value::Object(_) | Value::Array(_) if let [schema] = schemas => {
            part(schema, root, schema.version.as_str())?;
        }
        Value::Object(_) | Value::Array(_) => {
            return Err("should say the version of the API: {\"v2\": ...}".to_owned());
        }
        _ => return Err("the file should be an object".to_owned()),
    }
    Ok((seeds, notes))
}

fn is_version(name: &str) -> bool {
    let digits = name.strip_prefix('v').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

struct Reader<'a> {
    version: Version,
    schema: &'a Schema,
    seeds: Vec<Seed>,
    notes: Vec<String>,
}

impl Reader<'_> {
    /// Resources by their names, answers, or a list of answers.
    fn version(&mut self, value: Value, place: &str) -> Result<(), String> {
        match value {
            Value::Array(answers) => self.answers(answers, place),
            Value::Object(members) if members.contains_key("list") || bare(&members).is_some() => {
                self.answer(members, place)
            }
            Value::Object(members) => {
                for (name, values) in members {
                    if PAGES.contains(&name.as_str()) {
                        continue;
                    }
                    let Some((resource, _)) = self.resource(&name) else {
                        let meant = meant(&name, self.schema.resources());
                        let version = self.version.as_str();
                        return Err(format!(
                            "{place}.{name}: there is no {name} in API {version}{meant}"
                        ));
                    };
                    self.values(resource, values, &format!("{place}.{name}"))?;
                }
                Ok(())
            }
            _ => Err(format!("{place} should be an object")),
        }
    }

    /// A resource by its name or plural, and whether it was the plural.
    fn resource(&self, name: &str) -> Option<(&'static str, bool)> {
        let singular = |name: &str| self.schema.resource_name(name);
        let families = || singular(&format!("{}y", name.strip_suffix("ies")?));
        let plural = || singular(name.strip_suffix('s')?).or_else(families);
        let own = singular(name).map(|it| (it, false));
        own.or_else(|| plural().map(|it| (it, true)))
    }

    /// Resources of one kind: a list, a page of a list, or one of them.
    fn values(&mut self, resource: &'static str, values: Value, place: &str) -> Result<(), String> {
        match values {
            Value::Array(values) => {
                for (index, value) in values.into_iter().enumerate() {
                    self.value(resource, value, format!("{place}[{index}]"))?;
                }
                Ok(())
            }
            Value::Object(mut page) if page.get("list").is_some_and(Value::is_array) => {
                let list = page.remove("list").unwrap_or_default();
                self.values(resource, list, &format!("{place}.list"))
            }
            Value::Object(_) => self.value(resource, values, place.to_owned()),
            _ => Err(format!("{place} should be a list of {resource}s")),
        }
    }

    /// A resource, or an answer that shows it: `{"customer": {...}, "card": {...}}`.
    fn value(&mut self, resource: &'static str, value: Value, place: String) -> Result<(), String> {
        match value {
            Value::Object(members) if shows(&members, resource) => self.answer(members, &place),
            Value::Object(_) => {
                self.seed(resource, value, place, false);
                Ok(())
            }
            _ => Err(format!("{place} should be an object")),
        }
    }

    fn seed(&mut self, resource: &'static str, value: Value, place: String, is_answered: bool) {
        self.seeds.push(Seed {
            version: self.version,
            resource,
            value,
            place,
            is_answered,
        });
    }

    fn answers(&mut self, answers: Vec<Value>, place: &str) -> Result<(), String> {
        for (index, answer) in answers.into_iter().enumerate() {
            let place = format!("{place}[{index}]");
            match answer {
                Value::Object(members) => self.answer(members, &place)?,
                _ => return Err(format!("{place} should be an object")),
            }
        }
        Ok(())
    }

    /// An answer: a page of a list, resources by their names, or a resource that says its name itself, as an event does.
    fn answer(&mut self, mut members: Map<String, Value>, place: &str) -> Result<(), String> {
        if let Some(Value::Array(_)) = members.get("list")
            && let Some(Value::Array(entries)) = members.remove("list")
        {
            return self.answers(entries, &format!("{place}.list"));
        }
        if let Some(name) = bare(&members) {
            let Some((resource, _)) = self.resource(&name) else {
                let meant = meant(&name, self.schema.resources());
                return Err(format!("{place}: there is no {name}{meant}"));
            };
            self.seed(resource, members.into(), place.to_owned(), true);
            return Ok(());
        }
        let customer = members.get("customer").and_then(|it| it.get("id")).cloned();
        let before = self.seeds.len();
        for (name, value) in members {
            let at = format!("{place}.{name}");
            match (self.resource(&name), value) {
                (Some((resource, false)), Value::Object(inner)) if shows(&inner, resource) => {
                    self.answer(inner, &at)?;
                }
                (Some((resource, false)), mut value @ Value::Object(_)) => {
                    // The card beside a customer is that customer's.
                    if let (Some(id), "card", None) =
                        (&customer, resource, value.get("customer_id"))
                    {
                        value["customer_id"] = id.clone();
                    }
                    self.seed(resource, value, at, true);
                }
                (Some((resource, true)), Value::Array(values)) => {
                    for (index, value) in values.into_iter().enumerate() {
                        self.seed(resource, value, format!("{at}[{index}]"), true);
                    }
                }
                _ if PAGES.contains(&name.as_str()) => {}
                _ => self.notes.push(format!(
                    "{at} is left out: it is no resource of API {}{}",
                    self.version.as_str(),
                    meant(&name, self.schema.resources())
                )),
            }
        }
        match self.seeds.len() > before {
            true => Ok(()),
            false => Err(format!(
                "{place} has no resource: {{\"customer\": {{...}}}} is one, and so is {{\"object\": \"customer\", ...}}"
            )),
        }
    }
}

/// Whether it is an answer that shows such a resource, and not the resource itself.
fn shows(members: &Map<String, Value>, resource: &str) -> bool {
    !members.contains_key("id") && members.get(resource).is_some_and(Value::is_object)
}

/// The name of a resource that says it itself.
fn bare(members: &Map<String, Value>) -> Option<String> {
    match members.get("object") {
        Some(Value::String(name)) => Some(name.clone()),
        // Webhooks of the first years do not.
        _ if members.contains_key("event_type") && members.contains_key("content") => {
            Some("event".to_owned())
        }
        _ => None,
    }
}
