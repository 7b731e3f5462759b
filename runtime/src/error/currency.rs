//! Money that took effect in another currency than the request said.

use super::tell;
use crate::{
    Currency,
    api::{CallSummary, RawResponse, Said},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{error::Error as StdError, fmt};

/// The request succeeded, and its money took effect in another currency than the request said, or in one that the answer does not
/// say. The answer is kept: [`response`](Self::response) gives it.
pub struct CurrencyMismatch {
    said: Said,
    took: Option<Currency>,
    raw: RawResponse,
}

impl CurrencyMismatch {
    pub(crate) fn new(said: Said, took: Option<Currency>, raw: RawResponse) -> Self {
        Self { said, took, raw }
    }

    /// The parameter that said the currency, as in `transaction[amount]`, or `currency_of`.
    #[must_use]
    pub fn param(&self) -> &str {
        &self.said.name
    }

    /// The currency that the request said.
    #[must_use]
    pub fn said(&self) -> &Currency {
        &self.said.currency
    }

    /// The currency in which it took effect, as the answer says it; `None` where the answer lacks it.
    #[must_use]
    pub fn took_effect_in(&self) -> Option<&Currency> {
        self.took.as_ref()
    }

    pub(crate) fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The body, byte for byte.
    #[must_use]
    pub fn raw_body(&self) -> &Bytes {
        &self.raw.body
    }

    /// Which call it was, its attempts, its idempotency key.
    #[must_use]
    pub fn call(&self) -> &CallSummary {
        &self.raw.call
    }
}

impl fmt::Display for CurrencyMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Said { name, currency, .. } = &self.said;
        let place = self.raw.call.info.operation.currency.as_ref();
        let place = place.map(|it| it.answer.join(".")).unwrap_or_default();
        write!(f, "the request was done, and `{name}` said {currency}: ")?;
        match &self.took {
            Some(took) => write!(f, "the money took effect in {took}, as `{place}` says")?,
            None => write!(f, "the answer has no `{place}` that confirms it")?,
        }
        write!(f, "; do not repeat it, the answer is kept in this error")?;
        tell(Some(&self.raw.call), f)
    }
}

/// Without the body, which may hold what must not be printed.
impl fmt::Debug for CurrencyMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CurrencyMismatch")
            .field("param", &self.said.name)
            .field("said", &self.said.currency)
            .field("took_effect_in", &self.took)
            .field("status", &self.raw.status)
            .field("call", &self.raw.call)
            .finish_non_exhaustive()
    }
}

impl StdError for CurrencyMismatch {}
