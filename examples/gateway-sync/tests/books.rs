//! The whole program against the mock, over real sockets: webhooks that come twice, late, in another order or never, faults of the
//! API, and a process that is killed. At the end the books agree to the cent.
//!
//! `cargo test` runs it small. `cargo test -p gateway-sync -- --ignored --nocapture` runs it whole, and prints what happened.

mod support;

use chargebee::{
    Money,
    money::Totals,
    v2::{
        Client, CreditNoteStatus, CreditNoteType, InvoiceStatus, TransactionPaymentMethod,
        TransactionType, common::requests::ChargeParams, invoice::requests::TransactionParams,
    },
};
use chargebee_mock::{Fault, MockServer, Webhook, WebhookFault, WebhookPlan};
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use support::Program;

const CURRENCIES: [&str; 4] = ["USD", "EUR", "JPY", "KWD"];

/// What the program calls.
const CALLS: [&str; 6] = [
    "invoice.retrieve",
    "invoice.record_payment",
    "credit_note.retrieve",
    "credit_note.record_refund",
    "transaction.list",
    "event.list",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_books_agree() {
    run(60, 12, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute: .ci/gateway-sync"]
async fn the_books_agree_after_fifty_kills() {
    run(1_000, 200, 50).await;
}

#[expect(clippy::print_stdout, reason = "it shows what happened")]
async fn run(invoices: usize, credit_notes: usize, kills: usize) {
    let mock = MockServer::start().await.expect("a mock");
    let client = Client::builder("acme-test", "test_key")
        .base_url(mock.url())
        .build()
        .expect("a client");
    // Credit is for what was paid, before the program was there.
    let mut paid = Vec::new();
    for number in 0..credit_notes {
        paid.push(paid_invoice(&client, number).await);
    }
    let mut program = Program::start(&mock.url());
    let webhook = Webhook::new(&program.webhook()).expect("a URL");
    mock.set_webhooks([webhook.waits([50, 100, 200, 400].map(Duration::from_millis))]);
    for (fault, every) in [
        (WebhookFault::Duplicate, 3),
        (WebhookFault::Reorder, 5),
        (WebhookFault::Delay(150), 7),
        (WebhookFault::Lose, 11),
    ] {
        mock.plan_webhook(WebhookPlan::new(fault).every(every));
    }

    let business = tokio::spawn(business(client.clone(), invoices, paid));
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(20..1_000))).await;
        for fault in [
            Fault::RateLimit(Some(1)),
            Fault::Status(503),
            Fault::Cut,
            Fault::Truncated,
        ] {
            mock.plan(fault, Some(CALLS[fastrand::usize(..CALLS.len())]), 1);
        }
        program.kill_and_start();
    }
    business.await.expect("it did not panic");
    settled(&client, &program).await;
    assert!(program.stop().success(), "{}", program.log());
    let books = Books::read(&client, &program).await;
    books.agree(invoices, credit_notes);

    let counts = mock.webhook_counts().remove(0).2;
    let log = program.log();
    let received = log.matches("\"message\":\"webhook\"").count();
    let dropped =
        log.matches("\"is_new\":false").count() + log.matches("\"outcome\":\"Duplicate\"").count();
    println!(
        "{} events, {} requests for them, {received} came so or from the list, {dropped} duplicates dropped, {kills} kills",
        counts.events, counts.requests
    );
    for (way, recorded) in &books.recorded {
        let of = |totals: &Totals| {
            totals
                .iter()
                .map(Money::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        };
        println!(
            "{way}: {} at the gateway, {}",
            books.moved[way].len(),
            of(&totals(&books.moved[way]))
        );
        println!(
            "{way}: {} at Chargebee, {}",
            recorded.len(),
            of(&totals(recorded))
        );
    }
}

fn money(number: usize) -> Money {
    let major = format!("{}", 10 + number % 90);
    let currency = chargebee::Currency::new(CURRENCIES[number % CURRENCIES.len()]);
    Money::from_major(&major.parse().expect("a number"), currency).expect("it fits")
}

async fn invoice(client: &Client, customer: String, money: &Money) -> String {
    let charge = ChargeParams::new().amount(money).description("Work");
    client
        .customer()
        .create()
        .id(&customer)
        .await
        .expect("created");
    let created = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id(customer)
        .currency_code(money.currency().clone())
        .charges([charge])
        .await
        .expect("created");
    created.into_inner().invoice.id.to_string()
}

async fn paid_invoice(client: &Client, number: usize) -> (String, Money) {
    let money = money(number);
    let id = invoice(client, format!("paid_{number}"), &money).await;
    let payment = TransactionParams::new(TransactionPaymentMethod::Cash).amount(&money);
    client
        .invoice()
        .record_payment(&id)
        .transaction(payment)
        .await
        .expect("paid");
    (id, money)
}

/// What the company does meanwhile.
async fn business(client: Client, invoices: usize, paid: Vec<(String, Money)>) {
    let every = (invoices / paid.len()).max(1);
    let mut paid = paid.into_iter();
    for number in 0..invoices {
        invoice(&client, format!("owing_{number}"), &money(number)).await;
        if number.is_multiple_of(every)
            && let Some((id, money)) = paid.next()
        {
            let note = client.credit_note().create(CreditNoteType::Refundable);
            note.reference_invoice_id(id)
                .total(&money)
                .await
                .expect("created");
        }
    }
    assert_eq!(paid.len(), 0, "every credit note was made");
}

/// Waits until nothing is open at Chargebee.
async fn settled(client: &Client, program: &Program) {
    let start = Instant::now();
    loop {
        let unpaid = client
            .invoice()
            .list()
            .status()
            .is_not(InvoiceStatus::Paid)
            .limit(1)
            .await;
        let unrefunded = client
            .credit_note()
            .list()
            .status()
            .is_not(CreditNoteStatus::Refunded)
            .limit(1)
            .await;
        let (unpaid, unrefunded) = (unpaid.expect("listed"), unrefunded.expect("listed"));
        if unpaid.list.is_empty() && unrefunded.list.is_empty() {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_secs(300),
            "{:?} {:?} {}",
            unpaid.list,
            unrefunded.list,
            program.log()
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What moved, by reference, on both sides.
struct Books {
    moved: BTreeMap<&'static str, BTreeMap<String, Money>>,
    recorded: BTreeMap<&'static str, BTreeMap<String, Money>>,
    per_invoice: Vec<usize>,
    per_credit_note: Vec<usize>,
}

impl Books {
    async fn read(client: &Client, program: &Program) -> Self {
        let ledger = Connection::open(program.file("gateway.db")).expect("it is there");
        let mut moved = BTreeMap::new();
        for way in ["charge", "refund"] {
            let mut rows = ledger
                .prepare("SELECT rowid, money FROM ledger WHERE way = ?1")
                .expect("it is right");
            let row = |row: &rusqlite::Row<'_>| {
                Ok((format!("fake_{}", row.get::<_, i64>(0)?), row.get(1)?))
            };
            let rows = rows.query_map([way], row).expect("read");
            moved.insert(way, rows.collect::<Result<_, _>>().expect("read"));
        }
        let mut recorded =
            BTreeMap::from([("charge", BTreeMap::new()), ("refund", BTreeMap::new())]);
        let mut transactions = client.transaction().list().items();
        while let Some(entry) = transactions.next().await {
            let transaction = entry.expect("listed").transaction;
            let Some(reference) = transaction.reference_number.clone() else {
                continue;
            };
            let way = match transaction.r#type {
                TransactionType::Refund => "refund",
                _ => "charge",
            };
            let money = transaction.amount_money().expect("it has a currency");
            let before = recorded
                .get_mut(way)
                .expect("one of both")
                .insert(reference.clone(), money);
            assert_eq!(before, None, "{reference} was recorded twice");
        }
        let (mut per_invoice, mut per_credit_note) = (Vec::new(), Vec::new());
        let mut invoices = client.invoice().list().items();
        while let Some(entry) = invoices.next().await {
            per_invoice.push(entry.expect("listed").invoice.linked_payments.len());
        }
        let mut credit_notes = client.credit_note().list().items();
        while let Some(entry) = credit_notes.next().await {
            per_credit_note.push(entry.expect("listed").credit_note.linked_refunds.len());
        }
        Self {
            moved,
            recorded,
            per_invoice,
            per_credit_note,
        }
    }

    fn agree(&self, invoices: usize, credit_notes: usize) {
        assert_eq!(self.moved, self.recorded);
        assert_eq!(self.moved["charge"].len(), invoices);
        assert_eq!(self.moved["refund"].len(), credit_notes);
        assert_eq!(self.per_invoice, vec![1; invoices + credit_notes]);
        assert_eq!(self.per_credit_note, vec![1; credit_notes]);
        let sum = |numbers: usize| (0..numbers).map(|it| (it.to_string(), money(it))).collect();
        assert_eq!(totals(&self.moved["charge"]), totals(&sum(invoices)));
        assert_eq!(totals(&self.moved["refund"]), totals(&sum(credit_notes)));
    }
}

fn totals(moved: &BTreeMap<String, Money>) -> Totals {
    let mut totals = Totals::new();
    for money in moved.values() {
        totals.add(money).expect("it fits");
    }
    totals
}
