//! `cargo xtask bench`: measurements, each as a ratio within one run.
//!
//! They use the crate, which the commands here must not depend on: so this starts cargo for them.

use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to measure.
    #[arg(value_enum)]
    name: Name,
    /// How to say it.
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Name {
    /// Requests a second on loopback, beside bare reqwest.
    Throughput,
}

/// 0 where it was measured, whatever came out.
pub(crate) fn run(args: &Args) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let program = match args.name {
        Name::Throughput => "throughput",
    };
    let run = [
        "run",
        "--quiet",
        "--release",
        "--package",
        "chargebee-wire-tests",
    ];
    let mut command = Command::new(cargo);
    command
        .args(run)
        .args(["--bin", program, "--", "--format", &args.format]);
    match command.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("cargo cannot be started: {problem}");
            ExitCode::FAILURE
        }
    }
}
