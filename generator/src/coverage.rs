//! What of the known facts about the API the spec has: the facts are read (`facts`), held against the model
//! (`compare`) and what differs is told (`report`).

mod compare;
mod facts;
mod report;
mod shapes;
mod tally;
mod types;

pub use report::{Beyond, Count, Coverage, Difference, Kind, OnPurpose};

use crate::model::Api;
use std::path::Path;

/// Holds the facts of a folder against what the spec says.
///
/// # Errors
/// A sentence, where the facts cannot be read.
pub fn coverage(facts: &Path, apis: &[Api]) -> Result<Coverage, String> {
    let facts = facts::read(facts)?;
    Ok(compare::compare(&facts, apis))
}
