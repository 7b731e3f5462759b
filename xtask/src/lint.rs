//! `cargo xtask lint`: what is doubtful about the spec.

use crate::{
    console::{colored, colored_errors, complain, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{
    finding::Report,
    lint::{self, Checked},
    load, lower,
};
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

/// 0 where nothing is found that was not accepted, 1 where something is or the spec cannot be read.
pub(crate) fn run(args: &Args) -> ExitCode {
    match findings(args) {
        Ok(checked) => {
            let report = &checked.report;
            let text = match args.format {
                Format::Text => lint::text(report, checked.accepted, colored()),
                Format::Json => lint::json(report),
            };
            if matches!(args.format, Format::Text) {
                // Above the findings, of which the last line is the sum.
                match checked.entries().as_str() {
                    "" => {}
                    entries => complain(entries),
                }
            }
            if let Err(problem) = say(text) {
                complain(problem);
                return ExitCode::FAILURE;
            }
            ExitCode::from(u8::from(!report.is_empty()))
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

fn findings(args: &Args) -> Result<Checked, Report> {
    let folder = args.spec.clone().unwrap_or_else(|| root().join(SPEC));
    let spec = load::load(&folder)?;
    let apis = lower::lower(&spec)?;
    lint::accept(&folder, &spec, &lint::lint(&spec, &apis))
}
