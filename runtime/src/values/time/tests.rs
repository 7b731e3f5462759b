use super::*;

/// Whole and in between, on both sides of the epoch: seconds, nanoseconds on top, and what becomes of them.
const FINER: [(i64, u32, i64, i64); 6] = [
    (0, 0, 0, 0),
    (1_700_000_000, 999_999_999, 1_700_000_000, 1_700_000_000_999),
    (-1, 0, -1, -1000),
    (-1, 999_999_999, -1, -1),
    (-2, 500_000_000, -2, -1500),
    (-2, 500_000_001, -2, -1500),
];

fn seconds(count: i64) -> Timestamp {
    Timestamp::from_seconds(count)
}

fn millis(count: i64) -> TimestampMillis {
    TimestampMillis::from_milliseconds(count)
}

#[test]
fn rounds_down_from_system_time_on_both_sides_of_the_epoch() {
    for (whole, nanos, in_seconds, in_millis) in FINER {
        let time = system_time(i128::from(whole) * NANOS_PER_SECOND + i128::from(nanos));
        let time = time.expect("an instant near the epoch");
        assert_eq!(Timestamp::try_from(time), Ok(seconds(in_seconds)));
        assert_eq!(TimestampMillis::try_from(time), Ok(millis(in_millis)));
    }
}

#[test]
fn nothing_saturates_and_nothing_wraps() {
    let most = seconds(i64::MAX);
    assert_eq!(
        TimestampMillis::try_from(most),
        Err(TimeRangeError(())),
        "{most}"
    );
    assert_eq!(
        TimestampMillis::try_from(seconds(i64::MIN)),
        Err(TimeRangeError(()))
    );
    assert_eq!(TimestampMillis::try_from(seconds(-7)), Ok(millis(-7000)));
    assert_eq!(Timestamp::from(millis(-7001)), seconds(-8));
    assert_eq!(
        Timestamp::from(millis(i64::MIN)).as_seconds(),
        i64::MIN / 1000 - 1
    );
    if let Ok(far) = SystemTime::try_from(most) {
        assert_eq!(Timestamp::try_from(far), Ok(most));
        assert_eq!(TimestampMillis::try_from(far), Err(TimeRangeError(())));
    }
}

#[test]
fn later_and_earlier() {
    let (half, most) = (Duration::from_millis(500), Duration::MAX);
    assert_eq!(seconds(10).checked_add(half), Some(seconds(10)));
    assert_eq!(seconds(10).checked_sub(half), Some(seconds(9)));
    assert_eq!(millis(10).checked_sub(half), Some(millis(-490)));
    for time in [seconds(i64::MAX), seconds(0), seconds(i64::MIN)] {
        assert_eq!(
            time.checked_add(most),
            match time.0 {
                // The one instant that reaches its mirror image.
                i64::MIN => Some(seconds(i64::MAX)),
                _ => None,
            }
        );
    }
    assert_eq!(seconds(i64::MIN).checked_sub(Duration::from_nanos(1)), None);
    assert_eq!(millis(i64::MAX).checked_add(Duration::from_millis(1)), None);
}

#[test]
fn prints_and_parses_the_count() {
    for count in [i64::MIN, -1, 0, 1_700_000_000, i64::MAX] {
        assert_eq!(seconds(count).to_string().parse(), Ok(seconds(count)));
        assert_eq!(millis(count).to_string().parse(), Ok(millis(count)));
    }
    for text in ["", "1.5", "1e3", " 1", "9223372036854775808", "2023-11-14"] {
        assert!(text.parse::<Timestamp>().is_err(), "{text}");
        assert!(text.parse::<TimestampMillis>().is_err(), "{text}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it is what is compared with")]
fn now_is_now() {
    let since = |count| SystemTime::now().duration_since(UNIX_EPOCH + Duration::from_secs(count));
    let now = u64::try_from(Timestamp::now().as_seconds()).expect("a time after 1970");
    assert!(since(now).expect("a clock that goes forward") < Duration::from_secs(60));
    let now = u64::try_from(TimestampMillis::now().as_milliseconds()).expect("a time after 1970");
    assert!(since(now / 1000).expect("a clock that goes forward") < Duration::from_secs(60));
}

/// The same rules hold for every type that time comes in.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
macro_rules! another_crate {
    ($name:ident, $type:ty, $make:expr, $first:expr, $last:expr) => {
        #[test]
        fn $name() {
            use crate::{IntoArg, wire::args::Arg};
            let make: fn(i64, u32) -> $type = $make;
            for (whole, nanos, in_seconds, in_millis) in FINER {
                let time = make(whole, nanos);
                assert_eq!(Timestamp::from(time), seconds(in_seconds));
                assert_eq!(TimestampMillis::from(time), millis(in_millis));
                let sent: Option<Arg> = IntoArg::<Timestamp>::into_arg(time);
                assert!(matches!(sent, Some(Arg::Int(count)) if count == in_seconds));
                let sent: Option<Arg> = IntoArg::<TimestampMillis>::into_arg(time);
                assert!(matches!(sent, Some(Arg::Int(count)) if count == in_millis));
                assert_eq!(<$type>::try_from(seconds(whole)), Ok(make(whole, 0)));
                let in_between = make(in_millis.div_euclid(1000), in_millis.rem_euclid(1000) as u32 * 1_000_000);
                assert_eq!(<$type>::try_from(millis(in_millis)), Ok(in_between));
            }
            // What the other type can hold comes back; what it cannot is refused.
            for end in [$first, $last] {
                let there = Timestamp::from(end);
                let back = <$type>::try_from(there).expect("what came from there");
                assert_eq!(Timestamp::from(back), there);
                let there = TimestampMillis::from(end);
                let back = <$type>::try_from(there).expect("what came from there");
                assert_eq!(TimestampMillis::from(back), there);
            }
            let past = |end: Timestamp, by: i64| seconds(end.as_seconds() + by);
            for beyond in [past($first.into(), -1), past($last.into(), 1), seconds(i64::MIN), seconds(i64::MAX)] {
                assert_eq!(<$type>::try_from(beyond), Err(TimeRangeError(())));
            }
            for beyond in [i64::MIN, i64::MAX] {
                assert_eq!(<$type>::try_from(millis(beyond)), Err(TimeRangeError(())));
            }
        }
    };
}

#[cfg(feature = "jiff")]
another_crate!(
    jiff_and_back,
    jiff::Timestamp,
    |whole, nanos| {
        let nanos = i128::from(whole) * NANOS_PER_SECOND + i128::from(nanos);
        jiff::Timestamp::from_nanosecond(nanos).expect("an instant near the epoch")
    },
    // Its very first instants have no whole second before them.
    jiff::Timestamp::from_second(jiff::Timestamp::MIN.as_second()).expect("the first second"),
    jiff::Timestamp::MAX
);

#[cfg(feature = "chrono")]
another_crate!(
    chrono_and_back,
    chrono::DateTime<chrono::Utc>,
    |whole, nanos| chrono::DateTime::from_timestamp(whole, nanos)
        .expect("an instant near the epoch"),
    chrono::DateTime::<chrono::Utc>::MIN_UTC,
    chrono::DateTime::<chrono::Utc>::MAX_UTC
);

#[cfg(feature = "time")]
another_crate!(
    time_and_back,
    time::OffsetDateTime,
    |whole, nanos| {
        let nanos = i128::from(whole) * NANOS_PER_SECOND + i128::from(nanos);
        time::OffsetDateTime::from_unix_timestamp_nanos(nanos).expect("an instant near the epoch")
    },
    time::UtcDateTime::MIN.to_offset(time::UtcOffset::UTC),
    time::UtcDateTime::MAX.to_offset(time::UtcOffset::UTC)
);

#[cfg(feature = "chrono")]
#[test]
fn another_time_zone_is_the_same_instant_and_a_leap_second_the_next() {
    use chrono::{DateTime, FixedOffset, TimeZone as _, Utc};
    let east = FixedOffset::east_opt(19_800).expect("an offset");
    let time: DateTime<FixedOffset> = east
        .timestamp_opt(1_700_000_000, 0)
        .single()
        .expect("a time");
    assert_eq!(Timestamp::from(time), seconds(1_700_000_000));
    let leap =
        DateTime::<Utc>::from_timestamp(1_483_228_799, 1_500_000_000).expect("a leap second");
    assert_eq!(Timestamp::from(leap), seconds(1_483_228_800));
    assert_eq!(TimestampMillis::from(leap), millis(1_483_228_800_500));
}
