//! `cargo xtask conform`: runs case files through the generated crate.
//!
//! The runner depends on the crate, which the commands here must not: they have to work while it does not compile. So this
//! starts cargo for it.

use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// `wire FILE...`: what reaches the wire; `decode DIR...`: what is kept of answers.
    #[arg(required = true, trailing_var_arg = true)]
    args: Vec<String>,
}

/// 0 where all cases pass, 1 otherwise.
pub(crate) fn run(args: &Args) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let runner = [
        "run",
        "--quiet",
        "--package",
        "chargebee-wire-tests",
        "--bin",
        "conform",
        "--",
    ];
    match Command::new(cargo).args(runner).args(&args.args).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("cargo cannot be started: {problem}");
            ExitCode::FAILURE
        }
    }
}
