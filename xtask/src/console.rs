//! What the commands say, and whether in colour.

use std::{
    env,
    fmt::Display,
    io::{self, IsTerminal, Write},
};

/// Says it on standard output. A reader that went away (`| head`) wants no more, which is no error.
///
/// # Errors
/// Where standard output cannot be written for another reason.
pub(crate) fn say(text: impl Display) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output cannot be written: {error}"))
        }
        _ => Ok(()),
    }
}

/// Says it on standard error, with a line feed at the end. Where that cannot be written either, there is nobody to tell.
pub(crate) fn complain(text: impl Display) {
    let text = text.to_string();
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// Whether standard output is shown in colour.
pub(crate) fn colored() -> bool {
    io::stdout().is_terminal() && wanted()
}

/// Whether standard error is shown in colour.
pub(crate) fn colored_errors() -> bool {
    io::stderr().is_terminal() && wanted()
}

/// Colour only where nobody said otherwise; an empty `NO_COLOR` says nothing, see <https://no-color.org>.
fn wanted() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
