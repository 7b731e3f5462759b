//! `cargo xtask lint`: what is doubtful about the spec.

use crate::{
    console::{colored, colored_errors, complain, say},
    regen::{SPEC, root},
};
use chargebee_generator::{finding::Report, lint, load, lower};
use clap::ValueEnum;
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// With the lines and a suggestion.
    Text,
    /// An array of objects.
    Json,
}

/// 0 where there is no error, 1 where there is one or the spec cannot be read.
pub(crate) fn run(args: &Args) -> ExitCode {
    match findings(args) {
        Ok(report) => {
            let text = match args.format {
                Format::Text => lint::text(&report, colored()),
                Format::Json => lint::json(&report),
            };
            if let Err(problem) = say(text) {
                complain(problem);
                return ExitCode::FAILURE;
            }
            ExitCode::from(u8::from(lint::has_errors(&report)))
        }
        Err(report) => {
            match args.format {
                Format::Text => complain(report.render(colored_errors())),
                Format::Json => {
                    if let Err(problem) = say(lint::json(&report)) {
                        complain(problem);
                    }
                }
            }
            ExitCode::FAILURE
        }
    }
}

fn findings(args: &Args) -> Result<Report, Report> {
    let spec = load::load(&args.spec.clone().unwrap_or_else(|| root().join(SPEC)))?;
    let apis = lower::lower(&spec)?;
    Ok(lint::lint(&spec, &apis))
}
