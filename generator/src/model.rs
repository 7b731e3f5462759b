//! What the API is, as plain data: no spec types and no Rust syntax. One model, many readers.
//!
//! Names that Rust code will use are decided already: [`Name::rust`] is in the right case, unique where it stands, and no
//! keyword unless `r#` makes it usable.

mod counts;
mod enums;
mod lookup;
mod method;
mod migration;
mod money;
mod names;
mod operations;
mod origin;
mod params;
mod presence;
mod records;
mod traits;
mod types;
mod words;

pub use counts::Counts;
pub use enums::{Enum, EnumValue, ErrorFacts, RetrySafety};
pub use method::Method;
pub use migration::{Migration, MigrationKind, Subject};
pub use money::{
    CurrencyFrom, CurrencyHolder, CurrencyPlace, DECIMAL_DIGITS, Exact, Number, Pricing,
    RequestCurrency, Sent, Twin,
};
pub use names::{Catalog, Name, Section, TypeRef};
pub use operations::{Changes, Operation, PathId, Probe, Route, Task};
pub use origin::{Origin, Places};
pub use params::{FilterKind, Group, OPERATORS, Operators, Param, ParamKind};
pub use presence::Presence;
pub use records::{Content, EventVariant, Events, Field, Record, Role};
pub use traits::{Aspect, JsonValue, Traits};
pub use types::{CurrencyAt, Decimal, Measure, TimeUnit, Type, Unit};

/// The module of what several resources share.
pub const COMMON: &str = "common";

/// One version of the API.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// `v1` or `v2`.
    pub version: String,
    /// One for each file, sorted by name; `common` among them.
    pub modules: Vec<Module>,
    /// What ids can be the id of, sorted.
    pub id_kinds: Vec<IdKind>,
    /// Where the items stand.
    pub places: Places,
}

/// What one file describes: a resource and all that belongs to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// `invoice`, `common`.
    pub name: String,
    /// The public page of the resource.
    pub url: Option<String>,
    /// What API v1 calls the resource.
    pub renamed_from: Option<String>,
    /// Objects of answers.
    pub records: Vec<Record>,
    /// Groups of parameters.
    pub groups: Vec<Group>,
    /// Enums.
    pub enums: Vec<Enum>,
    /// Operations.
    pub operations: Vec<Operation>,
    /// The name of the type that offers the operations: `InvoiceOperations`.
    pub operations_type: String,
    /// The only catalog that has any of its operations.
    pub catalog: Option<Catalog>,
    /// What its resource carries, where the resource is an event.
    pub events: Option<Events>,
    /// Fields of its records that hold resources by key.
    pub contents: Vec<Content>,
    /// Where the pages of its resource stand in the admin console: `invoices`.
    pub admin_console: Option<String>,
    /// What those who come from API v1 must know beyond what is renamed.
    pub migration: Vec<Migration>,
    /// The fields and parameters that others refer to, by name: they have no type of their own.
    pub shared: Vec<(String, Origin)>,
    /// The schema of its resource; the file where it has none.
    pub origin: Origin,
}

/// Something that can have an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdKind {
    /// `customer`.
    pub name: String,
    /// `CustomerId`.
    pub alias: String,
    /// The record that it is the id of, where the spec has it.
    pub record: Option<TypeRef>,
    /// What it is, where no record says it.
    pub docs: String,
    /// Whether it is part of a secret link: `Debug` does not print it.
    pub secret: bool,
    /// Whether anything has it: the crate has no type for an id that stands nowhere.
    pub used: bool,
    /// Where the spec says what has it.
    pub origin: Origin,
}
