//! What a request carries.
//!
//! A generated request is a thin, typed front of a list of arguments: its setters decide by their signatures what may be set
//! and with what type, and then push an [`Arg`] under the parameter's name. So a request with ninety parameters is as
//! small as what was set on it, and its setters compile to nothing until somebody calls them.

mod any_of;
mod conversions;
mod filters;
mod groups;
mod into;
mod json;
#[cfg(test)]
mod kept;
mod limits;
mod members;
mod money;
mod param_value;
mod places;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod times;

pub use crate::api::{CurrencyPlace, JsonValue, Limit, Names, Number, RequestCurrency, Sent};
pub use any_of::{AnyOf, IntoAnyOf};
pub(crate) use filters::check as check_filters;
pub use groups::{
    ArgsFor, GroupType, GroupsFor, IntoArgs, IntoGroup, IntoGroups, Several, SeveralOrNone,
    groups_arg, list_arg,
};
pub use into::{ArgFor, ArgValue, CLEAR, Clear, IntoArg, RequiredArg, UNSET, Unset, enum_arg};
pub(crate) use json::check as check_json;
pub(crate) use limits::check as check_limits;
pub(crate) use members::check as check_members;
pub(crate) use money::{Terms, resolve};
pub use param_value::ParamValue;
use places::find;

use crate::{Decimal, ExactMoney, Json, Money, error::ConfigError, values::show::REDACTED};
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

impl Arg {
    /// The list, unless it has no elements: what keeps its place among the arguments and is empty is not sent.
    #[must_use]
    pub fn unless_empty(self) -> Option<Self> {
        match &self {
            Self::List(values) if values.is_empty() => None,
            Self::Groups(groups) if groups.is_empty() => None,
            _ => Some(self),
        }
    }
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

    /// Sets a member, unless the value says to leave it unset.
    pub fn set<T>(&mut self, name: &'static str, value: impl IntoArg<T>) {
        self.set_arg(name, None, value.into_arg());
    }

    /// Sets a member. Members have no operators; the argument is there to be like that of a call.
    pub fn set_arg(
        &mut self,
        name: &'static str,
        operator: Option<&'static str>,
        arg: Option<Arg>,
    ) {
        self.args.set(Key::Param(name), operator, arg);
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
    /// One of the operation's own, by its name in the table.
    Param(&'static str),
    /// One that the crate does not know.
    Named(String),
}

impl Key {
    /// The name on the wire.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Param(name) => name,
            Self::Named(name) => name,
        }
    }

    /// Where it stands among others of a table: unknown ones are the last.
    pub(crate) fn place(&self, names: &Names) -> usize {
        match self {
            Self::Param(name) => names.place(name),
            Self::Named(_) => usize::MAX,
        }
    }
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
    pub(crate) fn sorted(&self, names: &Names) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_cached_key(|entry| entry.key.place(names));
        entries
    }

    /// Sensitive values and those of parameters that the crate does not know are not printed.
    pub(crate) fn debug(&self, names: &Names, out: &mut fmt::DebugMap<'_, '_>) -> fmt::Result {
        for entry in self.sorted(names) {
            let name = entry.key.name();
            let hidden = match entry.key {
                Key::Param(name) => names.sensitive.contains(&name),
                Key::Named(_) => true,
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
