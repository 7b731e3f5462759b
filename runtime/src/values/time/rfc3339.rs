//! Dates and times of day, as RFC 3339 writes them.

use std::fmt;

const DAY: i64 = 86_400;
/// The days of 400 years: after them everything repeats.
const ERA: i64 = 146_097;

/// The text of an instant that is counted in so many parts of a second: 1, or 1000.
pub(super) fn text(count: i64, per_second: i64) -> String {
    let (seconds, part) = (count.div_euclid(per_second), count.rem_euclid(per_second));
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{year:+05}"),
    };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let part = match per_second {
        1 => String::new(),
        _ => format!(".{part:03}"),
    };
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{part}Z")
}

/// The count of a text; or a number, which is the count itself.
pub(super) fn count(text: &str, per_second: i64) -> Result<i64, ParseTimeError> {
    match text.parse() {
        Ok(count) => Ok(count),
        Err(_) => parse(text, per_second).ok_or(ParseTimeError(())),
    }
}

fn parse(text: &str, per_second: i64) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let signed = date.strip_prefix('-').map(|rest| (-1, rest));
    let signed = signed.or_else(|| date.strip_prefix('+').map(|rest| (1, rest)));
    let is_signed = signed.is_some();
    let (sign, date) = signed.unwrap_or((1, date));
    let mut parts = date.split('-');
    let year = parts.next()?;
    if year.len() < 4 || (year.len() > 4 && !is_signed) {
        return None;
    }
    let year = sign * number(year)?;
    let (month, day) = (two(parts.next()?)?, two(parts.next()?)?);
    let days = days(year, month, day).filter(|_| parts.next().is_none())?;

    let (time, offset) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, 0),
        None => {
            let (time, offset) = time.split_at_checked(time.len().checked_sub(6)?)?;
            let sign = match offset.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let (hours, minutes) = offset.get(1..)?.split_once(':')?;
            let (hours, minutes) = (two(hours)?, two(minutes)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (time, sign * (hours * 60 + minutes) * 60)
        }
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = time.split(':');
    let hour = two(parts.next()?)?;
    let minute = two(parts.next()?)?;
    let second = two(parts.next()?)?;
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Thousandths, and no more of it: the rest is rounded down.
    if fraction.is_empty() || !fraction.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let thousandths = number(&format!("{fraction:0<3}")[..3])?;
    let second = i128::from(days) * i128::from(DAY)
        + i128::from(hour * 3600 + minute * 60 + second)
        - i128::from(offset);
    let part = thousandths * per_second / 1000;
    i64::try_from(second * i128::from(per_second) + i128::from(part)).ok()
}

/// Digits only.
fn number(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|it| it.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn two(text: &str) -> Option<i64> {
    number(text).filter(|_| text.len() == 2)
}

/// Year, month and day, that many days after 1 January 1970. Counted in years that begin in March, so that the day that not every
/// year has is the last.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + next, month, day)
}

/// The days from 1 January 1970 to that date; `None` where there is no such date.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leaps = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leaps => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    let year = if month > 2 {
        year
    } else {
        year.checked_sub(1)?
    };
    let month = (month + 9) % 12;
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day = (153 * month + 2) / 5 + day - 1;
    let day = year * 365 + year / 4 - year / 100 + day;
    era.checked_mul(ERA)?.checked_add(day)?.checked_sub(719_468)
}

/// The text is not an instant, or the type has no room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTimeError(());

impl fmt::Display for ParseTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time such as `2023-11-14T22:13:20Z`, or too far from the Unix epoch")
    }
}

impl std::error::Error for ParseTimeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_and_read() {
        for (seconds, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_700_000_000, "2023-11-14T22:13:20Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (-2_203_891_200, "1900-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (253_402_300_800, "+10000-01-01T00:00:00Z"),
            (-62_167_219_200, "0000-01-01T00:00:00Z"),
            (-62_167_219_201, "-0001-12-31T23:59:59Z"),
            (i64::MAX, "+292277026596-12-04T15:30:07Z"),
            (i64::MIN, "-292277022657-01-27T08:29:52Z"),
        ] {
            assert_eq!(text(seconds, 1), written);
            assert_eq!(count(written, 1), Ok(seconds), "{written}");
        }
        assert_eq!(text(1_700_000_000_007, 1000), "2023-11-14T22:13:20.007Z");
        assert_eq!(text(-1, 1000), "1969-12-31T23:59:59.999Z");
        for count_ in [i64::MIN, i64::MAX, 0, -1] {
            assert_eq!(count(&text(count_, 1000), 1000), Ok(count_));
        }
    }

    #[test]
    fn what_others_write_is_read_too_and_rounded_down() {
        for (written, millis) in [
            ("2023-11-14T22:13:20.1239999Z", 1_700_000_000_123),
            ("2023-11-14t22:13:20.5z", 1_700_000_000_500),
            ("2023-11-14 22:13:20+00:00", 1_700_000_000_000),
            ("2023-11-15T00:13:20+02:00", 1_700_000_000_000),
            ("2023-11-14T16:43:20-05:30", 1_700_000_000_000),
            ("1700000000123", 1_700_000_000_123),
            ("-1", -1),
        ] {
            assert_eq!(count(written, 1000), Ok(millis), "{written}");
        }
        assert_eq!(count("1969-12-31T23:59:59.999Z", 1), Ok(-1));
    }

    #[test]
    fn what_is_not_an_instant_is_refused() {
        for written in [
            "",
            "T",
            "2023-11-14",
            "2023-11-14T22:13:20",
            "2023-11-14T22:13Z",
            "2023-11-14T22:13:20.Z",
            "2023-11-14T22:13:20.5",
            "2023-11-14T24:00:00Z",
            "2023-11-14T22:60:00Z",
            "2023-11-14T22:13:60Z",
            "2023-11-14T22:13:20+24:00",
            "2023-11-14T22:13:20+00:60",
            "2023-11-14T22:13:20+0000",
            "2023-02-29T00:00:00Z",
            "2023-13-01T00:00:00Z",
            "2023-00-01T00:00:00Z",
            "2023-04-31T00:00:00Z",
            "2023-4-30T00:00:00Z",
            "23-04-30T00:00:00Z",
            "12023-04-30T00:00:00Z",
            "2023-04-30-01T00:00:00Z",
            "2023-04-30T00:00:00:00Z",
            "2023-04-30T+1:00:00Z",
            "+292277026596-12-04T15:30:08Z",
            "+9999999999999999999-01-01T00:00:00Z",
            "\u{661}970-01-01T00:00:00Z",
            "2023-04-30T00:00:00\u{fc}00:00",
        ] {
            assert_eq!(count(written, 1), Err(ParseTimeError(())), "{written}");
        }
    }

    #[test]
    fn every_day_of_an_era_is_its_own() {
        let mut before = (1600, 2, 29);
        for day in -135_080..-135_080 + ERA {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), Some(day));
            assert!((year, month, of_month) > before, "{day}");
            before = (year, month, of_month);
        }
    }
}
