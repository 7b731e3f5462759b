//! The crate as its users know it, against a real server on loopback.

mod answers;
mod client;
mod currencies;
mod every_money;
mod lists;
mod money;
mod reading;
mod requests;
mod support;
mod transport;
