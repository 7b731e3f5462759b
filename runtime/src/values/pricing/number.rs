//! Exact arithmetic over decimals of any length that the API takes.

use super::PricingError;
use crate::Decimal;
use bigdecimal::{
    BigDecimal,
    num_bigint::{BigInt, Sign},
};
use std::str::FromStr;

/// Far more than any price or quantity has, and few enough that no product takes noticeable time.
const MAX_DIGITS: usize = 1000;

/// A number that is computed with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Exact(BigDecimal);

impl Exact {
    pub(super) fn new(decimal: &Decimal) -> Result<Self, PricingError> {
        if !decimal.fits(MAX_DIGITS) {
            return Err(PricingError::TooLong);
        }
        BigDecimal::from_str(decimal.as_str())
            .map(Self)
            .map_err(|_| PricingError::TooLong)
    }

    pub(super) fn zero() -> Self {
        Self(BigDecimal::from(0))
    }

    pub(super) fn hundredth() -> Self {
        Self(BigDecimal::new(BigInt::from(1), 2))
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0)
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self(&self.0 + &other.0)
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        Self(&self.0 - &other.0)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.sign() == Sign::NoSign
    }

    pub(super) fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    pub(super) fn is_negative(&self) -> bool {
        self.0.sign() == Sign::Minus
    }

    /// How many packages of that size it takes to hold this many units: at least one.
    pub(super) fn packages(&self, size: u64) -> Result<Self, PricingError> {
        // In whole numbers: `units / size` has no end in decimals for most sizes.
        let (mut units, scale) = self.0.as_bigint_and_exponent();
        let mut size = BigInt::from(size);
        let places = u32::try_from(scale.unsigned_abs()).map_err(|_| PricingError::TooLong)?;
        let shift = BigInt::from(10).pow(places);
        if scale < 0 {
            units *= shift;
        } else {
            size *= shift;
        }
        let whole: BigInt = (units + &size - 1) / size;
        Ok(Self(BigDecimal::from(whole.max(BigInt::from(1)))))
    }

    pub(super) fn to_decimal(&self) -> Decimal {
        // A plain number is always one of ours.
        Decimal::from_str(&self.0.to_plain_string()).unwrap_or_else(|_| 0.into())
    }
}
