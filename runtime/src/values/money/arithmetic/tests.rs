use super::*;
use crate::currencies::Usd;

fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn minors(parts: &[Money]) -> Vec<i64> {
    parts.iter().map(|it| it.amount().minor()).collect()
}

#[test]
fn a_sum_is_of_one_currency_and_never_wraps() {
    let prices = ["USD 8.95", "USD 1.05"].map(money);
    assert_eq!(
        prices.iter().sum::<Result<Money, _>>(),
        Ok(money("USD 10.00"))
    );
    assert_eq!(
        prices.clone().into_iter().sum::<Result<Money, _>>(),
        Ok(money("USD 10.00"))
    );
    let none: Result<Money, MoneyError> = [].iter().sum();
    assert_eq!(none, Err(MoneyError::NothingToAdd));
    let mixed = ["USD 1.00", "EUR 1.00"].map(money);
    assert!(matches!(
        mixed.iter().sum::<Result<Money, _>>(),
        Err(MoneyError::CurrenciesDiffer { .. })
    ));
    let most = Money::new(Amount::from_minor(i64::MAX), "USD".into());
    let too_large = [most, money("USD 0.01")];
    assert_eq!(
        too_large.iter().sum::<Result<Money, _>>(),
        Err(MoneyError::Overflow)
    );
    let of = |minor| MoneyOf::<Usd>::from_minor(minor);
    assert_eq!([of(1), of(2)].into_iter().sum::<Option<_>>(), Some(of(3)));
    assert_eq!(
        [of(i64::MAX), of(1)]
            .into_iter()
            .sum::<Option<MoneyOf<Usd>>>(),
        None
    );
    assert_eq!(
        [].into_iter().sum::<Option<MoneyOf<Usd>>>(),
        Some(MoneyOf::ZERO)
    );
}

#[test]
fn a_sum_fits_where_it_fits_as_a_whole() {
    let of = |minor| Money::new(Amount::from_minor(minor), "USD".into());
    let all = [of(i64::MAX), of(1), of(i64::MAX), of(-1), of(-i64::MAX)];
    assert_eq!(Money::checked_sum(&"USD".into(), &all), Ok(of(i64::MAX)));
    assert_eq!(all.iter().sum::<Result<Money, _>>(), Ok(of(i64::MAX)));
    assert_eq!(
        all.iter().cloned().sum::<Result<Money, _>>(),
        Ok(of(i64::MAX))
    );
    let known = all.iter().map(|it| MoneyOf::<Usd>::new(it.amount()));
    let sum = MoneyOf::checked_sum(known);
    assert_eq!(sum, Some(MoneyOf::from_minor(i64::MAX)));
    let least = [of(i64::MIN), of(-1)];
    let sum = Money::checked_sum(&"USD".into(), &least);
    assert_eq!(sum, Err(MoneyError::Overflow));
    let other = [of(i64::MAX), money("EUR 0.01"), of(i64::MAX)];
    assert!(matches!(
        Money::checked_sum(&"USD".into(), &other),
        Err(MoneyError::CurrenciesDiffer { .. })
    ));
}

#[test]
fn parts_add_up_and_what_is_left_goes_to_who_lost_most() {
    for (whole, ratios, parts) in [
        ("USD 100.00", &[1, 1, 1][..], &[3334, 3333, 3333][..]),
        ("USD -100.00", &[1, 1, 1], &[-3334, -3333, -3333]),
        ("USD 0.05", &[3, 7], &[2, 3]),
        ("USD 0.05", &[7, 3], &[4, 1]),
        ("USD 1.00", &[0, 1, 0], &[0, 100, 0]),
        ("USD 0.00", &[1, 2], &[0, 0]),
        ("USD 0.02", &[1, 1, 1, 1], &[1, 1, 0, 0]),
        // The second loses most.
        ("JPY 10", &[33, 34, 33], &[3, 4, 3]),
        ("JPY 7", &[u64::MAX, u64::MAX], &[4, 3]),
    ] {
        let allocated = money(whole).allocate(ratios).expect(whole);
        assert_eq!(minors(&allocated), parts, "{whole} {ratios:?}");
        let again: Result<Money, MoneyError> = allocated.iter().sum();
        assert_eq!(again, Ok(money(whole)));
    }
    for extreme in [i64::MIN, i64::MAX] {
        let whole = Money::new(Amount::from_minor(extreme), "USD".into());
        for ratios in [&[1][..], &[u64::MAX, 1], &[1, 2, 3, u64::MAX]] {
            let parts = whole.allocate(ratios).expect("parts");
            assert_eq!(parts.len(), ratios.len());
            let sum: i128 = minors(&parts).into_iter().map(i128::from).sum();
            assert_eq!(sum, i128::from(extreme));
        }
    }
    for ratios in [&[][..], &[0], &[0, 0]] {
        assert_eq!(
            money("USD 1.00").allocate(ratios),
            Err(MoneyError::NoRatios)
        );
    }
    let parts = MoneyOf::<Usd>::from_minor(5)
        .allocate(&[1, 1])
        .expect("parts");
    assert_eq!(parts, [3, 2].map(MoneyOf::from_minor));
}

#[test]
fn a_percentage_is_rounded_once_and_as_the_caller_says() {
    use Rounding::{Ceiling, Down, Floor, HalfEven, HalfUp, Up};
    for (whole, percentage, rounding, part) in [
        ("USD 10.01", "7.5", HalfEven, "USD 0.75"),
        ("USD 0.50", "1", HalfEven, "USD 0.00"),
        ("USD 0.50", "1", HalfUp, "USD 0.01"),
        ("USD -0.50", "1", HalfUp, "USD -0.01"),
        ("USD 1.50", "1", HalfEven, "USD 0.02"),
        ("USD 1.99", "1", Down, "USD 0.01"),
        ("USD -1.99", "1", Down, "USD -0.01"),
        ("USD 1.01", "1", Up, "USD 0.02"),
        ("USD -1.01", "1", Up, "USD -0.02"),
        ("USD -1.01", "1", Floor, "USD -0.02"),
        ("USD 1.99", "1", Floor, "USD 0.01"),
        ("USD -1.99", "1", Ceiling, "USD -0.01"),
        ("USD 1.01", "1", Ceiling, "USD 0.02"),
        (
            "USD 1.00",
            "0.000000000000000000000000000000000000001",
            Up,
            "USD 0.01",
        ),
        ("USD 1.00", "0", Up, "USD 0.00"),
        ("USD 1.00", "-5", HalfEven, "USD -0.05"),
        ("JPY 105", "50", HalfEven, "JPY 52"),
        (
            "JPY 92233720368547758",
            "10000",
            Down,
            "JPY 9223372036854775800",
        ),
    ] {
        let percentage: Decimal = percentage.parse().expect("a number");
        let found = money(whole).percent(&percentage, rounding);
        assert_eq!(
            found,
            Ok(money(part)),
            "{percentage}% of {whole}, {rounding:?}"
        );
        let of = MoneyOf::<Usd>::new(money(whole).amount());
        let found = of.percent(&percentage, rounding).map(MoneyOf::amount);
        assert_eq!(found, Ok(money(part).amount()));
    }
    let most = Money::new(Amount::from_minor(i64::MAX), "USD".into());
    let percentage: Decimal = "100.00000000000000001".parse().expect("a number");
    assert_eq!(
        most.percent(&percentage, Rounding::Up),
        Err(MoneyError::Overflow)
    );
    assert_eq!(
        most.percent(&percentage, Rounding::Down)
            .map(|it| it.amount().minor()),
        Ok(i64::MAX)
    );
}
