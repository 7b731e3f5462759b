//! Values: money, decimals, times, ids, JSON. They know nothing of requests and answers.

pub mod decimal;
pub mod id;
pub(crate) mod json;
pub mod money;
pub mod open_enum;
#[cfg(feature = "pricing")]
pub mod pricing;
#[doc(hidden)]
pub mod show;
#[cfg(any(
    feature = "diesel",
    feature = "postgres-types",
    feature = "rusqlite",
    feature = "sqlx"
))]
pub mod sql;
pub mod time;
