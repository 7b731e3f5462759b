//! Walks from the beginning: with what never got an `updated_at`, which a filter on that leaves out.

use crate::{client_of, customer, data::number, json, page};
use bytes::Bytes;
use chargebee::{Checkpoint, Timestamp, v2::Client};
use chargebee_wire_tests::site::{Site, pairs, query};
use http::{Request, Response};
use std::sync::{Arc, Mutex, MutexGuard};

const NOW: i64 = 1_700_000_000;

/// Customers in the order in which they came, some of them without the instant of a change. The offsets are positions.
#[derive(Clone)]
struct Mixed(Arc<Mutex<State>>);

struct State {
    customers: Vec<(String, Option<i64>)>,
    /// What is changed after the first page.
    later: Vec<(&'static str, i64)>,
}

/// Like `customer`, where there is no instant.
fn entry(id: &str, updated_at: Option<i64>) -> String {
    match updated_at {
        Some(updated_at) => customer(id, updated_at),
        None => customer(id, 0).replace(r#""updated_at":0,"#, ""),
    }
}

impl State {
    fn list(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        let after: Option<i64> = number(request, "updated_at[after]");
        let mut all = self.customers.clone();
        if let Some(after) = after {
            // As the API does: what has no instant is not there.
            all.retain(|(_, at)| at.is_some_and(|at| at > after));
        }
        match query(request, "sort_by[asc]") {
            Some(by) => {
                assert_eq!((by.as_str(), after.is_some()), ("updated_at", true));
                all.sort_by_key(|(_, at)| *at);
            }
            None => assert_eq!(after, None, "not in order"),
        }
        let from = number(request, "offset").unwrap_or(0);
        let rest = all.get(from..).unwrap_or_default();
        let given = &rest[..rest.len().min(3)];
        let next = (given.len() < rest.len()).then(|| (from + 3).to_string());
        let customers = given.iter().map(|(id, at)| entry(id, *at));
        let mut answer = json(page(customers, next.as_deref()));
        let date = std::time::UNIX_EPOCH
            + std::time::Duration::from_secs(u64::try_from(NOW).expect("after 1970"));
        let date = httpdate::fmt_http_date(date).parse().expect("a value");
        answer.headers_mut().insert("date", date);
        for (id, at) in self.later.drain(..) {
            self.customers.retain(|(known, _)| known != id);
            self.customers.push((id.to_owned(), Some(at)));
        }
        answer
    }
}

impl Mixed {
    async fn serve(customers: &[(&str, Option<i64>)]) -> (Self, Site, Client) {
        let customers = (customers.iter()).map(|(id, at)| ((*id).to_owned(), *at));
        let later = Vec::new();
        let mixed = Self(Arc::new(Mutex::new(State {
            customers: customers.collect(),
            later,
        })));
        let served = mixed.clone();
        let site = Site::start(move |request| {
            let answer = served.lock().list(&request);
            async move { answer }
        })
        .await;
        let client = client_of(site.url());
        (mixed, site, client)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("the lock")
    }
}

async fn walk(client: &Client, since: impl Into<Checkpoint>) -> (Vec<String>, Checkpoint) {
    let mut changes = client.customer().list().changes_since(since);
    let mut ids = Vec::new();
    while let Some(entry) = changes.next().await {
        ids.push(entry.expect("no error").customer.id.to_string());
    }
    assert!(changes.is_finished());
    (ids, saved(changes.checkpoint()))
}

/// As a program keeps it.
fn saved(checkpoint: &Checkpoint) -> Checkpoint {
    let read = checkpoint.to_string().parse().expect("a checkpoint");
    assert_eq!(&read, checkpoint);
    read
}

const MIXED: [(&str, Option<i64>); 8] = [
    ("old1", None),
    ("c5", Some(NOW - 5000)),
    ("c1", Some(NOW - 1000)),
    ("c4", Some(NOW - 4000)),
    ("old2", None),
    ("c3", Some(NOW - 3000)),
    ("c2", Some(NOW - 100)),
    ("old3", None),
];

#[tokio::test]
async fn the_first_walk_brings_what_has_no_instant_and_later_ones_what_is_new() {
    let (mixed, site, client) = Mixed::serve(&MIXED).await;
    let list = client.customer().list().sort_by_created_at_desc();
    let list = list.updated_at().after(Timestamp::from_seconds(NOW));
    let mut changes = list.limit(50).changes_since(Checkpoint::beginning());
    let mut ids = Vec::new();
    while let Some(entry) = changes.next().await {
        ids.push(entry.expect("no error").customer.id.to_string());
    }
    assert_eq!(ids, MIXED.map(|(id, _)| id), "all, and once");
    let asked = site.received();
    let asked: Vec<_> = (asked.iter())
        .map(|it| pairs(it.uri().query().unwrap_or_default()))
        .collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(asked[0], [pair("limit", "50")], "neither filter nor order");
    // Three pages of that, and then what was changed meanwhile.
    assert_eq!(asked.len(), 4);
    let after = (NOW - 100 - 301).to_string();
    assert!(asked[3].contains(&pair("updated_at[after]", &after)));

    let checkpoint = saved(changes.checkpoint());
    assert_eq!(checkpoint.since(), Timestamp::from_seconds(NOW - 100));
    let (ids, checkpoint) = walk(&client, checkpoint).await;
    assert_eq!(ids, [""; 0]);
    (mixed.lock().customers).push(("new".to_owned(), Some(NOW - 90)));
    let (ids, _) = walk(&client, checkpoint).await;
    assert_eq!(ids, ["new"]);
}

#[tokio::test]
async fn no_start_asks_for_what_was_changed_before_1970() {
    let (_mixed, site, client) = Mixed::serve(&MIXED).await;
    for (start, after) in [
        (i64::MIN, None),
        (-1, None),
        (0, None),
        (1, None),
        (300, None),
        (301, None),
        (302, Some(1)),
        (1_000_000, Some(1_000_000 - 301)),
    ] {
        let since = Timestamp::from_seconds(start);
        let (ids, _) = walk(&client, since).await;
        let first = number(&site.received()[0], "updated_at[after]");
        assert_eq!(first, after, "{start}");
        assert_eq!(ids.len(), if after.is_some() { 5 } else { 8 }, "{start}");
    }
    let overlap = std::time::Duration::MAX;
    let list = client.customer().list();
    let mut changes = list
        .changes_since(Timestamp::from_seconds(NOW))
        .overlap(overlap);
    let mut given = 0;
    while let Some(entry) = changes.next().await {
        given += usize::from(entry.is_ok());
    }
    assert_eq!(given, 8);
}

#[tokio::test]
async fn a_first_walk_that_is_stopped_anywhere_goes_on_at_its_page() {
    for stop in 0..=MIXED.len() {
        let (_mixed, site, client) = Mixed::serve(&MIXED).await;
        let mut changes = client
            .customer()
            .list()
            .changes_since(Checkpoint::beginning());
        let mut ids = Vec::new();
        for _ in 0..stop {
            let entry = changes.next().await.expect("a change");
            ids.push(entry.expect("no error").customer.id.to_string());
        }
        let checkpoint = saved(changes.checkpoint());
        assert_eq!(
            checkpoint.since(),
            Timestamp::from_seconds(0),
            "it is not over"
        );
        let _ = site.received();
        let (rest, checkpoint) = walk(&client, checkpoint.clone()).await;
        ids.extend(rest);
        assert_eq!(ids, MIXED.map(|(id, _)| id), "stopped after {stop}");
        let page = stop.saturating_sub(1) / 3 * 3;
        let asked = site.received();
        assert_eq!(number(&asked[0], "offset"), (page > 0).then_some(page));
        // The latest of all, and not that of the second part.
        assert_eq!(checkpoint.since(), Timestamp::from_seconds(NOW - 100));
    }
}

#[tokio::test]
async fn what_is_changed_during_the_first_walk_comes_with_it() {
    let (mixed, _site, client) = Mixed::serve(&MIXED).await;
    mixed.lock().later = vec![("old1", NOW), ("c1", NOW + 1), ("new", NOW + 2)];
    let (mut ids, checkpoint) = walk(&client, Checkpoint::beginning()).await;
    // Positions shift when something goes to the end: what was shifted away was changed, or comes with a later page.
    ids.sort();
    let count = |id: &str| ids.iter().filter(|it| *it == id).count();
    assert_eq!((count("old1"), count("c1"), count("new")), (2, 2, 1));
    assert_eq!(checkpoint.since(), Timestamp::from_seconds(NOW));
    let (ids, _) = walk(&client, checkpoint).await;
    assert_eq!(ids, [""; 0]);
}

#[tokio::test]
async fn where_nothing_says_an_instant_every_walk_is_one_through_everything() {
    let old = ["a", "b", "c", "d", "e"].map(|id| (id, None));
    let (mixed, _site, client) = Mixed::serve(&old).await;
    let (ids, checkpoint) = walk(&client, Checkpoint::beginning()).await;
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    mixed.lock().customers.push(("f".to_owned(), None));
    let (ids, checkpoint) = walk(&client, checkpoint).await;
    assert_eq!(ids, ["f"], "and nothing twice");
    let (ids, _) = walk(&client, checkpoint).await;
    assert_eq!(ids, [""; 0]);
    let (_mixed, _site, client) = Mixed::serve(&[]).await;
    let (ids, checkpoint) = walk(&client, Checkpoint::beginning()).await;
    assert_eq!((ids, checkpoint), (Vec::new(), Checkpoint::beginning()));
}

#[tokio::test]
async fn a_walk_by_offsets_can_begin_again() {
    let (_mixed, site, client) = Mixed::serve(&MIXED).await;
    let list = client.customer().list();
    let mut changes = list.changes_since(Checkpoint::beginning());
    for _ in 0..5 {
        assert!(matches!(changes.next().await, Some(Ok(_))));
    }
    let checkpoint = saved(changes.checkpoint()).restarted();
    let _ = site.received();
    let (ids, _) = walk(&client, saved(&checkpoint)).await;
    assert_eq!(number::<i64>(&site.received()[0], "offset"), None);
    // What the checkpoint holds is the page that it was at, and what is of the last minutes of what was given.
    assert_eq!(ids, ["old1", "c5", "c3", "c2", "old3"]);
}

#[tokio::test]
async fn a_checkpoint_of_an_earlier_version_is_read() {
    let text = r#"[1700000000,[[1699999990,"c",17]]]"#;
    let checkpoint: Checkpoint = text.parse().expect("a checkpoint");
    assert_eq!(checkpoint.to_string(), text);
    // With the instant that nothing is before, and in the middle of a walk or not.
    for text in [r#"[1,[],[1,1,"x"],1]"#, "[1700000000,[],null,1700000000]"] {
        let checkpoint: Checkpoint = text.parse().expect("a checkpoint");
        assert_eq!(checkpoint.to_string(), text);
    }
    let from_now_on = Checkpoint::not_before(Timestamp::from_seconds(1_700_000_000));
    assert_eq!(from_now_on.to_string(), "[1700000000,[],null,1700000000]");
    for text in [
        r#"[1,[],[1,1]]"#,
        r#"[1,[],[1,1,2]]"#,
        r#"[1,[],[1,1,"x"],"1"]"#,
        r#"[1,[],[1,1,"x"],1,1]"#,
        r#"[null,[]]"#,
    ] {
        let error = text.parse::<Checkpoint>().expect_err(text).to_string();
        assert!(error.starts_with("this is no checkpoint"), "{error}");
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_sorted_is_walked_whole_too() {
    let site = Site::start(|request| async move {
        assert_eq!(query(&request, "updated_at[after]"), None);
        let quote =
            |id: &str, at: &str| format!(r#"{{"quote":{{"id":"{id}",{at}"object":"quote"}}}}"#);
        let quotes = [quote("a", ""), quote("b", r#""updated_at":1700000000,"#)];
        json(format!(r#"{{"list":[{}]}}"#, quotes.join(",")))
    })
    .await;
    let client = client_of(site.url());
    let (done, result) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        let list = client.quote().list();
        let mut changes = list.changes_since_blocking(Checkpoint::beginning());
        let given = changes.by_ref().filter(Result::is_ok).count();
        let _ = done.send((given, changes.checkpoint().since()));
    });
    let result = result.await.expect("a result");
    thread.join().expect("no panic");
    assert_eq!(result, (2, Timestamp::from_seconds(NOW)));
    assert_eq!(site.received().len(), 1);
}
