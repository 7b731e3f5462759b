//! What time does to subscriptions.

use super::{
    super::{Refused, agenda::Turn, change::Change, draft::Draft, number, text},
    changed::Made,
    start::How,
};

/// What falls due now.
pub(crate) fn happen(change: &mut Change<'_>, turn: Turn) -> Refused<()> {
    let own = change.own()?;
    match turn {
        Turn::Start => start(change, own),
        Turn::TrialEnd => end_trial(change, own),
        Turn::Renewal => renew(change, own),
        Turn::Cancellation => change.end(own).map(drop),
        Turn::Pause => {
            change.hold(own);
            Ok(())
        }
        Turn::Resumption => change.go_on(own).map(|_| ()),
        _ => Ok(()),
    }
}

/// A start that lay ahead: with a trial, or with the first term.
fn start(change: &mut Change<'_>, mut own: Draft) -> Refused<()> {
    let (now, id) = (change.now(), own.text("id"));
    own.set("started_at", now);
    if let Some(end) = own.time("trial_end").filter(|it| *it > now) {
        own.set("status", "in_trial")
            .set("trial_start", now)
            .set("next_billing_at", end);
        change.save("subscription", own);
        change.event("subscription_started", [("subscription", &id)]);
        return Ok(());
    }
    change.first_term(own, "subscription_started").map(|_| ())
}

/// The first term, unless a subscription is to end with its trial.
fn end_trial(change: &mut Change<'_>, own: Draft) -> Refused<()> {
    let plan = change.contents(&own)?.plan;
    let action = own.some("trial_end_action");
    let action = action.filter(|it| it != "plan_default");
    let action = action.unwrap_or_else(|| text(&plan, "trial_end_action"));
    if action == "cancel_subscription" {
        return change.end(own).map(drop);
    }
    change.first_term(own, "subscription_activated").map(|_| ())
}

/// The next term, after the one that ends now.
fn renew(change: &mut Change<'_>, mut own: Draft) -> Refused<()> {
    change.make_scheduled(&mut own);
    let how = How {
        billing_cycles: own.time("remaining_billing_cycles"),
        ..How::default()
    };
    change
        .term_with(own, how, "subscription_renewed")
        .map(|_| ())
}

impl Change<'_> {
    /// Starts a term, and tells of it with its invoice.
    fn term_with(&mut self, own: Draft, how: How, event: &'static str) -> Refused<Option<String>> {
        let (id, at) = (own.text("id"), self.events.len());
        let invoice = self.begin_term(own, how)?;
        self.event_at(at, event, [("subscription", &id)]);
        if let Some(invoice) = &invoice {
            self.about(at, ("invoice", invoice));
        }
        Ok(invoice)
    }

    /// Starts the first term after a trial or a start that lay ahead: now its setup fee is charged, too.
    pub(super) fn first_term(
        &mut self,
        mut own: Draft,
        event: &'static str,
    ) -> Refused<Option<String>> {
        let now = self.now();
        let contents = self.contents(&own)?;
        let setup = match own.some("plan_id") {
            Some(_) => self.setup(&mut own, &contents),
            None => None,
        };
        own.set("activated_at", now);
        let how = How {
            once: setup.into_iter().collect(),
            billing_cycles: own.time("remaining_billing_cycles"),
            ..How::default()
        };
        self.term_with(own, how, event)
    }

    /// Ends a subscription now, and the contract term that it is under.
    pub(crate) fn end(&mut self, mut own: Draft) -> Refused<String> {
        let now = self.now();
        let (mut lines, used) = self.usage_lines(&own)?;
        let runs_out = own
            .get("contract_term")
            .map(|it| number(it, "contract_end") <= now);
        let status = if runs_out == Some(true) {
            "completed"
        } else {
            "cancelled"
        };
        self.finish_contract(&mut own, status)?;
        if self.charged_until(&own.text("id")).is_some() {
            self.note_charged_until(&own.text("id"), None);
        }
        self.forget_scheduled(&mut own);
        own.set("status", "cancelled")
            .set("cancelled_at", now)
            .remove(&[
                "next_billing_at",
                "cancel_schedule_created_at",
                "resume_date",
                "pause_date",
            ]);
        if own.time("current_term_end").is_some() {
            own.set("current_term_end", now);
        }
        let id = self.save("subscription", own);
        let at = self.events.len();
        self.event("subscription_cancelled", [("subscription", &id)]);
        let (waiting, ids) = self.take_unbilled(&id)?;
        lines.extend(waiting);
        let mut made = Made::default();
        self.charge_lines(&id, lines, false, &mut made)?;
        if let Some(invoice) = made.invoice {
            self.tell_billed(&ids, &invoice);
            self.bill_usage(&used, &invoice)?;
            self.about(at, ("invoice", &invoice));
        }
        Ok(id)
    }

    /// Pauses a subscription now.
    pub(super) fn hold(&mut self, mut own: Draft) -> String {
        let now = self.now();
        own.set("status", "paused")
            .set("pause_date", now)
            .remove(&["next_billing_at"]);
        let id = self.save("subscription", own);
        self.event("subscription_paused", [("subscription", &id)]);
        id
    }

    /// Resumes a subscription now. Where its term ended during the pause, a new one starts.
    pub(super) fn go_on(&mut self, mut own: Draft) -> Refused<(String, Option<String>)> {
        let (now, id) = (self.now(), own.text("id"));
        own.set("status", "active")
            .remove(&["pause_date", "resume_date"]);
        match own.time("current_term_end").filter(|it| *it > now) {
            Some(end) => {
                own.set("next_billing_at", end);
                self.save("subscription", own);
                self.event("subscription_resumed", [("subscription", &id)]);
                Ok((id, None))
            }
            None => {
                self.make_scheduled(&mut own);
                let how = How {
                    billing_cycles: own.time("remaining_billing_cycles"),
                    ..How::default()
                };
                let invoice = self.term_with(own, how, "subscription_resumed")?;
                Ok((id, invoice))
            }
        }
    }
}
