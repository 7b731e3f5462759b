//! What was received.

use crate::{fault::Fault, schema::Version};
use http::{HeaderMap, Method};
use serde_json::{Map, Value};
use std::collections::{HashMap, VecDeque};
use tokio::sync::broadcast;

/// So many requests are remembered; the oldest are forgotten first.
const REMEMBERED: usize = 10_000;

/// So many requests may wait for one who watches; then the oldest pass unseen.
const WATCHED: usize = 1_000;

/// What stands in place of what is not printed.
pub(crate) const REDACTED: &str = "[redacted]";

/// A request that was received, and what came of it. `Debug` prints no headers, no `form`, and nothing that the description calls sensitive:
/// card numbers, secrets, ids of secret links, custom fields.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// The version of the API, where the path names one.
    pub version: Option<Version>,
    /// `customer.create`, where the request is to an operation.
    pub operation: Option<String>,
    /// GET or POST.
    pub method: Method,
    /// The path, as it was sent.
    pub path: String,
    /// The parameters as they were sent: the query of a GET, the body of a POST.
    pub form: String,
    /// The headers, without `authorization`.
    pub headers: HeaderMap,
    /// The ids of the path by name, decoded.
    pub ids: Vec<(String, String)>,
    /// The parameters by their names on the wire, typed: numbers, booleans, lists and objects. Empty where the request was
    /// refused.
    pub params: Map<String, Value>,
    /// The status of the answer.
    pub status: u16,
    /// The code of the refusal, where it was one.
    pub code: Option<String>,
    /// The fault that was asked for.
    pub fault: Option<Fault>,
    /// Whether the answer is that of an earlier request with the same idempotency key.
    pub replayed: bool,
    /// Whether the answer is a sample, which nothing remembers.
    pub sample: bool,
    /// The parameters that a list ignored, see [`Settings::lenient_lists`](crate::Settings::lenient_lists).
    pub ignored: Vec<String>,
    /// The path and the parameters as they may be printed; no parameters where the request was refused.
    pub(crate) shown: (String, Map<String, Value>),
}

impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, params) = &self.shown;
        f.debug_struct("Received")
            .field("version", &self.version)
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", path)
            .field("params", params)
            .field("status", &self.status)
            .field("code", &self.code)
            .field("fault", &self.fault)
            .field("replayed", &self.replayed)
            .field("sample", &self.sample)
            .field("ignored", &self.ignored)
            .finish_non_exhaustive()
    }
}

impl Received {
    /// The value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Value> {
        self.params.get(name)
    }

    /// Method, path, operation, status: for people.
    #[must_use]
    pub fn line(&self) -> String {
        let operation = self.operation.as_deref().unwrap_or("-");
        let mut line = format!(
            "{} {} {} {operation}",
            self.status, self.method, self.shown.0
        );
        if let Some(code) = &self.code {
            line.push_str(&format!(" {code}"));
        }
        if self.replayed {
            line.push_str(" (replayed)");
        }
        if self.sample {
            line.push_str(" (sample)");
        }
        if !self.ignored.is_empty() {
            let names = self.ignored.join(", ");
            line.push_str(&format!(" (ignored: {})", names.escape_debug()));
        }
        line
    }
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    kept: VecDeque<Received>,
    /// How many requests each operation accepted, those that are forgotten included.
    accepted: HashMap<String, usize>,
    /// Who is told of each request as it comes in.
    watchers: Vec<broadcast::Sender<Received>>,
}

impl Log {
    pub(crate) fn push(&mut self, received: Received) {
        if let Some(operation) = &received.operation
            && received.status < 400
        {
            *self.accepted.entry(operation.clone()).or_default() += 1;
        }
        // Who does not watch any more is told no more.
        self.watchers.retain(|it| it.send(received.clone()).is_ok());
        if self.kept.len() == REMEMBERED {
            self.kept.pop_front();
        }
        self.kept.push_back(received);
    }

    pub(crate) fn all(&self) -> Vec<Received> {
        self.kept.iter().cloned().collect()
    }

    pub(crate) fn take(&mut self) -> Vec<Received> {
        std::mem::take(&mut self.kept).into()
    }

    pub(crate) fn accepted(&self, operation: &str) -> usize {
        self.accepted.get(operation).copied().unwrap_or_default()
    }

    pub(crate) fn watch(&mut self) -> broadcast::Receiver<Received> {
        let (sender, receiver) = broadcast::channel(WATCHED);
        self.watchers.push(sender);
        receiver
    }

    /// Forgets what was received, and not who watches.
    pub(crate) fn reset(&mut self) {
        self.kept.clear();
        self.accepted.clear();
    }
}
