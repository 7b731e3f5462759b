//! Columns of PostgreSQL, over `postgres-types`.

use super::{exact_text, money_text, postgres};
use crate::{Amount, Currency, Decimal, ExactMoney, Id, Money, Timestamp, TimestampMillis};
use bytes::BytesMut;
use postgres_types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};
use std::error::Error;

type Failed = Box<dyn Error + Sync + Send>;

/// A type as the column that another is.
macro_rules! column {
    ($type:ty [$($generic:ident),*] as $column:ty, $value:ident => $to:expr, $from:expr) => {
        impl<$($generic),*> ToSql for $type {
            fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
                let $value = self;
                ToSql::to_sql(&$to, ty, out)
            }

            fn accepts(ty: &Type) -> bool {
                <$column as ToSql>::accepts(ty)
            }

            to_sql_checked!();
        }

        impl<'a, $($generic),*> FromSql<'a> for $type {
            fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
                let $value = <$column as FromSql<'_>>::from_sql(ty, raw)?;
                Ok($from)
            }

            fn accepts(ty: &Type) -> bool {
                <$column as FromSql<'_>>::accepts(ty)
            }
        }
    };
}

column!(Amount [] as i64, it => it.minor(), Amount::from_minor(it));
column!(Money [] as &str, it => money_text(it)?, it.parse()?);
column!(ExactMoney [] as &str, it => exact_text(it)?, it.parse()?);
column!(Currency [] as &str, it => it.as_str(), it.parse()?);

impl<R, P> ToSql for Id<R, P>
where
    Self: std::fmt::Debug,
{
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        self.as_str().to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        <&str as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}

impl<'a, R, P> FromSql<'a> for Id<R, P> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
        <&str as FromSql<'_>>::from_sql(ty, raw).map(Self::new)
    }

    fn accepts(ty: &Type) -> bool {
        <&str as FromSql<'_>>::accepts(ty)
    }
}

impl ToSql for Decimal {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        out.extend_from_slice(&postgres::numeric(self)?);
        Ok(IsNull::No)
    }

    accepts!(NUMERIC);
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Decimal {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
        Ok(postgres::decimal(raw)?)
    }

    accepts!(NUMERIC);
}

macro_rules! instants {
    ($($type:ty, $per_second:literal, $as:ident, $from:ident;)*) => { $(
        impl ToSql for $type {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
                let micros = postgres::micros(self.$as(), $per_second)?;
                out.extend_from_slice(&micros.to_be_bytes());
                Ok(IsNull::No)
            }

            accepts!(TIMESTAMPTZ);
            to_sql_checked!();
        }

        impl<'a> FromSql<'a> for $type {
            fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Failed> {
                let micros = i64::from_be_bytes(raw.try_into()?);
                Ok(Self::$from(postgres::count(micros, $per_second)?))
            }

            accepts!(TIMESTAMPTZ);
        }
    )* };
}

instants! {
    Timestamp, 1, as_seconds, from_seconds;
    TimestampMillis, 1000, as_milliseconds, from_milliseconds;
}
