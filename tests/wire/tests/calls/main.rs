//! Calls against a server on loopback that fails: what is tried again and what is not, when, and what the caller gets.

mod blocking;
mod cancel;
mod certificates;
mod clocks;
mod connection;
mod cut;
mod deadlines;
mod errors;
mod keys;
mod limits;
mod line;
mod matrix;
mod observe;
mod options;
mod policies;
mod retries;
mod spans;
mod support;
mod unconnected;
