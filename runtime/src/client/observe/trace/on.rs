//! Spans and events.

use crate::{
    Error, Result,
    api::{CallInfo, RawResponse, replayed},
    client::observe::{Attempt, Wait},
    error::TransportErrorKind,
};
use http::HeaderMap;
use std::{future::Future, time::Duration};
use tracing::{Instrument as _, Span, field::Empty};

#[derive(Clone)]
pub(crate) struct Trace(Span);

/// The headers of the schema that are not about a user, with the attribute that each has. Attributes of a span are named when
/// the program is compiled, so other headers that begin with `chargebee-` cannot be told.
const HEADERS: [(&str, &str); 5] = [
    (
        "chargebee-business-entity-id",
        "http.request.header.chargebee-business-entity-id",
    ),
    (
        "chargebee-event-actions",
        "http.request.header.chargebee-event-actions",
    ),
    (
        "chargebee-event-email",
        "http.request.header.chargebee-event-email",
    ),
    (
        "chargebee-event-webhook",
        "http.request.header.chargebee-event-webhook",
    ),
    (
        "chargebee-idempotency-key",
        "http.request.header.chargebee-idempotency-key",
    ),
];

impl Trace {
    pub(crate) fn start(info: &CallInfo, headers: &HeaderMap) -> Self {
        // The name of a span is fixed at compile time; `otel.name` is what OpenTelemetry layers take in its place.
        let span = tracing::info_span!(
            "chargebee.call",
            otel.name = format!("chargebee.{}.{}", info.resource(), info.operation()),
            otel.kind = "client",
            otel.status_code = Empty,
            url.full = info.url(),
            http.request.method = info.method().as_str(),
            server.address = info.host(),
            chargebee.site = info.site(),
            chargebee.api_version = info.api_version(),
            chargebee.resource = info.resource(),
            chargebee.operation = info.operation(),
            chargebee.sdk.name = "chargebee-rust",
            chargebee.sdk.version = env!("CARGO_PKG_VERSION"),
            "http.request.header.chargebee-business-entity-id" = Empty,
            "http.request.header.chargebee-event-actions" = Empty,
            "http.request.header.chargebee-event-email" = Empty,
            "http.request.header.chargebee-event-webhook" = Empty,
            "http.request.header.chargebee-idempotency-key" = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
            chargebee.error.code = Empty,
            chargebee.error.type = Empty,
            chargebee.error.param = Empty,
            chargebee.attempts = Empty,
            chargebee.idempotency_replayed = Empty,
        );
        for (header, attribute) in HEADERS {
            if let Some(value) = headers.get(header).and_then(|value| value.to_str().ok()) {
                span.record(attribute, value);
            }
        }
        Self(span)
    }

    pub(crate) fn around<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        work.instrument(self.0)
    }

    pub(crate) fn attempted(&self, attempt: &Attempt) {
        tracing::debug!(
            parent: &self.0,
            attempt = i64::from(attempt.number),
            elapsed_ms = milliseconds(attempt.elapsed),
            http.response.status_code = attempt.status.map(|status| i64::from(status.as_u16())),
            error.type = attempt.failure.map(name),
            replayed = attempt.replayed,
            "attempt"
        );
    }

    pub(crate) fn waiting(&self, wait: &Wait) {
        tracing::debug!(
            parent: &self.0,
            reason = wait.reason.as_str(),
            duration_ms = milliseconds(wait.duration),
            "wait"
        );
    }

    pub(crate) fn finish(&self, result: Result<&RawResponse, &Error>, attempts: u32) {
        let span = &self.0;
        span.record("chargebee.attempts", i64::from(attempts));
        let status = match result {
            Ok(answer) => Some(answer.status),
            Err(error) => error.status(),
        };
        if let Some(status) = status {
            span.record("http.response.status_code", i64::from(status.as_u16()));
        }
        let error = match result {
            Ok(answer) => {
                span.record("chargebee.idempotency_replayed", replayed(&answer.headers));
                return;
            }
            Err(error) => error,
        };
        span.record("otel.status_code", "ERROR");
        match error {
            Error::Transport(error) => span.record("error.type", name(error.kind())),
            Error::Config(_) => span.record("error.type", name(TransportErrorKind::Invalid)),
            Error::Currency(_) => span.record("error.type", "currency_mismatch"),
            error => {
                let status = status.unwrap_or_default();
                if let Some(error) = error.as_api() {
                    let code = Some(error.api_error_code.as_str()).filter(|it| !it.is_empty());
                    span.record("chargebee.error.code", code);
                    span.record("chargebee.error.type", error.kind.as_deref());
                    span.record("chargebee.error.param", error.param.as_deref());
                }
                // A success that cannot be read is an error of another kind than its status.
                if status.is_success() {
                    span.record("error.type", "unreadable")
                } else {
                    span.record("error.type", status.as_str())
                }
            }
        };
    }

    pub(crate) fn cancelled(&self, attempts: u32) {
        self.0.record("chargebee.attempts", i64::from(attempts));
        self.0.record("error.type", "cancelled");
    }
}

/// Numbers are `i64`: OpenTelemetry has no other integers, and what it gets as another becomes text.
fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn name(kind: TransportErrorKind) -> &'static str {
    match kind {
        TransportErrorKind::Connect => "connect",
        TransportErrorKind::Timeout => "timeout",
        TransportErrorKind::Broken => "broken",
        TransportErrorKind::TooLarge => "too_large",
        TransportErrorKind::Limited => "limited",
        TransportErrorKind::NoKey => "no_key",
        TransportErrorKind::Invalid => "invalid",
    }
}
