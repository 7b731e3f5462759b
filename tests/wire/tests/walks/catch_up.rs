//! Events that did not come as webhooks: each is handled once, whatever stops and whoever else is at it.

use axum::{Router, body::Bytes, extract::State, http::Request, response::Response, routing::post};
use chargebee::{
    Checkpoint, Timestamp,
    v2::{Client, EventType},
    webhook::{Delivery, Failure, InMemory, Outcome, Receiver},
};
use chargebee_mock::{Fault, MockServer, Webhook, WebhookFault, WebhookPlan};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

const SECOND: i64 = 1_900_000_000;

/// What the events came to: how often each was handled.
#[derive(Clone, Default)]
struct Books(Arc<Mutex<BTreeMap<String, usize>>>);

impl Books {
    fn book(&self, delivery: &Delivery) {
        let id = delivery.event.id().to_owned();
        *self.0.lock().expect("a lock").entry(id).or_default() += 1;
    }

    fn len(&self) -> usize {
        self.0.lock().expect("a lock").len()
    }

    /// Each event of the mock is there, and once.
    async fn agree(&self, client: &Client) {
        let mut events = client.event().list().limit(100).items();
        let mut ids = Vec::new();
        while let Some(entry) = events.next().await {
            ids.push(entry.expect("an entry").event.id.as_str().to_owned());
        }
        let books = self.0.lock().expect("a lock").clone();
        ids.sort();
        assert!(books.values().all(|count| *count == 1), "{books:?}");
        assert_eq!(books.into_keys().collect::<Vec<_>>(), ids);
    }
}

async fn start() -> (MockServer, Client) {
    let mock = MockServer::start().await.expect("a mock");
    mock.set_time(Some(SECOND));
    let client = super::client_of(mock.url());
    (mock, client)
}

pub(super) fn receiver(lease: Duration) -> Receiver {
    let receiver = Receiver::builder().credentials("hook", "secret");
    let receiver = receiver.dedupe(InMemory::new()).lease(lease).build();
    receiver.expect("a receiver")
}

/// Makes customers, each with an event.
async fn happen(client: &Client, count: usize) {
    for _ in 0..count {
        client.customer().create().send().await.expect("created");
    }
}

fn before() -> Checkpoint {
    Checkpoint::from(Timestamp::from_seconds(SECOND - 60))
}

/// A position is text between walks.
pub(super) fn saved(position: &Checkpoint) -> Checkpoint {
    position.to_string().parse().expect("a position")
}

/// A walk to its end; what came of each event.
async fn walk(
    receiver: &Receiver,
    client: &Client,
    position: &mut Checkpoint,
    books: &Books,
) -> Vec<Outcome> {
    let mut missed = receiver.catch_up(client.event().list().limit(7), &*position);
    let mut outcomes = Vec::new();
    let handle = async |delivery: Delivery| {
        tokio::task::yield_now().await;
        books.book(&delivery);
        Ok(())
    };
    while let Some(outcome) = missed.next(handle).await {
        outcomes.push(outcome.expect("an outcome"));
        *position = saved(missed.position());
    }
    *position = saved(missed.position());
    outcomes
}

#[tokio::test]
async fn what_happened_meanwhile_comes_once() {
    let (mock, client) = start().await;
    let (receiver, books, mut position) = (
        receiver(Duration::from_secs(60)),
        Books::default(),
        before(),
    );
    // More than a page in one second, and some later.
    happen(&client, 25).await;
    mock.set_time(Some(SECOND + 3));
    happen(&client, 4).await;
    let outcomes = walk(&receiver, &client, &mut position, &books).await;
    assert_eq!(outcomes, [Outcome::Done; 29]);
    books.agree(&client).await;
    // Nothing is new, and nothing is handed out again.
    assert_eq!(walk(&receiver, &client, &mut position, &books).await, []);
    // One that is written late, with an instant before what was seen, comes with the next walk.
    mock.set_time(Some(SECOND - 100));
    happen(&client, 1).await;
    mock.set_time(Some(SECOND + 9));
    happen(&client, 2).await;
    let outcomes = walk(&receiver, &client, &mut position, &books).await;
    assert_eq!(outcomes, [Outcome::Done; 3]);
    books.agree(&client).await;
    // How an event was delivered goes on changing, and is no new event.
    let other = Webhook::new("http://127.0.0.1:9/")
        .expect("a URL")
        .waits([]);
    mock.set_webhooks([other]);
    happen(&client, 1).await;
    assert_eq!(
        walk(&receiver, &client, &mut position, &books).await,
        [Outcome::Done]
    );
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(walk(&receiver, &client, &mut position, &books).await, []);
    // Only what the list is narrowed to.
    let narrow = client
        .event()
        .list()
        .event_type()
        .is(EventType::InvoiceGenerated);
    let mut missed = receiver.catch_up(narrow, before());
    assert!(missed.next(async |_| Ok(())).await.is_none());
}

/// Killed at each point of the work on each event, and started again from what was saved.
#[tokio::test]
async fn killed_in_the_middle_of_a_walk() {
    let (_mock, client) = start().await;
    happen(&client, 20).await;
    let lease = Duration::from_millis(30);
    let (receiver, books, mut position) = (receiver(lease), Books::default(), before());
    let mut kills = 0;
    // Each life handles a few events and dies: before the work on one, after it, or before the position is saved.
    while books.len() < 20 {
        let mut missed = receiver.catch_up(client.event().list().limit(7), &position);
        for step in 0..3 {
            let dies = (kills + step) % 4;
            let handle = async |delivery: Delivery| {
                if dies == 1 {
                    std::future::pending::<()>().await;
                }
                books.book(&delivery);
                Ok::<(), Failure>(())
            };
            let next = missed.next(handle);
            let Ok(next) = tokio::time::timeout(Duration::from_millis(200), next).await else {
                // It died in the middle: what it was at is no part of the position.
                position = saved(missed.position());
                break;
            };
            let Some(outcome) = next else { break };
            outcome.expect("an outcome");
            if dies != 2 {
                position = saved(missed.position());
            }
        }
        kills += 1;
        assert!(kills < 200, "{} events after {kills} lives", books.len());
        tokio::time::sleep(lease).await;
    }
    assert!(kills > 5, "{kills}");
    walk(&receiver, &client, &mut position, &books).await;
    books.agree(&client).await;
    assert_eq!(walk(&receiver, &client, &mut position, &books).await, []);
}

#[derive(Clone)]
struct App(Receiver, Books);

async fn hook(
    State(App(receiver, books)): State<App>,
    request: Request<axum::body::Body>,
) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20)
        .await
        .unwrap_or_default();
    let handle = async |delivery: Delivery| {
        tokio::time::sleep(Duration::from_millis(2)).await;
        books.book(&delivery);
        Ok(())
    };
    let request = Request::from_parts(head, body);
    receiver
        .handle::<Bytes, _, _>(request, None, handle)
        .await
        .map(Into::into)
}

/// Webhooks that come twice, late, out of order or never, and walks beside them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_and_walks_at_once() {
    let (mock, client) = start().await;
    mock.set_time(None);
    let position = Checkpoint::from(Timestamp::now());
    let (receiver, books) = (receiver(Duration::from_secs(60)), Books::default());
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!(
        "http://hook:secret@{}/hook",
        socket.local_addr().expect("an address")
    );
    let app = Router::new().route("/hook", post(hook));
    let app = app.with_state(App(receiver.clone(), books.clone()));
    tokio::spawn(async move { axum::serve(socket, app).await });
    mock.set_webhooks([Webhook::new(&url)
        .expect("a URL")
        .waits([Duration::from_millis(20)])]);
    for (fault, every) in [
        (WebhookFault::Duplicate, 3),
        (WebhookFault::Reorder, 4),
        (WebhookFault::Delay(50), 5),
        (WebhookFault::Lose, 7),
    ] {
        mock.plan_webhook(WebhookPlan::new(fault).every(every));
    }
    mock.plan(Fault::Status(503), Some("event.list"), 2);
    let walks = async {
        let mut position = position;
        let mut outcomes = Vec::new();
        while books.len() < 120 {
            let mut missed = receiver.catch_up(client.event().list().limit(10), &position);
            let handle = async |delivery: Delivery| {
                tokio::time::sleep(Duration::from_millis(2)).await;
                books.book(&delivery);
                Ok(())
            };
            while let Some(outcome) = missed.next(handle).await {
                match outcome {
                    Ok(outcome) => outcomes.push(outcome),
                    Err(_) => assert!(missed.retry(), "a failure of the server is over"),
                }
                position = saved(missed.position());
            }
        }
        (outcomes, position)
    };
    let ((outcomes, mut position), ()) = tokio::join!(walks, happen(&client, 120));
    for _ in 0..500 {
        if mock.webhook_counts()[0].2.waiting() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    walk(&receiver, &client, &mut position, &books).await;
    books.agree(&client).await;
    let counts = mock.webhook_counts()[0].2;
    // Both had their part: what is lost came by the walk, and what came as a webhook was no second one.
    assert!(counts.failed >= 17, "{counts:?}");
    let count = |wanted| outcomes.iter().filter(|it| **it == wanted).count();
    assert!(count(Outcome::Done) >= 17, "{outcomes:?}");
    assert!(counts.succeeded > 60, "{counts:?}");
}

#[tokio::test]
async fn a_position_stays_in_front_of_what_is_not_over() {
    let (_mock, client) = start().await;
    happen(&client, 5).await;
    let books = Books::default();
    let third = {
        let listed = client.event().list().sort_by_occurred_at_asc().send().await;
        listed.expect("a list").list[2].event.id.clone()
    };
    let is_broken = Mutex::new(true);
    let handle = async |delivery: Delivery| {
        if delivery.event.id() == third.as_str() && *is_broken.lock().expect("a lock") {
            return Err(Failure::retry("the database is down"));
        }
        books.book(&delivery);
        Ok(())
    };
    let receiver = receiver(Duration::from_secs(60));
    let mut missed = receiver.catch_up(client.event().list(), before());
    let mut outcomes = Vec::new();
    while let Some(outcome) = missed.next(handle).await {
        outcomes.push(outcome.expect("an outcome"));
    }
    let (done, retry) = (Outcome::Done, Outcome::Retry);
    // Those behind it need not wait for it.
    assert_eq!(outcomes, [done, done, retry, done, done]);
    assert_eq!((missed.unsettled(), books.len()), (1, 4));
    let position = saved(missed.position());
    // Those behind it do not come again, for however long it takes: a store would have forgotten them by then.
    let forgot = self::receiver(Duration::from_secs(60));
    let mut missed = forgot.catch_up(client.event().list(), position);
    assert_eq!(missed.next(handle).await.expect("one").ok(), Some(retry));
    assert!(missed.next(handle).await.is_none());
    let position = saved(missed.position());
    *is_broken.lock().expect("a lock") = false;
    let mut missed = forgot.catch_up(client.event().list(), &position);
    assert_eq!(missed.next(handle).await.expect("one").ok(), Some(done));
    assert!(missed.next(handle).await.is_none());
    books.agree(&client).await;
    // What is dropped half way is not over.
    let mut missed = forgot.catch_up(client.event().list(), before());
    let begun = tokio::sync::Notify::new();
    let dropped = missed.next(async |_| {
        begun.notify_one();
        std::future::pending().await
    });
    tokio::select! {
        _ = dropped => panic!("its handler never ends"),
        () = begun.notified() => {}
    }
    assert_eq!(missed.unsettled(), 1);
    // Without a store nobody would know what was behind it: the walk ends there.
    *is_broken.lock().expect("a lock") = true;
    let forgetful = Receiver::builder().credentials("hook", "secret").build();
    let forgetful = forgetful.expect("a receiver");
    let mut missed = forgetful.catch_up(client.event().list(), before());
    let mut outcomes = Vec::new();
    while let Some(outcome) = missed.next(handle).await {
        outcomes.push(outcome.expect("an outcome"));
    }
    assert_eq!(outcomes, [done, done, retry]);
}
