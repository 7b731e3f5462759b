//! The outcome, and how it is told.

use serde::{Serialize, Serializer};
use std::fmt;

/// What is compared. A thing that is not there is told once and counts as missing in every kind that is about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Resources.
    Resources,
    /// Attributes of resources and of the objects inside them, by name.
    Attributes,
    /// What an attribute is.
    AttributeTypes,
    /// Whether an attribute is documented as always there.
    AttributeRequired,
    /// Operations, by name.
    Operations,
    /// GET or POST.
    Methods,
    /// Paths.
    Paths,
    /// Sub-domains.
    Hosts,
    /// Form or JSON.
    Bodies,
    /// Whether an operation takes an idempotency key.
    Idempotency,
    /// Whether custom fields are taken, or can be read.
    CustomFields,
    /// Whether the answer is a page, a list or neither.
    Paging,
    /// Product Catalogs.
    Catalogs,
    /// Parameters, by their whole name on the wire.
    Params,
    /// What a parameter is.
    ParamTypes,
    /// Whether a parameter must be given.
    ParamRequired,
    /// Whether a group is a list.
    Repeated,
    /// Whether a parameter is sent as JSON text.
    JsonParams,
    /// The operators of filters.
    Filters,
    /// The attributes to sort by.
    Sorts,
    /// The values that are accepted.
    EnumValues,
    /// The members of answers.
    Answers,
    /// Lengths, minimums and maximums.
    Limits,
    /// Defaults.
    Defaults,
    /// Deprecations of operations, attributes, parameters, values and event types.
    Deprecations,
    /// Event types.
    EventTypes,
    /// What events carry.
    EventContents,
    /// Error codes.
    ErrorCodes,
    /// Steps from API v1 to v2.
    Migration,
}

impl Kind {
    /// All kinds, in the order in which they are told.
    pub const ALL: [Self; 29] = [
        Self::Resources,
        Self::Attributes,
        Self::AttributeTypes,
        Self::AttributeRequired,
        Self::Operations,
        Self::Methods,
        Self::Paths,
        Self::Hosts,
        Self::Bodies,
        Self::Idempotency,
        Self::CustomFields,
        Self::Paging,
        Self::Catalogs,
        Self::Params,
        Self::ParamTypes,
        Self::ParamRequired,
        Self::Repeated,
        Self::JsonParams,
        Self::Filters,
        Self::Sorts,
        Self::EnumValues,
        Self::Answers,
        Self::Limits,
        Self::Defaults,
        Self::Deprecations,
        Self::EventTypes,
        Self::EventContents,
        Self::ErrorCodes,
        Self::Migration,
    ];

    /// What the kind is called, and what is said of an item that differs: `type is ...`.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Resources => ("resources", "resource"),
            Self::Attributes => ("attributes", "attribute"),
            Self::AttributeTypes => ("attribute types", "type"),
            Self::AttributeRequired => ("attribute required", "presence"),
            Self::Operations => ("operations", "operation"),
            Self::Methods => ("methods", "method"),
            Self::Paths => ("paths", "path"),
            Self::Hosts => ("hosts", "sub-domain"),
            Self::Bodies => ("request bodies", "body"),
            Self::Idempotency => ("idempotency", "idempotency key"),
            Self::CustomFields => ("custom fields", "custom fields"),
            Self::Paging => ("paging", "answer"),
            Self::Catalogs => ("catalogs", "catalog"),
            Self::Params => ("parameters", "parameter"),
            Self::ParamTypes => ("parameter types", "type"),
            Self::ParamRequired => ("parameter required", "presence"),
            Self::Repeated => ("repeated", "parameter"),
            Self::JsonParams => ("JSON parameters", "form"),
            Self::Filters => ("filter operators", "filter"),
            Self::Sorts => ("sort fields", "sort order"),
            Self::EnumValues => ("enum values", "value"),
            Self::Answers => ("answers", "member"),
            Self::Limits => ("limits", "limit"),
            Self::Defaults => ("defaults", "default"),
            Self::Deprecations => ("deprecations", "state"),
            Self::EventTypes => ("event types", "event type"),
            Self::EventContents => ("event contents", "content"),
            Self::ErrorCodes => ("error codes", "error code"),
            Self::Migration => ("migration", "step from v1 to v2"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().0)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words().0)
    }
}

/// How much of a kind the spec has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Of what.
    pub kind: Kind,
    /// How many are as the facts say, or differ on purpose.
    pub have: usize,
    /// How many there are in the facts.
    pub total: usize,
}

/// Something in which the spec is not as the facts say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// In what.
    pub kind: Kind,
    /// `v2 subscription.create_with_items subscription_items[quantity]`.
    pub item: String,
    /// What the facts say.
    pub facts: String,
    /// What the spec says; nothing where it does not have the item.
    pub spec: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            item,
            facts,
            spec,
        } = self;
        let noun = kind.words().1;
        match spec {
            Some(spec) => write!(
                f,
                "{item}: {noun} is {facts} in the facts, {spec} in the spec"
            ),
            None => write!(f, "{item}: {noun} is not in the spec"),
        }
    }
}

/// Something that the spec has and the facts do not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Beyond {
    /// What it is.
    pub kind: Kind,
    /// Which, with what the spec says about it.
    pub item: String,
}

/// Something that is not as the facts say, for a reason that the spec gives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OnPurpose {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub item: String,
    /// Why.
    pub reason: String,
}

/// What of the facts the spec has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// How much of each kind.
    pub kinds: Vec<Count>,
    /// What is missing or different.
    pub differences: Vec<Difference>,
    /// What the facts do not have.
    pub beyond: Vec<Beyond>,
    /// What differs for a reason.
    pub on_purpose: Vec<OnPurpose>,
}

impl Coverage {
    /// The whole as JSON.
    ///
    /// # Errors
    /// A sentence; there is no known way to get it.
    pub fn json(&self) -> Result<String, String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|why| why.to_string())
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Count { kind, have, total } in &self.kinds {
            writeln!(f, "{:>13}  {kind}", format!("{have}/{total}"))?;
        }
        section(f, "missing or different", &self.differences, |f, it| {
            write!(f, "{it}")
        })?;
        section(
            f,
            "in the spec, not in the facts",
            &self.beyond,
            |f, Beyond { kind, item }| write!(f, "{kind}: {item}"),
        )?;
        section(f, "different on purpose", &self.on_purpose, |f, it| {
            write!(f, "{}: {}: {}", it.kind, it.item, it.reason)
        })
    }
}

fn section<T>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    items: &[T],
    line: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title}: {}", items.len())?;
    for item in items {
        f.write_str("  ")?;
        line(f, item)?;
        writeln!(f)?;
    }
    Ok(())
}
