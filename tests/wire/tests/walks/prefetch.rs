//! The next page, fetched while the caller works through this one.

use crate::{client_of, json, numbered, page};
use bytes::Bytes;
use chargebee_wire_tests::site::{Site, query};
use http::{Request, Response};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const SLOW: Duration = Duration::from_millis(200);

/// Pages of two customers, `pages` of them, each after a while.
async fn slow(pages: usize) -> Site {
    Site::start(move |request| async move {
        tokio::time::sleep(SLOW).await;
        nth(&request, pages)
    })
    .await
}

fn nth(request: &Request<Bytes>, pages: usize) -> Response<Bytes> {
    let at: usize = query(request, "offset").map_or(0, |it| it.parse().expect("a number"));
    let next = (at + 1).to_string();
    let next = (at + 1 < pages).then_some(next.as_str());
    json(page(numbered(2 * at, 2 * at + 2), next))
}

/// Waits until the server has seen something.
async fn seen(site: &Site) -> usize {
    for _ in 0..200 {
        let count = site.received().len();
        if count > 0 {
            return count;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    0
}

#[tokio::test]
async fn nothing_is_fetched_ahead_unless_asked_for() {
    let site = slow(3).await;
    let mut pages = client_of(site.url()).customer().list().pages();
    assert!(matches!(pages.next().await, Some(Ok(_))));
    tokio::time::sleep(SLOW).await;
    assert_eq!(site.received().len(), 1);
}

#[tokio::test]
async fn a_task_of_its_own_overlaps_with_the_work() {
    const PAGES: usize = 4;
    let site = slow(PAGES).await;
    let pages = client_of(site.url()).customer().list().pages();
    let mut pages = pages.prefetch_on(|task| {
        tokio::spawn(task);
    });
    let start = Instant::now();
    let mut seen = 0;
    while let Some(page) = pages.next().await {
        seen += page.expect("no error").list.len();
        // Work as long as a fetch takes.
        tokio::time::sleep(SLOW).await;
    }
    let took = start.elapsed();
    assert_eq!(seen, 2 * PAGES);
    assert_eq!(site.received().len(), PAGES);
    // One after the other would take twice as long as there are pages.
    let apart = SLOW * 2 * u32::try_from(PAGES).expect("small");
    assert!(
        took < apart - SLOW,
        "{took:?}, one after the other {apart:?}"
    );
}

#[tokio::test]
async fn one_page_is_fetched_ahead_and_no_more() {
    let site = slow(10).await;
    let items = client_of(site.url()).customer().list().items();
    let mut items = items.prefetch_on(|task| {
        tokio::spawn(task);
    });
    assert!(matches!(items.next().await, Some(Ok(_))));
    tokio::time::sleep(SLOW * 3).await;
    assert_eq!(site.received().len(), 2);
}

#[tokio::test]
async fn asking_for_items_moves_a_fetch_on() {
    let site = slow(3).await;
    let mut items = client_of(site.url()).customer().list().items().prefetch();
    let mut ids = Vec::new();
    assert!(matches!(items.next().await, Some(Ok(_))));
    assert_eq!(seen(&site).await, 1);
    // The second item is there already, and asking for it starts the fetch of the second page.
    assert!(matches!(items.next().await, Some(Ok(_))));
    assert_eq!(seen(&site).await, 1, "the next page is asked for");
    while let Some(item) = items.next().await {
        ids.push(item.expect("no error").customer.id.to_string());
    }
    assert_eq!(ids, ["c2", "c3", "c4", "c5"]);
    assert_eq!(site.received().len(), 1);
}

/// Counts itself down when the answer is no longer wanted.
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn dropping_a_walk_cancels_the_fetch() {
    let open = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&open);
    let site = Site::start(move |request| {
        let counted = Arc::clone(&counted);
        async move {
            if query(&request, "offset").is_some() {
                counted.fetch_add(1, Ordering::SeqCst);
                let _open = Open(counted);
                std::future::pending::<()>().await;
            }
            nth(&request, 10)
        }
    })
    .await;
    let client = client_of(site.url());
    let tasks = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&tasks);
    let mut items = client.customer().list().items().prefetch_on(move |task| {
        kept.lock().expect("the lock").push(tokio::spawn(task));
    });
    assert!(matches!(items.next().await, Some(Ok(_))));
    while open.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(items);
    let task = tasks.lock().expect("the lock").pop().expect("a task");
    let ended = tokio::time::timeout(Duration::from_secs(5), task).await;
    ended.expect("the task ends").expect("it does not panic");
    // The server notices that the connection was closed.
    let closed = async {
        while open.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let closed = tokio::time::timeout(Duration::from_secs(5), closed).await;
    closed.expect("the request is cancelled");
}

#[tokio::test]
async fn a_fetch_ahead_that_fails_is_made_once_more() {
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let site = Site::start(move |request| {
        let second = query(&request, "offset").is_some();
        let failing = second && counted.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            let mut answer = nth(&request, 2);
            if failing {
                *answer.status_mut() = http::StatusCode::BAD_GATEWAY;
            }
            answer
        }
    })
    .await;
    let client = client_of(site.url());
    let mut pages = client.customer().list().pages().prefetch_on(|task| {
        tokio::spawn(task);
    });
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.expect("no error").list.len());
    }
    assert_eq!(sizes, [2, 2]);
    assert_eq!(tries.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_task_that_never_runs_does_not_stop_a_walk() {
    let site = Site::start(|request| async move { nth(&request, 2) }).await;
    let pages = client_of(site.url()).customer().list().pages();
    let mut pages = pages.prefetch_on(drop);
    let mut count = 0;
    while let Some(page) = pages.next().await {
        assert!(page.is_ok());
        count += 1;
    }
    assert_eq!(count, 2);
}
