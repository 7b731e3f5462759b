//! The facts as they stand in their files. A key that is not known is an error: what is not read is not compared.

use crate::model::Method;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::{Number, Value as Json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// All facts that are compared.
#[derive(Debug)]
pub(super) struct Facts {
    /// `v1` and `v2`.
    pub(super) versions: Vec<Version>,
    /// The codes of errors, the same in all versions.
    pub(super) error_codes: Vec<ErrorCode>,
    /// What v2 has otherwise than v1.
    pub(super) migration: Vec<Step>,
}

/// Something that v2 has otherwise than v1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) resource: String,
    #[serde(rename = "what")]
    _what: String,
    pub(super) kind: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    #[serde(default, rename = "basis")]
    _basis: Option<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// The facts about one version of the API.
#[derive(Debug)]
pub(super) struct Version {
    /// `v2`.
    pub(super) name: String,
    pub(super) resources: Vec<Resource>,
    pub(super) enums: BTreeMap<String, SharedEnum>,
    pub(super) events: Vec<Event>,
}

/// An enum that several places refer to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedEnum {
    pub(super) values: Vec<String>,
    #[serde(default)]
    pub(super) deprecated_values: Vec<String>,
    #[serde(default, rename = "deprecated")]
    _deprecated: bool,
    /// These are among `values` too.
    #[serde(default, rename = "client_only")]
    _client_only: Vec<String>,
}

/// An event type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub(super) event_type: String,
    pub(super) content: Vec<String>,
    #[serde(default)]
    pub(super) deprecated: bool,
    #[serde(default, rename = "renamed_from")]
    _renamed_from: Option<String>,
    #[serde(default)]
    pub(super) arrays: BTreeMap<String, String>,
}

/// The code of an error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorCode {
    pub(super) code: String,
    pub(super) http_status: u16,
    #[serde(skip)]
    pub(super) kind: Option<String>,
}

/// A resource.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resource {
    #[serde(rename = "resource")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) product_catalog: Vec<ProductCatalog>,
    #[serde(default, rename = "deprecated")]
    _deprecated: bool,
    #[serde(default)]
    pub(super) custom_fields: bool,
    #[serde(default)]
    pub(super) attributes: Vec<Value>,
    #[serde(default)]
    pub(super) sub_resources: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    pub(super) operations: Vec<Operation>,
}

/// An operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operation {
    pub(super) name: String,
    #[serde(deserialize_with = "method")]
    pub(super) method: Method,
    pub(super) path: String,
    #[serde(default)]
    pub(super) product_catalog: Vec<ProductCatalog>,
    #[serde(default)]
    pub(super) deprecated: bool,
    #[serde(default)]
    pub(super) list: bool,
    #[serde(default)]
    pub(super) list_response: bool,
    #[serde(default)]
    pub(super) idempotent: bool,
    #[serde(default)]
    pub(super) json_body: bool,
    #[serde(default)]
    pub(super) sub_domain: Option<String>,
    /// Name, without its group, and depth: 0 at the top, 1 in a group.
    #[serde(default)]
    pub(super) json_params: BTreeMap<String, u32>,
    #[serde(default)]
    pub(super) custom_fields: bool,
    #[serde(default)]
    pub(super) params: Vec<Value>,
    #[serde(default)]
    pub(super) response: Vec<Answer>,
}

fn method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Method, D::Error> {
    let name = String::deserialize(deserializer)?;
    let method = Method::ALL.into_iter().find(|it| it.name() == name);
    method.ok_or_else(|| D::Error::custom(format!("`{name}` is no method of the API")))
}

/// A member of an answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) name: String,
    #[serde(default)]
    pub(super) resource: Option<String>,
    #[serde(default, rename = "type")]
    pub(super) ty: Option<Kind>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) array: bool,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Boolean,
    Integer,
    Long,
    String,
    Enum,
    Money,
    DecimalString,
    Number,
    BigDecimal,
    Timestamp,
    Json,
    Object,
    Array,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum ProductCatalog {
    #[serde(rename = "1.0")]
    One,
    #[serde(rename = "2.0")]
    Two,
}

/// In what an instant is counted, where it is not seconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    Milliseconds,
}

/// An attribute, a parameter, or the elements of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Value {
    /// The whole path of a parameter: `transaction[amount]`. Elements of a list have none.
    #[serde(default)]
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: Kind,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) deprecated: bool,
    #[serde(default)]
    pub(super) product_catalog: Vec<ProductCatalog>,
    #[serde(default)]
    pub(super) items: Option<Box<Value>>,
    #[serde(default)]
    pub(super) sub_resource: Option<String>,
    #[serde(default)]
    pub(super) resource: Option<String>,
    #[serde(default, rename = "enum")]
    pub(super) values: Vec<String>,
    #[serde(default, rename = "deprecated_enum")]
    pub(super) deprecated_values: Vec<String>,
    #[serde(default)]
    pub(super) enum_ref: Option<String>,
    #[serde(default)]
    pub(super) max_length: Option<u64>,
    #[serde(default)]
    pub(super) min: Option<Number>,
    #[serde(default)]
    pub(super) max: Option<Number>,
    #[serde(default)]
    pub(super) default: Option<Json>,
    #[serde(default)]
    pub(super) unit: Option<Unit>,
    #[serde(default)]
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) repeated: bool,
    #[serde(default)]
    pub(super) filter: Vec<String>,
    #[serde(default)]
    pub(super) sort_by: Option<Vec<String>>,
    #[serde(default, rename = "format")]
    _format: Option<String>,
    #[serde(default, rename = "pattern")]
    _pattern: Option<String>,
}

impl Value {
    /// The name in its group: `amount` of `transaction[amount]`.
    pub(super) fn own_name(&self) -> &str {
        let inner = self.parent.as_ref().and_then(|parent| {
            let rest = self.name.strip_prefix(parent.as_str())?;
            rest.strip_prefix('[')?.strip_suffix(']')
        });
        inner.unwrap_or(&self.name)
    }
}

impl Version {
    /// The values that are accepted, each with whether it is deprecated.
    pub(super) fn accepted<'v>(&'v self, facts: &'v Value) -> Vec<(&'v str, bool)> {
        let shared = facts
            .enum_ref
            .as_ref()
            .and_then(|name| self.enums.get(name));
        let old = |name| shared.is_some_and(|it| it.deprecated_values.contains(name));
        let mut accepted: Vec<_> = (facts.values.iter())
            .map(|it| (it.as_str(), old(it)))
            .collect();
        let mut add =
            |values: &'v [String], old| accepted.extend(values.iter().map(|it| (it.as_str(), old)));
        add(&facts.deprecated_values, true);
        // With values of its own, the shared enum says which of them are deprecated.
        if let (true, Some(shared)) = (
            facts.values.is_empty() && facts.deprecated_values.is_empty(),
            shared,
        ) {
            add(&shared.values, false);
            add(&shared.deprecated_values, true);
        }
        accepted
    }
}

/// Reads a folder of facts.
pub(super) fn read(folder: &Path) -> Result<Facts, String> {
    if !folder.is_dir() {
        return Err(format!(
            "there is no folder {}: name the folder of the facts with `--facts`",
            folder.display()
        ));
    }
    let mut versions = Vec::new();
    for name in crate::load::VERSIONS {
        if folder.join(name).is_dir() {
            versions.push(version(&folder.join(name), name)?);
        }
    }
    if versions.is_empty() {
        return Err(format!(
            "{} holds no facts: neither v1 nor v2",
            folder.display()
        ));
    }
    let errors: Option<BTreeMap<String, Vec<ErrorCode>>> = optional(&folder.join("errors.json"))?;
    let mut error_codes = Vec::new();
    for (kind, codes) in errors.into_iter().flatten() {
        error_codes.extend(codes.into_iter().map(|code| ErrorCode {
            // Errors of no kind stand under this name in the facts.
            kind: (kind != "other").then(|| kind.clone()),
            ..code
        }));
    }
    Ok(Facts {
        versions,
        error_codes,
        migration: optional(&folder.join("migration_v1_v2.json"))?.unwrap_or_default(),
    })
}

fn version(folder: &Path, name: &str) -> Result<Version, String> {
    let resources = folder.join("resources");
    let mut paths: Vec<PathBuf> = fs::read_dir(&resources)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(|why| format!("{} cannot be read: {why}", resources.display()))?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    Ok(Version {
        name: name.to_owned(),
        resources: paths
            .iter()
            .map(|path| file(path))
            .collect::<Result<_, _>>()?,
        enums: optional(&folder.join("enums.json"))?.unwrap_or_default(),
        events: optional(&folder.join("events.json"))?.unwrap_or_default(),
    })
}

fn file<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = fs::read_to_string(path)
        .map_err(|why| format!("{} cannot be read: {why}", path.display()))?;
    serde_json::from_str(&text).map_err(|why| format!("{}: {why}", path.display()))
}

fn optional<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, String> {
    path.exists().then(|| file(path)).transpose()
}
