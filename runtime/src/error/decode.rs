//! An answer that does not read as what it should be.

use super::{
    Error,
    body::{InFull, not_json},
};
use crate::{CurrencyTable, api::CallSummary};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{error::Error as StdError, fmt};

/// Why JSON could not be read into a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where, such as `list[3].invoice.line_items[0].amount`; empty for the whole body.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

/// An answer, or JSON from elsewhere, that does not read as what it should be.
#[derive(Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// The status of the answer; absent for JSON that did not come from a call.
    pub status: Option<StatusCode>,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// Where, such as `list[3].invoice.line_items[0].amount`; empty where the whole body is at fault.
    pub path: String,
    /// What is wrong there. Never the value itself.
    pub problem: String,
    /// The body, byte for byte.
    pub body: Bytes,
    /// What the body is, where it is not JSON.
    what: Option<&'static str>,
    pub(super) call: Option<Box<CallSummary>>,
    /// How the client counts amounts.
    pub(crate) currencies: CurrencyTable,
}

impl DecodeError {
    pub(crate) fn without_answer(body: Bytes, error: ReadError) -> Self {
        Self {
            status: None,
            headers: HeaderMap::new(),
            path: error.path,
            problem: error.problem,
            body,
            what: None,
            call: None,
            currencies: CurrencyTable::new(),
        }
    }
}

impl Error {
    pub(crate) fn decode(
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        path: String,
        problem: String,
    ) -> Self {
        let what = not_json(&headers, &body).filter(|_| path.is_empty());
        Self::Decode(Box::new(DecodeError {
            status: Some(status),
            headers,
            path,
            problem: what.map_or(problem, |what| format!("it is {what}, not JSON")),
            body,
            what,
            call: None,
            currencies: CurrencyTable::new(),
        }))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(status), Some(what)) = (self.status, self.what) {
            write!(f, "the answer is not JSON: {}, {what}", InFull(status))?;
            if status.is_success() {
                f.write_str("; the request itself succeeded")?;
            }
            return super::tell(self.call.as_deref(), f);
        }
        if let Some(status) = self.status {
            let status_code = status.as_u16();
            write!(f, "the answer ({status_code}) cannot be read: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)?;
        if self.status.is_some_and(|status| status.is_success()) {
            f.write_str("; the request itself succeeded")?;
        }
        super::tell(self.call.as_deref(), f)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("status", &self.status)
            .field("path", &self.path)
            .field("problem", &self.problem)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {}
