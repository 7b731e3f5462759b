//! Names, references, catalogs.

/// A name on the wire and its name in Rust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// As the API has it.
    pub wire: String,
    /// As Rust code has it.
    pub rust: String,
}

/// A type, by the module that holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// `invoice`.
    pub module: String,
    /// `InvoiceLineItem`.
    pub name: String,
}

/// A Product Catalog of API v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Catalog {
    /// Product Catalog 1.0: plans and addons.
    One,
    /// Product Catalog 2.0: items and item prices.
    Two,
}
