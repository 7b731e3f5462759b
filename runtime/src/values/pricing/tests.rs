use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn exact(text: &str) -> ExactMoney {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

/// Up to 10 at 5, up to 100 at 4, all others at 3.50.
fn tiers() -> [Tier; 3] {
    [
        Tier::up_to(decimal("10"), decimal("5")),
        Tier::up_to(decimal("100"), decimal("4")),
        Tier::last(decimal("3.50")),
    ]
}

fn shown(amount: Result<Money, PricingError>) -> String {
    amount.map_or_else(|problem| problem.to_string(), |money| money.to_string())
}

#[test]
fn the_documented_line_item() {
    let amount = line_amount(&decimal("0.0765"), &exact("USD 10.674"));
    assert_eq!(shown(amount), "USD 0.82");
    let amount = exact_line_amount(&decimal("0.0765"), &exact("USD 10.674"));
    assert_eq!(amount, Ok(exact("USD 0.816561")));
}

#[test]
fn products_are_exact_beyond_any_built_in_type() {
    let amount = line_amount(
        &decimal("1.0000000000000000000000000000001"),
        &exact("USD 0.005"),
    );
    assert_eq!(shown(amount), "USD 0.01");
    let huge = "9".repeat(33);
    let amount = line_amount(&decimal(&huge), &exact(&format!("USD {huge}")));
    assert_eq!(shown(amount), "the amount is too large");
    let amount = line_amount(&decimal(&"1".repeat(1001)), &exact("USD 1"));
    assert_eq!(amount, Err(PricingError::TooLong));
    let exponent = Decimal::from_json("1e999999999", crate::values::decimal::Form::Number);
    let amount = line_amount(&exponent.expect("a number"), &exact("USD 1"));
    assert_eq!(amount, Err(PricingError::TooLong));
}

#[test]
fn percentages_round_half_to_even() {
    let of =
        |percent: &str, of: &str| shown(percentage(&decimal(percent), &of.parse().expect("money")));
    assert_eq!(of("10", "USD 8.95"), "USD 0.90");
    assert_eq!(of("50", "USD 0.01"), "USD 0.00");
    assert_eq!(of("50", "USD 0.03"), "USD 0.02");
    assert_eq!(of("12.5", "JPY 100"), "JPY 12");
    assert_eq!(of("-10", "USD 1.00"), "USD -0.10");
}

#[test]
fn one_price() {
    let flat = Pricing::flat_fee(&exact("USD 20"));
    assert_eq!(shown(flat.amount(&decimal("7"))), "USD 20.00");
    let unit = Pricing::per_unit(&exact("USD 0.0765"));
    assert_eq!(shown(unit.amount(&decimal("10.674"))), "USD 0.82");
    let free = unit.free_quantity(decimal("10"));
    assert_eq!(shown(free.amount(&decimal("10.674"))), "USD 0.05");
    assert_eq!(shown(free.amount(&decimal("3"))), "USD 0.00");
    assert_eq!(
        free.amount(&decimal("-1")),
        Err(PricingError::NegativeQuantity)
    );
}

#[test]
fn tiers_add_up() {
    let pricing = Pricing::tiered("USD".into(), tiers()).expect("tiers");
    for (quantity, amount) in [
        ("0", "USD 0.00"),
        ("1", "USD 5.00"),
        ("10", "USD 50.00"),
        ("11", "USD 54.00"),
        ("10.5", "USD 52.00"),
        ("100", "USD 410.00"),
        ("101", "USD 413.50"),
        ("101.001", "USD 413.50"),
    ] {
        assert_eq!(
            shown(pricing.amount(&decimal(quantity))),
            amount,
            "{quantity}"
        );
    }
    let parts = pricing.tier_amounts(&decimal("11")).expect("amounts");
    let parts: Vec<_> = (parts.iter())
        .map(|part| {
            (
                part.tier,
                part.quantity.to_string(),
                part.amount.to_string(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            (0, "10".to_owned(), "USD 50".to_owned()),
            (1, "1".to_owned(), "USD 4".to_owned())
        ]
    );
}

#[test]
fn volume_takes_one_tier_for_all() {
    let pricing = Pricing::volume("USD".into(), tiers()).expect("tiers");
    for (quantity, amount) in [
        ("10", "USD 50.00"),
        ("11", "USD 44.00"),
        ("200", "USD 700.00"),
    ] {
        assert_eq!(
            shown(pricing.amount(&decimal(quantity))),
            amount,
            "{quantity}"
        );
    }
}

#[test]
fn stairstep_takes_one_price() {
    let pricing = Pricing::stairstep("USD".into(), tiers()).expect("tiers");
    for (quantity, amount) in [("10", "USD 5.00"), ("11", "USD 4.00"), ("200", "USD 3.50")] {
        assert_eq!(
            shown(pricing.amount(&decimal(quantity))),
            amount,
            "{quantity}"
        );
    }
}

#[test]
fn packages_are_charged_whole() {
    // The documented example: a million tokens a package, 1.25 each.
    let package = |size, price: &str| Tier::last(decimal(price)).charge(TierCharge::Package(size));
    let pricing = Pricing::tiered("USD".into(), [package(1_000_000, "1.25")]).expect("tiers");
    for (quantity, amount) in [
        ("0", "USD 1.25"),
        ("10", "USD 1.25"),
        ("1000000", "USD 1.25"),
        ("1000000.01", "USD 2.50"),
        ("1500000", "USD 2.50"),
    ] {
        assert_eq!(
            shown(pricing.amount(&decimal(quantity))),
            amount,
            "{quantity}"
        );
    }
    // Within each tier by itself.
    let first = Tier::up_to(decimal("100"), decimal("10")).charge(TierCharge::Package(30));
    let fee = Tier::last(decimal("7")).charge(TierCharge::FlatFee);
    let pricing = Pricing::tiered("USD".into(), [first, fee]).expect("tiers");
    assert_eq!(shown(pricing.amount(&decimal("95"))), "USD 40.00");
    assert_eq!(shown(pricing.amount(&decimal("500"))), "USD 47.00");
    let no_size = Tier::last(decimal("1")).charge(TierCharge::Package(0));
    assert_eq!(
        Pricing::volume("USD".into(), [no_size]).err(),
        Some(PricingError::Tier(0))
    );
}

/// What is charged for nothing at all: fees and packages, and no unit.
#[test]
fn a_quantity_of_nothing_falls_into_the_first_tier() {
    let nothing = |charge: TierCharge| {
        let tier = |price: &str| Tier::last(decimal(price)).charge(charge.clone());
        let tiers = || {
            [
                Tier::up_to(decimal("10"), decimal("5")).charge(charge.clone()),
                tier("4"),
            ]
        };
        let tiered = Pricing::tiered("USD".into(), tiers()).expect("tiers");
        let volume = Pricing::volume("USD".into(), tiers()).expect("tiers");
        let parts = tiered.tier_amounts(&0.into()).expect("amounts");
        assert_eq!(parts, volume.tier_amounts(&0.into()).expect("amounts"));
        assert_eq!(parts.len(), 1);
        let amounts = [tiered, volume].map(|pricing| shown(pricing.amount(&0.into())));
        assert_eq!(amounts[0], amounts[1]);
        amounts[0].clone()
    };
    assert_eq!(nothing(TierCharge::PerUnit), "USD 0.00");
    assert_eq!(nothing(TierCharge::FlatFee), "USD 5.00");
    assert_eq!(nothing(TierCharge::Package(3)), "USD 5.00");
    let stairstep = Pricing::stairstep("USD".into(), tiers()).expect("tiers");
    assert_eq!(shown(stairstep.amount(&0.into())), "USD 5.00");
    let flat = Pricing::flat_fee(&exact("USD 5"));
    assert_eq!(shown(flat.amount(&0.into())), "USD 5.00");
    let unit = Pricing::per_unit(&exact("USD 5"));
    assert_eq!(shown(unit.amount(&0.into())), "USD 0.00");
}

#[test]
fn only_a_price_without_tiers_may_be_negative() {
    let unit = Pricing::per_unit(&exact("USD -0.005"));
    assert_eq!(shown(unit.amount(&3.into())), "USD -0.02");
    let flat = Pricing::flat_fee(&exact("USD -5"));
    assert_eq!(shown(flat.amount(&3.into())), "USD -5.00");
    let tier = Tier::last(decimal("-5"));
    assert_eq!(
        Pricing::volume("USD".into(), [tier]).err(),
        Some(PricingError::Tier(0))
    );
}

#[test]
fn the_sum_of_tiers_is_rounded_and_not_each_of_them() {
    let tiers = [
        Tier::up_to(decimal("1"), decimal("0.004")),
        Tier::last(decimal("0.004")),
    ];
    let pricing = Pricing::tiered("USD".into(), tiers).expect("tiers");
    assert_eq!(shown(pricing.amount(&2.into())), "USD 0.01");
}

#[test]
fn tiers_must_follow_each_other() {
    let usd = || Currency::from("USD");
    assert_eq!(
        Pricing::tiered(usd(), []).err(),
        Some(PricingError::NoTiers)
    );
    let [first, second, last] = tiers();
    let wrong = [second.clone(), first.clone(), last.clone()];
    assert_eq!(
        Pricing::tiered(usd(), wrong).err(),
        Some(PricingError::Tier(1))
    );
    let wrong = [first.clone(), last, second];
    assert_eq!(
        Pricing::volume(usd(), wrong).err(),
        Some(PricingError::Tier(1))
    );
    let negative = [Tier::last(decimal("-1"))];
    assert_eq!(
        Pricing::stairstep(usd(), negative).err(),
        Some(PricingError::Tier(0))
    );
    let closed = Pricing::volume(usd(), [first]).expect("tiers");
    assert_eq!(
        shown(closed.amount(&decimal("11"))),
        "no tier is for 11 units"
    );
    let free = Pricing::tiered(usd(), tiers())
        .expect("tiers")
        .free_quantity(1.into());
    assert_eq!(
        free.amount(&1.into()),
        Err(PricingError::FreeQuantityOfTiers)
    );
}
