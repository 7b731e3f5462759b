//! Repeated requests: what was answered to an idempotency key.

use crate::schema::Version;
use bytes::Bytes;
use http::Request;
use indexmap::IndexMap;
use serde_json::Value;

/// So many answers are kept; the oldest are forgotten first.
const MOST: usize = 10_000;

/// So long an answer is kept, in seconds.
const WINDOW: i64 = 30 * 60;

pub(super) type Key = (Version, String);

/// What must be the same for a request to be a repetition.
type Fingerprint = (String, Bytes);

/// Answers by key, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Replays(IndexMap<Key, Kept>);

#[derive(Debug)]
struct Kept {
    of: Fingerprint,
    body: Value,
    at: i64,
}

/// What a key means for a request.
pub(super) enum Found {
    /// Nothing: it is new.
    Nothing,
    /// The same request was answered before.
    Answer(Value),
    /// It was used for another request.
    OtherRequest,
}

impl Replays {
    pub(super) fn find(&mut self, key: &Key, request: &Request<Bytes>, now: i64) -> Found {
        let is_old = |it: &Kept| it.at.saturating_add(WINDOW) <= now;
        if self.0.get(key).is_some_and(is_old) {
            self.0.shift_remove(key);
        }
        match self.0.get(key) {
            None => Found::Nothing,
            Some(kept) if kept.of == fingerprint(request) => Found::Answer(kept.body.clone()),
            Some(_) => Found::OtherRequest,
        }
    }

    /// Keeps an answer as it is without any fault.
    pub(super) fn keep(&mut self, key: Key, request: &Request<Bytes>, body: &Value, now: i64) {
        if self.0.len() == MOST {
            self.0.shift_remove_index(0);
        }
        let kept = Kept {
            of: fingerprint(request),
            body: body.clone(),
            at: now,
        };
        self.0.insert(key, kept);
    }
}

fn fingerprint(request: &Request<Bytes>) -> Fingerprint {
    (request.uri().path().to_owned(), request.body().clone())
}
