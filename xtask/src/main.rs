//! The maintainers' commands: `cargo xtask <command>`.

mod bench;
mod bundle;
mod conform;
mod console;
mod coverage;
mod diff;
mod drift;
mod fmt;
mod git;
mod lint;
mod migration;
mod mock;
mod new;
mod regen;
mod schema;
mod workspace;

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
    /// Measures the crate beside something else: `throughput`.
    Bench(bench::Args),
    /// Writes one version of the spec as one document, for other tools.
    Bundle(bundle::Args),
    /// Runs cases that anyone can write: `wire FILE...`, `decode FILE|DIR...`, `spec --expect FILE DIR`.
    Conform(conform::Args),
    /// Says what of the facts about the API the spec has.
    Coverage(coverage::Args),
    /// Says what a spec change means: for integrations, for the crate, for money.
    Diff(diff::Args),
    /// Says in what the spec differs from what the vendor publishes.
    Drift(drift::Args),
    /// Lays out the files of the spec: the order of keys, the width of texts.
    Fmt(fmt::Args),
    /// Says what is doubtful about the spec.
    Lint(lint::Args),
    /// Writes the guide from API v1 to v2.
    Migration(migration::Args),
    /// Starts a mock Chargebee on loopback.
    #[command(disable_help_flag = true)]
    Mock(mock::Args),
    /// Begins a resource or an operation: writes what a rule is sure of, and marks what a person has to decide.
    New(new::Args),
    /// Generates the crate `chargebee` from the spec.
    Regen(regen::Args),
    /// Writes a JSON Schema of a file of the spec, for editors.
    Schema(schema::Args),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Bench(args) => bench::run(&args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Conform(args) => conform::run(&args),
        Command::Coverage(args) => coverage::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Drift(args) => drift::run(&args),
        Command::Fmt(args) => fmt::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::Migration(args) => migration::run(&args),
        Command::Mock(args) => mock::run(&args),
        Command::New(args) => new::run(&args),
        Command::Regen(args) => regen::run(&args),
        Command::Schema(args) => schema::run(&args),
    }
}
