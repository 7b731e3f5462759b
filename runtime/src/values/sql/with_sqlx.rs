//! Columns that are the same in every database of sqlx.

use super::{exact_text, money_text};
use crate::{Amount, Currency, ExactMoney, Id, Money};
use sqlx_core::{
    database::Database,
    decode::Decode,
    encode::{Encode, IsNull},
    error::BoxDynError,
    types::Type,
};

macro_rules! column {
    ($type:ty [$($generic:ident),*] as $column:ty, $value:ident => $to:expr, $from:expr) => {
        impl<DB: Database, $($generic),*> Type<DB> for $type
        where
            $column: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$column>::type_info()
            }

            fn compatible(ty: &DB::TypeInfo) -> bool {
                <$column>::compatible(ty)
            }
        }

        impl<'q, DB: Database, $($generic),*> Encode<'q, DB> for $type
        where
            $column: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                let $value = self;
                let value: $column = $to;
                value.encode(buffer)
            }
        }

        impl<'r, DB: Database, $($generic),*> Decode<'r, DB> for $type
        where
            $column: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let $value = <$column>::decode(value)?;
                Ok($from)
            }
        }
    };
}

column!(Amount [] as i64, it => it.minor(), Amount::from_minor(it));
column!(Money [] as String, it => money_text(it)?, it.parse()?);
column!(ExactMoney [] as String, it => exact_text(it)?, it.parse()?);
column!(Currency [] as String, it => it.as_str().to_owned(), it.parse()?);
column!(Id<R, P> [R, P] as String, it => it.as_str().to_owned(), Id::new(it));
