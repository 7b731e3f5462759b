//! Names, references, catalogs.

/// A name on the wire and its name in Rust.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// Where the types of a module stand: what is sent and what is answered are apart from what the API is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// In the module itself: the resource, its objects, enums and operations.
    Resource,
    /// Requests, and groups of parameters.
    Requests,
    /// Answers, and the entries of lists.
    Responses,
    /// What the types of an event carry.
    Contents,
}

impl Section {
    /// Those that are modules inside of that of the resource.
    pub const INNER: [Self; 3] = [Self::Requests, Self::Responses, Self::Contents];

    /// The name of its module inside of that of the resource.
    #[must_use]
    pub fn module(self) -> Option<&'static str> {
        match self {
            Self::Resource => None,
            Self::Requests => Some("requests"),
            Self::Responses => Some("responses"),
            Self::Contents => Some("contents"),
        }
    }
}

/// A Product Catalog of API v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Catalog {
    /// Product Catalog 1.0: plans and addons.
    One,
    /// Product Catalog 2.0: items and item prices.
    Two,
}
