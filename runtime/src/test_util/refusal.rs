//! What the API refuses.

use crate::{
    CurrencyTable, Error,
    error::{ApiError, Secrets},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

/// A refusal as the API sends it: an [`Answer`](super::Answer), or an [`Error`] by itself.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::{Error, test_util::Refusal};
///
/// let declined = Refusal::new(402, "payment_processing_failed")
///     .kind("payment")
///     .message("The card was declined.");
/// assert!(matches!(Error::from(declined), Error::Api(error) if error.is_payment()));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Refusal {
    status: u16,
    members: Map<String, Value>,
}

impl Refusal {
    /// A refusal with an HTTP status and an error code.
    pub fn new(status: u16, api_error_code: &str) -> Self {
        let refusal = Self {
            status,
            members: Map::new(),
        };
        refusal
            .member("api_error_code", api_error_code)
            .member("message", "made for a test")
            .member("http_status_code", status)
    }

    /// The kind of error: `payment`, `invalid_request` or `operation_failed`.
    pub fn kind(self, kind: &str) -> Self {
        self.member("type", kind)
    }

    /// The parameter that it is about.
    pub fn param(self, name: &str) -> Self {
        self.member("param", name)
    }

    /// What it says to developers.
    pub fn message(self, message: &str) -> Self {
        self.member("message", message)
    }

    /// Any other member of the body, such as `error_cause_id` or the payment intent of a 3-D Secure flow.
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn into_parts(self) -> (StatusCode, Bytes) {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Value::Object(self.members).to_string().into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let (status, body) = refusal.into_parts();
        let (headers, secrets) = (HeaderMap::new(), Secrets::default());
        ApiError::read(status, headers, body, &secrets, &CurrencyTable::new())
    }
}
