//! From a case to a request: one function for each operation, made from the spec by the build script.

#![allow(
    deprecated,
    missing_docs,
    clippy::needless_borrow,
    clippy::needless_question_mark,
    clippy::too_many_lines,
    reason = "every operation and parameter is driven, deprecated ones too; the code is generated"
)]

pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/v1/mod.rs"));
}
pub mod v2 {
    include!(concat!(env!("OUT_DIR"), "/v2/mod.rs"));
}
