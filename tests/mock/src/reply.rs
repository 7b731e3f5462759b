//! An answer, and how it gets to who asked.

use crate::refusal::Refusal;
use bytes::Bytes;
use serde_json::Value;
use std::time::Duration;

#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
    pub(crate) delivery: Delivery,
}

/// How an answer is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// So many bytes of the body, then the connection ends.
    Truncated(usize),
    /// The head at once, the body piece by piece within this time.
    Slowly(Duration),
    /// Not at all: the connection ends.
    Cut,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json;charset=utf-8".to_owned())],
            body: body.to_string().into(),
            delivery: Delivery::Whole,
        }
    }

    pub(crate) fn refusal(refusal: &Refusal) -> Self {
        Self::json(refusal.status, &refusal.body())
    }
}
