//! How a subscription starts: now, after a trial, or later.

use super::{
    super::{
        Refused,
        change::{Change, Shown},
        draft::Draft,
        invoices::Bill,
        lines::Line,
    },
    contract::Term,
    coupons,
};
use crate::refusal::Refusal;

/// What else an invoice for a term is made with.
#[derive(Debug, Default)]
pub(super) struct How {
    /// Charged beside the term.
    pub(super) once: Vec<Line>,
    pub(super) is_pending: bool,
    /// Whether its charges wait for a later invoice.
    pub(super) waits: bool,
    pub(super) billing_cycles: Option<i64>,
}

pub(super) fn create_draft(change: &mut Change<'_>) -> Refused<Draft> {
    let given = change.given.text("id");
    let id = change.new_id("subscription", given)?;
    let customer = change.customer_for(&id)?;
    change.billing_address(&customer)?;
    let ways = change.ways_to_pay();
    change.pay_with(&customer, ways)?;
    let mut own = change.blank("subscription")?;
    change.own_subscription(&id, &customer);
    own.set("id", id)
        .set("customer_id", customer)
        .set("due_invoices_count", 0);
    Ok(own)
}

pub(crate) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let events = change.events.len();
    let mut own = create_draft(change)?;
    let customers = change.events.len() - events;
    let id = own.text("id");
    let mut once = change.fill_subscription(&mut own)?;
    let contents = change.contents(&own)?;
    change.show_contents(&mut own, &contents);
    change.plain(&mut own)?;
    change.source_for(&mut own, true)?;
    change.attach_coupons(&mut own, false)?;
    let waits = change.given.flag("invoice_immediately") == Some(false);
    if let Some(terms) = change.given.number("terms_to_charge").filter(|it| *it != 1) {
        return Err(change.not_computed(&format!("terms_to_charge : {terms}")));
    }
    if own.some("plan_id").is_some() {
        once.extend(change.setup(&mut own, &contents));
    }
    let how = How {
        once,
        waits,
        is_pending: change.given.flag("first_invoice_pending") == Some(true),
        billing_cycles: change
            .given
            .number("billing_cycles")
            .or(contents.billing_cycles()),
    };
    change.contract_asked_for(&mut own, how.billing_cycles)?;
    let start = change.given.number("start_date");
    let trial = change.given.number("trial_end");
    let now = change.now();
    let invoice = match start {
        Some(start) if start < now => {
            return Err(change.not_computed("start_date : a start in the past"));
        }
        Some(start) if start > now => {
            own.set("status", "future")
                .set("start_date", start)
                .set("next_billing_at", start)
                .set("remaining_billing_cycles", how.billing_cycles);
            let end = trial_end(change, start, trial, contents.trial())?;
            own.set("trial_start", end.map(|_| start))
                .set("trial_end", end);
            refuse_once(change, &how, "a start that lies ahead")?;
            change.save("subscription", own);
            None
        }
        _ => match trial_end(change, now, trial, contents.trial())? {
            Some(end) => {
                refuse_once(change, &how, "a trial")?;
                own.set("started_at", now)
                    .set("status", "in_trial")
                    .set("trial_start", now)
                    .set("trial_end", end)
                    .set("next_billing_at", end)
                    .set("remaining_billing_cycles", how.billing_cycles);
                change.save("subscription", own);
                None
            }
            None => {
                own.set("started_at", now);
                change.activate(own, how)?
            }
        },
    };
    let at = events + customers;
    change.event_at(at, "subscription_created", [("subscription", &id)]);
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

/// Setup fees are charged when a subscription is activated; when other one-time charges would be is a setting of the site.
fn refuse_once(change: &Change<'_>, how: &How, what: &str) -> Refused<()> {
    let is_charge = |it: &&Line| it.entity_type != "plan_setup";
    if how.once.iter().any(|it| is_charge(&it)) {
        return Err(change.not_computed(&format!("a one-time charge beside {what}")));
    }
    match how.is_pending {
        true => Err(change.not_computed(&format!("first_invoice_pending beside {what}"))),
        false => Ok(()),
    }
}

/// When a trial ends that starts at an instant: as it is given, where 0 is no trial, or after the period of the plan.
pub(super) fn trial_end(
    change: &Change<'_>,
    start: i64,
    given: Option<i64>,
    period: Option<(i64, String)>,
) -> Refused<Option<i64>> {
    match (given, period) {
        (Some(0), _) | (None, None) => Ok(None),
        (Some(end), _) if end > start => Ok(Some(end)),
        (Some(_), _) => Err(Refusal::param("trial_end", "should lie ahead")),
        (None, Some((period, unit))) => {
            let end = change.later(start, period, &unit);
            end.map(Some)
                .ok_or_else(|| change.not_computed("a trial beyond all dates"))
        }
    }
}

impl Change<'_> {
    /// Starts the first term of a subscription, and raises the invoice for it where there is something to pay.
    pub(super) fn activate(&mut self, mut own: Draft, how: How) -> Refused<Option<String>> {
        let now = self.now();
        own.set("activated_at", now);
        self.begin_term(own, how)
    }

    /// Starts a term now: the first one, or the next one where the term before ends now.
    pub(super) fn begin_term(&mut self, mut own: Draft, how: How) -> Refused<Option<String>> {
        let now = self.now();
        let (usage, used) = self.usage_lines(&own)?;
        let contents = self.contents(&own)?;
        let (period, unit) = &contents.period;
        let end = self.end_of_term(&own, (*period, unit))?;
        own.set("status", "active").set("next_billing_at", end);
        let term = Term {
            end,
            period: (*period, unit),
            cost: self.total(&contents.lines)?,
        };
        self.count_cycle(&mut own, how.billing_cycles, &term)?;
        own.set("current_term_start", now)
            .set("current_term_end", end);
        let customer = self.customer_of("subscription", own.value());
        let currency = contents.currency.clone();
        self.use_coupons(&mut own)?;
        let mut discounts = Vec::new();
        for id in coupons(&own) {
            discounts.push(self.discount_of("coupon_ids", &id, &currency)?);
        }
        let po_number = own.some("po_number");
        let id = self.save("subscription", own);
        let mut lines = contents.lines;
        for line in &mut lines {
            line.from = Some(now);
            line.to = Some(end);
        }
        let is_charged = self.is_charged(&id, end);
        if is_charged {
            lines.clear();
        }
        self.forget_billed(&id, is_charged);
        if self.charged_until(&id).is_some_and(|it| it <= end) {
            self.note_charged_until(&id, None);
        }
        lines.extend(how.once);
        lines.extend(usage);
        if how.waits {
            if !used.is_empty() {
                return Err(self.not_computed("usage that waits for a later invoice"));
            }
            self.no_discounts(&discounts)?;
            self.keep_unbilled(&id, lines)?;
            return Ok(None);
        }
        let (waiting, ids) = self.take_unbilled(&id)?;
        lines.extend(waiting);
        if lines.is_empty() {
            return Ok(None);
        }
        self.one_currency(&lines, [Some(currency.clone())])?;
        let bill = Bill {
            subscription: Some(id),
            is_recurring: true,
            is_pending: how.is_pending,
            customer,
            currency,
            lines,
            discounts,
            po_number,
            ..Bill::default()
        };
        let invoice = self.raise(bill)?;
        self.tell_billed(&ids, &invoice);
        self.bill_usage(&used, &invoice)?;
        Ok(Some(invoice))
    }
}
