//! Conversions from [`chrono::DateTime`] of any time zone, and to that of UTC.

use super::{TimeRangeError, from_finer};
use crate::{Timestamp, TimestampMillis};
use chrono::{DateTime, TimeZone, Utc};

// A leap second has more than a second of nanoseconds: it counts as the second after it, as Unix time has it.
from_finer! {
    DateTime<Tz>, Tz: TimeZone;
    |time| time.timestamp(),
    |time| time.timestamp_subsec_nanos().into()
}

impl TryFrom<Timestamp> for DateTime<Utc> {
    type Error = TimeRangeError;

    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        Self::from_timestamp(time.as_seconds(), 0).ok_or(TimeRangeError(()))
    }
}

impl TryFrom<TimestampMillis> for DateTime<Utc> {
    type Error = TimeRangeError;

    fn try_from(time: TimestampMillis) -> Result<Self, Self::Error> {
        Self::from_timestamp_millis(time.as_milliseconds()).ok_or(TimeRangeError(()))
    }
}
