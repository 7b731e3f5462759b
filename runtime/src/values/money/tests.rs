use super::*;

fn money(minor: i64, currency: &str) -> Money {
    Money::new(Amount::from_minor(minor), currency.into())
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn prints_in_the_unit_that_the_api_counts() {
    assert_eq!(money(895, "USD").to_string(), "USD 8.95");
    assert_eq!(money(-5, "EUR").to_string(), "EUR -0.05");
    assert_eq!(money(15, "JPY").to_string(), "JPY 15");
    // Three decimals by ISO 4217, hundredths by the API's rule.
    assert_eq!(money(1234, "KWD").to_string(), "KWD 12.34");
    assert_eq!(
        money(i64::MIN, "USD").to_string(),
        "USD -92233720368547758.08"
    );
    assert_eq!(format!("{:>12}|", money(1, "USD")), "    USD 0.01|");
}

#[test]
fn parses_what_it_prints_and_nothing_finer() {
    for (minor, currency) in [
        (895, "USD"),
        (-5, "EUR"),
        (15, "JPY"),
        (i64::MIN, "GBP"),
        (i64::MAX, "KRW"),
    ] {
        let money = money(minor, currency);
        assert_eq!(money.to_string().parse(), Ok(money));
    }
    assert_eq!("USD 8.9".parse(), Ok(money(890, "USD")));
    assert_eq!("USD 8.950".parse(), Ok(money(895, "USD")));
    for text in ["USD 8.955", "JPY 1.5"] {
        assert!(
            matches!(text.parse::<Money>(), Err(MoneyError::TooFine { .. })),
            "{text}"
        );
    }
    assert_eq!(
        "USD 92233720368547758.08".parse::<Money>(),
        Err(MoneyError::Overflow)
    );
    for text in [
        "",
        "8.95",
        "USD",
        "USD ",
        "USD  1",
        "USD 1e2",
        "usd 1",
        "USD 1 ",
        "USD $1",
        "USD +1",
        "USD 1,000",
    ] {
        assert_eq!(
            text.parse::<Money>(),
            Err(MoneyError::Malformed),
            "{text:?}"
        );
    }
}

#[test]
fn rounds_half_to_even() {
    for (major, currency, minor) in [
        ("0.005", "USD", 0),
        ("0.015", "USD", 2),
        ("-0.005", "USD", 0),
        ("-0.015", "USD", -2),
        ("0.0050000000000000000000000000000001", "USD", 1),
        ("0.0049999", "USD", 0),
        ("0.0005", "USD", 0),
        ("0.00051", "USD", 0),
        ("0.5", "JPY", 0),
        ("1.5", "JPY", 2),
        ("0.05", "JPY", 0),
        ("9.995", "USD", 1000),
        ("0.816561", "USD", 82),
        ("92233720368547758.0749", "USD", i64::MAX),
        ("-92233720368547758.085", "USD", i64::MIN),
    ] {
        assert_eq!(
            Money::round_major(&decimal(major), currency.into()),
            Ok(money(minor, currency)),
            "{major}"
        );
    }
    for major in [
        "92233720368547758.075",
        "-92233720368547758.0851",
        "1000000000000000000000000000000000000000000",
    ] {
        assert_eq!(
            Money::round_major(&decimal(major), "USD".into()),
            Err(MoneyError::Overflow),
            "{major}"
        );
    }
}

#[test]
fn arithmetic_refuses_what_would_be_wrong() {
    assert_eq!(
        money(1, "USD").checked_add(&money(2, "USD")),
        Ok(money(3, "USD"))
    );
    assert_eq!(
        money(9_007_199_254_740_991, "USD").checked_add(&money(9_007_199_254_740_991, "USD")),
        Ok(money(18_014_398_509_481_982, "USD"))
    );
    assert_eq!(
        money(i64::MAX, "USD").checked_add(&money(1, "USD")),
        Err(MoneyError::Overflow)
    );
    assert_eq!(
        money(i64::MIN, "USD").checked_mul(-1),
        Err(MoneyError::Overflow)
    );
    assert!(matches!(
        money(1, "USD").checked_sub(&money(1, "EUR")),
        Err(MoneyError::CurrenciesDiffer { .. })
    ));
    let thousandths = Money::new(
        Amount::from_minor(1),
        CurrencyTable::iso4217().currency("KWD"),
    );
    let problem = thousandths
        .checked_add(&money(1, "KWD"))
        .expect_err("two units");
    assert_eq!(
        problem.to_string(),
        "KWD is counted with 3 decimals here and with 2 there"
    );
    assert_eq!(thousandths.partial_cmp(&money(1, "KWD")), None);
    assert_eq!(
        Money::checked_sum(&"USD".into(), &[money(1, "USD"), money(2, "USD")]),
        Ok(money(3, "USD"))
    );
    assert!(Money::checked_sum(&"USD".into(), &[money(1, "EUR")]).is_err());
}

#[test]
fn major_units_are_exact() {
    assert_eq!(money(8700, "USD").to_decimal().to_string(), "87.00");
    assert_eq!(
        money(9_007_199_254_740_993, "JPY").to_decimal().to_string(),
        "9007199254740993"
    );
    assert_eq!(money(5, "USD").to_major().as_str(), "0.05");
}

#[test]
fn an_amount_and_its_decimal_twin_must_agree() {
    let usd = Currency::from("USD");
    let money_of = |amount: Option<i64>, exact: Option<&str>| {
        let exact = exact.map(decimal);
        Money::from_fields(
            "price",
            amount.map(Amount::from_minor),
            exact.as_ref(),
            Some(&usd),
        )
    };
    assert_eq!(money_of(Some(5), None), Ok(money(5, "USD")));
    assert_eq!(money_of(Some(5), Some("0.05")), Ok(money(5, "USD")));
    assert_eq!(money_of(None, Some("0.05")), Ok(money(5, "USD")));
    assert_eq!(money_of(None, None), Err(MoneyError::NoAmount("price")));
    // The integer is a rounded copy: nobody should compute with it unawares.
    assert!(matches!(
        money_of(Some(8), Some("0.0765")),
        Err(MoneyError::TooFine { .. })
    ));
    assert!(matches!(
        money_of(Some(8), Some("0.07")),
        Err(MoneyError::TwinsDiffer { .. })
    ));
    assert_eq!(
        Money::from_fields("price", Some(Amount::ZERO), None, None),
        Err(MoneyError::NoCurrency("price"))
    );
    let exact = ExactMoney::from_fields(
        "price",
        Some(Amount::from_minor(8)),
        Some(&decimal("0.0765")),
        Some(&usd),
    );
    assert_eq!(exact.map(|it| it.to_string()).as_deref(), Ok("USD 0.0765"));
    let exact = ExactMoney::from_fields("price", Some(Amount::from_minor(8)), None, Some(&usd));
    assert_eq!(exact.map(|it| it.to_string()).as_deref(), Ok("USD 0.08"));
}

#[test]
fn what_is_charged_is_the_decimal_rounded() {
    let usd = Currency::from("USD");
    let charged = |amount: Option<i64>, exact: Option<&str>, currency: &Currency| {
        let exact = exact.map(decimal);
        let amount = amount.map(Amount::from_minor);
        Money::from_charged_fields("amount", amount, exact.as_ref(), Some(currency))
    };
    // The documented line item: 0.0765 times 10.674.
    assert_eq!(
        charged(Some(82), Some("0.816561"), &usd),
        Ok(money(82, "USD"))
    );
    // Half to even, on both sides of nothing.
    for (amount, exact) in [
        (0, "0.005"),
        (2, "0.015"),
        (2, "0.025"),
        (-2, "-0.015"),
        (82, "0.82"),
        (0, "-0.004"),
    ] {
        assert_eq!(
            charged(Some(amount), Some(exact), &usd),
            Ok(money(amount, "USD")),
            "{exact}"
        );
    }
    let yen = Currency::from("JPY");
    assert_eq!(charged(Some(2), Some("2.5"), &yen), Ok(money(2, "JPY")));
    for (amount, exact) in [
        (83, "0.816561"),
        (81, "0.816561"),
        (1, "0.005"),
        (82, "-0.82"),
    ] {
        assert!(
            matches!(
                charged(Some(amount), Some(exact), &usd),
                Err(MoneyError::TwinsDiffer { .. })
            ),
            "{amount} {exact}"
        );
    }
    // Without the amount nobody has rounded.
    assert!(matches!(
        charged(None, Some("0.816561"), &usd),
        Err(MoneyError::TooFine { .. })
    ));
    assert_eq!(charged(None, Some("0.82"), &usd), Ok(money(82, "USD")));
    assert_eq!(charged(Some(82), None, &usd), Ok(money(82, "USD")));
    assert_eq!(
        charged(None, None, &usd),
        Err(MoneyError::NoAmount("amount"))
    );
    assert_eq!(
        charged(Some(82), Some(&"9".repeat(39)), &usd),
        Err(MoneyError::Overflow)
    );
}

#[test]
fn money_in_parts_is_put_together_exactly() {
    let parts = |units: Option<i64>, nanos: Option<i64>| {
        let usd = Currency::from("USD");
        let exact =
            ExactMoney::from_parts(("price_units", units), ("price_nanos", nanos), Some(&usd));
        exact.map_or_else(|problem| problem.to_string(), |exact| exact.to_string())
    };
    for (units, nanos, shown) in [
        (9, 990_000_000, "USD 9.99"),
        (0, 5_000_000, "USD 0.005"),
        (0, 1, "USD 0.000000001"),
        (5, 0, "USD 5"),
        (0, 0, "USD 0"),
        (-1, -500_000_000, "USD -1.5"),
        (0, -500_000_000, "USD -0.5"),
        (i64::MAX, 999_999_999, "USD 9223372036854775807.999999999"),
        (i64::MIN, -999_999_999, "USD -9223372036854775808.999999999"),
    ] {
        assert_eq!(parts(Some(units), Some(nanos)), shown);
    }
    assert_eq!(parts(None, Some(1)), "the answer has no `price_units`");
    assert_eq!(parts(Some(1), None), "the answer has no `price_nanos`");
}

#[test]
fn nobody_knows_what_an_amount_of_no_currency_counts() {
    for code in ["", " JPY", "jpy", "JPYX"] {
        let none = Currency::new(code);
        let not_a_code = || MoneyError::NotACode(Currency::new(code));
        let amount = Some(Amount::from_minor(15));
        assert_eq!(
            Money::from_fields("price", amount, None, Some(&none)),
            Err(not_a_code()),
        );
        assert_eq!(
            ExactMoney::from_fields("price", amount, None, Some(&none)),
            Err(not_a_code()),
        );
        assert_eq!(
            Money::from_major(&decimal("15"), none.clone()),
            Err(not_a_code())
        );
        assert_eq!(
            ExactMoney::new(decimal("15"), none).round(),
            Err(not_a_code())
        );
    }
    assert_eq!(
        MoneyError::NotACode(" JPY".into()).to_string(),
        "\" JPY\" is no currency code: three capital letters, such as `USD`"
    );
}

#[test]
fn exact_money_compares_and_hashes_as_it_is_equal() {
    use std::collections::HashSet;
    let own = CurrencyTable::iso4217().currency("KWD");
    let exact =
        |major: &str, currency: &Currency| ExactMoney::new(decimal(major), currency.clone());
    let kwd = Currency::from("KWD");
    let all = [
        exact("1", &kwd),
        exact("1.00", &kwd),
        exact("1", &own),
        exact("2", &own),
        exact("1", &Currency::from("USD")),
    ];
    for left in &all {
        for right in &all {
            let order = left.partial_cmp(right);
            assert_eq!(
                left == right,
                order == Some(Ordering::Equal),
                "{left} {right}"
            );
        }
    }
    // One currency counted in two ways rounds in two ways.
    assert_ne!(exact("1", &kwd), exact("1", &own));
    assert_eq!(exact("1", &kwd), exact("1.00", &kwd));
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 4);
}

#[test]
fn typed_money_knows_its_currency() {
    use crate::currencies::{Eur, Usd};
    let five = MoneyOf::<Usd>::from_minor(500);
    assert_eq!(
        MoneyOf::checked_sum([five, five]),
        Some(MoneyOf::from_minor(1000))
    );
    assert_eq!(MoneyOf::<Usd>::from_minor(i64::MAX).checked_add(five), None);
    assert_eq!(Money::from(five), money(500, "USD"));
    assert_eq!(MoneyOf::<Usd>::try_from(money(500, "USD")), Ok(five));
    assert!(MoneyOf::<Eur>::try_from(money(500, "USD")).is_err());
    assert_eq!(format!("{five:?}"), "USD 5.00");
}

#[test]
fn what_is_boxed_says_its_currency_too() {
    let boxed = Box::new(Currency::from("JPY"));
    let currency = CurrencyOf::<Amount>::currency_of(&boxed);
    assert_eq!(currency, Some(&Currency::from("JPY")));
}
