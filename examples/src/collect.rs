//! Collecting what an invoice owes: billing code as a program has it, with its own words for what came of it. Its test,
//! `tests/collect.rs`, gives it the answers of the API, without a server.

use chargebee::{Error, Money, v2::Client};

/// What came of it.
#[derive(Debug, PartialEq)]
pub enum Collected {
    /// It owes nothing.
    Nothing,
    /// That was paid.
    Paid(Money),
    /// The payment failed, for something that the customer can solve.
    Declined(String),
}

/// Collects what an invoice owes, where it owes anything.
///
/// # Errors
/// Where there is no such invoice, or the API could not be asked.
pub async fn collect(client: &Client, id: &str) -> Result<Collected, Box<dyn std::error::Error>> {
    let found = client.invoice().retrieve(id).await?.into_inner();
    let due = found.invoice.amount_due_money()?;
    if due.amount().is_zero() {
        return Ok(Collected::Nothing);
    }
    let payment = client.invoice().collect_payment(id).amount(&due);
    match payment.currency_of(&found.invoice).await {
        Ok(_) => Ok(Collected::Paid(due)),
        Err(Error::Api(error)) if error.is_payment() => Ok(Collected::Declined(error.message)),
        Err(error) => Err(error.into()),
    }
}
