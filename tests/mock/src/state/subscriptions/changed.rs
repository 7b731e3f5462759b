//! What a change within a term comes to: credits for what is not used, and charges for what comes in its place, on an invoice or
//! waiting for one.

use super::{
    super::{
        Refused,
        change::{Change, Shown},
        draft::Draft,
        invoices::Bill,
        lines::Line,
        proration::{Difference, Less, Since, term_of},
        text,
        unbilled::UNBILLED,
    },
    contents::Contents,
    coupons,
    start::How,
};
use rust_decimal::Decimal;

/// How a change is charged.
#[derive(Debug, Default)]
pub(super) struct Charged {
    pub(super) is_prorated: bool,
    /// Whether a term starts anew.
    pub(super) is_new_term: bool,
    /// Whether charges wait for a later invoice.
    pub(super) waits: bool,
    /// Charged beside what recurs.
    pub(super) once: Vec<Line>,
    /// Why there are credits.
    pub(super) reason: &'static str,
}

/// What was made for a change.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) invoice: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) unbilled: Vec<String>,
}

impl Made {
    pub(super) fn shown(&self) -> Shown {
        let notes = self.notes.iter().map(|it| ("credit_note", it.clone()));
        let unbilled = self.unbilled.iter().map(|it| (UNBILLED, it.clone()));
        let invoice = self.invoice.iter().map(|it| ("invoice", it.clone()));
        invoice.chain(notes).chain(unbilled).collect()
    }
}

impl Change<'_> {
    /// Whether a change within a term is prorated, as the call or the site says.
    pub(super) fn prorates(&mut self) -> bool {
        let given = self.given.flag("prorate");
        given.unwrap_or(self.site().prorate)
    }

    /// Keeps a subscription that holds something else than before, and charges and credits the difference.
    pub(super) fn charge_change(
        &mut self,
        own: Draft,
        before: &[Line],
        after: &Contents,
        how: Charged,
    ) -> Refused<Made> {
        let now = self.now();
        let term = term_of(&own);
        let id = self.save("subscription", own);
        let mut made = Made::default();
        if how.is_new_term {
            if how.is_prorated {
                let less = all_of(before, Since::At(now));
                made.notes = self.credit(&id, before, &less, term, how.reason)?;
            }
            let own = self.open("subscription", &id)?;
            let next = How {
                once: how.once,
                waits: how.waits,
                ..How::default()
            };
            let waits = next.waits;
            let before = self.new_ids(UNBILLED);
            made.invoice = self.begin_term(own, next)?;
            if waits {
                made.unbilled = self.new_ids(UNBILLED);
                made.unbilled.retain(|it| !before.contains(it));
            }
            return Ok(made);
        }
        let mut lines = Vec::new();
        if how.is_prorated
            && let Some(term) = term
        {
            let billed = self.billed(&id);
            let difference = Difference::between(before, &after.lines, now, |it| billed.of(it));
            made.notes = self.credit(&id, before, &difference.less, Some(term), how.reason)?;
            lines = self.prorated(difference.more, term, now)?;
        }
        self.note_billed(&id, before, &after.lines, how.is_prorated);
        lines.extend(how.once);
        self.charge_lines(&id, lines, how.waits, &mut made)?;
        Ok(made)
    }

    /// Charges lines at once, or lets them wait.
    pub(super) fn charge_lines(
        &mut self,
        id: &str,
        lines: Vec<Line>,
        waits: bool,
        made: &mut Made,
    ) -> Refused<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let own = self.open("subscription", id)?;
        let currency = self.one_currency(&lines, [own.some("currency_code")])?;
        let mut discounts = Vec::new();
        for coupon in coupons(&own) {
            let discount = self.discount_of("coupon_ids", &coupon, &currency)?;
            let lasts = text(self.find("coupon", &coupon)?, "duration_type") != "one_time";
            if lasts && !discount.is_fixed() {
                discounts.push(discount);
            }
        }
        if waits {
            self.no_discounts(&discounts)?;
            made.unbilled = self.keep_unbilled(id, lines)?;
            return Ok(());
        }
        let bill = Bill {
            customer: self.customer_of("subscription", own.value()),
            subscription: Some(id.to_owned()),
            po_number: own.some("po_number"),
            is_recurring: true,
            lines,
            currency,
            discounts,
            ..Bill::default()
        };
        made.invoice = Some(self.raise(bill)?);
        Ok(())
    }

    /// Credits what is not used of a term. The first version has no credit notes: its customers get account credits, for the part
    /// that is left of the term, of the price that was billed and not taken off by a discount.
    pub(super) fn credit(
        &mut self,
        id: &str,
        lines: &[Line],
        less: &[Less],
        term: Option<(i64, i64)>,
        reason: &'static str,
    ) -> Refused<Vec<String>> {
        if !self.is_v1() {
            return self.credit_unused(id, less, term, reason);
        }
        let (Some(term), customer) = (
            term,
            self.customer_of("subscription", self.find("subscription", id)?),
        ) else {
            return Ok(Vec::new());
        };
        let billed = self.billed(id);
        let mut credits = 0;
        for less in less {
            let of = lines
                .iter()
                .filter(|it| it.entity_id.as_ref() == Some(&less.item));
            let at = match less.at {
                Since::At(at) => at,
                Since::Beginning => term.0,
            };
            let part = self.paid_part(id, &less.item, (term.0, at))?;
            for line in of {
                let unused = self.unused_price(billed.of(line), less, term, part)?;
                credits = self.sum(credits, unused)?;
            }
        }
        if credits > 0 {
            let currency = self.site().currency.clone();
            let before = self.promotional(self.find("customer", &customer)?, &currency);
            let after = self.sum(before, credits)?;
            self.credits(&customer, &currency, before, after, "Prorated credits")?;
        }
        Ok(Vec::new())
    }

    /// The charges of one subscription that wait are billed, or thrown away, as it is said.
    pub(super) fn settle_unbilled(
        &mut self,
        id: &str,
        option: Option<&str>,
        made: &mut Made,
    ) -> Refused<()> {
        let waiting: Vec<String> = self.waiting(id).into_iter().map(|it| it.1).collect();
        match option {
            _ if waiting.is_empty() => Ok(()),
            Some("invoice") => {
                made.invoice = self.bill_unbilled(id)?;
                Ok(())
            }
            Some("delete") => {
                for charge in &waiting {
                    let own = self.open(UNBILLED, charge)?;
                    let customer = own.text("customer_id");
                    self.remove(UNBILLED, own);
                    self.balances(&customer)?;
                    self.event("unbilled_charges_deleted", [(UNBILLED, charge)]);
                }
                Ok(())
            }
            _ => Err(self.not_computed(
                "unbilled_charges_option : it is not given, and there are such charges",
            )),
        }
    }
}

/// All that some lines were billed for.
pub(super) fn all_of(lines: &[Line], at: Since) -> Vec<Less> {
    let items = lines.iter().filter_map(|it| it.entity_id.clone());
    items
        .map(|item| Less {
            item,
            share: Decimal::ONE,
            at,
        })
        .collect()
}
