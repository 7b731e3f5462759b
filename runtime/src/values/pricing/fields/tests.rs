use super::*;
use crate::Money;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

/// What the API says of a tier: its first unit, its last, and its price in cents.
type Said<'a> = (Option<&'a str>, Option<&'a str>, i64);

fn pricing(model: &str, tiers: &[Said<'_>]) -> Result<Pricing, PricingError> {
    let usd = Currency::new("USD");
    let tiers = tiers.iter().map(|(start, end, price)| TierFields {
        start: start.map(decimal),
        end: end.map(decimal),
        price: Ok(Money::new(crate::Amount::from_minor(*price), usd.clone()).into()),
        charge: None,
        package: None,
    });
    PricingFields {
        model: Some(model),
        price: Err(MoneyError::NoAmount("price")),
        currency: Some(&usd),
        free: None,
        tiers: tiers.collect(),
    }
    .pricing()
}

/// What fifteen units cost, or why that is not known.
fn fifteen(tiers: &[Said<'_>]) -> String {
    let all = ["tiered", "volume", "stairstep"].map(|model| {
        let amount = pricing(model, tiers).and_then(|pricing| pricing.amount(&15.into()));
        amount.map_or_else(|problem| problem.to_string(), |amount| amount.to_string())
    });
    let [tiered, volume, stairstep] = &all;
    if tiered == volume && volume == stairstep {
        tiered.clone()
    } else {
        all.join(", ")
    }
}

#[test]
fn tiers_follow_each_other_as_the_api_counts() {
    let priced = "USD 70.00, USD 60.00, USD 4.00";
    for (first, second) in [
        ("1", "11"),
        ("0", "11"),
        // The end of one is the start of the next.
        ("1", "10"),
        ("1.0", "11.00"),
    ] {
        let tiers = [(Some(first), Some("10"), 500), (Some(second), None, 400)];
        assert_eq!(fifteen(&tiers), priced, "{first} {second}");
        // In whatever order they were sent.
        let [first, second] = tiers;
        assert_eq!(fifteen(&[second, first]), priced);
    }
    let decimals = [
        (Some("0"), Some("10.5"), 500),
        (Some("10.5"), Some("20"), 400),
        (Some("21"), None, 300),
    ];
    assert_eq!(fifteen(&decimals), "USD 70.50, USD 60.00, USD 4.00");
}

#[test]
fn what_the_api_does_not_price_is_not_priced_here() {
    for (first, second) in [
        // A gap, an overlap, one inside the other.
        ("1", "12"),
        ("1", "21"),
        ("1", "9"),
        ("1", "2"),
        // Between decimals there is nothing.
        ("1", "10.5"),
        ("1", "11.5"),
        ("1", "10.000001"),
    ] {
        let tiers = [(Some(first), Some("10"), 500), (Some(second), None, 400)];
        let second = decimal(second);
        assert_eq!(
            fifteen(&tiers),
            format!(
                "tier 1 (from 0) starts with {second}, which is not where the one before it ends"
            )
        );
    }
    let decimals = [(Some("0"), Some("10.5"), 500), (Some("11"), None, 400)];
    assert!(fifteen(&decimals).contains("starts with 11"));
    for first in ["2", "5", "0.5", "1.5", "-1", "10"] {
        let tiers = [(Some(first), Some("10"), 500), (Some("11"), None, 400)];
        assert_eq!(
            fifteen(&tiers),
            format!("the first tier starts with {first}, and the units before it have no price")
        );
    }
}

#[test]
fn without_starts_the_order_is_all_that_there_is() {
    let first = (None, Some("10"), 500);
    let second = (None, None, 400);
    assert_eq!(fifteen(&[first, second]), "USD 70.00, USD 60.00, USD 4.00");
    assert!(fifteen(&[second, first]).contains("does not follow the one before it"));
    // What one of them says is looked at all the same.
    let gap = (Some("12"), None, 400);
    assert!(fifteen(&[first, gap]).contains("starts with 12"));
}

#[test]
fn what_is_missing_or_not_known_is_said() {
    assert_eq!(
        pricing("by_moon", &[]).err(),
        Some(PricingError::Model(Some("by_moon".to_owned())))
    );
    assert_eq!(pricing("tiered", &[]).err(), Some(PricingError::NoTiers));
    assert_eq!(
        pricing("per_unit", &[]).err(),
        Some(PricingError::Money(MoneyError::NoAmount("price")))
    );
    let long = "9".repeat(1001);
    for tier in [
        (Some(long.as_str()), None, 1),
        (Some("1"), Some(long.as_str()), 1),
    ] {
        assert_eq!(
            pricing("volume", &[tier]).err(),
            Some(PricingError::TooLong)
        );
    }
}
