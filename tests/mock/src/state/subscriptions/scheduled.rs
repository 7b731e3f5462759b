//! Changes that wait for the end of the term: what they come to is noted when they are asked for, and is there when the next term
//! starts.

use super::super::{
    Object, Refused,
    change::{Change, Shown},
    draft::Draft,
    text,
};
use serde_json::{Value, json};

/// What a subscription is to become; kept beside the resources, and shown by its own operation only.
pub(crate) const SCHEDULED: &str = "scheduled_changes";

/// Whether a call asks for changes at the end of the term.
pub(super) fn is_asked_for(change: &Change<'_>) -> bool {
    change.given.peek("end_of_term") == Some(&true.into())
        || change.given.peek("change_option") == Some(&"end_of_term".into())
}

/// Notes what the subscription is to become, in the place of what was noted before.
pub(super) fn schedule(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["active"])?;
    change.none_ahead(&own)?;
    change
        .given
        .without_effect(&["end_of_term", "change_option"]);
    // Nothing is left of the term that could be prorated, and the next one is invoiced as it starts.
    let without_effect = ["prorate", "invoice_immediately", "force_term_reset"];
    change.given.without_effect(&without_effect);
    change.only("reactivate", false)?;
    let customer = change.customer_of("subscription", own.value());
    let before = change.contents(&own)?;
    let mut target = own.clone();
    let once = change.fill_subscription(&mut target)?;
    if !once.is_empty() {
        return Err(change.not_computed("a one-time charge at the end of the term"));
    }
    change
        .given
        .without_effect(&["replace_addon_list", "replace_items_list"]);
    let after = change.contents(&target)?;
    if after.currency != before.currency {
        let what = format!("{} beside {}", after.currency, before.currency);
        return Err(change.not_computed(&what));
    }
    change.show_contents(&mut target, &after);
    let replace = change.given.flag("replace_coupon_list") == Some(true);
    change.attach_coupons(&mut target, replace)?;
    change.plain(&mut target)?;
    let fields = differences(own.value(), target.value());
    let id = own.text("id");
    let noted = json!({ "id": id, "subscription_id": id, "fields": fields });
    change.put_beside(SCHEDULED, &id, Some(noted));
    own.set("has_scheduled_changes", true);
    change.save("subscription", own);
    change.event("subscription_changes_scheduled", [("subscription", &id)]);
    Ok(vec![("subscription", id), ("customer", customer)])
}

/// The members that differ; `null` where one is to be gone.
fn differences(own: &Value, target: &Value) -> Object {
    let names = |value: &Value| -> Vec<String> {
        let object = value.as_object();
        object.map_or_else(Vec::new, |it| it.keys().cloned().collect())
    };
    let mut names = [names(own), names(target)].concat();
    names.retain(|name| own.get(name) != target.get(name));
    let of = |name: String| {
        let value = target.get(&name).cloned().unwrap_or_default();
        (name, value)
    };
    names.into_iter().map(of).collect()
}

fn apply(own: &mut Draft, fields: &Value) {
    for (name, value) in fields.as_object().into_iter().flatten() {
        match value {
            Value::Null => own.remove(&[name]),
            value => own.set(name, value.clone()),
        };
    }
}

/// The subscription as it is to become.
pub(crate) fn retrieve(change: &Change<'_>) -> Refused<Value> {
    let mut own = change.own()?;
    let id = own.text("id");
    let noted = change.get(SCHEDULED, &id);
    let noted = noted.ok_or_else(|| change.wrong_state("has no scheduled changes"))?;
    let mut body = change.body(&vec![("subscription", id)])?;
    apply(&mut own, &noted["fields"]);
    body["subscription"] = own.into_value();
    Ok(body)
}

pub(crate) fn remove(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    let id = own.text("id");
    if change.get(SCHEDULED, &id).is_none() {
        return Err(change.wrong_state("has no scheduled changes"));
    }
    change.forget_scheduled(&mut own);
    let customer = change.customer_of("subscription", own.value());
    change.save("subscription", own);
    let event = "subscription_scheduled_changes_removed";
    change.event(event, [("subscription", &id)]);
    Ok(vec![("subscription", id), ("customer", customer)])
}

impl Change<'_> {
    /// Makes the changes that waited for now, and tells of them.
    pub(super) fn make_scheduled(&mut self, own: &mut Draft) {
        let id = own.text("id");
        let Some(noted) = self.get(SCHEDULED, &id).cloned() else {
            return;
        };
        self.forget_scheduled(own);
        apply(own, &noted["fields"]);
        self.event("subscription_changed", [("subscription", &id)]);
    }

    /// Forgets what was to happen at the end of the term.
    pub(super) fn forget_scheduled(&mut self, own: &mut Draft) {
        let id = own.text("id");
        if self.get(SCHEDULED, &id).is_some() {
            self.put_beside(SCHEDULED, &id, None);
            own.set("has_scheduled_changes", false);
        }
    }

    /// Counts that the coupons of a subscription are used for a term that starts now. Those that are used up go: one for a single
    /// time after its first invoice, and one for a limited period once that is over, counted from its first invoice.
    pub(super) fn use_coupons(&mut self, own: &mut Draft) -> Refused<()> {
        let now = self.now();
        let mut rows = Vec::new();
        for mut row in own.list("coupons").to_vec() {
            let id = text(&row, "coupon_id");
            let coupon = self.find("coupon", &id)?;
            let used = super::super::number(&row, "applied_count");
            let till = row.get("apply_till").and_then(Value::as_i64);
            let duration = text(coupon, "duration_type");
            let is_over = till.is_some_and(|it| it <= now) || (duration == "one_time" && used > 0);
            if is_over {
                continue;
            }
            if duration == "limited_period" && till.is_none() {
                let months = coupon.get("duration_month").and_then(Value::as_i64);
                let (period, unit) = match months.filter(|it| *it > 0) {
                    Some(months) => (months, "month".to_owned()),
                    None => (
                        super::super::number(coupon, "period"),
                        text(coupon, "period_unit"),
                    ),
                };
                let till = self.later(now, period, &unit).filter(|_| period > 0);
                let what = || self.not_computed(&format!("coupon `{id}` : its period"));
                row["apply_till"] = till.ok_or_else(what)?.into();
            }
            row["applied_count"] = used.saturating_add(1).into();
            rows.push(row);
        }
        if own.has("coupons") {
            own.set("coupons", rows);
        }
        super::show_coupon(own);
        Ok(())
    }
}
