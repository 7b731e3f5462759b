//! Parameters, groups of them, and how they are given.

use super::{Catalog, Name, Number, Origin, Traits, Type};

/// A parameter of an operation, or a member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its names; the wire name of a filter on a nested attribute holds brackets.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether it must be given; in a group: where the group is.
    pub required: bool,
    /// How it is given.
    pub kind: ParamKind,
    /// Whether its value is sent as JSON text.
    pub json_text: bool,
    /// What is checked of it before it is sent, where it is money or a decimal.
    pub number: Option<Number>,
    /// The rest.
    pub traits: Traits,
}

/// How a parameter is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// As a value.
    Value,
    /// With an operator of the named set.
    Filter(String),
    /// As one of these attributes, with a direction.
    Sort(Vec<String>),
}

/// A group of parameters, such as an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// `SubscriptionItem`.
    pub name: String,
    /// What it is.
    pub docs: String,
    /// Its members.
    pub members: Vec<Param>,
    /// Whether it takes custom fields.
    pub custom_fields: bool,
    /// The only catalog whose operations take it.
    pub catalog: Option<Catalog>,
    /// Where it stands.
    pub origin: Origin,
}

/// The filter operators that some attribute takes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperatorSet {
    /// `IsIsNotInNotIn`.
    pub name: String,
    /// `is`, `is_not`, ... in the order of [`OPERATORS`].
    pub operators: Vec<String>,
}

/// All filter operators, with the name that a Rust method can have.
pub const OPERATORS: [(&str, &str); 14] = [
    ("is", "is"),
    ("is_not", "is_not"),
    ("in", "is_in"),
    ("not_in", "not_in"),
    ("starts_with", "starts_with"),
    ("is_present", "is_present"),
    ("between", "between"),
    ("gt", "gt"),
    ("gte", "gte"),
    ("lt", "lt"),
    ("lte", "lte"),
    ("on", "on"),
    ("before", "before"),
    ("after", "after"),
];
