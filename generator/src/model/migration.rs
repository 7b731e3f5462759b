//! Steps from API v1 to v2.

/// A step from API v1 to v2 that no name by itself tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// What happened.
    pub kind: MigrationKind,
    /// What it is about.
    pub what: Subject,
    /// What API v1 has: `linked_transactions[]`, `transaction.record_payment`.
    pub from: Option<String>,
    /// What API v2 has: `subscription_estimate.id`.
    pub to: Option<String>,
    /// What it means, in a sentence.
    pub note: String,
    /// Whether sums of money come out differently.
    pub money: bool,
}

/// What happened to something between API v1 and v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MigrationKind {
    /// It has another name.
    Renamed,
    /// It stands elsewhere.
    Moved,
    /// It is gone.
    Removed,
    /// It takes the place of something, or must be given.
    Added,
    /// It has its name and means or does something else.
    Behaviour,
}

impl MigrationKind {
    /// All, each with its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("renamed", Self::Renamed),
        ("moved", Self::Moved),
        ("removed", Self::Removed),
        ("added", Self::Added),
        ("behaviour", Self::Behaviour),
    ];
}

/// What a step from API v1 to v2 is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A resource, or a part of one that became one.
    Resource,
    /// An attribute, by its path from the resource.
    Attribute,
    /// An operation.
    Operation,
    /// The path of an operation.
    Path,
    /// A parameter, by its name on the wire.
    Parameter,
    /// A type of event.
    EventType,
}

impl Subject {
    /// All, each with its name.
    pub const ALL: [(&'static str, Self); 6] = [
        ("resource", Self::Resource),
        ("attribute", Self::Attribute),
        ("operation", Self::Operation),
        ("path", Self::Path),
        ("parameter", Self::Parameter),
        ("event_type", Self::EventType),
    ];
}
