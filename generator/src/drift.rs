//! The curated spec held against what the vendor publishes: what it lacks, has differently or has beyond it.
//!
//! Where the spec differs on purpose, `x-evidence` says why, and `x-evidence-of` in what. Evidence about something in which
//! both agree again is stale, and a finding of its own. What upstream does not say is not compared: units of money, what a
//! text is the id of, what a decimal measures, idempotency, and the words of descriptions.
//!
//! Facts that were gathered are held against the spec in the same way by [`crate::coverage`]. They say more, so that more is
//! compared: [`Source`](crate::upstream::Source) tells the two apart.

mod compare;
mod gap;
mod render;
mod report;
mod suggest;
mod types;

pub use report::{Count, Drift, Extent, Finding, Kind, Standing};
pub use suggest::{suggest, write as write_suggestions};

use crate::{
    model::{Api, Operation, Route},
    upstream::Upstream,
};

/// Compares a version of the spec with what is published about it.
#[must_use]
pub fn drift(upstream: &Upstream, spec: &Api, extent: Extent) -> Drift {
    compare::compare(upstream, spec, extent)
}

/// What a document is taken for where nobody says it: an excerpt, where it has fewer than half of the operations of the spec.
#[must_use]
pub fn extent(upstream: &Upstream, spec: &Api) -> Extent {
    let routes = |api: &Api| -> std::collections::BTreeSet<Route> {
        let operations = api.operations().map(|(_, it)| it);
        let covered = operations.filter(|it| match (upstream.catalog, it.catalog) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        });
        covered.map(Operation::route).collect()
    };
    let (published, own) = (routes(&upstream.api), routes(spec));
    match published.intersection(&own).count() * 2 < own.len() {
        true => Extent::Excerpt,
        false => Extent::Whole,
    }
}
