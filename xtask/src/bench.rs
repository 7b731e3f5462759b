//! `cargo xtask bench`: measurements, each as a ratio within one run where there is something to compare with.
//!
//! Some use the crate, which the commands here must not depend on, and all mean optimised code: so this starts cargo for them.

mod generator;

use crate::console::complain;
use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to measure.
    #[arg(value_enum)]
    name: Name,
    /// How to say it.
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
    /// The vendor's document that `drift` reads.
    #[arg(long, value_name = "FILE", required_if_eq("name", "drift"))]
    upstream: Option<PathBuf>,
    /// Measure this build, whatever it is.
    #[arg(long, hide = true)]
    here: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Name {
    /// Requests a second on loopback, beside bare reqwest.
    Throughput,
    /// The most memory that a walk through 100,000 items takes, beside one through 10,000.
    Memory,
    /// `diff` over both versions of the API.
    Diff,
    /// `drift` on a document of the vendor.
    Drift,
}

/// 0 where it was measured, whatever came out.
pub(crate) fn run(args: &Args) -> ExitCode {
    let measured = match (args.name, args.here) {
        (Name::Throughput, _) => cargo(args, "chargebee-wire-tests", &["throughput"], &[]),
        (Name::Memory, _) => cargo(args, "chargebee-wire-tests", &["walk"], &[]),
        (Name::Diff, true) => generator::diff(&args.format),
        (Name::Drift, true) => generator::drift(&args.format, args.upstream.as_deref()),
        (Name::Diff, false) => cargo(args, "xtask", &["xtask"], &["bench", "diff", "--here"]),
        (Name::Drift, false) => {
            let upstream = args.upstream.as_ref().map(|it| it.display().to_string());
            let upstream = upstream.unwrap_or_default();
            let command = ["bench", "drift", "--here", "--upstream", &upstream];
            cargo(args, "xtask", &["xtask"], &command)
        }
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

/// Runs a program of the workspace, optimised.
fn cargo(args: &Args, package: &str, bin: &[&str], command: &[&str]) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut run = Command::new(cargo);
    run.args(["run", "--quiet", "--release", "--package", package, "--bin"])
        .args(bin)
        .arg("--")
        .args(command)
        .args(["--format", &args.format]);
    let status = run.status();
    let status = status.map_err(|problem| format!("cargo cannot be started: {problem}"))?;
    match status.success() {
        true => Ok(()),
        false => Err("the measurement failed".to_owned()),
    }
}
