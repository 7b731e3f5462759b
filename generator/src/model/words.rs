//! Types as a person would say them.

use super::{TimeUnit, Type};

impl Type {
    /// The type in words. `own` says what a reader of the model says otherwise, because it knows more of the type or less.
    #[must_use]
    pub fn words(&self, own: &dyn Fn(&Self) -> Option<String>) -> String {
        if let Some(words) = own(self) {
            return words;
        }
        match self {
            Self::Bool => "boolean".to_owned(),
            Self::Int => "integer".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Amount(_) => "amount of money".to_owned(),
            Self::Decimal(decimal) if decimal.number => "number".to_owned(),
            Self::Decimal(_) => "decimal as text".to_owned(),
            Self::Time(TimeUnit::Seconds) => "instant".to_owned(),
            Self::Time(TimeUnit::Milliseconds) => "instant in milliseconds".to_owned(),
            Self::Currency => "currency code".to_owned(),
            Self::Id(kind) => format!("id of {kind}"),
            Self::Enum(of) => format!("enum `{}`", of.name),
            Self::Record(of) => format!("object `{}`", of.name),
            Self::Group(of) => format!("group `{}`", of.name),
            Self::Json => "any JSON".to_owned(),
            Self::List(item) => format!("list of {}", item.words(own)),
        }
    }
}
