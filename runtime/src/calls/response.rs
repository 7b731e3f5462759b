//! An answer.

use crate::{
    Currency, CurrencyMismatch, Error, Result,
    api::{CallSummary, RawResponse, Said, replayed},
    wire::{
        read,
        record::{self, Field, Record, Value, flag},
    },
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{fmt, ops::Deref};

/// What a call gave: the typed answer, and how it came.
///
/// It derefs to the answer, whose fields are read as if they were its own. To move one out of it, where the compiler says
/// `cannot move out of dereference of Response`, take the answer out first with [`into_inner`](Self::into_inner):
///
/// ```text
/// let found = client.customer().retrieve("cust_7").await?;
/// println!("{} of {}", found.customer.id, found.status());
/// let customer = found.into_inner().customer;
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    raw: RawResponse,
}

impl<T> Response<T> {
    #[cfg(feature = "test-util")]
    pub(crate) fn from_parts(value: T, raw: RawResponse) -> Self {
        Self { value, raw }
    }

    pub(crate) fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The typed answer, to move fields out of it.
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

impl<T: Record + Value> Response<T> {
    pub(crate) fn decode(raw: RawResponse) -> Result<Self> {
        let mut value = T::empty();
        let raw = decode_into(raw, &mut value)?;
        match mismatch(&raw, &value) {
            None => Ok(Self { value, raw }),
            Some((said, took)) => Err(Error::Currency(Box::new(CurrencyMismatch::new(
                said, took, raw,
            )))),
        }
    }

    /// The same without a look at currencies.
    pub(crate) fn decode_whatever_the_currency(mut raw: RawResponse) -> Result<Self> {
        raw.said.clear();
        Self::decode(raw)
    }
}

impl CurrencyMismatch {
    /// The answer, as the call would have given it.
    ///
    /// # Errors
    /// A decode error where it is not that of this type.
    pub fn response<T: Record + Value>(&self) -> Result<Response<T>> {
        Response::decode_whatever_the_currency(self.raw().clone())
    }
}

/// Everything about the answer of a request that succeeded, but for its type.
fn decode_into(raw: RawResponse, record: &mut dyn Record) -> Result<RawResponse> {
    // A 204, or a 200 with nothing in it, is a success of an operation that has nothing to say.
    let empty = raw.body.iter().all(u8::is_ascii_whitespace);
    if empty && record.shape().flagged(flag::required).next().is_none() {
        return Ok(raw);
    }
    match read::read(&raw.body, record, &raw.currencies) {
        Ok(()) => Ok(raw),
        Err(error) => {
            let decode =
                Error::decode(raw.status, raw.headers, raw.body, error.path, error.problem);
            Err(decode.counted_by(&raw.currencies).with_call(*raw.call))
        }
    }
}

/// The first money of the request that the answer contradicts, with the currency in which it took effect.
fn mismatch(raw: &RawResponse, record: &dyn Record) -> Option<(Said, Option<Currency>)> {
    if raw.said.is_empty() {
        return None;
    }
    let place = raw.call.info.operation.currency.as_ref()?.answer;
    let mut codes = Vec::new();
    codes_at(Field::Record(record), place, &mut codes);
    let contradicts = |said: &Said| match codes.iter().find(|code| **code != said.currency) {
        Some(code) => Some((said.clone(), Some(code.clone()))),
        None => (codes.is_empty() && !said.elsewhere).then(|| (said.clone(), None)),
    };
    raw.said.iter().find_map(contradicts)
}

/// The currencies that stand at a place, which leads through the elements of lists.
fn codes_at(field: Field<'_>, place: &[&str], codes: &mut Vec<Currency>) {
    match (field, place) {
        (Field::Record(inner), [name, rest @ ..]) => {
            if let Some(index) = inner.shape().find(name) {
                codes_at(record::field(inner, index), rest, codes);
            }
        }
        (Field::List(list), place) => {
            (0..list.len()).for_each(|index| codes_at(list.get(index), place, codes));
        }
        (Field::Currency(code), []) => codes.push(code.clone()),
        _ => {}
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
