//! Where a schema stands.

use super::{
    Shape,
    spot::{
        Spot::{
            self, Answer, AnswerField, Body, BodyField, Enum, Error, ErrorField, Field, Group,
            Items, Member, Page, PageField, PathIdValue, QueryValue, Record, Resource,
        },
        Spots,
    },
};
use crate::load::tree::Node;

/// Where a schema stands, as far as its file says it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Where {
    /// What stands there, for findings.
    pub(crate) name: &'static str,
    /// What it can be: whether a component is sent or read, its file does not say.
    pub(crate) spots: Spots,
}

/// A schema in one place.
macro_rules! place {
    ($name:ident, $text:expr, $($spot:expr),+) => {
        pub(crate) static $name: Where = Where {
            name: $text,
            spots: Spots::of(&[$($spot),+]),
        };
    };
}

place!(RESOURCE, "a type", Resource);
place!(OBJECT, "a type", Record, Group);
place!(ENUM, "a type", Enum);
place!(SHARED, "a shared field", Spot::Shared);
place!(BODY, "the body of a request", Body);
place!(ANSWER, "the body of an answer", Answer);
place!(PAGE, "the body of a page", Page);
place!(ERROR, "the shared error", Error);
place!(FIELD, "a property", Field, Member);
place!(BODY_FIELD, "a property", BodyField);
place!(ANSWER_FIELD, "a property", AnswerField);
place!(PAGE_FIELD, "a property of a page", PageField);
place!(ERROR_FIELD, "a property of the shared error", ErrorField);
place!(ITEMS, "the elements of a list", Items);
place!(QUERY_VALUE, "the schema of a parameter", QueryValue);
place!(
    PATH_ID_VALUE,
    "the schema of an id in the path",
    PathIdValue
);

impl Where {
    /// A component with a type of its own.
    pub(crate) fn of_type(node: &Node) -> &'static Self {
        match node.get("x-resource") {
            Some(_) => &RESOURCE,
            None if Shape::of(node, true) == Some(Shape::Enum) => &ENUM,
            None => &OBJECT,
        }
    }

    /// The properties of what stands there.
    pub(crate) fn property(&'static self) -> &'static Self {
        let inner = [
            (&BODY, &BODY_FIELD),
            (&ANSWER, &ANSWER_FIELD),
            (&PAGE, &PAGE_FIELD),
            (&ERROR, &ERROR_FIELD),
        ];
        let found = inner.iter().find(|(outer, _)| *outer == self);
        found.map_or(&FIELD, |(_, inner)| *inner)
    }

    /// The elements of a list that stands there: the entries of an answer are described in place, as the answer is.
    pub(crate) fn items(&'static self, is_object: bool) -> &'static Self {
        match is_object {
            true if self.spots.meets(ERROR_FIELD.spots) => &ERROR,
            true => &ANSWER,
            false => &ITEMS,
        }
    }

    /// Whether it is a component with a type of its own.
    pub(crate) fn is_type(&self) -> bool {
        self.name == OBJECT.name
    }
}
