//! What will happen, and when: it follows from what resources say, so whatever changes them changes the agenda.

use super::{
    RESOURCES, Refused, State,
    change::Change,
    payments::{self, SETTLES},
    subscriptions, there,
};
use crate::{
    check::Call,
    sample::Sampler,
    schema::Version,
    site::{Reminders, SiteSettings},
};
use serde_json::Value;
use std::collections::BTreeSet;

const DAY: i64 = 86_400;

/// What a site keeps when it starts afresh.
const CATALOG: [&str; 7] = [
    "addon",
    "coupon",
    "coupon_set",
    "item",
    "item_family",
    "item_price",
    "plan",
];

/// What time does to a resource. Of several at the same instant, the earlier of these comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    TrialReminder,
    RenewalReminder,
    CancellationReminder,
    PaymentReminder,
    Resumption,
    Pause,
    Cancellation,
    TrialEnd,
    Start,
    Renewal,
    InvoiceDue,
    Settlement,
    Retry,
    CouponStart,
    CouponEnd,
    GiftStart,
    GiftEnd,
    QuoteEnd,
}

impl Turn {
    /// As refusals name it.
    fn name(self) -> &'static str {
        match self {
            Self::Resumption => "resumption",
            Self::Pause => "pause",
            Self::Cancellation => "cancellation",
            Self::TrialEnd => "end of trial",
            Self::Start => "start",
            Self::Renewal => "renewal",
            Self::InvoiceDue => "due date",
            Self::Settlement => "settlement",
            Self::Retry => "retry of a payment",
            Self::TrialReminder
            | Self::RenewalReminder
            | Self::CancellationReminder
            | Self::PaymentReminder => "reminder",
            Self::CouponStart | Self::GiftStart => "begin",
            Self::CouponEnd | Self::GiftEnd | Self::QuoteEnd => "expiry",
        }
    }
}

/// The instants at which something happens to a resource.
fn turns(resource: &str, value: &Value, reminders: &Reminders) -> Vec<(i64, Turn)> {
    let at = |name: &str| value.get(name).and_then(Value::as_i64);
    let ahead = |at: Option<i64>, days: Option<u16>| Some(at? - i64::from(days?) * DAY);
    let mut turns = Vec::new();
    let mut turn = |at: Option<i64>, turn: Turn| turns.extend(at.map(|at| (at, turn)));
    let status = || value.get("status").and_then(Value::as_str);
    match resource {
        "subscription" => match status() {
            Some("future") => turn(at("start_date"), Turn::Start),
            Some("in_trial") => {
                turn(at("trial_end"), Turn::TrialEnd);
                turn(
                    ahead(at("trial_end"), reminders.trial_end),
                    Turn::TrialReminder,
                );
            }
            Some("active") => {
                let next = at("next_billing_at").or(at("current_term_end"));
                turn(next, Turn::Renewal);
                turn(ahead(next, reminders.renewal), Turn::RenewalReminder);
                turn(at("pause_date"), Turn::Pause);
            }
            Some("non_renewing") => {
                turn(at("next_billing_at"), Turn::Renewal);
                let end = at("cancelled_at");
                turn(end, Turn::Cancellation);
                turn(
                    ahead(end, reminders.cancellation),
                    Turn::CancellationReminder,
                );
            }
            Some("paused") => turn(at("resume_date"), Turn::Resumption),
            _ => {}
        },
        "invoice" => {
            if status() == Some("posted") {
                let due = at("due_date");
                turn(due, Turn::InvoiceDue);
                turn(ahead(due, reminders.payment_due), Turn::PaymentReminder);
            }
            let is_dunned =
                value.get("dunning_status").and_then(Value::as_str) == Some("in_progress");
            if is_dunned && matches!(status(), Some("payment_due" | "not_paid")) {
                turn(at("next_retry_at").or(at("next_retry")), Turn::Retry);
            }
        }
        "transaction" if status() == Some("in_progress") => {
            turn(
                at("date").map(|it| it.saturating_add(SETTLES)),
                Turn::Settlement,
            );
        }
        "coupon" => match status() {
            Some("future") => turn(at("valid_from"), Turn::CouponStart),
            Some("active") => turn(at("valid_till"), Turn::CouponEnd),
            _ => {}
        },
        "quote" if matches!(status(), Some("open" | "proposed")) => {
            turn(at("valid_till"), Turn::QuoteEnd);
        }
        "gift" => match status() {
            Some("scheduled") => turn(at("scheduled_at"), Turn::GiftStart),
            Some("unclaimed") => turn(at("claim_expiry_date"), Turn::GiftEnd),
            _ => {}
        },
        _ => {}
    }
    turns
}

/// Something that is to happen. What is due at the same instant happens in the order of turns, and then the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Due {
    pub(crate) at: i64,
    turn: Turn,
    number: u64,
    pub(crate) version: Version,
    pub(crate) resource: &'static str,
    pub(crate) id: String,
}

/// What is to happen, in order.
#[derive(Debug, Default)]
pub(super) struct Agenda(BTreeSet<Due>);

/// Of which resource something is due.
pub(super) struct Whose<'a> {
    pub(super) version: Version,
    pub(super) resource: &'static str,
    pub(super) id: &'a str,
    pub(super) number: u64,
}

impl Agenda {
    /// Puts what follows from a resource now in the place of what followed from it before. What would have been due in the past
    /// is not done any more.
    pub(super) fn replace(
        &mut self,
        of: &Whose<'_>,
        old: Option<&Value>,
        new: Option<&Value>,
        (before, after): (&Reminders, &Reminders),
        now: i64,
    ) {
        let of_value = |value: Option<&Value>, reminders: &Reminders| {
            value.map_or_else(Vec::new, |value| turns(of.resource, value, reminders))
        };
        let (old, new) = (of_value(old, before), of_value(new, after));
        let due = |(at, turn): &(i64, Turn)| Due {
            at: *at,
            turn: *turn,
            number: of.number,
            version: of.version,
            resource: of.resource,
            id: of.id.to_owned(),
        };
        for gone in old.iter().filter(|it| !new.contains(it)) {
            self.0.remove(&due(gone));
        }
        let added = new.iter().filter(|it| !old.contains(it) && it.0 >= now);
        self.0.extend(added.map(due));
    }
}

/// Does what is due.
fn act(change: &mut Change<'_>, due: &Due) -> Refused<()> {
    let id = due.id.as_str();
    match due.turn {
        Turn::InvoiceDue => {
            let invoice = change.own()?;
            change.settle(invoice)?;
        }
        Turn::Settlement => payments::settle_debit(change)?,
        Turn::Retry => payments::retry(change)?,
        Turn::CouponStart => put(change, due, "active")?,
        Turn::CouponEnd => put(change, due, "expired")?,
        Turn::QuoteEnd => {
            put(change, due, "expired")?;
            change.event("quote_updated", [("quote", id)]);
        }
        Turn::GiftStart => {
            put(change, due, "unclaimed")?;
            change.event("gift_unclaimed", [("gift", id)]);
        }
        Turn::GiftEnd => {
            put(change, due, "expired")?;
            change.event("gift_expired", [("gift", id)]);
        }
        Turn::TrialReminder => remind(
            change,
            due,
            [
                "subscription_trial_end_reminder",
                "subscription_trial_ending",
            ],
        ),
        Turn::RenewalReminder => {
            remind(change, due, ["subscription_renewal_reminder"; 2]);
        }
        Turn::CancellationReminder => {
            remind(
                change,
                due,
                [
                    "subscription_cancellation_reminder",
                    "subscription_cancelling",
                ],
            );
        }
        Turn::PaymentReminder => remind(change, due, ["payment_due_reminder"; 2]),
        turn => subscriptions::happen(change, turn)?,
    }
    Ok(())
}

/// Tells of something that lies ahead, by the name that API v2 or v1 has for that.
fn remind(change: &mut Change<'_>, due: &Due, [name, old]: [&'static str; 2]) {
    let name = if change.is_v1() { old } else { name };
    change.event(name, [(due.resource, &due.id)]);
}

fn put(change: &mut Change<'_>, due: &Due, status: &str) -> Refused<()> {
    let mut own = change.open(due.resource, &due.id)?;
    own.set("status", status);
    change.save(due.resource, own);
    Ok(())
}

impl State {
    /// What is due first, up to an instant.
    pub(crate) fn due(&self, until: i64) -> Option<&Due> {
        self.agenda.0.first().filter(|it| it.at <= until)
    }

    /// When something happens next.
    pub(crate) fn next_turn(&self) -> Option<i64> {
        self.agenda.0.first().map(|it| it.at)
    }

    /// Does what is due at its instant, which is the time of the sampler, and gives the ids of its events. Where that is refused,
    /// nothing is done and it stays due.
    pub(crate) fn happen(&mut self, sampler: &Sampler<'_>, due: &Due) -> Refused<Vec<String>> {
        let call = Call::of_time(due.resource, due.turn.name(), &due.id);
        let mut change = Change::of_time(self, sampler, &call);
        act(&mut change, due)?;
        let events = change.tell();
        change.misnamed.refuse(sampler.schema)?;
        let (touched, ids) = change.into_parts();
        self.commit(sampler, touched, ids)?;
        self.agenda.0.remove(due);
        Ok(events)
    }

    /// Other settings, with other days to remind of something.
    pub(crate) fn set_site(&mut self, site: SiteSettings, now: i64) {
        let reminders = (&self.site.reminders, &site.reminders);
        for ((version, resource), all) in &self.kept {
            for (id, entry) in all.iter().filter(|(_, it)| !it.deleted) {
                let whose = Whose {
                    version: *version,
                    resource,
                    id,
                    number: entry.number,
                };
                let value = Some(&entry.value);
                self.agenda.replace(&whose, value, value, reminders, now);
            }
        }
        self.site = site;
    }

    /// Forgets customers and all that belongs to them, of both versions; the catalog stays.
    pub(crate) fn begin_anew(&mut self) {
        let is_owned = |value: &Value| {
            let owners = ["customer_id", "subscription_id", "invoice_id"];
            owners.iter().any(|it| there(value, it).is_some())
        };
        for ((_, resource), kept) in &mut self.kept {
            let goes = RESOURCES.contains(resource) && !CATALOG.contains(resource);
            kept.retain(|_, entry| !goes && !is_owned(&entry.value));
        }
        self.owned
            .forget(RESOURCES.iter().filter(|it| !CATALOG.contains(it)));
        let kept = &self.kept;
        self.agenda.0.retain(|it| {
            let all = kept.get(&(it.version, it.resource));
            all.is_some_and(|all| all.contains_key(&it.id))
        });
    }
}
