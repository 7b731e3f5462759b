//! `cargo xtask conform`: runs cases that anyone can write.
//!
//! Most of them go through the generated crate, on which the commands here must not depend: they have to work while it does
//! not compile. So this starts cargo for those. Specs go through `regen`, which is here.

mod spec;

use crate::console::complain;
use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    mode: Mode,
}

#[derive(clap::Subcommand)]
enum Mode {
    /// Broken or hostile specs: each ends with an error that has a place, or generates.
    Spec {
        /// What is expected of each entry of the folder: `ok` or `error`.
        #[arg(long, value_name = "FILE")]
        expect: PathBuf,
        /// The folder; each entry is a spec folder, or a file that is laid over the project's spec.
        dir: PathBuf,
    },
    /// `wire FILE...`: what reaches the wire; `decode FILE|DIR...`: what is kept of answers, with `--all` also whether all payloads bear
    /// out `x-always`; `decode --expect FILE DIR`: what comes of hostile bodies; `rounding FILE...`: amounts to the last digit.
    #[command(external_subcommand)]
    Crate(Vec<String>),
}

/// 0 where all cases pass, 1 otherwise.
pub(crate) fn run(args: &Args) -> ExitCode {
    match &args.mode {
        Mode::Spec { expect, dir } => spec::run(expect, dir),
        Mode::Crate(args) => run_crate(args),
    }
}

fn run_crate(args: &[String]) -> ExitCode {
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
    match Command::new(cargo).args(runner).args(args).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            complain(format!("cargo cannot be started: {problem}"));
            ExitCode::FAILURE
        }
    }
}
