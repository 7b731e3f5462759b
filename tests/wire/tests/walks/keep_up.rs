//! Walks through the events, again and again until a program stops.

use super::catch_up::receiver;
use chargebee::{
    Timestamp,
    v2::Client,
    webhook::{BoxError, Delivery},
};
use chargebee_mock::{Fault, MockServer};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::{Notify, oneshot};

const LEASE: Duration = Duration::from_secs(60);
const EVERY: Duration = Duration::from_millis(30);

#[derive(Clone, Default)]
struct Program {
    handled: Arc<Mutex<Vec<String>>>,
    saved: Arc<Mutex<Vec<String>>>,
}

impl Program {
    async fn handle(self, delivery: Delivery) {
        let id = delivery.event.id().to_owned();
        self.handled.lock().expect("a lock").push(id);
    }

    fn handled(&self) -> Vec<String> {
        self.handled.lock().expect("a lock").clone()
    }

    /// Each second time the disk is full.
    async fn save(self, position: String) -> Result<(), BoxError> {
        let mut saved = self.saved.lock().expect("a lock");
        saved.push(position);
        match saved.len() % 2 {
            0 => Err("the disk is full".into()),
            _ => Ok(()),
        }
    }

    fn last_saved(&self) -> Option<String> {
        self.saved.lock().expect("a lock").last().cloned()
    }

    /// Runs until it is told to stop.
    fn start(
        &self,
        client: &Client,
        saved: Option<String>,
    ) -> (oneshot::Sender<()>, tokio::task::JoinHandle<bool>) {
        let (stop, stopped) = oneshot::channel::<()>();
        let (handler, saver) = (self.clone(), self.clone());
        let keep_up = receiver(LEASE)
            .keep_up(client.event().list().limit(5), saved)
            .every(EVERY);
        let run = keep_up.run(
            move |delivery| {
                let program = handler.clone();
                async move {
                    program.handle(delivery).await;
                    Ok(())
                }
            },
            move |position| saver.clone().save(position),
            async move { drop(stopped.await) },
        );
        (stop, tokio::spawn(async move { run.await.is_ok() }))
    }
}

async fn until(condition: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to that");
}

async fn happen(client: &Client, count: usize) {
    for _ in 0..count {
        client.customer().create().send().await.expect("created");
    }
}

#[tokio::test]
async fn what_happens_from_the_first_start_on_is_handled_once_over_all_starts() {
    let mock = MockServer::start().await.expect("a mock");
    let client = super::client_of(mock.url());
    // Within the time that a walk looks back, and yet of no interest.
    mock.set_time(Some(Timestamp::now().as_seconds() - 100));
    happen(&client, 3).await;
    mock.set_time(Some(Timestamp::now().as_seconds() + 5));
    happen(&client, 7).await;
    // The list cannot be had at first, and now and then.
    mock.plan(Fault::Status(503), Some("event.list"), 3);
    let program = Program::default();
    let (stop, ended) = program.start(&client, None);
    until(|| program.handled().len() == 7).await;
    mock.plan(Fault::Cut, Some("event.list"), 1);
    happen(&client, 2).await;
    until(|| program.handled().len() == 9).await;
    stop.send(()).expect("it runs");
    assert!(ended.await.expect("no panic"));

    let (first, last) = {
        let saved = program.saved.lock().expect("a lock");
        (saved[0].clone(), saved.last().cloned())
    };
    happen(&client, 2).await;
    // From the last position only what is new is handled. From the very first one, which is what a program has that was killed at once,
    // nothing comes that was before.
    for (saved, expected) in [(last, 2), (Some(first), 11)] {
        let program = Program::default();
        let (stop, ended) = program.start(&client, saved);
        until(|| program.handled().len() >= expected).await;
        tokio::time::sleep(EVERY * 3).await;
        assert_eq!(program.handled().len(), expected);
        drop(stop);
        assert!(ended.await.expect("no panic"));
        assert!(program.last_saved().is_some());
    }
}

/// An event is over or not begun, and nobody waits for the next walk or for an API that does not answer.
#[tokio::test]
async fn it_stops_between_two_events() {
    let mock = MockServer::start().await.expect("a mock");
    let client = super::client_of(mock.url());
    let saved = Some(chargebee::Checkpoint::beginning().to_string());
    happen(&client, 3).await;
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handled = Arc::new(Mutex::new(0));
    let (stop, stopped) = oneshot::channel::<()>();
    let (signal, gate, count) = (begun.clone(), go_on.clone(), handled.clone());
    let run = receiver(LEASE).keep_up(client.event().list(), saved).run(
        move |_| {
            let (signal, gate, count) = (signal.clone(), gate.clone(), count.clone());
            async move {
                signal.notify_one();
                gate.notified().await;
                *count.lock().expect("a lock") += 1;
                Ok(())
            }
        },
        async |_| Ok(()),
        async move { drop(stopped.await) },
    );
    let run = tokio::spawn(async move { run.await.is_ok() });
    begun.notified().await;
    stop.send(()).expect("it runs");
    tokio::time::sleep(EVERY).await;
    assert!(!run.is_finished(), "an event is under way");
    go_on.notify_one();
    assert!(run.await.expect("no panic"));
    assert_eq!(*handled.lock().expect("a lock"), 1);

    let program = Program::default();
    mock.plan(Fault::Slow(60_000), Some("event.list"), 1);
    let (stop, ended) = program.start(&client, None);
    until(|| program.last_saved().is_some()).await;
    tokio::time::sleep(EVERY).await;
    stop.send(()).expect("it runs");
    let ended = tokio::time::timeout(Duration::from_secs(30), ended).await;
    assert!(ended.expect("it does not wait").expect("no panic"));
}

#[tokio::test]
async fn what_is_no_position_is_an_error() {
    let mock = MockServer::start().await.expect("a mock");
    let client = super::client_of(mock.url());
    let keep_up = receiver(LEASE).keep_up(client.event().list(), Some("{}".to_owned()));
    let run = keep_up.run(async |_| Ok(()), async |_| Ok(()), std::future::pending());
    let error = run.await.expect_err("it is no position").to_string();
    assert!(error.contains("no checkpoint"), "{error}");
    assert!(mock.log().is_empty());
}
