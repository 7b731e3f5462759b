//! The one table of annotations and of the keywords of schemas: what each holds, where it may stand, what it needs beside it, and
//! what it says. The checks of files and of what is sent and read go by it, the schema for editors is made of it, and
//! `spec/README.md` is held against it.

pub(crate) mod grammar;
mod rows;
#[cfg(test)]
mod tests;

use super::{At, Node};
use crate::finding::Finding;
use Spot::{
    Answer, AnswerField, Body, BodyField, Enum, Error, ErrorField, Field, Group, Items, Member,
    Page, PageField, PathIdValue, QueryValue, Record, Resource,
};
pub(crate) use rows::ROWS;

/// What must stand at a keyword.
#[derive(Clone, Copy)]
pub(crate) enum Expect {
    Text,
    /// Text that says something.
    Filled,
    /// One of these words; another would make something else of the document.
    Word(&'static [&'static str]),
    /// One of these words.
    One(Words),
    Bool,
    /// `true`: `false` would say what is so without it.
    Sure,
    Int,
    /// A whole number that is not negative.
    Length,
    Number,
    /// Any value: the default of a parameter.
    Any,
    /// A list of texts, each of which stands there once.
    Texts,
    /// The same, and each is one of these words.
    Some(Words),
    /// A list of texts, each of which stands there once and says something, and at least one.
    Values,
    /// The same, and each is one of these words.
    Filters(Words),
    /// One text that says something, or [`Expect::Values`].
    Words,
    /// A mapping whose values are text.
    TextMap,
    /// The same, and each says something.
    FilledMap,
    /// A mapping to names, or lists of one name.
    Content,
    /// A mapping to such mappings.
    Contents,
    /// A mapping with fixed keys.
    Object(&'static Object),
    /// A mapping with keys of one's own.
    Map(&'static Object),
    /// A list of mappings with fixed keys.
    List(&'static Object),
}

/// Words that are known.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// What each of them is, for findings.
    pub(crate) what: &'static str,
    pub(crate) known: fn() -> Vec<&'static str>,
}

/// A mapping with fixed keys.
pub(crate) struct Object {
    /// What it is, for findings.
    pub(crate) name: &'static str,
    /// Its keywords that are in no row.
    keys: &'static [(&'static str, Expect)],
    pub(crate) required: &'static [&'static str],
    /// What it can be; the rows about that may stand here.
    pub(crate) spots: Spots,
}

impl Object {
    /// Its keywords that are in no row.
    pub(crate) fn own_keys(&self) -> &'static [(&'static str, Expect)] {
        self.keys
    }

    /// Its keywords and annotations.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static str, Expect)> + Clone {
        let rows = ROWS.iter().filter(|row| row.on.meets(self.spots));
        self.keys
            .iter()
            .copied()
            .chain(rows.map(|row| (row.key, row.value)))
    }

    /// What must stand at one of them.
    pub(crate) fn expect(&self, key: &str) -> Option<Expect> {
        let own = self.keys.iter().find(|(known, _)| *known == key);
        own.map(|(_, expect)| *expect).or_else(|| {
            let row = row(key).filter(|row| row.on.meets(self.spots));
            row.map(|row| row.value)
        })
    }
}

/// A keyword or annotation.
pub(crate) struct Row {
    pub(crate) key: &'static str,
    pub(crate) value: Expect,
    /// What it says, for those who type it.
    pub(crate) says: &'static str,
    /// The schemas that can have it, where it stands on one.
    pub(crate) shapes: &'static [Shape],
    /// Why others cannot.
    pub(crate) about: &'static str,
    /// Where it may stand.
    pub(crate) on: Spots,
    /// Why it cannot elsewhere.
    pub(crate) stands: &'static str,
    /// One of these stands beside it; nothing where it says something alone.
    pub(crate) needs: &'static [&'static str],
    /// None of these stands beside it.
    pub(crate) excludes: &'static [&'static str],
    /// Why they do not.
    pub(crate) because: &'static str,
    /// Whether it says what API v1 cannot have.
    pub(crate) only_v2: bool,
}

impl Row {
    const fn new(key: &'static str, value: Expect, says: &'static str) -> Self {
        Self {
            key,
            value,
            says,
            shapes: &Shape::ALL,
            about: "",
            on: Spots(0),
            stands: "",
            needs: &[],
            excludes: &[],
            because: "",
            only_v2: false,
        }
    }

    const fn of(mut self, (shapes, about): (&'static [Shape], &'static str)) -> Self {
        self.shapes = shapes;
        self.about = about;
        self
    }

    const fn on(mut self, (spots, stands): (Spots, &'static str)) -> Self {
        self.on = spots;
        self.stands = stands;
        self
    }

    const fn with(mut self, needs: &'static [&'static str]) -> Self {
        self.needs = needs;
        self
    }

    const fn without(mut self, excludes: &'static [&'static str], because: &'static str) -> Self {
        self.excludes = excludes;
        self.because = because;
        self
    }

    const fn only_v2(mut self) -> Self {
        self.only_v2 = true;
        self
    }

    pub(crate) fn is_annotation(&self) -> bool {
        self.key.starts_with("x-")
    }

    /// The finding where it stands on something, by its name, on which it may not.
    pub(crate) fn misplaced(&self, at: At<'_>, is: &str) -> Finding {
        let message = format!("`{}` stands on {is}; {}", self.key, self.stands);
        Finding::at(at.place_of(self.key), message).help("remove it here")
    }
}

/// The row of a keyword.
pub(crate) fn row(key: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.key == key)
}

/// The rows whose keyword stands on a node.
pub(crate) fn rows_on(at: At<'_>) -> impl Iterator<Item = &'static Row> {
    at.pairs().filter_map(|(key, _)| row(key))
}

/// What a schema is, as far as its keywords depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Bool,
    Int,
    /// An integer of `format: unix-time`.
    Time,
    Number,
    Text,
    /// A string of `format: decimal`.
    Decimal,
    /// A string of `format: currency`.
    Currency,
    /// A component that is a string with `enum`.
    Enum,
    List,
    Object,
    /// A schema without a type.
    Any,
    /// `allOf`.
    Named,
}

impl Shape {
    pub(crate) const ALL: [Self; 12] = [
        Self::Bool,
        Self::Int,
        Self::Time,
        Self::Number,
        Self::Text,
        Self::Decimal,
        Self::Currency,
        Self::Enum,
        Self::List,
        Self::Object,
        Self::Any,
        Self::Named,
    ];

    /// What a schema is; nothing where its type is wrong, which is said already.
    pub(super) fn of(node: &Node, is_type: bool) -> Option<Self> {
        let text = |key: &str| node.get(key).and_then(Node::as_text);
        if node.get("type").is_none() {
            let named = node.get("allOf").is_some();
            return Some(if named { Self::Named } else { Self::Any });
        }
        Some(match (text("type")?, text("format")) {
            ("boolean", _) => Self::Bool,
            ("integer", Some("unix-time")) => Self::Time,
            ("integer", _) => Self::Int,
            ("number", _) => Self::Number,
            ("string", _) if is_type && node.get("enum").is_some() => Self::Enum,
            ("string", Some("decimal")) => Self::Decimal,
            ("string", Some("currency")) => Self::Currency,
            ("string", _) => Self::Text,
            ("array", _) => Self::List,
            ("object", _) => Self::Object,
            _ => return None,
        })
    }

    /// What it is, for findings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Int => "an integer",
            Self::Time => "an instant",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Decimal => "a decimal",
            Self::Currency => "a currency code",
            Self::Enum => "an enum",
            Self::List => "an array",
            Self::Object => "an object",
            Self::Any => "a value without a type",
            Self::Named => "a reference",
        }
    }

    /// The values that `format` can have.
    pub(crate) fn formats(self) -> &'static [&'static str] {
        match self {
            Self::Int | Self::Time => &["int32", "int64", "unix-time"],
            Self::Number => &["float", "double"],
            Self::Text | Self::Decimal | Self::Currency => &["decimal", "currency", "email", "uri"],
            _ => &[],
        }
    }
}

/// What something is that an annotation may stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    Document,
    /// The operations, by their method.
    Get,
    Post,
    /// A parameter of the query, beside its name.
    Query,
    /// The schema of one.
    QueryValue,
    /// An id in the path, beside its name.
    PathId,
    /// The schema of one.
    PathIdValue,
    /// The body of a request, and a property of it.
    Body,
    BodyField,
    /// An object that is sent, and a property of it.
    Group,
    Member,
    /// What an operation answers, or an entry of the list in it, and a property of it.
    Answer,
    AnswerField,
    /// What holds the list, and a property of it.
    Page,
    PageField,
    /// The shared error, which the runtime reads.
    Error,
    ErrorField,
    /// The object that is a resource.
    Resource,
    /// Another object that is read.
    Record,
    /// A property of either.
    Field,
    Enum,
    /// A field that several objects or operations share: it stands where it is used.
    Shared,
    /// The elements of a list.
    Items,
}

impl Spot {
    pub(crate) const ALL: [Self; 23] = [
        Self::Document,
        Self::Get,
        Self::Post,
        Self::Query,
        Self::QueryValue,
        Self::PathId,
        Self::PathIdValue,
        Self::Body,
        Self::BodyField,
        Self::Group,
        Self::Member,
        Self::Answer,
        Self::AnswerField,
        Self::Page,
        Self::PageField,
        Self::Error,
        Self::ErrorField,
        Self::Resource,
        Self::Record,
        Self::Field,
        Self::Enum,
        Self::Shared,
        Self::Items,
    ];

    /// What stands there, for findings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Document => "a document",
            Self::Get | Self::Post => "an operation",
            Self::Query => "a parameter",
            Self::QueryValue => "the schema of a parameter",
            Self::PathId => "an id in the path",
            Self::PathIdValue => "the schema of an id in the path",
            Self::Body => "the body of a request",
            Self::BodyField => "a property of the body of a request",
            Self::Group => "an object that is sent in requests",
            Self::Member => "a member of a group",
            Self::Answer => "the body of an answer",
            Self::AnswerField | Self::Field => "a field of an answer",
            Self::Page => "the body of a page",
            Self::PageField => "a property of a page",
            Self::Error => "the shared error",
            Self::ErrorField => "a property of the shared error",
            Self::Resource => "a resource",
            Self::Record => "a type",
            Self::Enum => "an enum",
            Self::Shared => "a shared field",
            Self::Items => "the elements of a list",
        }
    }
}

/// Some of all spots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spots(u32);

impl Spots {
    pub(crate) const fn of(spots: &[Spot]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < spots.len() {
            bits |= 1 << spots[at] as u32;
            at += 1;
        }
        Self(bits)
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of them is one of the others.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Each of them.
    pub(crate) fn all(self) -> impl Iterator<Item = Spot> {
        Spot::ALL.into_iter().filter(move |spot| self.has(*spot))
    }

    pub(crate) const fn has(self, spot: Spot) -> bool {
        self.meets(Self::of(&[spot]))
    }
}

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

/// All operations.
pub(crate) const OPERATIONS: Spots = Spots::of(&[Spot::Get, Spot::Post]);

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
