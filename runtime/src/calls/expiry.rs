//! What is good for a while only: links, hosted pages, sessions.

use crate::{
    Timestamp,
    wire::record::{self, Field, Record},
};
use std::time::Duration;

/// Something that stops working at an instant. Implemented by generated records.
pub trait Expires: Record {
    /// The field that says when, on the wire.
    const EXPIRES: &'static str;

    /// When it stops working; `None` where the API did not say.
    fn expiry(&self) -> Option<Timestamp>
    where
        Self: Sized,
    {
        match record::at(self, &[Self::EXPIRES]) {
            Field::Int(seconds) => Some(Timestamp::from_seconds(seconds)),
            _ => None,
        }
    }

    /// Whether it has stopped working at an instant; `false` where the API did not say when it does.
    fn is_expired_at(&self, now: Timestamp) -> bool
    where
        Self: Sized,
    {
        self.expiry().is_some_and(|expiry| expiry <= now)
    }

    /// Whether it has stopped working by the system's clock; `false` where the API did not say when it does.
    fn is_expired(&self) -> bool
    where
        Self: Sized,
    {
        self.is_expired_at(Timestamp::now())
    }

    /// How long it still works from an instant on; `None` where the API did not say, zero where it has stopped.
    fn time_left_at(&self, now: Timestamp) -> Option<Duration>
    where
        Self: Sized,
    {
        let left = self.expiry()?.as_seconds().saturating_sub(now.as_seconds());
        Some(Duration::from_secs(u64::try_from(left).unwrap_or(0)))
    }
}
