//! Runs cases from anywhere: `conform wire FILE...`, `conform decode [--all] FILE|DIR...`, `conform decode --expect FILE DIR`,
//! `conform rounding FILE...`.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use chargebee_wire_tests::{
    case::Problem,
    conform::{self, Tally},
    rounding,
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const USAGE: &str = "usage: conform wire FILE... | conform decode [--all] FILE|DIR... | conform decode --expect FILE DIR | conform rounding \
                     FILE...";

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let said = match args.as_slice() {
        // The child of `decode --expect`.
        ["body", file, target, status] => body(Path::new(file), target, status).await,
        args => run(args).await.map(|tally| {
            let failed = !tally.failures.is_empty();
            (tally.to_string(), failed)
        }),
    };
    match said {
        Ok((said, failed)) => {
            println!("{said}");
            ExitCode::from(u8::from(failed))
        }
        Err(problem) => {
            eprintln!("{}", problem.0);
            ExitCode::FAILURE
        }
    }
}

/// Runs everything that is asked for. What cannot be read is a failure like any other: the rest is run all the same.
async fn run(args: &[&str]) -> Result<Tally, Problem> {
    let mut tally = Tally::default();
    match args {
        ["wire", files @ ..] if !files.is_empty() => {
            for file in files {
                let done = conform::wire(Path::new(file), &mut tally).await;
                told(file, done, &mut tally);
            }
        }
        ["decode", "--expect", expect, folder] | ["decode", folder, "--expect", expect] => {
            let own = std::env::current_exe().map_err(|error| Problem(error.to_string()))?;
            let done = conform::hostile(&own, Path::new(expect), Path::new(folder), &mut tally);
            told(expect, done, &mut tally);
        }
        ["rounding", files @ ..] if !files.is_empty() => {
            for file in files {
                told(
                    file,
                    rounding::rounding(Path::new(file), &mut tally),
                    &mut tally,
                );
            }
        }
        ["decode", "--all", paths @ ..] if !paths.is_empty() => {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            conform::decode_all(&paths, &mut tally).await?;
        }
        ["decode", paths @ ..] if !paths.is_empty() => {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            conform::decode(&paths, &mut tally).await?;
        }
        _ => return Err(Problem(USAGE.to_owned())),
    }
    Ok(tally)
}

fn told(what: &str, done: Result<(), Problem>, tally: &mut Tally) {
    if let Err(problem) = done {
        tally.fail(what, &problem.0);
    }
}

async fn body(file: &Path, target: &str, status: &str) -> Result<(String, bool), Problem> {
    let said = conform::body(file, &target.parse()?, status).await?;
    Ok((said, false))
}
