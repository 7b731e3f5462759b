//! What records have for the tests of a program.

/// A record that is put together by hand.
#[cfg(feature = "test-util")]
#[doc(hidden)]
#[macro_export]
macro_rules! record_test_util {
    ($type:ident) => {
        impl $type {
            /// For tests: one of which nothing is set but what `set` sets, `Invoice::with(|it| it.id = "inv_1".into())`. It
            /// compiles still when the API gets another field.
            #[must_use]
            #[inline]
            pub fn with(set: impl ::std::ops::FnOnce(&mut Self)) -> Self {
                $crate::test_util::with(set)
            }
        }
    };
}

/// Nothing, without the feature.
#[cfg(not(feature = "test-util"))]
#[doc(hidden)]
#[macro_export]
macro_rules! record_test_util {
    ($type:ident) => {};
}
