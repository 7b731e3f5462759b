//! Sums, products and quotients of decimals, digit by digit: exact, or rounded as the caller says.
//!
//! They are methods and no operators, because each may have no result: a few characters of JSON can say `1e999999999`.

use super::{Decimal, Form, Rounding};

/// The most digits that a result has before its point, and the most after it. The API's numbers have 39 in all.
const MOST_DIGITS: usize = 1_000;

impl Decimal {
    /// Zero.
    #[must_use]
    pub fn zero() -> Self {
        Self::from(0_i64)
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.parts().is_zero()
    }

    /// Whether it is less than zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.parts().negative
    }

    /// The sum, exactly; `None` where it takes more than a thousand digits before or after the point.
    #[must_use]
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Number::of(self)?.plus(Number::of(other)?).decimal()
    }

    /// The difference, exactly; `None` where it takes more than a thousand digits before or after the point.
    #[must_use]
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        Number::of(self)?
            .plus(Number::of(other)?.negated())
            .decimal()
    }

    /// The product, exactly; `None` where it takes more than a thousand digits before or after the point.
    #[must_use]
    pub fn checked_mul(&self, other: &Self) -> Option<Self> {
        Number::of(self)?.times(&Number::of(other)?).decimal()
    }

    /// The quotient with so many decimals; `None` where it is divided by zero, or takes too many digits.
    #[must_use]
    pub fn checked_div(&self, other: &Self, decimals: u32, rounding: Rounding) -> Option<Self> {
        let decimals = usize::try_from(decimals).ok()?;
        if decimals > MOST_DIGITS || other.is_zero() {
            return None;
        }
        let (number, by) = (Number::of(self)?, Number::of(other)?);
        number.divided(&by, decimals, rounding).decimal()
    }

    /// The number with the other sign; `None` where it takes more than a thousand digits before or after the point.
    #[must_use]
    pub fn checked_neg(&self) -> Option<Self> {
        Number::of(self)?.negated().decimal()
    }

    /// The number with exactly so many decimals; `None` where it takes more than a thousand digits before or after the point.
    ///
    /// ```
    /// # use chargebee_runtime::{Decimal, decimal::Rounding};
    /// let price: Decimal = "2.345".parse()?;
    /// assert_eq!(price.round(2, Rounding::HalfEven).map(|it| it.to_string()).as_deref(), Some("2.34"));
    /// assert_eq!(price.round(2, Rounding::Up).map(|it| it.to_string()).as_deref(), Some("2.35"));
    /// # Ok::<(), chargebee_runtime::decimal::ParseDecimalError>(())
    /// ```
    #[must_use]
    pub fn round(&self, decimals: u32, rounding: Rounding) -> Option<Self> {
        self.checked_div(&Self::from(1), decimals, rounding)
    }

    /// The sum of all, exactly; `None` where it takes more than a thousand digits before or after the point.
    #[must_use]
    pub fn checked_sum<'a>(all: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        all.into_iter()
            .try_fold(Self::zero(), |sum, number| sum.checked_add(number))
    }
}

/// A number taken apart: whole and decimals as one row of digits, the first of them the largest.
struct Number {
    negative: bool,
    digits: Vec<u8>,
    /// How many of the digits stand after the point.
    decimals: usize,
}

impl Number {
    fn of(number: &Decimal) -> Option<Self> {
        let parts = number.parts();
        let text = match number.has_exponent() {
            true => parts.plain()?,
            false => number.text.to_string(),
        };
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let row = whole.bytes().chain(part.bytes());
        let taken = Self {
            negative: parts.negative,
            digits: row.map(|digit| digit - b'0').collect(),
            decimals: part.len(),
        };
        // Work grows with the product of the lengths.
        (taken.is_short() && whole.len() <= 4 * MOST_DIGITS).then_some(taken)
    }

    fn is_short(&self) -> bool {
        let zeros = self.digits.iter().take_while(|it| **it == 0).count();
        let whole = (self.digits.len() - zeros).saturating_sub(self.decimals);
        whole <= MOST_DIGITS && self.decimals <= MOST_DIGITS
    }

    fn decimal(self) -> Option<Decimal> {
        if !self.is_short() {
            return None;
        }
        let mut digits: String = (self.digits.iter())
            .map(|digit| char::from(b'0' + *digit))
            .collect();
        // At least one digit stands before the point.
        let missing = (self.decimals + 1).saturating_sub(digits.len());
        digits.insert_str(0, &"0".repeat(missing));
        let (whole, part) = digits.split_at(digits.len() - self.decimals);
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let zero = self.digits.iter().all(|it| *it == 0);
        let sign = if self.negative && !zero { "-" } else { "" };
        let point = if part.is_empty() { "" } else { "." };
        Some(Decimal {
            text: format!("{sign}{whole}{point}{part}").into(),
            form: Form::Text,
        })
    }

    fn negated(mut self) -> Self {
        self.negative = !self.negative;
        self
    }

    /// The same number in a row of at least that many digits, so many of them decimals.
    fn in_row(&self, whole: usize, decimals: usize) -> Vec<u8> {
        let before = whole.saturating_sub(self.digits.len() - self.decimals);
        let after = decimals.saturating_sub(self.decimals);
        let mut row = vec![0; before];
        row.extend_from_slice(&self.digits);
        row.resize(row.len() + after, 0);
        row
    }

    fn plus(self, other: Self) -> Self {
        let whole = |it: &Self| it.digits.len() - it.decimals;
        // Room for a carry.
        let width = whole(&self).max(whole(&other)) + 1;
        let decimals = self.decimals.max(other.decimals);
        let (left, right) = (self.in_row(width, decimals), other.in_row(width, decimals));
        let (negative, digits) = if self.negative == other.negative {
            (self.negative, sum(left, &right))
        } else if left >= right {
            (self.negative, difference(left, &right))
        } else {
            (other.negative, difference(right, &left))
        };
        Self {
            negative,
            digits,
            decimals,
        }
    }

    fn times(&self, other: &Self) -> Self {
        let mut columns = vec![0_u32; self.digits.len() + other.digits.len()];
        for (at, left) in self.digits.iter().enumerate() {
            for (beside, right) in other.digits.iter().enumerate() {
                // Each column gets less than 100 for each of a few thousand digits.
                columns[at + beside + 1] += u32::from(left * right);
            }
        }
        let mut carry = 0;
        let mut digits: Vec<u8> = Vec::with_capacity(columns.len());
        for column in columns.iter().rev() {
            let all = column + carry;
            digits.push((all % 10) as u8);
            carry = all / 10;
        }
        digits.reverse();
        Self {
            negative: self.negative != other.negative,
            digits,
            decimals: self.decimals + other.decimals,
        }
    }

    /// Long division, as on paper.
    fn divided(&self, by: &Self, decimals: usize, rounding: Rounding) -> Self {
        let negative = self.negative != by.negative;
        let (mut digits, mut divisor) = (self.digits.clone(), by.digits.clone());
        // Both as whole numbers of one unit, the dividend with as many zeros more as there shall be decimals.
        digits.resize(digits.len() + by.decimals + decimals, 0);
        divisor.resize(divisor.len() + self.decimals, 0);
        divisor.insert(0, 0);
        let mut rest = vec![0_u8; divisor.len()];
        let mut quotient = Vec::with_capacity(digits.len());
        for digit in digits {
            rest.remove(0);
            rest.push(digit);
            let mut times = 0;
            while rest >= divisor {
                rest = difference(rest, &divisor);
                times += 1;
            }
            quotient.push(times);
        }
        if rest.iter().any(|it| *it != 0) {
            let half = sum(rest.clone(), &rest).cmp(&divisor);
            let odd = quotient.last().is_some_and(|digit| digit % 2 == 1);
            if rounding.grows(negative, odd, half) {
                let mut one = vec![0; quotient.len() + 1];
                if let Some(last) = one.last_mut() {
                    *last = 1;
                }
                quotient.insert(0, 0);
                quotient = sum(quotient, &one);
            }
        }
        Self {
            negative,
            digits: quotient,
            decimals,
        }
    }
}

/// The sum of two rows of one length, the first digit of which is zero.
fn sum(mut left: Vec<u8>, right: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    for (digit, other) in left.iter_mut().zip(right).rev() {
        let all = *digit + other + carry;
        (*digit, carry) = (all % 10, all / 10);
    }
    left
}

/// The difference of two rows of one length, the first of which is not the smaller.
fn difference(mut left: Vec<u8>, right: &[u8]) -> Vec<u8> {
    let mut borrowed = 0;
    for (digit, other) in left.iter_mut().zip(right).rev() {
        let needed = other + borrowed;
        borrowed = u8::from(*digit < needed);
        *digit = *digit + 10 * borrowed - needed;
    }
    left
}

#[cfg(test)]
mod tests;
