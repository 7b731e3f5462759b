//! Makes the drivers of all operations from the spec.

use chargebee_generator::{emit, read};
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
    for (name, text) in emit::drivers(&apis)? {
        let path = Path::new(&out).join(name);
        fs::create_dir_all(path.parent().unwrap_or(&path))?;
        fs::write(path, text)?;
    }
    Ok(())
}
