//! The hand-written part of the Chargebee SDK.
//!
//! The generated crate `chargebee` is a thin layer over this one: it states names, types and documentation, and everything
//! that *does* something is here, once, and not generic over the API's types unless it must be. This crate knows nothing of
//! any resource. Depend on `chargebee`; it re-exports what its users need.
//!
//! | module | holds |
//! |---|---|
//! | [`money`], [`decimal`], [`time`], [`id`] | the exact scalar types |
//! | [`record`], [`read`], [`mod@write`] | what an answer is, and its way from and to JSON |
//! | [`args`], [`form`], [`filter`] | what a request is, and its way onto the wire |
//! | [`client`], [`call`], [`transport`], [`list`] | sending |
//! | [`error`] | everything that can go wrong |

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod args;
pub mod call;
pub mod client;
pub mod decimal;
pub mod error;
pub mod extra;
pub mod filter;
pub mod form;
pub mod id;
pub mod json;
pub mod list;
mod macros;
pub mod money;
pub mod open_enum;
pub mod path;
pub mod read;
pub mod record;
pub mod response;
pub mod time;
pub mod transport;
pub mod write;

pub use args::{CLEAR, Clear, IntoArg};
pub use call::{CallOptions, Sending};
pub use client::{Client, ClientBuilder};
pub use decimal::Decimal;
pub use error::{ApiError, ConfigError, DecodeError, Error, Result, TransportError};
pub use extra::Extra;
pub use id::Id;
pub use json::Json;
pub use list::{Items, Pages};
pub use money::{Amount, Currency, Money, MoneyError};
pub use open_enum::OpenEnum;
pub use response::Response;
pub use time::{Timestamp, TimestampMillis};
pub use transport::Transport;

/// What the macros of this crate expand to; not part of the public interface.
#[doc(hidden)]
pub mod private {
    pub use bytes::Bytes;
    pub use http;
}
