//! One line in the log for each delivery, and for each walk that fails; nothing without the feature `tracing`. It holds no body, no URL and no secret.

use super::{event::AnyEvent, outcome::Outcome, rejection::Rejection};
use std::fmt::Display;

/// What a line says of an event.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) event_type: String,
    pub(super) api_version: String,
}

impl Line {
    pub(super) fn of(event: &impl AnyEvent) -> Self {
        Self {
            id: event.id().to_owned(),
            event_type: event.event_type().to_owned(),
            api_version: event.api_version().to_owned(),
        }
    }
}

#[cfg(feature = "tracing")]
pub(super) fn rejected(rejection: &Rejection) {
    tracing::warn!(
        status = rejection.status().as_u16(),
        reason = ?rejection.reason(),
        "webhook refused: {rejection}"
    );
}

/// `error` is what the handler or a store said.
#[cfg(feature = "tracing")]
pub(super) fn ended(line: &Line, outcome: Outcome, error: Option<&dyn Display>) {
    macro_rules! tell {
        ($level:ident) => {
            tracing::$level!(
                event_id = line.id,
                event_type = line.event_type,
                api_version = line.api_version,
                status = outcome.status().as_u16(),
                outcome = ?outcome,
                error = error.map(tracing::field::display),
                "webhook"
            )
        };
    }
    match outcome {
        Outcome::Done | Outcome::Duplicate if error.is_none() => tell!(info),
        Outcome::Poison | Outcome::Panicked => tell!(error),
        _ => tell!(warn),
    }
}

#[cfg(feature = "tracing")]
pub(super) fn not_listed(error: &crate::Error) {
    tracing::warn!(%error, "the list of events could not be fetched: it is asked for again with the next walk");
}

#[cfg(feature = "tracing")]
pub(super) fn not_saved(error: &(dyn std::error::Error + Send + Sync)) {
    tracing::warn!(%error, "the position in the list of events could not be saved");
}

#[cfg(not(feature = "tracing"))]
pub(super) fn not_listed(_: &crate::Error) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn not_saved(_: &(dyn std::error::Error + Send + Sync)) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn rejected(_: &Rejection) {}

#[cfg(not(feature = "tracing"))]
pub(super) fn ended(_: &Line, _: Outcome, _: Option<&dyn Display>) {}
