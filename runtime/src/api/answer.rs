//! An answer before anybody reads it, and what money it may have to confirm.

use super::CallSummary;
use crate::values::money::{Currency, CurrencyTable};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};

const REPLAYED: HeaderName = HeaderName::from_static("chargebee-idempotency-replayed");

/// An answer as it came over the wire.
#[derive(Clone)]
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How the client that asked counts currencies.
    pub(crate) currencies: CurrencyTable,
    pub(crate) call: Box<CallSummary>,
    /// What the money of the request said, where the answer says a currency too.
    pub(crate) said: Vec<Said>,
}

/// What money of a request says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The parameter that said it.
    pub(crate) name: String,
    pub(crate) currency: Currency,
    /// Whether the request or the caller says the same elsewhere.
    pub(crate) elsewhere: bool,
}

/// Whether it is the stored answer to an earlier request with the same idempotency key.
pub(crate) fn replayed(headers: &HeaderMap) -> bool {
    headers.get(REPLAYED).is_some_and(|value| value == "true")
}
