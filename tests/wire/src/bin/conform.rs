//! Runs case files from anywhere: `conform wire FILE...` or `conform decode DIR...`.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use chargebee_wire_tests::{
    case::Problem,
    conform::{self, Tally},
};
use std::{path::Path, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()).await {
        Ok(tally) => {
            println!("{tally}");
            ExitCode::from(u8::from(!tally.failures.is_empty()))
        }
        Err(problem) => {
            eprintln!("{}", problem.0);
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Vec<String>) -> Result<Tally, Problem> {
    let mut tally = Tally::default();
    match args
        .split_first()
        .map(|(mode, files)| (mode.as_str(), files))
    {
        Some(("wire", files)) if !files.is_empty() => {
            for file in files {
                conform::wire(Path::new(file), &mut tally).await?;
            }
        }
        Some(("decode", folders)) if !folders.is_empty() => {
            for folder in folders {
                conform::decode(Path::new(folder), &mut tally).await?;
            }
        }
        _ => {
            return Err(Problem(
                "usage: conform wire FILE... | conform decode DIR...".to_owned(),
            ));
        }
    }
    Ok(tally)
}
