//! Conversions from and to [`jiff::Timestamp`].

use super::{TimeRangeError, from_finer};
use crate::{Timestamp, TimestampMillis};

from_finer! {
    jiff::Timestamp;
    |time| time.as_second(),
    |time| time.subsec_nanosecond().into()
}

impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimeRangeError;

    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        Self::from_second(time.as_seconds()).map_err(|_| TimeRangeError(()))
    }
}

impl TryFrom<TimestampMillis> for jiff::Timestamp {
    type Error = TimeRangeError;

    fn try_from(time: TimestampMillis) -> Result<Self, Self::Error> {
        // Not by `from_millisecond`, which refuses all but the first of the last second that there is.
        let nanos = time.as_milliseconds().rem_euclid(1000) * 1_000_000;
        let nanos = i32::try_from(nanos).map_err(|_| TimeRangeError(()))?;
        let seconds = time.as_milliseconds().div_euclid(1000);
        Self::new(seconds, nanos).map_err(|_| TimeRangeError(()))
    }
}
