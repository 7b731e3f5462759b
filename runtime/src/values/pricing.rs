//! What an amount will be, before the API is asked: prices times quantities, tiers, percentages.
//!
//! Everything is computed exactly and rounded once, half to even at the decimals that the currency counts: the rule that the
//! API documents for line items. Taxes, discounts, proration and what a site configures besides are not part of it; an
//! estimate of the API has them.
//!
//! What the API does not document, and what is done here:
//!
//! - The amounts of several tiers are added up exactly; their sum is rounded, and not each of them.
//! - A quantity of nothing falls into the first tier: a fee is charged, and a package, but no unit.
//! - A quantity between the whole units at which one tier ends and the next starts belongs to the next: 10.5 where the one ends
//!   with 10 and the other starts with 11.
//! - A price for each unit or a flat fee may be negative; that of a tier may not.
//! - How free units and tiers go together is not known, and an error.
//!
//! ```
//! # use chargebee_runtime as chargebee;
//! # use chargebee::{Currency, pricing::{Pricing, Tier}};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The first ten cost 5 dollars each, the next ninety 4, all others 3.50.
//! let tiers = [Tier::up_to("10".parse()?, "5".parse()?), Tier::up_to("100".parse()?, "4".parse()?), Tier::last("3.50".parse()?)];
//! let usd = Currency::from("USD");
//! assert_eq!(Pricing::tiered(usd.clone(), tiers.clone())?.amount(&25.into())?.to_string(), "USD 110.00");
//! assert_eq!(Pricing::volume(usd.clone(), tiers.clone())?.amount(&25.into())?.to_string(), "USD 100.00");
//! assert_eq!(Pricing::stairstep(usd, tiers)?.amount(&25.into())?.to_string(), "USD 4.00");
//! # Ok(())
//! # }
//! ```

mod error;
mod fields;
mod number;

pub use error::PricingError;
pub use fields::{PricingFields, TierFields};

use crate::{Currency, Decimal, ExactMoney, Money};
use number::Exact;

/// The amount of a line item: `quantity x unit_price`, rounded.
///
/// # Errors
/// Where the product is too large, or a number is longer than any that the API takes.
pub fn line_amount(quantity: &Decimal, unit_price: &ExactMoney) -> Result<Money, PricingError> {
    Ok(exact_line_amount(quantity, unit_price)?.round()?)
}

/// The same before it is rounded: what the API calls `amount_in_decimal`.
///
/// # Errors
/// Where a number is longer than any that the API takes.
pub fn exact_line_amount(
    quantity: &Decimal,
    unit_price: &ExactMoney,
) -> Result<ExactMoney, PricingError> {
    let exact = Exact::new(quantity)?.times(&Exact::new(unit_price.major())?);
    let currency = unit_price.currency().clone();
    Ok(ExactMoney::new(exact.to_decimal(), currency))
}

/// That many percent of an amount, rounded.
///
/// # Errors
/// Where the product is too large, or the percentage is longer than any that the API takes.
pub fn percentage(percent: &Decimal, of: &Money) -> Result<Money, PricingError> {
    let percent = Exact::new(percent)?.times(&Exact::hundredth());
    let exact = percent.times(&Exact::new(&of.to_major())?);
    Ok(Money::round_major(
        &exact.to_decimal(),
        of.currency().clone(),
    )?)
}

/// How a quantity becomes an amount.
#[derive(Clone, Debug)]
pub struct Pricing {
    currency: Currency,
    model: Model,
    free: Decimal,
}

#[derive(Clone, Debug)]
enum Model {
    FlatFee(Decimal),
    PerUnit(Decimal),
    Tiered(Vec<Tier>),
    Volume(Vec<Tier>),
    Stairstep(Vec<Tier>),
}

/// A range of quantities with a price. It starts where the one before it ends.
#[derive(Clone, Debug)]
pub struct Tier {
    up_to: Option<Decimal>,
    price: Decimal,
    charge: TierCharge,
}

/// What the price of a tier is charged for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TierCharge {
    /// Each unit in it.
    PerUnit,
    /// All units in it together.
    FlatFee,
    /// Each package of that many units; one that is begun counts whole.
    Package(u64),
}

impl Tier {
    /// The quantities up to and with this one, at a price in the currency's major unit for each unit.
    #[must_use]
    pub fn up_to(end: Decimal, price: Decimal) -> Self {
        Self {
            up_to: Some(end),
            ..Self::last(price)
        }
    }

    /// All further quantities, at a price in the currency's major unit for each unit.
    #[must_use]
    pub fn last(price: Decimal) -> Self {
        Self {
            up_to: None,
            price,
            charge: TierCharge::PerUnit,
        }
    }

    /// The same with the price charged for something else than each unit.
    #[must_use]
    pub fn charge(mut self, charge: TierCharge) -> Self {
        self.charge = charge;
        self
    }
}

/// What of an amount is due to one tier.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TierAmount {
    /// The number of the tier, from 0.
    pub tier: usize,
    /// How many units fall into it.
    pub quantity: Decimal,
    /// What they cost, exactly.
    pub amount: ExactMoney,
}

impl Pricing {
    /// One price, whatever the quantity.
    #[must_use]
    pub fn flat_fee(price: &ExactMoney) -> Self {
        Self::new(
            price.currency().clone(),
            Model::FlatFee(price.major().clone()),
        )
    }

    /// A price for each unit.
    #[must_use]
    pub fn per_unit(price: &ExactMoney) -> Self {
        Self::new(
            price.currency().clone(),
            Model::PerUnit(price.major().clone()),
        )
    }

    /// Each unit costs what its own tier says.
    ///
    /// # Errors
    /// Where the tiers do not follow each other, or a price is negative.
    pub fn tiered(
        currency: Currency,
        tiers: impl IntoIterator<Item = Tier>,
    ) -> Result<Self, PricingError> {
        Ok(Self::new(currency, Model::Tiered(checked(tiers)?)))
    }

    /// All units cost what the tier says into which the quantity falls.
    ///
    /// # Errors
    /// Where the tiers do not follow each other, or a price is negative.
    pub fn volume(
        currency: Currency,
        tiers: impl IntoIterator<Item = Tier>,
    ) -> Result<Self, PricingError> {
        Ok(Self::new(currency, Model::Volume(checked(tiers)?)))
    }

    /// The price of the tier into which the quantity falls, once.
    ///
    /// # Errors
    /// Where the tiers do not follow each other, or a price is negative.
    pub fn stairstep(
        currency: Currency,
        tiers: impl IntoIterator<Item = Tier>,
    ) -> Result<Self, PricingError> {
        Ok(Self::new(currency, Model::Stairstep(checked(tiers)?)))
    }

    fn new(currency: Currency, model: Model) -> Self {
        Self {
            currency,
            model,
            free: 0.into(),
        }
    }

    /// The same with that many units free of charge. Prices for each unit know it; tiers do not.
    #[must_use]
    pub fn free_quantity(mut self, quantity: Decimal) -> Self {
        self.free = quantity;
        self
    }

    /// The amount of a line item with that quantity, rounded.
    ///
    /// # Errors
    /// Where no tier is for the quantity, or the amount is too large.
    pub fn amount(&self, quantity: &Decimal) -> Result<Money, PricingError> {
        Ok(self.exact_amount(quantity)?.round()?)
    }

    /// The amount of a line item with that quantity, before it is rounded.
    ///
    /// # Errors
    /// Where no tier is for the quantity.
    pub fn exact_amount(&self, quantity: &Decimal) -> Result<ExactMoney, PricingError> {
        let parts = self.exact_parts(quantity)?;
        let sum = parts
            .iter()
            .fold(Exact::zero(), |sum, part| sum.plus(&part.amount));
        Ok(self.money(&sum))
    }

    /// What of the amount is due to each tier that has a part in it; a price without tiers counts as one tier.
    ///
    /// # Errors
    /// Where no tier is for the quantity.
    pub fn tier_amounts(&self, quantity: &Decimal) -> Result<Vec<TierAmount>, PricingError> {
        let parts = self.exact_parts(quantity)?;
        let amounts = parts.iter().map(|part| TierAmount {
            tier: part.tier,
            quantity: part.quantity.to_decimal(),
            amount: self.money(&part.amount),
        });
        Ok(amounts.collect())
    }

    fn money(&self, exact: &Exact) -> ExactMoney {
        ExactMoney::new(exact.to_decimal(), self.currency.clone())
    }

    fn exact_parts(&self, quantity: &Decimal) -> Result<Vec<Part>, PricingError> {
        let quantity = Exact::new(quantity)?;
        let free = Exact::new(&self.free)?;
        if quantity.is_negative() || free.is_negative() {
            return Err(PricingError::NegativeQuantity);
        }
        let tiered = matches!(
            self.model,
            Model::Tiered(_) | Model::Volume(_) | Model::Stairstep(_)
        );
        if tiered && !free.is_zero() {
            return Err(PricingError::FreeQuantityOfTiers);
        }
        match &self.model {
            Model::FlatFee(price) => Ok(vec![Part::new(0, quantity, Exact::new(price)?)]),
            Model::PerUnit(price) => {
                let charged = quantity.minus(&free);
                let charged = if charged.is_negative() {
                    Exact::zero()
                } else {
                    charged
                };
                let amount = charged.times(&Exact::new(price)?);
                Ok(vec![Part::new(0, charged, amount)])
            }
            Model::Tiered(tiers) => tiered_parts(tiers, &quantity),
            Model::Volume(tiers) => {
                let (at, tier) = tier_of(tiers, &quantity)?;
                let amount = tier.amount(&quantity)?;
                Ok(vec![Part::new(at, quantity, amount)])
            }
            Model::Stairstep(tiers) => {
                let (at, tier) = tier_of(tiers, &quantity)?;
                Ok(vec![Part::new(at, quantity, Exact::new(&tier.price)?)])
            }
        }
    }
}

struct Part {
    tier: usize,
    quantity: Exact,
    amount: Exact,
}

impl Part {
    fn new(tier: usize, quantity: Exact, amount: Exact) -> Self {
        Self {
            tier,
            quantity,
            amount,
        }
    }
}

impl Tier {
    /// What that many units in it cost.
    fn amount(&self, quantity: &Exact) -> Result<Exact, PricingError> {
        let price = Exact::new(&self.price)?;
        Ok(match self.charge {
            TierCharge::PerUnit => quantity.times(&price),
            TierCharge::FlatFee => price,
            TierCharge::Package(size) => quantity.packages(size)?.times(&price),
        })
    }
}

/// The units of each tier that the quantity reaches.
fn tiered_parts(tiers: &[Tier], quantity: &Exact) -> Result<Vec<Part>, PricingError> {
    let mut parts = Vec::new();
    let mut start = Exact::zero();
    for (at, tier) in tiers.iter().enumerate() {
        let end = tier.up_to.as_ref().map(Exact::new).transpose()?;
        let inside = match &end {
            Some(end) if end < quantity => end.minus(&start),
            _ => quantity.minus(&start),
        };
        // Nothing at all falls into the first: its fee and one package are charged even where nothing was used.
        if !inside.is_zero() || at == 0 {
            let amount = tier.amount(&inside)?;
            parts.push(Part::new(at, inside, amount));
        }
        match end {
            Some(end) if end < *quantity => start = end,
            _ => return Ok(parts),
        }
    }
    Err(PricingError::NoTier(quantity.to_decimal()))
}

/// The tier into which the whole quantity falls. Nothing at all falls into the first.
fn tier_of<'t>(tiers: &'t [Tier], quantity: &Exact) -> Result<(usize, &'t Tier), PricingError> {
    for (at, tier) in tiers.iter().enumerate() {
        match &tier.up_to {
            Some(end) if Exact::new(end)? < *quantity => {}
            _ => return Ok((at, tier)),
        }
    }
    Err(PricingError::NoTier(quantity.to_decimal()))
}

/// Tiers follow each other: each ends after the one before it, and only the last has no end.
fn checked(tiers: impl IntoIterator<Item = Tier>) -> Result<Vec<Tier>, PricingError> {
    let tiers: Vec<Tier> = tiers.into_iter().collect();
    let mut start = Exact::zero();
    for (at, tier) in tiers.iter().enumerate() {
        if Exact::new(&tier.price)?.is_negative() || tier.charge == TierCharge::Package(0) {
            return Err(PricingError::Tier(at));
        }
        match &tier.up_to {
            Some(end) => {
                let end = Exact::new(end)?;
                if end <= start {
                    return Err(PricingError::Tier(at));
                }
                start = end;
            }
            None if at + 1 == tiers.len() => {}
            None => return Err(PricingError::Tier(at)),
        }
    }
    if tiers.is_empty() {
        return Err(PricingError::NoTiers);
    }
    Ok(tiers)
}

#[cfg(test)]
mod tests;
