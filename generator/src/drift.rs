//! The curated spec held against what the vendor publishes: what it lacks, has differently or has beyond it.
//!
//! Where the spec differs on purpose, `x-evidence` says why, and `x-evidence-of` in what. Evidence about something in which
//! both agree again is stale, and a finding of its own. What upstream does not say is not compared: units of money, what a
//! text is the id of, what a decimal measures, idempotency, and the words of descriptions.

mod compare;
mod render;
mod report;
mod suggest;
mod types;

pub use report::{Count, Drift, Finding, Kind, Standing};
pub use suggest::{suggest, write as write_suggestions};

use crate::{model::Api, upstream::Upstream};

/// Compares a version of the spec with what is published about it.
#[must_use]
pub fn drift(upstream: &Upstream, spec: &Api) -> Drift {
    compare::compare(upstream, spec)
}
