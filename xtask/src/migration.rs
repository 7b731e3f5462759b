//! `cargo xtask migration`: the guide from API v1 to v2.

use crate::{
    console::{colored_errors, complain, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{load::VERSIONS, migration, read, write};
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
    /// The file to write; standard output if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people.
    Markdown,
    /// For programs.
    Json,
}

/// 0 where the guide was written, 1 where the spec is wrong or the guide cannot be written.
pub(crate) fn run(args: &Args) -> ExitCode {
    match tell(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

fn tell(args: &Args) -> Result<(), String> {
    let spec = args.spec.clone().unwrap_or_else(|| root().join(SPEC));
    let apis = read(&spec).map_err(|report| report.render(colored_errors()))?;
    let find = |version: &str| {
        let api = apis.iter().find(|api| api.version == version);
        api.ok_or_else(|| format!("{} has no {version}: a guide needs both\n", spec.display()))
    };
    let [first, second] = VERSIONS.map(find);
    let guide = migration::guide(first?, second?);
    let text = match args.format {
        Format::Markdown => guide.markdown(),
        Format::Json => guide.json()?,
    };
    match &args.out {
        Some(out) => write::file(out, &text).map_err(|problem| problem + "\n"),
        None => say(text),
    }
}
