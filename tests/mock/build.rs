//! Makes the tables that the server reads from the spec: its routes, what it checks and what it answers.

use chargebee_generator::{read, routes};
use std::{env, error::Error, fs, path::Path, process::ExitCode};

const SPEC: &str = "../../spec";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={SPEC}");
    match make() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn make() -> Result<(), Box<dyn Error>> {
    let apis = read(Path::new(SPEC)).map_err(|report| report.render(false))?;
    let out = env::var_os("OUT_DIR").ok_or("cargo says where files go")?;
    for (name, text) in routes::routes(&apis) {
        fs::write(Path::new(&out).join(name), text)?;
    }
    Ok(())
}
