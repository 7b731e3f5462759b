//! What operations with a name of their own do to their resource.

use super::{Change, Object, Refused, billing, number, overlay, text};
use crate::{refusal::Refusal, schema::Record};
use serde_json::Value;

type Endings = &'static [&'static str];

const CHANGED: Endings = &["changed", "updated"];

/// Changes a resource as the operation does; gives the endings of the event that tells of it.
pub(super) fn apply(
    change: &mut Change<'_>,
    record: &Record,
    own: &mut Value,
    beside: &mut Object,
) -> Refused<Endings> {
    let call = change.call;
    let now = change.sampler.now;
    match (call.resource, call.method) {
        ("subscription", "cancel" | "cancel_for_items") => {
            state(
                change,
                own,
                &["active", "in_trial", "non_renewing", "future", "paused"],
            )?;
            let at_term_end = ["end_of_term", "cancel_at_term_end"]
                .iter()
                .any(|it| call.params.get(*it) == Some(&true.into()))
                || call.params.get("cancel_option") == Some(&"end_of_term".into());
            if at_term_end {
                own["status"] = "non_renewing".into();
                return Ok(&["cancellation_scheduled"]);
            }
            own["status"] = "cancelled".into();
            own["cancelled_at"] = now.into();
            remove(own, &["next_billing_at"]);
            Ok(&["cancelled"])
        }
        ("subscription", "reactivate") => {
            state(change, own, &["cancelled"])?;
            own["status"] = "active".into();
            own["activated_at"] = now.into();
            remove(own, &["cancelled_at", "cancel_reason"]);
            Ok(&["reactivated"])
        }
        ("subscription", "pause") => {
            state(change, own, &["active"])?;
            own["status"] = "paused".into();
            own["pause_date"] = now.into();
            Ok(&["paused"])
        }
        ("subscription", "resume") => {
            state(change, own, &["paused"])?;
            own["status"] = "active".into();
            remove(own, &["pause_date"]);
            Ok(&["resumed"])
        }
        ("subscription", "remove_scheduled_cancellation") => {
            state(change, own, &["non_renewing"])?;
            own["status"] = "active".into();
            Ok(&["scheduled_cancellation_removed"])
        }
        ("invoice", "record_payment" | "collect_payment" | "collect") => {
            billing::pay(change, own, beside)?;
            Ok(CHANGED)
        }
        ("invoice", "void_invoice") => {
            state(
                change,
                own,
                &["payment_due", "not_paid", "posted", "pending"],
            )?;
            own["status"] = "voided".into();
            own["voided_at"] = now.into();
            own["amount_due"] = 0.into();
            own["amount_to_collect"] = 0.into();
            Ok(CHANGED)
        }
        ("invoice", "write_off") => {
            state(change, own, &["payment_due", "not_paid", "posted"])?;
            own["write_off_amount"] = own["amount_due"].clone();
            own["amount_due"] = 0.into();
            own["amount_to_collect"] = 0.into();
            own["status"] = "paid".into();
            own["paid_at"] = now.into();
            Ok(CHANGED)
        }
        ("credit_note", "void_credit_note") => {
            own["status"] = "voided".into();
            own["voided_at"] = now.into();
            Ok(CHANGED)
        }
        ("customer", "add_promotional_credits") => credits(change, own, "promotional_credits", 1),
        ("customer", "deduct_promotional_credits") => {
            credits(change, own, "promotional_credits", -1)
        }
        ("customer", "set_promotional_credits") => credits(change, own, "promotional_credits", 0),
        ("customer", "add_account_credits") => credits(change, own, "account_credits", 1),
        ("customer", "deduct_account_credits") => credits(change, own, "account_credits", -1),
        ("customer", "set_account_credits") => credits(change, own, "account_credits", 0),
        _ => {
            if let Some(own) = own.as_object_mut() {
                overlay(change.sampler.schema, record, own, &call.params);
            }
            Ok(CHANGED)
        }
    }
}

fn remove(own: &mut Value, names: &[&str]) {
    if let Some(own) = own.as_object_mut() {
        names.iter().for_each(|name| {
            own.remove(*name);
        });
    }
}

/// The status must be one of these.
pub(super) fn state(change: &Change<'_>, own: &Value, good: &[&str]) -> Refused<()> {
    let status = text(own, "status");
    if good.contains(&status.as_str()) {
        return Ok(());
    }
    let what = format!(
        "{} is not possible while the {} is {status}",
        change.call.method, change.call.resource
    );
    Err(Refusal::of(
        change.sampler.schema,
        "invalid_state_for_request",
        what,
    ))
}

/// Adds credits (1), takes them off (-1) or sets them (0).
fn credits(change: &Change<'_>, own: &mut Value, field: &str, sign: i64) -> Refused<Endings> {
    let amount = change
        .call
        .params
        .get("amount")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    let next = match sign {
        0 => Some(amount),
        sign => amount
            .checked_mul(sign)
            .and_then(|it| number(own, field).checked_add(it)),
    };
    match next.filter(|it| *it >= 0) {
        Some(next) => {
            own[field] = next.into();
            Ok(CHANGED)
        }
        None => Err(Refusal::param("amount", "there are not so many credits")),
    }
}
