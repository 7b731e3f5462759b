//! Sums, shares and parts of money: exact, or rounded as the caller says, and never of two currencies.
//!
//! They are methods and no operators, because each may have no result.

use super::{
    Amount, Currency, KnownCurrency, Money, MoneyError, MoneyOf,
    amount::{narrower, wider},
    same_currency,
};
use crate::{Decimal, values::decimal::Rounding};
use std::iter::Sum;

impl Money {
    /// The sum.
    ///
    /// # Errors
    /// Where the currencies differ or the sum is too large.
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        same_currency(&self.currency, &other.currency)?;
        self.with(self.amount.checked_add(other.amount))
    }

    /// The difference.
    ///
    /// # Errors
    /// Where the currencies differ or the difference is too large.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, MoneyError> {
        same_currency(&self.currency, &other.currency)?;
        self.with(self.amount.checked_sub(other.amount))
    }

    /// That many times the amount.
    ///
    /// # Errors
    /// Where the product is too large.
    pub fn checked_mul(&self, times: i64) -> Result<Self, MoneyError> {
        self.with(self.amount.checked_mul(times))
    }

    /// The sum of all, each of this currency. Their order does not matter: only the sum as a whole has to fit.
    ///
    /// # Errors
    /// Where one is of another currency or the sum is too large.
    pub fn checked_sum<'a>(
        currency: &Currency,
        all: impl IntoIterator<Item = &'a Self>,
    ) -> Result<Self, MoneyError> {
        let mut sum = 0_i128;
        for money in all {
            same_currency(currency, &money.currency)?;
            sum = wider(sum, money.amount).ok_or(MoneyError::Overflow)?;
        }
        let sum = narrower(sum).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(sum, currency.clone()))
    }

    /// Splits the money by ratios without losing any of it: each part gets its share rounded down, and what is left goes, one
    /// smallest unit each, to the parts that lost most by that; of two that lost the same, to the first. The parts of the same
    /// ratios are the same every time. Negative money is split like positive.
    ///
    /// ```
    /// # use chargebee_runtime::Money;
    /// let bill: Money = "USD 100.00".parse()?;
    /// let parts = bill.allocate(&[1, 1, 1])?;
    /// assert_eq!(parts.iter().map(ToString::to_string).collect::<Vec<_>>(), ["USD 33.34", "USD 33.33", "USD 33.33"]);
    /// # Ok::<(), chargebee_runtime::MoneyError>(())
    /// ```
    ///
    /// # Errors
    /// Where the ratios add up to zero.
    pub fn allocate(&self, ratios: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let parts = self.amount.allocate(ratios).ok_or(MoneyError::NoRatios)?;
        let part = |amount| Self::new(amount, self.currency.clone());
        Ok(parts.into_iter().map(part).collect())
    }

    /// So many per cent of the money: `7.5` of `USD 10.01` are `USD 0.75`, rounded half to even. Every digit of the percentage
    /// counts, and what has no room is rounded once.
    ///
    /// # Errors
    /// Where it is too large, or the percentage has too many digits.
    pub fn percent(&self, percentage: &Decimal, rounding: Rounding) -> Result<Self, MoneyError> {
        let part = self.amount.percent(percentage, rounding)?;
        Ok(Self::new(part, self.currency.clone()))
    }

    fn with(&self, amount: Option<Amount>) -> Result<Self, MoneyError> {
        let amount = amount.ok_or(MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency.clone()))
    }
}

impl Amount {
    /// Splits the amount by ratios without losing any of it, as [`Money::allocate`] does; `None` where they add up to zero.
    #[must_use]
    pub fn allocate(self, ratios: &[u64]) -> Option<Vec<Self>> {
        let sum: u128 = ratios.iter().copied().map(u128::from).sum();
        if sum == 0 {
            return None;
        }
        let size = u128::from(self.minor().unsigned_abs());
        let share = |ratio: u64| size * u128::from(ratio);
        let mut parts: Vec<u128> = ratios.iter().map(|ratio| share(*ratio) / sum).collect();
        let left = size - parts.iter().sum::<u128>();
        let mut order: Vec<usize> = (0..ratios.len()).collect();
        // Stable: of two that lost the same, the first stays the first.
        order.sort_by_key(|at| std::cmp::Reverse(share(ratios[*at]) % sum));
        // Less than one unit for each part is left.
        for at in order.into_iter().take(usize::try_from(left).ok()?) {
            parts[at] += 1;
        }
        let sign = if self.is_negative() { -1 } else { 1 };
        let part = |part: u128| {
            Some(Self::from_minor(
                i64::try_from(sign * i128::try_from(part).ok()?).ok()?,
            ))
        };
        parts.into_iter().map(part).collect()
    }

    /// So many per cent of the amount, as [`Money::percent`] counts them.
    ///
    /// # Errors
    /// Where it is too large, or the percentage has too many digits.
    pub fn percent(self, percentage: &Decimal, rounding: Rounding) -> Result<Self, MoneyError> {
        let hundredth = Decimal::from_units(1, 2);
        let units = (percentage.checked_mul(&hundredth))
            .and_then(|part| part.checked_mul(&Decimal::from(self.minor())))
            .ok_or(MoneyError::Overflow)?;
        let units = units.to_units(0, Some(rounding));
        units
            .map(Self::from_minor)
            .map_err(|_| MoneyError::Overflow)
    }
}

impl<C: KnownCurrency> MoneyOf<C> {
    /// Splits the money by ratios without losing any of it, as [`Money::allocate`] does; `None` where they add up to zero.
    #[must_use]
    pub fn allocate(self, ratios: &[u64]) -> Option<Vec<Self>> {
        let parts = self.amount().allocate(ratios)?;
        Some(parts.into_iter().map(Self::new).collect())
    }

    /// So many per cent of the money, as [`Money::percent`] counts them.
    ///
    /// # Errors
    /// Where it is too large, or the percentage has too many digits.
    pub fn percent(self, percentage: &Decimal, rounding: Rounding) -> Result<Self, MoneyError> {
        self.amount().percent(percentage, rounding).map(Self::new)
    }
}

/// The sum of all: an error where the currencies differ, it is too large, or there is nothing to add up, which has no currency.
/// [`Money::checked_sum`] is told the currency.
///
/// ```
/// # use chargebee_runtime::{Money, MoneyError};
/// let prices: [Money; 2] = ["USD 8.95".parse()?, "USD 1.05".parse()?];
/// let total: Result<Money, MoneyError> = prices.iter().sum();
/// assert_eq!(total?.to_string(), "USD 10.00");
/// # Ok::<(), MoneyError>(())
/// ```
///
/// What `..._money()` gives is a `Result` by itself, and so is its sum, in the error of the first that has none:
///
/// ```
/// # use chargebee_runtime::{Money, MoneyError};
/// let given = ["USD 8.95", "USD 1.05"].iter().map(|it| it.parse::<Money>());
/// let total = given.sum::<Result<Result<Money, _>, MoneyError>>()??;
/// assert_eq!(total.to_string(), "USD 10.00");
/// # Ok::<(), MoneyError>(())
/// ```
impl<'a> Sum<&'a Money> for Result<Money, MoneyError> {
    fn sum<I: Iterator<Item = &'a Money>>(mut all: I) -> Self {
        let first = all.next().ok_or(MoneyError::NothingToAdd)?;
        Money::checked_sum(&first.currency, std::iter::once(first).chain(all))
    }
}

/// The same of money that is given away.
impl Sum<Money> for Result<Money, MoneyError> {
    fn sum<I: Iterator<Item = Money>>(mut all: I) -> Self {
        let first = all.next().ok_or(MoneyError::NothingToAdd)?;
        let mut sum = i128::from(first.amount.minor());
        for money in all {
            same_currency(&first.currency, &money.currency)?;
            sum = wider(sum, money.amount).ok_or(MoneyError::Overflow)?;
        }
        let sum = narrower(sum).ok_or(MoneyError::Overflow)?;
        Ok(Money::new(sum, first.currency))
    }
}

/// The sum of all; `None` where it is too large.
impl<C: KnownCurrency> Sum<MoneyOf<C>> for Option<MoneyOf<C>> {
    fn sum<I: Iterator<Item = MoneyOf<C>>>(all: I) -> Self {
        MoneyOf::checked_sum(all)
    }
}

#[cfg(test)]
mod tests;
