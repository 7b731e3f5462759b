//! What numbers mean together: amounts with their currencies and decimals, prices, and what is checked of money that is sent.

use super::{Name, Presence, TypeRef};

/// What a number of a record means. Fields are given by their place in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exact {
    /// An amount of money.
    Money {
        /// The amount.
        field: usize,
        /// Whether it counts the currency's smallest unit; its major unit otherwise.
        minor: bool,
        /// The decimal beside it that refines it.
        decimal: Option<Twin>,
        /// Who says its currency.
        currency: CurrencyFrom,
    },
    /// Money that is a decimal and nothing else.
    Decimal {
        /// The decimal.
        field: usize,
        /// Who says its currency.
        currency: CurrencyFrom,
    },
    /// Money in two whole numbers: those of the major unit, and billionths of it.
    Parts {
        /// What the money is: `price`.
        name: String,
        /// The whole units.
        units: usize,
        /// The billionths.
        nanos: usize,
        /// The currency.
        currency: usize,
    },
    /// A whole number that is no money, and the decimal beside it that refines it.
    Count {
        /// The whole number.
        field: usize,
        /// The decimal.
        decimal: usize,
    },
}

/// The decimal that refines an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its place in the record.
    pub field: usize,
    /// Whether the amount is what the API made of it; a rounded copy otherwise.
    pub charged: bool,
}

/// How a quantity becomes an amount: which field of a record says what, by its place in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pricing {
    /// A price of the catalog.
    Price {
        /// The pricing model.
        model: usize,
        /// The price, where there are no tiers.
        price: usize,
        /// How many units are free.
        free: Option<usize>,
        /// The tiers.
        tiers: Option<usize>,
    },
    /// A tier of such a price.
    Tier {
        /// The first unit in it.
        start: usize,
        /// The last unit in it.
        end: usize,
        /// The price.
        price: usize,
        /// What the price is charged for.
        charge: Option<usize>,
        /// The size of a package.
        package: Option<usize>,
    },
}

/// Who says the currency of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyFrom {
    /// A field beside it.
    Field(usize),
    /// A field beside it, or the site where that is not sent.
    FieldOrSite(usize),
    /// A resource: one of the record's holders.
    Holder,
    /// The site.
    Site,
}

/// A resource that says the currency of the amounts in a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CurrencyHolder {
    /// The resource's record.
    pub record: TypeRef,
    /// Its field.
    pub field: Name,
    /// How sure it is that the API sends that field.
    pub presence: Presence,
}

/// What is checked of a parameter that is money or a decimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// How it is sent.
    pub sent: Sent,
    /// Where its currency stands.
    pub currency: CurrencyPlace,
}

/// How a parameter that is money or a decimal is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// As a whole number of the currency's smallest unit.
    Minor,
    /// As a whole number of the currency's major unit.
    Major,
    /// As a decimal of at most that many characters.
    Decimal(u64),
}

/// Where the currency of a parameter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrencyPlace {
    /// It has none.
    None,
    /// In the parameter with that place in the same list.
    Beside(usize),
    /// It is the currency of what the request is about.
    Request,
    /// It is the base currency of the site.
    Site,
}

/// What the currency of a request's money is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestCurrency {
    /// The resource whose currency counts, or `site` for the base currency of the site. Absent where each amount has a code
    /// beside it that must be given.
    pub of: Option<String>,
    /// Where the answer says the currency, by names on the wire; lists are gone through.
    pub answer: Option<Vec<String>>,
}

/// The most characters of a decimal parameter for which the spec says no other number: what the API takes for prices.
pub const DECIMAL_DIGITS: u64 = 39;
