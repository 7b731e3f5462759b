//! What PostgreSQL sends and takes in binary form.

use super::{Unfit, decimal_text};
use crate::Decimal;

/// The seconds from the Unix epoch to that of PostgreSQL, 1 January 2000.
const EPOCH: i128 = 946_684_800;
const MICROS: i128 = 1_000_000;

const NEGATIVE: u16 = 0x4000;
/// The most decimals that it keeps.
const MOST_DECIMALS: usize = 16_383;

/// The microseconds of an instant that is counted in so many parts of a second.
pub(super) fn micros(count: i64, per_second: i64) -> Result<i64, Unfit> {
    let (count, per_second) = (i128::from(count), i128::from(per_second));
    let micros = count * (MICROS / per_second) - EPOCH * MICROS;
    // The last of both sides stand for infinity.
    i64::try_from(micros)
        .ok()
        .filter(|it| *it != i64::MIN && *it != i64::MAX)
        .ok_or(Unfit("the instant is beyond what PostgreSQL keeps"))
}

/// The count of an instant in microseconds, rounded down.
pub(super) fn count(micros: i64, per_second: i64) -> Result<i64, Unfit> {
    if micros == i64::MIN || micros == i64::MAX {
        return Err(Unfit("the instant is infinity"));
    }
    let micros = i128::from(micros) + EPOCH * MICROS;
    i64::try_from(micros.div_euclid(MICROS / i128::from(per_second)))
        .map_err(|_| Unfit("the instant is too far from the Unix epoch"))
}

/// A number in groups of four digits: how many groups, the power of 10,000 of the first, the sign, the decimals, and the groups.
pub(super) fn numeric(number: &Decimal) -> Result<Vec<u8>, Unfit> {
    let too_long = Unfit("the number has more digits than PostgreSQL keeps");
    let text = decimal_text(number)?;
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    if part.len() > MOST_DECIMALS {
        return Err(too_long);
    }
    // The point stands between two groups.
    let row = format!(
        "{zeros}{whole}{part}{more}",
        zeros = "0".repeat(whole.len().wrapping_neg() % 4),
        more = "0".repeat(part.len().wrapping_neg() % 4)
    );
    let groups = row.as_bytes().chunks(4).map(|group| {
        let add = |sum: u16, digit: &u8| sum * 10 + u16::from(digit - b'0');
        group.iter().fold(0, add)
    });
    let mut groups: Vec<u16> = groups.collect();
    while groups.last() == Some(&0) {
        groups.pop();
    }
    let zeros = groups.iter().take_while(|group| **group == 0).count();
    groups.drain(..zeros);
    let before = i64::try_from(whole.len().div_ceil(4)).unwrap_or(i64::MAX);
    let weight = before - 1 - i64::try_from(zeros).unwrap_or(i64::MAX);
    let is_zero = groups.is_empty();
    let weight = if is_zero { 0 } else { weight };
    let (Ok(length), Ok(weight), Ok(decimals)) = (
        i16::try_from(groups.len()),
        i16::try_from(weight),
        u16::try_from(part.len()),
    ) else {
        return Err(too_long);
    };
    let sign = if negative && !is_zero { NEGATIVE } else { 0 };
    let mut bytes = Vec::with_capacity(8 + 2 * groups.len());
    bytes.extend(length.to_be_bytes());
    bytes.extend(weight.to_be_bytes());
    bytes.extend(sign.to_be_bytes());
    bytes.extend(decimals.to_be_bytes());
    bytes.extend(groups.into_iter().flat_map(u16::to_be_bytes));
    Ok(bytes)
}

/// The number of the same bytes.
pub(super) fn decimal(bytes: &[u8]) -> Result<Decimal, Unfit> {
    let damaged = || Unfit("these bytes are not a number of PostgreSQL");
    let (words, rest) = bytes.as_chunks::<2>();
    let words: Vec<u16> = words.iter().map(|word| u16::from_be_bytes(*word)).collect();
    let [length, weight, sign, decimals, ref groups @ ..] = words[..] else {
        return Err(damaged());
    };
    let sign = match sign {
        0 => "",
        NEGATIVE => "-",
        0xc000 => return Err(Unfit("the number is NaN")),
        0xd000 | 0xf000 => return Err(Unfit("the number is infinity")),
        _ => return Err(damaged()),
    };
    let sound = rest.is_empty()
        && usize::from(length) == groups.len()
        && groups.iter().all(|group| *group < 10_000)
        && usize::from(decimals) <= MOST_DECIMALS;
    if !sound {
        return Err(damaged());
    }
    let weight = i32::from(weight.cast_signed());
    // The groups before the point, those that are left out included.
    let group = |at: i32| {
        let at = usize::try_from(at).ok();
        at.and_then(|at| groups.get(at)).copied().unwrap_or(0)
    };
    let mut whole: String = (0..=weight).map(|at| format!("{:04}", group(at))).collect();
    whole = whole.trim_start_matches('0').to_owned();
    if whole.is_empty() {
        whole.push('0');
    }
    let count = i32::from(decimals.div_ceil(4));
    let mut part: String = (1..=count)
        .map(|at| format!("{:04}", group(weight + at)))
        .collect();
    part.truncate(decimals.into());
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
        .parse()
        .map_err(|_| damaged())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> Vec<u8> {
        let number =
            crate::values::decimal::Decimal::from_json(text, crate::values::decimal::Form::Number);
        numeric(&number.expect("a number")).expect("it fits")
    }

    fn words(words: &[u16]) -> Vec<u8> {
        words.iter().copied().flat_map(u16::to_be_bytes).collect()
    }

    /// As `numeric_send` of the server writes them.
    #[test]
    fn numbers_are_sent_in_groups_of_four_digits() {
        for (text, expected) in [
            ("0", &[0, 0, 0, 0][..]),
            ("0.00", &[0, 0, 0, 2]),
            ("-0", &[0, 0, 0, 0]),
            ("1", &[1, 0, 0, 0, 1]),
            ("-12.50", &[2, 0, NEGATIVE, 2, 12, 5000]),
            ("10000", &[1, 1, 0, 0, 1]),
            ("123456789", &[3, 2, 0, 0, 1, 2345, 6789]),
            ("0.0001", &[1, u16::MAX, 0, 4, 1]),
            ("0.00001234", &[1, u16::MAX - 1, 0, 8, 1234]),
            ("1e5", &[1, 1, 0, 0, 10]),
            ("0010", &[1, 0, 0, 0, 10]),
        ] {
            assert_eq!(sent(text), words(expected), "{text}");
        }
    }

    #[test]
    fn what_is_sent_is_read_back_to_the_digit() {
        for text in [
            "0",
            "0.000",
            "-12.50",
            "10000",
            "100000000.0001",
            "0.00001234",
            "99999999999999999999999999999999999999",
            "-0.99999999999999999999999999999999999999",
            "12345678901234567890123456789.0123456789012345678901234567890",
        ] {
            assert_eq!(decimal(&sent(text)).expect(text).as_str(), text);
        }
        let long = format!("0.{}", "1".repeat(MOST_DECIMALS));
        assert_eq!(decimal(&sent(&long)).expect("it fits").as_str(), long);
        for long in [
            format!("0.{}", "1".repeat(MOST_DECIMALS + 1)),
            "1".repeat(140_000),
        ] {
            assert!(numeric(&long.parse().expect("a number")).is_err());
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (bytes, why) in [
            (words(&[0, 0, 0xc000, 0]), "NaN"),
            (words(&[0, 0, 0xd000, 0]), "infinity"),
            (words(&[0, 0, 0xf000, 0]), "infinity"),
            (words(&[0, 0, 1, 0]), "not a number"),
            (words(&[2, 0, 0, 0, 1]), "not a number"),
            (words(&[1, 0, 0, 0, 10_000]), "not a number"),
            (words(&[0, 0, 0]), "not a number"),
            (vec![0; 9], "not a number"),
            (Vec::new(), "not a number"),
        ] {
            let error = decimal(&bytes).expect_err(why).to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn instants_are_counted_from_another_epoch() {
        assert_eq!(micros(946_684_800, 1).expect("it fits"), 0);
        assert_eq!(micros(0, 1).expect("it fits"), -946_684_800_000_000);
        assert_eq!(micros(946_684_800_007, 1000).expect("it fits"), 7_000);
        for count in [i64::MIN, i64::MAX, 10_000_000_000_000] {
            assert!(micros(count, 1).is_err());
        }
        assert_eq!(count(999_999, 1).expect("an instant"), 946_684_800);
        assert_eq!(count(-1, 1).expect("an instant"), 946_684_799);
        assert_eq!(count(-1, 1000).expect("an instant"), 946_684_799_999);
        assert!(count(i64::MAX, 1).is_err() && count(i64::MIN, 1000).is_err());
        assert_eq!(
            count(i64::MAX - 1, 1).expect("an instant"),
            9_224_318_721_654
        );
    }
}
