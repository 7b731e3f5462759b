//! Sums of several currencies.

use super::{Currency, Money, MoneyError};
use std::{
    collections::{BTreeMap, btree_map},
    fmt,
    iter::Sum,
};

/// A sum for each currency, in the order of their codes.
///
/// ```
/// # use chargebee_runtime::{Money, MoneyError, money::Totals};
/// let mut totals = Totals::new();
/// for money in ["USD 8.95", "JPY 15", "USD 1.05"] {
///     totals.add(&money.parse()?)?;
/// }
/// assert_eq!(totals.to_string(), "JPY 15, USD 10.00");
/// assert_eq!(totals.get("USD").map(ToString::to_string).as_deref(), Some("USD 10.00"));
/// # Ok::<(), MoneyError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals(BTreeMap<Currency, Money>);

impl Totals {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds money to the sum of its currency. Where that is an error, the sums stay as they were.
    ///
    /// # Errors
    /// Where the sum is too large, or the currency is counted in two ways.
    pub fn add(&mut self, money: &Money) -> Result<(), MoneyError> {
        match self.0.get_mut(money.currency()) {
            Some(sum) => *sum = sum.checked_add(money)?,
            None => {
                self.0.insert(money.currency().clone(), money.clone());
            }
        }
        Ok(())
    }

    /// The sum of a currency, by its code; `None` where nothing of it was added.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Money> {
        self.0.get(&Currency::new(code))
    }

    /// The sums, in the order of their codes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Money> + '_ {
        self.0.values()
    }

    /// How many currencies there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was added. What was added may still come to zero.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The sums of all: an error where one is too large, or a currency is counted in two ways.
impl<'a> Sum<&'a Money> for Result<Totals, MoneyError> {
    fn sum<I: Iterator<Item = &'a Money>>(mut all: I) -> Self {
        all.try_fold(Totals::new(), |mut totals, money| {
            totals.add(money).map(|()| totals)
        })
    }
}

/// The same of money that is given away.
impl Sum<Money> for Result<Totals, MoneyError> {
    fn sum<I: Iterator<Item = Money>>(mut all: I) -> Self {
        all.try_fold(Totals::new(), |mut totals, money| {
            totals.add(&money).map(|()| totals)
        })
    }
}

impl<'a> IntoIterator for &'a Totals {
    type Item = &'a Money;
    type IntoIter = btree_map::Values<'a, Currency, Money>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.values()
    }
}

impl IntoIterator for Totals {
    type Item = Money;
    type IntoIter = btree_map::IntoValues<Currency, Money>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_values()
    }
}

/// `EUR 3.00, USD 8.95`; `0` where nothing was added.
impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("0");
        }
        for (at, money) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{money}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Amount, CurrencyTable};

    fn money(text: &str) -> Money {
        text.parse().expect("money")
    }

    #[test]
    fn each_currency_has_a_sum_of_its_own() {
        let all = ["USD 8.95", "JPY 15", "USD -1.05", "EUR 0.00"].map(money);
        let totals: Result<Totals, MoneyError> = all.iter().sum();
        let totals = totals.expect("sums");
        assert_eq!(totals.to_string(), "EUR 0.00, JPY 15, USD 7.90");
        assert_eq!(
            all.into_iter().sum::<Result<Totals, _>>(),
            Ok(totals.clone())
        );
        assert_eq!((totals.len(), totals.is_empty()), (3, false));
        assert_eq!(totals.get("JPY"), Some(&money("JPY 15")));
        assert_eq!(totals.get("GBP"), None);
        assert!(totals.iter().eq(&totals));
        assert_eq!(totals.into_iter().next(), Some(money("EUR 0.00")));
        assert_eq!(Totals::new().to_string(), "0");
    }

    #[test]
    fn a_sum_that_cannot_be_leaves_the_others_as_they_were() {
        let most = Money::new(Amount::from_minor(i64::MAX), "USD".into());
        let mut totals = Totals::new();
        totals.add(&most).expect("it fits");
        let before = totals.clone();
        assert_eq!(totals.add(&money("USD 0.01")), Err(MoneyError::Overflow));
        let other = CurrencyTable::new().with("USD", 3).currency("USD");
        let other = Money::new(Amount::from_minor(1), other);
        assert!(matches!(
            totals.add(&other),
            Err(MoneyError::CurrenciesDiffer { .. })
        ));
        assert_eq!(totals, before);
    }
}
