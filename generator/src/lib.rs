//! From the curated description of Chargebee's API to the crate `chargebee`.
//!
//! The modules stand in the order in which data flows:
//!
//! - [`load`]: YAML files to `openapiv3` documents, every node with its place
//! - [`model`]: what the API is, as plain data
//! - [`lower`]: documents and annotations to the model; every name is decided here
//! - [`emit`]: the model to Rust
//! - [`mod@write`]: the one place that touches the output folder
//!
//! [`currencies`] is the same way in small, for the table of currencies, and [`webhook_sources`] for the addresses that webhooks come from.
//!
//! Beside these, [`bundle`] gives the documents to other tools and [`mod@routes`] the model to the mock server, [`mod@lint`] says what is
//! doubtful about a spec that generates, and [`mod@diff`] says what a change of the spec means. [`upstream`] reads what the vendor publishes, and
//! [`mod@drift`] holds the spec against it. [`migration`] is the way from API v1 to v2.
//! [`scaffold`] begins a resource or an operation, and [`mod@format`] lays files out.
//!
//! [`mod@json_schema`] says to editors what may stand in a file of the spec.
//!
//! [`finding`] is how all of them say what is wrong, and where.

pub mod bundle;
pub mod coverage;
pub mod currencies;
pub mod diff;
pub mod drift;
pub mod emit;
pub mod finding;
pub mod format;
pub mod json_schema;
pub mod lint;
pub mod load;
pub mod lower;
pub mod migration;
pub mod model;
mod names;
mod page;
mod prelude;
pub mod routes;
pub mod scaffold;
pub mod upstream;
pub mod webhook_sources;
pub mod write;

use finding::Report;
use std::path::Path;

/// Reads a spec folder and gives the model of each API version in it.
///
/// # Errors
/// Everything that is wrong with the spec, each with its place.
pub fn read(spec: &Path) -> Result<Vec<model::Api>, Report> {
    let spec = load::load(spec)?;
    lower::lower(&spec)
}
