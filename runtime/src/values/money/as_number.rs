//! Money as a bare whole number of the smallest unit, for formats that say the currency elsewhere.
//!
//! [`MoneyOf`] is written and read, because its type says the currency. [`Money`] can only be written: nothing would say its
//! currency when it is read. (An [`Amount`] is a number by itself.)
//!
//! ```
//! # use chargebee_runtime as chargebee;
//! # use chargebee::{MoneyOf, currencies::Usd};
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Fee {
//!     #[serde(with = "chargebee::money::as_number")]
//!     usd_cents: MoneyOf<Usd>,
//! }
//! let fee: Fee = serde_json::from_str(r#"{"usd_cents":895}"#)?;
//! assert_eq!(fee.usd_cents.to_string(), "USD 8.95");
//! assert_eq!(serde_json::to_string(&fee)?, r#"{"usd_cents":895}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use super::{Amount, KnownCurrency, Money, MoneyOf};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What has an amount: [`Money`] and [`MoneyOf`].
pub trait HasAmount {
    #[doc(hidden)]
    fn its_amount(&self) -> Amount;
}

impl HasAmount for Money {
    fn its_amount(&self) -> Amount {
        self.amount()
    }
}

impl<C: KnownCurrency> HasAmount for MoneyOf<C> {
    fn its_amount(&self) -> Amount {
        self.amount()
    }
}

/// Writes the amount and leaves out the currency.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<M: HasAmount, S: Serializer>(money: &M, serializer: S) -> Result<S::Ok, S::Error> {
    money.its_amount().serialize(serializer)
}

/// Reads an amount of the currency that the type says.
///
/// # Errors
/// Where there is no whole number of 64 bits.
pub fn deserialize<'de, C: KnownCurrency, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<MoneyOf<C>, D::Error> {
    Amount::deserialize(deserializer).map(MoneyOf::new)
}
