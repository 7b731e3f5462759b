//! Walks that stand still: after an error, and on pages that hold nothing.

use crate::{client_of, json, numbered, page};
use bytes::Bytes;
use chargebee::{
    CallOptions, Checkpoint, Error, RetryPolicy, Timestamp, Transport,
    error::TransportError,
    transport::{BoxFuture, TransportRequest},
    v2::Client,
};
use chargebee_wire_tests::{
    clock::TestClock,
    site::{Site, query},
};
use futures_util::StreamExt as _;
use http::{Response, StatusCode};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Three pages of two; the second one is answered by `status` and `body`, so many times.
async fn failing(status: u16, body: &'static str, times: usize) -> Site {
    let left = Arc::new(AtomicUsize::new(times));
    Site::start(move |request| {
        let left = Arc::clone(&left);
        async move {
            let at: usize = query(&request, "offset").map_or(0, |it| it.parse().expect("a number"));
            let take = |left: usize| left.checked_sub(1);
            let fails = at == 1
                && left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
                    .is_ok();
            if fails {
                let mut answer = json(body);
                *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
                return answer;
            }
            let next = (at + 1).to_string();
            json(page(
                numbered(2 * at, 2 * at + 2),
                (at < 2).then_some(&next),
            ))
        }
    })
    .await
}

fn since() -> Timestamp {
    Timestamp::from_seconds(1_700_000_000)
}

/// Failures that come again, each in its own way.
const LASTING: [(u16, &str); 4] = [
    (
        401,
        r#"{"message":"no","api_error_code":"api_authentication_failed"}"#,
    ),
    (
        400,
        r#"{"message":"no","api_error_code":"param_wrong_value"}"#,
    ),
    (404, "<html>"),
    (200, "<html>"),
];

/// What a walk gives: how many, how many errors; with as many more questions as a caller may ask.
macro_rules! outcome {
    ($walk:ident, $next:expr) => {{
        let (mut given, mut errors) = (0, 0);
        let mut nothing = 0;
        while nothing < 5 {
            match $next {
                Some(Ok(_)) => given += 1,
                Some(Err(_)) => errors += 1,
                None => nothing += 1,
            }
            assert!(errors < 100, "it goes on for ever");
        }
        (given, errors, $walk.retry(), $walk.is_finished())
    }};
}

#[tokio::test]
async fn an_error_that_would_come_again_is_given_once_and_ends_every_walk() {
    for (status, body) in LASTING {
        let site = failing(status, body, usize::MAX).await;
        let client = client_of(site.url());
        let list = || client.customer().list();

        let mut walk = list().items();
        assert_eq!(
            outcome!(walk, walk.next().await),
            (2, 1, false, false),
            "{status}"
        );
        assert_eq!(
            walk.resume_from().map(|it| it.as_str()),
            Some("1"),
            "a new walk may go on"
        );
        assert_eq!(site.received().len(), 2, "{status}");
        let mut walk = list().pages();
        assert_eq!(
            outcome!(walk, walk.next().await),
            (1, 1, false, false),
            "{status}"
        );
        assert_eq!(walk.next_offset().map(|it| it.as_str()), Some("1"));
        let mut walk = list().changes_since(since());
        assert_eq!(
            outcome!(walk, walk.next().await),
            (2, 1, false, false),
            "{status}"
        );
        let mut walk = list().changes_since(Checkpoint::beginning());
        assert_eq!(
            outcome!(walk, walk.next().await),
            (2, 1, false, false),
            "{status}"
        );
        // In the order of the changes the second page is asked for from the last one on.
        assert_eq!(site.received().len(), 7, "{status}");

        // As streams, by callers who do not look at errors.
        let list = || client.customer().list();
        assert_eq!(
            list().items().filter_map(async |it| it.ok()).count().await,
            2
        );
        assert_eq!(
            list().pages().filter_map(async |it| it.ok()).count().await,
            1
        );
        let changes = list().changes_since(since());
        assert_eq!(changes.filter_map(async |it| it.ok()).count().await, 2);
        assert_eq!(site.received().len(), 7, "{status}");

        // A page that is fetched ahead and fails is fetched once more.
        let mut walk = list().items().prefetch();
        assert_eq!(
            outcome!(walk, walk.next().await),
            (2, 1, false, false),
            "{status}"
        );
        let mut walk = list().items().prefetch_on(|task| drop(tokio::spawn(task)));
        assert_eq!(
            outcome!(walk, walk.next().await),
            (2, 1, false, false),
            "{status}"
        );
        let mut walk = list().pages().prefetch_on(|task| drop(tokio::spawn(task)));
        assert_eq!(
            outcome!(walk, walk.next().await),
            (1, 1, false, false),
            "{status}"
        );
        assert!(site.received().len() <= 9, "{status}");
    }
}

#[tokio::test]
async fn iterators_that_block_end_in_the_same_way() {
    for (status, body) in LASTING {
        let site = failing(status, body, usize::MAX).await;
        let client = client_of(site.url());
        let (done, result) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            let list = || client.customer().list();
            let mut items = list().items_blocking();
            let mut pages = list().pages_blocking();
            let mut changes = list().changes_since_blocking(since());
            let outcomes = [
                outcome!(items, items.next()),
                outcome!(pages, pages.next()),
                outcome!(changes, changes.next()),
            ];
            let unseen = list().items_blocking().filter_map(Result::ok).count();
            let _ = done.send((outcomes, unseen));
        });
        let (outcomes, unseen) = result.await.expect("a result");
        thread.join().expect("no panic");
        let expected = [
            (2, 1, false, false),
            (1, 1, false, false),
            (2, 1, false, false),
        ];
        assert_eq!((outcomes, unseen), (expected, 2), "{status}");
        assert_eq!(site.received().len(), 9, "{status}");
    }
}

#[tokio::test]
async fn an_error_that_may_be_over_is_tried_again_when_that_is_asked_for() {
    for (status, body) in [(503, "<html>"), (429, ""), (502, "")] {
        let site = failing(status, body, 2).await;
        let client = client_of(site.url());
        let mut items = client.customer().list().items();
        let mut ids = Vec::new();
        let mut stood = 0;
        loop {
            match items.next().await {
                Some(Ok(entry)) => ids.push(entry.customer.id.to_string()),
                Some(Err(error)) => assert!(error.is_retryable(), "{error}"),
                None if items.is_finished() => break,
                None => {
                    let before = site.received().len();
                    assert!(items.next().await.is_none(), "it stands still");
                    assert_eq!(site.received().len(), 0, "and asks for nothing");
                    stood += before.min(1);
                    assert!(items.retry());
                }
            }
        }
        assert_eq!(ids, ["c0", "c1", "c2", "c3", "c4", "c5"]);
        assert_eq!(stood, 2);
        assert!(!items.retry(), "it is over");
    }
}

#[tokio::test]
async fn every_walk_can_be_told_to_go_on() {
    let site = failing(503, "", 1).await;
    let client = client_of(site.url());
    let mut pages = client.customer().list().pages();
    assert_eq!(outcome!(pages, pages.next().await), (1, 1, true, false));
    assert_eq!(outcome!(pages, pages.next().await), (2, 0, false, true));

    let site = failing(503, "", 1).await;
    let client = client_of(site.url());
    let mut changes = client
        .customer()
        .list()
        .changes_since(Checkpoint::beginning());
    assert_eq!(outcome!(changes, changes.next().await), (2, 1, true, false));
    assert_eq!(outcome!(changes, changes.next().await), (4, 0, false, true));

    // The page is fetched ahead, fails, and is fetched once more.
    let site = failing(503, "", 2).await;
    let client = client_of(site.url());
    let items = client.customer().list().items();
    let mut items = items.prefetch_on(|task| drop(tokio::spawn(task)));
    assert_eq!(outcome!(items, items.next().await), (2, 1, true, false));
    assert_eq!(outcome!(items, items.next().await), (4, 0, false, true));

    let site = failing(503, "", 1).await;
    let client = client_of(site.url());
    let (done, result) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        let mut items = client.customer().list().items_blocking();
        let first = outcome!(items, items.next());
        let _ = done.send((first, outcome!(items, items.next())));
    });
    let outcomes = result.await.expect("a result");
    thread.join().expect("no panic");
    assert_eq!(outcomes, ((2, 1, true, false), (4, 0, false, true)));
}

#[tokio::test]
async fn offsets_that_lead_back_end_every_walk() {
    for length in [1, 2, 3, 7] {
        let site = Site::start(move |request| async move {
            let at: usize = query(&request, "offset").map_or(0, |it| it.parse().expect("a number"));
            let next = (at % length + 1).to_string();
            json(page(numbered(at, at + 1), Some(&next)))
        })
        .await;
        let client = client_of(site.url());
        let list = || client.customer().list();
        let mut items = list().items();
        let (_, errors, goes_on, _) = outcome!(items, items.next().await);
        assert_eq!((errors, goes_on), (1, false), "{length}");
        for start in [Checkpoint::beginning(), since().into()] {
            let mut changes = list().changes_since(start);
            let (given, errors, goes_on, finished) = outcome!(changes, changes.next().await);
            assert_eq!((errors, goes_on, finished), (1, false, false), "{length}");
            assert!(given <= length + 1, "{length}: nothing twice, {given}");
        }
        assert!(site.received().len() <= 12 * (length + 1), "{length}");
    }
}

/// Pages that each name another one, for ever: empty, or with the same customer. Each takes a second of the clock.
#[derive(Clone)]
struct Endless {
    clock: TestClock,
    same: bool,
    asked: Arc<AtomicUsize>,
}

impl Transport for Endless {
    fn send(&self, _: TransportRequest) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        use chargebee::clock::Clock as _;
        let at = self.asked.fetch_add(1, Ordering::SeqCst);
        let held = numbered(0, usize::from(self.same));
        let answer = json(page(held, Some(&format!("after {at}"))));
        Box::pin(async move {
            self.clock.sleep(Duration::from_secs(1)).await;
            Ok(answer)
        })
    }
}

impl Endless {
    fn new(same: bool) -> Self {
        Self {
            clock: TestClock::default(),
            same,
            asked: Arc::default(),
        }
    }

    fn client(&self) -> Client {
        let client = Client::builder("acme", "test_key").transport(self.clone());
        let client = client.clock(self.clock.clone()).retry(RetryPolicy::none());
        client.build().expect("a client")
    }

    fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }
}

fn options(seconds: u64) -> CallOptions {
    CallOptions::new().timeout(Duration::from_secs(seconds))
}

#[tokio::test]
async fn empty_pages_that_never_end_are_an_error_after_the_time_of_a_call() {
    let site = Endless::new(false);
    let client = site.client();
    let mut items = client.customer().list().options(options(20)).items();
    for _ in 0..2 {
        let error = items.next().await.expect("an error").expect_err("no item");
        assert_eq!(site.asked(), 20);
        let text = error.to_string();
        assert!(text.contains("20 pages in a row gave nothing"), "{text}");
        assert!(text.contains("; customer.list, GET "), "{text}");
        assert!(items.next().await.is_none() && !items.is_finished());
        assert_eq!(site.asked(), 0);
        // There may be something further on.
        assert!(error.is_retryable() && items.retry());
    }
    let mut changes = client
        .customer()
        .list()
        .options(options(20))
        .changes_since(since());
    let error = changes
        .next()
        .await
        .expect("an error")
        .expect_err("no item");
    assert!(
        error.to_string().contains("20 pages in a row gave nothing"),
        "{error}"
    );
    assert_eq!(site.asked(), 20);
    assert!(changes.next().await.is_none() && changes.retry());
    // Without a time of its own it is that of the client.
    let mut items = client.customer().list().items();
    assert!(matches!(items.next().await, Some(Err(_))));
    assert_eq!(site.asked(), 180);
}

#[tokio::test]
async fn empty_pages_that_never_end_are_an_error_however_fast_they_come() {
    let wrong = |error: Error| {
        assert!(!error.is_retryable(), "{error}");
        assert_eq!(
            crate::wrong_offset(error),
            "2000 pages in a row gave nothing, and each named another one"
        );
    };
    let site = Endless::new(false);
    let list = || site.client().customer().list().options(options(100_000));
    let mut items = list().items();
    wrong(items.next().await.expect("an error").expect_err("no item"));
    assert_eq!(site.asked(), 2000);
    assert!(items.next().await.is_none() && !items.retry());
    assert!(items.resume_from().is_some(), "a new walk may go on");
    let mut changes = list().changes_since(Checkpoint::beginning());
    wrong(
        changes
            .next()
            .await
            .expect("an error")
            .expect_err("no item"),
    );
    assert!(changes.next().await.is_none() && !changes.retry());

    // What was given before is nothing new.
    let site = Endless::new(true);
    let list = site.client().customer().list().options(options(100_000));
    let mut changes = list.changes_since(Checkpoint::beginning());
    assert!(matches!(changes.next().await, Some(Ok(_))));
    wrong(
        changes
            .next()
            .await
            .expect("an error")
            .expect_err("no item"),
    );
}
