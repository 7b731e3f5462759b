//! `cargo xtask bundle`: one version of the spec as one OpenAPI document.

use crate::{
    console::{colored_errors, complain, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{bundle, write};
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The version of the API.
    #[arg(long, value_enum)]
    api: Api,
    /// The version of OpenAPI to write; 3.1 has a webhook for each type of event besides.
    #[arg(long, value_enum, default_value = "3.0")]
    openapi: OpenApi,
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// The file to write; standard output if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Api {
    V1,
    V2,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum OpenApi {
    #[value(name = "3.0")]
    V3_0,
    #[value(name = "3.1")]
    V3_1,
}

/// 0 where the document was written, 1 where the spec is wrong or the document cannot be written.
pub(crate) fn run(args: &Args) -> ExitCode {
    match write_bundle(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

fn write_bundle(args: &Args) -> Result<(), String> {
    let spec = args.spec.clone().unwrap_or_else(|| root().join(SPEC));
    let version = match args.api {
        Api::V1 => "v1",
        Api::V2 => "v2",
    };
    let openapi = match args.openapi {
        OpenApi::V3_0 => bundle::OpenApi::V3_0,
        OpenApi::V3_1 => bundle::OpenApi::V3_1,
    };
    let text =
        bundle::read(&spec, version, openapi).map_err(|report| report.render(colored_errors()))?;
    let written = match &args.out {
        Some(out) => write::file(out, &text),
        None => say(text),
    };
    written.map_err(|problem| problem + "\n")
}
