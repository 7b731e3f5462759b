//! A span for each call, as the vendor's published schema for OpenTelemetry names it; nothing without the feature `tracing`.
//!
//! The URL has no query and no ids, and headers that tell of the user on whose behalf a call is made are left out. Bodies
//! are never told.

#[cfg(not(feature = "tracing"))]
mod off;
#[cfg(feature = "tracing")]
mod on;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Trace;
#[cfg(feature = "tracing")]
pub(crate) use on::Trace;
