//! Calls: one, and what takes several of them or another host.

pub mod batch;
#[cfg(feature = "blocking")]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub mod blocking;
pub mod call;
pub(crate) mod check;
pub mod download;
pub mod expiry;
pub mod filter;
pub mod job;
pub mod list;
mod outside;
pub(crate) mod response;
pub mod upload;
