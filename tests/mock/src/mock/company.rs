//! A small company that is two years old: what happened to it was done by the mock itself, call by call, as time went on.

use super::Mock;
use crate::{
    check::Call,
    form,
    sample::Sampler,
    schema::{Schema, Version},
};
use serde_json::Value;

const MONTHS: usize = 24;
const CUSTOMERS: usize = 40;

const FIRST: [&str; 8] = [
    "Ada", "Ben", "Chloe", "Deniz", "Emil", "Farah", "Goran", "Hana",
];
const LAST: [&str; 5] = ["Abel", "Brandt", "Costa", "Dubois", "Eriksen"];

/// Plans with their prices: id, period, and what it costs.
const PLANS: [(&str, &str, &str); 5] = [
    (
        "starter",
        "period=1&period_unit=month",
        "pricing_model=flat_fee&price=1900",
    ),
    (
        "team",
        "period=1&period_unit=month",
        "pricing_model=per_unit&price=1200",
    ),
    (
        "growth",
        "period=1&period_unit=month",
        "pricing_model=tiered&tiers[starting_unit][0]=1&tiers[ending_unit][0]=10&tiers[price][0]=1000&tiers[starting_unit][1]=11&tiers[price][1]=700",
    ),
    (
        "business",
        "period=3&period_unit=month",
        "pricing_model=flat_fee&price=45000",
    ),
    (
        "enterprise",
        "period=1&period_unit=year",
        "pricing_model=per_unit&price=60000",
    ),
];

const GOOD_CARD: &str = "4111111111111111";
const POOR_CARD: &str = "4005519200000004";

/// What the customers do, month by month: every call but the passing of time.
fn calls(month: usize) -> Vec<(&'static str, String, String)> {
    let mut calls = Vec::new();
    for number in 0..CUSTOMERS {
        let id = format!("demo_{:02}", number + 1);
        let plan = PLANS[number % PLANS.len()].0;
        // Four fifths of them come within the first year and a half, two or three a month.
        if number * 18 / CUSTOMERS == month {
            let (first, last) = (FIRST[number % FIRST.len()], LAST[number / FIRST.len()]);
            let pays = match number % 7 {
                6 => "auto_collection=off&net_term_days=15".to_owned(),
                _ => {
                    format!("card[number]={GOOD_CARD}&card[expiry_month]=12&card[expiry_year]=2099")
                }
            };
            calls.push((
                "customer.create",
                String::new(),
                format!("id={id}&first_name={first}&last_name={last}&company={last}%20%26%20Co&email={id}%40example.com&{pays}"),
            ));
            let quantity = match plan {
                "team" | "growth" | "enterprise" => {
                    format!("&subscription_items[quantity][0]={}", 2 + number % 11)
                }
                _ => String::new(),
            };
            calls.push((
                "subscription.create_with_items",
                id.clone(),
                format!("id={id}&subscription_items[item_price_id][0]={plan}-USD{quantity}"),
            ));
        }
        let form = String::new;
        match (number, month) {
            // Three leave, and one of them comes back.
            (3 | 11 | 24, 19) => calls.push(("subscription.cancel_for_items", id, form())),
            (11, 21) => calls.push(("subscription.reactivate", id, form())),
            (8, 20) => calls.push(("subscription.pause", id, form())),
            (8, 22) => calls.push(("subscription.resume", id, form())),
            // Two have cards that are declined from then on, and one gets a better one in time.
            (5 | 15, 20) | (15, 21) => {
                let card = if month == 20 { POOR_CARD } else { GOOD_CARD };
                calls.push((
                    "payment_source.create_card",
                    String::new(),
                    format!("customer_id={id}&replace_primary_payment_source=true&card[number]={card}&card[expiry_month]=12&card[expiry_year]=2099"),
                ));
            }
            _ => {}
        }
    }
    calls
}

impl Mock {
    /// Lets a small company of API v2 live for two years, up to now: 5 plans, 40 customers, and what came of them. It takes a while,
    /// since all of it happens.
    ///
    /// # Errors
    /// Where this mock has no API v2, or something of these ids is there already.
    pub fn demo_company(&self) -> Result<(), String> {
        let schema = self.schema(Version::V2);
        let schema =
            schema.ok_or("the demonstration is of API v2, which this mock does not have")?;
        let (is_free, end) = (self.is_free(), self.now());
        self.set_time(Some(end));
        let done = self.live(schema, end);
        if is_free {
            self.set_time(None);
        }
        done
    }

    fn live(&self, schema: &Schema, end: i64) -> Result<(), String> {
        const YEAR: i64 = 365 * 86_400;
        self.set_time(Some(end.saturating_sub(2 * YEAR)));
        self.run(schema, "item_family.create", "", "id=demo&name=Demo")?;
        for (plan, period, price) in PLANS {
            let form = format!("id={plan}&name={plan}&type=plan&item_family_id=demo");
            self.run(schema, "item.create", "", &form)?;
            let form = format!(
                "id={plan}-USD&name={plan}-USD&item_id={plan}&currency_code=USD&{period}&{price}"
            );
            self.run(schema, "item_price.create", "", &form)?;
        }
        for month in 0..MONTHS {
            for (operation, id, form) in calls(month) {
                self.run(schema, operation, &id, &form)?;
            }
            self.pay_by_transfer(schema)?;
            let passed = i64::try_from(month + 1).unwrap_or_default() * 2 * YEAR;
            let until = passed / i64::try_from(MONTHS).unwrap_or(1) - 2 * YEAR;
            self.travel_to(end.saturating_add(until))?;
        }
        Ok(())
    }

    /// Who pays by transfer does so within the month, but for the last one.
    fn pay_by_transfer(&self, schema: &Schema) -> Result<(), String> {
        let (_, invoices) = self.newest("invoice", usize::MAX);
        let now = self.now();
        for (_, invoice) in invoices {
            let is = |name: &str| {
                invoice
                    .get(name)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            let is_owed = matches!(is("status"), "posted" | "payment_due");
            let is_dunned = is("dunning_status") == "in_progress";
            let is_old = invoice
                .get("date")
                .and_then(Value::as_i64)
                .is_some_and(|it| it < now - 86_400);
            if is_owed && !is_dunned && is_old {
                let form = "transaction[payment_method]=bank_transfer";
                self.run(schema, "invoice.record_payment", is("id"), form)?;
            }
        }
        Ok(())
    }

    /// Does a call as if it had come in, beside the log.
    fn run(&self, schema: &Schema, name: &'static str, id: &str, form: &str) -> Result<(), String> {
        let failed = |problem: &str| format!("{name} {id}: {problem}");
        let operation = schema
            .operation(name)
            .ok_or_else(|| failed("it is not described"))?;
        let refused = |it: crate::refusal::Refusal| failed(&it.message);
        let pairs = form::pairs(form).map_err(refused)?;
        let params = form::params(schema, &operation, true, pairs).map_err(refused)?;
        let (resource, method) = name.split_once('.').unwrap_or((name, ""));
        let call = Call {
            resource,
            method,
            ids: operation
                .ids
                .iter()
                .map(|it| (it.clone(), id.to_owned()))
                .collect(),
            operation,
            params,
            writes: true,
            ignored: Vec::new(),
            site: String::new(),
            base: String::new(),
        };
        let mut inner = self.inner();
        let sampler = Sampler {
            schema,
            now: inner.now(),
            required_only: false,
            zero: false,
        };
        let answer = inner.state.answer(&sampler, &call, true).map_err(refused)?;
        let (_, events) = answer.ok_or_else(|| failed("it is not computed"))?;
        self.tell(&mut inner, schema, events);
        self.send(inner);
        Ok(())
    }
}
