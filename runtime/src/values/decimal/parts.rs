//! Numbers taken apart into their digits.

use std::cmp::Ordering;

/// The most places before or after the point to which a number is written out: a few characters can say `1e999999999`, and the
/// API's numbers have 39.
const MOST_PLACES: usize = 1_000;

/// A number taken apart: sign, significant digits without outer zeros, and the power of ten of the first of them.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) negative: bool,
    whole: &'a str,
    fraction: &'a str,
    /// The place of the first digit: `1.5` has 1, `0.05` has -1, zero has 0.
    pub(super) magnitude: i64,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str) -> Option<Self> {
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
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        let all = || self.whole.bytes().chain(self.fraction.bytes());
        let skip = all().take_while(|digit| *digit == b'0').count();
        let trailing = all().rev().take_while(|digit| *digit == b'0').count();
        let length = self.whole.len() + self.fraction.len();
        all()
            .skip(skip)
            .take(length.saturating_sub(skip + trailing))
    }

    /// The digits as a whole number, and how many of them stand after the point; nothing where there are more than 38 digits.
    pub(super) fn significant(&self) -> Option<(i128, u32)> {
        let mut digits = self.digits();
        let mut count: i64 = 0;
        let mut number = digits.try_fold(0_i128, |number, digit| {
            count += 1;
            number.checked_mul(10)?.checked_add((digit - b'0').into())
        })?;
        let decimals = if number == 0 {
            0
        } else {
            count - self.magnitude
        };
        if decimals < 0 {
            let zeros = u32::try_from(-decimals).ok()?;
            number = number.checked_mul(10_i128.checked_pow(zeros)?)?;
        }
        let number = if self.negative { -number } else { number };
        Some((number, u32::try_from(decimals.max(0)).ok()?))
    }

    /// The number written out; nothing where that takes too many digits.
    pub(super) fn plain(&self) -> Option<String> {
        let place = usize::try_from(self.magnitude.unsigned_abs()).ok()?;
        if place > MOST_PLACES {
            return None;
        }
        let digits: String = self.digits().map(char::from).collect();
        let sign = if self.negative { "-" } else { "" };
        if self.is_zero() {
            return Some("0".to_owned());
        }
        if self.magnitude <= 0 {
            return Some(format!("{sign}0.{}{digits}", "0".repeat(place)));
        }
        Some(match digits.split_at_checked(place) {
            Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
            _ => format!("{sign}{digits:0<place$}"),
        })
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits().next().is_none()
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
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
