//! How what a subscription holds is changed; what that comes to within a term stands in [`super::changed`].

use super::{
    super::{
        Refused,
        change::{Change, Shown},
        draft::Draft,
        text,
    },
    changed::{Charged, Made},
    scheduled, show_coupon,
};
use crate::refusal::Refusal;

pub(crate) fn update(change: &mut Change<'_>) -> Refused<Shown> {
    if scheduled::is_asked_for(change) {
        return scheduled::schedule(change);
    }
    let mut own = change.own()?;
    let (id, status) = (own.text("id"), own.text("status"));
    let customer = change.customer_of("subscription", own.value());
    for name in ["end_of_term", "reactivate", "invoice_usages"] {
        change.only(name, false)?;
    }
    if let Some(option) = change
        .given
        .text("change_option")
        .filter(|it| it != "immediately")
    {
        return Err(change.not_computed(&format!("change_option : {option}")));
    }
    change.billing_address(&customer)?;
    let ways = change.ways_to_pay();
    change.pay_with(&customer, ways)?;
    let at = change.events.len();
    let is_about_items = ["subscription_items", "addons"]
        .iter()
        .any(|it| change.given.has(it))
        || change.given.names().any(|it| it.starts_with("plan_"))
        || ["replace_addon_list", "replace_items_list"]
            .iter()
            .any(|it| change.given.peek(it) == Some(&true.into()));
    let is_prorated = change.prorates();
    let is_reset = change.given.flag("force_term_reset") == Some(true);
    let waits = change.given.flag("invoice_immediately") == Some(false);
    let (mut once, mut difference) = (Vec::new(), None);
    if is_about_items
        || is_reset
        || ["coupon", "coupon_ids", "coupons"]
            .iter()
            .any(|it| change.given.has(it))
    {
        change.none_ahead(&own)?;
    }
    if is_about_items || is_reset {
        change.state(
            &own,
            &["future", "in_trial", "active", "non_renewing", "paused"],
        )?;
        let before = change.contents(&own)?;
        once = change.fill_subscription(&mut own)?;
        let after = change.contents(&own)?;
        if after.currency != before.currency {
            let what = format!("{} beside {}", after.currency, before.currency);
            return Err(change.not_computed(&what));
        }
        let has_term = !matches!(status.as_str(), "future" | "in_trial");
        let is_new_term = has_term && (is_reset || after.period != before.period);
        if is_new_term && status != "active" {
            return Err(change.not_computed("another period, with which a new term would start"));
        }
        change.show_contents(&mut own, &after);
        match status.as_str() {
            "paused" => change.note_billed(&id, &before.lines, &after.lines, false),
            _ if has_term => difference = Some((before.lines, after, is_new_term)),
            _ => {}
        }
    }
    change
        .given
        .without_effect(&["replace_addon_list", "replace_items_list"]);
    if !once.is_empty() {
        change.state(&own, &["active", "non_renewing"])?;
    }
    let replace = change.given.flag("replace_coupon_list") == Some(true);
    change.attach_coupons(&mut own, replace)?;
    change.plain(&mut own)?;
    if let Some(start) = change.given.number("start_date") {
        change.state(&own, &["future"])?;
        if start <= change.now() {
            return Err(change.not_computed("start_date : a start at once"));
        }
        own.set("start_date", start).set("next_billing_at", start);
    }
    let made = match change.given.number("trial_end") {
        Some(end) => Made {
            invoice: trial(change, own, end)?,
            ..Made::default()
        },
        None => match difference {
            Some((before, after, is_new_term)) => {
                let reason = "subscription_change";
                let how = Charged {
                    is_prorated,
                    is_new_term,
                    waits,
                    once,
                    reason,
                };
                change.charge_change(own, &before, &after, how)?
            }
            None => {
                change.save("subscription", own);
                Made::default()
            }
        },
    };
    change.event_at(at, "subscription_changed", [("subscription", &id)]);
    let mut shown = vec![("subscription", id), ("customer", customer)];
    for (resource, id) in made.shown() {
        change.about(at, (resource, &id));
        shown.push((resource, id));
    }
    Ok(shown)
}

/// A trial that ends at another time, or now: then the first term starts.
fn trial(change: &mut Change<'_>, mut own: Draft, end: i64) -> Refused<Option<String>> {
    change.state(&own, &["in_trial"])?;
    let now = change.now();
    if end > now {
        own.set("trial_end", end).set("next_billing_at", end);
        change.save("subscription", own);
        return Ok(None);
    }
    if end != 0 {
        return Err(Refusal::param("trial_end", "should lie ahead, or be 0"));
    }
    own.set("trial_end", now);
    change.first_term(own, "subscription_activated")
}

/// All coupons, or those that are named.
pub(crate) fn remove_coupons(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let named = change.given.list("coupon_ids");
    for (index, id) in named.iter().flatten().enumerate() {
        if !own
            .list("coupons")
            .iter()
            .any(|it| text(it, "coupon_id") == *id)
        {
            let param = format!("coupon_ids[{index}]");
            return Err(change.missing(&param, "coupon of this subscription", id));
        }
    }
    own.retain("coupons", |it| {
        let id = text(it, "coupon_id");
        named.as_ref().is_some_and(|named| !named.contains(&id))
    });
    show_coupon(&mut own);
    finish(change, own)
}

/// Another payment source, or none of its own, and whether it is charged.
pub(crate) fn override_billing_profile(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    match change.given.text("payment_source_id") {
        Some(id) => {
            let customer = own.text("customer_id");
            change.source_of(&customer, "payment_source_id", &id)?;
            own.set("payment_source_id", id);
        }
        None => {
            own.remove(&["payment_source_id"]);
        }
    }
    change.reflect(&mut own, &["auto_collection"])?;
    let source = own.some("payment_source_id");
    let mut shown = finish(change, own)?;
    shown.extend(source.map(|it| ("payment_source", it)));
    Ok(shown)
}

fn finish(change: &mut Change<'_>, own: Draft) -> Refused<Shown> {
    let customer = change.customer_of("subscription", own.value());
    let id = change.save("subscription", own);
    change.event("subscription_changed", [("subscription", &id)]);
    Ok(vec![("subscription", id), ("customer", customer)])
}
