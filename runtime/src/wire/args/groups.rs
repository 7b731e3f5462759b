//! Groups of parameters and lists, and what can be given for them.

use super::{Arg, ArgFor, Group, IntoArg, Unset};

/// A generated type that stands for a group of parameters.
pub trait GroupType: Sized {
    /// The group that was set.
    fn into_group(self) -> Group;
}

/// What can be given for a group of parameters: the group, or an `Option` of one, which sets it or does not.
///
/// The API empties no group as a whole, so it takes no `CLEAR`; most of its members do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for the group of parameters `{G}`",
    note = "give it by value, as it is or as an `Option`; to empty something, give `CLEAR` to a member of the group"
)]
pub trait IntoGroup<G> {
    /// The argument; `None` leaves the group unset.
    fn into_group_arg(self) -> Option<Arg>;
}

#[diagnostic::do_not_recommend]
impl<G: GroupType> IntoGroup<G> for G {
    fn into_group_arg(self) -> Option<Arg> {
        Some(Arg::Group(self.into_group()))
    }
}

#[diagnostic::do_not_recommend]
impl<G: GroupType> IntoGroup<G> for Option<G> {
    fn into_group_arg(self) -> Option<Arg> {
        self.and_then(IntoGroup::into_group_arg)
    }
}

#[diagnostic::do_not_recommend]
impl<G> IntoGroup<G> for Unset {
    fn into_group_arg(self) -> Option<Arg> {
        None
    }
}

/// Marks what is always several: an array, a `Vec`, an iterator.
#[derive(Debug)]
pub struct Several;

/// Marks an `Option` of several.
#[derive(Debug)]
pub struct SeveralOrNone;

/// What can be given for a list of groups: an array, a `Vec` or an iterator of them, or an `Option` of one, which sets the list or
/// does not.
///
/// The compiler finds `M` itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a list of `{G}`",
    note = "give an array, a `Vec` or an iterator of `{G}`, or an `Option` of one"
)]
pub trait IntoGroups<G, M> {
    /// The argument; `None` leaves the list unset.
    fn into_groups_arg(self) -> Option<Arg>;
}

// One implementation over the trait that has both, as for `IntoArg`.
#[diagnostic::do_not_recommend]
impl<G, M, V: GroupsFor<G, M>> IntoGroups<G, M> for V {
    fn into_groups_arg(self) -> Option<Arg> {
        self.groups()
    }
}

/// What becomes a list of groups.
#[doc(hidden)]
pub trait GroupsFor<G, M> {
    /// The argument.
    fn groups(self) -> Option<Arg>;
}

impl<G: GroupType, I: IntoIterator<Item = G>> GroupsFor<G, Several> for I {
    fn groups(self) -> Option<Arg> {
        Some(groups_arg(self))
    }
}

impl<G: GroupType, I: IntoIterator<Item = G>> GroupsFor<G, SeveralOrNone> for Option<I> {
    fn groups(self) -> Option<Arg> {
        self.map(groups_arg)
    }
}

/// What can be given for a list of values of type `T`: an array, a `Vec` or an iterator of what is an [`IntoArg`], or an `Option` of
/// one, which sets the list or does not.
///
/// The compiler finds `M` itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a list of `{T}`",
    note = "give an array, a `Vec` or an iterator of `{T}`, or an `Option` of one"
)]
pub trait IntoArgs<T, M> {
    /// The argument; `None` leaves the list unset.
    fn into_args(self) -> Option<Arg>;
}

#[diagnostic::do_not_recommend]
impl<T, M, V: ArgsFor<T, M>> IntoArgs<T, M> for V {
    fn into_args(self) -> Option<Arg> {
        self.args()
    }
}

/// What becomes a list of values.
#[doc(hidden)]
pub trait ArgsFor<T, M> {
    /// The argument.
    fn args(self) -> Option<Arg>;
}

impl<T, I: IntoIterator<Item: ArgFor<T>>> ArgsFor<T, Several> for I {
    fn args(self) -> Option<Arg> {
        Some(list_arg(self))
    }
}

impl<T, I: IntoIterator<Item: ArgFor<T>>> ArgsFor<T, SeveralOrNone> for Option<I> {
    fn args(self) -> Option<Arg> {
        self.map(list_arg)
    }
}

/// The argument for a list of values: what generated code calls where a list must be given.
pub fn list_arg<T, V: IntoArg<T>>(values: impl IntoIterator<Item = V>) -> Arg {
    Arg::List(values.into_iter().filter_map(IntoArg::into_arg).collect())
}

/// The argument for a list of groups: what generated code calls where one must be given.
pub fn groups_arg<G: GroupType>(groups: impl IntoIterator<Item = G>) -> Arg {
    Arg::Groups(groups.into_iter().map(GroupType::into_group).collect())
}
