//! Enums, and what the codes of errors say.

use super::{Name, Origin};

/// An enum. Its Rust type has a variant for each value and one for all others.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Enum {
    /// `InvoiceStatus`.
    pub name: String,
    /// What it classifies.
    pub docs: String,
    /// Its values.
    pub values: Vec<EnumValue>,
    /// Where it stands.
    pub origin: Origin,
}

/// A value of an enum.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EnumValue {
    /// Its names.
    pub name: Name,
    /// What it means.
    pub docs: String,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What API v1 calls it.
    pub renamed_from: Option<String>,
    /// Why the spec has it though the vendor does not publish it.
    pub evidence: Option<String>,
    /// What the API says together with it, where it is the code of an error.
    pub error: Option<ErrorFacts>,
    /// Where it is described.
    pub origin: Origin,
}

/// What the API says together with the code of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorFacts {
    /// The kind of error, such as `payment`, where it names one.
    pub kind: Option<String>,
    /// The HTTP status.
    pub status: String,
    /// Whether the request may be sent again, and what was done by then.
    pub retry: Option<RetrySafety>,
}

/// What a request has done whose error passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetrySafety {
    /// Nothing: it was turned away.
    Refused,
    /// Perhaps something.
    Temporary,
}
