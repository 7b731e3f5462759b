//! Billing code under test: the answers are made here, and no server is asked.

use chargebee::{
    Amount, Currency,
    test_util::{Answers, Refusal},
    v2::{
        Client, Invoice,
        invoice::responses::{InvoiceCollectPaymentResponse, InvoiceRetrieveResponse},
    },
};
use chargebee_examples::collect::{Collected, collect};

fn owes(cents: i64) -> InvoiceRetrieveResponse {
    let invoice = Invoice::with(|it| {
        it.id = "inv_1".into();
        it.currency_code = Currency::from("USD");
        it.amount_due = Amount::from_minor(cents);
    });
    InvoiceRetrieveResponse::with(|it| it.invoice = invoice)
}

fn client(answers: &Answers) -> Client {
    let client = Client::builder("acme-test", "test_key").transport(answers.clone());
    client.build().expect("a client")
}

#[tokio::test]
async fn what_is_owed_is_collected() {
    let paid = InvoiceCollectPaymentResponse::with(|it| it.invoice = owes(0).invoice);
    let answers = Answers::new().answer(owes(8700)).answer(paid);
    let collected = collect(&client(&answers), "inv_1")
        .await
        .expect("collected");
    assert_eq!(
        collected,
        Collected::Paid("USD 87.00".parse().expect("money"))
    );
    let requests = answers.requests();
    assert_eq!(requests[1].path(), "/api/v2/invoices/inv_1/collect_payment");
    assert_eq!(requests[1].param("amount").as_deref(), Some("8700"));
}

#[tokio::test]
async fn nothing_is_asked_for_where_nothing_is_owed() {
    let answers = Answers::new().answer(owes(0));
    let collected = collect(&client(&answers), "inv_1")
        .await
        .expect("an answer");
    assert_eq!(collected, Collected::Nothing);
    assert_eq!(answers.requests().len(), 1);
}

#[tokio::test]
async fn a_declined_card_is_for_the_customer_to_solve() {
    let declined = Refusal::new(402, "payment_processing_failed")
        .kind("payment")
        .message("The card has expired.");
    let answers = Answers::new().answer(owes(8700)).answer(declined);
    let collected = collect(&client(&answers), "inv_1")
        .await
        .expect("an answer");
    assert_eq!(
        collected,
        Collected::Declined("The card has expired.".to_owned())
    );
    let missing = Answers::new().answer(Refusal::new(404, "resource_not_found"));
    collect(&client(&missing), "inv_1")
        .await
        .expect_err("no invoice");
}
