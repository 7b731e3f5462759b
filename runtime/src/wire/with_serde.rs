//! `Serialize` and `Deserialize` for everything that the API sends, behind the feature `serde`.
//!
//! | type | written as |
//! |---|---|
//! | [`Amount`], [`Timestamp`], [`TimestampMillis`] | a whole number |
//! | [`Money`], [`MoneyOf`](crate::MoneyOf) | `{"amount": 8700, "currency": "USD"}`; see also [`as_number`](crate::money::as_number) |
//! | [`ExactMoney`](crate::ExactMoney) | `{"major": "0.0765", "currency": "USD"}` |
//! | [`Decimal`] | text, every digit |
//! | [`Currency`], [`Id`], enums | text |
//! | records | the JSON that the API sent |
//!
//! What is written reads the same again. Nothing is read through floating point: a decimal is text or a whole number.
//!
//! Records and [`Json`] carry JSON text inside. As text `serde_json` writes it digit for digit. Other formats, its own `Value` among
//! them, get the values: a number with more digits than floating point keeps is an error there, and never another number. They
//! are read through `serde_json` only: its strings, slices, readers and `Value`s. Inside untagged and internally tagged enums and flattened structs serde gives up the text, and they are refused.
//!
//! Nothing is redacted: sensitive fields are written too.

mod money;
mod records;
mod scalars;

pub use records::{enum_from, record_from, record_into};

use crate::{Amount, Currency, Decimal, Id, Json, Money, Timestamp, TimestampMillis};
