//! An answer.

use crate::{
    CurrencyTable, Error, Result,
    api::CallSummary,
    read,
    record::{Record, Value},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};
use std::{fmt, ops::Deref};

const REPLAYED: HeaderName = HeaderName::from_static("chargebee-idempotency-replayed");

/// What a call gave: the typed answer, and how it came. Derefs to the answer.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    raw: RawResponse,
}

/// An answer as it came over the wire.
#[derive(Clone)]
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How the client that asked counts currencies.
    pub(crate) currencies: CurrencyTable,
    pub(crate) call: Box<CallSummary>,
}

impl<T> Response<T> {
    pub(crate) fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The typed answer.
    pub fn into_inner(self) -> T {
        self.value
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// The body, byte for byte.
    pub fn raw_body(&self) -> &Bytes {
        &self.raw.body
    }

    /// Whether this is the stored answer to an earlier request with the same idempotency key: nothing was done twice.
    pub fn idempotency_replayed(&self) -> bool {
        replayed(&self.raw.headers)
    }

    /// What was done for it: attempts, time, the idempotency key.
    pub fn call(&self) -> &CallSummary {
        &self.raw.call
    }
}

pub(crate) fn replayed(headers: &HeaderMap) -> bool {
    headers.get(REPLAYED).is_some_and(|value| value == "true")
}

impl<T: Record + Value> Response<T> {
    pub(crate) fn decode(raw: RawResponse) -> Result<Self> {
        let mut value = T::empty();
        let raw = decode_into(raw, &mut value)?;
        Ok(Self { value, raw })
    }
}

/// Everything about the answer of a request that succeeded, but for its type.
fn decode_into(raw: RawResponse, record: &mut dyn Record) -> Result<RawResponse> {
    // A 204, or a 200 with nothing in it, is a success of an operation that has nothing to say.
    let empty = raw.body.iter().all(u8::is_ascii_whitespace);
    if empty && record.shape().required.is_empty() {
        return Ok(raw);
    }
    match read::read(&raw.body, record, &raw.currencies) {
        Ok(()) => Ok(raw),
        Err(error) => {
            let decode =
                Error::decode(raw.status, raw.headers, raw.body, error.path, error.problem);
            Err(decode.with_call(*raw.call))
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.raw.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
