//! Tells whoever watches.

use super::{Attempt, CallInfo, Ending, Observer, Wait, trace::Trace};
use crate::{Error, Result, api::RawResponse, client::clock::Clock};
use http::{HeaderMap, HeaderName};
use std::{sync::Arc, time::Duration};

/// What says of what trace a call is a part.
static TRACE_CONTEXT: [HeaderName; 2] = [
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
];

/// Tells whoever watches, and tells a call that is dropped from one that ends.
pub(crate) struct Watch {
    info: CallInfo,
    observer: Option<Arc<dyn Observer>>,
    trace: Trace,
    /// What tells the time of a call that is dropped.
    clock: Option<Arc<dyn Clock>>,
    started: Duration,
    attempts: u32,
    ended: bool,
}

impl Watch {
    pub(crate) fn start(
        info: &CallInfo,
        headers: &HeaderMap,
        observer: Option<Arc<dyn Observer>>,
        clock: Option<Arc<dyn Clock>>,
    ) -> Self {
        if let Some(observer) = &observer {
            observer.started(info);
        }
        Self {
            trace: Trace::start(info, headers),
            info: info.clone(),
            observer,
            started: clock.as_ref().map_or(Duration::ZERO, |clock| clock.now()),
            clock,
            attempts: 0,
            ended: false,
        }
    }

    /// The span of the call, to do its work in.
    pub(crate) fn span(&self) -> Trace {
        self.trace.clone()
    }

    /// Says in the headers of the request of what trace the call is a part, where the observer knows.
    pub(crate) fn propagate(&self, headers: &mut HeaderMap) {
        let Some(observer) = &self.observer else {
            return;
        };
        let mut said = HeaderMap::new();
        observer.propagate(&self.info, &mut said);
        let own = TRACE_CONTEXT.iter().any(|name| headers.contains_key(name));
        for name in TRACE_CONTEXT.iter().filter(|_| !own) {
            if let Some(value) = said.remove(name) {
                headers.insert(name, value);
            }
        }
    }

    pub(crate) fn attempted(&mut self, attempt: &Attempt) {
        self.attempts = attempt.number;
        self.trace.attempted(attempt);
        if let Some(observer) = &self.observer {
            observer.attempted(&self.info, attempt);
        }
    }

    pub(crate) fn waiting(&self, wait: &Wait) {
        self.trace.waiting(wait);
        if let Some(observer) = &self.observer {
            observer.waiting(&self.info, wait);
        }
    }

    pub(crate) fn finish(mut self, result: Result<&RawResponse, &Error>) {
        self.ended = true;
        self.trace.finish(result, self.attempts);
        self.tell(&Ending::of(result));
    }

    fn tell(&self, ending: &Ending) {
        if let Some(observer) = &self.observer {
            let now = self.clock.as_ref().map(|clock| clock.now());
            let elapsed = now.map_or(Duration::ZERO, |now| now.saturating_sub(self.started));
            observer.finished(&self.info, ending, self.attempts, elapsed);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.ended {
            self.trace.cancelled(self.attempts);
            self.tell(&Ending::Cancelled);
        }
    }
}
