//! Refusals, in the words of the API.

use crate::schema::Schema;
use serde_json::{Map, Value};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) kind: Option<String>,
    pub(crate) code: String,
    pub(crate) param: Option<String>,
    pub(crate) message: String,
}

impl Refusal {
    /// A refusal with a documented code.
    pub(crate) fn of(schema: &Schema, code: &str, message: impl Into<String>) -> Self {
        let facts = schema.error(code);
        Self {
            status: facts.map_or(400, |it| it.status),
            kind: facts.and_then(|it| it.kind.clone()),
            code: code.to_owned(),
            param: None,
            message: message.into(),
        }
    }

    /// A parameter with a wrong value.
    pub(crate) fn param(param: impl Into<String>, message: impl Into<String>) -> Self {
        let param = param.into();
        Self {
            status: 400,
            kind: Some("invalid_request".to_owned()),
            code: "param_wrong_value".to_owned(),
            message: format!("{param} : {}", message.into()),
            param: Some(param),
        }
    }

    /// What would change money or state, and is not computed: better refused than wrong.
    pub(crate) fn not_computed(schema: &Schema, what: &str) -> Self {
        let message = format!("{what} : the mock does not compute this");
        Self::of(schema, "configuration_incompatible", message)
    }

    /// A request that is no request of the API.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: 400,
            kind: Some("invalid_request".to_owned()),
            code: "invalid_request".to_owned(),
            param: None,
            message: message.into(),
        }
    }

    /// Something that is not there.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self {
            status: 404,
            kind: Some("invalid_request".to_owned()),
            code: "resource_not_found".to_owned(),
            param: None,
            message: message.into(),
        }
    }

    /// The body of the answer. The members of the API's first years stand beside the others, as they still do in reality.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("message".into(), self.message.clone().into());
        if let Some(kind) = &self.kind {
            body.insert("type".into(), kind.clone().into());
        }
        body.insert("api_error_code".into(), self.code.clone().into());
        if let Some(param) = &self.param {
            body.insert("param".into(), param.clone().into());
        }
        body.insert("error_code".into(), self.code.clone().into());
        body.insert("error_msg".into(), self.message.clone().into());
        body.insert("http_status_code".into(), self.status.into());
        body.into()
    }
}
