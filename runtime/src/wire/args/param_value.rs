//! Values for parameters whose type the crate does not know.

use super::{Arg, ArgFor, ArgValue, Clear, RequiredArg};
use crate::{Amount, Currency, Decimal, Json, Timestamp};

/// A value for a parameter whose type the crate does not know: a custom field, or a parameter given by name.
///
/// Text, numbers, booleans, [`Amount`], [`Timestamp`], [`Decimal`], [`Json`] and [`CLEAR`](crate::CLEAR) become one.
#[derive(Clone, Debug)]
pub struct ParamValue(Arg);

impl ArgValue for ParamValue {
    fn to_arg(self) -> Arg {
        self.0
    }
}

impl From<Clear> for ParamValue {
    fn from(_: Clear) -> Self {
        Self(Arg::Clear)
    }
}

macro_rules! param_values {
    ($($from:ty as $type:ty;)*) => { $(
        impl From<$from> for ParamValue {
            fn from(value: $from) -> Self {
                Self(<$type>::from(value).to_arg())
            }
        }

        #[diagnostic::do_not_recommend]
        impl RequiredArg<ParamValue> for $from {}

        impl ArgFor<ParamValue> for $from {
            fn arg(self) -> Option<Arg> {
                Some(<$type>::from(self).to_arg())
            }
        }
    )* };
}

param_values! {
    &str as String;
    String as String;
    &String as String;
    bool as bool;
    i64 as i64;
    i32 as i64;
    u32 as i64;
    Amount as Amount;
    Timestamp as Timestamp;
    Currency as Currency;
    Decimal as Decimal;
    rust_decimal::Decimal as Decimal;
    Json as Json;
    serde_json::Value as Json;
}
