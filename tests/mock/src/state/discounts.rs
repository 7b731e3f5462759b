//! What is taken off an invoice: coupons and discounts on the invoice's amount, as a percentage or a fixed amount.

use super::{Refused, change::Change, draft::Draft, lines::Line, text};
use crate::refusal::Refusal;
use chargebee_runtime::{Amount, Currency, Decimal, Money, pricing};
use serde_json::Value;

/// How much is taken off.
#[derive(Clone, Debug)]
enum Off {
    Percent(Decimal),
    Fixed(i64),
}

/// Something that takes from an invoice.
#[derive(Clone, Debug)]
pub(super) struct Discount {
    off: Off,
    /// The coupon; none for a discount that was given by hand.
    pub(super) coupon: Option<String>,
    description: String,
}

impl Change<'_> {
    /// The coupons that the parameters name; `None` where they say nothing about coupons.
    pub(super) fn coupon_ids(&mut self) -> Refused<Option<Vec<(String, String)>>> {
        let mut found: Option<Vec<(String, String)>> = None;
        if let Some(id) = self.given.take("coupon") {
            let id = id.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
            found
                .get_or_insert_default()
                .extend(id.map(|id| ("coupon".to_owned(), id)));
        }
        if let Some(ids) = self.given.list("coupon_ids") {
            let named = ids.into_iter().enumerate();
            let named = named.map(|(index, id)| (format!("coupon_ids[{index}]"), id));
            found.get_or_insert_default().extend(named);
        }
        for row in self.given.rows("coupons") {
            let id = self.id_in(row, "coupon_id")?;
            found
                .get_or_insert_default()
                .push((row.at("coupon_id"), id));
        }
        let ids = found.iter().flatten();
        for (at, (param, id)) in ids.clone().enumerate() {
            if self.get("coupon", id).is_none() {
                return Err(self.missing(param, "coupon", id));
            }
            if ids.clone().take(at).any(|(_, it)| it == id) {
                return Err(Refusal::param(param, "is given twice"));
            }
        }
        Ok(found)
    }

    /// What a coupon takes off an invoice in this currency.
    ///
    /// # Errors
    /// Where it can no longer be redeemed, or works on something else than the amount of the invoice.
    pub(super) fn discount(&self, param: &str, id: &str, currency: &str) -> Refused<Discount> {
        let coupon = self.find("coupon", id)?;
        let refuse = |why: &str| {
            let message = format!("{param} : coupon `{id}` {why}");
            Err(Refusal {
                param: Some(param.to_owned()),
                ..Refusal::of(self.schema(), "resource_limit_exhausted", message)
            })
        };
        let time = |name: &str| coupon.get(name).and_then(Value::as_i64);
        let status = text(coupon, "status");
        if !matches!(status.as_str(), "active" | "") {
            return refuse(&format!("is {status}"));
        }
        if time("valid_till").is_some_and(|it| it <= self.now()) {
            return refuse("has expired");
        }
        if time("valid_from").is_some_and(|it| it > self.now()) {
            return refuse("is not valid yet");
        }
        let used = super::number(coupon, "redemptions");
        if time("max_redemptions").is_some_and(|most| used >= most) {
            return refuse("was redeemed as often as it can be");
        }
        self.discount_of(param, id, currency)
    }

    /// What a coupon that was redeemed already takes off an invoice in this currency.
    pub(super) fn discount_of(&self, param: &str, id: &str, currency: &str) -> Refused<Discount> {
        let coupon = self.find("coupon", id)?;
        self.is_on_amount(coupon, param)?;
        let off = match text(coupon, "discount_type").as_str() {
            "percentage" => Off::Percent(self.percent(coupon.get("discount_percentage"), param)?),
            "fixed_amount" => {
                let own = text(coupon, "currency_code");
                if !own.is_empty() && own != currency {
                    let what = format!("{param} : {own} off an invoice in {currency}");
                    return Err(self.not_computed(&what));
                }
                Off::Fixed(super::number(coupon, "discount_amount"))
            }
            other => return Err(self.not_computed(&format!("{param} : coupons of {other}"))),
        };
        Ok(Discount {
            off,
            coupon: Some(id.to_owned()),
            description: text(coupon, "name"),
        })
    }

    /// Whether a coupon is on the amount of the whole invoice, without any condition.
    fn is_on_amount(&self, coupon: &Value, param: &str) -> Refused<()> {
        let refuse = |what: &str| Err(self.not_computed(&format!("{param} : coupons with {what}")));
        if text(coupon, "apply_on") != "invoice_amount" {
            return refuse(&format!("apply_on {}", text(coupon, "apply_on")));
        }
        for name in ["plan_constraint", "addon_constraint", "apply_discount_on"] {
            let value = text(coupon, name);
            if !matches!(value.as_str(), "" | "all" | "not_applicable") {
                return refuse(&format!("{name} {value}"));
            }
        }
        for name in [
            "item_constraints",
            "item_constraint_criteria",
            "coupon_constraints",
        ] {
            let list = coupon.get(name).and_then(Value::as_array);
            if list.is_some_and(|it| !it.is_empty()) {
                return refuse(name);
            }
        }
        Ok(())
    }

    /// Discounts on an invoice that were given by hand.
    pub(super) fn manual_discounts(&mut self) -> Refused<Vec<Discount>> {
        let mut found = Vec::new();
        for row in self.given.rows("discounts") {
            let apply_on = self.id_in(row, "apply_on")?;
            if apply_on != "invoice_amount" {
                return Err(self.not_computed(&format!("{} : {apply_on}", row.at("apply_on"))));
            }
            let share = self.given.take(&row.at("percentage"));
            let amount = self.given.number(&row.at("amount"));
            let off = match (share, amount) {
                (Some(share), None) => {
                    Off::Percent(self.percent(Some(&share), &row.at("percentage"))?)
                }
                (None, Some(amount)) if amount > 0 => Off::Fixed(amount),
                _ => {
                    let problem = "should be above zero, and either this or `percentage`";
                    return Err(Refusal::param(row.at("amount"), problem));
                }
            };
            found.push(Discount {
                off,
                coupon: None,
                description: "discount".to_owned(),
            });
        }
        Ok(found)
    }

    /// What each discount takes off. In which order several are taken is not documented, so they must not depend on it; nor must
    /// the sum depend on whether a percentage is rounded once or on each line.
    pub(super) fn taken(
        &self,
        discounts: &[Discount],
        lines: &[Line],
        currency: &str,
    ) -> Refused<Vec<i64>> {
        let total = self.total(lines)?;
        let is_percent = |it: &Discount| matches!(it.off, Off::Percent(_));
        if discounts.len() > 1 && discounts.iter().any(is_percent) {
            return Err(self.not_computed("a percentage beside another discount"));
        }
        let (mut left, mut taken) = (total, Vec::new());
        for discount in discounts {
            let amount = match &discount.off {
                Off::Fixed(amount) => *amount,
                Off::Percent(percent) => {
                    let whole = self.share(percent, total, currency)?;
                    let mut each = lines
                        .iter()
                        .map(|it| self.share(percent, it.amount, currency));
                    let sum = each.try_fold(0, |sum, it| self.sum(sum, it?))?;
                    if sum != whole {
                        let what =
                            "a percentage that comes to another sum on the lines than in all";
                        return Err(self.not_computed(what));
                    }
                    whole
                }
            };
            let amount = amount.clamp(0, left.max(0));
            left -= amount;
            taken.push(amount);
        }
        Ok(taken)
    }

    fn percent(&self, value: Option<&Value>, param: &str) -> Refused<Decimal> {
        let digits = value.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
        let percent = digits.and_then(|it| it.parse().ok());
        percent.ok_or_else(|| self.not_computed(&format!("{param} : no percentage")))
    }

    fn share(&self, percent: &Decimal, of: i64, currency: &str) -> Refused<i64> {
        let of = Money::new(Amount::from_minor(of), Currency::from(currency));
        let share = pricing::percentage(percent, &of);
        let share = share.map_err(|problem| self.not_computed(&problem.to_string()))?;
        Ok(share.amount().minor())
    }

    /// A discount as the invoice shows it.
    pub(super) fn show_discount(&self, invoice: &mut Draft, discount: &Discount, amount: i64) {
        let Some(mut row) = self.row(invoice, "discounts") else {
            return;
        };
        let (kind, old_kind) = match discount.coupon {
            Some(_) => ("document_level_coupon", "coupon"),
            None => ("document_level_discount", "coupon"),
        };
        let how = match discount.off {
            Off::Percent(_) => "percentage",
            Off::Fixed(_) => "fixed_amount",
        };
        row.set("amount", amount)
            .set("description", discount.description.clone())
            .set("entity_type", kind)
            .set("type", old_kind)
            .set("discount_type", how)
            .set("entity_id", discount.coupon.clone());
        invoice.push("discounts", row.into_value());
    }

    /// Counts that a coupon was used.
    pub(super) fn redeem(&mut self, id: &str) -> Refused<()> {
        let mut coupon = self.open("coupon", id)?;
        let used = coupon.number("redemptions").saturating_add(1);
        coupon.set("redemptions", used);
        self.save("coupon", coupon);
        Ok(())
    }
}
