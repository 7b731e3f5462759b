//! What is credited of what was billed and is not used: by line, with its discounts and taxes, on the invoices that it was billed
//! with.

use super::{
    super::{
        Refused,
        change::Change,
        credit_notes::Note,
        discounts::Discount,
        invoices::UNPAID,
        lines::Line,
        number,
        owned::What,
        text,
        totals::{Tax, TaxOfLine, apportion, rounded},
        unbilled::UNBILLED,
    },
    Less, Since,
};
use rust_decimal::Decimal;
use serde_json::Value;

/// What is credited, by the invoice that it was billed on.
#[derive(Debug, Default)]
struct Credits {
    lines: Vec<(String, Line)>,
    discounts: Vec<Discount>,
    taxes: Vec<Tax>,
}

impl Change<'_> {
    /// Credits what was billed for items of a subscription and is not used of the term that runs, or of what comes after it: what
    /// is left of earlier terms was given up as they ended. Unbilled charges become less, invoices that wait for money are
    /// adjusted, and what was paid is refundable. The credit notes.
    pub(crate) fn credit_unused(
        &mut self,
        subscription: &str,
        less: &[Less],
        term: Option<(i64, i64)>,
        reason: &'static str,
    ) -> Refused<Vec<String>> {
        let mut credits = Credits::default();
        let since = term.map_or(i64::MIN, |it| it.0);
        for less in less {
            self.unbill(subscription, less, since)?;
            self.unused(subscription, less, since, &mut credits)?;
        }
        let mut invoices: Vec<String> = Vec::new();
        for (invoice, _) in &credits.lines {
            if !invoices.contains(invoice) {
                invoices.push(invoice.clone());
            }
        }
        let mut notes = Vec::new();
        for id in invoices {
            let own = credits.lines.iter().filter(|it| it.0 == id);
            let lines: Vec<Line> = own.map(|it| it.1.clone()).collect();
            let invoice = self.open("invoice", &id)?;
            let on_top = self.is_taxed_on_top(&invoice);
            let all = self.sum_of(lines.iter().map(|it| worth(it, on_top)))?;
            let due = match UNPAID.contains(&invoice.text("status").as_str()) {
                true => invoice.number("amount_due"),
                false => 0,
            };
            let adjusted = all.min(due);
            let refundable = (all - adjusted).min(self.creditable(&invoice)?).max(0);
            let (first, rest) = self.parted(&lines, adjusted, on_top)?;
            let (second, _) = self.parted(&rest, refundable, on_top)?;
            for (kind, lines, amount) in [
                ("adjustment", first, adjusted),
                ("refundable", second, refundable),
            ] {
                if amount <= 0 {
                    continue;
                }
                let note = Note {
                    kind,
                    reason: Some(reason.to_owned()),
                    amount,
                    lines,
                    discounts: credits.discounts.clone(),
                    taxes: credits.taxes.clone(),
                    ..Note::default()
                };
                let invoice = self.open("invoice", &id)?;
                let note = self.issue(note, &invoice)?;
                self.event("credit_note_created", [("credit_note", &note)]);
                notes.push(note);
            }
        }
        Ok(notes)
    }

    /// Lines that are worth an amount, and the rest of them.
    fn parted(&self, lines: &[Line], amount: i64, on_top: bool) -> Refused<(Vec<Line>, Vec<Line>)> {
        let all: Vec<i64> = lines.iter().map(|it| worth(it, on_top)).collect();
        let parts = apportion(amount, &all);
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for ((line, part), all) in lines.iter().zip(parts).zip(all) {
            if part == all {
                first.push(line.clone());
                continue;
            }
            if part == 0 {
                rest.push(line.clone());
                continue;
            }
            let share = Decimal::from(part) / Decimal::from(all);
            let of = |amount: i64| self.part_of(Decimal::from(amount) * share);
            let mut own = line.clone();
            for (_, amount) in &mut own.discounts {
                *amount = of(*amount)?;
            }
            for tax in &mut own.taxes {
                tax.amount = of(tax.amount)?;
                tax.taxable = of(tax.taxable)?;
            }
            own.amount = 0;
            own.amount = part - worth(&own, on_top);
            let mut other = line.clone();
            other.amount -= own.amount;
            for (it, less) in other.discounts.iter_mut().zip(&own.discounts) {
                it.1 -= less.1;
            }
            for (it, less) in other.taxes.iter_mut().zip(&own.taxes) {
                it.amount -= less.amount;
                it.taxable -= less.taxable;
            }
            first.push(own);
            rest.push(other);
        }
        Ok((first, rest))
    }

    /// What is left of the lines that an item was billed with, on all invoices of a subscription.
    fn unused(
        &self,
        subscription: &str,
        less: &Less,
        since: i64,
        credits: &mut Credits,
    ) -> Refused<()> {
        let counts = |it: &&Value| text(it, "status") != "voided";
        let notes = self.owned(What::NotesOfSubscription, subscription);
        let notes: Vec<&Value> = notes.filter(counts).collect();
        let invoices = self.owned(What::Invoices, subscription);
        let is_of_term = |it: &&Value| !self.is_of_earlier_term(subscription, it);
        let invoices: Vec<&Value> = invoices.filter(counts).filter(is_of_term).collect();
        for invoice in invoices {
            for line in list(invoice, "line_items") {
                if text(line, "entity_id") != less.item || text(line, "entity_type") == "plan_setup"
                {
                    continue;
                }
                let (from, to) = (number(line, "date_from"), number(line, "date_to"));
                let at = match less.at {
                    Since::At(at) => at.max(from),
                    Since::Beginning => from,
                };
                if from < since || at >= to {
                    continue;
                }
                if text(invoice, "status") == "pending" {
                    return Err(self.not_computed(
                        "a credit for what stands on an invoice that is still open",
                    ));
                }
                let id = text(line, "id");
                let credited = notes.iter().flat_map(|it| list(it, "line_items"));
                let credited = credited.filter(|it| text(it, "reference_line_item_id") == id);
                let credited: Vec<&Value> = credited.collect();
                let left = |name: &str| -> Refused<i64> {
                    let mut left = Decimal::from(number(line, name)) * self.part((from, to), at)?;
                    for row in &credited {
                        let period = (number(row, "date_from"), number(row, "date_to"));
                        left -= Decimal::from(number(row, name)) * self.part(period, at)?;
                    }
                    self.part_of((left * less.share).max(Decimal::ZERO))
                };
                let (amount, discount, tax) = (
                    left("amount")?,
                    left("discount_amount")?,
                    left("tax_amount")?,
                );
                if amount <= 0 {
                    continue;
                }
                let discounts = credits.discounts_of(invoice, &id, discount);
                let taxes = credits.taxes_of(invoice, &id, tax, (line, amount));
                let whole = |name: &str| line.get(name).and_then(Value::as_i64);
                let units = Decimal::from(whole("quantity").unwrap_or(1).max(1));
                let unit_amount = self.part_of(Decimal::from(amount) / units)?;
                credits.lines.push((
                    text(invoice, "id"),
                    Line {
                        entity_type: text(line, "entity_type"),
                        entity_id: Some(less.item.clone()),
                        description: format!("{} - Prorated Credits", text(line, "description")),
                        model: Some(text(line, "pricing_model")).filter(|it| !it.is_empty()),
                        quantity: whole("quantity"),
                        unit_amount,
                        amount,
                        from: Some(at),
                        to: Some(to),
                        untaxed: taxes.is_empty(),
                        is_part: true,
                        reference: Some(id),
                        discounts,
                        taxes,
                        ..Line::default()
                    },
                ));
            }
        }
        Ok(())
    }

    /// Takes what is not used off charges that were never billed.
    fn unbill(&mut self, subscription: &str, less: &Less, since: i64) -> Refused<()> {
        let waiting = self.owned(What::Unbilled, subscription);
        let found: Vec<String> = waiting
            .filter(|it| text(it, "entity_id") == less.item)
            .map(|it| text(it, "id"))
            .collect();
        for id in &found {
            let mut own = self.open(UNBILLED, id)?;
            let (from, to) = (own.number("date_from"), own.number("date_to"));
            let at = match less.at {
                Since::At(at) => at.max(from),
                Since::Beginning => from,
            };
            if from < since || at >= to {
                continue;
            }
            if less.share != Decimal::ONE {
                return Err(
                    self.not_computed("fewer units of what was charged and is not billed yet")
                );
            }
            let left = self.part((from, to), at)?;
            let unused = self.part_of(Decimal::from(own.number("amount")) * left)?;
            let used = own.number("amount") - unused;
            let now = self.now();
            if used > 0 {
                own.set("amount", used).set("date_to", at);
                self.save(UNBILLED, own);
            } else {
                own.set("is_voided", true).set("voided_at", now);
                self.remove(UNBILLED, own);
                self.event("unbilled_charges_voided", [(UNBILLED, id)]);
            }
        }
        if found.is_empty() {
            return Ok(());
        }
        let customer = self.customer_of("subscription", self.find("subscription", subscription)?);
        self.balances(&customer)
    }
}

/// What a line of a document adds to its total, where its tax comes on top of it or is a part of it.
fn worth(line: &Line, on_top: bool) -> i64 {
    let tax = if on_top { line.tax() } else { 0 };
    line.amount - line.discount() + tax
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

impl Credits {
    /// So much of the discounts that a line had.
    fn discounts_of(&mut self, invoice: &Value, line: &str, amount: i64) -> Vec<(usize, i64)> {
        let rows =
            list(invoice, "line_item_discounts").filter(|it| text(it, "line_item_id") == line);
        let rows: Vec<&Value> = rows.collect();
        let weights: Vec<i64> = rows
            .iter()
            .map(|it| number(it, "discount_amount"))
            .collect();
        let parts = apportion(amount, &weights);
        let named = rows.iter().map(|row| {
            let discount = Discount::that_was(&text(row, "discount_type"), &text(row, "entity_id"));
            let is_it =
                |it: &Discount| it.kind() == discount.kind() && it.coupon == discount.coupon;
            self.discounts.iter().position(is_it).unwrap_or_else(|| {
                self.discounts.push(discount);
                self.discounts.len() - 1
            })
        });
        named.collect::<Vec<_>>().into_iter().zip(parts).collect()
    }

    /// So much of the taxes that a line had.
    fn taxes_of(
        &mut self,
        invoice: &Value,
        line: &str,
        tax: i64,
        (billed, amount): (&Value, i64),
    ) -> Vec<TaxOfLine> {
        let rows = list(invoice, "line_item_taxes").filter(|it| text(it, "line_item_id") == line);
        let rows: Vec<&Value> = rows.collect();
        let weights: Vec<i64> = rows.iter().map(|it| number(it, "tax_amount")).collect();
        let parts = apportion(tax, &weights);
        let whole = number(billed, "amount").max(1);
        let mut taxes = Vec::new();
        for (row, part) in rows.iter().zip(parts) {
            let name = text(row, "tax_name");
            let percent = row.get("tax_rate").map(ToString::to_string);
            let percent: Decimal = percent.and_then(|it| it.parse().ok()).unwrap_or_default();
            let is_it = |it: &Tax| it.name == name && it.percent == percent;
            let at = self.taxes.iter().position(is_it).unwrap_or_else(|| {
                self.taxes.push(Tax {
                    name: name.clone(),
                    percent,
                });
                self.taxes.len() - 1
            });
            let share = Decimal::from(amount) / Decimal::from(whole);
            let taxable = Decimal::from(number(row, "taxable_amount")) * share;
            taxes.push(TaxOfLine {
                tax: at,
                taxable: rounded(taxable).unwrap_or_default(),
                amount: part,
            });
        }
        taxes
    }
}
