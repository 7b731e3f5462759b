//! Usage of metered items: recorded as it comes, and billed with the invoice that ends its term.

use super::{
    Refused,
    change::{Change, Shown},
    draft::Draft,
    lines::Line,
    owned::What,
    pricing::{Bought, ITEM_PRICE},
    proration::term_of,
    text,
};
use crate::refusal::Refusal;
use rust_decimal::Decimal;
use serde_json::Value;

pub(super) const USAGE: &str = "usage";

pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let subscription = change
        .call
        .id("subscription_id")
        .unwrap_or_default()
        .to_owned();
    let own = change.open("subscription", &subscription)?;
    let given = change.given.text("id");
    if given.is_some() && change.given.take("dedupe_option").is_some() {
        return Err(change.not_computed("dedupe_option"));
    }
    let id = change.new_id(USAGE, given)?;
    let price = change.given.text("item_price_id").unwrap_or_default();
    let is_it = |it: &Value| text(it, "item_price_id") == price;
    if !own.list("subscription_items").iter().any(is_it) {
        let what = "item price of this subscription";
        return Err(change.missing("item_price_id", what, &price));
    }
    if !change.is_metered(change.find(ITEM_PRICE, &price)?) {
        return Err(Refusal::param(
            "item_price_id",
            "is of an item that is not metered",
        ));
    }
    let date = change.given.number("usage_date").unwrap_or_default();
    let term =
        term_of(&own).ok_or_else(|| change.wrong_state("has no subscription with a term"))?;
    if date > change.now() {
        return Err(Refusal::param("usage_date", "should not lie ahead"));
    }
    if date < term.0 {
        return Err(Refusal::param(
            "usage_date",
            "lies in a term that was billed already",
        ));
    }
    let quantity = change.given.text("quantity").unwrap_or_default();
    if quantity
        .parse::<Decimal>()
        .is_ok_and(|it| it.is_sign_negative())
    {
        return Err(Refusal::param("quantity", "should not be negative"));
    }
    let mut usage = change.blank(USAGE)?;
    usage
        .set("id", id.clone())
        .set("subscription_id", subscription)
        .set("item_price_id", price)
        .set("usage_date", date)
        .set("quantity", quantity)
        .set("source", "api")
        .set("note", change.given.text("note"));
    change.save(USAGE, usage);
    Ok(vec![(USAGE, id)])
}

pub(super) fn retrieve(change: &Change<'_>) -> Refused<Value> {
    let id = named(change)?;
    change.body(&vec![(USAGE, id)])
}

/// What was billed stays.
pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let id = named(change)?;
    change.given.take("id");
    let own = change.open(USAGE, &id)?;
    if own.has("invoice_id") && own.some("invoice_id").is_some() {
        return Err(change.wrong_state("was billed already"));
    }
    change.remove(USAGE, own);
    Ok(vec![(USAGE, id)])
}

/// The usage that a call names, which must be of its subscription.
fn named(change: &Change<'_>) -> Refused<String> {
    let id = change
        .call
        .params
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let own = change.find(USAGE, id)?;
    let of = change.call.id("subscription_id").unwrap_or_default();
    match text(own, "subscription_id") == of {
        true => Ok(id.to_owned()),
        false => Err(change.missing("id", "usage of this subscription", id)),
    }
}

impl Change<'_> {
    /// Whether a price is for what is counted.
    pub(super) fn is_metered(&self, price: &Value) -> bool {
        let item = self.get("item", &text(price, "item_id"));
        item.and_then(|it| it.get("metered")) == Some(&Value::Bool(true))
    }

    /// What the metered items of a subscription come to for usage that was not billed yet, and the ids of that usage.
    pub(super) fn usage_lines(&self, own: &Draft) -> Refused<(Vec<Line>, Vec<String>)> {
        let (mut lines, mut billed) = (Vec::new(), Vec::new());
        let Some((from, to)) = term_of(own) else {
            return Ok((lines, billed));
        };
        for item in own.list("subscription_items") {
            let id = text(item, "item_price_id");
            let Some(price) = self.get(ITEM_PRICE, &id).filter(|it| self.is_metered(it)) else {
                continue;
            };
            let subscription = own.text("id");
            let usages = self.owned(What::Usage, &subscription);
            let mut usages: Vec<&Value> = usages
                .filter(|it| text(it, "item_price_id") == id)
                .collect();
            usages.sort_by_key(|it| super::number(it, "usage_date"));
            let amounts = usages
                .iter()
                .map(|it| text(it, "quantity").parse::<Decimal>());
            let amounts: Vec<Decimal> = amounts.filter_map(Result::ok).collect();
            let how = self.get("item", &text(price, "item_id"));
            let how = how
                .map(|it| text(it, "usage_calculation"))
                .unwrap_or_default();
            let quantity = match how.as_str() {
                "last_usage" => amounts.last().copied(),
                "max_usage" => amounts.iter().max().copied(),
                "" | "sum_of_usages" => Some(amounts.iter().sum()),
                other => return Err(self.not_computed(&format!("usage_calculation : {other}"))),
            };
            billed.extend(usages.iter().map(|it| text(it, "id")));
            let quantity = quantity.unwrap_or_default().normalize();
            if quantity <= Decimal::ZERO {
                continue;
            }
            let digits = quantity.to_string();
            let bought = match digits.parse() {
                Ok(whole) => Bought {
                    quantity: Some(whole),
                    ..Bought::default()
                },
                Err(_) => Bought {
                    quantity_in_decimal: digits.parse().ok(),
                    ..Bought::default()
                },
            };
            let param = "subscription_items[item_price_id]";
            let line = self.line_of(ITEM_PRICE, &id, &bought, param)?;
            lines.push(Line {
                from: Some(from),
                to: Some(to.min(self.now())),
                is_metered: true,
                ..line
            });
        }
        Ok((lines, billed))
    }

    /// Notes on usage that an invoice bills it.
    pub(super) fn bill_usage(&mut self, ids: &[String], invoice: &str) -> Refused<()> {
        for id in ids {
            let mut own = self.open(USAGE, id)?;
            own.set("invoice_id", invoice);
            self.save(USAGE, own);
        }
        Ok(())
    }
}
