//! What a schema is.

use crate::load::tree::Node;

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
    pub(in crate::load) fn of(node: &Node, is_type: bool) -> Option<Self> {
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
