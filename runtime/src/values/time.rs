//! Instants, as the API counts them.
//!
//! Conversions from types that are finer round down, those to types with less room are checked, and nothing saturates. Besides
//! [`SystemTime`] they know the types of the crates jiff, chrono and time, each behind the feature of that name.

mod rfc3339;
#[cfg(feature = "chrono")]
mod with_chrono;
#[cfg(feature = "jiff")]
mod with_jiff;
#[cfg(feature = "time")]
mod with_time;

pub use rfc3339::ParseTimeError;

use crate::values::show;
use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// An instant in whole seconds since the Unix epoch, UTC: how the API sends nearly every time.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::Timestamp;
/// # use std::time::{Duration, SystemTime};
/// let paid = Timestamp::from_seconds(1_700_000_000);
/// let time = SystemTime::try_from(paid)?;
/// assert_eq!(Timestamp::try_from(time + Duration::from_millis(999))?, paid);
/// assert_eq!(paid.to_string(), "2023-11-14T22:13:20Z");
/// assert_eq!("2023-11-15T00:13:20.5+02:00".parse(), Ok(paid));
/// # Ok::<(), chargebee::time::TimeRangeError>(())
/// ```
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::BigInt, sql_type = diesel::sql_types::Timestamptz)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// An instant in whole milliseconds since the Unix epoch, UTC: how the API sends the times of usage events.
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::BigInt, sql_type = diesel::sql_types::Timestamptz)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimestampMillis(i64);

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// The date by the clock of the system.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#[expect(clippy::disallowed_methods, reason = "it is the one place for it")]
pub(crate) fn date() -> SystemTime {
    SystemTime::now()
}

/// There is no date to ask for, and asking would panic. A `Retry-After` then needs the `Date` beside it.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) fn date() -> SystemTime {
    SystemTime::UNIX_EPOCH
}

/// Tells how long ago it was made, whatever becomes of the clock of the system meanwhile.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#[expect(clippy::disallowed_methods, reason = "it is the one place for it")]
pub(crate) fn stopwatch() -> impl Fn() -> Duration + Send + Sync + 'static {
    let start = std::time::Instant::now();
    move || start.elapsed()
}

/// There is no clock to ask for, and asking would panic: time stands still.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) fn stopwatch() -> impl Fn() -> Duration + Send + Sync + 'static {
    || Duration::ZERO
}

/// How many units of that many nanoseconds have passed.
fn rounded_down(nanos: i128, unit: i128) -> Result<i64, TimeRangeError> {
    i64::try_from(nanos.div_euclid(unit)).map_err(|_| TimeRangeError(()))
}

/// A `Duration` holds less than 2^94 nanoseconds.
fn nanos_of(duration: Duration) -> i128 {
    i128::from(duration.as_secs()) * NANOS_PER_SECOND + i128::from(duration.subsec_nanos())
}

fn nanos_since_epoch(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanos_of(after),
        Err(before) => -nanos_of(before.duration()),
    }
}

fn system_time(nanos: i128) -> Option<SystemTime> {
    let size = nanos.unsigned_abs();
    let unit = NANOS_PER_SECOND.unsigned_abs();
    let seconds = u64::try_from(size / unit).ok()?;
    let distance = Duration::new(seconds, u32::try_from(size % unit).ok()?);
    if nanos < 0 {
        UNIX_EPOCH.checked_sub(distance)
    } else {
        UNIX_EPOCH.checked_add(distance)
    }
}

macro_rules! instant {
    ($name:ident, $unit:literal, $as:ident, $from:ident, $nanos:expr) => {
        impl $name {
            const NANOS: i128 = $nanos;
            const PER_SECOND: i64 = (NANOS_PER_SECOND / $nanos) as i64;

            #[doc = concat!("The instant that many ", $unit, " after the Unix epoch (before it where negative).")]
            #[must_use]
            pub const fn $from(count: i64) -> Self {
                Self(count)
            }

            #[doc = concat!("How many ", $unit, " after the Unix epoch this is.")]
            #[must_use]
            pub const fn $as(self) -> i64 {
                self.0
            }

            #[doc = concat!("Now, in whole ", $unit, ", by the system's clock; the Unix epoch where there is none, as on `wasm32-unknown-unknown`.")]
            #[must_use]
            pub fn now() -> Self {
                // No system's clock can be set to where 64 bits of milliseconds end, 292 million years from the epoch.
                rounded_down(nanos_since_epoch(date()), Self::NANOS).map_or(Self(i64::MAX), Self)
            }

            #[doc = concat!("The instant that much later, rounded down to whole ", $unit, "; `None` where there is none.")]
            #[must_use]
            pub fn checked_add(self, duration: Duration) -> Option<Self> {
                rounded_down(self.nanos() + nanos_of(duration), Self::NANOS).ok().map(Self)
            }

            #[doc = concat!("The instant that much earlier, rounded down to whole ", $unit, "; `None` where there is none.")]
            #[must_use]
            pub fn checked_sub(self, duration: Duration) -> Option<Self> {
                rounded_down(self.nanos() - nanos_of(duration), Self::NANOS).ok().map(Self)
            }

            #[cfg(feature = "diesel")]
            pub(crate) const fn count_ref(&self) -> &i64 {
                &self.0
            }

            pub(crate) const fn count_mut(&mut self) -> &mut i64 {
                &mut self.0
            }

            const fn nanos(self) -> i128 {
                self.0 as i128 * Self::NANOS
            }
        }

        impl TryFrom<SystemTime> for $name {
            type Error = TimeRangeError;

            #[doc = concat!("Rounds down to whole ", $unit, ".")]
            fn try_from(time: SystemTime) -> Result<Self, Self::Error> {
                rounded_down(nanos_since_epoch(time), Self::NANOS).map(Self)
            }
        }

        impl TryFrom<$name> for SystemTime {
            type Error = TimeRangeError;

            fn try_from(time: $name) -> Result<Self, Self::Error> {
                system_time(time.nanos()).ok_or(TimeRangeError(()))
            }
        }

        /// As RFC 3339 has it, in UTC. A year that has more than four digits, or is before the year 0, is written out with its sign.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                show::whole(f, &rfc3339::text(self.0, Self::PER_SECOND))
            }
        }

        impl FromStr for $name {
            type Err = ParseTimeError;

            #[doc = concat!("As RFC 3339 has it, with any offset, rounded down to whole ", $unit, "; or the number of ", $unit, ".")]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                rfc3339::count(text, Self::PER_SECOND).map(Self)
            }
        }
    };
}

instant!(
    Timestamp,
    "seconds",
    as_seconds,
    from_seconds,
    NANOS_PER_SECOND
);
instant!(
    TimestampMillis,
    "milliseconds",
    as_milliseconds,
    from_milliseconds,
    NANOS_PER_SECOND / 1000
);

/// Rounds down to whole seconds.
impl From<TimestampMillis> for Timestamp {
    fn from(time: TimestampMillis) -> Self {
        Self(time.0.div_euclid(1000))
    }
}

impl TryFrom<Timestamp> for TimestampMillis {
    type Error = TimeRangeError;

    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        time.0.checked_mul(1000).map(Self).ok_or(TimeRangeError(()))
    }
}

/// Conversions from a type of another crate, given how it says its seconds and the nanoseconds on top of them. Every instant
/// of such a type fits: the widest of them spans two million years, and 64 bits of milliseconds 584 million.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
macro_rules! from_finer {
    ($other:ty $(, $generic:ident: $bound:path)?; $seconds:expr, $nanos:expr) => {
        from_finer! { @ Timestamp "seconds" 1; $other $(, $generic: $bound)?; $seconds, $nanos }
        from_finer! { @ TimestampMillis "milliseconds" 1000; $other $(, $generic: $bound)?; $seconds, $nanos }
    };
    (@ $name:ident $unit:literal $per_second:literal; $other:ty $(, $generic:ident: $bound:path)?; $seconds:expr, $nanos:expr) => {
        #[doc = concat!("Rounds down to whole ", $unit, ".")]
        impl $(<$generic: $bound>)? From<$other> for crate::$name {
            fn from(time: $other) -> Self {
                let seconds: fn(&$other) -> i64 = $seconds;
                let nanos: fn(&$other) -> i64 = $nanos;
                let rest = nanos(&time).div_euclid(1_000_000_000 / $per_second);
                Self(seconds(&time) * $per_second + rest)
            }
        }
    };
}
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
use from_finer;

/// The instant is out of the range of the type that it was to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRangeError(());

impl fmt::Display for TimeRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the instant is too far from the Unix epoch for this type")
    }
}

impl std::error::Error for TimeRangeError {}

#[cfg(test)]
mod tests;
