//! Instants, as the API counts them.

use crate::record::{Field, Slot, Value};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

macro_rules! instant {
    ($name:ident, $unit:literal, $as:ident, $from:ident, $duration:ident, $whole:expr) => {
        impl $name {
            #[doc = concat!("The instant `", $unit, "` after the Unix epoch (before it where negative).")]
            #[must_use]
            pub const fn $from(count: i64) -> Self {
                Self(count)
            }

            #[doc = concat!("How many ", $unit, " after the Unix epoch this is.")]
            #[must_use]
            pub const fn $as(self) -> i64 {
                self.0
            }

            #[doc = concat!("Now, in whole ", $unit, ", by the system's clock.")]
            #[must_use]
            pub fn now() -> Self {
                Self::from(SystemTime::now())
            }

            /// The instant as the standard library has it; `None` where that cannot hold it.
            #[must_use]
            pub fn to_system_time(self) -> Option<SystemTime> {
                let distance = Duration::$duration(self.0.unsigned_abs());
                if self.0 >= 0 {
                    UNIX_EPOCH.checked_add(distance)
                } else {
                    UNIX_EPOCH.checked_sub(distance)
                }
            }
        }

        #[doc = concat!("Rounds down to whole ", $unit, ".")]
        impl From<SystemTime> for $name {
            fn from(time: SystemTime) -> Self {
                let whole: fn(Duration) -> u128 = $whole;
                match time.duration_since(UNIX_EPOCH) {
                    Ok(after) => Self(i64::try_from(whole(after)).unwrap_or(i64::MAX)),
                    Err(before) => {
                        let before = before.duration();
                        let count = whole(before);
                        // An instant between two counts belongs to the earlier one.
                        let rest = u128::from(Duration::$duration(1).as_nanos() > 0
                            && before.as_nanos() % Duration::$duration(1).as_nanos() != 0);
                        Self(i64::try_from(count + rest).map_or(i64::MIN, |count| -count))
                    }
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl Value for $name {
            fn empty() -> Self {
                Self(0)
            }
            fn place(&mut self) -> Slot<'_> {
                Slot::Int(&mut self.0)
            }
            fn view(&self) -> Field<'_> {
                Field::Int(self.0)
            }
        }
    };
}

/// An instant in whole seconds since the Unix epoch, UTC: how the API sends nearly every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// An instant in whole milliseconds since the Unix epoch, UTC: how the API sends the times of usage events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimestampMillis(i64);

instant!(
    Timestamp,
    "seconds",
    as_seconds,
    from_seconds,
    from_secs,
    |d| { u128::from(d.as_secs()) }
);
instant!(
    TimestampMillis,
    "milliseconds",
    as_milliseconds,
    from_milliseconds,
    from_millis,
    |d| d.as_millis()
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_before_the_epoch_rounds_down() {
        let time = UNIX_EPOCH - Duration::from_millis(1500);
        assert_eq!(Timestamp::from(time).as_seconds(), -2);
        assert_eq!(TimestampMillis::from(time).as_milliseconds(), -1500);
    }

    #[test]
    fn system_time_and_back() {
        for seconds in [-1, 0, 1_700_000_000] {
            let time = Timestamp::from_seconds(seconds).to_system_time();
            assert_eq!(
                time.map(Timestamp::from),
                Some(Timestamp::from_seconds(seconds))
            );
        }
    }
}
