//! `cargo xtask schema`: a JSON Schema of a file of the spec, for editors.

use crate::console::{complain, say};
use chargebee_generator::{json_schema, write};
use std::{path::PathBuf, process::ExitCode};

/// Where editors find it, seen from the root of the workspace.
pub(crate) const FILE: &str = "spec/schema.json";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file to write; standard output if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// 0 where it was written.
pub(crate) fn run(args: &Args) -> ExitCode {
    let text = json_schema::text().map_err(|problem| problem + "\n");
    let done = text.and_then(|text| match &args.out {
        Some(out) => write::file(out, &text).map_err(|problem| problem + "\n"),
        None => say(text),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}
