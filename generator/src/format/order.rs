//! The order of keys: what it is, what it says about itself, and what is inside of it last.

/// What a node of a file is, as far as its keys have an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    /// Names or numbers, each with something of a kind: their order is the author's.
    Each(&'static Kind),
    Components,
    Operation,
    Parameter,
    /// The body of a request or of an answer.
    Body,
    Media,
    Schema,
    Other,
}

const OPERATION: [&str; 22] = [
    "operationId",
    "x-resource",
    "x-method",
    "x-currency-of",
    "description",
    "externalDocs",
    "x-evidence",
    "x-evidence-of",
    "deprecated",
    "x-job",
    "x-upload",
    "x-batch",
    "x-catalog",
    "x-paged",
    "x-idempotent",
    "x-custom-fields",
    "x-renamed-from",
    "x-sub-domain",
    "x-check",
    "parameters",
    "requestBody",
    "responses",
];

const PARAMETER: [&str; 14] = [
    "name",
    "in",
    "required",
    "description",
    "deprecated",
    "x-catalog",
    "style",
    "x-sort",
    "x-filter",
    "x-evidence",
    "x-evidence-of",
    "schema",
    "x-rust-name",
    "x-renamed-from",
];

const SCHEMA: [&str; 50] = [
    "description",
    "type",
    "format",
    "allOf",
    "enum",
    "x-currency-unit",
    "x-decimal",
    "x-currency-code",
    "x-id",
    "x-pricing",
    "x-resource",
    "x-object",
    "items",
    "x-admin-console",
    "x-without",
    "x-json",
    "x-deprecated-values",
    "x-error-kinds",
    "x-json-value",
    "x-content",
    "x-link",
    "x-http-status",
    "x-decimal-of",
    "minimum",
    "x-expires",
    "x-time-unit",
    "x-renamed-values",
    "x-retry",
    "x-catalog",
    "maxLength",
    "x-custom-fields",
    "required",
    "x-guaranteed",
    "x-always",
    "maximum",
    "x-money",
    "default",
    "x-events",
    "x-enum-descriptions",
    "x-enum-names",
    "x-evidence-values",
    "x-renamed-from",
    "x-rust-name",
    "x-filter",
    "deprecated",
    "x-sensitive",
    "properties",
    "x-evidence",
    "x-evidence-of",
    "additionalProperties",
];

impl Kind {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Operation => &OPERATION,
            Self::Parameter => &PARAMETER,
            Self::Schema => &SCHEMA,
            _ => &[],
        }
    }

    pub(super) fn is_sorted(self) -> bool {
        !self.keys().is_empty()
    }

    /// Where a key comes: one that has no place, behind those that have one.
    pub(super) fn rank(self, key: &str) -> usize {
        let keys = self.keys();
        keys.iter().position(|it| *it == key).unwrap_or(keys.len())
    }

    /// What the value of a key is.
    pub(super) fn of_key(self, key: &str) -> Self {
        match (self, key) {
            (Self::Each(kind), _) => *kind,
            (Self::Document, "paths") => Self::Each(&Self::Each(&Self::Operation)),
            (Self::Document, "components") => Self::Components,
            (Self::Components, "parameters") | (Self::Operation, "parameters") => {
                Self::Each(&Self::Parameter)
            }
            (Self::Components, "responses") | (Self::Operation, "responses") => {
                Self::Each(&Self::Body)
            }
            (Self::Components, "schemas") | (Self::Schema, "properties") => {
                Self::Each(&Self::Schema)
            }
            (Self::Operation, "requestBody") => Self::Body,
            (Self::Body, "content") => Self::Each(&Self::Media),
            (Self::Parameter | Self::Media, "schema") | (Self::Schema, "items") => Self::Schema,
            _ => Self::Other,
        }
    }

    /// What an element of a list is.
    pub(super) fn of_element(self) -> Self {
        match self {
            Self::Each(kind) => *kind,
            _ => Self::Other,
        }
    }
}
