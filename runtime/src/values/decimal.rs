//! Decimal numbers of any length, kept digit for digit.

mod arithmetic;
mod parts;
mod rounding;
#[cfg(feature = "bigdecimal")]
mod with_bigdecimal;

use parts::Parts;
pub use rounding::Rounding;

use crate::values::show;
use serde_json::value::RawValue;
use std::{borrow::Cow, cmp::Ordering, fmt, hash, str::FromStr};

/// A decimal number with every digit that was sent: the API takes and sends up to 39.
///
/// Two decimals are equal when they are the same number, however many zeros they end with; [`Decimal::as_str`] is what was
/// sent. Conversion to [`rust_decimal::Decimal`], which holds 28 digits, is checked.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::Decimal;
/// let price: Decimal = "0.0010".parse()?;
/// assert_eq!(price.as_str(), "0.0010");
/// assert_eq!(price, "0.001".parse()?);
/// # Ok::<(), chargebee::decimal::ParseDecimalError>(())
/// ```
///
/// It computes with methods such as [`Decimal::checked_add`], which are exact; where digits must go, the caller says how.
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::Text, sql_type = diesel::sql_types::Numeric)
)]
#[derive(Clone)]
pub struct Decimal {
    text: Box<str>,
    form: Form,
}

/// Why a number is not a whole number of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unrepresentable {
    TooLarge,
    TooFine,
}

/// How the number stands in JSON: it is written back as it was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Number,
    Text,
}

impl Decimal {
    /// The digits as they were sent or given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number as `rust_decimal` has it.
    ///
    /// # Errors
    /// Where it has more digits than that type holds: nothing is rounded. Zeros at the end are left out where there is no room
    /// for them.
    pub fn to_rust_decimal(&self) -> Result<rust_decimal::Decimal, ParseDecimalError> {
        if !self.has_exponent()
            && let Ok(number) = rust_decimal::Decimal::from_str_exact(&self.text)
        {
            return Ok(number);
        }
        self.parts()
            .significant()
            .and_then(|(digits, scale)| {
                rust_decimal::Decimal::try_from_i128_with_scale(digits, scale).ok()
            })
            .ok_or(ParseDecimalError(()))
    }

    /// Whether it was sent as JSON writes very large and very small numbers: `1.5e3`.
    pub(crate) fn has_exponent(&self) -> bool {
        self.text.contains(['e', 'E'])
    }

    /// The number without an exponent. One that would take too many digits to write out stays as it was sent.
    fn plain(&self) -> Cow<'_, str> {
        self.has_exponent()
            .then(|| self.parts().plain())
            .flatten()
            .map_or(Cow::Borrowed(&self.text), Cow::Owned)
    }

    /// As it is printed: rounded to so many decimals, where a format string asks for that.
    pub(crate) fn shown(&self, decimals: Option<usize>) -> String {
        let plain = self.plain();
        match decimals {
            Some(decimals) if !plain.contains(['e', 'E']) => show::rounded(&plain, decimals),
            _ => without_minus_zero(&plain, &self.parts()).to_owned(),
        }
    }

    /// As it is sent to the API: every digit, and no `-0`.
    pub(crate) fn sent(&self) -> &str {
        without_minus_zero(&self.text, &self.parts())
    }

    /// `8700` of a unit with two decimals are `87.00`.
    pub(crate) fn from_units(units: impl Into<i128>, decimals: u32) -> Self {
        let units = units.into();
        let sign = if units < 0 { "-" } else { "" };
        let digits = units.unsigned_abs().to_string();
        let decimals = decimals as usize;
        let text = if decimals == 0 {
            format!("{sign}{digits}")
        } else {
            // At least one digit stands before the point.
            let digits = format!("{digits:0>width$}", width = decimals + 1);
            let (whole, part) = digits.split_at(digits.len() - decimals);
            format!("{sign}{whole}.{part}")
        };
        Self {
            text: text.into(),
            form: Form::Text,
        }
    }

    /// The same number without zeros after its last decimal.
    pub(crate) fn without_zeros(self) -> Self {
        let plain = self.parts().plain();
        plain.map_or(self.clone(), |text| Self {
            text: text.into(),
            form: self.form,
        })
    }

    /// `87.00` are `8700` of a unit with two decimals. Nothing is rounded unless it is said how.
    pub(crate) fn to_units(
        &self,
        decimals: u32,
        rounding: Option<Rounding>,
    ) -> Result<i64, Unrepresentable> {
        let parts = self.parts();
        // As `0.d1d2d3... x 10^place`, where the first `place` digits are the whole units.
        let place = parts.magnitude + i64::from(decimals);
        let mut digits = parts.digits();
        let mut units: i128 = 0;
        for _ in 0..place {
            if units > i128::from(i64::MAX) {
                return Err(Unrepresentable::TooLarge);
            }
            units = units * 10 + digits.next().map_or(0, |digit| i128::from(digit - b'0'));
        }
        // What comes after the whole units: its first digit, unless that is a zero before the digits begin, and the rest.
        let first = if place < 0 { Some(b'0') } else { digits.next() };
        let exact = first.is_none() || parts.is_zero();
        let half = match (first, digits.next()) {
            (Some(b'5'), None) if place >= 0 => Ordering::Equal,
            (Some(b'5'..=b'9'), _) if place >= 0 => Ordering::Greater,
            _ => Ordering::Less,
        };
        if !exact {
            let rounding = rounding.ok_or(Unrepresentable::TooFine)?;
            if rounding.grows(parts.negative, units % 2 == 1, half) {
                units += 1;
            }
        }
        let units = if parts.negative { -units } else { units };
        units.try_into().map_err(|_| Unrepresentable::TooLarge)
    }

    /// What the generated `*_exact()` accessors of counts call: the decimal where there is one, else the whole number.
    #[doc(hidden)]
    #[must_use]
    pub fn from_fields(whole: Option<i64>, decimal: Option<&Self>) -> Option<Self> {
        decimal.cloned().or_else(|| whole.map(Self::from))
    }

    /// Whether the number, written out without an exponent, has at most about that many digits.
    #[cfg(feature = "pricing")]
    pub(crate) fn fits(&self, digits: usize) -> bool {
        let magnitude = self.parts().magnitude.unsigned_abs();
        self.text.len() <= digits && magnitude <= digits as u64
    }

    /// A number as JSON has it, exponents included.
    pub(crate) fn from_json(text: &str, form: Form) -> Option<Self> {
        Parts::of(text).map(|_| Self {
            text: text.into(),
            form,
        })
    }

    /// The number as JSON text, where it was a JSON number.
    pub(crate) fn as_number(&self) -> Option<Box<RawValue>> {
        (self.form == Form::Number)
            .then(|| RawValue::from_string(self.text.to_string()).ok())
            .flatten()
    }

    fn parts(&self) -> Parts<'_> {
        // Checked when the value was made.
        Parts::of(&self.text).unwrap_or_default()
    }
}

/// Zero has no sign.
fn without_minus_zero<'t>(text: &'t str, parts: &Parts<'_>) -> &'t str {
    match text.strip_prefix('-') {
        Some(zero) if parts.is_zero() => zero,
        _ => text,
    }
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Plain decimals only, such as `-12.50`: no exponent, no `NaN`, no plus sign, no separators.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = Self::from_json(text, Form::Text).ok_or(ParseDecimalError(()))?;
        if number.has_exponent() {
            return Err(ParseDecimalError(()));
        }
        Ok(number)
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(number: rust_decimal::Decimal) -> Self {
        Self {
            text: number.to_string().into(),
            form: Form::Text,
        }
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => { $(
        impl From<$integer> for Decimal {
            fn from(number: $integer) -> Self {
                Self {
                    text: number.to_string().into(),
                    form: Form::Text,
                }
            }
        }
    )* };
}

// No floating point: `0.1_f64` is another number than the one that was written.
from_integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().compare(&other.parts())
    }
}

impl hash::Hash for Decimal {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        let parts = self.parts();
        parts.negative.hash(state);
        if !parts.is_zero() {
            parts.magnitude.hash(state);
        }
        for digit in parts.digits() {
            digit.hash(state);
        }
    }
}

/// The number without an exponent, so that its text parses: `1.5e3` is `1500`. One that takes more than a thousand digits to
/// write out is printed as it was sent. A precision rounds half to even: `{:.2}` prints `1234.5678` as `1234.57`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::whole(f, &self.shown(f.precision()))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not a plain decimal number, or has more digits than the target holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseDecimalError(());

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a plain decimal number such as `-12.50`, or too many digits")
    }
}

impl std::error::Error for ParseDecimalError {}

#[cfg(test)]
mod tests;
