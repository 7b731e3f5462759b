//! What is taken off an invoice: coupons and discounts, as a percentage or a fixed amount, of the whole or of some of its lines.

use super::{Refused, change::Change, draft::Draft, lines::Line, text, totals::apportion};
use crate::refusal::Refusal;
use chargebee_runtime::{Amount, Currency, Decimal, Money, pricing};
use serde_json::Value;

/// How much is taken off.
#[derive(Clone, Debug)]
enum Off {
    Percent(Decimal),
    Fixed(i64),
}

/// What it is taken off.
#[derive(Clone, Debug)]
enum On {
    Invoice,
    /// Lines for some items; of a fixed amount each of them, or all together.
    Items {
        each: bool,
        plans: Which,
        addons: Which,
        charges: Which,
    },
}

/// Items of a kind.
#[derive(Clone, Debug)]
enum Which {
    All,
    None,
    Some(Vec<String>),
}

impl Which {
    fn has(&self, id: Option<&String>) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Some(ids) => id.is_some_and(|id| ids.contains(id)),
        }
    }
}

/// Something that takes from an invoice.
#[derive(Clone, Debug)]
pub(super) struct Discount {
    off: Off,
    on: On,
    /// The coupon; none for a discount that was given by hand.
    pub(super) coupon: Option<String>,
    description: String,
}

impl Discount {
    fn is_on(&self, line: &Line) -> bool {
        let On::Items {
            plans,
            addons,
            charges,
            ..
        } = &self.on
        else {
            return true;
        };
        let which = match line.entity_type.as_str() {
            "plan" | "plan_item_price" => plans,
            "addon" | "addon_item_price" => addons,
            "charge_item_price" => charges,
            _ => return false,
        };
        which.has(line.entity_id.as_ref())
    }

    /// Whether it is a fixed amount, which a part of a term does not get a part of.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self.off, Off::Fixed(_))
    }

    /// One that was on a document, of this kind and coupon.
    pub(super) fn that_was(kind: &str, coupon: &str) -> Self {
        let all = || Which::All;
        let on = match kind.starts_with("item_level") {
            true => On::Items {
                each: false,
                plans: all(),
                addons: all(),
                charges: all(),
            },
            false => On::Invoice,
        };
        Self {
            off: Off::Fixed(0),
            on,
            coupon: Some(coupon.to_owned()).filter(|it| kind.ends_with("coupon") && !it.is_empty()),
            description: coupon.to_owned(),
        }
    }

    /// As documents call it.
    pub(super) fn kind(&self) -> &'static str {
        match (&self.on, &self.coupon) {
            (On::Invoice, Some(_)) => "document_level_coupon",
            (On::Invoice, None) => "document_level_discount",
            (On::Items { .. }, Some(_)) => "item_level_coupon",
            (On::Items { .. }, None) => "item_level_discount",
        }
    }
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
        let on = self.applies_on(coupon, param)?;
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
            on,
            coupon: Some(id.to_owned()),
            description: text(coupon, "name"),
        })
    }

    /// What a coupon is taken off. One on the whole invoice has no condition.
    fn applies_on(&self, coupon: &Value, param: &str) -> Refused<On> {
        let refuse = |what: &str| self.not_computed(&format!("{param} : coupons with {what}"));
        let rows = |name: &str| coupon.get(name).and_then(Value::as_array);
        for name in ["item_constraint_criteria", "coupon_constraints"] {
            if rows(name).is_some_and(|it| !it.is_empty()) {
                return Err(refuse(name));
            }
        }
        let apply_on = text(coupon, "apply_on");
        if apply_on == "invoice_amount" {
            for name in ["plan_constraint", "addon_constraint", "apply_discount_on"] {
                let value = text(coupon, name);
                if !matches!(value.as_str(), "" | "all" | "not_applicable") {
                    return Err(refuse(&format!("{name} {value}")));
                }
            }
            return match rows("item_constraints").is_some_and(|it| !it.is_empty()) {
                true => Err(refuse("item_constraints")),
                false => Ok(On::Invoice),
            };
        }
        let each = match apply_on.as_str() {
            "each_specified_item" => true,
            "specified_items_total" => false,
            other => return Err(refuse(&format!("apply_on {other}"))),
        };
        let ids = |of: &Value, name: &str| -> Vec<String> {
            let ids = of.get(name).and_then(Value::as_array);
            let ids = ids.into_iter().flatten().filter_map(Value::as_str);
            ids.map(str::to_owned).collect()
        };
        let which = |of: &Value, constraint: &str, name: &str| match text(of, constraint).as_str() {
            "all" => Ok(Which::All),
            "" | "none" | "not_applicable" => Ok(Which::None),
            "specific" => Ok(Which::Some(ids(of, name))),
            other => Err(refuse(&format!("{constraint} {other}"))),
        };
        let of_kind = |kind: &str| {
            let mut rows = rows("item_constraints").into_iter().flatten();
            let row = rows.find(|it| text(it, "item_type") == kind);
            row.map_or(Ok(Which::None), |it| {
                which(it, "constraint", "item_price_ids")
            })
        };
        let (plans, addons, charges) = match rows("item_constraints") {
            Some(_) => (of_kind("plan")?, of_kind("addon")?, of_kind("charge")?),
            None => (
                which(coupon, "plan_constraint", "plan_ids")?,
                which(coupon, "addon_constraint", "addon_ids")?,
                Which::None,
            ),
        };
        let is_none = |it: &Which| matches!(it, Which::None);
        if [&plans, &addons, &charges].into_iter().all(is_none) {
            return Err(refuse(&format!("apply_on {apply_on} and no items")));
        }
        Ok(On::Items {
            each,
            plans,
            addons,
            charges,
        })
    }

    /// Discounts on an invoice that were given by hand.
    pub(super) fn manual_discounts(&mut self) -> Refused<Vec<Discount>> {
        let mut found = Vec::new();
        for row in self.given.rows("discounts") {
            let apply_on = self.id_in(row, "apply_on")?;
            let on = match apply_on.as_str() {
                "invoice_amount" => On::Invoice,
                "specific_item_price" => {
                    let id = self.id_in(row, "item_price_id")?;
                    let one = || Which::Some(vec![id.clone()]);
                    let (plans, addons, charges) = (one(), one(), one());
                    On::Items {
                        each: false,
                        plans,
                        addons,
                        charges,
                    }
                }
                other => {
                    return Err(self.not_computed(&format!("{} : {other}", row.at("apply_on"))));
                }
            };
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
                on,
                coupon: None,
                description: "discount".to_owned(),
            });
        }
        Ok(found)
    }

    /// Notes on lines what each discount takes off them; what each takes off in all. Those on items come before those on the
    /// whole, each in the order that they are given, off what the earlier ones leave. A percentage is rounded once, on all lines
    /// that it is on; what a discount comes to is parted by what is left of each line.
    pub(super) fn take_off(
        &self,
        discounts: &[Discount],
        lines: &mut [Line],
        currency: &str,
    ) -> Refused<Vec<i64>> {
        for line in lines.iter_mut() {
            line.discounts.clear();
            line.item_discount = 0;
        }
        let mut taken = vec![0; discounts.len()];
        let on_items = |it: &Discount| !matches!(it.on, On::Invoice);
        let mut order: Vec<usize> = (0..discounts.len()).collect();
        order.sort_by_key(|at| !on_items(&discounts[*at]));
        for at in order {
            let discount = &discounts[at];
            let left: Vec<i64> = lines
                .iter()
                .map(|it| {
                    if discount.is_on(it) {
                        it.amount - it.discount()
                    } else {
                        0
                    }
                })
                .collect();
            let all = self.sum_of(left.iter().copied())?;
            let parts = match (&discount.off, &discount.on) {
                (Off::Fixed(amount), On::Items { each: true, .. }) => {
                    left.iter().map(|it| (*amount).clamp(0, *it)).collect()
                }
                (Off::Fixed(amount), _) => apportion((*amount).clamp(0, all), &left),
                (Off::Percent(percent), _) => {
                    let share = self.share(percent, all, currency)?;
                    apportion(share.clamp(0, all), &left)
                }
            };
            for (line, part) in lines.iter_mut().zip(parts) {
                taken[at] += part;
                line.discounts.push((at, part));
                if on_items(discount) {
                    line.item_discount += part;
                }
            }
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
        let how = match discount.off {
            Off::Percent(_) => "percentage",
            Off::Fixed(_) => "fixed_amount",
        };
        row.set("amount", amount)
            .set("description", discount.description.clone())
            .set("entity_type", discount.kind())
            .set("type", "coupon")
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
