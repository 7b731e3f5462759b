//! Money: whole numbers with a unit, never bare integers and never floating point.

use crate::record::{Field, Slot, Value};
use std::fmt;

/// An amount of money in the smallest unit that the API uses for its currency: cents for USD, yen for JPY.
///
/// The currency stands elsewhere in the answer; together they are [`Money`]. An `Amount` is made on purpose and never by
/// accident: no integer converts into it silently.
///
/// ```
/// # use chargebee_runtime::{Amount, Currency, Money};
/// let amount = Amount::from_minor(8700);
/// assert_eq!(Money::new(amount, Currency::from("USD")).to_string(), "USD 87.00");
/// assert_eq!(Money::new(amount, Currency::from("JPY")).to_string(), "JPY 8700");
/// ```
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

    /// The sum, or `None` where it is too large. Both amounts must be of one currency; [`Money`] checks that.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or `None` where it is too large. Both amounts must be of one currency; [`Money`] checks that.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Value for Amount {
    fn empty() -> Self {
        Self::ZERO
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::Int(&mut self.0)
    }
    fn view(&self) -> Field<'_> {
        Field::Int(self.0)
    }
}

/// An ISO 4217 currency code, such as `USD`. Any code is kept: the API may know more of them than this crate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(String);

/// The currencies whose amounts the API counts in whole units, as its documentation names them.
const ZERO_DECIMAL: [&str; 4] = ["JPY", "KRW", "XAF", "XOF"];

impl Currency {
    /// A currency from its code.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many decimals of the currency's major unit an [`Amount`] counts.
    ///
    /// This is the API's rule, not ISO 4217's: whole units for the zero-decimal currencies, hundredths for all others,
    /// the three-decimal currencies included.
    #[must_use]
    pub fn exponent(&self) -> u32 {
        if ZERO_DECIMAL.contains(&self.0.as_str()) {
            0
        } else {
            2
        }
    }
}

impl From<&str> for Currency {
    fn from(code: &str) -> Self {
        Self::new(code)
    }
}

impl From<String> for Currency {
    fn from(code: String) -> Self {
        Self(code)
    }
}

impl From<&Self> for Currency {
    fn from(currency: &Self) -> Self {
        currency.clone()
    }
}

impl AsRef<str> for Currency {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Currency {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Currency {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Value for Currency {
    fn empty() -> Self {
        Self(String::new())
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::Text(&mut self.0)
    }
    fn view(&self) -> Field<'_> {
        Field::Text(&self.0)
    }
}

/// An amount with its currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

    /// The amount in the currency's major unit, exactly: `8700` cents are `87.00` dollars.
    #[must_use]
    pub fn to_decimal(&self) -> rust_decimal::Decimal {
        rust_decimal::Decimal::new(self.amount.minor(), self.currency.exponent())
    }

    /// The sum.
    ///
    /// # Errors
    /// Where the currencies differ or the sum is too large.
    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let sum = self.amount.checked_add(other.amount);
        self.with(sum.ok_or(MoneyError::Overflow)?)
    }

    /// The difference.
    ///
    /// # Errors
    /// Where the currencies differ or the difference is too large.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let difference = self.amount.checked_sub(other.amount);
        self.with(difference.ok_or(MoneyError::Overflow)?)
    }

    fn with(&self, amount: Amount) -> Result<Self, MoneyError> {
        Ok(Self::new(amount, self.currency.clone()))
    }

    fn same_currency(&self, other: &Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrenciesDiffer {
                left: self.currency.clone(),
                right: other.currency.clone(),
            })
        }
    }

    /// What the generated `*_money()` accessors call: an amount and a currency that the API may have left out.
    #[doc(hidden)]
    pub fn from_fields(
        name: &'static str,
        amount: Option<Amount>,
        currency: Option<&Currency>,
    ) -> Result<Self, MoneyError> {
        match (amount, currency) {
            (Some(amount), Some(currency)) => Ok(Self::new(amount, currency.clone())),
            (None, _) => Err(MoneyError::NoAmount(name)),
            (_, None) => Err(MoneyError::NoCurrency(name)),
        }
    }
}

/// `USD 87.00`, `JPY 8700`: the code, a space, and the amount in major units.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.currency.exponent();
        let sign = if self.amount.minor() < 0 { "-" } else { "" };
        let minor = self.amount.minor().unsigned_abs();
        let factor = 10_u64.pow(exponent);
        let (whole, part) = (minor / factor, minor % factor);
        let text = if exponent == 0 {
            format!("{} {sign}{whole}", self.currency)
        } else {
            let width = exponent as usize;
            format!("{} {sign}{whole}.{part:0width$}", self.currency)
        };
        f.pad(&text)
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
    /// The result is beyond what an amount can hold.
    Overflow,
    /// Amounts of two currencies were put together.
    CurrenciesDiffer {
        /// The currency of the left amount.
        left: Currency,
        /// The currency of the right amount.
        right: Currency,
    },
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAmount(name) => write!(f, "the answer has no `{name}`"),
            Self::NoCurrency(name) => write!(f, "the answer does not say the currency of `{name}`"),
            Self::Overflow => f.write_str("the amount is too large"),
            Self::CurrenciesDiffer { left, right } => {
                write!(f, "the currencies differ: {left} and {right}")
            }
        }
    }
}

impl std::error::Error for MoneyError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, currency: &str) -> Money {
        Money::new(Amount::from_minor(minor), currency.into())
    }

    #[test]
    fn prints_in_the_unit_that_the_api_counts() {
        assert_eq!(money(895, "USD").to_string(), "USD 8.95");
        assert_eq!(money(-5, "EUR").to_string(), "EUR -0.05");
        assert_eq!(money(15, "JPY").to_string(), "JPY 15");
        // Three decimals by ISO 4217, hundredths by the API's rule.
        assert_eq!(money(1234, "KWD").to_string(), "KWD 12.34");
        assert_eq!(
            money(i64::MIN, "USD").to_string(),
            "USD -92233720368547758.08"
        );
    }

    #[test]
    fn arithmetic_refuses_what_would_be_wrong() {
        assert_eq!(
            money(1, "USD").checked_add(&money(2, "USD")),
            Ok(money(3, "USD"))
        );
        assert_eq!(
            money(i64::MAX, "USD").checked_add(&money(1, "USD")),
            Err(MoneyError::Overflow)
        );
        assert!(matches!(
            money(1, "USD").checked_sub(&money(1, "EUR")),
            Err(MoneyError::CurrenciesDiffer { .. })
        ));
    }

    #[test]
    fn major_units_are_exact() {
        assert_eq!(money(8700, "USD").to_decimal().to_string(), "87.00");
        assert_eq!(
            money(9_007_199_254_740_993, "JPY").to_decimal().to_string(),
            "9007199254740993"
        );
    }
}
