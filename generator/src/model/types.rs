//! What values are.

use super::TypeRef;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Text.
    Text,
    /// Money: a whole number of a currency's unit.
    Amount(Unit),
    /// A decimal number.
    Decimal(Decimal),
    /// An instant.
    Time(TimeUnit),
    /// An ISO 4217 code.
    Currency,
    /// The id of something, by the name of an [`IdKind`](super::IdKind).
    Id(String),
    /// One of a list of values.
    Enum(TypeRef),
    /// An object of an answer.
    Record(TypeRef),
    /// A group of parameters.
    Group(TypeRef),
    /// Any JSON.
    Json,
    /// A list.
    List(Box<Type>),
}

impl Type {
    /// Where the code of its currency stands, where it is money that says it.
    #[must_use]
    pub fn currency(&self) -> Option<&CurrencyAt> {
        match self {
            Self::Amount(unit) => Some(&unit.currency),
            Self::Decimal(decimal) => decimal.currency.as_ref(),
            _ => None,
        }
    }
}

/// The unit of an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Whether it counts the currency's smallest unit; its major unit otherwise.
    pub minor: bool,
    /// Where the code of the currency stands.
    pub currency: CurrencyAt,
}

/// Where the code of a currency stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrencyAt {
    /// In a field beside the amount.
    Sibling(String),
    /// In a field beside the amount, or it is the base currency of the site where that is not sent.
    SiblingOrSite(String),
    /// In a field of the resource that holds the amount's object.
    Enclosing(String),
    /// In a field of a resource that the request is about.
    Resource(String, String),
    /// It is the base currency of the site.
    Site,
}

/// What a decimal measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// What it measures.
    pub measure: Measure,
    /// The whole-number field beside it that it refines.
    pub of: Option<String>,
    /// Where the code of its currency stands, where it is money and refines nothing.
    pub currency: Option<CurrencyAt>,
    /// Whether it is a JSON number; text otherwise.
    pub number: bool,
}

/// What a decimal measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// What a unit of something costs, in the currency's major unit. A whole amount beside it is only a rounded copy.
    Price,
    /// What is charged, in the currency's major unit. A whole amount beside it is what the API made of it.
    Amount,
    /// How much or many of something.
    Quantity,
    /// A ratio or percentage.
    Rate,
    /// Money in a unit that is not known.
    Unknown,
}

impl Measure {
    /// All, each with its name in `x-decimal`.
    pub const ALL: [(&'static str, Self); 5] = [
        ("price", Self::Price),
        ("amount", Self::Amount),
        ("quantity", Self::Quantity),
        ("rate", Self::Rate),
        ("unknown", Self::Unknown),
    ];

    /// Its name in `x-decimal`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(_, measure)| *measure == self)
            .map_or("", |(name, _)| name)
    }

    /// Whether it is a number of a currency's major unit.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Self::Price | Self::Amount)
    }
}

/// The unit of an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Whole seconds since the Unix epoch.
    Seconds,
    /// Whole milliseconds since the Unix epoch.
    Milliseconds,
}
