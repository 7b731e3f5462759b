//! Subscriptions that ran elsewhere before.

use super::{
    super::{
        Refused,
        change::{Change, Shown},
        invoices::Bill,
    },
    coupons,
    start::create_draft,
};
use crate::refusal::Refusal;

/// What each status needs to be said.
fn needed(status: &str) -> &'static [&'static str] {
    match status {
        "future" => &["start_date"],
        "in_trial" => &["trial_end"],
        "active" | "non_renewing" => &["current_term_end"],
        "paused" => &["pause_date", "current_term_end"],
        "cancelled" => &["cancelled_at"],
        _ => &[],
    }
}

const TIMES: [&str; 11] = [
    "start_date",
    "trial_start",
    "trial_end",
    "current_term_start",
    "current_term_end",
    "started_at",
    "activated_at",
    "cancelled_at",
    "pause_date",
    "resume_date",
    "status",
];

/// A subscription as it stands. Nothing is charged, but for the current term where that is asked for.
pub(crate) fn import(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = create_draft(change)?;
    let id = own.text("id");
    let once = change.fill_subscription(&mut own)?;
    if !once.is_empty() {
        return Err(change.not_computed("a one-time charge of an imported subscription"));
    }
    let contents = change.contents(&own)?;
    change.show_contents(&mut own, &contents);
    change.plain(&mut own)?;
    change.source_for(&mut own, false)?;
    change.attach_coupons(&mut own, false)?;
    change.reflect(&mut own, &TIMES)?;
    let status = own.text("status");
    if let Some(name) = needed(&status).iter().find(|it| own.time(it).is_none()) {
        return Err(Refusal::param(*name, "cannot be blank"));
    }
    let cycles = change.given.number("billing_cycles");
    own.set("remaining_billing_cycles", cycles);
    let (period, unit) = &contents.period;
    let end = own.time("current_term_end");
    if let Some(end) = end
        && own.time("current_term_start").is_none()
    {
        let start = period
            .checked_neg()
            .and_then(|it| change.later(end, it, unit));
        let start = start.ok_or_else(|| change.not_computed("current_term_end"))?;
        own.set("current_term_start", start);
    }
    let next = match status.as_str() {
        "future" => own.time("start_date"),
        "in_trial" => own.time("trial_end"),
        "active" => end,
        _ => None,
    };
    if next.is_some_and(|it| it <= change.now()) {
        return Err(change.not_computed("a subscription whose next billing lies in the past"));
    }
    own.set("next_billing_at", next);
    let term = own.time("current_term_start").zip(end);
    let wants_invoice = change.given.flag("create_current_term_invoice") == Some(true);
    let customer = change.customer_of("subscription", own.value());
    let mut discounts = Vec::new();
    for coupon in coupons(&own) {
        discounts.push(change.discount_of("coupon_ids", &coupon, &contents.currency)?);
    }
    change.save("subscription", own);
    change.event("subscription_created", [("subscription", &id)]);
    let at = change.events.len() - 1;
    if !wants_invoice && term.is_some() {
        change.note_unbilled(&id, &contents.lines);
    }
    let mut shown = vec![("subscription", id.clone()), ("customer", customer.clone())];
    if wants_invoice {
        let Some((from, to)) =
            term.filter(|_| matches!(status.as_str(), "active" | "non_renewing"))
        else {
            return Err(change.not_computed("create_current_term_invoice : without a term"));
        };
        let mut lines = contents.lines;
        for line in &mut lines {
            line.from = Some(from);
            line.to = Some(to);
        }
        let invoice = change.raise(Bill {
            subscription: Some(id),
            currency: contents.currency,
            is_recurring: true,
            customer,
            lines,
            discounts,
            ..Bill::default()
        })?;
        change.about(at, ("invoice", &invoice));
        shown.push(("invoice", invoice));
    }
    Ok(shown)
}
