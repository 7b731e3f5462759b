//! What is not collected, and what may not come in.

mod support;

use chargebee::{
    Amount, Timestamp,
    v2::{
        Client, CreditNoteType, TransactionPaymentMethod, common::requests::ChargeParams,
        invoice::requests::TransactionParams,
    },
};
use chargebee_mock::{Fault, MockServer, Version, Webhook};
use std::time::Duration;
use support::Program;

async fn start() -> (MockServer, Client, Program) {
    let mock = MockServer::start().await.expect("a mock");
    let client = Client::builder("acme-test", "test_key").base_url(mock.url());
    let program = Program::start(&mock.url());
    (mock, client.build().expect("a client"), program)
}

/// Only webhooks come from now on.
fn no_list_of_events(mock: &MockServer) {
    mock.plan(Fault::Status(503), Some("event.list"), 1_000);
}

async fn invoice(client: &Client, customer: &str) -> String {
    client
        .customer()
        .create()
        .id(customer)
        .await
        .expect("created");
    let request = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id(customer);
    let charge = ChargeParams::new()
        .amount(Amount::from_minor(990))
        .description("Work");
    let created = request
        .currency_code("EUR")
        .charges([charge])
        .await
        .expect("created");
    created.into_inner().invoice.id.to_string()
}

/// The jobs, when so many are over.
async fn over(program: &Program, count: usize) -> Vec<String> {
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if !program.file("sync.db").exists() {
            continue;
        }
        let jobs = program
            .rows("SELECT way, state, note FROM jobs WHERE state != 'open' ORDER BY way, state");
        if jobs.len() == count {
            return jobs;
        }
    }
    panic!("{}", program.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_declined_waits_for_somebody_and_what_is_paid_is_left_alone() {
    let (mock, client, program) = start().await;
    // Paid before its event comes.
    let paid = invoice(&client, "prompt").await;
    let payment =
        TransactionParams::new(TransactionPaymentMethod::Cash).amount(Amount::from_minor(990));
    client
        .invoice()
        .record_payment(&paid)
        .transaction(payment)
        .await
        .expect("paid");
    let webhook = Webhook::new(&program.webhook()).expect("a URL");
    let webhook = webhook.waits([Duration::from_millis(100); 50]);
    mock.set_webhooks([webhook]);
    let owed = invoice(&client, "declined_1").await;
    // An adjustment lowers what is owed: nothing goes back.
    let note = client
        .credit_note()
        .create(CreditNoteType::Adjustment)
        .reference_invoice_id(&owed);
    note.total(Amount::from_minor(90)).await.expect("created");
    let event = client.event().list().limit(100).await.expect("listed");
    let generated = event.list.iter().map(|it| &it.event).find(|it| {
        let content = it.content().expect("it can be read");
        content.invoice().is_some_and(|it| it.id.as_str() == paid)
    });
    let body = generated.expect("it is there").to_json();
    assert_eq!(program.post("hook:s&cret", &body).await, 200);

    assert_eq!(
        over(&program, 3).await,
        [
            "charge failed the gateway declined: `declined_1` has no money",
            "charge nothing to do ",
            "refund nothing to do ",
        ]
    );
    let recorded = client.transaction().list().await.expect("listed");
    assert_eq!(recorded.list.len(), 1, "the one that was paid in cash");
}

/// It was killed after it noted what the gateway is to move. Whether that moved is known to the gateway alone, and what is due may be
/// less by now.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_gateway_was_asked_for_is_looked_up_and_not_asked_for_again() {
    let (mock, client, program) = start().await;
    no_list_of_events(&mock);
    let ledger = "INSERT INTO ledger (key, way, money, at) VALUES (?1, 'charge', ?2, 1700000000)";
    for (key, moved) in [("transfer-moved", "EUR 9.90"), ("transfer-odd", "USD 9.90")] {
        program.change("gateway.db", ledger, &[key, moved]);
    }
    let mut expected = Vec::new();
    // What was paid in cash meanwhile, and what the program then records.
    for (event, paid, recorded) in [
        ("whole", 990, None),
        ("part", 500, Some(490)),
        ("moved", 0, Some(990)),
        ("odd", 0, None),
    ] {
        let id = invoice(&client, event).await;
        if paid > 0 {
            let cash = TransactionParams::new(TransactionPaymentMethod::Cash);
            let payment = client
                .invoice()
                .record_payment(&id)
                .transaction(cash.amount(Amount::from_minor(paid)));
            payment.await.expect("paid");
        }
        let job = "INSERT INTO jobs (way, record, event, money, due_at) VALUES ('charge', ?1, ?2, 'EUR 9.90', 0)";
        program.change("sync.db", job, &[&id, event]);
        expected.push((id, paid, recorded));
    }
    let over = over(&program, 4).await;
    for (id, paid, recorded) in expected {
        let found = client.invoice().retrieve(&id).await.expect("it is there");
        let sums = found.invoice.linked_payments.iter();
        let mut sums: Vec<i64> = sums.map(|it| it.applied_amount.minor()).collect();
        sums.sort_unstable();
        let mut right: Vec<i64> = recorded.into_iter().chain(Some(paid)).collect();
        right.retain(|it| *it > 0);
        right.sort_unstable();
        assert_eq!(sums, right, "{id} {over:?}");
    }
    assert!(over[0].starts_with("charge done ") && over[1].starts_with("charge done "));
    assert_eq!(
        over[2..],
        [
            "charge failed the gateway declined: it moved USD 9.90 for EUR 9.90",
            "charge nothing to do ",
        ]
    );
    // What moved in euros is in the ledger once.
    let moved = program.ledger("SELECT key, money FROM ledger ORDER BY key");
    assert_eq!(
        moved,
        [
            "transfer-moved EUR 9.90",
            "transfer-odd USD 9.90",
            "transfer-part EUR 4.90"
        ]
    );
}

/// The key was revoked, or a page of something else stood in the place of the API: that is mended, and money waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_refused_for_a_while_loses_no_payment() {
    let (mock, client, program) = start().await;
    for fault in [
        Fault::Error("api_authentication_failed".to_owned()),
        Fault::Html(404),
    ] {
        mock.plan(fault, Some("invoice.record_payment"), 1);
    }
    let webhook = Webhook::new(&program.webhook()).expect("a URL");
    mock.set_webhooks([webhook.waits([Duration::from_millis(100); 50])]);
    let owed = invoice(&client, "owing").await;
    let over = over(&program, 1).await;
    let paid = client.invoice().retrieve(&owed).await.expect("it is there");
    let by = &paid.invoice.linked_payments;
    assert_eq!(by.len(), 1, "{over:?}");
    assert_eq!(over, [format!("charge done {}", by[0].txn_id.as_str())]);
}

/// An event that this version of the crate cannot read waits for one that can, and what comes behind it does not.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_read_holds_up_no_other() {
    let (mock, client, program) = start().await;
    let odd = format!(
        r#"{{"id":"ev_odd","occurred_at":{},"source":"api","event_type":"invoice_generated","api_version":"v2",
            "object":"event","content":{{"invoice":"odd"}}}}"#,
        Timestamp::now().as_seconds()
    );
    let seeded = serde_json::from_str(&odd).expect("JSON");
    mock.seed(Version::V2, "event", seeded).expect("an event");
    // No webhook tells of it.
    let owed = invoice(&client, "owing").await;
    let over = over(&program, 1).await;
    assert!(over[0].starts_with("charge done "), "{over:?}");
    let paid = client.invoice().retrieve(&owed).await.expect("it is there");
    assert_eq!(paid.invoice.linked_payments.len(), 1);
    assert_eq!(program.post("hook:s&cret", &odd).await, 503);
}

/// What happened before is somebody else's matter, also what did so a minute ago; what happens from now on is not, even where no webhook
/// tells of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_before_the_first_start_is_not_collected() {
    let mock = MockServer::start().await.expect("a mock");
    let client = Client::builder("acme-test", "test_key").base_url(mock.url());
    let client = client.build().expect("a client");
    mock.set_time(Some(Timestamp::now().as_seconds() - 60));
    invoice(&client, "early").await;
    mock.set_time(None);
    let mut program = Program::start(&mock.url());
    // Events count seconds.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let late = invoice(&client, "late").await;
    over(&program, 1).await;
    // Also after another start, which looks back from where the first one was.
    program.kill_and_start();
    let later = invoice(&client, "later").await;
    over(&program, 2).await;
    let jobs = program.rows("SELECT record FROM jobs ORDER BY rowid");
    assert_eq!(jobs, [late, later]);
}

/// References are no secret, and nobody keeps others from writing the same.
#[tokio::test(flavor = "multi_thread")]
async fn the_reference_of_somebody_else_hides_no_payment() {
    let (mock, client, program) = start().await;
    no_list_of_events(&mock);
    let other = invoice(&client, "other").await;
    // What the gateway is about to call its first one.
    let payment = TransactionParams::new(TransactionPaymentMethod::Check)
        .amount(Amount::from_minor(990))
        .reference_number("fake_1");
    let payment = client.invoice().record_payment(&other).transaction(payment);
    payment.await.expect("paid");
    let webhook = Webhook::new(&program.webhook()).expect("a URL");
    mock.set_webhooks([webhook.waits([Duration::from_millis(100); 50])]);
    let owed = invoice(&client, "owing").await;
    let over = over(&program, 1).await;
    let paid = client.invoice().retrieve(&owed).await.expect("it is there");
    let by = &paid.invoice.linked_payments;
    assert_eq!(by.len(), 1, "{over:?}");
    assert_eq!(over, [format!("charge done {}", by[0].txn_id.as_str())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_send_is_not_heard_and_another_version_is_not_sent_again() {
    let (_mock, _client, program) = start().await;
    let event = |version: &str| {
        format!(
            r#"{{"id":"ev_1","occurred_at":1700000000,"source":"api","event_type":"invoice_generated","api_version":"{version}",
                "object":"event","content":{{"invoice":{{"id":"inv_1"}}}}}}"#
        )
    };
    assert_eq!(program.post("hook:wrong", &event("v2")).await, 401);
    // It reads API v2 only: 400. Built together with programs that switch v1 on, it reads that too, and wants no more of it: 200. In
    // either case the same event in the form of v2 is as good as before.
    let other = program.post("hook:s&cret", &event("v1")).await;
    assert!([200, 400].contains(&other), "{other}");
    assert_eq!(program.post("hook:s&cret", "{").await, 400);
    assert_eq!(program.rows("SELECT id FROM events"), [""; 0]);
    assert_eq!(program.post("hook:s&cret", &event("v2")).await, 200);
    assert_eq!(program.rows("SELECT id FROM events"), ["ev_1"]);
    assert!(!program.log().contains("s&cret") && !program.log().contains("test_key"));
}
