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
    /// Whether it keeps its place among the arguments of what makes the request or the group, though it need not be given.
    pub kept_argument: bool,
    /// How it is given.
    pub kind: ParamKind,
    /// Whether its value is sent as JSON text.
    pub json_text: bool,
    /// What is checked of it before it is sent, where it is money or a decimal.
    pub number: Option<Number>,
    /// The rest.
    pub traits: Traits,
}

impl Param {
    /// Whether it is an argument of what makes the request or the group: it must be given, or had to be.
    #[must_use]
    pub fn is_argument(&self) -> bool {
        self.required || self.kept_argument
    }
}

/// How a parameter is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// As a value.
    Value,
    /// With one of these operators.
    Filter(Operators),
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

/// The filter operators that some attribute takes: a bit for each of [`OPERATORS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operators(u16);

impl Operators {
    /// Those that are called so on the wire.
    #[must_use]
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let bit = |name: &str| OPERATORS.iter().position(|(known, _)| *known == name);
        let bits = names.into_iter().filter_map(bit);
        Self(bits.fold(0, |all, bit| all | 1 << bit))
    }

    /// Their names on the wire, in the order of [`OPERATORS`].
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let all = OPERATORS.iter().enumerate();
        all.filter_map(move |(bit, (name, _))| (self.0 >> bit & 1 == 1).then_some(*name))
    }

    /// Whether an operator is among them.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        self.names().any(|it| it == name)
    }

    /// As the runtime has them: a bit for each of [`OPERATORS`].
    #[must_use]
    pub fn bits(self) -> u16 {
        self.0
    }
}

/// What kind of attribute a filter is on. Its operators are all that the API has for attributes of the kind; they are methods, so
/// that one more for an attribute changes no type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterKind {
    /// Text, ids and currency codes.
    Text,
    /// One of the values of an enum.
    Enum,
    /// `true` or `false`.
    Boolean,
    /// Whole numbers, amounts and decimals.
    Number,
    /// Instants.
    Timestamp,
}

impl FilterKind {
    /// The kind of a single value; nothing else is compared.
    #[must_use]
    pub fn of(ty: &Type) -> Option<Self> {
        match ty {
            Type::Text | Type::Id(_) | Type::Currency => Some(Self::Text),
            Type::Enum(_) => Some(Self::Enum),
            Type::Bool => Some(Self::Boolean),
            Type::Int | Type::Amount(_) | Type::Decimal(_) => Some(Self::Number),
            Type::Time(_) => Some(Self::Timestamp),
            Type::Record(_) | Type::Group(_) | Type::Json | Type::List(_) => None,
        }
    }

    /// The operators of the kind, as the runtime has them.
    #[must_use]
    pub fn operators(self) -> Operators {
        Operators::of(
            match self {
                Self::Text => &["is", "is_not", "in", "not_in", "starts_with", "is_present"][..],
                Self::Enum => &["is", "is_not", "in", "not_in", "is_present"],
                Self::Boolean => &["is", "is_present"],
                Self::Number => &[
                    "is",
                    "is_not",
                    "is_present",
                    "between",
                    "gt",
                    "gte",
                    "lt",
                    "lte",
                ],
                Self::Timestamp => &["is_present", "between", "on", "before", "after"],
            }
            .iter()
            .copied(),
        )
    }
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
