//! Lists the invoices that wait for payment and changed in the last 30 days, oldest first.

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::{
    Timestamp,
    v2::{Client, InvoiceStatus},
};
use chargebee_examples::{Outcome, arguments, finish};
use std::{process::ExitCode, time::Duration};

const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [] = arguments("due_invoices")?;
    let since = Timestamp::now()
        .checked_sub(MONTH)
        .ok_or("the clock is wrong")?;
    let mut due = Client::from_env()?
        .invoice()
        .list()
        .status()
        .is(InvoiceStatus::PaymentDue)
        .updated_at()
        .after(since)
        .sort_by_date_asc()
        .items();
    let mut count = 0;
    // Pages are fetched as the walk gets there.
    while let Some(entry) = due.next().await {
        let invoice = entry?.invoice;
        let owed = invoice.amount_due_money()?;
        println!("{}  {}  {owed}", invoice.id, invoice.customer_id);
        count += 1;
    }
    println!("{count} invoices are due");
    Ok(())
}
