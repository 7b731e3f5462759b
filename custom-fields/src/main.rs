//! `chargebee-custom-fields`: asks a site how its custom fields are set up, and writes Rust types for them.

use chargebee::v2::Client;
use chargebee_custom_fields::{HEADER, configs, rust, same};
use clap::Parser;
use std::{
    error::Error,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Writes Rust types for the custom fields of a Chargebee site.
///
/// The site and an API key of it stand in CHARGEBEE_SITE and CHARGEBEE_API_KEY; a read-only key is enough.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The file to write; standard output where none is given. A file that was not made by this program is never replaced.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Takes a saved answer of `GET /custom_field_configs` (or a JSON array of its pages) instead of asking the site.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Writes the custom fields of this kind of record only, such as `customer`; it can be given several times.
    #[arg(long)]
    entity: Vec<String>,
    /// Writes nothing: exits with 1 where the file is not as it would be written.
    #[arg(long, requires = "out")]
    check: bool,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr().lock(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    let mut found = match &arguments.from {
        Some(file) => {
            let json = fs::read_to_string(file).map_err(|error| told(file, error))?;
            configs(&json).map_err(|error| told(file, error))?
        }
        None => ask()?,
    };
    if !arguments.entity.is_empty() {
        let wanted = |it: &str| arguments.entity.iter().any(|entity| entity == it);
        found.retain(|it| wanted(it.entity_type.as_str()));
    }
    let text = rust(&found)?;
    let Some(out) = &arguments.out else {
        io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let old = match fs::read_to_string(out) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(told(out, error)),
    };
    if old.as_ref().is_some_and(|it| same(it, &text)) {
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.check {
        let problem = told(out, "it is out of date: run the same without `--check`");
        writeln!(io::stderr().lock(), "{problem}")?;
        return Ok(ExitCode::FAILURE);
    }
    if old.is_some_and(|it| !it.starts_with(HEADER)) {
        let problem = "it was not made by this program, so it is left as it is: give another file";
        return Err(told(out, problem));
    }
    fs::write(out, text).map_err(|error| told(out, error))?;
    Ok(ExitCode::SUCCESS)
}

fn told(file: &Path, problem: impl std::fmt::Display) -> Box<dyn Error> {
    format!("{}: {problem}", file.display()).into()
}

/// All configurations of the site, archived ones too.
fn ask() -> Outcome<Vec<chargebee::v2::custom_field_config::CustomFieldConfig>> {
    let items = Client::from_env()?
        .custom_field_config()
        .list()
        .limit(100)
        .items_blocking();
    let mut found = Vec::new();
    for entry in items {
        found.push(entry?.custom_field_config);
    }
    Ok(found)
}
