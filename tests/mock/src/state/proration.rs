//! What a change within a term credits and charges: the part of the term that is left of what was billed, and the same part of what
//! comes in its place.

mod credits;

use super::{
    Refused,
    change::Change,
    discounts::Discount,
    draft::Draft,
    lines::Line,
    pricing::{ADDON, ITEM_PRICE},
    text,
    totals::rounded,
};
use crate::site::BillingMode;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;

/// How much of what was billed for an item is credited.
#[derive(Clone, Debug)]
pub(super) struct Less {
    pub(super) item: String,
    /// Its share: all of it where the item goes.
    pub(super) share: Decimal,
    /// From when on.
    pub(super) at: Since,
}

/// From when on something is credited.
#[derive(Clone, Copy, Debug)]
pub(super) enum Since {
    /// An instant.
    At(i64),
    /// The beginning of each line.
    Beginning,
}

/// What a change of the contents of a term takes away and brings.
#[derive(Debug, Default)]
pub(super) struct Difference {
    pub(super) less: Vec<Less>,
    /// At the price of a whole term.
    pub(super) more: Vec<Line>,
}

impl Difference {
    /// Between what a subscription held before and after. Units more or less of the same price are charged and credited by
    /// themselves; of what has another price, the old one is credited and the new one charged. `billed` says which price of an
    /// old line was billed, and which of that stays so: units that were never billed are not credited.
    pub(super) fn between(
        before: &[Line],
        after: &[Line],
        at: i64,
        billed: impl Fn(&Line) -> i64,
    ) -> Self {
        let mut found = Self::default();
        let at = Since::At(at);
        let all = Decimal::ONE;
        for old in before {
            let item = old.entity_id.clone().unwrap_or_default();
            let new = after.iter().find(|it| it.entity_id == old.entity_id);
            match new {
                Some(new) if new.amount == old.amount && new.is_priced_as(old) => {}
                Some(new) if new.is_more_or_less(old) => {
                    if new.amount < old.amount {
                        let billed = billed(old);
                        let gone = billed.saturating_sub(new.stays_billed(old, billed));
                        if gone > 0 {
                            let share = Decimal::from(gone) / Decimal::from(billed);
                            found.less.push(Less { item, share, at });
                        }
                    } else {
                        let quantity = new.quantity.zip(old.quantity).map(|it| it.0 - it.1);
                        let amount = new.amount - old.amount;
                        found.more.push(Line {
                            quantity,
                            amount,
                            quantity_in_decimal: None,
                            amount_in_decimal: None,
                            ..new.clone()
                        });
                    }
                }
                Some(new) => {
                    found.less.push(Less {
                        item,
                        share: all,
                        at,
                    });
                    found.more.push(new.clone());
                }
                None => found.less.push(Less {
                    item,
                    share: all,
                    at,
                }),
            }
        }
        let is_new = |it: &&Line| before.iter().all(|old| old.entity_id != it.entity_id);
        found.more.extend(after.iter().filter(is_new).cloned());
        found
    }
}

impl Line {
    fn is_by_unit(&self) -> bool {
        self.model.as_deref() == Some("per_unit")
    }

    /// Whether it is of more or fewer units than another one, or of as many, at the same price per unit.
    pub(super) fn is_more_or_less(&self, old: &Self) -> bool {
        self.is_priced_as(old) && old.is_by_unit() && old.amount > 0
    }

    /// What stays billed of an old line that has more units: no more than its own price, beside what was given up before.
    pub(super) fn stays_billed(&self, old: &Self, billed: i64) -> i64 {
        let given_up = billed.saturating_sub(old.amount).max(0);
        billed.min(self.amount.saturating_add(given_up))
    }

    pub(super) fn is_priced_as(&self, other: &Self) -> bool {
        self.model == other.model
            && self.unit_amount == other.unit_amount
            && self.unit_amount_in_decimal == other.unit_amount_in_decimal
            && (self.is_by_unit() || self.quantity == other.quantity)
    }
}

impl Change<'_> {
    /// How long something lasts, as the billing mode counts: in days of the time zone of the site, or in seconds.
    fn span(&self, from: i64, to: i64) -> Refused<Decimal> {
        let site = self.site();
        if site.billing_mode == BillingMode::Second {
            return Ok(Decimal::from(to.saturating_sub(from)));
        }
        let beyond = || self.not_computed("a date beyond all dates");
        let zone = TimeZone::get(&site.time_zone).map_err(|_| beyond())?;
        let day = |at: i64| -> Option<Date> {
            Some(
                Timestamp::from_second(at)
                    .ok()?
                    .to_zoned_datetime(zone.clone())
                    .date(),
            )
        };
        let (from, to) = day(from).zip(day(to)).ok_or_else(beyond)?;
        let days = from.until(to).map_err(|_| beyond())?.get_days();
        Ok(Decimal::from(days))
    }

    /// Which part of something is left at an instant.
    fn part(&self, (from, to): (i64, i64), at: i64) -> Refused<Decimal> {
        let all = self.span(from, to)?;
        if all <= Decimal::ZERO {
            return Ok(Decimal::ZERO);
        }
        let left = self.span(at.max(from), to)?.max(Decimal::ZERO);
        Ok(left / all)
    }

    /// A part of a number that is rounded once, at the end.
    fn part_of(&self, amount: Decimal) -> Refused<i64> {
        rounded(amount).ok_or_else(|| self.not_computed("an amount beyond 64 bits"))
    }

    /// How an item is prorated: not at all, as if it were for a whole term, or by time.
    fn proration_type(&self, line: &Line) -> String {
        let id = line.entity_id.as_deref().unwrap_or_default();
        let price = match line.entity_type.as_str() {
            "addon" => self.get(ADDON, id),
            _ => self.get(ITEM_PRICE, id),
        };
        price
            .map(|it| text(it, "proration_type"))
            .unwrap_or_default()
    }

    /// What is charged for the part of a term that is left.
    pub(super) fn prorated(
        &self,
        more: Vec<Line>,
        term: (i64, i64),
        at: i64,
    ) -> Refused<Vec<Line>> {
        let part = self.part(term, at)?;
        let mut lines = Vec::new();
        for line in more {
            let part = match self.proration_type(&line).as_str() {
                "none" => continue,
                "full_term" => Decimal::ONE,
                _ => part,
            };
            let line = self.scaled(line, part)?;
            if line.amount > 0 {
                lines.push(Line {
                    from: Some(at),
                    to: Some(term.1),
                    ..line
                });
            }
        }
        Ok(lines)
    }

    /// So many terms of a line.
    fn scaled(&self, line: Line, part: Decimal) -> Refused<Line> {
        if part == Decimal::ONE {
            return Ok(line);
        }
        let of = |amount: i64| self.part_of(Decimal::from(amount) * part);
        Ok(Line {
            amount: of(line.amount)?,
            unit_amount: of(line.unit_amount)?,
            unit_amount_in_decimal: None,
            amount_in_decimal: None,
            description: format!("{} - Prorated Charges", line.description),
            tiers: Vec::new(),
            is_part: true,
            ..line
        })
    }

    /// What the lines of a term cost for a time after it.
    pub(super) fn extended(
        &self,
        lines: Vec<Line>,
        (from, to): (i64, i64),
        term: (i64, i64),
    ) -> Refused<Vec<Line>> {
        let part = self.span(from, to)? / self.span(term.0, term.1)?.max(Decimal::ONE);
        let lines = lines.into_iter().map(|it| {
            let line = self.scaled(it, part)?;
            Ok(Line {
                from: Some(from),
                to: Some(to),
                is_part: true,
                ..line
            })
        });
        lines.collect()
    }

    /// What is left of a price for a term, of which so much was not taken off.
    pub(super) fn unused_price(
        &self,
        price: i64,
        less: &Less,
        term: (i64, i64),
        (net, gross): (i64, i64),
    ) -> Refused<i64> {
        if gross <= 0 {
            return Ok(0);
        }
        let part = match less.at {
            Since::At(at) => self.part(term, at)?,
            Since::Beginning => Decimal::ONE,
        };
        let all = Decimal::from(price) * part * less.share;
        match net == gross {
            true => self.part_of(all),
            false => self.part_of(all * Decimal::from(net) / Decimal::from(gross)),
        }
    }

    /// What waits for an invoice has no place for what is taken off it.
    pub(super) fn no_discounts(&self, discounts: &[Discount]) -> Refused<()> {
        match discounts.is_empty() {
            true => Ok(()),
            false => Err(self.not_computed("a coupon on charges that wait for a later invoice")),
        }
    }
}

/// The term that a subscription is in.
pub(super) fn term_of(own: &Draft) -> Option<(i64, i64)> {
    own.time("current_term_start")
        .zip(own.time("current_term_end"))
}
