//! The crate as its users know it, against a real server on loopback.

mod answers;
mod client;
mod currencies;
mod custom_fields;
mod every_money;
mod limits;
mod lists;
mod money;
mod reading;
mod requests;
mod support;
mod test_util;
mod transport;
