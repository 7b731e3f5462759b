//! Whole numbers of a currency's unit.

use std::{fmt, num::ParseIntError, str::FromStr};

/// An amount of money in the smallest unit that the API uses for its currency: cents for USD, yen for JPY.
///
/// The currency stands elsewhere in the answer; together they are [`Money`](crate::Money). An `Amount` is made on purpose and
/// never by accident: no integer converts into it silently.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::{Amount, Currency, Money};
/// let amount = Amount::from_minor(8700);
/// assert_eq!(Money::new(amount, Currency::from("USD")).to_string(), "USD 87.00");
/// assert_eq!(Money::new(amount, Currency::from("JPY")).to_string(), "JPY 8700");
/// ```
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::BigInt)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of that many of the currency's smallest unit.
    #[must_use]
    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    /// How many of the currency's smallest unit this is.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum, or `None` where it is too large. Both amounts must be of one currency; [`Money`](crate::Money) checks that.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        wrap(self.0.checked_add(other.0))
    }

    /// The difference, or `None` where it is too large. Both amounts must be of one currency; [`Money`](crate::Money) checks
    /// that.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        wrap(self.0.checked_sub(other.0))
    }

    /// That many times the amount, or `None` where it is too large.
    #[must_use]
    pub const fn checked_mul(self, times: i64) -> Option<Self> {
        wrap(self.0.checked_mul(times))
    }

    /// The amount with the other sign, or `None` for the one that has no counterpart.
    #[must_use]
    pub const fn checked_neg(self) -> Option<Self> {
        wrap(self.0.checked_neg())
    }
}

impl Amount {
    #[cfg(feature = "diesel")]
    pub(crate) const fn minor_ref(&self) -> &i64 {
        &self.0
    }

    pub(crate) const fn minor_mut(&mut self) -> &mut i64 {
        &mut self.0
    }
}

const fn wrap(minor: Option<i64>) -> Option<Amount> {
    match minor {
        Some(minor) => Some(Amount(minor)),
        None => None,
    }
}

/// The whole number. [`Money`](crate::Money) prints in the currency's major unit.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Amount {
    type Err = ParseIntError;

    /// A whole number of the currency's smallest unit.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A sum on its way: what fits in the end may not fit between. 2^64 amounts have room in it.
pub(super) fn wider(sum: i128, amount: Amount) -> Option<i128> {
    sum.checked_add(i128::from(amount.minor()))
}

pub(super) fn narrower(sum: i128) -> Option<Amount> {
    i64::try_from(sum).ok().map(Amount::from_minor)
}
