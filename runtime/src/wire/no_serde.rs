//! What stands in for `with_serde` where the feature `serde` is off: nothing.

/// `Serialize` and `Deserialize` of a record, without the feature `serde`.
#[doc(hidden)]
#[macro_export]
macro_rules! record_serde {
    ($type:ident) => {};
}

/// `Serialize` and `Deserialize` of an open enum, without the feature `serde`.
#[doc(hidden)]
#[macro_export]
macro_rules! enum_serde {
    ($type:ident) => {};
}
