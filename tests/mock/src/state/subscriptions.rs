//! Subscriptions: what they hold stands in [`items`], how they start in [`start`], how they change and end in the others.

mod advance;
mod billed;
mod calendar;
mod changed;
mod contents;
mod contract;
mod import;
mod items;
mod lifecycle;
mod scheduled;
mod start;
mod turns;
mod update;

pub(super) use advance::charge_future_renewals;
pub(super) use contract::{ASKED_FOR as CONTRACT_ASKED_FOR, list as contract_terms};
pub(super) use import::import;
pub(super) use lifecycle::{
    cancel, change_term_end, delete, pause, reactivate, remove_scheduled_cancellation,
    remove_scheduled_pause, remove_scheduled_resumption, resume,
};
pub(super) use scheduled::{
    SCHEDULED, remove as remove_scheduled_changes, retrieve as retrieve_with_scheduled_changes,
};
pub(super) use start::create;
pub(super) use turns::happen;
pub(super) use update::{override_billing_profile, remove_coupons, update};

use super::{Refused, change::Change, draft::Draft, text};
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// What is kept as it is given.
const PLAIN: [&str; 13] = [
    "po_number",
    "auto_collection",
    "offline_payment_method",
    "net_term_days",
    "invoice_notes",
    "meta_data",
    "affiliate_token",
    "created_from_ip",
    "shipping_address",
    "business_entity_id",
    "brand_id",
    "trial_end_action",
    "cancel_reason_code",
];

impl Change<'_> {
    /// Takes what is kept as it is given, and what cannot have an effect here.
    fn plain(&mut self, own: &mut Draft) -> Refused<()> {
        self.given.without_effect(&["payment_initiator"]);
        for name in [
            "create_pending_invoices",
            "auto_close_invoices",
            "decommissioned",
        ] {
            self.only(name, false)?;
        }
        self.reflect(own, &PLAIN)
    }

    /// The payment source of a subscription, which replaces that of the customer unless it is said otherwise.
    fn source_for(&mut self, own: &mut Draft, replace: bool) -> Refused<()> {
        let replaces = self.given.flag("replace_primary_payment_source");
        let Some(id) = self.given.text("payment_source_id") else {
            return match replaces {
                Some(true) => Err(self.not_computed("replace_primary_payment_source")),
                _ => Ok(()),
            };
        };
        let customer = own.text("customer_id");
        self.source_of(&customer, "payment_source_id", &id)?;
        own.set("payment_source_id", id.clone());
        if replaces.unwrap_or(replace) {
            let owner = self.open("customer", &customer)?;
            self.make_primary(owner, &id)?;
        }
        Ok(())
    }

    /// Adds coupons to a subscription, or puts them in the place of those that it has.
    fn attach_coupons(&mut self, own: &mut Draft, replace: bool) -> Refused<()> {
        let Some(ids) = self.coupon_ids()? else {
            return Ok(());
        };
        let had: Vec<String> = own
            .list("coupons")
            .iter()
            .map(|it| text(it, "coupon_id"))
            .collect();
        let currency = own.some("currency_code");
        let currency = currency.unwrap_or_else(|| self.site().currency.clone());
        if replace && own.has("coupons") {
            own.set("coupons", json!([]));
        }
        for (param, id) in ids {
            let is_new = !had.contains(&id);
            if !replace && !is_new {
                return Err(Refusal::param(param, "is on the subscription already"));
            }
            self.discount(&param, &id, &currency)?;
            if is_new {
                self.redeem(&id)?;
            }
            if let Some(row) = self.coupon_row(own, &id) {
                own.push("coupons", row);
            }
        }
        show_coupon(own);
        Ok(())
    }
}

/// The field for one coupon, of the time when there was only one.
fn show_coupon(own: &mut Draft) {
    let first = own.list("coupons").first().map(|it| text(it, "coupon_id"));
    match first {
        Some(first) => own.set("coupon", first),
        None => own.remove(&["coupon", "coupons"]),
    };
}

/// The coupons of a subscription.
fn coupons(own: &Draft) -> Vec<String> {
    own.list("coupons")
        .iter()
        .map(|it: &Value| text(it, "coupon_id"))
        .collect()
}
