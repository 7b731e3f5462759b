//! Amounts finer than a currency's smallest unit.

use super::{Currency, Money, MoneyError, known, same_currency};
use crate::{
    Decimal,
    values::{
        decimal::{Rounding, Unrepresentable},
        show,
    },
};
use std::{cmp::Ordering, fmt, hash, str::FromStr};

/// A decimal number of a currency's major unit, every digit kept: prices such as `USD 0.0765`.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::ExactMoney;
/// let price: ExactMoney = "USD 0.0765".parse()?;
/// assert!(price.to_money().is_err());
/// assert_eq!(price.round()?.to_string(), "USD 0.08");
/// # Ok::<(), chargebee::MoneyError>(())
/// ```
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::Text)
)]
#[derive(Clone, Debug)]
pub struct ExactMoney {
    major: Decimal,
    currency: Currency,
}

impl ExactMoney {
    /// A number of the currency's major unit.
    #[must_use]
    pub fn new(major: Decimal, currency: Currency) -> Self {
        Self { major, currency }
    }

    /// The number of the major unit.
    #[must_use]
    pub fn major(&self) -> &Decimal {
        &self.major
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> &Currency {
        &self.currency
    }

    /// The same in whole numbers of the smallest unit.
    ///
    /// # Errors
    /// Where digits would be lost, or it is too large.
    pub fn to_money(&self) -> Result<Money, MoneyError> {
        Money::from_major(&self.major, self.currency.clone())
    }

    /// Rounded half to even at the decimals that the currency counts, as the API rounds the amount of a line item.
    ///
    /// # Errors
    /// Where it is too large.
    pub fn round(&self) -> Result<Money, MoneyError> {
        Money::round_major(&self.major, self.currency.clone())
    }

    /// The same in whole numbers of the smallest unit, rounded as you say.
    ///
    /// # Errors
    /// Where it is too large.
    pub fn round_with(&self, rounding: Rounding) -> Result<Money, MoneyError> {
        Money::convert(&self.major, self.currency.clone(), Some(rounding))
    }

    /// The same in whole numbers of the major unit.
    pub(crate) fn to_whole(&self) -> Result<i64, MoneyError> {
        self.major
            .to_units(0, None)
            .map_err(|problem| match problem {
                Unrepresentable::TooLarge => MoneyError::Overflow,
                Unrepresentable::TooFine => MoneyError::TooFine {
                    exact: self.clone(),
                    decimals: 0,
                },
            })
    }

    /// What the generated `*_exact()` accessors call: the decimal where there is one, else the amount.
    #[doc(hidden)]
    pub fn from_fields(
        name: &'static str,
        amount: Option<crate::Amount>,
        exact: Option<&Decimal>,
        currency: Option<&Currency>,
    ) -> Result<Self, MoneyError> {
        let currency = known(name, currency)?;
        match (exact, amount) {
            (Some(exact), _) => Ok(Self::new(exact.clone(), currency.clone())),
            (None, Some(amount)) => Ok(Money::new(amount, currency.clone()).into()),
            (None, None) => Err(MoneyError::NoAmount(name)),
        }
    }

    /// What the generated `*_exact()` accessors of money in parts call: whole units, and billionths that are added to them.
    #[doc(hidden)]
    pub fn from_parts(
        (units_name, units): (&'static str, Option<i64>),
        (nanos_name, nanos): (&'static str, Option<i64>),
        currency: Option<&Currency>,
    ) -> Result<Self, MoneyError> {
        let units = units.ok_or(MoneyError::NoAmount(units_name))?;
        let nanos = nanos.ok_or(MoneyError::NoAmount(nanos_name))?;
        let currency = known(units_name, currency)?;
        let billionths = i128::from(units) * 1_000_000_000 + i128::from(nanos);
        let major = Decimal::from_units(billionths, 9).without_zeros();
        Ok(Self::new(major, currency.clone()))
    }
}

impl From<Money> for ExactMoney {
    fn from(money: Money) -> Self {
        Self::new(money.to_major(), money.currency)
    }
}

/// The same number of the same currency, counted in the same way: what is equal rounds alike.
impl PartialEq for ExactMoney {
    fn eq(&self, other: &Self) -> bool {
        self.major == other.major && same_currency(&self.currency, &other.currency).is_ok()
    }
}

impl Eq for ExactMoney {}

impl hash::Hash for ExactMoney {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.major.hash(state);
        self.currency.hash(state);
        self.currency.exponent().hash(state);
    }
}

/// Only money of one currency is more or less.
impl PartialOrd for ExactMoney {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        same_currency(&self.currency, &other.currency).ok()?;
        Some(self.major.cmp(&other.major))
    }
}

/// `USD 0.0765`: the code, a space, and the number of the major unit.
impl fmt::Display for ExactMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::whole(
            f,
            &format!("{} {}", self.currency, self.major.shown(f.precision())),
        )
    }
}

impl FromStr for ExactMoney {
    type Err = MoneyError;

    /// The code, a space, and a plain decimal number.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (code, major) = text.split_once(' ').ok_or(MoneyError::Malformed)?;
        let currency = code.parse().map_err(|_| MoneyError::Malformed)?;
        let major = major.parse().map_err(|_| MoneyError::Malformed)?;
        Ok(Self::new(major, currency))
    }
}
