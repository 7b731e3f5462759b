//! The workspace that the commands work on.

use std::path::{Path, PathBuf};

/// Where the spec is, seen from the root.
pub(crate) const SPEC: &str = "spec";

/// The root of the workspace: the commands work from every folder in it.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().unwrap_or(here);
    // Shorter paths in messages where the command runs at the root, as it usually does.
    match std::env::current_dir() {
        Ok(current) if current == root => PathBuf::new(),
        _ => root.to_owned(),
    }
}
