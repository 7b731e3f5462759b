//! What a request carries.
//!
//! A generated request is a thin, typed front of a list of arguments: its setters decide by their signatures what may be set
//! and with what type, and then push an [`Arg`] under the parameter's number. So a request with ninety parameters is as
//! small as what was set on it, and its setters compile to nothing until somebody calls them.

mod any_of;
mod json;
mod money;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod times;

pub use crate::api::{CurrencyPlace, JsonValue, Names, Number, RequestCurrency, Sent};
pub use any_of::AnyOf;
pub(crate) use json::check as check_json;
pub(crate) use money::{Terms, resolve};

use crate::{
    Amount, Currency, Decimal, ExactMoney, Id, Json, KnownCurrency, Money, MoneyOf, OpenEnum,
    Timestamp, TimestampMillis, error::ConfigError, values::show::REDACTED,
};
use std::fmt;

/// One argument.
#[derive(Clone)]
pub enum Arg {
    /// The field is to be emptied.
    Clear,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// A decimal number, digit for digit; of the major unit, where it stands for an amount.
    Decimal(Decimal),
    /// An amount that says its currency.
    Money(Money),
    /// A number of a currency's major unit that says its currency.
    Exact(ExactMoney),
    /// A JSON value: its text in a form, itself in a JSON body.
    Json(Json),
    /// A list of single values.
    List(Vec<Arg>),
    /// A list of single values, sent as one JSON text: the values of a filter.
    JsonList(Vec<Arg>),
    /// A group of parameters, such as an address.
    Group(Group),
    /// A list of groups of one type.
    Groups(Vec<Group>),
}

/// A group of parameters that were set, with their names.
#[derive(Clone)]
pub struct Group {
    pub(crate) names: &'static Names,
    pub(crate) args: Args,
    /// What was set and cannot be sent.
    pub(super) problem: Option<ConfigError>,
}

impl Group {
    /// A group without members.
    #[must_use]
    pub fn new(names: &'static Names) -> Self {
        Self {
            names,
            args: Args::default(),
            problem: None,
        }
    }

    /// Sets member `index`, unless the value says to leave it unset.
    pub fn set<T>(&mut self, index: u16, value: impl IntoArg<T>) {
        self.set_arg(index, None, value.into_arg());
    }

    /// Sets member `index`. Members have no operators; the argument is there to be like that of a call.
    pub fn set_arg(&mut self, index: u16, operator: Option<&'static str>, arg: Option<Arg>) {
        self.args.set(Key::Param(index), operator, arg);
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.args.debug(self.names, &mut f.debug_map())
    }
}

/// Which parameter an argument is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// One of the operation's own.
    Param(u16),
    /// One that the crate does not know, by its wire name.
    Named(String),
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    /// The filter operator or sort order, such as `is`.
    pub(crate) operator: Option<&'static str>,
    pub(crate) arg: Arg,
}

/// The arguments of a request, in the order of the parameters.
#[derive(Clone, Default)]
pub struct Args {
    pub(crate) entries: Vec<Entry>,
}

impl Args {
    /// Sets an argument, in place of one that was set for the same parameter and operator.
    pub(crate) fn set(&mut self, key: Key, operator: Option<&'static str>, arg: Option<Arg>) {
        let Some(arg) = arg else { return };
        let same = |entry: &&mut Entry| entry.key == key && entry.operator == operator;
        match self.entries.iter_mut().find(same) {
            Some(entry) => entry.arg = arg,
            None => self.entries.push(Entry { key, operator, arg }),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What cannot be sent of the groups in it.
    pub(crate) fn problem(&self) -> Option<&ConfigError> {
        self.entries.iter().find_map(|entry| match &entry.arg {
            Arg::Group(group) => group.problem.as_ref(),
            Arg::Groups(groups) => groups.iter().find_map(|it| it.problem.as_ref()),
            _ => None,
        })
    }

    /// The entries in the order of the table, unknown ones last.
    pub(crate) fn sorted(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| match entry.key {
            Key::Param(index) => index,
            Key::Named(_) => u16::MAX,
        });
        entries
    }

    /// Sensitive values and those of parameters that the crate does not know are not printed.
    pub(crate) fn debug(&self, names: &Names, out: &mut fmt::DebugMap<'_, '_>) -> fmt::Result {
        for entry in self.sorted() {
            let (name, hidden) = match &entry.key {
                Key::Param(index) => (names.of(*index), names.sensitive.contains(index)),
                Key::Named(name) => (name.as_str(), true),
            };
            out.key(&format_args!("{name}{}", Operator(entry.operator)));
            if hidden {
                out.value(&format_args!("{REDACTED}"));
            } else {
                out.value(&entry.arg);
            }
        }
        out.finish()
    }
}

struct Operator(Option<&'static str>);

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(operator) => write!(f, "[{operator}]"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear => f.write_str("CLEAR"),
            Self::Bool(value) => fmt::Debug::fmt(value, f),
            Self::Int(value) => fmt::Debug::fmt(value, f),
            Self::Text(value) => fmt::Debug::fmt(value, f),
            Self::Decimal(value) => fmt::Debug::fmt(value, f),
            Self::Money(value) => fmt::Display::fmt(value, f),
            Self::Exact(value) => fmt::Display::fmt(value, f),
            Self::Json(value) => fmt::Debug::fmt(value, f),
            Self::List(values) | Self::JsonList(values) => fmt::Debug::fmt(values, f),
            Self::Group(group) => fmt::Debug::fmt(group, f),
            Self::Groups(groups) => fmt::Debug::fmt(groups, f),
        }
    }
}

/// Empties a field: [`CLEAR`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clear;

/// Empties a field on the server, where a parameter that is not set leaves it as it is.
///
/// ```text
/// client.subscription().update_for_items("sub_1").po_number(CLEAR)
/// ```
pub const CLEAR: Clear = Clear;

/// What can be given for a parameter of type `T`.
///
/// A parameter has three states. Not set: it is not sent. [`CLEAR`]: it is sent empty, and the server empties the field.
/// A value: it is sent. An `Option` sets or does not set. Text (`&str`, `String`) stands for ids and currencies too.
///
/// Money is never a bare number:
///
/// - A parameter of type [`Amount`] takes an `Amount`, [`Money`], [`MoneyOf`] or [`ExactMoney`]. It also takes a [`Decimal`] of the
///   currency's major unit, where the request says the currency.
/// - A parameter of type [`ExactMoney`] takes that, a [`Decimal`] of the currency's major unit, [`Money`] or [`MoneyOf`].
///
/// Before anything is sent, money is compared with the currency that the request says, with the other money in it, and with what
/// was given to the request's `currency_of`: a currency that contradicts is an error, and so are digits that the parameter or the
/// currency has no room for. Where none of these says the currency, the answer must: money that took effect in another one is an
/// error that keeps the answer ([`Error::is_currency_mismatch`](crate::Error::is_currency_mismatch)). Where the answer does not say
/// it either, money is refused.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a parameter of type `{T}`",
    note = "money is an `Amount` or `Money`, a time is a `Timestamp`, a decimal is a `Decimal`; `CLEAR` empties a field"
)]
pub trait IntoArg<T> {
    /// The argument; `None` leaves the parameter unset.
    fn into_arg(self) -> Option<Arg>;
}

/// What can be given for a parameter of type `T` that must be given: a value, and neither [`CLEAR`] nor an `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a required parameter of type `{T}`",
    note = "money is an `Amount` or `Money`, a time is a `Timestamp`, a decimal is a `Decimal`"
)]
pub trait RequiredArg<T>: IntoArg<T> {}

impl<T: ArgValue> RequiredArg<T> for T {}

/// A type that a parameter can have.
pub trait ArgValue: Sized {
    /// The argument for a value of this type.
    fn to_arg(self) -> Arg;
}

impl<T: ArgValue> IntoArg<T> for T {
    fn into_arg(self) -> Option<Arg> {
        Some(self.to_arg())
    }
}

impl<T: ArgValue> IntoArg<T> for Clear {
    fn into_arg(self) -> Option<Arg> {
        Some(Arg::Clear)
    }
}

impl<T: ArgValue, U: IntoArg<T>> IntoArg<T> for Option<U> {
    fn into_arg(self) -> Option<Arg> {
        self.and_then(IntoArg::into_arg)
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

macro_rules! into_arg {
    ($($type:ty [$($generic:ident $(: $bound:ident)?),*] for $from:ty, $self:ident => $arg:expr;)*) => { $(
        // Where something cannot be given, the compiler would name eight of hundreds of impls, none of them of use.
        #[diagnostic::do_not_recommend]
        impl<$($generic $(: $bound)?),*> IntoArg<$type> for $from {
            fn into_arg($self) -> Option<Arg> {
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
    String [] for &String, self => Arg::Text(self.clone());
    Id<R, P> [R, P] for &str, self => Arg::Text(self.to_owned());
    Id<R, P> [R, P] for &String, self => Arg::Text(self.clone());
    Id<R, P> [R, P] for String, self => Arg::Text(self);
    Id<R, P> [R, P] for &Id<R, P>, self => Arg::Text(self.as_str().to_owned());
    Currency [] for &str, self => Arg::Text(self.to_owned());
    Currency [] for &Currency, self => Arg::Text(self.as_str().to_owned());
    // An untyped literal is an `i32`; smaller and unsigned ones always fit.
    i64 [] for i32, self => Arg::Int(self.into());
    i64 [] for u32, self => Arg::Int(self.into());
    i64 [] for u16, self => Arg::Int(self.into());
    i64 [] for u8, self => Arg::Int(self.into());
    Decimal [] for i32, self => Arg::Decimal(self.into());
    Decimal [] for i64, self => Arg::Decimal(self.into());
    Decimal [] for rust_decimal::Decimal, self => Arg::Decimal(self.into());
    Decimal [] for &Decimal, self => Arg::Decimal(self.clone());
    Json [] for serde_json::Value, self => Arg::Json(self.into());
    Amount [] for Money, self => Arg::Money(self);
    Amount [] for &Money, self => Arg::Money(self.clone());
    Amount [C: KnownCurrency] for MoneyOf<C>, self => Arg::Money(self.into());
    Amount [] for ExactMoney, self => Arg::Exact(self);
    Amount [] for &ExactMoney, self => Arg::Exact(self.clone());
    Amount [] for Decimal, self => Arg::Decimal(self);
    Amount [] for &Decimal, self => Arg::Decimal(self.clone());
    Amount [] for rust_decimal::Decimal, self => Arg::Decimal(self.into());
    ExactMoney [] for &ExactMoney, self => Arg::Exact(self.clone());
    ExactMoney [] for Money, self => Arg::Exact(self.into());
    ExactMoney [] for &Money, self => Arg::Exact(self.clone().into());
    ExactMoney [C: KnownCurrency] for MoneyOf<C>, self => Arg::Exact(Money::from(self).into());
    ExactMoney [] for Decimal, self => Arg::Decimal(self);
    ExactMoney [] for &Decimal, self => Arg::Decimal(self.clone());
    ExactMoney [] for rust_decimal::Decimal, self => Arg::Decimal(self.into());
}

/// A value for a parameter whose type the crate does not know: a custom field, or a parameter given by name.
///
/// Text, numbers, booleans, [`Amount`], [`Timestamp`], [`Decimal`], [`Json`] and [`CLEAR`] become one.
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

        #[diagnostic::do_not_recommend]
        impl IntoArg<ParamValue> for $from {
            fn into_arg(self) -> Option<Arg> {
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

/// The argument for a value of an open enum: what generated enums call.
pub fn enum_arg(value: &dyn OpenEnum) -> Arg {
    Arg::Text(value.as_str().to_owned())
}

/// The argument for a list of values: what generated setters of list parameters call.
pub fn list_arg<T, V: IntoArg<T>>(values: impl IntoIterator<Item = V>) -> Arg {
    Arg::List(values.into_iter().filter_map(IntoArg::into_arg).collect())
}

/// A generated type that stands for a group of parameters.
pub trait GroupType: Sized {
    /// The group that was set.
    fn into_group(self) -> Group;
}

/// The argument for a list of groups: what generated setters of repeated groups call.
pub fn groups_arg<G: GroupType>(groups: impl IntoIterator<Item = G>) -> Arg {
    Arg::Groups(groups.into_iter().map(GroupType::into_group).collect())
}
