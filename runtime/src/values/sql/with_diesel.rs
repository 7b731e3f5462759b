//! Columns over diesel: those that every backend has, and `Numeric` and `Timestamptz` of PostgreSQL.

use super::{Unfit, exact_text, money_text, postgres};
use crate::{Amount, Currency, Decimal, ExactMoney, Id, Money, Timestamp, TimestampMillis};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql},
    pg::{Pg, PgValue},
    query_builder::bind_collector::RawBytesBindCollector,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{BigInt, Numeric, Text, Timestamptz},
};
use std::io::Write as _;

macro_rules! integers {
    ($($type:ty, $count:ident, $from:ident;)*) => { $(
        impl<DB: Backend> ToSql<BigInt, DB> for $type
        where
            i64: ToSql<BigInt, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.$count().to_sql(out)
            }
        }

        impl<DB: Backend> FromSql<BigInt, DB> for $type
        where
            i64: FromSql<BigInt, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                i64::from_sql(value).map(Self::$from)
            }
        }
    )* };
}

integers! {
    Amount, minor_ref, from_minor;
    Timestamp, count_ref, from_seconds;
    TimestampMillis, count_ref, from_milliseconds;
}

macro_rules! read {
    ($($type:ty [$($generic:ident),*], $value:ident => $from:expr;)*) => { $(
        impl<DB: Backend, $($generic),*> FromSql<Text, DB> for $type
        where
            String: FromSql<Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let $value = String::from_sql(value)?;
                Ok($from)
            }
        }
    )* };
}

read! {
    Money [], it => it.parse()?;
    ExactMoney [], it => it.parse()?;
    Currency [], it => it.parse()?;
    Decimal [], it => it.parse()?;
    Id<R, P> [R, P], it => Id::new(it);
}

macro_rules! write_text {
    ($($type:ty [$($generic:ident),*], $text:ident;)*) => { $(
        impl<DB: Backend, $($generic),*> ToSql<Text, DB> for $type
        where
            Self: std::fmt::Debug,
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.$text().to_sql(out)
            }
        }
    )* };
}

write_text! {
    Currency [], as_str;
    Id<R, P> [R, P], as_str;
}

/// Without an exponent, as it is read: a number that has one goes to a column of the type `Numeric`.
impl<DB: Backend> ToSql<Text, DB> for Decimal
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        match self.has_exponent() {
            true => Err(Box::new(Unfit("the number has an exponent"))),
            false => self.sent().to_sql(out),
        }
    }
}

macro_rules! write_bytes {
    ($($type:ty, $text:ident;)*) => { $(
        /// For backends that take a text as its bytes, such as PostgreSQL and MySQL.
        impl<DB> ToSql<Text, DB> for $type
        where
            DB: for<'a> Backend<BindCollector<'a> = RawBytesBindCollector<DB>>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                out.write_all($text(self)?.as_bytes())?;
                Ok(IsNull::No)
            }
        }
    )* };
}

write_bytes! {
    Money, money_text;
    ExactMoney, exact_text;
}

impl ToSql<Numeric, Pg> for Decimal {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&postgres::numeric(self)?)?;
        Ok(IsNull::No)
    }
}

impl FromSql<Numeric, Pg> for Decimal {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(postgres::decimal(value.as_bytes())?)
    }
}

macro_rules! instants {
    ($($type:ty, $per_second:literal, $as:ident, $from:ident;)*) => { $(
        impl ToSql<Timestamptz, Pg> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let micros = postgres::micros(self.$as(), $per_second)?;
                out.write_all(&micros.to_be_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl FromSql<Timestamptz, Pg> for $type {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                let micros = i64::from_be_bytes(value.as_bytes().try_into()?);
                Ok(Self::$from(postgres::count(micros, $per_second)?))
            }
        }
    )* };
}

instants! {
    Timestamp, 1, as_seconds, from_seconds;
    TimestampMillis, 1000, as_milliseconds, from_milliseconds;
}
