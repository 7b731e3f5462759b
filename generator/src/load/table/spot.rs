//! What an annotation may stand on.

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
    /// All but these.
    pub(super) const fn but(spots: &[Spot]) -> Self {
        Self(!Self::of(spots).0)
    }

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

/// All operations.
pub(crate) const OPERATIONS: Spots = Spots::of(&[Spot::Get, Spot::Post]);
