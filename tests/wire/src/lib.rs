//! Neutral cases, driven through the crate `chargebee` as its users do, over a real socket.
//!
//! - [`case`]: a case, and the values that drivers take from it
//! - [`conform`]: runs files of cases
//! - [`drive`]: from a case to a request, through the crate's own setters (generated)
//! - [`server`]: an HTTP server on loopback that keeps what it is sent
//! - [`clock`]: a clock that does not wait
//! - [`fault`]: one that goes wrong as it is told to
//! - [`site`]: another whose answers are made request by request
//! - [`expect`]: what a case expects on the wire, compared with what arrived
//! - [`generate`]: cases made from the spec, for every operation
//! - [`json`]: JSON as it stands
//! - [`memory`]: how much memory a walk takes
//! - [`lossless`]: whether JSON that was read is written back whole
//! - [`spec`]: what the spec says that reality can be compared with

pub mod case;
pub mod clock;
pub mod conform;
pub mod drive;
pub mod expect;
pub mod fault;
pub mod generate;
pub mod json;
pub mod lossless;
pub mod memory;
pub mod presence;
pub mod rounding;
pub mod server;
pub mod site;
pub mod spec;
