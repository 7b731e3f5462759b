//! Why a price gives no amount.

use crate::{Decimal, MoneyError};
use std::fmt;

/// Why there is no amount.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PricingError {
    /// The amount could not be made, or a price is missing.
    Money(MoneyError),
    /// No tier is for that quantity.
    NoTier(Decimal),
    /// There is no tier at all.
    NoTiers,
    /// That tier, counted from 0, does not end after the one before it, or its price is no price.
    Tier(usize),
    /// The API sent a tier that does not start where the one before it ends, or the first one where the units start.
    TierStart {
        /// The tier, counted from 0 in the order of their first units.
        tier: usize,
        /// Its first unit.
        start: Decimal,
    },
    /// The quantity is less than nothing.
    NegativeQuantity,
    /// The API does not say how free units and tiers go together.
    FreeQuantityOfTiers,
    /// The API sent no pricing model, or one that this version of the crate does not know.
    Model(Option<String>),
    /// A number has more digits than any that the API takes.
    TooLong,
}

impl fmt::Display for PricingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(problem) => fmt::Display::fmt(problem, f),
            Self::NoTier(quantity) => write!(f, "no tier is for {quantity} units"),
            Self::NoTiers => f.write_str("there are no tiers"),
            Self::Tier(at) => write!(
                f,
                "tier {at} (from 0) does not follow the one before it, or has no valid price"
            ),
            Self::TierStart { tier: 0, start } => {
                write!(
                    f,
                    "the first tier starts with {start}, and the units before it have no price"
                )
            }
            Self::TierStart { tier, start } => write!(
                f,
                "tier {tier} (from 0) starts with {start}, which is not where the one before it ends"
            ),
            Self::NegativeQuantity => f.write_str("the quantity is negative"),
            Self::FreeQuantityOfTiers => f.write_str(
                "how free units and tiers go together is not known: ask for an estimate",
            ),
            Self::Model(Some(model)) => {
                write!(
                    f,
                    "the pricing model `{}` is not known",
                    model.escape_debug()
                )
            }
            Self::Model(None) => f.write_str("the answer has no pricing model"),
            Self::TooLong => f.write_str("a number has more digits than any that the API takes"),
        }
    }
}

impl std::error::Error for PricingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Money(problem) => Some(problem),
            _ => None,
        }
    }
}

impl From<MoneyError> for PricingError {
    fn from(problem: MoneyError) -> Self {
        Self::Money(problem)
    }
}
