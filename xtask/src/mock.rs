//! `cargo xtask mock`: a mock Chargebee on loopback.
//!
//! The mock stands on the runtime, which the commands here must not: they have to work while it does not compile. So this
//! starts cargo for it.

use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What the mock takes: `--port 8080 --api v1,v2`; `--help` says all of it.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// The exit code of the mock, which goes on until it is stopped.
pub(crate) fn run(args: &Args) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mock = ["run", "--quiet", "--package", "chargebee-mock", "--"];
    match Command::new(cargo).args(mock).args(&args.args).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("cargo cannot be started: {problem}");
            ExitCode::FAILURE
        }
    }
}
