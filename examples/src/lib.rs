//! What the examples share: variables of the environment, ids from the arguments, and errors told in full.

pub mod collect;
pub mod redis_budget;
pub mod tape;

use std::{env, error::Error, process::ExitCode};

/// What an example ends with.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// What a variable of the environment holds.
///
/// # Errors
/// Where it is missing or empty; `what` says what it should hold.
pub fn variable(name: &str, what: &str) -> Outcome<String> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        Ok(_) | Err(env::VarError::NotPresent) => {
            Err(format!("{name} is not set: it holds {what}").into())
        }
        Err(error) => Err(format!("{name}: {error}").into()),
    }
}

/// The arguments of the program: exactly as many as `usage` names, none of them empty.
///
/// # Errors
/// Where there are more or fewer.
pub fn arguments<const N: usize>(usage: &str) -> Outcome<[String; N]> {
    let given: Vec<String> = env::args().skip(1).collect();
    match <[String; N]>::try_from(given) {
        Ok(given) if given.iter().all(|it| !it.is_empty()) => Ok(given),
        _ => Err(format!("usage: {usage}").into()),
    }
}

/// The same, with one argument more that may be left out.
///
/// # Errors
/// Where there are more or fewer.
pub fn arguments_and_one<const N: usize>(usage: &str) -> Outcome<([String; N], Option<String>)> {
    let mut given: Vec<String> = env::args().skip(1).collect();
    let last = (given.len() > N).then(|| given.pop()).flatten();
    match <[String; N]>::try_from(given) {
        Ok(given) if given.iter().chain(&last).all(|it| !it.is_empty()) => Ok((given, last)),
        _ => Err(format!("usage: {usage}").into()),
    }
}

/// Tells an error with everything below it, and says with the exit code whether there was one.
#[must_use]
pub fn finish(outcome: Outcome) -> ExitCode {
    let Err(error) = outcome else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    let mut below = error.source();
    while let Some(source) = below {
        eprintln!("  caused by: {source}");
        below = source.source();
    }
    ExitCode::FAILURE
}
