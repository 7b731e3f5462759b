//! Records a refund that was paid by bank transfer against a credit note.
//!
//! ```text
//! refund_credit_note TEST-CN-12 2500 wire-2041 1941753600
//! ```
//!
//! The last argument is the instant of the transfer, in seconds since 1970. It is the transfer's own and not the time of the run:
//! a second run with the same arguments must send the same to the byte, or its idempotency key is refused. Where it is left out,
//! the refund has the date of the credit note.

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::{
    Amount, Error, Timestamp,
    v2::{Client, TransactionPaymentMethod, credit_note::requests::RecordRefundTransactionParams},
};
use chargebee_examples::{Outcome, arguments_and_one, finish};
use std::{error::Error as StdError, process::ExitCode};

const USAGE: &str =
    "refund_credit_note CREDIT_NOTE_ID AMOUNT_IN_MINOR_UNITS REFERENCE [SECONDS_SINCE_1970]";

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let ([credit_note, amount, reference], at) = arguments_and_one(USAGE)?;
    let amount = amount
        .parse()
        .map(Amount::from_minor)
        .map_err(|error| format!("`{amount}` is no amount in minor units: {error}"))?;
    let client = Client::from_env()?;
    let date = match at {
        Some(at) => at
            .parse()
            .map(Timestamp::from_seconds)
            .map_err(|error| format!("`{at}` is no instant in seconds: {error}"))?,
        None => {
            let found = client.credit_note().retrieve(&credit_note).send().await?;
            let date = found.credit_note.date;
            date.ok_or("the credit note has no date: give the instant of the refund")?
        }
    };
    let paid = RecordRefundTransactionParams::new(TransactionPaymentMethod::BankTransfer, date)
        .amount(amount)
        .reference_number(&reference);
    let refunded = client
        .credit_note()
        .record_refund(credit_note)
        .transaction(paid)
        // A second run with the same arguments records no second refund, as long as the API remembers the key.
        .idempotency_key(format!("refund-{reference}"))
        .send()
        .await
        .map_err(|error| match error.is_idempotency_conflict() {
            true => another(&reference, &error),
            false => error.into(),
        })?;
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

/// The money of the first one has moved.
fn another(reference: &str, error: &Error) -> Box<dyn StdError> {
    format!("another refund was recorded for {reference}, and not this one; {error}").into()
}
