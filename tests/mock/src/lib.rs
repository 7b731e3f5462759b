//! A Chargebee on loopback, made from the description of its API, for testing billing code offline.
//!
//! Every operation of API v1 and v2 is there. Requests are checked strictly: an unknown parameter, a wrong type, a missing or
//! overlong value, a filter operator that is not allowed are each refused as the API does. Answers have every field that the
//! description knows, and the values of the request where they belong.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use chargebee_mock::{Fault, MockServer};
//!
//! let mock = MockServer::start().await?;
//! // Give `mock.url()` to the client as its base URL, or `mock.transport()` as its transport.
//! mock.plan(Fault::RateLimit(Some(1)), Some("customer.create"), 1);
//! mock.expect("customer.create", 1);
//! // ... run what is to be tested ...
//! mock.verify().expect("as expected");
//! # Ok(())
//! # }
//! ```

//! # What is remembered
//!
//! Customers, subscriptions, items and item prices with their families, plans, addons, coupons and coupon sets, invoices, credit
//! notes, transactions, payment sources, comments and events, each version by itself. They can be created, retrieved, listed
//! (filtered, sorted, page by page), changed and deleted. A subscription makes an invoice by the prices of its items: flat fee,
//! per unit, tiered, volume and stairstep; an invoice can be paid in parts. Taxes are zero.
//!
//! What would change a total and is not computed (coupons, discounts, decimals, packages) is refused with
//! `configuration_incompatible`, and a filter that is not known likewise is refused and not ignored. Refunds, credit notes by
//! themselves, estimates, renewals and all other resources answer samples that nothing remembers.

mod admin;
mod check;
mod fault;
mod form;
mod json;
mod log;
mod mock;
mod reflect;
mod refusal;
mod reply;
mod sample;
mod schema;
mod server;
mod state;
mod transport;
mod value;
mod webhook;

pub use fault::{FAULT_HEADER, Fault};
pub use log::Received;
pub use mock::{Mock, Settings};
pub use schema::Version;
pub use server::MockServer;
pub use transport::InProcess;
pub use webhook::Webhook;
