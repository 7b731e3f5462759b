//! What goes wrong with webhooks, on demand.

use std::{str::FromStr, time::Duration};

/// Something that goes wrong with the delivery of an event, and does with those of the real API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookFault {
    /// `duplicate`: it is sent twice, at the same time.
    Duplicate,
    /// `reorder`: it is sent after a later event, or after a second where none comes.
    Reorder,
    /// `delay:500`: it is sent so many milliseconds later.
    Delay(u64),
    /// `lose`: it is never sent, as if every try of it had failed. It can be found in the list of events.
    Lose,
}

impl FromStr for WebhookFault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text.split_once(':') {
            None if text == "duplicate" => Self::Duplicate,
            None if text == "reorder" => Self::Reorder,
            None if text == "lose" => Self::Lose,
            Some(("delay", time)) => Self::Delay(
                (time.parse()).map_err(|_| format!("`{time}` is no number of milliseconds"))?,
            ),
            _ => {
                return Err(format!(
                    "there is no fault `{text}` of webhooks: there are duplicate, reorder, delay:MILLISECONDS and lose"
                ));
            }
        })
    }
}

/// Which deliveries a fault happens to. Written as text, `duplicate/3` is every third one, from now on.
#[derive(Clone, Debug)]
pub struct WebhookPlan {
    fault: WebhookFault,
    event_type: Option<String>,
    every: u64,
    times: Option<u64>,
}

impl WebhookPlan {
    /// It happens to each delivery, from now on.
    #[must_use]
    pub fn new(fault: WebhookFault) -> Self {
        Self {
            fault,
            event_type: None,
            every: 1,
            times: None,
        }
    }

    /// Only to events of this type.
    #[must_use]
    pub fn event_type(mut self, event_type: impl Into<String>) -> Self {
        self.event_type = Some(event_type.into());
        self
    }

    /// Only to each third one, say; 0 counts as 1.
    #[must_use]
    pub fn every(mut self, every: u64) -> Self {
        self.every = every.max(1);
        self
    }

    /// No more than so many times.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }
}

impl FromStr for WebhookPlan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((fault, every)) = text.split_once('/') else {
            return Ok(Self::new(text.parse()?));
        };
        match every.parse() {
            Ok(every @ 1..) => Ok(Self::new(fault.parse()?).every(every)),
            _ => Err(format!(
                "`{every}` is no number above zero, as in `{fault}/3`"
            )),
        }
    }
}

/// A plan that is under way.
#[derive(Debug)]
pub(crate) struct Planned {
    plan: WebhookPlan,
    seen: u64,
}

impl Planned {
    pub(crate) fn new(plan: WebhookPlan) -> Self {
        Self { plan, seen: 0 }
    }

    /// The fault, where it happens to this delivery.
    pub(crate) fn happens(&mut self, event_type: &str) -> Option<WebhookFault> {
        if self
            .plan
            .event_type
            .as_deref()
            .is_some_and(|it| it != event_type)
        {
            return None;
        }
        self.seen += 1;
        if !self.seen.is_multiple_of(self.plan.every) {
            return None;
        }
        if let Some(left) = &mut self.plan.times {
            *left = left.checked_sub(1)?;
        }
        Some(self.plan.fault)
    }

    /// Whether it may happen again.
    pub(crate) fn is_over(&self) -> bool {
        self.plan.times == Some(0)
    }
}

/// What happens to one delivery.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    pub(super) is_duplicated: bool,
    pub(super) is_held_back: bool,
    pub(super) is_lost: bool,
    pub(super) delay: Duration,
}

impl Faults {
    pub(super) fn of(faults: &[WebhookFault]) -> Self {
        let mut all = Self::default();
        for fault in faults {
            match fault {
                WebhookFault::Duplicate => all.is_duplicated = true,
                WebhookFault::Reorder => all.is_held_back = true,
                WebhookFault::Lose => all.is_lost = true,
                WebhookFault::Delay(time) => all.delay += Duration::from_millis(*time),
            }
        }
        all
    }
}
