//! What stands for a value of another type: text for an id, money for an amount.

use super::{AnyOf, Arg, ArgFor, RequiredArg};
use crate::{Amount, Currency, Decimal, ExactMoney, Id, Json, KnownCurrency, Money, MoneyOf};

macro_rules! into_arg {
    ($($type:ty [$($generic:ident $(: $bound:ident)?),*] for $from:ty, $self:ident => $arg:expr;)*) => { $(
        impl<$($generic $(: $bound)?),*> ArgFor<$type> for $from {
            fn arg($self) -> Option<Arg> {
                Some($arg)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generic $(: $bound)?),*> RequiredArg<$type> for $from {}

        #[diagnostic::do_not_recommend]
        impl<$($generic $(: $bound)?),*> From<$from> for AnyOf<$type> {
            fn from(value: $from) -> Self {
                Self::one(value)
            }
        }
    )* };
}

into_arg! {
    String [] for &str, self => Arg::Text(self.to_owned());
    Id<R, P> [R, P] for &str, self => Arg::Text(self.to_owned());
    Id<R, P> [R, P] for &String, self => Arg::Text(self.clone());
    Id<R, P> [R, P] for String, self => Arg::Text(self);
    Currency [] for &str, self => Arg::Text(self.to_owned());
    // An untyped literal is an `i32`; smaller and unsigned ones always fit.
    i64 [] for i32, self => Arg::Int(self.into());
    i64 [] for u32, self => Arg::Int(self.into());
    i64 [] for u16, self => Arg::Int(self.into());
    i64 [] for u8, self => Arg::Int(self.into());
    Decimal [] for i32, self => Arg::Decimal(self.into());
    Decimal [] for i64, self => Arg::Decimal(self.into());
    Decimal [] for rust_decimal::Decimal, self => Arg::Decimal(self.into());
    Json [] for serde_json::Value, self => Arg::Json(self.into());
    Amount [] for Money, self => Arg::Money(self);
    Amount [] for &Money, self => Arg::Money(self.clone());
    Amount [C: KnownCurrency] for MoneyOf<C>, self => Arg::Money(self.into());
    Amount [] for ExactMoney, self => Arg::Exact(self);
    Amount [] for &ExactMoney, self => Arg::Exact(self.clone());
    Amount [] for Decimal, self => Arg::Decimal(self);
    Amount [] for &Decimal, self => Arg::Decimal(self.clone());
    Amount [] for rust_decimal::Decimal, self => Arg::Decimal(self.into());
    ExactMoney [] for Money, self => Arg::Exact(self.into());
    ExactMoney [] for &Money, self => Arg::Exact(self.clone().into());
    ExactMoney [C: KnownCurrency] for MoneyOf<C>, self => Arg::Exact(Money::from(self).into());
    ExactMoney [] for Decimal, self => Arg::Decimal(self);
    ExactMoney [] for &Decimal, self => Arg::Decimal(self.clone());
    ExactMoney [] for rust_decimal::Decimal, self => Arg::Decimal(self.into());
}
