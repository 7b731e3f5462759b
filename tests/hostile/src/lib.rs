//! Hostile files, and what must come of each.
//!
//! A file of expectations says for each file or folder whether it is read (`ok`) or refused (`error`). Whoever reads them is
//! a child process, so that a panic, a stack that overflows, an endless loop or too much memory is a failure of one case and
//! not the end of the run.
//!
//! - [`expected`]: the file of expectations, and which case it says what about
//! - [`bounded`]: a child process within bounds of time, memory and output

pub mod bounded;
pub mod expected;
