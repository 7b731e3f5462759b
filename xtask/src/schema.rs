//! `cargo xtask schema`: a JSON Schema of a file of the spec, for editors.

use crate::{
    console::{complain, say},
    workspace::root,
};
use chargebee_generator::{json_schema, write};
use std::{fs, path::PathBuf, process::ExitCode};

/// Where editors find it, seen from the root of the workspace.
const FILE: &str = "spec/schema.json";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file to write; standard output if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// 0 where it was written.
pub(crate) fn run(args: &Args) -> ExitCode {
    let text = json_schema::text().map_err(|problem| problem + "\n");
    let done = text.and_then(|text| match &args.out {
        Some(out) => write::file(out, &text).map_err(|problem| problem + "\n"),
        None => say(text),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

/// Brings the file that editors read up to date, or only looks whether it is; whether it was.
pub(crate) fn refresh(check: bool) -> Result<bool, String> {
    let path = root().join(FILE);
    let text = json_schema::text()?;
    let is_same = fs::read_to_string(&path).is_ok_and(|there| there == text);
    if !is_same && !check {
        write::file(&path, &text)?;
    }
    let path = path.display();
    say(match (is_same, check) {
        (true, _) => format!("{path} is up to date\n"),
        (false, true) => format!(" different {path}\n"),
        (false, false) => format!("   changed {path}\n"),
    })?;
    Ok(is_same)
}
