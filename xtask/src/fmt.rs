//! `cargo xtask fmt`: the files of the spec in one layout.

use crate::{
    console::{colored_errors, complain, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{format, load::VERSIONS, write};
use std::{fs, path::PathBuf, process::ExitCode};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only say which files are laid out otherwise; write nothing.
    #[arg(long)]
    check: bool,
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

/// 0 where all is well, 1 where a file cannot be read or, with `--check`, is laid out otherwise.
pub(crate) fn run(args: &Args) -> ExitCode {
    match lay_out(args) {
        Ok(others) if others == 0 || !args.check => ExitCode::SUCCESS,
        Ok(_) => {
            complain("not in the layout of the spec: run `cargo xtask fmt`");
            ExitCode::FAILURE
        }
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

/// How many files were laid out otherwise. All are read before any is written.
fn lay_out(args: &Args) -> Result<usize, String> {
    let spec = args.spec.clone().unwrap_or_else(|| root().join(SPEC));
    let mut files = Vec::new();
    for version in VERSIONS {
        let folder = spec.join(version);
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.extension().is_none_or(|it| it != "yaml") {
                continue;
            }
            let failed = |error| format!("{} cannot be read: {error}\n", path.display());
            let text = fs::read_to_string(&path).map_err(failed)?;
            let formatted = format::format(&path, &text);
            let formatted = formatted.map_err(|report| report.render(colored_errors()))?;
            if formatted != text {
                files.push((path, formatted));
            }
        }
    }
    files.sort();
    for (path, formatted) in &files {
        if !args.check {
            write::file(path, formatted)?;
        }
        let what = if args.check { "different" } else { "changed" };
        say(format!("{what:>10} {}\n", path.display()))?;
    }
    Ok(files.len())
}
