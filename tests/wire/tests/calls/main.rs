//! Calls against a server on loopback that fails: what is tried again and what is not, when, and what the caller gets.

mod blocking;
mod deadlines;
mod errors;
mod limits;
mod matrix;
mod observe;
mod options;
mod retries;
mod support;
