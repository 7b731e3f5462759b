//! What comes more than once.

use super::*;
use std::{
    collections::VecDeque,
    future::ready,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

#[tokio::test]
async fn an_event_that_comes_again_is_handled_once() {
    let receiver = builder()
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let calls = AtomicUsize::new(0);
    let status = async |result: Result<(), &'static str>| {
        let answer = receiver.handle(request(BODY), None, async |_| {
            calls.fetch_add(1, Ordering::SeqCst);
            Ok(result?)
        });
        answer.await.status().as_u16()
    };
    assert_eq!(status(Err("the database is down")).await, 503);
    assert_eq!(status(Ok(())).await, 200);
    assert_eq!(status(Err("it is not called")).await, 200);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let store = Arc::new(InMemory::new());
    let receiver = builder()
        .dedupe(Arc::clone(&store))
        .build()
        .expect("a receiver");
    for body in [
        "",
        "{}",
        r#"{"object":"event","id":"ev_1","api_version":"v2"}"#,
    ] {
        receiver.handle(request(body), None, never).await;
    }
    let mut wrong = request(BODY);
    wrong.headers_mut().clear();
    receiver.handle(wrong, None, never).await;
    assert!(store.is_empty());
    receiver.handle(request(BODY), None, async |_| Ok(())).await;
    assert_eq!(store.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_come_at_once_one_is_handled() {
    let receiver = builder()
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let calls = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (receiver, calls) = (receiver.clone(), Arc::clone(&calls));
            tokio::spawn(async move {
                let answer = receiver.handle(request(BODY), None, |_| async move {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    calls.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                });
                answer.await.status().as_u16()
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.expect("no panic"));
    }
    statuses.sort_unstable();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    // One did it. The others are sent again, for that one may yet fail; those who came late know that it is done.
    assert_eq!(statuses[0], 200);
    assert!(
        statuses.iter().all(|it| [200, 503].contains(it)),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_worker_that_is_killed_leaves_the_event_to_the_next_one() {
    let seconds = Arc::new(AtomicUsize::new(0));
    let read = Arc::clone(&seconds);
    let now = move || Duration::from_secs(read.load(Ordering::SeqCst) as u64);
    let receiver = builder()
        .dedupe(InMemory::new().now(now))
        .lease(Duration::from_secs(60))
        .build()
        .expect("a receiver");
    let killed = receiver.handle(request(BODY), None, |_| std::future::pending());
    let timeout = tokio::time::timeout(Duration::from_millis(20), killed).await;
    assert!(timeout.is_err());
    let status = async || {
        let answer = receiver.handle(request(BODY), None, async |_| Ok(()));
        answer.await.status().as_u16()
    };
    assert_eq!(status().await, 503);
    seconds.store(60, Ordering::SeqCst);
    assert_eq!(status().await, 200);
}

/// A store that gives what it was told to give.
struct Told(
    Mutex<VecDeque<Result<Claim, &'static str>>>,
    Result<(), &'static str>,
);

impl Dedupe for Told {
    fn claim<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: Duration,
    ) -> BoxFuture<'a, Result<Claim, BoxError>> {
        let next = self.0.lock().expect("a list").pop_front();
        Box::pin(ready(next.unwrap_or(Ok(Claim::Done)).map_err(Into::into)))
    }
    fn done<'a>(&'a self, _: &'a str, _: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(ready(self.1.map_err(Into::into)))
    }
    fn failed<'a>(&'a self, _: &'a str, _: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(ready(self.1.map_err(Into::into)))
    }
    fn poisoned<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: i64,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(ready(self.1.map_err(Into::into)))
    }
}

#[tokio::test]
async fn a_store_that_fails_has_the_event_sent_again_unless_it_is_done() {
    let claims = [
        Err("no connection"),
        Ok(Claim::New { ticket: 1 }),
        Ok(Claim::InProgress),
    ];
    let store = Told(Mutex::new(claims.into()), Err("no connection"));
    let receiver = builder().dedupe(store).build().expect("a receiver");
    let outcome = async || {
        let event = Event::Known("ev_1".to_owned(), 1.into_json());
        let handler = async |delivery: Delivery<Event>| {
            assert_eq!(delivery.ticket, Some(1));
            Ok(())
        };
        receiver.process(event, handler).await
    };
    assert_eq!(outcome().await, Outcome::StoreFailed);
    // The work is done. An answer that says otherwise would have it done twice.
    assert_eq!(outcome().await, Outcome::Done);
    assert_eq!(outcome().await, Outcome::InProgress);
    assert_eq!(outcome().await, Outcome::Duplicate);
    let statuses = [
        Outcome::StoreFailed,
        Outcome::InProgress,
        Outcome::Duplicate,
    ];
    assert_eq!(statuses.map(|it| it.status().as_u16()), [503, 503, 200]);
}

/// A program that reads both versions is sent each event in both. What its handler of one makes of it as poison, that of the other may
/// know how to do.
#[tokio::test]
async fn what_is_poison_in_one_version_is_handled_in_another() {
    let receiver = builder()
        .dedupe(InMemory::new())
        .keep_unknown_versions(true)
        .build()
        .expect("a receiver");
    let newer = BODY.replacen('{', r#"{"api_version":"v9","#, 1);
    let deliver = async |body: &str, result: Result<(), Failure>| {
        let delivery = receiver.receive(request(body.to_owned()), None).await;
        let delivery = delivery.expect("an event");
        receiver.process(delivery, async |_| result).await
    };
    let poison = || Err(Failure::poison("this program knows no API v1"));
    assert_eq!(deliver(BODY, poison()).await, Outcome::Poison);
    assert_eq!(deliver(BODY, Ok(())).await, Outcome::Duplicate);
    assert_eq!(deliver(&newer, Ok(())).await, Outcome::Done);
    assert_eq!(deliver(BODY, Ok(())).await, Outcome::Duplicate);
}
