//! Webhooks of both versions, as the API sends them.

mod frameworks;
mod log;
mod reading;
mod refetch;
mod stack;
mod support;
