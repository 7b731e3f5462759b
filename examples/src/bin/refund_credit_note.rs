//! Records a refund that was paid by bank transfer against a credit note.
//!
//! ```text
//! refund_credit_note TEST-CN-12 2500 wire-2041
//! ```

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::{
    Amount, Timestamp,
    v2::{TransactionPaymentMethod, credit_note::RecordRefundTransactionParams},
};
use chargebee_examples::{Outcome, arguments, client, finish};
use std::process::ExitCode;

const USAGE: &str = "refund_credit_note CREDIT_NOTE_ID AMOUNT_IN_MINOR_UNITS REFERENCE";

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [credit_note, amount, reference] = arguments(USAGE)?;
    let amount = amount
        .parse()
        .map(Amount::from_minor)
        .map_err(|error| format!("`{amount}` is no amount in minor units: {error}"))?;
    let paid = RecordRefundTransactionParams::new(
        TransactionPaymentMethod::BankTransfer,
        Timestamp::now(),
    )
    .amount(amount)
    .reference_number(&reference);
    let refunded = client()?
        .credit_note()
        .record_refund(credit_note)
        .transaction(paid)
        // A second run with the same reference records no second refund.
        .idempotency_key(format!("refund-{reference}"))
        .send()
        .await?;
    if let Some(transaction) = &refunded.transaction {
        println!(
            "refunded {} in {}",
            transaction.amount_money()?,
            transaction.id
        );
    }
    let left = refunded.credit_note.amount_available_money()?;
    println!("{left} left on {}", refunded.credit_note.id);
    Ok(())
}
