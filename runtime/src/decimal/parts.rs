//! Numbers taken apart into their digits.

use std::cmp::Ordering;

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
