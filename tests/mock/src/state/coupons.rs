//! Coupons and coupon sets as they are set up; what they take off stands in [`super::discounts`].

use super::{
    Refused,
    change::{Change, Shown},
    draft::Draft,
    text,
};
use crate::refusal::Refusal;
use serde_json::Value;

pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let given = change.given.text("id");
    let id = change.new_id("coupon", given)?;
    let mut own = change.blank("coupon")?;
    own.set("id", id.clone())
        .set("status", "active")
        .set("discount_type", "percentage")
        .set("duration_type", "forever")
        .set("apply_discount_on", "not_applicable")
        .set("plan_constraint", "not_applicable")
        .set("addon_constraint", "not_applicable")
        .set("redemptions", 0);
    change.defaults(&mut own);
    let given = discounts_given(change);
    change.reflect_all(&mut own)?;
    is_sound(change, &mut own, given)?;
    change.save("coupon", own);
    change.event("coupon_created", [("coupon", &id)]);
    Ok(vec![("coupon", id)])
}

pub(super) fn update(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let given = discounts_given(change);
    change.reflect_all(&mut own)?;
    is_sound(change, &mut own, given)?;
    let id = change.save("coupon", own);
    change.event("coupon_updated", [("coupon", &id)]);
    Ok(vec![("coupon", id)])
}

const DISCOUNTS: [&str; 2] = ["discount_percentage", "discount_amount"];

fn discounts_given(change: &Change<'_>) -> [bool; 2] {
    DISCOUNTS.map(|it| change.given.peek(it).is_some())
}

/// A discount is a percentage or an amount.
fn is_sound(change: &Change<'_>, own: &mut Draft, given: [bool; 2]) -> Refused<()> {
    let kind = own.text("discount_type");
    let [needed, other] = match kind.as_str() {
        "percentage" => [0, 1],
        "fixed_amount" => [1, 0],
        _ => return Ok(()),
    };
    let (needed, is_other, other) = (DISCOUNTS[needed], given[other], DISCOUNTS[other]);
    if own.get(needed).is_none() {
        return Err(Refusal::param(needed, "cannot be blank"));
    }
    if is_other {
        return Err(Refusal::param(other, format!("is not for a {kind}")));
    }
    own.remove(&[other]);
    if kind == "fixed_amount" && own.get("currency_code").is_none() {
        own.set("currency_code", change.site().currency.clone());
    }
    let is_ahead = own.time("valid_from").is_some_and(|it| it > change.now());
    if is_ahead && own.text("status") == "active" {
        own.set("status", "future");
    }
    Ok(())
}

/// What was redeemed, or has a set, is archived; all else is gone.
pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let id = own.text("id");
    let in_set = change
        .all("coupon_set")
        .any(|it| text(it, "coupon_id") == id);
    if own.number("redemptions") == 0 && !in_set {
        own.set("status", "deleted");
        change.remove("coupon", own);
        change.event("coupon_deleted", [("coupon", &id)]);
        return Ok(vec![("coupon", id)]);
    }
    let now = change.now();
    own.set("status", "archived").set("archived_at", now);
    change.save("coupon", own);
    change.event("coupon_updated", [("coupon", &id)]);
    Ok(vec![("coupon", id)])
}

pub(super) fn unarchive(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["archived"])?;
    own.set("status", "active").remove(&["archived_at"]);
    let id = change.save("coupon", own);
    change.event("coupon_updated", [("coupon", &id)]);
    Ok(vec![("coupon", id)])
}

pub(super) fn create_set(change: &mut Change<'_>) -> Refused<Shown> {
    let given = change.given.text("id");
    let id = change.new_id("coupon_set", given)?;
    let mut own = change.blank("coupon_set")?;
    own.set("id", id.clone());
    for name in ["total_count", "redeemed_count", "archived_count"] {
        own.set(name, 0);
    }
    change.reflect_all(&mut own)?;
    change.save("coupon_set", own);
    change.event("coupon_set_created", [("coupon_set", &id)]);
    Ok(vec![("coupon_set", id)])
}

pub(super) fn update_set(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.reflect_all(&mut own)?;
    let id = change.save("coupon_set", own);
    change.event("coupon_set_updated", [("coupon_set", &id)]);
    Ok(vec![("coupon_set", id)])
}

pub(super) fn delete_set(change: &mut Change<'_>) -> Refused<Shown> {
    let own = change.own()?;
    let id = change.remove("coupon_set", own);
    change.event("coupon_set_deleted", [("coupon_set", &id)]);
    Ok(vec![("coupon_set", id)])
}

impl Change<'_> {
    /// A coupon as a subscription shows it.
    pub(super) fn coupon_row(&self, of: &Draft, id: &str) -> Option<Value> {
        let mut row = self.row(of, "coupons")?;
        row.set("coupon_id", id).set("applied_count", 0);
        Some(row.into_value())
    }
}
