//! Values as columns of databases: exact, or an error.
//!
//! | type | PostgreSQL | SQLite | elsewhere |
//! |---|---|---|---|
//! | [`Amount`](crate::Amount) | `BIGINT` | `INTEGER` | a 64-bit integer |
//! | [`Decimal`](crate::Decimal) | `NUMERIC` | `TEXT` | text |
//! | [`Timestamp`](crate::Timestamp), [`TimestampMillis`](crate::TimestampMillis) | `TIMESTAMPTZ` | `INTEGER` | a 64-bit integer |
//! | [`Money`](crate::Money), [`ExactMoney`](crate::ExactMoney), [`Currency`](crate::Currency), [`Id`](crate::Id) | `TEXT` | `TEXT` | text |
//! | enums, which are an [`OpenEnum`](crate::OpenEnum) | `TEXT` | `TEXT` | text |
//!
//! A `NUMERIC` keeps every digit, but for zeros before a number and how an exponent was written; `NaN` and infinity are errors when
//! they are read. An instant that is finer than the type that it is read into is rounded down, as everywhere here; infinity is
//! an error. Money is one column of text, `USD 12.50`: sums are done over columns of an amount and a currency. What a currency counts
//! is the API's rule there, so that money which is counted otherwise is refused when it is written.
//!
//! A column of an enum is text, and no enum of the database: the API adds values at any time, and what this version of the crate does
//! not know is written and read as it came.
//!
//! In SQLite, a column for decimals must be of the type `TEXT`: in one of the type `NUMERIC` or `DECIMAL`, SQLite makes floating
//! point numbers of them. Over `rusqlite` a number that it sends as one is refused. Over `diesel` that cannot be told: SQLite makes text of
//! it first, whose last digits may be others than those that were written.
//!
//! Not everything is a column everywhere. What is missing would need the SQLite drivers of `sqlx` and of `diesel`: `rusqlite` needs another
//! version of the bindings to the C library than they do, and Cargo lets one crate depend on one version only, features that are off
//! included.
//!
//! - Over `sqlx`, [`Decimal`](crate::Decimal), [`Timestamp`](crate::Timestamp) and [`TimestampMillis`](crate::TimestampMillis) are those of
//!   PostgreSQL alone, with the feature `sqlx-postgres`. A type of `sqlx` that is a column in every database cannot be another one in
//!   PostgreSQL. Elsewhere `sqlx::types::Text<Decimal>` keeps every digit as text, and `as_seconds()` an instant as an integer.
//! - Over `diesel`, [`Money`](crate::Money) and [`ExactMoney`](crate::ExactMoney) are written to PostgreSQL and MySQL, which take the bytes of a
//!   text. SQLite keeps a reference to a text that outlives the call, and these have none: there, an amount and a currency stand in
//!   columns of their own.

#[cfg(any(
    feature = "diesel",
    feature = "postgres-types",
    feature = "sqlx-postgres"
))]
mod postgres;
#[cfg(feature = "diesel")]
mod with_diesel;
#[cfg(feature = "postgres-types")]
mod with_postgres_types;
#[cfg(feature = "rusqlite")]
mod with_rusqlite;
#[cfg(feature = "sqlx")]
mod with_sqlx;
#[cfg(feature = "sqlx-postgres")]
mod with_sqlx_postgres;

use crate::{Currency, ExactMoney, Money};
use std::fmt;

/// Why a value is no column, or a column no value.
#[derive(Debug)]
struct Unfit(&'static str);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unfit {}

/// Whether text says all of money of the currency.
fn is_told(currency: &Currency) -> Result<(), Unfit> {
    if !currency.is_code() {
        return Err(Unfit(
            "the currency is not a code: three capital letters, such as `USD`",
        ));
    }
    if currency.exponent() != Currency::new(currency.as_str()).exponent() {
        return Err(Unfit(
            "the currency is counted otherwise than the API counts it, which text does not say: keep the amount and the currency in columns of their own",
        ));
    }
    Ok(())
}

fn money_text(money: &Money) -> Result<String, Unfit> {
    is_told(money.currency())?;
    Ok(money.to_string())
}

fn exact_text(money: &ExactMoney) -> Result<String, Unfit> {
    is_told(money.currency())?;
    let text = money.to_string();
    // One that is too long to write out keeps its exponent, and would not be read.
    match text.contains(['e', 'E']) && text.parse::<ExactMoney>().is_err() {
        true => Err(Unfit("the number takes too many digits to write out")),
        false => Ok(text),
    }
}

/// The digits of a decimal, without an exponent.
#[cfg(any(
    feature = "diesel",
    feature = "postgres-types",
    feature = "rusqlite",
    feature = "sqlx-postgres"
))]
fn decimal_text(number: &crate::Decimal) -> Result<String, Unfit> {
    let text = number.to_string();
    match text.contains(['e', 'E']) {
        true => Err(Unfit("the number takes too many digits to write out")),
        false => Ok(text),
    }
}
