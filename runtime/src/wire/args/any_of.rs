//! The values of a filter that must be given.

use super::{Arg, ArgValue, IntoArg, RequiredArg, Unset};
use std::marker::PhantomData;

/// What a filter that must be given keeps: what has this value (`"sub_1"`), or one of these (`["sub_1", "sub_2"]`).
///
/// It is made of a value of type `T`, of text where `T` is an id, or of an array, a slice or a `Vec` of them.
#[must_use]
pub struct AnyOf<T> {
    operator: &'static str,
    arg: Option<Arg>,
    ty: PhantomData<fn(T)>,
}

impl<T> AnyOf<T> {
    /// One value.
    pub(crate) fn one(value: impl RequiredArg<T>) -> Self {
        Self {
            operator: "is",
            arg: value.into_arg(),
            ty: PhantomData,
        }
    }

    fn several<V: RequiredArg<T>>(values: impl IntoIterator<Item = V>) -> Self {
        let values = values.into_iter().filter_map(IntoArg::into_arg).collect();
        Self {
            operator: "in",
            arg: Some(Arg::JsonList(values)),
            ty: PhantomData,
        }
    }

    /// The operator and its values.
    pub(crate) fn into_parts(self) -> (&'static str, Option<Arg>) {
        (self.operator, self.arg)
    }
}

/// What can be given for a filter that had to be given once: what [`AnyOf`] is made of, or [`UNSET`](crate::UNSET).
pub trait IntoAnyOf<T> {
    /// What the filter keeps; `None` leaves it unset.
    fn into_any_of(self) -> Option<AnyOf<T>>;
}

impl<T, V: Into<AnyOf<T>>> IntoAnyOf<T> for V {
    fn into_any_of(self) -> Option<AnyOf<T>> {
        Some(self.into())
    }
}

impl<T> IntoAnyOf<T> for Unset {
    fn into_any_of(self) -> Option<AnyOf<T>> {
        None
    }
}

impl<T> std::fmt::Debug for AnyOf<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AnyOf")
    }
}

impl<T: ArgValue> From<T> for AnyOf<T> {
    fn from(value: T) -> Self {
        Self::one(value)
    }
}

impl<T: ArgValue + Clone> From<&T> for AnyOf<T> {
    fn from(value: &T) -> Self {
        Self::one(value)
    }
}

impl<T, V: RequiredArg<T>, const N: usize> From<[V; N]> for AnyOf<T> {
    fn from(values: [V; N]) -> Self {
        Self::several(values)
    }
}

impl<T, V: RequiredArg<T>> From<Vec<V>> for AnyOf<T> {
    fn from(values: Vec<V>) -> Self {
        Self::several(values)
    }
}

impl<T, V: RequiredArg<T> + Clone> From<&[V]> for AnyOf<T> {
    fn from(values: &[V]) -> Self {
        Self::several(values.iter().cloned())
    }
}
