//! Open enums as columns of databases: text, and a value that this version of the crate does not know is kept as it is.
//!
//! They are types of another crate, which only a macro can give the traits of a third. Without the features it gives them nothing.

/// An open enum as a column, for each feature that is on.
#[doc(hidden)]
#[macro_export]
macro_rules! enum_columns {
    ($type:ident) => {
        $crate::enum_diesel!($type);
        $crate::enum_postgres_types!($type);
        $crate::enum_rusqlite!($type);
        $crate::enum_sqlx!($type);
        $crate::enum_sqlx_postgres!($type);
    };
}

/// What the derives of diesel would make: they name the crate `diesel`, which a generated crate does not depend on.
#[cfg(feature = "diesel")]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_diesel {
    ($type:ident) => {
        $crate::enum_diesel!(@expressions $type, $crate::private::diesel::sql_types::Text);
        $crate::enum_diesel!(
            @expressions $type,
            $crate::private::diesel::sql_types::Nullable<$crate::private::diesel::sql_types::Text>
        );

        impl<DB> $crate::private::diesel::serialize::ToSql<$crate::private::diesel::sql_types::Text, DB> for $type
        where
            DB: $crate::private::diesel::backend::Backend,
            str: $crate::private::diesel::serialize::ToSql<$crate::private::diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut $crate::private::diesel::serialize::Output<'b, '_, DB>,
            ) -> $crate::private::diesel::serialize::Result {
                $crate::private::diesel::serialize::ToSql::to_sql(self.as_str(), out)
            }
        }

        impl<DB>
            $crate::private::diesel::serialize::ToSql<
                $crate::private::diesel::sql_types::Nullable<$crate::private::diesel::sql_types::Text>,
                DB,
            > for $type
        where
            DB: $crate::private::diesel::backend::Backend,
            str: $crate::private::diesel::serialize::ToSql<$crate::private::diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut $crate::private::diesel::serialize::Output<'b, '_, DB>,
            ) -> $crate::private::diesel::serialize::Result {
                $crate::private::diesel::serialize::ToSql::<$crate::private::diesel::sql_types::Text, DB>::to_sql(
                    self.as_str(),
                    out,
                )
            }
        }

        impl<DB> $crate::private::diesel::deserialize::FromSql<$crate::private::diesel::sql_types::Text, DB> for $type
        where
            DB: $crate::private::diesel::backend::Backend,
            ::std::string::String:
                $crate::private::diesel::deserialize::FromSql<$crate::private::diesel::sql_types::Text, DB>,
        {
            fn from_sql(value: DB::RawValue<'_>) -> $crate::private::diesel::deserialize::Result<Self> {
                let text: ::std::string::String = $crate::private::diesel::deserialize::FromSql::from_sql(value)?;
                ::std::result::Result::Ok(Self::from(text.as_str()))
            }
        }

        impl<DB, ST> $crate::private::diesel::deserialize::Queryable<ST, DB> for $type
        where
            DB: $crate::private::diesel::backend::Backend,
            ST: $crate::private::diesel::sql_types::SingleValue,
            Self: $crate::private::diesel::deserialize::FromSql<ST, DB>,
        {
            type Row = Self;

            fn build(row: Self) -> $crate::private::diesel::deserialize::Result<Self> {
                ::std::result::Result::Ok(row)
            }
        }
    };
    (@expressions $type:ident, $column:ty) => {
        $crate::enum_diesel!(@expression $type, $column);
        $crate::enum_diesel!(@expression &$type, $column);
        $crate::enum_diesel!(@expression &&$type, $column);
    };
    (@expression $type:ty, $column:ty) => {
        #[diagnostic::do_not_recommend]
        impl $crate::private::diesel::expression::AsExpression<$column> for $type {
            type Expression = $crate::private::diesel::internal::derives::as_expression::Bound<$column, Self>;

            fn as_expression(self) -> Self::Expression {
                $crate::private::diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
    };
}

#[cfg(feature = "postgres-types")]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_postgres_types {
    ($type:ident) => {
        impl $crate::private::postgres_types::ToSql for $type {
            fn to_sql(
                &self,
                ty: &$crate::private::postgres_types::Type,
                out: &mut $crate::private::BytesMut,
            ) -> ::std::result::Result<
                $crate::private::postgres_types::IsNull,
                ::std::boxed::Box<dyn ::std::error::Error + Sync + Send>,
            > {
                $crate::private::postgres_types::ToSql::to_sql(&self.as_str(), ty, out)
            }

            fn accepts(ty: &$crate::private::postgres_types::Type) -> bool {
                <&str as $crate::private::postgres_types::ToSql>::accepts(ty)
            }

            $crate::private::postgres_types::to_sql_checked!();
        }

        impl<'a> $crate::private::postgres_types::FromSql<'a> for $type {
            fn from_sql(
                ty: &$crate::private::postgres_types::Type,
                raw: &'a [u8],
            ) -> ::std::result::Result<Self, ::std::boxed::Box<dyn ::std::error::Error + Sync + Send>> {
                let text: &str = $crate::private::postgres_types::FromSql::from_sql(ty, raw)?;
                ::std::result::Result::Ok(Self::from(text))
            }

            fn accepts(ty: &$crate::private::postgres_types::Type) -> bool {
                <&str as $crate::private::postgres_types::FromSql<'_>>::accepts(ty)
            }
        }
    };
}

#[cfg(feature = "rusqlite")]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_rusqlite {
    ($type:ident) => {
        impl $crate::private::rusqlite::types::ToSql for $type {
            fn to_sql(&self) -> $crate::private::rusqlite::Result<$crate::private::rusqlite::types::ToSqlOutput<'_>> {
                ::std::result::Result::Ok(self.as_str().into())
            }
        }

        impl $crate::private::rusqlite::types::FromSql for $type {
            fn column_result(
                value: $crate::private::rusqlite::types::ValueRef<'_>,
            ) -> $crate::private::rusqlite::types::FromSqlResult<Self> {
                value.as_str().map(Self::from)
            }
        }
    };
}

#[cfg(feature = "sqlx")]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_sqlx {
    ($type:ident) => {
        impl<DB: $crate::private::sqlx_core::database::Database>
            $crate::private::sqlx_core::types::Type<DB> for $type
        where
            ::std::string::String: $crate::private::sqlx_core::types::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <::std::string::String as $crate::private::sqlx_core::types::Type<DB>>::type_info()
            }

            fn compatible(ty: &DB::TypeInfo) -> bool {
                <::std::string::String as $crate::private::sqlx_core::types::Type<DB>>::compatible(
                    ty,
                )
            }
        }

        impl<'q, DB: $crate::private::sqlx_core::database::Database>
            $crate::private::sqlx_core::encode::Encode<'q, DB> for $type
        where
            ::std::string::String: $crate::private::sqlx_core::encode::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut DB::ArgumentBuffer,
            ) -> ::std::result::Result<
                $crate::private::sqlx_core::encode::IsNull,
                $crate::private::sqlx_core::error::BoxDynError,
            > {
                $crate::private::sqlx_core::encode::Encode::<DB>::encode(
                    self.as_str().to_owned(),
                    buffer,
                )
            }
        }

        impl<'r, DB: $crate::private::sqlx_core::database::Database>
            $crate::private::sqlx_core::decode::Decode<'r, DB> for $type
        where
            ::std::string::String: $crate::private::sqlx_core::decode::Decode<'r, DB>,
        {
            fn decode(
                value: DB::ValueRef<'r>,
            ) -> ::std::result::Result<Self, $crate::private::sqlx_core::error::BoxDynError> {
                let text: ::std::string::String =
                    $crate::private::sqlx_core::decode::Decode::<DB>::decode(value)?;
                ::std::result::Result::Ok(Self::from(text.as_str()))
            }
        }
    };
}

#[cfg(feature = "sqlx-postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_sqlx_postgres {
    ($type:ident) => {
        impl $crate::private::sqlx_postgres::PgHasArrayType for $type {
            fn array_type_info() -> $crate::private::sqlx_postgres::PgTypeInfo {
                <::std::string::String as $crate::private::sqlx_postgres::PgHasArrayType>::array_type_info()
            }
        }
    };
}

#[cfg(not(feature = "diesel"))]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_diesel {
    ($type:ident) => {};
}

#[cfg(not(feature = "postgres-types"))]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_postgres_types {
    ($type:ident) => {};
}

#[cfg(not(feature = "rusqlite"))]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_rusqlite {
    ($type:ident) => {};
}

#[cfg(not(feature = "sqlx"))]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_sqlx {
    ($type:ident) => {};
}

#[cfg(not(feature = "sqlx-postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! enum_sqlx_postgres {
    ($type:ident) => {};
}
