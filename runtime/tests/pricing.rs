//! What holds for every price and every quantity.

#![cfg(feature = "pricing")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use bigdecimal::{BigDecimal, Zero as _, num_bigint::BigInt};
use chargebee_runtime::{
    Amount, Currency, Decimal, ExactMoney, Money,
    pricing::{Pricing, PricingError, Tier, TierCharge, line_amount, percentage},
};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig {
        // A failure prints its input; nothing is written beside the sources.
        failure_persistence: None,
        ..ProptestConfig::with_cases(512)
    }
}

/// Currencies that count 0 and 2 decimals.
fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec![Currency::new("JPY"), Currency::new("USD")])
}

/// Any number of up to 39 characters, negative ones too.
fn any_number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        "-?[0-9]{1,38}",
        "-?[0-9]{1,19}\\.[0-9]{1,18}",
        "-?[0-9]{1,3}(\\.[05]{1,3})?",
    ]
    .prop_map(|text| text.parse().unwrap())
}

/// Thousandths, so that small numbers and halves are likely.
fn thousandths(most: u32) -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (0..=most).prop_map(Decimal::from),
        (0..=most * 2).prop_map(|halves| decimal(halves, 500)),
        (0..=most * 1000).prop_map(|it| decimal(it, 1)),
    ]
}

fn decimal(count: u32, of: u32) -> Decimal {
    let thousandths = u64::from(count) * u64::from(of);
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
        .parse()
        .unwrap()
}

fn charge() -> impl Strategy<Value = TierCharge> {
    prop_oneof![
        3 => Just(TierCharge::PerUnit),
        1 => Just(TierCharge::FlatFee),
        2 => (1_u64..50).prop_map(TierCharge::Package),
    ]
}

/// A tier as this file computes with it: its last unit, its price, and what that is charged for.
type Given = (Option<Decimal>, Decimal, TierCharge);

/// Tiers that follow each other; the last is open.
fn tiers() -> impl Strategy<Value = Vec<Given>> {
    let tier = || (thousandths(30), thousandths(20), charge());
    (
        prop::collection::vec(tier(), 0..4),
        thousandths(20),
        charge(),
    )
        .prop_map(|(mut closed, price, charge)| {
            closed.sort_by(|one, other| one.0.cmp(&other.0));
            closed.dedup_by(|one, other| one.0 == other.0);
            closed.retain(|(end, ..)| *end > Decimal::from(0));
            let mut tiers: Vec<Given> = closed
                .into_iter()
                .map(|(end, price, charge)| (Some(end), price, charge))
                .collect();
            tiers.push((None, price, charge));
            tiers
        })
}

fn given(tiers: &[Given]) -> Vec<Tier> {
    let tier = |(end, price, charge): &Given| {
        let tier = match end {
            Some(end) => Tier::up_to(end.clone(), price.clone()),
            None => Tier::last(price.clone()),
        };
        tier.charge(charge.clone())
    };
    tiers.iter().map(tier).collect()
}

fn big(decimal: &Decimal) -> BigDecimal {
    decimal.as_str().parse().unwrap()
}

/// What that many units of a tier cost, by the definition.
fn cost((_, price, charge): &Given, units: &BigDecimal) -> BigDecimal {
    match charge {
        TierCharge::FlatFee => big(price),
        TierCharge::Package(size) => {
            let mut packages = BigInt::from(1);
            while BigDecimal::from(&packages * size) < *units {
                packages += 1;
            }
            big(price) * BigDecimal::from(packages)
        }
        _ => big(price) * units,
    }
}

/// What a quantity costs where each unit costs what its own tier says.
fn tiered(tiers: &[Given], quantity: &BigDecimal) -> BigDecimal {
    let mut start = BigDecimal::zero();
    let mut sum = BigDecimal::zero();
    for (at, tier) in tiers.iter().enumerate() {
        let end = tier.0.as_ref().map(big);
        let last = end
            .clone()
            .map_or(quantity.clone(), |end| end.min(quantity.clone()));
        if at == 0 || last > start {
            sum += cost(tier, &(last - &start));
        }
        start = end.unwrap_or_default();
    }
    sum
}

/// The tier into which a quantity falls.
fn tier_of<'t>(tiers: &'t [Given], quantity: &BigDecimal) -> &'t Given {
    let holds = |tier: &&Given| tier.0.as_ref().is_none_or(|end| *quantity <= big(end));
    tiers.iter().find(holds).unwrap()
}

fn exact(money: Result<ExactMoney, PricingError>) -> BigDecimal {
    big(money.unwrap().major())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn models_are_what_they_are_defined_to_be(given_tiers in tiers(), quantity in thousandths(120), currency in currency()) {
        let tiers = given(&given_tiers);
        let amount = big(&quantity);
        let graduated = Pricing::tiered(currency.clone(), tiers.clone()).unwrap();
        prop_assert_eq!(exact(graduated.exact_amount(&quantity)), tiered(&given_tiers, &amount));
        let one = tier_of(&given_tiers, &amount);
        let volume = Pricing::volume(currency.clone(), tiers.clone()).unwrap();
        prop_assert_eq!(exact(volume.exact_amount(&quantity)), cost(one, &amount));
        let stairstep = Pricing::stairstep(currency, tiers).unwrap();
        prop_assert_eq!(exact(stairstep.exact_amount(&quantity)), big(&one.1));
        // Parts are parts of the whole, and rounding comes last.
        for pricing in [graduated, volume, stairstep] {
            let parts = pricing.tier_amounts(&quantity).unwrap();
            let units: BigDecimal = parts.iter().map(|part| big(&part.quantity)).sum();
            prop_assert_eq!(units, amount.clone());
            let sum: BigDecimal = parts.iter().map(|part| big(part.amount.major())).sum();
            prop_assert_eq!(sum, exact(pricing.exact_amount(&quantity)));
            prop_assert_eq!(pricing.amount(&quantity), Ok(pricing.exact_amount(&quantity).unwrap().round().unwrap()));
        }
    }

    #[test]
    fn one_price_is_a_product(price in thousandths(50), free in thousandths(10), quantity in thousandths(50), currency in currency()) {
        let price = ExactMoney::new(price, currency);
        let unit = Pricing::per_unit(&price);
        prop_assert_eq!(unit.amount(&quantity), line_amount(&quantity, &price));
        let charged = (big(&quantity) - big(&free)).max(BigDecimal::zero());
        let free = unit.free_quantity(free);
        prop_assert_eq!(exact(free.exact_amount(&quantity)), big(price.major()) * charged);
        let flat = Pricing::flat_fee(&price);
        prop_assert_eq!(flat.amount(&quantity), Ok(price.round().unwrap()));
    }

    #[test]
    fn more_never_costs_less(given_tiers in tiers(), one in thousandths(120), other in thousandths(120), percent in thousandths(300), currency in currency()) {
        let (less, more) = if one <= other { (one, other) } else { (other, one) };
        let tiers = given(&given_tiers);
        let price = ExactMoney::new(given_tiers[0].1.clone(), currency.clone());
        for pricing in [
            Pricing::tiered(currency.clone(), tiers).unwrap(),
            Pricing::per_unit(&price),
            Pricing::per_unit(&price).free_quantity(5.into()),
            Pricing::flat_fee(&price),
        ] {
            prop_assert!(pricing.exact_amount(&less).unwrap() <= pricing.exact_amount(&more).unwrap());
            prop_assert!(pricing.amount(&less).unwrap() <= pricing.amount(&more).unwrap());
        }
        let of = |major: &Decimal| Money::round_major(major, currency.clone()).unwrap();
        let (less, more) = (of(&less), of(&more));
        prop_assert!(percentage(&percent, &less).unwrap() <= percentage(&percent, &more).unwrap());
    }

    #[test]
    fn nothing_panics(
        tiers in prop::collection::vec((prop::option::of(any_number()), any_number(), charge()), 0..5),
        quantity in any_number(),
        free in prop::option::of(any_number()),
        minor in any::<i64>(),
        size in any::<u64>(),
        currency in currency(),
    ) {
        let money = Money::new(Amount::from_minor(minor), currency.clone());
        let price = ExactMoney::new(quantity.clone(), currency.clone());
        let _ = (line_amount(&quantity, &price), line_amount(&minor.into(), &price), percentage(&quantity, &money));
        let mut tiers = given(&tiers);
        if let Some(first) = tiers.first_mut() {
            *first = first.clone().charge(TierCharge::Package(size));
        }
        let all = [
            Pricing::tiered(currency.clone(), tiers.clone()),
            Pricing::volume(currency.clone(), tiers.clone()),
            Pricing::stairstep(currency, tiers),
            Ok(Pricing::per_unit(&money.clone().into())),
            Ok(Pricing::per_unit(&price)),
            Ok(Pricing::flat_fee(&price)),
        ];
        for mut pricing in all.into_iter().flatten() {
            if let Some(free) = &free {
                pricing = pricing.free_quantity(free.clone());
            }
            for quantity in [quantity.clone(), minor.into(), i64::MAX.into(), 0.into()] {
                let amount = pricing.amount(&quantity);
                let negative = quantity < Decimal::from(0) || free.as_ref().is_some_and(|free| *free < Decimal::from(0));
                prop_assert!(!negative || amount == Err(PricingError::NegativeQuantity));
                if let Ok(amount) = amount {
                    prop_assert_eq!(Ok(amount), pricing.exact_amount(&quantity).unwrap().round());
                }
            }
        }
    }
}
