//! Nothing.

use crate::{
    Error, Result,
    api::{CallInfo, RawResponse},
    client::observe::{Attempt, Wait},
};
use http::HeaderMap;
use std::future::Future;

#[derive(Clone)]
pub(crate) struct Trace;

impl Trace {
    pub(crate) fn start(_: &CallInfo, _: &HeaderMap) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(self, work: F) -> F {
        work
    }

    pub(crate) fn attempted(&self, _: &Attempt) {}

    pub(crate) fn waiting(&self, _: &Wait) {}

    pub(crate) fn finish(&self, _: Result<&RawResponse, &Error>, _: u32) {}

    pub(crate) fn cancelled(&self, _: u32) {}
}
