//! A record and an enum as generated code has them.

use chargebee_runtime::{
    Amount, Currency, Decimal, Extra, Json, Timestamp, open_enum, record_type,
};

/// A bit of everything that a record can hold.
#[non_exhaustive]
pub(crate) struct Price {
    pub(crate) kind: Option<Kind>,
    pub(crate) amount: Option<Amount>,
    pub(crate) currency_code: Option<Currency>,
    pub(crate) in_decimal: Option<Decimal>,
    pub(crate) updated_at: Option<Timestamp>,
    pub(crate) meta_data: Option<Json>,
    pub(crate) tiers: Vec<Price>,
    pub(crate) extra: Extra,
}

record_type! {
    Price "price" ["price"] {
        kind: "kind",
        amount: "amount",
        currency_code: "currency_code",
        in_decimal: "in_decimal",
        updated_at: "updated_at",
        meta_data: "meta_data",
        tiers: "tiers",
    }
}

#[non_exhaustive]
pub(crate) enum Kind {
    FlatFee,
    Unknown(String),
}

open_enum! {
    Kind {
        FlatFee: "flat_fee",
    }
}
