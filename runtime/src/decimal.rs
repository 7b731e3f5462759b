//! Decimal numbers of any length, kept digit for digit.

use crate::record::{Field, Slot, Value};
use serde_json::value::RawValue;
use std::{cmp::Ordering, fmt, hash, str::FromStr};

/// A decimal number with every digit that was sent: the API takes and sends up to 39.
///
/// Two decimals are equal when they are the same number, however many zeros they end with; [`Decimal::as_str`] is what was
/// sent. Conversion to [`rust_decimal::Decimal`], which holds 28 digits, is checked.
///
/// ```
/// # use chargebee_runtime::Decimal;
/// let price: Decimal = "0.0010".parse()?;
/// assert_eq!(price.as_str(), "0.0010");
/// assert_eq!(price, "0.001".parse()?);
/// # Ok::<(), chargebee_runtime::decimal::ParseDecimalError>(())
/// ```
#[derive(Clone)]
pub struct Decimal {
    text: Box<str>,
    form: Form,
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
    /// Where it has more digits than that type holds: nothing is rounded.
    pub fn to_rust_decimal(&self) -> Result<rust_decimal::Decimal, ParseDecimalError> {
        let parsed = if self.text.contains(['e', 'E']) {
            rust_decimal::Decimal::from_scientific(&self.text)
        } else {
            rust_decimal::Decimal::from_str_exact(&self.text)
        };
        parsed.map_err(|_| ParseDecimalError(()))
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

/// A number taken apart: sign, significant digits without outer zeros, and the power of ten of the first of them.
#[derive(Default, PartialEq, Eq)]
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    /// The place of the first digit: `1.5` has 1, `0.05` has -1, zero has 0.
    magnitude: i64,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let leading = if whole.is_empty() {
            -i64::try_from(fraction.len() - fraction.trim_start_matches('0').len()).ok()?
        } else {
            i64::try_from(whole.len()).ok()?
        };
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self {
            negative: negative && !zero,
            whole,
            fraction,
            magnitude: if zero {
                0
            } else {
                leading + i64::from(exponent)
            },
        })
    }

    /// The digits from the first that is not zero to the last that is not.
    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        let all = || self.whole.bytes().chain(self.fraction.bytes());
        let skip = all().take_while(|digit| *digit == b'0').count();
        let trailing = all().rev().take_while(|digit| *digit == b'0').count();
        let length = self.whole.len() + self.fraction.len();
        all()
            .skip(skip)
            .take(length.saturating_sub(skip + trailing))
    }

    fn is_zero(&self) -> bool {
        self.digits().next().is_none()
    }

    fn compare(&self, other: &Self) -> Ordering {
        let sign = |parts: &Self| match (parts.is_zero(), parts.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = |left: &Self, right: &Self| {
            (left.magnitude.cmp(&right.magnitude)).then_with(|| left.digits().cmp(right.digits()))
        };
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => size(self, other),
            _ => size(other, self),
        })
    }
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Plain decimals only, such as `-12.50`: no exponent, no `NaN`, no plus sign, no separators.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains(['e', 'E']) {
            return Err(ParseDecimalError(()));
        }
        Self::from_json(text, Form::Text).ok_or(ParseDecimalError(()))
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

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self {
            text: number.to_string().into(),
            form: Form::Text,
        }
    }
}

impl From<i32> for Decimal {
    fn from(number: i32) -> Self {
        i64::from(number).into()
    }
}

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

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Value for Decimal {
    fn empty() -> Self {
        0_i64.into()
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::Decimal(self)
    }
    fn view(&self) -> Field<'_> {
        Field::Decimal(self)
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
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn keeps_every_digit() {
        let text = "0.123456789012345678901234567890123456700";
        assert_eq!(decimal(text).as_str(), text);
        assert!(decimal(text).to_rust_decimal().is_err());
        assert_eq!(
            decimal("12.50").to_rust_decimal().map(|it| it.to_string()),
            Ok("12.50".to_owned())
        );
    }

    #[test]
    fn compares_as_numbers() {
        let ascending = [
            "-10", "-2.5", "-0.001", "0", "0.0009", "0.01", "0.1", "1", "1.01", "2", "10", "100.5",
        ];
        for (at, left) in ascending.iter().enumerate() {
            for (to, right) in ascending.iter().enumerate() {
                assert_eq!(
                    decimal(left).cmp(&decimal(right)),
                    at.cmp(&to),
                    "{left} {right}"
                );
            }
        }
        for (left, right) in [("1.0", "1"), ("0", "-0.00"), ("10", "10.0"), ("007", "7")] {
            assert_eq!(decimal(left), decimal(right));
        }
        let scientific = Decimal::from_json("1.5e3", Form::Number);
        assert_eq!(scientific, Some(decimal("1500")));
    }

    #[test]
    fn refuses_what_is_not_a_plain_decimal() {
        for text in [
            "", "-", "1.", ".5", "+1", "1e3", "NaN", "1,5", "1 ", "--1", "0x1",
        ] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }
}
