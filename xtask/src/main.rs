//! The maintainers' commands: `cargo xtask <command>`.

mod regen;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Maintains the Chargebee SDK for Rust.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generates the crate `chargebee` from the spec.
    Regen(regen::Args),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Regen(args) => regen::run(&args),
    }
}
