//! Money of a currency that the compiler knows.

use super::{
    Amount, Currency, KnownCurrency, Money, MoneyError,
    amount::{narrower, wider},
    same_currency,
};
use std::{cmp::Ordering, fmt, hash, marker::PhantomData};

/// An amount of the currency `C`. Amounts of two currencies are of two types, so that nothing can add them up.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::{Amount, MoneyOf, currencies::Usd};
/// let fee = MoneyOf::<Usd>::from_minor(500);
/// let tax = MoneyOf::<Usd>::from_minor(95);
/// assert_eq!(fee.checked_add(tax).map(|it| it.to_string()).as_deref(), Some("USD 5.95"));
/// ```
pub struct MoneyOf<C> {
    amount: Amount,
    // A function pointer, so that it is `Send` and `Sync` whatever `C` is.
    currency: PhantomData<fn() -> C>,
}

impl<C: KnownCurrency> MoneyOf<C> {
    /// Nothing.
    pub const ZERO: Self = Self::new(Amount::ZERO);

    /// An amount of this currency.
    #[must_use]
    pub const fn new(amount: Amount) -> Self {
        Self {
            amount,
            currency: PhantomData,
        }
    }

    /// An amount of that many of the currency's smallest unit.
    #[must_use]
    pub const fn from_minor(minor: i64) -> Self {
        Self::new(Amount::from_minor(minor))
    }

    /// The amount, in the currency's smallest unit.
    #[must_use]
    pub const fn amount(self) -> Amount {
        self.amount
    }

    /// The sum, or `None` where it is too large.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.amount.checked_add(other.amount).map(Self::new)
    }

    /// The difference, or `None` where it is too large.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.amount.checked_sub(other.amount).map(Self::new)
    }

    /// That many times the amount, or `None` where it is too large.
    #[must_use]
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.amount.checked_mul(times).map(Self::new)
    }

    /// The sum of all, or `None` where it is too large as a whole.
    #[must_use]
    pub fn checked_sum(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut all = all.into_iter();
        let sum = all.try_fold(0, |sum, money| wider(sum, money.amount))?;
        narrower(sum).map(Self::new)
    }
}

impl<C: KnownCurrency> From<MoneyOf<C>> for Money {
    fn from(money: MoneyOf<C>) -> Self {
        Self::new(money.amount, Currency::new(C::CODE))
    }
}

impl<C: KnownCurrency> TryFrom<Money> for MoneyOf<C> {
    type Error = MoneyError;

    /// # Errors
    /// Where the money is of another currency, or of one counted otherwise than the API's rule.
    fn try_from(money: Money) -> Result<Self, MoneyError> {
        same_currency(money.currency(), &Currency::new(C::CODE))?;
        Ok(Self::new(money.amount()))
    }
}

impl<C> Clone for MoneyOf<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for MoneyOf<C> {}

impl<C> PartialEq for MoneyOf<C> {
    fn eq(&self, other: &Self) -> bool {
        self.amount == other.amount
    }
}

impl<C> Eq for MoneyOf<C> {}

impl<C> PartialOrd for MoneyOf<C> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<C> Ord for MoneyOf<C> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.amount.cmp(&other.amount)
    }
}

impl<C> hash::Hash for MoneyOf<C> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.amount.hash(state);
    }
}

impl<C: KnownCurrency> fmt::Display for MoneyOf<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Money::from(*self), f)
    }
}

impl<C: KnownCurrency> fmt::Debug for MoneyOf<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
