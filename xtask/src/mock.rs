//! `cargo xtask mock`: a mock Chargebee on loopback.
//!
//! The mock stands on the runtime, which the commands here must not: they have to work while it does not compile. So cargo builds
//! and runs it, in the place of this command: what ends the command ends the mock.

use crate::console::complain;
use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What the mock takes: `--port 8080 --api v1,v2`; `--help` says all of it. It is built with the profile `dev`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// The exit code of the mock, which goes on until it is stopped.
pub(crate) fn run(args: &Args) -> ExitCode {
    let mut command = command(args);
    let problem = become_it(&mut command);
    match problem {
        Ok(code) => code,
        Err(problem) => {
            complain(format!("cargo cannot be started: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn command(args: &Args) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "chargebee-mock", "--"]);
    command.args(&args.args);
    command
}

/// This process becomes cargo, which becomes the mock: no process is left behind by one that was killed.
#[cfg(unix)]
fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    let status = command.status()?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
