//! The hand-written part of the Chargebee SDK.
//!
//! The generated crate `chargebee` is a thin layer over this one: it states names, types and documentation, and everything
//! that *does* something is here, once, and not generic over the API's types unless it must be. This crate knows nothing of
//! any resource. Depend on `chargebee`; it re-exports what its users need.
//!
//! Each folder knows those above it in this table, and none below it.
//!
//! | folder | holds |
//! |---|---|
//! | `values` | [`money`], [`decimal`], [`time`], [`id`], `json`: the exact scalar types; with the feature `pricing` amounts from prices, quantities and tiers |
//! | `api` | what the spec says of the API, as generated code states it, and which call something is about |
//! | [`error`] | everything that can go wrong |
//! | `wire` | `record`, `read`, `write`: what an answer is, and its way from and to JSON; `args`, `form`, `path`: what a request is, and its way onto the wire; with the feature `serde` `with_serde` |
//! | [`transport`] | how a request gets to the server, asynchronously or blocking; proxies, TLS, packed bodies |
//! | `client` | [`Client`], and what goes on around its calls: [`key`], [`retry`], [`limit`], [`clock`], [`observe`]: with which key, when again, when not yet, how long, what was it |
//! | `calls` | `call` and its `response`; [`filter`] and [`list`]; `job`, `download`, `upload`, `batch`, `expiry`: what takes more than one call, or another host; `check`: whether a site and its key are right; `blocking` |
//! | [`webhook`] | what the API sends on its own: who sent it, reading it, once and in order, what to answer |
//! | `test_util` | with the feature `test-util`: answers of the API for the tests of a program |

#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
mod calls;
mod client;
pub mod error;
#[doc(hidden)]
pub mod features;
mod macros;
#[cfg(feature = "test-util")]
#[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
pub mod test_util;
pub mod transport;
mod values;
pub mod webhook;
mod wire;

#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub use calls::blocking;
use calls::{batch, call, check, download, expiry, job, response, upload};
pub use calls::{filter, list};
pub use client::{clock, key, limit, observe, retry};
#[cfg(feature = "pricing")]
pub use values::pricing;
#[cfg(any(
    feature = "diesel",
    feature = "postgres-types",
    feature = "rusqlite",
    feature = "sqlx"
))]
pub use values::sql;
pub use values::{decimal, id, money, time};
use values::{json, open_enum};
pub use wire::custom_fields;
use wire::{args, extra, record};

pub use api::{CallInfo, CallSummary};
pub use args::{
    Arg, ArgFor, ArgValue, CLEAR, Clear, IntoArg, IntoArgs, IntoGroup, IntoGroups, ParamValue,
    RequiredArg, Several, SeveralOrNone, UNSET, Unset,
};
pub use batch::BatchOutcome;
pub use call::{CallOptions, Request, Sending};
pub use check::{Check, Connection, ConnectionKind};
pub use client::{ApiKey, Client, ClientBuilder, IntoKey, Site};
pub use custom_fields::CustomField;
pub use decimal::Decimal;
pub use download::{Download, DownloadError, Link};
pub use error::{
    ApiError, ConfigError, CurrencyMismatch, DecodeError, Error, Result, TransportError,
};
pub use expiry::Expires;
pub use extra::Extra;
pub use id::Id;
pub use job::{JobError, Waiting};
pub use json::Json;
pub use list::{Changes, Checkpoint, Items, Offset, Pages};
/// Currencies as types, for [`MoneyOf`].
pub use money::table::currencies;
pub use money::{
    Amount, Currency, CurrencyOf, CurrencyTable, ExactMoney, HasCurrency, KnownCurrency, Money,
    MoneyError, MoneyOf, Totals,
};
pub use open_enum::OpenEnum;
pub use record::Record;
pub use response::Response;
pub use retry::RetryPolicy;
pub use time::{Timestamp, TimestampMillis};
pub use transport::Transport;
pub use upload::UploadError;

/// Jobs, files and batches: what takes more than one call, or another host.
pub mod jobs {
    pub use crate::{
        batch::BatchOutcome,
        download::{Download, DownloadError, Link},
        expiry::Expires,
        job::{JobError, Waiting},
        upload::UploadError,
    };
}

/// What setters take: the traits of the values of parameters, of groups and of lists.
pub mod params {
    pub use crate::args::{
        Arg, ArgFor, ArgValue, Clear, IntoArg, IntoArgs, IntoGroup, IntoGroups, ParamValue,
        RequiredArg, Several, SeveralOrNone, Unset,
    };
}

/// Whether a site and its key are right: what `client.check()` asks and answers.
pub mod connection {
    pub use crate::check::{Check, Connection, ConnectionKind};
}

/// What generated code is made of: what the macros of this crate expand to, and what they are given. It is no part of the public
/// interface, and nothing else may use it.
#[doc(hidden)]
pub mod private {
    #[cfg(feature = "serde")]
    pub use crate::wire::with_serde;
    pub use crate::{
        api::{Api, Operation},
        calls::{batch, call, download, expiry, filter, job, list, upload},
        values::{open_enum, show},
        wire::{args, form, read, record, write},
    };
    pub use bytes::Bytes;
    #[cfg(feature = "postgres-types")]
    pub use bytes::BytesMut;
    #[cfg(feature = "diesel")]
    pub use diesel;
    pub use http;
    #[cfg(feature = "postgres-types")]
    pub use postgres_types;
    #[cfg(feature = "rusqlite")]
    pub use rusqlite;
    pub use serde;
    #[cfg(feature = "sqlx")]
    pub use sqlx_core;
    #[cfg(feature = "sqlx-postgres")]
    pub use sqlx_postgres;
}
