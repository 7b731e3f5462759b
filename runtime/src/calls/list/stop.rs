//! When a walk does not go on: after an error, and on pages that hold nothing.

use crate::{
    Error, Response, TransportError,
    calls::call::Call,
    error::{DecodeError, Said, TransportErrorKind},
    wire::read::ReadError,
};
use std::time::Duration;

/// Whether a walk stands still. A caller that skips errors would otherwise repeat a call that fails for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stop {
    /// It goes on.
    #[default]
    No,
    /// Until it is told to try again.
    UntilRetried,
    /// For good: the error would come again.
    ForGood,
}

impl Stop {
    pub(super) fn after(error: &Error) -> Self {
        if error.is_retryable() {
            Self::UntilRetried
        } else {
            Self::ForGood
        }
    }

    /// Goes on, unless the error would come again.
    pub(super) fn retry(&mut self) -> bool {
        if *self == Self::UntilRetried {
            *self = Self::No;
        }
        *self == Self::No
    }
}

/// How many pages in a row may give nothing. A walk that goes on from a checkpoint passes up to 10,000 changes that were
/// given before: 1,000 pages, if not told otherwise.
const MOST: u32 = 2_000;

/// How long one `next` has gone from page to page without anything to give.
#[derive(Clone, Debug, Default)]
pub(super) struct Barren {
    pages: u32,
    /// When the first page was asked for, where there is a clock.
    began: Option<Duration>,
}

impl Barren {
    /// A page is about to be asked for, perhaps not the first one.
    pub(super) fn begin(&mut self, call: &Call) {
        if self.began.is_none() {
            self.began = call.clock().map(|clock| clock.now());
        }
    }

    /// Something was given, or an error.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// A page gave nothing, and another follows it. An error where that has gone on for as long as a call may take, or over
    /// more pages than any list has of that kind.
    pub(super) fn page<T>(&mut self, call: &Call, page: &Response<T>) -> Option<Error> {
        self.pages += 1;
        let now = call.clock().map(|clock| clock.now());
        let took = now
            .zip(self.began)
            .map(|(now, began)| now.saturating_sub(began));
        let total = call.terms(call.client()).0.resolved().total;
        let error = if self.pages >= MOST {
            let problem = format!(
                "{} pages in a row gave nothing, and each named another one",
                self.pages
            );
            wrong_offset(page, problem)
        } else if took.is_some_and(|took| took >= total) {
            let plural = if self.pages == 1 { "" } else { "s" };
            let said = Said(format!("{} page{plural} in a row gave nothing", self.pages));
            let source = Some(Box::new(said) as _);
            Error::Transport(TransportError::new(TransportErrorKind::Timeout, source))
                .with_call(page.call().clone())
        } else {
            return None;
        };
        self.end();
        Some(error)
    }
}

/// A page whose offset leads nowhere.
pub(super) fn wrong_offset<T>(page: &Response<T>, problem: impl Into<String>) -> Error {
    let error = ReadError {
        path: "next_offset".to_owned(),
        problem: problem.into(),
    };
    let mut error = DecodeError::without_answer(page.raw_body().clone(), error);
    error.status = Some(page.status());
    Error::Decode(Box::new(error)).with_call(page.call().clone())
}
