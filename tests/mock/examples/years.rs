//! How long it takes the mock to live: `cargo run --release -p chargebee-mock --example years -- 1000 120` lets that many monthly
//! subscriptions run for that many months, and says how long that took and how much memory it needed.

use chargebee_mock::{Mock, Settings, Version};
use serde_json::{Value, json};
use std::{error::Error, io::Write, time::Instant};

/// 2023-11-14.
const START: i64 = 1_700_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).map(|it| it.parse::<usize>());
    let mut arg = |or: usize| args.next().unwrap_or(Ok(or));
    let (subscriptions, months) = (arg(1_000)?, arg(12)?);
    let mock = Mock::new(Settings::new())?;
    mock.set_time(Some(START));
    let seed = |name: &str, value: Value| mock.seed(Version::V2, name, value).map(drop);
    seed("item_family", json!({ "id": "f", "name": "F" }))?;
    seed(
        "item",
        json!({ "id": "i", "name": "I", "type": "plan", "item_family_id": "f" }),
    )?;
    seed(
        "item_price",
        json!({
            "id": "p", "name": "P", "item_id": "i", "pricing_model": "flat_fee", "price": 1000, "period": 1,
            "period_unit": "month", "currency_code": "USD",
        }),
    )?;
    let month: i64 = 30 * 86_400;
    for number in 0..subscriptions {
        let id = format!("c{number}");
        let offset = i64::try_from(number)? * month / i64::try_from(subscriptions)?;
        seed("customer", json!({ "id": id }))?;
        seed(
            "subscription",
            json!({
                "id": id, "customer_id": id, "status": "active", "currency_code": "USD",
                "current_term_end": START + 86_400 + offset,
                "subscription_items": [{ "item_price_id": "p", "item_type": "plan", "quantity": 1 }],
            }),
        )?;
    }
    let start = Instant::now();
    mock.advance(&format!("{months} months"))?;
    let took = start.elapsed();
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = memory
        .lines()
        .find(|it| it.starts_with("VmHWM"))
        .unwrap_or("VmHWM: unknown");
    let renewals = subscriptions * months;
    writeln!(
        std::io::stdout(),
        "about {renewals} renewals in {took:?}; {memory}"
    )?;
    Ok(())
}
