//! Runs cases that anyone can write: what reaches the wire, what is kept of an answer, what comes of a hostile body.

mod decode;
mod exchange;
mod guess;
mod hostile;
mod index;
mod kept;
mod parts;
mod stated;
mod target;
mod wire;

pub use decode::{decode, decode_all};
pub use hostile::{body, hostile};
pub use target::Target;
pub use wire::wire;

use crate::case::Problem;
use chargebee::RetryPolicy;
use std::{fmt, fs, path::Path};

/// What came of a number of cases.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many were as expected.
    pub passed: usize,
    /// What was not, each with the name of its case.
    pub failures: Vec<String>,
    /// Differences from official clients that are kept on purpose, each with its reason.
    pub kept: Vec<String>,
    /// What is worth knowing and no failure: a heading, and lines below it.
    pub notes: Vec<(String, Vec<String>)>,
}

impl Tally {
    fn add(&mut self, name: &str, problems: &[String]) {
        if problems.is_empty() {
            self.passed += 1;
        } else {
            self.fail(name, &problems.join("\n  "));
        }
    }

    /// A failure: the name of the case, or of what should hold cases, and what is wrong.
    pub fn fail(&mut self, name: &str, problem: &str) {
        self.failures.push(format!("{name}\n  {problem}"));
    }
}

/// The notes, the failures, then one line with the numbers.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (heading, lines) in &self.notes {
            writeln!(f, "{heading}")?;
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        for failure in &self.failures {
            writeln!(f, "FAILED {failure}")?;
        }
        for kept in &self.kept {
            writeln!(f, "kept on purpose: {kept}")?;
        }
        if !self.kept.is_empty() {
            writeln!(f, "{} kept on purpose", self.kept.len())?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}

const SITE: &str = "acme";
const KEY: &str = "test_key";

/// A client that asks once: what is judged is the one answer that the server was told to give.
fn client<C>(builder: chargebee::ClientBuilder<C>, url: Option<String>) -> Result<C, Problem>
where
    C: From<chargebee::RuntimeClient>,
{
    let builder = builder.retry(RetryPolicy::none());
    let builder = match url {
        Some(url) => builder.base_url(url),
        None => builder,
    };
    builder.build().map_err(|error| Problem(error.to_string()))
}

fn read(file: &Path) -> Result<String, Problem> {
    fs::read_to_string(file).map_err(|error| Problem(format!("{}: {error}", file.display())))
}
