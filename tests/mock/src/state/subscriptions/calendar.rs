//! When terms end: by the calendar of the site, and on the day of the month that they started on, where the month has it.

use super::super::{Refused, change::Change, draft::Draft};
use jiff::{Span, Timestamp, ZonedDateTime, tz::TimeZone};

/// An instant as the calendar of a time zone shows it.
fn shown(at: i64, zone: &TimeZone) -> Option<ZonedDateTime> {
    let at = Timestamp::from_second(at).ok()?;
    Some(at.to_zoned_datetime(zone.clone()))
}

/// The instant so many days, weeks, months or years after another one.
pub(super) fn later(at: i64, period: i64, unit: &str, zone: &TimeZone) -> Option<i64> {
    Some(after(at, period, unit, zone)?.timestamp().as_second())
}

fn after(at: i64, period: i64, unit: &str, zone: &TimeZone) -> Option<ZonedDateTime> {
    let span = match unit {
        "day" => Span::new().try_days(period),
        "week" => Span::new().try_weeks(period),
        "month" => Span::new().try_months(period),
        "year" => Span::new().try_years(period),
        _ => return None,
    };
    shown(at, zone)?.checked_add(span.ok()?).ok()
}

/// The same, where terms of months and years go on from a day of the month: the 31st is the last day of shorter months, and the
/// 31st again in longer ones.
fn end_of_term(start: i64, (period, unit): (i64, &str), day: i8, zone: &TimeZone) -> Option<i64> {
    let end = after(start, period, unit, zone)?;
    let end = match unit {
        "month" | "year" => {
            let day = day.min(end.days_in_month());
            end.with().day(day).build().ok()?
        }
        _ => end,
    };
    Some(end.timestamp().as_second())
}

/// The day of the month of an instant.
fn day_of(at: i64, zone: &TimeZone) -> Option<i8> {
    Some(shown(at, zone)?.day())
}

/// The day of the month that terms are counted from: the one that was noted, or that of the start of the term before, as long as
/// the term ends on it; else the day that the term ends on.
fn billing_day(noted: Option<i8>, start: Option<i64>, end: i64, zone: &TimeZone) -> Option<i8> {
    let end = shown(end, zone)?;
    let starts_on = start.and_then(|it| day_of(it, zone));
    let is_it = |day: &i8| *day.min(&end.days_in_month()) == end.day();
    let known = [noted, starts_on].into_iter().flatten().filter(is_it).max();
    Some(known.unwrap_or(end.day()))
}

impl Change<'_> {
    pub(super) fn later(&self, at: i64, period: i64, unit: &str) -> Option<i64> {
        later(at, period, unit, &self.zone())
    }

    /// When a term ends that starts now. It goes on from the term before, where that ends now.
    pub(super) fn end_of_term(&mut self, own: &Draft, (period, unit): (i64, &str)) -> Refused<i64> {
        let (end, day) = self.term_from(own, self.now(), (period, unit))?;
        self.note_billing_day(&own.text("id"), day);
        Ok(end)
    }

    /// When a term ends that starts at an instant, and the day of the month that it is counted from.
    pub(super) fn term_from(
        &self,
        own: &Draft,
        from: i64,
        (period, unit): (i64, &str),
    ) -> Refused<(i64, i8)> {
        let (zone, noted) = (self.zone(), self.billing_day(&own.text("id")));
        let before = own.time("current_term_end").filter(|it| *it == from);
        let start = own.time("current_term_start");
        let day = before.and_then(|end| billing_day(noted, start, end, &zone));
        let day = day.or_else(|| day_of(from, &zone));
        let end = day.and_then(|day| Some((end_of_term(from, (period, unit), day, &zone)?, day)));
        let end = end.filter(|_| period > 0);
        end.ok_or_else(|| self.not_computed("a term without a period of the calendar"))
    }
}

#[cfg(test)]
mod tests {
    use super::{billing_day, end_of_term, later};
    use jiff::{Timestamp, tz::TimeZone};

    /// Noon of a day, in UTC.
    fn noon(day: &str) -> i64 {
        let at: Timestamp = format!("{day}T12:00:00Z").parse().expect("an instant");
        at.as_second()
    }

    /// The ends of the terms that follow a start.
    fn ends(start: &str, period: i64, unit: &str, count: usize) -> Vec<String> {
        let utc = TimeZone::UTC;
        let (mut from, mut before, mut found) = (noon(start), None, Vec::new());
        let mut noted = Some(super::day_of(from, &utc).expect("a day"));
        for _ in 0..count {
            let day = billing_day(noted, before, from, &utc).expect("a day");
            let end = end_of_term(from, (period, unit), day, &utc).expect("an end");
            let shown = Timestamp::from_second(end).expect("an instant").to_string();
            assert!(shown.ends_with("T12:00:00Z"));
            found.push(shown[..10].to_owned());
            noted = Some(day);
            (before, from) = (Some(from), end);
        }
        found
    }

    #[test]
    fn terms_follow_the_calendar() {
        let utc = TimeZone::UTC;
        // 2024-01-31: February has 29 days that year.
        let january = 1_706_659_200;
        let later = |period, unit| later(january, period, unit, &utc);
        assert_eq!(later(1, "month"), Some(january + 29 * 86_400));
        assert_eq!(later(1, "year"), Some(january + 366 * 86_400));
        assert_eq!(later(2, "week"), Some(january + 14 * 86_400));
        assert_eq!(later(i64::MAX, "day"), None);
        assert_eq!(later(1, ""), None);
        assert_eq!(super::later(i64::MAX, 1, "month", &utc), None);
    }

    #[test]
    fn the_end_of_a_month_stays_the_end() {
        let months = ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"];
        assert_eq!(ends("2024-01-31", 1, "month", 4), months);
        let quarters = ["2023-11-30", "2024-02-29", "2024-05-31"];
        assert_eq!(ends("2023-08-31", 3, "month", 3), quarters);
        let years = ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"];
        assert_eq!(ends("2024-02-29", 1, "year", 4), years);
        let weeks = ["2024-02-14", "2024-02-28", "2024-03-13"];
        assert_eq!(ends("2024-01-31", 2, "week", 3), weeks);
        assert_eq!(ends("2024-02-29", 1, "month", 1), ["2024-03-29"]);
    }

    /// Summer begins on 2024-03-31 in Berlin: the hour of the day stays.
    #[test]
    fn the_clock_of_the_zone_counts() {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone");
        let start = noon("2024-03-15");
        let end = end_of_term(start, (1, "month"), 15, &zone).expect("an end");
        assert_eq!(end, noon("2024-04-15") - 3600);
        // In the evening of the 31st of January it is February there.
        let start = noon("2024-01-31") + 43_000;
        assert_eq!(super::day_of(start, &zone), Some(1));
    }

    #[test]
    fn a_term_that_was_moved_ends_on_its_new_day() {
        let utc = TimeZone::UTC;
        let of =
            |noted, start: &str, end: &str| billing_day(noted, Some(noon(start)), noon(end), &utc);
        assert_eq!(of(Some(31), "2024-01-31", "2024-02-29"), Some(31));
        assert_eq!(of(Some(31), "2024-01-31", "2024-02-15"), Some(15));
        assert_eq!(of(None, "2024-01-31", "2024-02-29"), Some(31));
        assert_eq!(of(None, "2024-02-28", "2024-03-31"), Some(31));
    }
}
