//! Money with its currency.

use super::{Currency, Decimal, Money};
use crate::{CurrencyTable, ExactMoney, KnownCurrency, MoneyOf, values::money::MAX_EXPONENT};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;

/// What says the unit of a number. `exponent` stands there only where the currency is counted by another table than the API's
/// rule: without it, such money would be read as another amount.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountForm<'a> {
    amount: i64,
    currency: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exponent: Option<u32>,
}

/// The number has another name than in `AmountForm`: `895` would be cents there and dollars here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MajorForm<'a> {
    major: Cow<'a, Decimal>,
    currency: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exponent: Option<u32>,
}

/// The exponent, where the code alone does not say it.
fn exponent_of(currency: &Currency) -> Option<u32> {
    let exponent = currency.exponent();
    (Currency::new(currency).exponent() != exponent).then_some(exponent)
}

fn currency<E: serde::de::Error>(code: &str, exponent: Option<u32>) -> Result<Currency, E> {
    // Nobody would know what an amount counts.
    let plain: Currency = code.parse().map_err(E::custom)?;
    match exponent {
        None => Ok(plain),
        Some(exponent) if exponent <= MAX_EXPONENT => {
            Ok(CurrencyTable::new().with(code, exponent).currency(code))
        }
        Some(exponent) => Err(E::custom(format_args!(
            "no currency counts {exponent} decimals: at most {MAX_EXPONENT}"
        ))),
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = AmountForm {
            amount: self.amount().minor(),
            currency: self.currency().as_str().into(),
            exponent: exponent_of(self.currency()),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = AmountForm::deserialize(deserializer)?;
        let currency = currency(&form.currency, form.exponent)?;
        Ok(Self::new(crate::Amount::from_minor(form.amount), currency))
    }
}

impl Serialize for ExactMoney {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = MajorForm {
            major: Cow::Borrowed(self.major()),
            currency: self.currency().as_str().into(),
            exponent: exponent_of(self.currency()),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ExactMoney {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = MajorForm::deserialize(deserializer)?;
        let currency = currency(&form.currency, form.exponent)?;
        Ok(Self::new(form.major.into_owned(), currency))
    }
}

impl<C: KnownCurrency> Serialize for MoneyOf<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Money::from(*self).serialize(serializer)
    }
}

impl<'de, C: KnownCurrency> Deserialize<'de> for MoneyOf<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Money::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
