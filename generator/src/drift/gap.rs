//! What the spec lacks, by where both models have its surroundings: enough to suggest it.

use crate::model::TypeRef;

/// Something that is published and not in the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    Resource {
        up: TypeRef,
    },
    Attribute {
        own: TypeRef,
        up: TypeRef,
        name: String,
    },
    /// A member of an answer or of the elements of its list.
    Answer {
        own: TypeRef,
        up: TypeRef,
        name: String,
    },
    Content {
        event: String,
        up: TypeRef,
        name: String,
    },
    /// By what upstream calls its module and itself.
    Operation {
        module: String,
        name: String,
    },
    /// By the module and name of the operation on both sides, and its whole name on the wire.
    Param {
        own: (String, String),
        up: (String, String),
        name: String,
    },
    Value {
        at: TypeRef,
        value: String,
    },
    Event {
        name: String,
        content: TypeRef,
    },
    ErrorCode {
        code: String,
        status: String,
    },
}
