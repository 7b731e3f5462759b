//! Conversions from [`time::OffsetDateTime`] of any offset, and to that of UTC.

use super::{NANOS_PER_SECOND, TimeRangeError, from_finer};
use crate::{Timestamp, TimestampMillis};
use time::OffsetDateTime;

from_finer! {
    OffsetDateTime;
    |time| time.unix_timestamp(),
    |time| time.nanosecond().into()
}

impl TryFrom<Timestamp> for OffsetDateTime {
    type Error = TimeRangeError;

    fn try_from(time: Timestamp) -> Result<Self, Self::Error> {
        Self::from_unix_timestamp(time.as_seconds()).map_err(|_| TimeRangeError(()))
    }
}

impl TryFrom<TimestampMillis> for OffsetDateTime {
    type Error = TimeRangeError;

    fn try_from(time: TimestampMillis) -> Result<Self, Self::Error> {
        let nanos = i128::from(time.as_milliseconds()) * (NANOS_PER_SECOND / 1000);
        Self::from_unix_timestamp_nanos(nanos).map_err(|_| TimeRangeError(()))
    }
}
