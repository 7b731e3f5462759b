//! Why there is no such money.

use super::{Currency, ExactMoney, Money};
use std::fmt;

/// Why an amount of money could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyError {
    /// The API did not send the amount.
    NoAmount(&'static str),
    /// The API did not send the currency of the amount.
    NoCurrency(&'static str),
    /// The code of the currency is none, so that nobody knows what an amount of it counts.
    NotACode(Currency),
    /// The result is beyond what an amount can hold.
    Overflow,
    /// Amounts of two currencies were put together, or of one currency counted in two ways.
    CurrenciesDiffer {
        /// The currency of the left amount.
        left: Currency,
        /// The currency of the right amount.
        right: Currency,
    },
    /// A decimal has more decimals than its currency counts. [`ExactMoney::round`] rounds as the API does.
    TooFine {
        /// The whole of it.
        exact: ExactMoney,
        /// How many decimals there is room for.
        decimals: u32,
    },
    /// The API sent an amount and, in the decimal field beside it, another one.
    TwinsDiffer {
        /// The field of the amount.
        name: &'static str,
        /// The amount.
        amount: Money,
        /// What the decimal field says.
        exact: ExactMoney,
    },
    /// Nothing was added up, and nothing says the currency of that.
    NothingToAdd,
    /// The ratios of an allocation add up to zero.
    NoRatios,
    /// The text is not money: the code, a space, and a plain decimal number.
    Malformed,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAmount(name) => write!(f, "the answer has no `{name}`"),
            Self::NoCurrency(name) => write!(f, "the answer does not say the currency of `{name}`"),
            Self::NotACode(currency) => write!(
                f,
                "{currency:?} is no currency code: three capital letters, such as `USD`"
            ),
            Self::Overflow => f.write_str("the amount is too large"),
            Self::CurrenciesDiffer { left, right } if left == right => write!(
                f,
                "{left} is counted with {} decimals here and with {} there",
                left.exponent(),
                right.exponent()
            ),
            Self::CurrenciesDiffer { left, right } => {
                write!(f, "the currencies differ: {left} and {right}")
            }
            Self::TooFine { exact, decimals } => write!(
                f,
                "{exact} has more than the {decimals} decimals that there is room for: use the exact value, or round it"
            ),
            Self::TwinsDiffer {
                name,
                amount,
                exact,
            } => write!(
                f,
                "`{name}` is {amount}, and {exact} in the decimal beside it"
            ),
            Self::NothingToAdd => f.write_str(
                "there is nothing to add up, so that the sum has no currency: start with `Money::zero`, or use `Money::checked_sum`",
            ),
            Self::NoRatios => {
                f.write_str("the ratios add up to zero: at least one must be greater")
            }
            Self::Malformed => f.write_str("not money: write `USD 8.95`"),
        }
    }
}

impl std::error::Error for MoneyError {}
