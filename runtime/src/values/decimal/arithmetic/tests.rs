use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::from_json(text, Form::Number).expect("a number")
}

fn shown(number: Option<Decimal>) -> Option<String> {
    number.map(|it| it.as_str().to_owned())
}

#[test]
fn sums_and_products_keep_every_digit() {
    for (left, right, sum, difference, product) in [
        ("1.50", "1.5", "3.00", "0.00", "2.250"),
        ("0.1", "0.2", "0.3", "-0.1", "0.02"),
        ("-1", "1", "0", "-2", "-1"),
        ("999", "1", "1000", "998", "999"),
        ("-0.01", "-99.99", "-100.00", "99.98", "0.9999"),
        ("1e3", "0.5", "1000.5", "999.5", "500.0"),
        ("-0", "0.0", "0.0", "0.0", "0.0"),
        (
            "99999999999999999999999999999999999999",
            "99999999999999999999999999999999999999",
            "199999999999999999999999999999999999998",
            "0",
            "9999999999999999999999999999999999999800000000000000000000000000000000000001",
        ),
    ] {
        let (a, b) = (decimal(left), decimal(right));
        assert_eq!(
            shown(a.checked_add(&b)).as_deref(),
            Some(sum),
            "{left} + {right}"
        );
        assert_eq!(shown(b.checked_add(&a)).as_deref(), Some(sum));
        assert_eq!(
            shown(a.checked_sub(&b)).as_deref(),
            Some(difference),
            "{left} - {right}"
        );
        assert_eq!(
            shown(a.checked_mul(&b)).as_deref(),
            Some(product),
            "{left} * {right}"
        );
        assert_eq!(shown(b.checked_mul(&a)).as_deref(), Some(product));
    }
    assert_eq!(shown(decimal("1.5").checked_neg()).as_deref(), Some("-1.5"));
    assert_eq!(shown(decimal("0").checked_neg()).as_deref(), Some("0"));
    let all = ["0.1", "0.20", "-1e-3"].map(decimal);
    assert_eq!(shown(Decimal::checked_sum(&all)).as_deref(), Some("0.299"));
    assert_eq!(Decimal::checked_sum([]), Some(Decimal::zero()));
    assert!(decimal("-0.1").is_negative() && !decimal("-0").is_negative());
}

#[test]
fn what_would_be_written_out_for_ever_is_none() {
    let (long, one) = (decimal("1e1000000"), Decimal::from(1));
    let tiny = decimal("1e-1000000");
    for number in [&long, &tiny] {
        assert_eq!(number.checked_add(&one), None);
        assert_eq!(one.checked_sub(number), None);
        assert_eq!(number.checked_mul(number), None);
        assert_eq!(number.checked_div(&one, 2, Rounding::Down), None);
        assert_eq!(number.checked_neg(), None);
    }
    // The largest that there is room for, and what is larger.
    let most = decimal(&"9".repeat(MOST_DIGITS));
    assert_eq!(most.checked_add(&one), None);
    assert_eq!(
        most.checked_sub(&one).map(|it| it.as_str().len()),
        Some(MOST_DIGITS)
    );
    assert_eq!(most.checked_mul(&decimal("10")), None);
    // Zeros before a number are not its length.
    let padded = decimal(&format!("{}7", "0".repeat(2_000)));
    assert_eq!(shown(padded.checked_add(&one)).as_deref(), Some("8"));
}

#[test]
fn a_quotient_is_rounded_as_the_caller_says() {
    use Rounding::{Ceiling, Down, Floor, HalfEven, HalfUp, Up};
    for (number, by, decimals, rounding, quotient) in [
        ("1", "3", 2, HalfEven, "0.33"),
        ("2", "3", 2, HalfEven, "0.67"),
        ("1", "8", 2, HalfEven, "0.12"),
        ("3", "8", 2, HalfEven, "0.38"),
        ("1", "8", 2, HalfUp, "0.13"),
        ("-1", "8", 2, HalfUp, "-0.13"),
        ("-1", "8", 2, HalfEven, "-0.12"),
        ("2", "3", 2, Down, "0.66"),
        ("-2", "3", 2, Down, "-0.66"),
        ("1", "3", 2, Up, "0.34"),
        ("-1", "3", 2, Up, "-0.34"),
        ("-1", "3", 2, Floor, "-0.34"),
        ("1", "3", 2, Floor, "0.33"),
        ("-2", "3", 2, Ceiling, "-0.66"),
        ("1", "3", 2, Ceiling, "0.34"),
        ("-1", "1000", 2, HalfEven, "0.00"),
        ("6", "2", 0, Up, "3"),
        ("1.00", "0.04", 0, Up, "25"),
        ("0.001", "1e-3", 3, Up, "1.000"),
        ("999.99", "1", 1, Up, "1000.0"),
        ("12", "1", 3, Down, "12.000"),
    ] {
        let found = decimal(number).checked_div(&decimal(by), decimals, rounding);
        assert_eq!(
            shown(found).as_deref(),
            Some(quotient),
            "{number} / {by} {rounding:?}"
        );
    }
    assert_eq!(
        decimal("1").checked_div(&decimal("-0.0"), 2, Rounding::Up),
        None
    );
    assert_eq!(
        decimal("1").checked_div(&decimal("3"), 1_001, Rounding::Up),
        None
    );
    assert_eq!(
        shown(decimal("2.345").round(2, HalfEven)).as_deref(),
        Some("2.34")
    );
    assert_eq!(
        shown(decimal("2.3450000001").round(2, HalfEven)).as_deref(),
        Some("2.35")
    );
}
