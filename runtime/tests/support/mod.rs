//! A record and an enum as generated code has them.

use chargebee_runtime::{
    Amount, Currency, Decimal, Extra, Json, Timestamp, open_enum,
    record::{Field, Record, Shape, Slot, Value},
    record_type,
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

impl Price {
    fn empty() -> Self {
        Self {
            kind: Value::empty(),
            amount: Value::empty(),
            currency_code: Value::empty(),
            in_decimal: Value::empty(),
            updated_at: Value::empty(),
            meta_data: Value::empty(),
            tiers: Value::empty(),
            extra: Extra::default(),
        }
    }
}

impl Record for Price {
    fn shape(&self) -> &'static Shape {
        static SHAPE: Shape = Shape {
            name: "Price",
            resource: "price",
            objects: &["price"],
            fields: &[
                "kind",
                "amount",
                "currency_code",
                "in_decimal",
                "updated_at",
                "meta_data",
                "tiers",
            ],
            required: &[],
            sensitive: &[],
        };
        &SHAPE
    }

    fn slot(&mut self, index: usize) -> Slot<'_> {
        match index {
            0 => self.kind.place(),
            1 => self.amount.place(),
            2 => self.currency_code.place(),
            3 => self.in_decimal.place(),
            4 => self.updated_at.place(),
            5 => self.meta_data.place(),
            6 => self.tiers.place(),
            _ => Slot::None,
        }
    }

    fn field(&self, index: usize) -> Field<'_> {
        match index {
            0 => self.kind.view(),
            1 => self.amount.view(),
            2 => self.currency_code.view(),
            3 => self.in_decimal.view(),
            4 => self.updated_at.view(),
            5 => self.meta_data.view(),
            6 => self.tiers.view(),
            _ => Field::Absent,
        }
    }

    fn extra(&self) -> &Extra {
        &self.extra
    }

    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

record_type!(Price);

#[non_exhaustive]
pub(crate) enum Kind {
    FlatFee,
    Unknown(String),
}

impl Kind {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::FlatFee => "flat_fee",
            Self::Unknown(text) => text,
        }
    }
}

impl From<&str> for Kind {
    fn from(text: &str) -> Self {
        match text {
            "flat_fee" => Self::FlatFee,
            _ => Self::Unknown(text.to_owned()),
        }
    }
}

open_enum!(Kind);
