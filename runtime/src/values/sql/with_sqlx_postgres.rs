//! Columns that only PostgreSQL has, over sqlx.

use super::postgres;
use crate::{Amount, Currency, Decimal, ExactMoney, Id, Money, Timestamp, TimestampMillis};
use sqlx_core::{
    decode::Decode,
    encode::{Encode, IsNull},
    error::BoxDynError,
    types::Type,
};
use sqlx_postgres::{
    PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef, Postgres, types::Oid,
};

macro_rules! known {
    ($($type:ty, $oid:literal, $array:literal;)*) => { $(
        impl Type<Postgres> for $type {
            fn type_info() -> PgTypeInfo {
                PgTypeInfo::with_oid(Oid($oid))
            }
        }

        impl PgHasArrayType for $type {
            fn array_type_info() -> PgTypeInfo {
                PgTypeInfo::with_oid(Oid($array))
            }
        }
    )* };
}

// `NUMERIC` and `TIMESTAMPTZ`, whose numbers never change.
known! {
    Decimal, 1700, 1231;
    Timestamp, 1184, 1185;
    TimestampMillis, 1184, 1185;
}

macro_rules! as_others {
    ($($type:ty [$($generic:ident),*], $column:ty;)*) => { $(
        impl<$($generic),*> PgHasArrayType for $type {
            fn array_type_info() -> PgTypeInfo {
                <$column>::array_type_info()
            }
        }
    )* };
}

as_others! {
    Amount [], i64;
    Money [], String;
    ExactMoney [], String;
    Currency [], String;
    Id<R, P> [R, P], String;
}

impl Encode<'_, Postgres> for Decimal {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&postgres::numeric(self)?);
        Ok(IsNull::No)
    }
}

impl Decode<'_, Postgres> for Decimal {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(match value.format() {
            PgValueFormat::Binary => postgres::decimal(value.as_bytes()?)?,
            PgValueFormat::Text => value.as_str()?.parse()?,
        })
    }
}

/// Text has the offset of the session, and of it only the hours where it has no minutes.
fn with_minutes(text: &str) -> String {
    let short = text
        .get(text.len().saturating_sub(3)..)
        .is_some_and(|offset| offset.starts_with(['+', '-']));
    let minutes = if short { ":00" } else { "" };
    format!("{text}{minutes}")
}

macro_rules! instants {
    ($($type:ty, $per_second:literal, $as:ident, $from:ident;)*) => { $(
        impl Encode<'_, Postgres> for $type {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                let micros = postgres::micros(self.$as(), $per_second)?;
                buffer.extend_from_slice(&micros.to_be_bytes());
                Ok(IsNull::No)
            }
        }

        impl Decode<'_, Postgres> for $type {
            fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
                match value.format() {
                    PgValueFormat::Binary => {
                        let micros = i64::from_be_bytes(value.as_bytes()?.try_into()?);
                        Ok(Self::$from(postgres::count(micros, $per_second)?))
                    }
                    PgValueFormat::Text => Ok(with_minutes(value.as_str()?).parse()?),
                }
            }
        }
    )* };
}

instants! {
    Timestamp, 1, as_seconds, from_seconds;
    TimestampMillis, 1000, as_milliseconds, from_milliseconds;
}
