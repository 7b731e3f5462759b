//! Columns of SQLite, over `rusqlite`.

use super::{decimal_text, exact_text, money_text};
use crate::{Amount, Currency, Decimal, ExactMoney, Id, Money, Timestamp, TimestampMillis};
use rusqlite::{
    Error, Result,
    types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef},
};
use std::str::FromStr;

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::ToSqlConversionFailure(Box::new(error))
}

fn read<T>(value: ValueRef<'_>) -> FromSqlResult<T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let parsed = value.as_str()?.parse();
    parsed.map_err(|error| FromSqlError::Other(Box::new(error)))
}

macro_rules! integers {
    ($($type:ty, $as:ident, $from:ident;)*) => { $(
        impl ToSql for $type {
            fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
                Ok(self.$as().into())
            }
        }

        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map(Self::$from)
            }
        }
    )* };
}

integers! {
    Amount, minor, from_minor;
    Timestamp, as_seconds, from_seconds;
    TimestampMillis, as_milliseconds, from_milliseconds;
}

macro_rules! texts {
    ($($type:ty, $text:path;)*) => { $(
        impl ToSql for $type {
            fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
                $text(self).map(ToSqlOutput::from).map_err(refused)
            }
        }

        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                read(value)
            }
        }
    )* };
}

texts! {
    Money, money_text;
    ExactMoney, exact_text;
}

impl ToSql for Decimal {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        decimal_text(self).map(ToSqlOutput::from).map_err(refused)
    }
}

/// Text, or an integer. A floating point number is refused: it is another number than the one that was written.
impl FromSql for Decimal {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(number) => Ok(number.into()),
            value => read(value),
        }
    }
}

impl ToSql for Currency {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Currency {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        read(value)
    }
}

impl<R, P> ToSql for Id<R, P> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl<R, P> FromSql for Id<R, P> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(Self::new)
    }
}
