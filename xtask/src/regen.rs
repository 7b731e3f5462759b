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
    json_schema,
    model::Api,
    read, webhook_sources,
    write::{self, Changes},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// Where what is, seen from the root of the workspace.
const OUT: &str = "generated";
const CURRENCIES: &str = "runtime/src/values/money/table/table.rs";
const REGIONS: &str = "runtime/src/webhook/regions.rs";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only say what is out of date; write nothing.
    #[arg(long)]
    check: bool,
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// The folder to write the crate to; the runtime's tables of currencies and of regions are then left alone.
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
    let tables = both(currencies::read(&spec), webhook_sources::read(&spec));
    let (apis, (currencies, sources)) =
        both(read(&spec), tables).map_err(|report| report.render(colored_errors()))?;
    let output = emit::emit(&apis).map_err(line)?;
    let table = currencies.as_ref().map(currencies::emit).transpose();
    let table = table.map_err(line)?;
    let regions = sources.as_ref().map(webhook_sources::emit).transpose();
    let regions = regions.map_err(line)?;
    let schema = json_schema::text().map_err(line)?;
    say(counts(&apis, &output))?;
    let out = args.out.clone().unwrap_or_else(|| root.join(OUT));
    let changes = write::write(&out, &output.krate, args.check).map_err(line)?;
    let mut up_to_date = changes.is_empty();
    say(listed(&out, &changes, args.check))?;
    if args.out.is_none() {
        // None of them says anything about another, or about the crate: each is as it was or as it should be.
        let table = table.map(|table| (CURRENCIES, table));
        let tables = table.into_iter().chain(regions.map(|it| (REGIONS, it)));
        for (path, text) in tables.chain([(schema::FILE, schema)]) {
            let path = root.join(path);
            let is_same = write::update(&path, &text, args.check).map_err(line)?;
            up_to_date &= is_same;
            let path = path.display();
            say(match is_same {
                true => format!("{path} is up to date\n"),
                false => format!("{:>10} {path}\n", verb("changed", "different", args.check)),
            })?;
        }
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

/// What was done, or what `--check` says of it.
fn verb(done: &'static str, would: &'static str, check: bool) -> &'static str {
    if check { would } else { done }
}

fn listed(folder: &Path, changes: &Changes, check: bool) -> String {
    let mut text = String::new();
    for (what, names) in [
        (verb("added", "missing", check), &changes.added),
        (verb("changed", "different", check), &changes.changed),
        (verb("removed", "left over", check), &changes.removed),
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
