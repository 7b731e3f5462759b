//! Conversions from and to [`bigdecimal::BigDecimal`], which keeps every digit too.

use super::{Decimal, ParseDecimalError};
use bigdecimal::BigDecimal;

/// The most digits that a converted number has before its point, and the most after it.
///
/// A few characters of JSON can say `1e999999999`, and arithmetic would write that out. The API's numbers have 39 characters.
const MOST_DIGITS: u16 = 1_000;

/// Whether the number is short where it is written out.
fn is_short(number: &BigDecimal) -> bool {
    let (integer, scale) = number.as_bigint_and_scale();
    // Counting digits takes long where there are millions of them; bits are counted already. A digit has less than four.
    scale.unsigned_abs() <= u64::from(MOST_DIGITS)
        && integer.bits() <= 8 * u64::from(MOST_DIGITS)
        && i64::try_from(number.digits()).is_ok_and(|digits| digits - scale <= MOST_DIGITS.into())
}

impl TryFrom<&Decimal> for BigDecimal {
    type Error = ParseDecimalError;

    /// # Errors
    /// Where it has more than a thousand digits before or after the point.
    fn try_from(number: &Decimal) -> Result<Self, Self::Error> {
        if number.as_str().len() > 4 * usize::from(MOST_DIGITS) {
            return Err(ParseDecimalError(()));
        }
        let number = number.as_str().parse().map_err(|_| ParseDecimalError(()))?;
        is_short(&number)
            .then_some(number)
            .ok_or(ParseDecimalError(()))
    }
}

impl TryFrom<&BigDecimal> for Decimal {
    type Error = ParseDecimalError;

    /// The number without an exponent, zeros at its end included.
    ///
    /// # Errors
    /// Where it has more than a thousand digits before or after the point.
    fn try_from(number: &BigDecimal) -> Result<Self, Self::Error> {
        if !is_short(number) {
            return Err(ParseDecimalError(()));
        }
        number.to_plain_string().parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::decimal::Form;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_json(text, Form::Number).expect("a number")
    }

    #[test]
    fn keeps_every_digit_both_ways() {
        for text in [
            "0",
            "-12.50",
            "0.0010",
            "100",
            "123456789012345678901234567890123456789",
            "-0.1234567890123456789012345678901234567",
        ] {
            let number = BigDecimal::try_from(&decimal(text)).expect("a short number");
            let back = Decimal::try_from(&number).expect("a short number");
            assert_eq!(back.as_str(), text);
        }
    }

    #[test]
    fn exponents_are_written_out() {
        for (text, plain) in [("1.50e3", "1500"), ("25e-4", "0.0025"), ("1E+2", "100")] {
            let number = BigDecimal::try_from(&decimal(text)).expect("a short number");
            let back = Decimal::try_from(&number).expect("a short number");
            assert_eq!(back.as_str(), plain);
            assert_eq!(back, decimal(text));
        }
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let most = usize::from(MOST_DIGITS);
        let long = [
            "1e999999999".to_owned(),
            "1e-999999999".to_owned(),
            "0e999999999".to_owned(),
            format!("1e{most}"),
            format!("1e-{}", most + 1),
            "9".repeat(most + 1),
            format!("0.{}1", "0".repeat(most)),
            "9".repeat(1_000_000),
        ];
        for text in &long {
            assert!(BigDecimal::try_from(&decimal(text)).is_err(), "{text:.20}");
        }
        for text in [
            format!("1e{}", most - 1),
            format!("1e-{most}"),
            "9".repeat(most),
        ] {
            let number =
                BigDecimal::try_from(&decimal(&text)).expect("a number that is just short");
            assert_eq!(Decimal::try_from(&number), Ok(decimal(&text)));
        }
        for (digit, scale) in [
            (1, i64::MIN),
            (1, i64::MAX),
            (0, i64::MIN),
            (1, -1000),
            (1, 1001),
        ] {
            let number = BigDecimal::new(digit.into(), scale);
            assert!(Decimal::try_from(&number).is_err(), "{digit} {scale}");
        }
    }
}
