//! The same of API v1, whose list of events has no order and is asked for from one instant to another.

use super::catch_up::{receiver, saved};
use chargebee::{
    Checkpoint, Timestamp,
    v1::Client,
    webhook::{Delivery, Event, Failure, Outcome, Receiver},
};
use chargebee_mock::{Fault, MockServer};
use std::{collections::BTreeMap, sync::Mutex, time::Duration};

/// In the past: a position stays behind the present.
const SECOND: i64 = 1_700_000_000;
const LEASE: Duration = Duration::from_secs(60);

/// When each event occurred and its id, in the order in which they were handled.
#[derive(Default)]
struct Books(Mutex<Vec<(i64, String)>>);

impl Books {
    fn book(&self, delivery: &Delivery) {
        let Event::V1(event) = &delivery.event else {
            panic!("it is of API v1");
        };
        let entry = (event.occurred_at.as_seconds(), event.id.to_string());
        self.0.lock().expect("a lock").push(entry);
    }

    fn len(&self) -> usize {
        self.0.lock().expect("a lock").len()
    }

    /// Each event of the mock is there, and once.
    async fn agree(&self, client: &Client) {
        let mut events = client.event().list().limit(100).items();
        let mut ids = BTreeMap::new();
        while let Some(entry) = events.next().await {
            ids.insert(entry.expect("an entry").event.id.to_string(), 1);
        }
        let mut counts = BTreeMap::new();
        for (_, id) in &*self.0.lock().expect("a lock") {
            *counts.entry(id.clone()).or_insert(0) += 1;
        }
        assert_eq!(counts, ids);
    }
}

async fn start() -> (MockServer, Client) {
    let mock = MockServer::start().await.expect("a mock");
    mock.set_time(Some(SECOND));
    let client = Client::from(&super::client_of(mock.url()));
    (mock, client)
}

async fn happen(mock: &MockServer, client: &Client, at: i64, count: usize) {
    mock.set_time(Some(at));
    for _ in 0..count {
        client.customer().create().send().await.expect("created");
    }
}

fn before() -> Checkpoint {
    Checkpoint::from(Timestamp::from_seconds(SECOND - 60))
}

async fn walk(
    receiver: &Receiver,
    client: &Client,
    position: &mut Checkpoint,
    books: &Books,
) -> Vec<Outcome> {
    let mut missed = receiver.catch_up(client.event().list().limit(7), &*position);
    let mut outcomes = Vec::new();
    let handle = async |delivery: Delivery| {
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
async fn what_happened_meanwhile_comes_once_and_in_order() {
    let (mock, client) = start().await;
    let (receiver, books, mut position) = (receiver(LEASE), Books::default(), before());
    // More than a page in one second, some alone, and days between them.
    for (at, count) in [
        (0, 25),
        (1, 1),
        (2, 8),
        (700, 3),
        (200_000, 9),
        (200_400, 2),
    ] {
        happen(&mock, &client, SECOND + at, count).await;
    }
    assert_eq!(
        walk(&receiver, &client, &mut position, &books).await,
        [Outcome::Done; 48]
    );
    let times: Vec<i64> = {
        let booked = books.0.lock().expect("a lock");
        booked.iter().map(|(at, _)| *at).collect()
    };
    assert!(times.is_sorted(), "{times:?}");
    books.agree(&client).await;
    assert_eq!(position.since().as_seconds(), SECOND + 200_400);
    // Nothing is new, and nothing is handed out again: one call, for the last five minutes.
    drop(mock.take_log());
    assert_eq!(walk(&receiver, &client, &mut position, &books).await, []);
    let asked = mock.take_log();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].form,
        format!("limit=7&start_time={}", SECOND + 200_100)
    );
    // One that is written late comes with the next walk, and so does what is new.
    happen(&mock, &client, SECOND + 200_150, 1).await;
    happen(&mock, &client, SECOND + 200_500, 2).await;
    assert_eq!(
        walk(&receiver, &client, &mut position, &books).await,
        [Outcome::Done; 3]
    );
    books.agree(&client).await;
}

/// Spans are as long as a page needs, and calls as few.
#[tokio::test]
async fn a_long_time_is_walked_in_few_calls() {
    let (mock, client) = start().await;
    for hour in 0..120 {
        happen(&mock, &client, SECOND + hour * 3_600, 2).await;
    }
    let (receiver, books) = (receiver(LEASE), Books::default());
    for mut position in [before(), Checkpoint::beginning()] {
        drop(mock.take_log());
        walk(&receiver, &client, &mut position, &books).await;
        let calls = mock.take_log().len();
        assert!(calls < 150, "{calls} calls for 240 events, 7 to a page");
    }
    books.agree(&client).await;
}

/// Killed after each event, before or after the position is saved, while new events come.
#[tokio::test]
async fn killed_in_the_middle_of_a_walk() {
    let (mock, client) = start().await;
    let (receiver, books, mut position) = (receiver(LEASE), Books::default(), before());
    for second in 0..4 {
        happen(&mock, &client, SECOND + second, 10).await;
    }
    let mut lives = 0;
    while books.len() < 60 {
        if lives < 20 {
            happen(&mock, &client, SECOND + 10 + lives, 1).await;
        }
        let mut missed = receiver.catch_up(client.event().list().limit(7), &position);
        let handle = async |delivery: Delivery| {
            books.book(&delivery);
            Ok(())
        };
        for step in 0..4 {
            let Some(outcome) = missed.next(handle).await else {
                break;
            };
            outcome.expect("an outcome");
            if (step + lives) % 3 > 0 {
                position = saved(missed.position());
            }
        }
        lives += 1;
        assert!(lives < 300, "{} events", books.len());
    }
    walk(&receiver, &client, &mut position, &books).await;
    books.agree(&client).await;
}

/// An event whose handler fails for days holds up no other, older or newer.
#[tokio::test]
async fn what_fails_is_asked_for_again_and_nothing_else() {
    let (mock, client) = start().await;
    for second in 0..3 {
        happen(&mock, &client, SECOND + second * 400, 9).await;
    }
    let broken = {
        let listed = client.event().list().limit(100).send().await;
        let listed = listed.expect("a list");
        let middle =
            (listed.list.iter()).find(|it| it.event.occurred_at.as_seconds() == SECOND + 400);
        middle.expect("one").event.id.to_string()
    };
    let books = Books::default();
    let is_broken = Mutex::new(true);
    let handle = async |delivery: Delivery| {
        if delivery.event.id() == broken && *is_broken.lock().expect("a lock") {
            return Err(Failure::retry("the database is down"));
        }
        books.book(&delivery);
        Ok(())
    };
    let mut position = before();
    for (day, new) in [(0, 27), (1, 1), (2, 1), (3, 1)] {
        // A store that has forgotten what came before.
        let receiver = receiver(LEASE);
        if day > 0 {
            happen(&mock, &client, SECOND + day * 86_400, 1).await;
        }
        let known = books.len();
        let mut missed = receiver.catch_up(client.event().list().limit(7), &position);
        while let Some(outcome) = missed.next(handle).await {
            outcome.expect("an outcome");
        }
        assert_eq!(missed.unsettled(), 1);
        position = saved(missed.position());
        assert_eq!(books.len() - known, if day == 0 { new - 1 } else { new });
    }
    *is_broken.lock().expect("a lock") = false;
    let receiver = receiver(LEASE);
    let mut missed = receiver.catch_up(client.event().list().limit(7), &position);
    assert_eq!(
        missed.next(handle).await.expect("one").ok(),
        Some(Outcome::Done)
    );
    assert!(missed.next(handle).await.is_none());
    books.agree(&client).await;
}

#[tokio::test]
async fn a_list_that_fails_goes_on_where_it_was() {
    let (mock, client) = start().await;
    happen(&mock, &client, SECOND, 20).await;
    happen(&mock, &client, SECOND + 50, 5).await;
    let (receiver, books) = (receiver(LEASE), Books::default());
    let handle = async |delivery: Delivery| {
        books.book(&delivery);
        Ok(())
    };
    let mut missed = receiver.catch_up(client.event().list().limit(7), before());
    let (mut failures, mut turn) = (0, 0);
    loop {
        if turn % 3 == 0 {
            mock.plan(Fault::Status(503), Some("event.list"), 1);
        }
        turn += 1;
        match missed.next(handle).await {
            Some(Ok(outcome)) => assert_eq!(outcome, Outcome::Done),
            Some(Err(_)) => {
                failures += 1;
                assert!(missed.retry(), "a failure of the server is over");
            }
            None => break,
        }
    }
    assert!(failures > 3, "{failures}");
    // What was planned and did not happen.
    drop(client.event().list().send().await);
    books.agree(&client).await;
}
