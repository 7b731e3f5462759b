//! What can be given for a parameter: the traits that its setters ask for, and what has them.

use super::Arg;
use crate::{
    Amount, Currency, Decimal, ExactMoney, Id, Json, OpenEnum, Timestamp, TimestampMillis,
};

/// Empties a field: [`CLEAR`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clear;

/// Empties a field on the server, where a parameter that is not set leaves it as it is.
///
/// ```text
/// client.subscription().update_for_items("sub_1").po_number(CLEAR)
/// ```
pub const CLEAR: Clear = Clear;

/// Leaves a parameter unset: [`UNSET`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unset;

/// Leaves a parameter unset where an argument stands for it. What had to be given once and need not be any more keeps its place
/// among the arguments, so that a program that gives it goes on compiling; one that does not gives this.
///
/// ```text
/// client.gift().update_gift("gift_1", UNSET)
/// ```
pub const UNSET: Unset = Unset;

/// What can be given for a parameter of type `T`.
///
/// A parameter has three states. Not set: it is not sent. [`CLEAR`]: it is sent empty, and the server empties the field.
/// A value: it is sent. An `Option` sets or does not set. Text (`&str`, `String`) stands for ids and currencies too.
///
/// Money is never a bare number:
///
/// - A parameter of type [`Amount`] takes an `Amount`, [`Money`](crate::Money), [`MoneyOf`](crate::MoneyOf) or [`ExactMoney`]. It
///   also takes a [`Decimal`] of the currency's major unit, where the request says the currency.
/// - A parameter of type [`ExactMoney`] takes that, a [`Decimal`] of the currency's major unit, [`Money`](crate::Money) or
///   [`MoneyOf`](crate::MoneyOf).
///
/// Before anything is sent, money is compared with the currency that the request says, with the other money in it, and with what
/// was given to the request's `currency_of`: a currency that contradicts is an error, and so are digits that the parameter or the
/// currency has no room for. Where none of these says the currency, the answer must: money that took effect in another one is an
/// error that keeps the answer ([`Error::is_currency_mismatch`](crate::Error::is_currency_mismatch)). Where the answer does not say
/// it either, money is refused.
///
/// A type of your own is taken where it is an [`ArgFor`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a parameter of type `{T}`",
    note = "a whole number is an `i64`, a decimal a `Decimal`, money an `Amount` or `Money`, a time a `Timestamp`, a choice a value of its enum; `CLEAR` empties a field"
)]
pub trait IntoArg<T> {
    /// The argument; `None` leaves the parameter unset.
    fn into_arg(self) -> Option<Arg>;
}

// One implementation, over the trait that has them all: where something cannot be given, the compiler would name some of those,
// and those that it names are never the one that is wanted.
#[diagnostic::do_not_recommend]
impl<T, V: ArgFor<T>> IntoArg<T> for V {
    fn into_arg(self) -> Option<Arg> {
        self.arg()
    }
}

/// What becomes an argument of a parameter of type `T`.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::params::{Arg, ArgFor};
///
/// struct Street(String);
///
/// impl ArgFor<String> for Street {
///     fn arg(self) -> Option<Arg> {
///         Some(Arg::Text(self.0))
///     }
/// }
/// ```
pub trait ArgFor<T> {
    /// The argument; `None` leaves the parameter unset.
    fn arg(self) -> Option<Arg>;
}

/// What can be given for a parameter of type `T` that must be given: a value, and neither [`CLEAR`] nor an `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a required parameter of type `{T}`",
    note = "a whole number is an `i64`, a decimal a `Decimal`, money an `Amount` or `Money`, a time a `Timestamp`, a choice a value of its enum"
)]
pub trait RequiredArg<T>: IntoArg<T> {}

impl<T: ArgValue> RequiredArg<T> for T {}

/// A type that a parameter can have.
pub trait ArgValue: Sized {
    /// The argument for a value of this type.
    fn to_arg(self) -> Arg;
}

impl<T: ArgValue> ArgFor<T> for T {
    fn arg(self) -> Option<Arg> {
        Some(self.to_arg())
    }
}

impl<T: ArgValue + Clone> ArgFor<T> for &T {
    fn arg(self) -> Option<Arg> {
        Some(self.clone().to_arg())
    }
}

#[diagnostic::do_not_recommend]
impl<T: ArgValue + Clone> RequiredArg<T> for &T {}

impl<T: ArgValue> ArgFor<T> for Clear {
    fn arg(self) -> Option<Arg> {
        Some(Arg::Clear)
    }
}

impl<T: ArgValue> ArgFor<T> for Unset {
    fn arg(self) -> Option<Arg> {
        None
    }
}

impl<T: ArgValue, U: ArgFor<T>> ArgFor<T> for Option<U> {
    fn arg(self) -> Option<Arg> {
        self.and_then(ArgFor::arg)
    }
}

macro_rules! arg_values {
    ($($type:ty, $self:ident => $arg:expr;)*) => { $(
        impl ArgValue for $type {
            fn to_arg($self) -> Arg {
                $arg
            }
        }
    )* };
}

arg_values! {
    bool, self => Arg::Bool(self);
    i64, self => Arg::Int(self);
    String, self => Arg::Text(self);
    Amount, self => Arg::Int(self.minor());
    Timestamp, self => Arg::Int(self.as_seconds());
    TimestampMillis, self => Arg::Int(self.as_milliseconds());
    Currency, self => Arg::Text(self.as_str().to_owned());
    Decimal, self => Arg::Decimal(self);
    ExactMoney, self => Arg::Exact(self);
    Json, self => Arg::Json(self);
}

impl<R, P> ArgValue for Id<R, P> {
    fn to_arg(self) -> Arg {
        Arg::Text(self.into_string())
    }
}

/// The argument for a value of an open enum: what generated enums call.
pub fn enum_arg(value: &dyn OpenEnum) -> Arg {
    Arg::Text(value.as_str().to_owned())
}
