//! Answers for the tests of a program that uses the SDK: without a server, and as the API would send them. Only with the feature
//! `test-util`, which belongs into `[dev-dependencies]`.
//!
//! ```text
//! let invoice = Invoice::with(|it| {
//!     it.id = "inv_1".into();
//!     it.total = Amount::from_minor(8700);
//! });
//! let answers = Answers::new()
//!     .answer(InvoiceRetrieveResponse::with(|it| it.invoice = invoice))
//!     .answer(Refusal::new(402, "payment_processing_failed").kind("payment"));
//! let client = Client::builder("acme-test", "key").transport(answers.clone()).build()?;
//! // ... the program that is tested ...
//! assert_eq!(answers.requests()[1].path(), "/api/v2/invoices/inv_1/collect_payment");
//! ```
//!
//! Every record has `with` then. An `Option` that `with` does not set is as if the API had not sent it. What is no `Option` is
//! sent as it is: empty text, zero or `false`, and so money of zero. An answer that lacks it is made of JSON, by
//! [`Answer::body`](Answer::body) or the record's `from_json`.

mod answers;
mod refusal;

pub use answers::{Answer, Answers, Sent};
pub use refusal::Refusal;

use crate::{
    CallInfo, CallSummary, Json, Response,
    api::{Api, Names, Operation, RawResponse},
    wire::{
        record::{Record, Value},
        write,
    },
};
use http::{HeaderMap, Method, StatusCode};
use std::{sync::Arc, time::Duration};

/// A record of which nothing is set but what `set` sets: what the records' `with` calls.
#[doc(hidden)]
pub fn with<T: Record + Value>(set: impl FnOnce(&mut T)) -> T {
    let mut record = T::empty();
    set(&mut record);
    record
}

/// A record as JSON: what an event carries, for one.
#[must_use]
pub fn json(record: &impl Record) -> Json {
    Json::from_text(write::to_json(record)).unwrap_or_else(|_| Json::empty())
}

/// What a call gives whose answer is this.
impl<T: Record> From<T> for Response<T> {
    fn from(value: T) -> Self {
        let raw = RawResponse {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: write::to_json(&value).into(),
            currencies: value.extra().currencies().clone(),
            call: Box::new(summary()),
            said: Vec::new(),
        };
        Self::from_parts(value, raw)
    }
}

/// The call of an answer that none was made for.
fn summary() -> CallSummary {
    static API: Api = Api {
        version: "test",
        refused: &[],
        temporary: &[],
        kinds: &[],
    };
    static OPERATION: Operation = Operation {
        version: "test",
        resource: "test",
        name: "call",
        method: Method::GET,
        path: "/test",
        sub_domain: None,
        json_body: false,
        idempotent: false,
        currency: None,
        params: Names::plain(&[]),
    };
    CallSummary {
        info: CallInfo {
            api: &API,
            operation: &OPERATION,
            site: Arc::from("test"),
            origin: "https://test.invalid".to_owned(),
        },
        attempts: 1,
        elapsed: Duration::ZERO,
        idempotency_key: None,
    }
}
