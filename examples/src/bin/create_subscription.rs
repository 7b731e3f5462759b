//! Subscribes a customer to a plan and an addon, and says what that costs.
//!
//! ```text
//! create_subscription cust_7 pro-USD-monthly support-USD-monthly
//! ```

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::v2::{Client, subscription::requests::SubscriptionItemParams};
use chargebee_examples::{Outcome, arguments, finish};
use std::process::ExitCode;

const USAGE: &str = "create_subscription CUSTOMER_ID PLAN_ITEM_PRICE_ID ADDON_ITEM_PRICE_ID";

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [customer, plan, addon] = arguments(USAGE)?;
    let created = Client::from_env()?
        .subscription()
        .create_with_items(customer)
        .subscription_items([
            SubscriptionItemParams::new(plan).quantity(3),
            SubscriptionItemParams::new(addon),
        ])
        .send()
        .await?;
    println!("subscription {}", created.subscription.id);
    match &created.invoice {
        Some(invoice) => println!("{} owes {}", created.customer.id, invoice.total_money()?),
        None => println!("{} owes nothing yet", created.customer.id),
    }
    Ok(())
}
