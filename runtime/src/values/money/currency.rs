//! Currencies, and how many decimals the API counts of each.

use super::table::EXPONENTS;
use std::{fmt, hash, str::FromStr, sync::Arc};

/// An ISO 4217 currency code, such as `USD`, with the number of decimals that amounts in it count.
///
/// Any code that the API sends is kept: it may know more of them than this crate. Two currencies are equal when their codes
/// are; money whose currencies count differently is refused all the same where it is put together.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::Currency;
/// assert_eq!(Currency::from("USD").exponent(), 2);
/// assert_eq!(Currency::from("JPY").exponent(), 0);
/// // Three decimals by ISO 4217; the API counts hundredths.
/// assert_eq!(Currency::from("KWD").exponent(), 2);
/// assert!("US$".parse::<Currency>().is_err());
/// ```
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::Text)
)]
#[derive(Clone)]
pub struct Currency {
    code: Box<str>,
    exponent: u8,
}

impl Currency {
    /// No code, to read one into.
    pub(crate) fn empty() -> Self {
        Self {
            code: Box::default(),
            exponent: super::table::DEFAULT_EXPONENT,
        }
    }

    /// A currency from its code, counted as the API counts it. Nothing is checked; [`Currency::from_str`] does that.
    pub fn new(code: impl AsRef<str>) -> Self {
        let code = code.as_ref();
        Self {
            code: code.into(),
            exponent: default_exponent(code),
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.code
    }

    /// Whether the code is one: three capital letters. Nothing is converted in what is none.
    pub(crate) fn is_code(&self) -> bool {
        is_code(&self.code)
    }

    /// How many decimals of the currency's major unit an [`Amount`](crate::Amount) counts: 2 where it counts cents.
    ///
    /// This is the API's rule, not ISO 4217's: none for the zero-decimal currencies, two for all others, the three-decimal
    /// currencies included. A client with a table of its own makes currencies that follow that table.
    #[must_use]
    pub fn exponent(&self) -> u32 {
        self.exponent.into()
    }
}

fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The decimals of a code by the API's rule. A code in small letters is no other currency.
fn default_exponent(code: &str) -> u8 {
    find(code).map_or(super::table::DEFAULT_EXPONENT, |(_, decimals, _)| *decimals)
}

fn find(code: &str) -> Option<&'static (&'static str, u8, u8)> {
    let upper = code.to_ascii_uppercase();
    let at = EXPONENTS.binary_search_by_key(&upper.as_str(), |(code, _, _)| code);
    at.ok().and_then(|at| EXPONENTS.get(at))
}

impl FromStr for Currency {
    type Err = ParseCurrencyError;

    /// Three capital letters.
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        if is_code(code) {
            Ok(Self::new(code))
        } else {
            Err(ParseCurrencyError(()))
        }
    }
}

/// The text is no currency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseCurrencyError(());

impl fmt::Display for ParseCurrencyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a currency code: three capital letters, such as `USD`")
    }
}

impl std::error::Error for ParseCurrencyError {}

macro_rules! from_text {
    ($($type:ty)*) => { $(
        impl From<$type> for Currency {
            fn from(code: $type) -> Self {
                Self::new(code)
            }
        }
    )* };
}

from_text!(&str String &String);

impl From<&Self> for Currency {
    fn from(currency: &Self) -> Self {
        currency.clone()
    }
}

impl AsRef<str> for Currency {
    fn as_ref(&self) -> &str {
        &self.code
    }
}

impl PartialEq for Currency {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Currency {}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code.cmp(&other.code)
    }
}

impl hash::Hash for Currency {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.code.hash(state);
    }
}

impl PartialEq<str> for Currency {
    fn eq(&self, other: &str) -> bool {
        *self.code == *other
    }
}

impl PartialEq<&str> for Currency {
    fn eq(&self, other: &&str) -> bool {
        *self.code == **other
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::values::show::whole(f, &self.code)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.code, f)
    }
}

/// How many decimals each currency counts, for a site that differs from the API's rule.
///
/// Given to a client, it decides what the amounts of that client's answers and requests mean. Most sites need none.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::{Amount, CurrencyTable, Money};
/// let table = CurrencyTable::new().with("KWD", 3);
/// let dinars = Money::new(Amount::from_minor(1234), table.currency("KWD"));
/// assert_eq!(dinars.to_string(), "KWD 1.234");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrencyTable {
    /// What differs from the API's rule, sorted by code in capitals. Shared: every answer's reader holds one.
    changed: Option<Arc<Vec<Row>>>,
}

/// A code and the decimals that amounts in it count.
type Row = (Box<str>, u8);

/// The most decimals that any amount can count: with more, one unit of the currency would not fit an amount.
pub const MAX_EXPONENT: u32 = 18;

impl CurrencyTable {
    /// The API's rule: whole units for zero-decimal currencies, hundredths for all others.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The minor units of ISO 4217: thousandths where it has three decimals, four decimals for CLF and UYW. Codes that the table
    /// of [`currencies`](crate::currencies) does not have are counted by the API's rule.
    #[must_use]
    pub fn iso4217() -> Self {
        let differ = (EXPONENTS.iter()).filter(|(_, decimals, iso)| decimals != iso);
        let changed: Vec<_> = differ
            .map(|(code, _, iso)| ((*code).into(), *iso))
            .collect();
        Self {
            changed: Some(Arc::new(changed)),
        }
    }

    /// The same table with another number of decimals for one currency, whose code may be in small letters. More than
    /// [`MAX_EXPONENT`] count as that many.
    #[must_use]
    pub fn with(mut self, code: &str, decimals: u32) -> Self {
        let decimals = u8::try_from(decimals.min(MAX_EXPONENT)).unwrap_or(u8::MAX);
        let code = code.to_ascii_uppercase();
        let changed = Arc::make_mut(self.changed.get_or_insert_default());
        match changed.binary_search_by(|(known, _)| (**known).cmp(&code)) {
            Ok(at) => changed[at].1 = decimals,
            Err(at) => changed.insert(at, (code.into(), decimals)),
        }
        self
    }

    /// The currency with that code, counted as this table says.
    #[must_use]
    pub fn currency(&self, code: &str) -> Currency {
        let changed = self.changed.as_ref().and_then(|changed| {
            let code = code.to_ascii_uppercase();
            let at = changed.binary_search_by(|(known, _)| (**known).cmp(&code));
            at.ok().and_then(|at| changed.get(at))
        });
        Currency {
            code: code.into(),
            exponent: changed.map_or_else(|| default_exponent(code), |(_, exponent)| *exponent),
        }
    }

    /// Whether this is the API's rule without any change.
    pub(crate) fn is_default(&self) -> bool {
        self.changed.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_follows_the_rule() {
        assert!(EXPONENTS.is_sorted_by_key(|(code, _, _)| *code));
        for (code, decimals, iso) in EXPONENTS {
            assert_eq!(*decimals, (*iso).min(2), "{code}");
        }
        for code in ["JPY", "KRW", "XAF", "XOF", "CLP", "VND", "jpy"] {
            assert_eq!(Currency::from(code).exponent(), 0, "{code}");
        }
        for code in ["USD", "KWD", "BHD", "ABC", ""] {
            assert_eq!(Currency::from(code).exponent(), 2, "{code}");
        }
    }

    #[test]
    fn a_table_of_ones_own() {
        let iso = CurrencyTable::iso4217();
        assert_eq!(iso.currency("KWD").exponent(), 3);
        assert_eq!(iso.currency("JPY").exponent(), 0);
        assert_eq!(iso.currency("USD").exponent(), 2);
        for (code, decimals) in [("CLF", 4), ("UYW", 4), ("UYI", 0), ("ABC", 2)] {
            assert_eq!(iso.currency(code).exponent(), decimals, "{code}");
        }
        let own = CurrencyTable::new()
            .with("USD", 4)
            .with("EUR", 0)
            .with("USD", 3);
        assert_eq!(own.currency("USD").exponent(), 3);
        assert_eq!(own.currency("EUR").exponent(), 0);
        assert_eq!(own.currency("GBP").exponent(), 2);
        // A code in small letters is no other currency, in no table.
        let small = CurrencyTable::new().with("kwd", 3);
        assert_eq!(small.currency("KWD").exponent(), 3);
        assert_eq!(small.currency("kwd").exponent(), 3);
        assert_eq!(small.with("Kwd", 1).currency("KWD").exponent(), 1);
        assert_eq!(iso.currency("kwd").exponent(), 3);
        assert_eq!(
            own.with("GBP", u32::MAX).currency("GBP").exponent(),
            MAX_EXPONENT
        );
    }

    #[test]
    fn a_code_is_three_capital_letters() {
        assert_eq!(
            "USD".parse::<Currency>().map(|it| it.to_string()),
            Ok("USD".to_owned())
        );
        for code in ["", "US", "USDX", "usd", "U$D", "ÜSD", "ÜS", "US ", "US\n"] {
            assert!(code.parse::<Currency>().is_err(), "{code:?}");
        }
    }
}
