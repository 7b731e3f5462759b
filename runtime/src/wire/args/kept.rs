//! Whatever compiles for an argument that must be given compiles where it keeps its place and need not be given any more, and means
//! the same.

use super::{AnyOf, Arg, Group, GroupType, IntoAnyOf, IntoArg, IntoGroup, Names, RequiredArg};
use super::{groups_arg, list_arg};
use crate::{Amount, Currency, Decimal, Id, Money, Timestamp, UNSET};

type OrderId = Id<&'static str>;

static NAMES: Names = Names::plain(&["city"]);

/// A group of parameters.
#[derive(Clone)]
struct Address;

impl GroupType for Address {
    fn into_group(self) -> Group {
        let mut group = Group::new(&NAMES);
        group.set::<String>("city", "Ulm");
        group
    }
}

fn told(arg: Option<Arg>) -> String {
    format!("{arg:?}")
}

fn any_of<T>(any_of: Option<AnyOf<T>>) -> String {
    format!("{:?}", any_of.map(AnyOf::into_parts))
}

/// Signatures of what must be given.
mod required {
    use super::*;

    pub(super) fn text(value: impl RequiredArg<String>) -> String {
        told(value.into_arg())
    }
    pub(super) fn id(value: impl RequiredArg<OrderId>) -> String {
        told(value.into_arg())
    }
    pub(super) fn int(value: impl RequiredArg<i64>) -> String {
        told(value.into_arg())
    }
    pub(super) fn amount(value: impl RequiredArg<Amount>) -> String {
        told(value.into_arg())
    }
    pub(super) fn time(value: impl RequiredArg<Timestamp>) -> String {
        told(value.into_arg())
    }
    pub(super) fn filter(value: impl Into<AnyOf<OrderId>>) -> String {
        any_of(Some(value.into()))
    }
    pub(super) fn group(value: Address) -> String {
        told(Some(Arg::Group(value.into_group())))
    }
    pub(super) fn groups(value: impl IntoIterator<Item = Address>) -> String {
        told(Some(groups_arg(value)))
    }
    pub(super) fn texts(value: impl IntoIterator<Item = impl IntoArg<String>>) -> String {
        told(Some(list_arg(value)))
    }
}

/// Signatures of what keeps its place.
mod loosened {
    use super::*;

    pub(super) fn text(value: impl IntoArg<String>) -> String {
        told(value.into_arg())
    }
    pub(super) fn id(value: impl IntoArg<OrderId>) -> String {
        told(value.into_arg())
    }
    pub(super) fn int(value: impl IntoArg<i64>) -> String {
        told(value.into_arg())
    }
    pub(super) fn amount(value: impl IntoArg<Amount>) -> String {
        told(value.into_arg())
    }
    pub(super) fn time(value: impl IntoArg<Timestamp>) -> String {
        told(value.into_arg())
    }
    pub(super) fn filter(value: impl IntoAnyOf<OrderId>) -> String {
        any_of(value.into_any_of())
    }
    pub(super) fn group(value: impl IntoGroup<Address>) -> String {
        told(value.into_group_arg())
    }
    pub(super) fn groups(value: impl IntoIterator<Item = Address>) -> String {
        told(groups_arg(value).unless_empty())
    }
    pub(super) fn texts(value: impl IntoIterator<Item = impl IntoArg<String>>) -> String {
        told(list_arg(value).unless_empty())
    }
}

/// The same calls of either.
macro_rules! calls {
    ($of:ident) => {{
        let usd = Currency::new("USD");
        let money = Money::new(Amount::from_minor(895), usd);
        let id = OrderId::from("a");
        [
            $of::text("a"),
            $of::text(String::from("a")),
            $of::text(&String::from("a")),
            $of::id("a"),
            $of::id("a".to_owned()),
            $of::id(&id),
            $of::id(id.clone()),
            $of::int(1),
            $of::int(1_u8),
            $of::int(i64::MAX),
            $of::amount(Amount::from_minor(5)),
            $of::amount(&money),
            $of::amount(money),
            $of::amount(Decimal::from(8)),
            $of::time(Timestamp::from_seconds(5)),
            $of::filter("a"),
            $of::filter(["a", "b"]),
            $of::filter(vec![id.clone()]),
            $of::filter(&[id.clone()][..]),
            $of::filter(id),
            $of::group(Address),
            $of::groups([Address, Address]),
            $of::groups(vec![Address]),
            $of::groups(Some(Address)),
            $of::texts(["a"]),
            $of::texts(vec!["a".to_owned()]),
        ]
    }};
}

#[test]
fn what_gave_it_gives_it_still() {
    assert_eq!(calls!(required), calls!(loosened));
}

#[test]
fn it_can_be_left_out() {
    for told in [
        loosened::text(UNSET),
        loosened::id(UNSET),
        loosened::int(None::<i64>),
        loosened::amount(UNSET),
        loosened::time(UNSET),
        loosened::filter(UNSET),
        loosened::group(UNSET),
        loosened::group(None::<Address>),
        loosened::groups([]),
        loosened::texts([UNSET; 0]),
    ] {
        assert_eq!(told, "None");
    }
    assert_eq!(loosened::text(crate::CLEAR), "Some(CLEAR)");
}
