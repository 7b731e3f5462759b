//! Arithmetic and dates against libraries that do the same.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use bigdecimal::{BigDecimal, RoundingMode};
use chargebee_runtime::{
    Amount, Currency, Decimal, Money, Timestamp, TimestampMillis, decimal::Rounding,
};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig {
        // A failure prints its input; nothing is written beside the sources.
        failure_persistence: None,
        ..ProptestConfig::with_cases(512)
    }
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?",
        "-?0\\.0{0,30}[0-9]{1,5}",
        "-?[1-9]0{0,30}"
    ]
}

const MODES: [(Rounding, RoundingMode); 6] = [
    (Rounding::HalfEven, RoundingMode::HalfEven),
    (Rounding::HalfUp, RoundingMode::HalfUp),
    (Rounding::Down, RoundingMode::Down),
    (Rounding::Up, RoundingMode::Up),
    (Rounding::Floor, RoundingMode::Floor),
    (Rounding::Ceiling, RoundingMode::Ceiling),
];

fn both(text: &str) -> (Decimal, BigDecimal) {
    (text.parse().unwrap(), text.parse().unwrap())
}

fn same(ours: &Decimal, theirs: &BigDecimal) -> bool {
    *ours == theirs.to_plain_string().parse().unwrap()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arithmetic_is_exact(left in number(), right in number()) {
        let ((a, x), (b, y)) = (both(&left), both(&right));
        prop_assert!(same(&a.checked_add(&b).unwrap(), &(&x + &y)));
        prop_assert!(same(&a.checked_sub(&b).unwrap(), &(&x - &y)));
        prop_assert!(same(&a.checked_mul(&b).unwrap(), &(&x * &y)));
    }

    #[test]
    fn rounding_is_the_same_in_every_mode(text in number(), decimals in 0_u32..12) {
        let (ours, theirs) = both(&text);
        for (mode, their_mode) in MODES {
            let rounded = ours.round(decimals, mode).unwrap();
            let expected = theirs.with_scale_round(decimals.into(), their_mode);
            prop_assert!(same(&rounded, &expected), "{rounded} {expected} {mode:?}");
            prop_assert_eq!(rounded.as_str().split_once('.').map_or(0, |it| it.1.len()), decimals as usize);
        }
    }

    /// What a quotient gives back, times the divisor, is off by less than one unit of its last digit.
    #[test]
    fn a_quotient_is_the_largest_that_fits(left in number(), right in number(), decimals in 0_u32..12) {
        let (a, b): (Decimal, Decimal) = (left.parse().unwrap(), right.parse().unwrap());
        let Some(quotient) = a.checked_div(&b, decimals, Rounding::Down) else {
            prop_assert!(b.is_zero());
            return Ok(());
        };
        let size = |number: &Decimal| if number.is_negative() { number.checked_neg().unwrap() } else { number.clone() };
        let unit: Decimal = match decimals {
            0 => Decimal::from(1),
            _ => format!("0.{:0>width$}", 1, width = decimals as usize).parse().unwrap(),
        };
        let (a, b, quotient) = (size(&a), size(&b), size(&quotient));
        let next = quotient.checked_add(&unit).unwrap();
        prop_assert!(quotient.checked_mul(&b).unwrap() <= a);
        prop_assert!(next.checked_mul(&b).unwrap() > a);
    }

    #[test]
    fn an_allocation_loses_nothing_and_is_fair(minor in any::<i64>(), ratios in prop::collection::vec(0_u64..1000, 1..8)) {
        let whole = Money::new(Amount::from_minor(minor), Currency::new("USD"));
        let Ok(parts) = whole.allocate(&ratios) else {
            prop_assert!(ratios.iter().all(|it| *it == 0));
            return Ok(());
        };
        let sum: i128 = parts.iter().map(|it| i128::from(it.amount().minor())).sum();
        prop_assert_eq!(sum, i128::from(minor));
        let all: i128 = ratios.iter().map(|it| i128::from(*it)).sum();
        for (part, ratio) in parts.iter().zip(&ratios) {
            // Less than one unit from its share.
            let off = i128::from(part.amount().minor()) * all - i128::from(minor) * i128::from(*ratio);
            prop_assert!(off.abs() < all, "{part} of {whole}");
            prop_assert!(*ratio > 0 || part.amount().is_zero());
        }
    }

    #[test]
    fn times_are_written_as_another_library_writes_them(seconds in -62_167_219_200_i64..253_402_300_800, millis in 0_i64..1000) {
        let time = Timestamp::from_seconds(seconds);
        prop_assert_eq!(time.to_string().parse(), Ok(time));
        let other = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        let (date, clock) = (other.date(), other.time());
        let written = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            date.year(), u8::from(date.month()), date.day(), clock.hour(), clock.minute(), clock.second()
        );
        prop_assert_eq!(time.to_string(), written);
        let finer = TimestampMillis::from_milliseconds(seconds * 1000 + millis);
        prop_assert_eq!(finer.to_string().parse(), Ok(finer));
        prop_assert_eq!(finer.to_string().parse(), Ok(time));
    }

    #[test]
    fn any_text_is_an_instant_or_an_error(text in "[-+0-9TZtz:. ]{0,40}|\\PC{0,12}", count in any::<i64>()) {
        let _ = text.parse::<Timestamp>();
        let time = Timestamp::from_seconds(count);
        prop_assert_eq!(time.to_string().parse(), Ok(time));
    }
}
