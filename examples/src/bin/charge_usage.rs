//! Shows what a quantity of an item price costs, bills it as a one-time charge, and prints the invoice line by line.
//!
//! ```text
//! charge_usage cust_7 api-calls-USD 12500.5 usage-cust_7-2031-07
//! ```
//!
//! The last argument names the charge: run again with the same one, it is billed once.

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::v2::Client;
use chargebee_examples::{Outcome, arguments, finish};
use std::process::ExitCode;

// docs: billing
use chargebee::{Decimal, Money, v2::ChargeParams};
// docs: end

const USAGE: &str = "charge_usage CUSTOMER_ID ITEM_PRICE_ID QUANTITY IDEMPOTENCY_KEY";

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [customer, item_price, quantity, key] = arguments(USAGE)?;
    let client = Client::from_env()?;
    // docs: billing
    // What will it cost? Tiers, packages and every digit of the price, rounded once, as the API rounds a line item.
    let quantity: Decimal = quantity.parse()?;
    let price = client.item_price().retrieve(item_price).send().await?;
    let amount: Money = price.item_price.pricing()?.amount(&quantity)?;

    // Bill it. Money says its currency: were the invoice in EUR, nothing would be sent. The key is the program's own name for
    // this charge: a program that crashed here and starts again bills it once, as long as the API remembers the key.
    let billed = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id(customer)
        .currency_code(amount.currency())
        .charges([ChargeParams::new().amount(&amount).description("API calls")])
        .idempotency_key(key)
        .send()
        .await?;

    // Read it back. Every amount knows its currency, wherever the API put the code; prices keep their decimals, and an amount
    // is what was billed.
    let invoice = &billed.invoice;
    let mut total = Money::zero(amount.currency());
    for line in &invoice.line_items {
        let line_amount = line.amount_money(invoice)?;
        println!("{line_amount} at {}", line.unit_amount_exact(invoice)?);
        // Refuses another currency, and never wraps.
        total = total.checked_add(&line_amount)?;
    }
    println!("{total} of {}", invoice.total_money()?);
    // docs: end
    Ok(())
}
