//! Filters of list requests: `.status().is(InvoiceStatus::PaymentDue)`.

pub use crate::wire::args::{AnyOf, IntoAnyOf};

use crate::{
    calls::call::{Call, Request},
    wire::args::{Arg, IntoArg, RequiredArg},
};
use std::marker::PhantomData;

/// A filter on one attribute. Its methods are the operators that the API has for attributes of its kind. The documentation of the
/// method that gives the filter names those that the API takes for this one; a call with another is refused before it is sent, as
/// [`ClientBuilder::check_requests`](crate::ClientBuilder::check_requests) says.
///
/// They take a value and no `Option`, and of several values one at least: a filter that silently is none would list everything.
///
/// `R` is the request it belongs to, `T` the type of the attribute, `K` its kind: [`Text`], [`Enum`], [`Boolean`], [`Number`],
/// [`Timestamp`] or [`CustomField`].
#[must_use = "a filter does nothing until one of its operators is called"]
pub struct Filter<R, T, K> {
    request: R,
    target: Target,
    types: PhantomData<fn(T) -> K>,
}

enum Target {
    Param(&'static str),
    CustomField(String),
}

impl<R, T, K> std::fmt::Debug for Filter<R, T, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filter")
    }
}

impl<R: Request, T, K> Filter<R, T, K> {
    /// A filter on a parameter of a request.
    pub fn new(request: R, name: &'static str) -> Self {
        Self {
            request,
            target: Target::Param(name),
            types: PhantomData,
        }
    }

    /// A filter on a custom field.
    pub fn custom_field(request: R, name: &str) -> Self {
        Self {
            request,
            target: Target::CustomField(name.to_owned()),
            types: PhantomData,
        }
    }

    fn set(mut self, operator: &'static str, arg: Option<Arg>) -> R {
        let call = self.request.call_mut();
        match &self.target {
            Target::Param(name) => call.set_arg(name, Some(operator), arg),
            Target::CustomField(name) => call.set_custom_field(name, Some(operator), arg),
        }
        self.request
    }

    fn set_list<V: RequiredArg<T>>(
        self,
        operator: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> R {
        let values = values.into_iter().filter_map(IntoArg::into_arg).collect();
        // Operators that take several values carry them as one JSON text.
        self.set(operator, Some(Arg::JsonList(values)))
    }
}

impl<T> AnyOf<T> {
    /// Sets a parameter of a call to it.
    pub fn set(self, call: &mut Call, name: &'static str) {
        let (operator, arg) = self.into_parts();
        call.set_arg(name, Some(operator), arg);
    }
}

/// Marks of the operators: a kind of attribute that has one implements its trait.
pub mod operator {
    macro_rules! operators {
        ($($name:ident: $doc:literal;)*) => { $(
            #[doc = concat!("The operator `", $doc, "`.")]
            pub trait $name {}
        )* };
    }
    operators! {
        Is: "is";
        IsNot: "is_not";
        In: "in";
        NotIn: "not_in";
        StartsWith: "starts_with";
        IsPresent: "is_present";
        Between: "between";
        Gt: "gt";
        Gte: "gte";
        Lt: "lt";
        Lte: "lte";
        On: "on";
        Before: "before";
        After: "after";
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $($operator:ident)*;)*) => { $(
        $(#[$doc])*
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct $name;
        $(impl operator::$operator for $name {})*
    )* };
}

// An operator more is a minor change, whichever attribute takes it: that is said to `Names::filters`.
kinds! {
    /// Text, ids and currency codes.
    Text: Is IsNot In NotIn StartsWith IsPresent;
    /// One of the values of an enum.
    Enum: Is IsNot In NotIn IsPresent;
    /// `true` or `false`.
    Boolean: Is IsPresent;
    /// Whole numbers, amounts and decimals.
    Number: Is IsNot IsPresent Between Gt Gte Lt Lte;
    /// Instants.
    Timestamp: IsPresent Between On Before After;
    /// Custom fields: which operators one takes depends on its type, which the site decides.
    CustomField: Is IsNot In NotIn StartsWith IsPresent Between Gt Gte Lt Lte On Before After;
}

macro_rules! one_value {
    ($($mark:ident $method:ident $operator:literal $doc:literal;)*) => { $(
        impl<R: Request, T, K: operator::$mark> Filter<R, T, K> {
            #[doc = $doc]
            pub fn $method(self, value: impl RequiredArg<T>) -> R {
                self.set($operator, value.into_arg())
            }
        }
    )* };
}

one_value! {
    Is is "is" "Keeps what has this value.";
    IsNot is_not "is_not" "Keeps what has another value.";
    StartsWith starts_with "starts_with" "Keeps what starts with this text.";
    Gt gt "gt" "Keeps what is greater.";
    Gte gte "gte" "Keeps what is greater or equal.";
    Lt lt "lt" "Keeps what is less.";
    Lte lte "lte" "Keeps what is less or equal.";
    On on "on" "Keeps what is on the day of this instant.";
    Before before "before" "Keeps what is before this instant.";
    After after "after" "Keeps what is after this instant.";
}

impl<R: Request, T, K: operator::In> Filter<R, T, K> {
    /// Keeps what has one of these values. Without any, the call is refused before it is sent.
    pub fn is_in<V: RequiredArg<T>>(self, values: impl IntoIterator<Item = V>) -> R {
        self.set_list("in", values)
    }
}

impl<R: Request, T, K: operator::NotIn> Filter<R, T, K> {
    /// Keeps what has none of these values. Without any, the call is refused before it is sent.
    pub fn not_in<V: RequiredArg<T>>(self, values: impl IntoIterator<Item = V>) -> R {
        self.set_list("not_in", values)
    }
}

impl<R: Request, T, K: operator::Between> Filter<R, T, K> {
    /// Keeps what is between two values, both included.
    pub fn between<V: RequiredArg<T>>(self, low: V, high: V) -> R {
        self.set_list("between", [low, high])
    }
}

impl<R: Request, T, K: operator::IsPresent> Filter<R, T, K> {
    /// Keeps what has a value at all (`true`) or none (`false`).
    pub fn is_present(self, present: bool) -> R {
        self.set("is_present", Some(Arg::Bool(present)))
    }
}
