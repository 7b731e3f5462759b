//! `cargo xtask new`: a resource or an operation to begin with.

use crate::{
    console::{complain, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{scaffold, write};
use std::{path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    /// The version of the API: `v1` or `v2`.
    #[arg(long, global = true, default_value = "v2", value_parser = chargebee_generator::load::VERSIONS)]
    api: String,
    /// The folder of the spec.
    #[arg(long, global = true, value_name = "DIR")]
    spec: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Writes the file of a resource, with one operation that retrieves it.
    Resource {
        /// Its name, as in `credit_note`.
        name: String,
    },
    /// Adds an operation to the file of a resource.
    Operation {
        /// The resource.
        resource: String,
        /// Its name, as in `void`.
        name: String,
        /// A GET; a POST if not given.
        #[arg(long)]
        get: bool,
    },
}

/// 0 where the file was written, 1 where there is such a thing or it cannot be.
pub(crate) fn run(args: &Args) -> ExitCode {
    match write_new(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem + "\n");
            ExitCode::FAILURE
        }
    }
}

fn write_new(args: &Args) -> Result<(), String> {
    let spec = args.spec.clone().unwrap_or_else(|| root().join(SPEC));
    let (path, text) = match &args.what {
        What::Resource { name } => scaffold::resource(&spec, &args.api, name),
        What::Operation {
            resource,
            name,
            get,
        } => {
            let method = if *get { "get" } else { "post" };
            scaffold::operation(&spec, &args.api, resource, name, method)
        }
    }?;
    write::file(&path, &text)?;
    let path = path.display();
    say(format!(
        "{path}: decide what `# decide:` asks, then run `cargo xtask lint` and `cargo xtask regen`\n"
    ))
}
