//! The API as data, read from what `cargo xtask regen` wrote. Operations, records and groups are parsed when they are asked for,
//! so that the server starts at once.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::{cmp::Reverse, collections::HashMap};

/// A version of the API.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) version: Version,
    routes: Vec<(&'static str, Vec<&'static str>, &'static str)>,
    parts: Parts,
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
            Self::V1 => include_str!("spec/v1.json"),
            Self::V2 => include_str!("spec/v2.json"),
        }
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
    #[serde(default)]
    errors: HashMap<&'static str, ErrorCode>,
}

/// What the API says together with the code of an error.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ErrorCode {
    pub(crate) kind: Option<String>,
    pub(crate) status: u16,
}

#[derive(Clone, Debug, Deserialize)]
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
    pub(crate) sub_domain: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Param {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: Type,
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) filter: Option<Vec<String>>,
    pub(crate) sort: Option<Vec<String>>,
    #[serde(flatten)]
    pub(crate) limits: Limits,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Limits {
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
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: Type,
    #[serde(default)]
    pub(crate) required: bool,
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

/// Where a request leads.
#[derive(Debug)]
pub(crate) enum Route {
    /// To an operation, with the ids of its path.
    Operation(&'static str, Vec<String>),
    /// To a path that has other methods only.
    OtherMethod,
    /// To nothing.
    Nothing,
}

impl Schema {
    /// Reads a version.
    ///
    /// # Errors
    /// Where the document that was compiled in is broken: a defect of its emitter.
    pub(crate) fn read(version: Version) -> Result<Self, String> {
        let parts: Parts = serde_json::from_str(version.document())
            .map_err(|error| format!("{}: {error}", version.as_str()))?;
        let route = |(method, path, name): &(&'static str, &'static str, &'static str)| {
            (*method, path.split('/').skip(1).collect(), *name)
        };
        Ok(Self {
            version,
            routes: parts.routes.iter().map(route).collect(),
            parts,
        })
    }

    /// Where a method and the raw segments of a path lead. Ids may hold a slash, so an id takes further segments where nothing
    /// else fits; a literal segment goes before an id. A path that fits another method better is of that one.
    pub(crate) fn route(&self, method: &str, segments: &[&str]) -> Route {
        let fits = self
            .routes
            .iter()
            .filter_map(|(its_method, pattern, name)| {
                let (literals, ids) = fit(pattern, segments)?;
                let rank = (Reverse(segments.len() - pattern.len()), literals);
                Some((rank, *its_method == method, name, ids))
            });
        // The own method goes before others of the same rank.
        match fits.max_by_key(|(rank, is_own, ..)| (*rank, *is_own)) {
            Some((_, true, name, ids)) => Route::Operation(name, ids),
            Some(_) => Route::OtherMethod,
            None => Route::Nothing,
        }
    }

    /// The names of all operations, `customer.create`.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static str> {
        self.routes.iter().map(|(_, _, name)| *name)
    }

    pub(crate) fn operation(&self, name: &str) -> Option<Operation> {
        parse(self.parts.operations.get(name)?)
    }

    pub(crate) fn record(&self, name: &str) -> Option<Record> {
        parse(self.parts.records.get(name)?)
    }

    /// The record of a resource.
    pub(crate) fn resource(&self, resource: &str) -> Option<Record> {
        let prefix = format!("{resource}.");
        let names = self
            .parts
            .records
            .keys()
            .filter(|it| it.starts_with(&prefix));
        let mut records = names.filter_map(|name| self.record(name));
        records.find(|it| it.resource.as_deref() == Some(resource))
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
}

fn parse<T: Deserialize<'static>>(json: &&'static RawValue) -> Option<T> {
    // What does not parse is a defect of the emitter, which a test over all entries finds.
    serde_json::from_str(json.get()).ok()
}

/// How many literal segments of a pattern fit, and the ids of the others, decoded.
fn fit(pattern: &[&str], segments: &[&str]) -> Option<(usize, Vec<String>)> {
    let (first, rest) = match pattern.split_first() {
        None => return segments.is_empty().then(|| (0, Vec::new())),
        Some(both) => both,
    };
    if !first.starts_with('{') {
        let (segment, after) = segments.split_first()?;
        let (literals, ids) = (segment == first).then(|| fit(rest, after))??;
        return Some((literals + 1, ids));
    }
    for taken in 1..=segments.len() {
        let (id, after) = segments.split_at(taken);
        if let Some((literals, mut ids)) = fit(rest, after) {
            let id = id.join("/");
            let id = percent_encoding::percent_decode_str(&id)
                .decode_utf8()
                .ok()?;
            ids.insert(0, id.into_owned());
            return Some((literals, ids));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> [Schema; 2] {
        Version::ALL.map(|version| Schema::read(version).expect("the data reads"))
    }

    fn check(schema: &Schema, ty: &Type) {
        match ty {
            Type::Record(name) => assert!(schema.record(name).is_some(), "{name}"),
            Type::Group(name) => assert!(schema.group(name).is_some(), "{name}"),
            Type::Enum(name) => assert!(!schema.values(name).is_empty(), "{name}"),
            Type::List(inner) => check(schema, inner),
            _ => {}
        }
    }

    #[test]
    fn everything_reads_and_every_name_is_there() {
        let mut operations = 0;
        for schema in schemas() {
            for name in schema.operations() {
                operations += 1;
                let operation = schema.operation(name).expect(name);
                assert!(schema.record(&operation.answer).is_some(), "{name}");
                operation
                    .params
                    .iter()
                    .for_each(|it| check(&schema, &it.ty));
            }
            for name in schema.parts.records.keys() {
                let record = schema.record(name).expect(name);
                record.fields.iter().for_each(|it| check(&schema, &it.ty));
            }
            for name in schema.parts.groups.keys() {
                let group = schema.group(name).expect(name);
                group.iter().for_each(|it| check(&schema, &it.ty));
            }
            assert!(schema.error("param_wrong_value").is_some() || schema.version == Version::V1);
        }
        assert_eq!(operations, 640);
    }

    #[test]
    fn routes() {
        let [v1, v2] = schemas();
        let to = |schema: &Schema, method: &str, path: &str| {
            let segments: Vec<&str> = path.split('/').collect();
            match schema.route(method, &segments) {
                Route::Operation(name, ids) => format!("{name} {ids:?}"),
                other => format!("{other:?}"),
            }
        };
        assert_eq!(to(&v2, "GET", "customers"), "customer.list []");
        assert_eq!(to(&v2, "POST", "customers"), "customer.create []");
        assert_eq!(
            to(&v2, "GET", "customers/a%20b"),
            "customer.retrieve [\"a b\"]"
        );
        assert_eq!(
            to(&v2, "GET", "customers/a/b"),
            "customer.retrieve [\"a/b\"]"
        );
        assert_eq!(to(&v2, "GET", "customers/%ff"), "Nothing");
        assert_eq!(
            to(&v2, "POST", "estimates/create_subscription"),
            "estimate.create_subscription []"
        );
        assert_eq!(to(&v2, "DELETE", "customers"), "OtherMethod");
        assert_eq!(to(&v2, "GET", "nowhere"), "Nothing");
        assert_eq!(to(&v2, "GET", ""), "Nothing");
        assert_eq!(to(&v1, "POST", "subscriptions"), "subscription.create []");
    }
}
