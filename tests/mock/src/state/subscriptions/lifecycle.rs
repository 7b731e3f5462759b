//! How a subscription ends, pauses and goes on, now or at a time that is set; what happens then stands in [`super::turns`].

use super::{
    super::{
        Refused,
        change::{Change, Shown},
        draft::Draft,
        invoices::UNPAID,
        proration::{Since, term_of},
        text,
    },
    changed::{Made, all_of},
    coupons,
    start::{How, trial_end},
};
use crate::refusal::Refusal;
use serde_json::Value;

type Event = &'static str;

fn done(change: &mut Change<'_>, own: Draft, event: Event) -> Refused<Shown> {
    let customer = change.customer_of("subscription", own.value());
    let id = change.save("subscription", own);
    change.event(event, [("subscription", &id)]);
    Ok(vec![("subscription", id), ("customer", customer)])
}

/// Takes an option that may say only this.
fn must_be(change: &mut Change<'_>, name: &str, good: &[&str]) -> Refused<()> {
    match change.given.text(name) {
        Some(given) if !good.contains(&given.as_str()) => {
            Err(change.not_computed(&format!("{name} : {given}")))
        }
        _ => Ok(()),
    }
}

/// What is not used of the term is credited where that is asked for, what waits is billed or thrown away, and debts are given up.
pub(crate) fn cancel(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let all = ["active", "in_trial", "non_renewing", "future", "paused"];
    change.state(&own, &all)?;
    change.none_ahead(&own)?;
    let credits = change.given.text("credit_option_for_current_term_charges");
    let receivables = change.given.text("account_receivables_handling");
    must_be(change, "refundable_credits_handling", &["no_action"])?;
    let unbilled = change.given.text("unbilled_charges_option");
    change.plain(&mut own)?;
    let (now, end) = (change.now(), own.time("current_term_end"));
    let option = change.given.text("cancel_option");
    let at_end = change.given.flag("end_of_term") == Some(true);
    let at = change.given.number("cancel_at");
    let scheduled = match option.as_deref() {
        None if at_end => end,
        None => at,
        Some("immediately") if !at_end => None,
        Some("end_of_term") => end,
        Some("specific_date") => {
            Some(at.ok_or_else(|| Refusal::param("cancel_at", "cannot be blank"))?)
        }
        Some(other) => return Err(change.not_computed(&format!("cancel_option : {other}"))),
    };
    let is_scheduled = at_end || scheduled.is_some() || option.as_deref() == Some("end_of_term");
    if !is_scheduled {
        let customer = change.customer_of("subscription", own.value());
        let (id, at) = (own.text("id"), change.events.len());
        let mut made = Made::default();
        change.settle_unbilled(&id, unbilled.as_deref(), &mut made)?;
        let since = match credits.as_deref() {
            None | Some("none") => None,
            Some("prorate") => Some(Since::At(now)),
            Some("full") => Some(Since::Beginning),
            Some(other) => {
                let what = format!("credit_option_for_current_term_charges : {other}");
                return Err(change.not_computed(&what));
            }
        };
        if let Some(since) = since.filter(|_| end.is_some_and(|end| end > now)) {
            let lines = change.contents(&own)?.lines;
            let less = all_of(&lines, since);
            let (term, reason) = (term_of(&own), "subscription_cancellation");
            made.notes = change.credit(&id, &lines, &less, term, reason)?;
        }
        match receivables.as_deref() {
            None | Some("no_action") => {}
            Some("write_off") => made.notes.extend(change.write_off_all(&id)?),
            Some(other) => {
                let what = format!("account_receivables_handling : {other}");
                return Err(change.not_computed(&what));
            }
        }
        let own = own_again(change, own)?;
        let later = change.events.split_off(at);
        let before = change.new_ids("invoice");
        change.end(own)?;
        change.events.extend(later);
        let mut new = change.new_ids("invoice").into_iter();
        made.invoice = new.find(|it| !before.contains(it)).or(made.invoice);
        let mut shown = vec![("subscription", id), ("customer", customer)];
        for (resource, id) in made.shown() {
            change.about(at, (resource, &id));
            shown.push((resource, id));
        }
        return Ok(shown);
    }
    for option in [credits, receivables] {
        if let Some(option) = option.filter(|it| !matches!(it.as_str(), "none" | "no_action")) {
            return Err(
                change.not_computed(&format!("{option}, for a cancellation that lies ahead"))
            );
        }
    }
    change.state(&own, &["active", "non_renewing"])?;
    let (Some(at), Some(end)) = (scheduled, end) else {
        return Err(change.wrong_state("has no term"));
    };
    if at <= now {
        return Err(change.not_computed("cancel_at : a cancellation in the past"));
    }
    if at > end {
        return Err(change.not_computed("cancel_at : a cancellation after the current term"));
    }
    own.set("status", "non_renewing")
        .set("cancelled_at", at)
        .set("cancel_schedule_created_at", now)
        .remove(&["next_billing_at"]);
    done(change, own, "subscription_cancellation_scheduled")
}

/// What a call changed of a subscription, put on it as it is now, with what is due.
fn own_again(change: &Change<'_>, own: Draft) -> Refused<Draft> {
    let now = change.open("subscription", &own.text("id"))?;
    let mut own = own;
    for name in ["due_invoices_count", "total_dues", "due_since"] {
        own.remove(&[name])
            .set_where_had(name, now.get(name).cloned());
    }
    own.set("due_invoices_count", now.number("due_invoices_count"));
    Ok(own)
}

impl Change<'_> {
    /// Gives up all that a subscription owes; the credit notes for it.
    fn write_off_all(&mut self, id: &str) -> Refused<Vec<String>> {
        let is_unpaid = |it: &&Value| {
            text(it, "subscription_id") == id && UNPAID.contains(&text(it, "status").as_str())
        };
        let unpaid: Vec<String> = self
            .all("invoice")
            .filter(is_unpaid)
            .map(|it| text(it, "id"))
            .collect();
        let mut notes = Vec::new();
        for invoice in unpaid {
            let own = self.open("invoice", &invoice)?;
            let note = self.write_off(&own)?;
            self.event("credit_note_created", [("credit_note", &note)]);
            self.event("invoice_updated", [("invoice", &invoice)]);
            notes.push(note);
        }
        Ok(notes)
    }
}

pub(crate) fn remove_scheduled_cancellation(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["non_renewing"])?;
    let end = own.time("current_term_end");
    own.set("status", "active")
        .set("next_billing_at", end)
        .remove(&[
            "cancelled_at",
            "cancel_schedule_created_at",
            "cancel_reason_code",
            "remaining_billing_cycles",
        ]);
    done(change, own, "subscription_scheduled_cancellation_removed")
}

/// A new term starts, and is paid for.
pub(crate) fn reactivate(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["cancelled"])?;
    let waits = change.given.flag("invoice_immediately") == Some(false);
    change.given.without_effect(&["payment_initiator"]);
    if let Some(terms) = change.given.number("terms_to_charge").filter(|it| *it != 1) {
        return Err(change.not_computed(&format!("terms_to_charge : {terms}")));
    }
    for id in coupons(&own) {
        let coupon = change.find("coupon", &id)?;
        if text(coupon, "duration_type") != "forever" {
            return Err(change.not_computed("a coupon that is not for ever, after a cancellation"));
        }
    }
    own.remove(&[
        "cancelled_at",
        "cancel_reason",
        "cancel_reason_code",
        "cancel_schedule_created_at",
        "current_term_start",
        "current_term_end",
        "remaining_billing_cycles",
    ]);
    let contents = change.contents(&own)?;
    change.show_contents(&mut own, &contents);
    let id = own.text("id");
    let (given, at) = (change.given.number("trial_end"), change.events.len());
    let billing_cycles = change
        .given
        .number("billing_cycles")
        .or(contents.billing_cycles());
    let invoice = match trial_end(change, change.now(), given, None)? {
        Some(end) => {
            let now = change.now();
            own.set("status", "in_trial")
                .set("trial_start", now)
                .set("trial_end", end)
                .set("next_billing_at", end)
                .set("remaining_billing_cycles", billing_cycles);
            change.save("subscription", own);
            None
        }
        None => {
            let how = How {
                billing_cycles,
                waits,
                ..How::default()
            };
            change.activate(own, how)?
        }
    };
    change.event_at(at, "subscription_reactivated", [("subscription", &id)]);
    let customer = change.customer_of("subscription", change.find("subscription", &id)?);
    let mut shown = vec![("subscription", id), ("customer", customer)];
    if let Some(invoice) = invoice {
        change.about(at, ("invoice", &invoice));
        shown.push(("invoice", invoice));
    }
    if waits {
        let id = shown[0].1.clone();
        shown.extend(change.waiting(&id));
    }
    Ok(shown)
}

pub(crate) fn pause(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["active"])?;
    change.none_ahead(&own)?;
    must_be(change, "invoice_dunning_handling", &["continue"])?;
    let unbilled = change.given.text("unbilled_charges_handling");
    let (now, end) = (change.now(), own.time("current_term_end"));
    let option = change.given.text("pause_option");
    let date = change.given.number("pause_date");
    let at = match option.as_deref() {
        Some("immediately") => None,
        None => date,
        Some("end_of_term") => end,
        Some("specific_date") => {
            Some(date.ok_or_else(|| Refusal::param("pause_date", "cannot be blank"))?)
        }
        Some(other) => return Err(change.not_computed(&format!("pause_option : {other}"))),
    };
    if at.is_some_and(|at| at <= now || end.is_none_or(|end| at > end)) {
        return Err(change.not_computed("pause_date : a pause outside the current term"));
    }
    let resume = change.given.number("resume_date");
    if resume.is_some_and(|it| it <= at.unwrap_or(now)) {
        return Err(Refusal::param("resume_date", "should lie after the pause"));
    }
    own.set("resume_date", resume).set("pause_date", at);
    if at.is_some() {
        return done(change, own, "subscription_pause_scheduled");
    }
    let customer = change.customer_of("subscription", own.value());
    let id = change.hold(own);
    let mut shown = vec![("subscription", id.clone()), ("customer", customer)];
    if unbilled.as_deref() == Some("invoice") {
        shown.extend(change.bill_unbilled(&id)?.map(|it| ("invoice", it)));
    }
    Ok(shown)
}

pub(crate) fn remove_scheduled_pause(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["active"])?;
    if own.time("pause_date").is_none() {
        return Err(change.wrong_state("is not to be paused"));
    }
    own.remove(&["pause_date", "resume_date"]);
    done(change, own, "subscription_scheduled_pause_removed")
}

pub(crate) fn resume(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["paused"])?;
    must_be(change, "unpaid_invoices_handling", &["no_action"])?;
    change
        .given
        .without_effect(&["charges_handling", "payment_initiator"]);
    let now = change.now();
    let option = change.given.text("resume_option");
    let date = change.given.number("resume_date");
    match option.as_deref() {
        Some("specific_date") => {
            let date = date.filter(|it| *it > now);
            let date = date.ok_or_else(|| Refusal::param("resume_date", "should lie ahead"))?;
            own.set("resume_date", date);
            return done(change, own, "subscription_resumption_scheduled");
        }
        None | Some("immediately") if date.is_none() => {}
        _ => return Err(change.not_computed("resume_date : without that option")),
    }
    let customer = change.customer_of("subscription", own.value());
    let (id, invoice) = change.go_on(own)?;
    let mut shown = vec![("subscription", id), ("customer", customer)];
    shown.extend(invoice.map(|it| ("invoice", it)));
    Ok(shown)
}

pub(crate) fn remove_scheduled_resumption(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["paused"])?;
    if own.time("resume_date").is_none() {
        return Err(change.wrong_state("is not to be resumed"));
    }
    own.remove(&["resume_date"]);
    done(change, own, "subscription_scheduled_resumption_removed")
}

/// The term, or the trial, ends at another time; what that is more or less of the term is charged or credited where changes are
/// prorated.
pub(crate) fn change_term_end(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["active", "in_trial", "non_renewing"])?;
    change.none_ahead(&own)?;
    let is_prorated = change.prorates();
    let waits = change.given.flag("invoice_immediately") == Some(false);
    let at = change.given.number("term_ends_at").unwrap_or_default();
    if at <= change.now() {
        return Err(change.not_computed("term_ends_at : the end of a term now"));
    }
    let term = term_of(&own);
    match own.text("status").as_str() {
        "in_trial" => own.set("trial_end", at).set("next_billing_at", at),
        "non_renewing" => own.set("current_term_end", at).set("cancelled_at", at),
        _ => own.set("current_term_end", at).set("next_billing_at", at),
    };
    let (id, events) = (own.text("id"), change.events.len());
    let customer = change.customer_of("subscription", own.value());
    let is_in_trial = own.text("status") == "in_trial";
    let mut made = Made::default();
    if is_prorated
        && !is_in_trial
        && let Some((from, end)) = term
    {
        let contents = change.contents(&own)?;
        change.save("subscription", own);
        if at < end {
            let less = all_of(&contents.lines, Since::At(at));
            let reason = "subscription_change";
            made.notes = change.credit(&id, &contents.lines, &less, Some((from, end)), reason)?;
        } else {
            let now = change.now();
            let (period, unit) = &contents.period;
            let whole = change.later(now, *period, unit);
            let whole = whole.ok_or_else(|| change.not_computed("a term beyond all dates"))?;
            let lines = change.extended(contents.lines, (end, at), (now, whole))?;
            change.charge_lines(&id, lines, waits, &mut made)?;
        }
    } else {
        change.save("subscription", own);
    }
    change.event_at(events, "subscription_changed", [("subscription", &id)]);
    let mut shown = vec![("subscription", id), ("customer", customer)];
    for (resource, id) in made.shown() {
        change.about(events, (resource, &id));
        shown.push((resource, id));
    }
    Ok(shown)
}

pub(crate) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let own = change.own()?;
    let customer = change.customer_of("subscription", own.value());
    change.forget_charged(&own);
    let id = change.remove("subscription", own);
    change.event("subscription_deleted", [("subscription", &id)]);
    Ok(vec![("subscription", id), ("customer", customer)])
}
