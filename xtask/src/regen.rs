//! `cargo xtask regen`: spec in, crate out.

use crate::{
    console::{colored_errors, complain, say},
    schema,
    workspace::{SPEC, root},
};
use chargebee_generator::{
    currencies,
    emit::{self, Output},
    finding::Report,
    model::Api,
    read,
    write::{self, Changes},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// Where what is, seen from the root of the workspace.
const OUT: &str = "generated";
const CURRENCIES: &str = "runtime/src/values/money/table";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only say what is out of date; write nothing.
    #[arg(long)]
    check: bool,
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// The folder to write the crate to; what tests need is then left alone.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// 0 where all is well, 1 where the spec is wrong or, with `--check`, the output is out of date.
pub(crate) fn run(args: &Args) -> ExitCode {
    match regen(args) {
        Ok(up_to_date) if up_to_date || !args.check => ExitCode::SUCCESS,
        Ok(_) => {
            complain("out of date: run `cargo xtask regen`");
            ExitCode::FAILURE
        }
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

fn regen(args: &Args) -> Result<bool, String> {
    let start = Instant::now();
    let root = root();
    let spec = args.spec.clone().unwrap_or_else(|| root.join(SPEC));
    let (apis, currencies) = both(read(&spec), currencies::read(&spec))
        .map_err(|report| report.render(colored_errors()))?;
    let output = emit::emit(&apis).map_err(line)?;
    say(counts(&apis, &output))?;
    let changes = match &args.out {
        Some(out) => vec![(out.clone(), write::write(out, &output.krate, args.check))],
        None => {
            // All are compared before any is written, so that a folder that cannot be read changes nothing.
            let table = currencies.as_ref().map(currencies::emit).transpose();
            let table = table.map_err(line)?;
            let mut folders = vec![
                (root.join(OUT), &output.krate),
            ];
            folders.extend(table.iter().map(|table| (root.join(CURRENCIES), table)));
            for (folder, files) in &folders {
                let changes = write::write(folder, files, true).map_err(line)?;
                if !args.check {
                    changes.only_own(folder).map_err(line)?;
                }
            }
            let write = |(folder, files): (PathBuf, &emit::Files)| {
                let changes = write::write(&folder, files, args.check);
                (folder, changes)
            };
            folders.into_iter().map(write).collect()
        }
    };
    let mut up_to_date = true;
    for (folder, changes) in changes {
        let changes = changes.map_err(line)?;
        up_to_date &= changes.is_empty();
        say(listed(&folder, &changes, args.check))?;
    }
    if args.out.is_none() {
        up_to_date &= schema::refresh(args.check).map_err(line)?;
    }
    say(format!("{:.2} s\n", start.elapsed().as_secs_f64()))?;
    Ok(up_to_date)
}

/// Both, or everything that is wrong with either.
fn both<A, B>(left: Result<A, Report>, right: Result<B, Report>) -> Result<(A, B), Report> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(mut left), Err(right)) => {
            left.extend(right);
            Err(left)
        }
        (Err(report), _) | (_, Err(report)) => Err(report),
    }
}

fn line(problem: String) -> String {
    problem + "\n"
}

/// What went in, and what came out; `emit` has compared the two.
fn counts(apis: &[Api], output: &Output) -> String {
    let mut text = String::new();
    for api in apis {
        text.push_str(&format!("{}: {}\n", api.version, api.counts()));
    }
    let lines: usize = output.krate.values().map(|text| text.lines().count()).sum();
    let files = output.krate.len();
    text + &format!(
        "out: {}\n     {files} files, {lines} lines\n",
        output.counts
    )
}

fn listed(folder: &Path, changes: &Changes, check: bool) -> String {
    let mut text = String::new();
    let verb = |done: &'static str, would: &'static str| if check { would } else { done };
    for (what, names) in [
        (verb("added", "missing"), &changes.added),
        (verb("changed", "different"), &changes.changed),
        (verb("removed", "left over"), &changes.removed),
    ] {
        for name in names {
            text.push_str(&format!("{what:>10} {}\n", folder.join(name).display()));
        }
    }
    if changes.is_empty() {
        text.push_str(&format!("{} is up to date\n", folder.display()));
    }
    text
}
