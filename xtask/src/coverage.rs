//! `cargo xtask coverage`: what of the facts about the API the spec has.

use crate::{
    console::{colored_errors, complain, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{coverage, read};
use std::{path::PathBuf, process::ExitCode};

/// Where the facts are, seen from the root of the workspace.
const FACTS: &str = "../shared/facts";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the facts; `shared/facts` beside the workspace if not given.
    #[arg(long, value_name = "DIR")]
    facts: Option<PathBuf>,
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// 0 whatever is missing; 1 where the facts or the spec cannot be read.
pub(crate) fn run(args: &Args) -> ExitCode {
    match report(args).and_then(say) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

fn report(args: &Args) -> Result<String, String> {
    let root = root();
    let facts = args.facts.clone().unwrap_or_else(|| root.join(FACTS));
    let spec = args.spec.clone().unwrap_or_else(|| root.join(SPEC));
    let apis = read(&spec).map_err(|report| report.render(colored_errors()))?;
    let coverage = coverage::coverage(&facts, &apis).map_err(|problem| problem + "\n")?;
    match args.format {
        Format::Text => Ok(coverage.to_string()),
        Format::Json => coverage.json(),
    }
}
