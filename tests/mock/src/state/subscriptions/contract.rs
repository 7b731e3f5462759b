//! Billing cycles that are counted down, and contract terms of so many of them.

use super::super::{Refused, change::Change, draft::Draft, list::page_of, number, text, there};
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// The contract that a subscription is to be put under with its first term; kept beside the resources.
pub(crate) const ASKED_FOR: &str = "contract_asked_for";
const TERM: &str = "contract_term";

/// A term that starts now: when it ends, how long it is, and what it costs.
pub(super) struct Term<'a> {
    pub(super) end: i64,
    pub(super) period: (i64, &'a str),
    pub(super) cost: i64,
}

/// The contract terms of a subscription.
pub(crate) fn list(change: &Change<'_>) -> Refused<Value> {
    page_of(change, TERM)
}

impl Change<'_> {
    /// Notes the contract that the parameters ask for. It begins with the first term.
    pub(super) fn contract_asked_for(
        &mut self,
        own: &mut Draft,
        cycles: Option<i64>,
    ) -> Refused<()> {
        let name = "contract_term_billing_cycle_on_renewal";
        let on_renewal = self.given.number(name);
        let Some(group) = self.given.group(TERM) else {
            return match on_renewal {
                Some(_) => Err(Refusal::param(
                    name,
                    "is for a subscription with a contract term",
                )),
                None => Ok(()),
            };
        };
        let group = Value::Object(group);
        let others = group.as_object().into_iter().flatten();
        let known = ["action_at_term_end", "cancellation_cutoff_period"];
        if let Some((other, _)) = others
            .into_iter()
            .find(|it| !known.contains(&it.0.as_str()))
        {
            return Err(self.not_computed(&format!("{TERM}[{other}]")));
        }
        if cycles.is_none_or(|it| it <= 0) {
            return Err(Refusal::param(
                "billing_cycles",
                "should say how long the contract term is",
            ));
        }
        let has_taxes = !self.site().taxes.rates.is_empty();
        if has_taxes || !own.list("coupons").is_empty() {
            return Err(self.not_computed(&format!("{TERM} : its value beside taxes or coupons")));
        }
        let mut action = text(&group, "action_at_term_end");
        if action.is_empty() {
            "renew".clone_into(&mut action);
        }
        own.set(name, on_renewal);
        let asked_for = json!({
            "subscription_id": own.text("id"),
            "action": action,
            "cutoff": group.get("cancellation_cutoff_period"),
        });
        self.put_beside(ASKED_FOR, &own.text("id"), Some(asked_for));
        Ok(())
    }

    /// Counts a term that starts now: how many cycles are left, whether it is the last one, and what becomes of the contract term.
    pub(super) fn count_cycle(
        &mut self,
        own: &mut Draft,
        cycles: Option<i64>,
        term: &Term<'_>,
    ) -> Refused<()> {
        let (id, now) = (own.text("id"), self.now());
        let running = self.running_contract(own);
        let is_over = running
            .as_ref()
            .is_some_and(|it| number(it, "contract_end") <= now);
        let action = running.as_ref().map(|it| text(it, "action_at_term_end"));
        let (cycles, action) = match (running, action) {
            (Some(running), Some(action)) if is_over => {
                let next = own.time("contract_term_billing_cycle_on_renewal");
                let next = next.unwrap_or_else(|| number(&running, "billing_cycle"));
                self.finish_contract(own, "completed")?;
                match action.as_str() {
                    "renew" | "renew_once" => {
                        let then = if action == "renew" { "renew" } else { "cancel" };
                        let cutoff = there(&running, "cancellation_cutoff_period").cloned();
                        let of = (then, cutoff, next);
                        self.start_contract(own, of, term, "contract_term_renewed")?;
                        (Some(next), Some(then.to_owned()))
                    }
                    _ => (None, None),
                }
            }
            (Some(_), action) => (cycles, action),
            (None, _) => match (self.get(ASKED_FOR, &id).cloned(), cycles) {
                (Some(asked_for), Some(count)) => {
                    self.put_beside(ASKED_FOR, &id, None);
                    let action = text(&asked_for, "action");
                    let cutoff = there(&asked_for, "cutoff").cloned();
                    let of = (action.as_str(), cutoff, count);
                    self.start_contract(own, of, term, "contract_term_created")?;
                    (cycles, Some(action))
                }
                _ => (cycles, None),
            },
        };
        let Some(cycles) = cycles else {
            own.remove(&["remaining_billing_cycles"]);
            return Ok(());
        };
        let left = cycles.saturating_sub(1).max(0);
        own.set("remaining_billing_cycles", left);
        if let Some(mut contract) = self.running_contract(own) {
            contract["remaining_billing_cycles"] = left.into();
            self.keep_contract(own, contract)?;
        }
        if left == 0 && action.is_none_or(|it| it == "cancel") {
            // The term that starts is the last one.
            own.set("status", "non_renewing")
                .set("cancelled_at", term.end)
                .remove(&["next_billing_at"]);
        }
        Ok(())
    }

    fn start_contract(
        &mut self,
        own: &mut Draft,
        (action, cutoff, cycles): (&str, Option<Value>, i64),
        term: &Term<'_>,
        event: &'static str,
    ) -> Refused<()> {
        let (period, unit) = term.period;
        let beyond = || self.not_computed("a contract beyond all dates");
        let whole = period.checked_mul(cycles).ok_or_else(beyond)?;
        let value = term.cost.checked_mul(cycles).ok_or_else(beyond)?;
        let end = self.end_of_term(own, (whole, unit))?;
        let (now, id) = (self.now(), self.free_id(TERM));
        let mut contract = self.blank(TERM)?;
        contract
            .set("id", id.clone())
            .set("status", "active")
            .set("contract_start", now)
            .set("contract_end", end)
            .set("billing_cycle", cycles)
            .set("action_at_term_end", action)
            .set("total_contract_value", value)
            .set("total_contract_value_before_tax", value)
            .set("cancellation_cutoff_period", cutoff)
            .set("created_at", now)
            .set("subscription_id", own.text("id"));
        self.keep_contract(own, contract.into_value())?;
        self.event(event, [(TERM, &id)]);
        Ok(())
    }

    /// The contract term that a subscription is under.
    fn running_contract(&self, own: &Draft) -> Option<Value> {
        let contract = own.get(TERM)?;
        (text(contract, "status") == "active").then(|| contract.clone())
    }

    /// Ends the contract term of a subscription: it ran its length, or ended before.
    pub(super) fn finish_contract(&mut self, own: &mut Draft, status: &'static str) -> Refused<()> {
        let Some(mut contract) = self.running_contract(own) else {
            return Ok(());
        };
        let id = text(&contract, "id");
        contract["status"] = status.into();
        self.keep_contract(own, contract)?;
        let event = match status {
            "completed" => "contract_term_completed",
            _ => "contract_term_cancelled",
        };
        self.event(event, [(TERM, &id)]);
        Ok(())
    }

    /// Keeps a contract term, by itself and as its subscription shows it.
    fn keep_contract(&mut self, own: &mut Draft, contract: Value) -> Refused<()> {
        let record = self.record(TERM)?;
        own.set(TERM, contract.clone());
        let draft = self.draft(record, contract);
        self.save(TERM, draft);
        Ok(())
    }
}
