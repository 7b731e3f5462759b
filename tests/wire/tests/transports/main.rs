//! The two default transports beside each other: what they make of servers and of the environment, what they trust, and what
//! the crates below them write to logs.

mod environment;
mod logs;
mod scenarios;
mod support;
mod trust;
