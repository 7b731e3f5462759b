//! Neutral cases, driven through the crate `chargebee` as its users do, over a real socket.
//!
//! - [`case`]: a case, and the values that drivers take from it
//! - [`conform`]: runs files of cases
//! - [`drive`]: from a case to a request, through the crate's own setters (generated)
//! - [`server`]: an HTTP server on loopback that keeps what it is sent
//! - [`expect`]: what a case expects on the wire, compared with what arrived
//! - [`lossless`]: whether JSON that was read is written back whole

pub mod case;
pub mod conform;
pub mod drive;
pub mod expect;
pub mod lossless;
pub mod server;
