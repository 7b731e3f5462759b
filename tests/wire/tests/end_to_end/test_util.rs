//! Answers that a test makes, and a client that gets them.

use crate::support::KEY;
use chargebee::error::TransportErrorKind;
use chargebee::{
    Amount, Currency, Error, Json, Response, RetryPolicy, Timestamp,
    test_util::{Answer, Answers, Refusal, json},
    v2::{
        ApiVersion, Client, Customer, Event, EventType, Invoice,
        event::{EventContent, contents::CustomerCreatedContent},
        invoice::responses::{
            InvoiceCollectPaymentResponse, InvoiceListEntry, InvoiceListResponse,
            InvoiceRetrieveResponse,
        },
    },
};

fn client(answers: &Answers) -> Client {
    let client = Client::builder("acme-test", KEY).retry(RetryPolicy::none());
    client.transport(answers.clone()).build().expect("a client")
}

fn invoice(id: &str) -> Invoice {
    Invoice::with(|it| {
        it.id = id.into();
        it.total = Amount::from_minor(8700);
        it.currency_code = Currency::from("USD");
    })
}

#[tokio::test]
async fn a_client_gets_what_the_test_made() {
    let page = InvoiceListResponse::with(|it| {
        it.list = ["inv_1", "inv_2"]
            .map(|id| InvoiceListEntry::with(|it| it.invoice = invoice(id)))
            .into();
        it.next_offset = Some("next".to_owned());
    });
    let last = InvoiceListResponse::with(|it| {
        it.list = vec![InvoiceListEntry::with(|it| it.invoice = invoice("inv_3"))];
    });
    let declined = Refusal::new(402, "payment_processing_failed")
        .kind("payment")
        .param("payment_source_id")
        .message("The card was declined.");
    let answers = Answers::new()
        .answer(InvoiceRetrieveResponse::with(|it| {
            it.invoice = invoice("inv_1")
        }))
        .answer(page)
        .answer(last)
        .answer(declined)
        .answer(Answer::body(502, "<html>").header("retry-after", "3"))
        .answer(Answer::lost());
    let client = client(&answers);
    let found = client
        .invoice()
        .retrieve("inv_1")
        .await
        .expect("an invoice");
    assert_eq!(found.invoice, invoice("inv_1"));
    let total = found.invoice.total_money().expect("money");
    assert_eq!(total.to_string(), "USD 87.00");
    let mut items = client.invoice().list().items();
    let mut ids = Vec::new();
    while let Some(entry) = items.next().await {
        ids.push(entry.expect("an invoice").invoice.id.into_string());
    }
    assert_eq!(ids, ["inv_1", "inv_2", "inv_3"]);
    let collect = || {
        client
            .invoice()
            .collect_payment("inv_1")
            .amount(Amount::from_minor(8700))
    };
    match collect().await {
        Err(Error::Api(error)) => {
            assert!(error.is_payment());
            assert_eq!(error.status, 402);
            assert_eq!(error.api_error_code, "payment_processing_failed");
            assert_eq!(error.param.as_deref(), Some("payment_source_id"));
            assert_eq!(error.message, "The card was declined.");
        }
        other => panic!("{other:?}"),
    }
    match collect().await {
        Err(Error::Decode(error)) => assert!(error.to_string().contains("502"), "{error}"),
        other => panic!("{other:?}"),
    }
    let kind = |result: chargebee::Result<Response<InvoiceCollectPaymentResponse>>| match result {
        Err(Error::Transport(error)) => error.kind(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(collect().await), TransportErrorKind::Broken);
    assert_eq!(answers.left(), 0);
    assert_eq!(kind(collect().await), TransportErrorKind::Connect);
    let requests = answers.requests();
    assert_eq!(requests.len(), 7);
    assert_eq!(format!("{:?}", requests[0]), "GET /api/v2/invoices/inv_1");
    assert_eq!(requests[2].param("offset").as_deref(), Some("next"));
    assert_eq!(requests[3].param("amount").as_deref(), Some("8700"));
    assert_eq!(requests[3].param("comment"), None);
    assert!(
        requests[3]
            .header("authorization")
            .is_some_and(|it| it.starts_with("Basic "))
    );
    assert!(!format!("{answers:?}{requests:?}").contains("Basic"));
}

#[test]
fn blocking_calls_get_them_too() {
    let answers = Answers::new().answer(InvoiceRetrieveResponse::with(|it| {
        it.invoice = invoice("inv_1")
    }));
    let client = Client::builder("acme-test", KEY).blocking_transport(answers.clone());
    let client: Client = client.build().expect("a client");
    let found = client
        .invoice()
        .retrieve("inv_1")
        .send_blocking()
        .expect("an invoice");
    assert_eq!(found.into_inner().invoice.id, "inv_1");
    let error = client.invoice().retrieve("inv_1").send_blocking();
    let text = error.expect_err("no answer is left").to_string();
    let told = "no connection to Chargebee: the test has no answer left for this request; ";
    assert!(text.starts_with(told), "{text}");
}

/// What stands in for a call gives what the call would have given.
#[test]
fn a_response_and_an_error_need_no_call() {
    let found: Response<InvoiceRetrieveResponse> =
        InvoiceRetrieveResponse::with(|it| it.invoice = invoice("inv_1")).into();
    assert_eq!(found.status(), 200);
    assert_eq!(found.invoice.id, "inv_1");
    let body = std::str::from_utf8(found.raw_body())
        .expect("text")
        .to_owned();
    // What is plain and was not given is there too: nothing of a record that a test makes is lacking.
    for part in [r#""id":"inv_1""#, r#""total":8700"#, r#""status":"","#] {
        assert!(body.contains(part), "{part}: {body}");
    }
    assert_eq!(
        InvoiceRetrieveResponse::from_json(&body).expect("an answer"),
        *found
    );
    assert!(!found.idempotency_replayed());
    let error =
        Error::from(Refusal::new(404, "resource_not_found").member("error_cause_id", "cause"));
    assert!(error.is_not_found());
    // A status that is none is that of a bad request.
    assert!(matches!(Error::from(Refusal::new(7, "x")), Error::Api(it) if it.status == 400));
}

#[test]
fn an_event_carries_what_it_is_given() {
    let customer = Customer::with(|it| it.id = "cust_7".into());
    let content = CustomerCreatedContent::with(|it| *it.customer = customer);
    let event = Event::with(|it| {
        it.id = "ev_1".into();
        it.occurred_at = Timestamp::from_seconds(1_700_000_000);
        it.event_type = EventType::CustomerCreated;
        it.api_version = Some(ApiVersion::V2);
        it.content = Some(json(&content));
    });
    let webhook = event.to_json();
    let read = Event::from_json(&webhook).expect("an event");
    match read.content().expect("it fits") {
        EventContent::CustomerCreated(content) => {
            assert!(content.to_json().contains("cust_7"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(json(&event), Json::from_text(webhook).expect("JSON"));
}

/// Text and bytes, owned or not.
#[test]
fn json_is_read_from_text_and_from_bytes() {
    let text = invoice("inv_1").to_json();
    for read in [
        Invoice::from_json(&text),
        Invoice::from_json(text.as_str()),
        Invoice::from_json(text.as_bytes()),
        Invoice::from_json(text.clone().into_bytes()),
        Invoice::from_json(bytes::Bytes::from(text.clone())),
    ] {
        assert_eq!(read.expect("an invoice"), invoice("inv_1"));
    }
}
