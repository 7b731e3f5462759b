//! Times of other crates can be given where a time is wanted.

use super::{Arg, ArgFor, IntoArg, RequiredArg};
use crate::{Timestamp, TimestampMillis};

macro_rules! times {
    ($other:ty $(, $generic:ident: $bound:path)?) => {
        times! { @ Timestamp; $other $(, $generic: $bound)? }
        times! { @ TimestampMillis; $other $(, $generic: $bound)? }
    };
    (@ $name:ident; $other:ty $(, $generic:ident: $bound:path)?) => {
        #[doc = "Rounds down."]
        impl $(<$generic: $bound>)? ArgFor<$name> for $other {
            fn arg(self) -> Option<Arg> {
                IntoArg::<$name>::into_arg($name::from(self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl $(<$generic: $bound>)? RequiredArg<$name> for $other {}
    };
}

#[cfg(feature = "chrono")]
times!(chrono::DateTime<Tz>, Tz: chrono::TimeZone);
#[cfg(feature = "jiff")]
times!(jiff::Timestamp);
#[cfg(feature = "time")]
times!(time::OffsetDateTime);
