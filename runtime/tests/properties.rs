//! What holds for every number, text and instant, whatever it is.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use bigdecimal::{BigDecimal, RoundingMode, ToPrimitive as _, num_bigint::BigUint};
use chargebee_runtime::{
    Amount, Currency, CurrencyTable, Decimal, ExactMoney, Money, MoneyError, Timestamp,
    TimestampMillis,
};
use proptest::prelude::*;
use std::{
    cmp::Ordering,
    collections::hash_map::DefaultHasher,
    hash::{Hash as _, Hasher as _},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use support::Price;

fn config() -> ProptestConfig {
    ProptestConfig {
        // A failure prints its input; nothing is written beside the sources.
        failure_persistence: None,
        ..ProptestConfig::with_cases(512)
    }
}

/// Currencies that count 0, 2 and 3 decimals, the last by a table of one's own.
fn currency() -> impl Strategy<Value = Currency> {
    let own = CurrencyTable::new().with("KWD", 3).currency("KWD");
    prop::sample::select(vec![Currency::new("JPY"), Currency::new("USD"), own])
}

/// Any whole number, the ends and what is near them more often than chance would have it.
fn integer() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => any::<i64>(),
        2 => -100_000_i64..100_000,
        1 => prop::sample::select(vec![
            0, 1, -1, i64::MAX, i64::MIN, i64::MAX - 1, i64::MIN + 1,
            9_007_199_254_740_991, 9_007_199_254_740_992, 9_007_199_254_740_993,
        ]),
    ]
}

/// Up to 39 digits, a point anywhere, zeros and fives more often than chance would have it.
fn decimal_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "-?[0-9]{1,39}",
        3 => "-?[0-9]{1,20}\\.[0-9]{1,19}",
        3 => "-?[0-9]{1,6}\\.[05]{1,8}",
        1 => "-?0\\.0{0,20}[0-9]{1,18}",
        1 => "-?0{1,10}(\\.0{1,10})?",
    ]
}

/// The same number written otherwise.
fn rewritten(text: &str, leading: usize, trailing: usize) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let point = if digits.contains('.') || trailing == 0 {
        ""
    } else {
        "."
    };
    format!(
        "{sign}{}{digits}{point}{}",
        "0".repeat(leading),
        "0".repeat(trailing)
    )
}

/// Two decimals, equal ones among them.
fn two_decimals() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        (decimal_text(), decimal_text()),
        (decimal_text(), 0_usize..4, 0_usize..4).prop_map(|(text, leading, trailing)| {
            let other = rewritten(&text, leading, trailing);
            (text, other)
        }),
    ]
}

fn hash(decimal: &Decimal) -> u64 {
    let mut hasher = DefaultHasher::new();
    decimal.hash(&mut hasher);
    hasher.finish()
}

fn money(minor: i64, currency: &Currency) -> Money {
    Money::new(Amount::from_minor(minor), currency.clone())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn money_prints_and_parses(minor in integer(), currency in currency()) {
        let money = money(minor, &currency);
        let (code, major) = {
            let text = money.to_string();
            let (code, major) = text.split_once(' ').unwrap();
            (code.to_owned(), major.parse::<Decimal>().unwrap())
        };
        prop_assert_eq!(&currency, &*code);
        prop_assert_eq!(Money::from_major(&major, currency.clone()), Ok(money.clone()));
        prop_assert_eq!(Money::round_major(&money.to_major(), currency.clone()), Ok(money.clone()));
        prop_assert_eq!(ExactMoney::from(money.clone()).to_money(), Ok(money.clone()));
        // Its text alone says all of it where the API's rule counts it.
        if currency.exponent() == Currency::new(&currency).exponent() {
            prop_assert_eq!(money.to_string().parse(), Ok(money.clone()));
        }
        prop_assert_eq!(money.to_decimal().to_string(), major.to_string());
    }

    #[test]
    fn decimals_keep_their_text_and_compare_as_numbers((left, right) in two_decimals()) {
        let (one, other): (Decimal, Decimal) = (left.parse().unwrap(), right.parse().unwrap());
        prop_assert_eq!(one.as_str(), &left);
        // What is printed has every digit, and zero has no sign there.
        let zero = !left.contains(|c: char| ('1'..='9').contains(&c));
        let printed = left.strip_prefix('-').filter(|_| zero).unwrap_or(&left);
        prop_assert_eq!(one.to_string(), printed);
        let oracle: (BigDecimal, BigDecimal) = (left.parse().unwrap(), right.parse().unwrap());
        let order = one.cmp(&other);
        prop_assert_eq!(order, oracle.0.cmp(&oracle.1));
        prop_assert_eq!(other.cmp(&one), order.reverse());
        prop_assert_eq!(one == other, order == Ordering::Equal);
        if one == other {
            prop_assert_eq!(hash(&one), hash(&other));
        }
    }

    #[test]
    fn rounding_is_half_to_even(text in decimal_text(), currency in currency()) {
        let decimal: Decimal = text.parse().unwrap();
        let scaled = text.parse::<BigDecimal>().unwrap() * BigDecimal::new(1.into(), -i64::from(currency.exponent()));
        let whole = scaled.with_scale_round(0, RoundingMode::HalfEven);
        let expected = whole.to_i64().map(|minor| money(minor, &currency)).ok_or(MoneyError::Overflow);
        prop_assert_eq!(Money::round_major(&decimal, currency.clone()), expected.clone());
        let exact = Money::from_major(&decimal, currency.clone());
        if whole == scaled {
            prop_assert_eq!(exact, expected);
        } else {
            prop_assert!(exact.is_err());
        }
    }

    #[test]
    fn sums_are_exact_or_refused(left in integer(), right in integer(), third in integer()) {
        let usd = Currency::new("USD");
        let (a, b, c) = (money(left, &usd), money(right, &usd), money(third, &usd));
        let expected = |sum: i128| i64::try_from(sum).map(|minor| money(minor, &usd)).map_err(|_| MoneyError::Overflow);
        let (left, right) = (i128::from(left), i128::from(right));
        prop_assert_eq!(a.checked_add(&b), expected(left + right));
        prop_assert_eq!(a.checked_sub(&b), expected(left - right));
        prop_assert_eq!(a.checked_mul(third), expected_product(left, third, &usd));
        prop_assert_eq!(a.checked_add(&b), b.checked_add(&a));
        let together = |x: &Money, y: &Money, z: &Money| x.checked_add(y).and_then(|sum| sum.checked_add(z));
        // Either order may overflow half-way where the other does not; where both come to an end, it is the same.
        if let (Ok(one), Ok(other)) = (together(&a, &b, &c), together(&b, &c, &a)) {
            prop_assert_eq!(one, other);
        }
        let euro = Money::new(b.amount(), Currency::new("EUR"));
        prop_assert!(a.checked_add(&euro).is_err() && a.checked_sub(&euro).is_err());
        prop_assert_eq!(a.partial_cmp(&euro), None);
    }

    #[test]
    fn a_decimal_of_an_answer_keeps_every_digit(text in decimal_text(), exponent in prop::option::of(-400_i32..400)) {
        // JSON numbers start with no more than one zero.
        let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("-", digits));
        let whole = digits.trim_start_matches('0');
        let zero = if whole.is_empty() || whole.starts_with('.') { "0" } else { "" };
        let exponent = exponent.map(|exponent| format!("e{exponent}")).unwrap_or_default();
        for json in [
            format!(r#"{{"in_decimal":"{text}"}}"#),
            format!(r#"{{"in_decimal":{sign}{zero}{whole}{exponent}}}"#),
            format!(r#"{{"tiers":[{{"in_decimal":{sign}{zero}{whole}}}],"new":[{sign}{zero}{whole}{exponent}]}}"#),
        ] {
            let price = Price::from_json(json.as_bytes());
            prop_assert_eq!(price.map(|price| price.to_json()).ok(), Some(json));
        }
    }

    #[test]
    fn what_is_printed_or_converted_is_the_same_number(text in decimal_text(), exponent in prop::option::of(-45_i32..45)) {
        let exponent = exponent.map(|exponent| format!("e{exponent}")).unwrap_or_default();
        let json = format!(r#"{{"in_decimal":"{text}{exponent}"}}"#);
        let sent = Price::from_json(json.as_bytes()).unwrap().in_decimal.unwrap();
        prop_assert_eq!(sent.to_string().parse(), Ok(sent.clone()));
        let exact = ExactMoney::new(sent.clone(), Currency::new("USD"));
        prop_assert_eq!(exact.to_string().parse(), Ok(exact));
        let oracle: BigDecimal = format!("{text}{exponent}").parse().unwrap();
        let (digits, scale) = oracle.normalized().into_bigint_and_exponent();
        match sent.to_rust_decimal() {
            Ok(converted) => prop_assert_eq!(Decimal::from(converted), sent),
            // It has no room: for the digits, or for so many decimals.
            Err(_) => {
                let whole = digits.magnitude() * power_of_ten(scale);
                prop_assert!(scale > 28 || whole >= (1_u128 << 96).into(), "{} is refused", sent);
            }
        }
    }

    #[test]
    fn instants_come_back_or_are_refused(count in integer(), nanos in 0_u32..1_000_000_000) {
        let (seconds, millis) = (Timestamp::from_seconds(count), TimestampMillis::from_milliseconds(count));
        prop_assert_eq!(seconds.to_string().parse(), Ok(seconds));
        if let Ok(time) = SystemTime::try_from(seconds) {
            prop_assert_eq!(Timestamp::try_from(time), Ok(seconds));
            if let Some(later) = time.checked_add(Duration::new(0, nanos)) {
                prop_assert_eq!(Timestamp::try_from(later), Ok(seconds));
            }
        }
        if let Ok(time) = SystemTime::try_from(millis) {
            prop_assert_eq!(TimestampMillis::try_from(time), Ok(millis));
            prop_assert_eq!(Timestamp::try_from(time), Ok(Timestamp::from(millis)));
        }
        match TimestampMillis::try_from(seconds) {
            Ok(fine) => prop_assert_eq!(Timestamp::from(fine), seconds),
            Err(_) => prop_assert!(count.checked_mul(1000).is_none()),
        }
        let duration = Duration::new(count.unsigned_abs(), nanos);
        if let Some(later) = seconds.checked_add(duration) {
            prop_assert_eq!(i128::from(later.as_seconds()), i128::from(count) + i128::from(count.unsigned_abs()));
        }
        for time in [UNIX_EPOCH.checked_add(duration), UNIX_EPOCH.checked_sub(duration)].into_iter().flatten() {
            if let Ok(whole) = Timestamp::try_from(time) {
                let back = SystemTime::try_from(whole).unwrap();
                prop_assert!(back <= time && time.duration_since(back).unwrap() < Duration::from_secs(1));
            }
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in prop_oneof![
        any::<String>(),
        "[A-Z]{0,4} ?[-+]?[0-9.e_,\u{0660}\u{2212} ]{0,45}",
        "[-+]?[0-9]{0,45}[.eE]?[-+]?[0-9]{0,12}",
    ]) {
        if let Ok(money) = text.parse::<Money>() {
            prop_assert_eq!(money.to_string().parse(), Ok(money));
        }
        if let Ok(exact) = text.parse::<ExactMoney>() {
            prop_assert_eq!(exact.to_string(), text.clone());
            let _ = (exact.to_money(), exact.round());
        }
        if let Ok(decimal) = text.parse::<Decimal>() {
            prop_assert_eq!(decimal.as_str(), &text);
            prop_assert!(text.parse::<BigDecimal>().is_ok());
            let _ = decimal.to_rust_decimal();
        }
        if let Ok(currency) = text.parse::<Currency>() {
            prop_assert_eq!(&currency, &*text);
        }
        prop_assert_eq!(text.parse::<Amount>().map(Amount::minor), text.parse());
        let count = text.parse::<i64>().ok();
        prop_assert_eq!(text.parse::<Timestamp>().ok().map(Timestamp::as_seconds), count);
        prop_assert_eq!(text.parse::<TimestampMillis>().ok().map(TimestampMillis::as_milliseconds), count);
    }
}

/// The factor that a negative number of decimals stands for.
fn power_of_ten(scale: i64) -> BigUint {
    BigUint::from(10_u8).pow(u32::try_from(-scale).unwrap_or(0))
}

fn expected_product(left: i128, times: i64, currency: &Currency) -> Result<Money, MoneyError> {
    let product = i64::try_from(left * i128::from(times));
    product
        .map(|minor| money(minor, currency))
        .map_err(|_| MoneyError::Overflow)
}
