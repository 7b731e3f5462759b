use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn keeps_every_digit() {
    let text = "0.123456789012345678901234567890123456700";
    assert_eq!(decimal(text).as_str(), text);
    assert!(decimal(text).to_rust_decimal().is_err());
    assert_eq!(
        decimal("12.50").to_rust_decimal().map(|it| it.to_string()),
        Ok("12.50".to_owned())
    );
}

#[test]
fn compares_as_numbers() {
    let ascending = [
        "-10", "-2.5", "-0.001", "0", "0.0009", "0.01", "0.1", "1", "1.01", "2", "10", "100.5",
    ];
    for (at, left) in ascending.iter().enumerate() {
        for (to, right) in ascending.iter().enumerate() {
            assert_eq!(
                decimal(left).cmp(&decimal(right)),
                at.cmp(&to),
                "{left} {right}"
            );
        }
    }
    for (left, right) in [("1.0", "1"), ("0", "-0.00"), ("10", "10.0"), ("007", "7")] {
        assert_eq!(decimal(left), decimal(right));
    }
    let scientific = Decimal::from_json("1.5e3", Form::Number);
    assert_eq!(scientific, Some(decimal("1500")));
}

#[test]
fn refuses_what_is_not_a_plain_decimal() {
    for text in [
        "", "-", "1.", ".5", "+1", "1e3", "NaN", "1,5", "1 ", "--1", "0x1",
    ] {
        assert!(text.parse::<Decimal>().is_err(), "{text}");
    }
}

fn sent(text: &str) -> Decimal {
    Decimal::from_json(text, Form::Number).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn a_conversion_loses_nothing_or_is_refused() {
    let converted = |text| {
        let number = sent(text).to_rust_decimal();
        number.map_or_else(|_| "refused".to_owned(), |number| number.to_string())
    };
    for (text, expected) in [
        ("12.50", "12.50"),
        ("1.5e3", "1500"),
        ("-25e-4", "-0.0025"),
        ("0e-99", "0"),
        ("1e28", "10000000000000000000000000000"),
        ("1e-28", "0.0000000000000000000000000001"),
        (
            "79228162514264337593543950335",
            "79228162514264337593543950335",
        ),
        // Zeros at the end say nothing, however many there are.
        ("0.10000000000000000000000000000000000", "0.1"),
        ("1.00000000000000000000000000000000000", "1"),
        ("79228162514264337593543950336", "refused"),
        ("1.23456789012345678901234567890123456789", "refused"),
        // What `rust_decimal` itself would round.
        ("1.23456789012345678901234567890123456789e3", "refused"),
        ("1.5e-30", "refused"),
        ("15e-29", "refused"),
        ("1e29", "refused"),
        ("9.9999999999999999999999999999999e1", "refused"),
        ("1e999999999", "refused"),
        ("1e-999999999", "refused"),
    ] {
        assert_eq!(converted(text), expected, "{text}");
    }
}

#[test]
fn an_exponent_is_printed_written_out() {
    for (text, plain) in [
        ("1.5e3", "1500"),
        ("1.50E+1", "15"),
        ("1.5e1", "15"),
        ("-1.25e1", "-12.5"),
        ("25e-4", "0.0025"),
        ("-2.5e-1", "-0.25"),
        ("0e5", "0"),
        ("-0e5", "0"),
    ] {
        assert_eq!(sent(text).to_string(), plain);
        assert_eq!(sent(text).as_str(), text);
    }
    // Nothing writes out a billion zeros.
    for text in ["1e1001", "1e-1002", "1e999999999", "-1E-999999999"] {
        assert_eq!(sent(text).to_string(), text);
    }
    assert_eq!(sent("1e999").to_string().len(), 1000);
}

#[test]
fn a_precision_rounds_and_never_cuts() {
    let (number, exact) = (decimal("1234.5678"), "USD 1234.565");
    let exact: crate::ExactMoney = exact.parse().unwrap_or_else(|_| panic!("{exact}"));
    let money: crate::Money = "USD -8.95".parse().unwrap_or_else(|_| panic!("money"));
    let id: crate::Id<crate::Amount> = "cust_7".into();
    let time = crate::Timestamp::from_seconds(1_700_000_000);
    let of = crate::MoneyOf::<crate::currencies::Usd>::from_minor(895);
    for (shown, expected) in [
        (format!("{number:.2}"), "1234.57"),
        (format!("{number:.6}"), "1234.567800"),
        (format!("{number:>9.1}|"), "   1234.6|"),
        (format!("{number:*^11}|"), "*1234.5678*|"),
        (format!("{exact:.2}"), "USD 1234.56"),
        (format!("{exact:<14.1}|"), "USD 1234.6    |"),
        (format!("{money:.2}"), "USD -8.95"),
        (format!("{money:.1}"), "USD -9.0"),
        (format!("{money:>11}|"), "  USD -8.95|"),
        (format!("{of:.0}"), "USD 9"),
        (format!("{:.1}", money.currency()), "USD"),
        (format!("{:.2}", money.amount()), "-895"),
        (format!("{id:.2}"), "cust_7"),
        (format!("{id:->8.2}"), "--cust_7"),
        (format!("{time:.2}"), "2023-11-14T22:13:20Z"),
        (format!("{:.2}", decimal("-0.001")), "0.00"),
        (format!("{}", decimal("-0.00")), "0.00"),
    ] {
        assert_eq!(shown, expected);
    }
}

#[test]
fn zero_has_no_sign_where_it_is_sent() {
    for (text, sent) in [
        ("-0", "0"),
        ("-0.00", "0.00"),
        ("-0.01", "-0.01"),
        ("0", "0"),
    ] {
        assert_eq!(decimal(text).sent(), sent);
        // As it came, it stays.
        assert_eq!(decimal(text).as_str(), text);
    }
}
