//! The wire format: what a request carries and what an answer holds, as forms, paths and JSON.

pub mod args;
pub mod custom_fields;
pub(crate) mod extra;
pub mod form;
#[cfg(not(feature = "serde"))]
mod no_serde;
pub(crate) mod path;
pub mod read;
pub mod record;
pub(crate) mod secrets;
#[cfg(feature = "serde")]
pub mod with_serde;
pub mod write;
