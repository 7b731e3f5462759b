//! Stand-ins for methods that are there only with a feature.

/// Methods that nothing can call, of the names and with as many arguments as those that a feature brings: the compiler says then
/// which feature is missing, where it would say that there is no such method.
#[doc(hidden)]
#[macro_export]
macro_rules! missing_methods {
    ($type:ident needs $feature:ident: $($name:ident($($argument:ident)*))*) => {
        impl $type { $(
            // The lifetime keeps the bound from being looked at before somebody calls this.
            #[doc(hidden)]
            #[inline]
            pub fn $name(&self, $($argument: impl ::std::marker::Sized),*) -> $crate::features::Missing
            where
                for<'a> $crate::features::Missing: $crate::features::$feature,
            {
                $(let _ = $argument;)*
                $crate::features::Missing
            }
        )* }
    };
}
