//! From the fields of an answer to its pricing: what generated `pricing()` methods call.

use super::{Pricing, PricingError, Tier, TierCharge, number::Exact};
use crate::{Currency, Decimal, ExactMoney, MoneyError};

/// What a price of the catalog says of itself.
#[doc(hidden)]
#[derive(Debug)]
pub struct PricingFields<'a> {
    /// `flat_fee`, `per_unit`, ...
    pub model: Option<&'a str>,
    /// The price, where it has no tiers.
    pub price: Result<ExactMoney, MoneyError>,
    /// The currency.
    pub currency: Option<&'a Currency>,
    /// Units that cost nothing.
    pub free: Option<Decimal>,
    /// The tiers.
    pub tiers: Vec<TierFields<'a>>,
}

/// What a tier says of itself.
#[doc(hidden)]
#[derive(Debug)]
pub struct TierFields<'a> {
    /// Its first unit.
    pub start: Option<Decimal>,
    /// Its last unit, where it has one.
    pub end: Option<Decimal>,
    /// Its price.
    pub price: Result<ExactMoney, MoneyError>,
    /// `per_unit`, `flat_fee` or `package`; the first where it is not said.
    pub charge: Option<&'a str>,
    /// How many units are in a package.
    pub package: Option<i64>,
}

impl PricingFields<'_> {
    /// The pricing that these fields describe.
    ///
    /// # Errors
    /// Where something that the model needs is missing or not known.
    pub fn pricing(self) -> Result<Pricing, PricingError> {
        let currency = self.currency.cloned();
        let currency = || currency.ok_or(MoneyError::NoCurrency("price"));
        let tiers = || {
            let tiers = followed(self.tiers)?;
            (tiers.into_iter().enumerate())
                .map(tier)
                .collect::<Result<Vec<_>, _>>()
        };
        let pricing = match self.model {
            Some("flat_fee") => Pricing::flat_fee(&self.price?),
            Some("per_unit") => Pricing::per_unit(&self.price?),
            Some("tiered") => Pricing::tiered(currency()?, tiers()?)?,
            Some("volume") => Pricing::volume(currency()?, tiers()?)?,
            Some("stairstep") => Pricing::stairstep(currency()?, tiers()?)?,
            other => return Err(PricingError::Model(other.map(str::to_owned))),
        };
        Ok(match self.free {
            Some(free) => pricing.free_quantity(free),
            None => pricing,
        })
    }
}

/// The tiers in the order of their first units, each of them where the one before it ends.
///
/// Where one ends with 10, the next starts with 11 or with 10 again: whole units are counted. Where one ends with 10.5, the next
/// starts with that too.
fn followed(mut tiers: Vec<TierFields<'_>>) -> Result<Vec<TierFields<'_>>, PricingError> {
    // Where one does not say it, the order is all that there is.
    if tiers.iter().all(|tier| tier.start.is_some()) {
        tiers.sort_by(|one, other| one.start.cmp(&other.start));
    }
    let one = Exact::new(&1.into())?;
    let mut end = Some(Exact::zero());
    for (at, tier) in tiers.iter().enumerate() {
        let start = tier.start.as_ref().map(Exact::new).transpose()?;
        if let (Some(start), Some(end)) = (start, &end) {
            let next = end.plus(&one);
            if start != *end && !(start == next && start.is_whole()) {
                return Err(PricingError::TierStart {
                    tier: at,
                    start: start.to_decimal(),
                });
            }
        }
        end = tier.end.as_ref().map(Exact::new).transpose()?;
    }
    Ok(tiers)
}

fn tier((at, fields): (usize, TierFields<'_>)) -> Result<Tier, PricingError> {
    let price = fields.price?.major().clone();
    let tier = match fields.end {
        Some(end) => Tier::up_to(end, price),
        None => Tier::last(price),
    };
    let size = |size: i64| u64::try_from(size).ok().filter(|size| *size > 0);
    match fields.charge {
        None | Some("per_unit") => Ok(tier),
        Some("flat_fee") => Ok(tier.charge(TierCharge::FlatFee)),
        Some("package") => match fields.package.and_then(size) {
            Some(size) => Ok(tier.charge(TierCharge::Package(size))),
            None => Err(PricingError::Tier(at)),
        },
        Some(other) => Err(PricingError::Model(Some(other.to_owned()))),
    }
}

#[cfg(test)]
mod tests;
