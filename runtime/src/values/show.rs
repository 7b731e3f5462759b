//! Text of scalars in a format string: width, fill and alignment count, and a precision never cuts a number or an id.

use std::fmt::{self, Write as _};

/// What stands in place of what is not printed.
pub(crate) const REDACTED: &str = "[redacted]";

/// Writes text as a format string asks for it, whole: [`Formatter::pad`](fmt::Formatter::pad) would cut it at a precision.
///
/// # Errors
/// Those of the formatter.
pub fn whole(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if f.precision().is_none() {
        return f.pad(text);
    }
    let missing = f.width().unwrap_or(0).saturating_sub(text.chars().count());
    let before = match f.align() {
        Some(fmt::Alignment::Right) => missing,
        Some(fmt::Alignment::Center) => missing / 2,
        Some(fmt::Alignment::Left) | None => 0,
    };
    let fill = f.fill();
    (0..before).try_for_each(|_| f.write_char(fill))?;
    f.write_str(text)?;
    (before..missing).try_for_each(|_| f.write_char(fill))
}

/// A plain decimal number with exactly that many decimals, rounded half to even.
pub(crate) fn rounded(number: &str, decimals: usize) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (kept, rest) = fraction
        .split_at_checked(decimals)
        .unwrap_or((fraction, ""));
    let mut all: Vec<u8> = whole.bytes().chain(kept.bytes()).collect();
    let tail = rest.get(1..).unwrap_or_default();
    let half = rest.starts_with('5') && tail.bytes().all(|digit| digit == b'0');
    let odd = all.last().is_some_and(|digit| digit % 2 == 1);
    let up = if half {
        odd
    } else {
        rest.as_bytes().first().is_some_and(|digit| *digit >= b'5')
    };
    if up && carry(&mut all) {
        all.insert(0, b'1');
    }
    let mut text: String = all.iter().map(|digit| char::from(*digit)).collect();
    text.extend(std::iter::repeat_n('0', decimals - kept.len()));
    let zero = text.bytes().all(|digit| digit == b'0');
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
    if zero { text } else { format!("{sign}{text}") }
}

/// Adds one to the last digit; whether there was no room for it.
fn carry(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn numbers_are_rounded_half_to_even() {
        for (number, decimals, expected) in [
            ("1234.5678", 2, "1234.57"),
            ("0.125", 2, "0.12"),
            ("0.135", 2, "0.14"),
            ("0.1250001", 2, "0.13"),
            ("-0.125", 2, "-0.12"),
            ("-0.004", 2, "0.00"),
            ("9.999", 2, "10.00"),
            ("999", 0, "999"),
            ("2.5", 0, "2"),
            ("3.5", 0, "4"),
            ("0.5", 0, "0"),
            ("12", 3, "12.000"),
            ("12.3", 3, "12.300"),
            ("-7.1", 0, "-7"),
        ] {
            assert_eq!(rounded(number, decimals), expected, "{number} {decimals}");
        }
    }
}
