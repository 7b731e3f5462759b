//! What time does to what is remembered: nothing, so that a travel past anything that falls due is refused.

use super::{RESOURCES, State, text, there};
use serde_json::Value;

/// What a site keeps when it starts afresh.
const CATALOG: [&str; 7] = [
    "addon",
    "coupon",
    "coupon_set",
    "item",
    "item_family",
    "item_price",
    "plan",
];

/// The names of instants at which something happens to a subscription.
const TURNS: [&str; 7] = [
    "start_date",
    "trial_end",
    "current_term_end",
    "next_billing_at",
    "pause_date",
    "resume_date",
    "cancelled_at",
];

impl State {
    /// Forgets customers and all that belongs to them, of both versions; the catalog stays.
    pub(crate) fn begin_anew(&mut self) {
        let is_owned = |value: &Value| {
            let owners = ["customer_id", "subscription_id", "invoice_id"];
            owners.iter().any(|it| there(value, it).is_some())
        };
        for ((_, resource), kept) in &mut self.kept {
            let goes = RESOURCES.contains(resource) && !CATALOG.contains(resource);
            kept.retain(|_, entry| !goes && !is_owned(&entry.value));
        }
    }

    /// What falls due first after an instant and up to another: when, what it is, and its id.
    pub(crate) fn due(&self, after: i64, until: i64) -> Option<(i64, &'static str, String)> {
        let turns = |resource: &str, value: &Value| -> &'static [&'static str] {
            match (resource, text(value, "status").as_str()) {
                ("subscription", "cancelled") => &[],
                ("subscription", _) => &TURNS,
                ("invoice", "posted") => &["due_date"],
                _ => &[],
            }
        };
        let all = self.kept.iter().flat_map(|((_, resource), kept)| {
            let there = kept.values().filter(|it| !it.deleted);
            there.map(move |it| (*resource, &it.value))
        });
        let due = all.flat_map(|(resource, value)| {
            let instants = turns(resource, value).iter();
            let instants = instants.filter_map(|name| value.get(name)?.as_i64());
            instants.map(move |at| (at, resource, text(value, "id")))
        });
        due.filter(|(at, ..)| *at > after && *at <= until).min()
    }
}
