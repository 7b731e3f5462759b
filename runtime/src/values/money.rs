//! Money: whole numbers with a unit, exact decimals, never bare integers and never floating point.
//!
//! | type | holds | for |
//! |---|---|---|
//! | [`Amount`] | a whole number of the currency's smallest unit | what the API sends where the currency stands elsewhere |
//! | [`Currency`] | a code, and how many decimals amounts in it count | |
//! | [`Money`] | both | totals, payments, refunds |
//! | [`ExactMoney`] | a decimal in the major unit, with a currency | prices finer than the smallest unit |
//! | [`MoneyOf`] | an amount of a currency that the compiler knows | sums that cannot mix currencies |
//! | [`Totals`] | sums, one for each currency | money of several currencies |

mod amount;
mod arithmetic;
#[cfg(feature = "serde")]
pub mod as_number;
mod currency;
mod exact;
#[cfg(feature = "icu")]
mod format;
mod holders;
mod of;
#[rustfmt::skip]
#[path = "money/table/table.rs"]
pub(crate) mod table;
mod totals;

pub use amount::Amount;
pub use currency::{Currency, CurrencyTable, MAX_EXPONENT, ParseCurrencyError};
pub use exact::ExactMoney;
#[cfg(feature = "icu")]
#[cfg_attr(docsrs, doc(cfg(feature = "icu")))]
pub use format::{LocaleError, MoneyFormat, Unit};
pub use holders::{CurrencyOf, HasCurrency};
pub use of::MoneyOf;
pub use totals::Totals;

use crate::{
    Decimal,
    values::{
        decimal::{Rounding, Unrepresentable},
        show,
    },
};
use std::{cmp::Ordering, fmt, hash, str::FromStr};

/// A currency as a type. Implemented by the markers of [`currencies`](crate::currencies); implement it for a type of
/// your own where one is missing.
pub trait KnownCurrency {
    /// The code.
    const CODE: &'static str;
}

/// An amount with its currency.
///
/// It prints and parses as people write it: the code, a space, and the amount in the currency's major unit.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::Money;
/// let price: Money = "USD 8.95".parse()?;
/// assert_eq!(price.amount().minor(), 895);
/// assert_eq!("JPY 15".parse::<Money>()?.amount().minor(), 15);
/// assert!("USD 8.955".parse::<Money>().is_err());
/// # Ok::<(), chargebee::MoneyError>(())
/// ```
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::Text)
)]
#[derive(Clone, Debug)]
pub struct Money {
    amount: Amount,
    currency: Currency,
}

impl Money {
    /// An amount of a currency.
    #[must_use]
    pub fn new(amount: Amount, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing of a currency: where a sum starts.
    #[must_use]
    pub fn zero(currency: &Currency) -> Self {
        Self::new(Amount::ZERO, currency.clone())
    }

    /// A number of the currency's major unit: `8.95` dollars are 895 cents.
    ///
    /// # Errors
    /// Where it has more decimals than the currency counts (nothing is rounded), or is too large.
    pub fn from_major(major: &Decimal, currency: Currency) -> Result<Self, MoneyError> {
        Self::convert(major, currency, None)
    }

    /// A number of the currency's major unit, rounded half to even at the decimals that the currency counts: how the API
    /// rounds the amount of a line item.
    ///
    /// # Errors
    /// Where it is too large.
    pub fn round_major(major: &Decimal, currency: Currency) -> Result<Self, MoneyError> {
        Self::convert(major, currency, Some(Rounding::HalfEven))
    }

    fn convert(
        major: &Decimal,
        currency: Currency,
        rounding: Option<Rounding>,
    ) -> Result<Self, MoneyError> {
        if !currency.is_code() {
            return Err(MoneyError::NotACode(currency));
        }
        match major.to_units(currency.exponent(), rounding) {
            Ok(minor) => Ok(Self::new(Amount::from_minor(minor), currency)),
            Err(Unrepresentable::TooLarge) => Err(MoneyError::Overflow),
            Err(Unrepresentable::TooFine) => Err(MoneyError::TooFine {
                decimals: currency.exponent(),
                exact: ExactMoney::new(major.clone(), currency),
            }),
        }
    }

    /// The amount, in the currency's smallest unit.
    #[must_use]
    pub fn amount(&self) -> Amount {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> &Currency {
        &self.currency
    }

    /// The amount in the currency's major unit, with exactly the decimals that it counts: `8700` cents are `87.00` dollars.
    #[must_use]
    pub fn to_major(&self) -> Decimal {
        Decimal::from_units(self.amount.minor(), self.currency.exponent())
    }

    /// The same as `rust_decimal` has it. Every amount fits.
    #[must_use]
    pub fn to_decimal(&self) -> rust_decimal::Decimal {
        rust_decimal::Decimal::new(self.amount.minor(), self.currency.exponent())
    }

    /// What the generated `*_money()` accessors call. `exact` is the decimal twin of the amount, where it has one: an amount beside
    /// a finer decimal is only a rounded copy of it, and who computed with that would be wrong by up to half a unit.
    #[doc(hidden)]
    pub fn from_fields(
        name: &'static str,
        amount: Option<Amount>,
        exact: Option<&Decimal>,
        currency: Option<&Currency>,
    ) -> Result<Self, MoneyError> {
        Self::from_twins(name, amount, exact, currency, None)
    }

    /// The same where the amount is what the API made of the decimal, half to even, and what it charges.
    #[doc(hidden)]
    pub fn from_charged_fields(
        name: &'static str,
        amount: Option<Amount>,
        exact: Option<&Decimal>,
        currency: Option<&Currency>,
    ) -> Result<Self, MoneyError> {
        // Nothing is rounded here that the API did not round itself.
        let rounding = amount.map(|_| Rounding::HalfEven);
        Self::from_twins(name, amount, exact, currency, rounding)
    }

    fn from_twins(
        name: &'static str,
        amount: Option<Amount>,
        exact: Option<&Decimal>,
        currency: Option<&Currency>,
        rounding: Option<Rounding>,
    ) -> Result<Self, MoneyError> {
        let currency = known(name, currency)?;
        let amount = amount.map(|amount| Self::new(amount, currency.clone()));
        let Some(exact) = exact else {
            return amount.ok_or(MoneyError::NoAmount(name));
        };
        let money = Self::convert(exact, currency.clone(), rounding)?;
        match amount {
            Some(amount) if amount != money => Err(MoneyError::TwinsDiffer {
                name,
                amount,
                exact: ExactMoney::new(exact.clone(), currency.clone()),
            }),
            _ => Ok(money),
        }
    }
}

/// The currency of an amount of an answer.
fn known<'c>(
    name: &'static str,
    currency: Option<&'c Currency>,
) -> Result<&'c Currency, MoneyError> {
    match currency {
        Some(currency) if currency.is_code() => Ok(currency),
        Some(currency) => Err(MoneyError::NotACode(currency.clone())),
        None => Err(MoneyError::NoCurrency(name)),
    }
}

/// Refuses two currencies, and one currency that is counted in two ways.
pub(crate) fn same_currency(left: &Currency, right: &Currency) -> Result<(), MoneyError> {
    if left == right && left.exponent() == right.exponent() {
        Ok(())
    } else {
        Err(MoneyError::CurrenciesDiffer {
            left: left.clone(),
            right: right.clone(),
        })
    }
}

/// The same amount of the same currency, counted in the same way.
impl PartialEq for Money {
    fn eq(&self, other: &Self) -> bool {
        self.amount == other.amount && same_currency(&self.currency, &other.currency).is_ok()
    }
}

impl Eq for Money {}

impl hash::Hash for Money {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.amount.hash(state);
        self.currency.hash(state);
        self.currency.exponent().hash(state);
    }
}

/// Only money of one currency is more or less.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        same_currency(&self.currency, &other.currency).ok()?;
        Some(self.amount.cmp(&other.amount))
    }
}

/// `USD 87.00`, `JPY 8700`: the code, a space, and the amount in the major unit.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::whole(
            f,
            &format!("{} {}", self.currency, self.to_major().shown(f.precision())),
        )
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// The code, a space, and a plain decimal number of the major unit with no more decimals than the currency counts.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        ExactMoney::from_str(text)?.to_money()
    }
}

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

#[cfg(test)]
mod tests;
