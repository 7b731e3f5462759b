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
