//! The API as data, read from what the build script made of the spec. Operations, records and groups are parsed once they are asked
//! for, so that the server starts at once.

mod route;

pub(crate) use route::{Found, Route};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    str::FromStr,
    sync::{Arc, OnceLock},
};

/// A version of the API.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) version: Version,
    routes: Vec<route::Pattern>,
    parts: Parts,
    /// The name of the record of each resource that has one. All records are looked at for it, so once, and not by a server that
    /// knows no seeds.
    resources: OnceLock<BTreeMap<&'static str, &'static str>>,
    /// The records that were asked for.
    records: HashMap<&'static str, OnceLock<Option<Arc<Record>>>>,
    /// The operations that were asked for.
    operations: HashMap<&'static str, OnceLock<Option<Arc<Operation>>>>,
}

/// `v1` or `v2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// API v1.
    V1,
    /// API v2.
    V2,
}

impl Version {
    /// Both.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// `v1` or `v2`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }

    fn document(self) -> &'static str {
        match self {
            Self::V1 => include_str!(concat!(env!("OUT_DIR"), "/v1.json")),
            Self::V2 => include_str!(concat!(env!("OUT_DIR"), "/v2.json")),
        }
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or_else(|| format!("there is no API {text}"))
    }
}

#[derive(Debug, Deserialize)]
struct Parts {
    #[serde(borrow)]
    routes: Vec<(&'static str, &'static str, &'static str)>,
    #[serde(borrow)]
    operations: HashMap<&'static str, &'static RawValue>,
    #[serde(borrow)]
    records: HashMap<&'static str, &'static RawValue>,
    #[serde(borrow)]
    groups: HashMap<&'static str, &'static RawValue>,
    enums: HashMap<&'static str, Vec<&'static str>>,
    errors: HashMap<&'static str, ErrorCode>,
    /// The record of what an event of each type carries.
    events: HashMap<&'static str, &'static str>,
    /// What API v1 calls the types of events that have another name in this version.
    renamed_events: HashMap<&'static str, &'static str>,
    /// The fields that what has an `object` has in any version.
    #[serde(borrow)]
    fields: HashMap<&'static str, &'static RawValue>,
}

/// What the API says together with the code of an error.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ErrorCode {
    pub(crate) kind: Option<String>,
    pub(crate) status: u16,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Operation {
    /// The record that it answers.
    pub(crate) answer: String,
    /// The names of the ids in the path.
    pub(crate) ids: Vec<String>,
    pub(crate) params: Vec<Param>,
    #[serde(default)]
    pub(crate) json: bool,
    #[serde(default)]
    pub(crate) idempotent: bool,
    #[serde(default)]
    pub(crate) custom: bool,
    #[serde(default)]
    pub(crate) paged: bool,
    /// Whether the ids of the path are part of a secret link.
    #[serde(default)]
    pub(crate) secret_ids: bool,
    pub(crate) sub_domain: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Param {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: Type,
    #[serde(default)]
    pub(crate) required: bool,
    /// Whether it is never printed.
    #[serde(default)]
    pub(crate) sensitive: bool,
    /// Whether its group takes custom fields.
    #[serde(default)]
    pub(crate) custom: bool,
    pub(crate) filter: Option<Vec<String>>,
    pub(crate) sort: Option<Vec<String>>,
    /// What the API takes where it is not given.
    pub(crate) default: Option<Value>,
    #[serde(flatten)]
    pub(crate) limits: Limits,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Limits {
    /// The members of the group that are not taken here.
    #[serde(default)]
    pub(crate) without: Vec<String>,
    pub(crate) max_length: Option<usize>,
    pub(crate) minimum: Option<String>,
    pub(crate) maximum: Option<String>,
    #[serde(default)]
    pub(crate) accepts: Vec<String>,
    pub(crate) items: Option<Box<Limits>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Record {
    pub(crate) fields: Vec<Field>,
    pub(crate) resource: Option<String>,
    pub(crate) object: Option<String>,
    /// Whether custom fields may stand on it.
    #[serde(default)]
    pub(crate) custom: bool,
    /// Its name, `invoice.LineItem`.
    #[serde(skip)]
    pub(crate) name: &'static str,
    /// Where each field stands.
    #[serde(skip)]
    places: HashMap<String, usize>,
    /// The fields that such a thing has in any version.
    #[serde(skip)]
    fields_anywhere: HashSet<&'static str>,
}

impl Record {
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(*self.places.get(name)?)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Whether such a thing has a field in any version of the API.
    pub(crate) fn has_anywhere(&self, name: &str) -> bool {
        self.has(name) || self.fields_anywhere.contains(name)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: Type,
    #[serde(default)]
    pub(crate) required: bool,
    /// What API v1 calls it.
    pub(crate) renamed_from: Option<String>,
    #[serde(flatten)]
    pub(crate) limits: Limits,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    Int,
    Text,
    Amount,
    /// A decimal that is a JSON number.
    Number,
    /// A decimal that is text.
    Decimal,
    Time,
    Millis,
    Currency,
    Id(String),
    Enum(String),
    Record(String),
    Group(String),
    Json,
    List(Box<Type>),
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        Self::read(text).ok_or_else(|| serde::de::Error::custom(format!("no type: {text}")))
    }
}

impl Type {
    fn read(text: &str) -> Option<Self> {
        if let Some((kind, of)) = text.split_once(':') {
            let owned = of.to_owned();
            return Some(match kind {
                "id" => Self::Id(owned),
                "enum" => Self::Enum(owned),
                "record" => Self::Record(owned),
                "group" => Self::Group(owned),
                "list" => Self::List(Box::new(Self::read(of)?)),
                _ => return None,
            });
        }
        Some(match text {
            "bool" => Self::Bool,
            "int" => Self::Int,
            "text" => Self::Text,
            "amount" => Self::Amount,
            "number" => Self::Number,
            "decimal" => Self::Decimal,
            "time" => Self::Time,
            "millis" => Self::Millis,
            "currency" => Self::Currency,
            "json" => Self::Json,
            _ => return None,
        })
    }
}

impl Schema {
    /// Reads a version.
    ///
    /// # Errors
    /// Where the document that was compiled in is broken: a defect of its emitter.
    pub(crate) fn read(version: Version) -> Result<Self, String> {
        let parts: Parts = serde_json::from_str(version.document())
            .map_err(|error| format!("{}: {error}", version.as_str()))?;
        Ok(Self {
            version,
            routes: parts.routes.iter().map(route::Pattern::read).collect(),
            records: (parts.records.keys())
                .map(|it| (*it, OnceLock::new()))
                .collect(),
            operations: (parts.operations.keys())
                .map(|it| (*it, OnceLock::new()))
                .collect(),
            parts,
            resources: OnceLock::new(),
        })
    }

    /// The names of all operations, `customer.create`.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static str> {
        self.routes.iter().map(|it| it.operation)
    }

    pub(crate) fn operation(&self, name: &str) -> Option<Arc<Operation>> {
        let read = || parse(self.parts.operations.get(name)?).map(Arc::new);
        self.operations.get(name)?.get_or_init(read).clone()
    }

    pub(crate) fn record(&self, name: &str) -> Option<Arc<Record>> {
        let read = || self.read_record(name).map(Arc::new);
        self.records.get(name)?.get_or_init(read).clone()
    }

    fn read_record(&self, name: &str) -> Option<Record> {
        let (name, json) = self.parts.records.get_key_value(name)?;
        let record: Record = parse(json)?;
        let what = record.object.as_deref().or(record.resource.as_deref());
        let anywhere: Option<Vec<&str>> = what
            .and_then(|it| self.parts.fields.get(it))
            .and_then(parse);
        let mut places = HashMap::new();
        for (place, field) in record.fields.iter().enumerate() {
            places.entry(field.name.clone()).or_insert(place);
        }
        Some(Record {
            name,
            places,
            fields_anywhere: anywhere.into_iter().flatten().collect(),
            ..record
        })
    }

    /// The record of a resource.
    pub(crate) fn resource(&self, resource: &str) -> Option<Arc<Record>> {
        self.record(self.records_of_resources().get(resource)?)
    }

    /// The names of all resources that have a record of their own, in order.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &'static str> {
        self.records_of_resources().keys().copied()
    }

    /// The name of a resource that has a record of its own, where there is one.
    pub(crate) fn resource_name(&self, name: &str) -> Option<&'static str> {
        let resources = self.records_of_resources();
        resources.get_key_value(name).map(|(name, _)| *name)
    }

    fn records_of_resources(&self) -> &BTreeMap<&'static str, &'static str> {
        #[derive(Deserialize)]
        struct Says {
            resource: Option<&'static str>,
        }
        self.resources.get_or_init(|| {
            let records = self.parts.records.iter();
            let of_resources = records.filter_map(|(&name, json)| {
                let (resource, _) = name.split_once('.')?;
                let says: Says = parse(json)?;
                (says.resource == Some(resource)).then_some((resource, name))
            });
            of_resources.collect()
        })
    }

    pub(crate) fn group(&self, name: &str) -> Option<Vec<Param>> {
        parse(self.parts.groups.get(name)?)
    }

    pub(crate) fn values(&self, name: &str) -> &[&'static str] {
        self.parts.enums.get(name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn error(&self, code: &str) -> Option<&ErrorCode> {
        self.parts.errors.get(code)
    }

    /// What an event of this type carries; `None` where there are no such events.
    pub(crate) fn event(&self, event_type: &str) -> Option<Arc<Record>> {
        self.record(self.parts.events.get(event_type)?)
    }

    /// The name of a type of event, where there are such events.
    pub(crate) fn event_name(&self, event_type: &str) -> Option<&'static str> {
        let found = self.parts.events.get_key_value(event_type);
        found.map(|(name, _)| *name)
    }

    /// All types of events.
    pub(crate) fn events(&self) -> impl Iterator<Item = &'static str> {
        self.parts.events.keys().copied()
    }

    /// The types of events that have another name in API v1: this version's name, and that of API v1.
    pub(crate) fn renamed_events(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.parts
            .renamed_events
            .iter()
            .map(|(new, old)| (*new, *old))
    }
}

fn parse<T: Deserialize<'static>>(json: &&'static RawValue) -> Option<T> {
    // What does not parse is a defect of the emitter, which a test over all entries finds.
    serde_json::from_str(json.get()).ok()
}

#[cfg(test)]
mod tests;
