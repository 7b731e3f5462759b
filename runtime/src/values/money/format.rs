//! Money for people: symbols, separators and digits as a language has them.
//!
//! The data is that of Unicode's CLDR, over ICU4X. A library that follows it to the letter shows each currency with so many decimals
//! as people use in cash there: 12.34 Iraqi dinars as 12. Here every decimal is shown that an amount counts, and nothing is
//! rounded.

use super::{Currency, ExactMoney, Money};
use crate::Decimal;
use fixed_decimal::Decimal as Digits;
use icu_decimal::provider::{DecimalDigitsV1, DecimalSymbolsV1};
use icu_experimental::dimension::{
    currency::{
        CurrencyType,
        formatter::{CurrencyFormatter, CurrencyFormatterPreferences},
        options::{CurrencyFormatterOptions, CurrencyUsage},
    },
    provider::currency::{
        essentials::CurrencyEssentialsV1,
        fractions::{CurrencyFractions, CurrencyFractionsV1, FractionInfo},
        no_currency::CurrencyPatternsNoCurrencyV1,
        symbols::{CurrencyDecimalSymbolsV1, CurrencySymbolsV1},
    },
};
use icu_locale_core::Locale;
use icu_provider::prelude::{DataError, DataPayload, DataProvider, DataRequest, DataResponse};
use std::{fmt, str::FromStr as _};

/// How money is written for people of a language and region.
///
/// ```
/// # use chargebee_runtime::{Money, money::MoneyFormat};
/// let price: Money = "EUR 1234.50".parse()?;
/// assert_eq!(MoneyFormat::new("en")?.format(&price), "€1,234.50");
/// assert_eq!(MoneyFormat::new("de")?.format(&price), "1.234,50\u{a0}€");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A currency that the data does not know is written by its code, with the separators of the language.
#[derive(Clone, Debug)]
pub struct MoneyFormat {
    locale: Locale,
    unit: Unit,
    usage: CurrencyUsage,
}

/// How the currency stands beside the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// The symbol, which tells currencies apart: `CA$`.
    #[default]
    Symbol,
    /// The shortest symbol, where it is clear which currency is meant: `$`.
    NarrowSymbol,
    /// The code: `CAD`.
    Code,
}

impl MoneyFormat {
    /// The format of a language and region by its BCP 47 tag: `de`, `en-IN`, `ar-EG`, `hi-u-nu-deva`. What the data has nothing of
    /// is written as its language is, or as no language in particular.
    ///
    /// # Errors
    /// Where it is not a tag.
    pub fn new(locale: &str) -> Result<Self, LocaleError> {
        Ok(Self {
            locale: Locale::from_str(locale).map_err(|_| LocaleError(()))?,
            unit: Unit::default(),
            usage: CurrencyUsage::Standard,
        })
    }

    /// Writes the currency in that way.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// Writes less than nothing as accountants of the language do: `($5.00)` where that is usual.
    #[must_use]
    pub fn accounting(mut self) -> Self {
        self.usage = CurrencyUsage::Accounting;
        self
    }

    /// The text, with all decimals that the currency counts. Money whose code is not one is written as `Display` does.
    #[must_use]
    pub fn format(&self, money: &Money) -> String {
        let decimals = money.currency().exponent();
        self.text(&money.to_major(), money.currency(), decimals)
            .unwrap_or_else(|| money.to_string())
    }

    /// The text of an exact price, with all its decimals, and at least those that the currency counts.
    #[must_use]
    pub fn format_exact(&self, money: &ExactMoney) -> String {
        let (major, currency) = (money.major(), money.currency());
        let text = major.to_string();
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        u32::try_from(decimals)
            .ok()
            .map(|decimals| decimals.max(currency.exponent()))
            .and_then(|decimals| self.text(major, currency, decimals))
            .unwrap_or_else(|| money.to_string())
    }

    fn text(&self, major: &Decimal, currency: &Currency, decimals: u32) -> Option<String> {
        let code = CurrencyType::try_from_str(currency.as_str()).ok()?;
        let data = Data {
            decimals: u8::try_from(decimals).ok()?,
        };
        let prefs = CurrencyFormatterPreferences::from(&self.locale);
        let options = CurrencyFormatterOptions::from(self.usage);
        let formatter = match self.unit {
            Unit::Symbol => CurrencyFormatter::try_new_symbol_unstable(&data, prefs, code, options),
            Unit::NarrowSymbol => {
                CurrencyFormatter::try_new_symbol_narrow_unstable(&data, prefs, code, options)
            }
            Unit::Code => CurrencyFormatter::try_new_code_unstable(&data, prefs, code, options),
        };
        let digits = Digits::from_str(&major.to_string()).ok()?;
        Some(formatter.ok()?.format_fixed_decimal(&digits).to_string())
    }
}

/// The data that is compiled in, but for the decimals: those that an amount counts.
struct Data {
    decimals: u8,
}

impl DataProvider<CurrencyFractionsV1> for Data {
    fn load(&self, _: DataRequest<'_>) -> Result<DataResponse<CurrencyFractionsV1>, DataError> {
        let fractions = CurrencyFractions {
            fractions: Default::default(),
            default: FractionInfo {
                digits: self.decimals,
                ..FractionInfo::default()
            },
        };
        Ok(DataResponse {
            metadata: Default::default(),
            payload: DataPayload::from_owned(fractions),
        })
    }
}

macro_rules! compiled_in {
    ($($marker:ty, $from:path;)*) => { $(
        impl DataProvider<$marker> for Data {
            fn load(
                &self,
                mut request: DataRequest<'_>,
            ) -> Result<DataResponse<$marker>, DataError> {
                // A currency without a symbol is nothing that standard error should hear of.
                request.metadata.silent = true;
                $from.load(request)
            }
        }
    )* };
}

compiled_in! {
    CurrencyDecimalSymbolsV1, icu_experimental::provider::Baked;
    CurrencyEssentialsV1, icu_experimental::provider::Baked;
    CurrencyPatternsNoCurrencyV1, icu_experimental::provider::Baked;
    CurrencySymbolsV1, icu_experimental::provider::Baked;
    DecimalDigitsV1, icu_decimal::provider::Baked;
    DecimalSymbolsV1, icu_decimal::provider::Baked;
}

/// The text is not the tag of a language and region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocaleError(());

impl fmt::Display for LocaleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a language and region: write a BCP 47 tag, such as `de` or `en-IN`")
    }
}

impl std::error::Error for LocaleError {}

#[cfg(test)]
mod tests;
