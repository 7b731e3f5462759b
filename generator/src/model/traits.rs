//! What a field, parameter or member says besides its type.

use super::{Catalog, Origin, TypeRef};

/// What a field, parameter or member says besides its type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// What it is.
    pub docs: String,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether it is never printed.
    pub sensitive: bool,
    /// The only catalog that has it, where not both do.
    pub catalog: Option<Catalog>,
    /// What API v1 calls it.
    pub renamed_from: Option<String>,
    /// What API v1 calls what stands elsewhere there and became this.
    pub aliases: Vec<String>,
    /// Why it differs from what the vendor publishes.
    pub evidence: Option<String>,
    /// In what it differs, where the spec says so; in anything otherwise.
    pub evidence_of: Vec<Aspect>,
    /// The longest text.
    pub max_length: Option<u64>,
    /// The smallest number, as the spec writes it.
    pub minimum: Option<String>,
    /// The largest number, as the spec writes it.
    pub maximum: Option<String>,
    /// What counts where it is not given, as the spec writes it.
    pub default: Option<String>,
    /// The values of its enum that are accepted, where not all are.
    pub accepts: Vec<String>,
    /// The members of its group that are not taken in this place.
    pub without: Vec<String>,
    /// Of a member of a group: the operations that take it, `subscription.create_with_items`, where not all do that take the group.
    pub taken_by: Vec<String>,
    /// What it must be, where it is sent and is JSON of one kind.
    pub json: Option<JsonValue>,
    /// What the elements of a list say.
    pub items: Option<Box<Traits>>,
    /// The shared field or parameter of the spec that it is described by, where it is.
    pub shared: Option<TypeRef>,
    /// Where the vendor's document has it, as a JSON pointer; nothing in a model of the spec.
    pub pointer: Option<String>,
    /// Where the spec has it.
    pub origin: Origin,
}

/// The only kind of JSON that a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonValue {
    /// An object.
    Object,
    /// An array.
    Array,
}

impl JsonValue {
    /// Its name in `x-json-value`, and in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
        }
    }
}

/// In what something can differ from what the vendor publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// It is in the spec and not published.
    Beyond,
    /// What kind of value it is.
    Type,
    /// Whether it is always there, or must be given.
    Required,
    /// Whether it should no longer be used.
    Deprecated,
    /// The longest text, the smallest and largest number.
    Limit,
    /// What counts where it is not given.
    Default,
    /// The values of an enum that are accepted.
    Values,
    /// The operators of a filter, the attributes to sort by.
    Filter,
    /// Whether custom fields are taken.
    CustomFields,
    /// How an operation is called: its body, its host, whether it is paged.
    Call,
}

impl Aspect {
    /// All aspects, each with its name in `x-evidence-of`.
    pub const ALL: [(&'static str, Self); 10] = [
        ("beyond", Self::Beyond),
        ("type", Self::Type),
        ("required", Self::Required),
        ("deprecated", Self::Deprecated),
        ("limit", Self::Limit),
        ("default", Self::Default),
        ("values", Self::Values),
        ("filter", Self::Filter),
        ("custom-fields", Self::CustomFields),
        ("call", Self::Call),
    ];

    /// Its name in `x-evidence-of`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(_, aspect)| *aspect == self)
            .map_or("", |(name, _)| name)
    }
}
