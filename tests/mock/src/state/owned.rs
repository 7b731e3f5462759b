//! What belongs to a customer or a subscription and counts for what it owes or has, found without looking at everything there is.

use super::{agenda::Whose, change::Change, text, unbilled::UNBILLED, usage::USAGE};
use crate::schema::Version;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// What is looked for by its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// Of a subscription.
    Invoices,
    /// Of a subscription.
    UnpaidInvoices,
    /// Of a customer, with an amount that is left.
    Notes,
    /// Of a customer, with an amount that is unused.
    Payments,
    /// Of a subscription, whatever became of them.
    NotesOfSubscription,
    /// Of a subscription.
    Unbilled,
    /// Of a subscription, as long as no invoice bills it.
    Usage,
    /// Of a customer.
    UnbilledOfCustomer,
}

impl What {
    fn resource(self) -> &'static str {
        match self {
            Self::Invoices | Self::UnpaidInvoices => "invoice",
            Self::Notes | Self::NotesOfSubscription => "credit_note",
            Self::Unbilled | Self::UnbilledOfCustomer => UNBILLED,
            Self::Usage => USAGE,
            Self::Payments => "transaction",
        }
    }
}

/// What a resource counts as, and for whom.
fn places(resource: &str, value: &Value) -> Vec<(What, String)> {
    let is_above_zero = |name: &str| super::number(value, name) > 0;
    let mut places = Vec::new();
    match resource {
        "invoice" => {
            let owner = text(value, "subscription_id");
            if owner.is_empty() {
                return places;
            }
            if !matches!(
                text(value, "status").as_str(),
                "paid" | "voided" | "pending"
            ) {
                places.push((What::UnpaidInvoices, owner.clone()));
            }
            places.push((What::Invoices, owner));
        }
        "credit_note" => {
            if is_above_zero("amount_available") {
                places.push((What::Notes, text(value, "customer_id")));
            }
            places.push((What::NotesOfSubscription, text(value, "subscription_id")));
        }
        USAGE if text(value, "invoice_id").is_empty() => {
            places.push((What::Usage, text(value, "subscription_id")));
        }
        UNBILLED => {
            places.push((What::Unbilled, text(value, "subscription_id")));
            places.push((What::UnbilledOfCustomer, text(value, "customer_id")));
        }
        "transaction" if is_above_zero("amount_unused") => {
            places.push((What::Payments, text(value, "customer_id")));
        }
        _ => {}
    }
    places
}

type Ids = BTreeSet<(u64, String)>;

#[derive(Debug, Default)]
pub(super) struct Owned(HashMap<(Version, What, String), Ids>);

impl Owned {
    /// Forgets all of some resources.
    pub(super) fn forget<'a>(&mut self, resources: impl Iterator<Item = &'a &'static str>) {
        for resource in resources {
            self.0
                .retain(|(_, what, _), _| what.resource() != *resource);
        }
    }

    /// Puts what a resource counts as now in the place of what it counted as before.
    pub(super) fn replace(&mut self, of: &Whose<'_>, old: Option<&Value>, new: Option<&Value>) {
        let places =
            |value: Option<&Value>| value.map_or_else(Vec::new, |value| places(of.resource, value));
        let (old, new) = (places(old), places(new));
        let id = || (of.number, of.id.to_owned());
        for (what, owner) in old.iter().filter(|it| !new.contains(it)) {
            if let Some(ids) = self.0.get_mut(&(of.version, *what, owner.clone())) {
                ids.remove(&id());
            }
        }
        for (what, owner) in new.into_iter().filter(|it| !old.contains(it)) {
            self.0
                .entry((of.version, what, owner))
                .or_default()
                .insert(id());
        }
    }
}

impl Change<'_> {
    /// What counts for an owner, the oldest first. As this call leaves it, some of it may count no more.
    pub(super) fn owned(&self, what: What, owner: &str) -> impl Iterator<Item = &Value> {
        let resource = what.resource();
        let key = (self.schema().version, what, owner.to_owned());
        let ids = self.state.owned.0.get(&key);
        let kept = ids
            .into_iter()
            .flatten()
            .filter_map(move |(_, id)| self.get(resource, id));
        let counts = move |it: &Value| {
            let mut places = places(resource, it).into_iter();
            places.any(|(it, of)| it == what && of == key.2)
        };
        let is_new = {
            let counts = counts.clone();
            move |it: &&Value| !self.before(resource, &text(it, "id")).is_some_and(&counts)
        };
        let new = self.touched(resource).filter(is_new);
        kept.chain(new).filter(move |it| counts(it))
    }
}
