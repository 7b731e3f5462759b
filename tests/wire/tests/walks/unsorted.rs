//! Changes of lists that cannot be sorted by the instant of the last change.

use crate::{client_of, json};
use bytes::Bytes;
use chargebee::{Checkpoint, Timestamp, v2::Client};
use chargebee_wire_tests::site::{Site, pairs, query};
use http::{Request, Response};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

const START: i64 = 1_700_000_000;

/// Quotes by their id, which is also the order of the list, and when each was changed. The date is that of the last change.
#[derive(Clone, Default)]
struct Quotes(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    now: i64,
    quotes: BTreeMap<String, i64>,
    /// What is changed after each page.
    later: Vec<&'static str>,
}

impl State {
    fn change(&mut self, id: &str) {
        self.now += 10;
        self.quotes.insert(id.to_owned(), self.now);
    }

    fn list(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        assert_eq!(query(request, "sort_by[asc]"), None, "it cannot");
        let after = query(request, "updated_at[after]").expect("a filter");
        let after: i64 = after.parse().expect("a number");
        let offset = query(request, "offset").unwrap_or_default();
        let mut rest = (self.quotes.iter()).filter(|(id, at)| **at > after && **id > offset);
        let given: Vec<_> = rest.by_ref().take(2).collect();
        let next = rest.next().and(given.last()).map(|(id, _)| (*id).clone());
        let entries = given.iter().map(|(id, at)| format!(r#"{{"quote":{{"id":"{id}","updated_at":{at},"customer_id":"c","status":"open","operation_type":"create_subscription_for_customer","price_type":"tax_exclusive","total":0,"date":1,"currency_code":"USD","object":"quote","name":"n","sub_total":0,"credits_applied":0,"amount_paid":0,"amount_due":0,"resource_version":1,"line_items":[]}}}}"#));
        let list = entries.collect::<Vec<_>>().join(",");
        let next = next.map(|it| format!(r#","next_offset":"{it}""#));
        let mut answer = json(format!(
            r#"{{"list":[{list}]{}}}"#,
            next.unwrap_or_default()
        ));
        let date = std::time::UNIX_EPOCH
            + std::time::Duration::from_secs(u64::try_from(self.now).expect("after 1970"));
        let date = httpdate::fmt_http_date(date).parse().expect("a value");
        answer.headers_mut().insert("date", date);
        if let Some(id) = self.later.pop() {
            self.change(id);
        }
        answer
    }
}

impl Quotes {
    async fn serve(ids: &[&str]) -> (Self, Site, Client) {
        let quotes = Self::default();
        {
            let mut state = quotes.0.lock().expect("the lock");
            state.now = START;
            ids.iter().for_each(|id| state.change(id));
        }
        let served = quotes.clone();
        let site = Site::start(move |request| {
            let answer = served.0.lock().expect("the lock").list(&request);
            async move { answer }
        })
        .await;
        let client = client_of(site.url());
        (quotes, site, client)
    }
}

async fn walk(client: &Client, since: impl Into<Checkpoint>) -> (Vec<String>, Checkpoint) {
    let mut changes = client.quote().list().changes_since(since);
    let mut ids = Vec::new();
    while let Some(entry) = changes.next().await {
        let id = entry.expect("no error").quote.id;
        ids.push(id.to_string());
    }
    assert!(changes.is_finished());
    (ids, changes.checkpoint().clone())
}

#[tokio::test]
async fn every_change_is_given_and_a_later_walk_gives_those_that_came_meanwhile() {
    // In an order that has nothing to do with that of the changes.
    let (quotes, site, client) = Quotes::serve(&["d", "b", "e", "a", "c"]).await;
    let (ids, checkpoint) = walk(&client, Timestamp::from_seconds(START)).await;
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    assert_eq!(checkpoint.since(), Timestamp::from_seconds(START + 50));
    let received = site.received();
    let mut asked = pairs(received[1].uri().query().unwrap_or_default());
    asked.sort();
    let expected = [
        ("offset", "b".to_owned()),
        ("updated_at[after]", (START - 301).to_string()),
    ];
    assert_eq!(
        asked,
        expected.map(|(name, value)| (name.to_owned(), value))
    );

    // While a walk is at its second page, one is changed that it has passed, and one that it has not.
    quotes.0.lock().expect("the lock").change("c");
    quotes.0.lock().expect("the lock").later = vec!["e", "a"];
    let (ids, checkpoint) = walk(&client, checkpoint).await;
    assert_eq!(ids, ["c", "e"]);
    // Up to where it began, and not to the instant of the last one.
    assert_eq!(checkpoint.since(), Timestamp::from_seconds(START + 60));
    let (ids, checkpoint) = walk(&client, checkpoint).await;
    assert_eq!(ids, ["a"], "what was passed, and nothing twice");
    assert_eq!(walk(&client, checkpoint).await.0, [""; 0]);
}

#[tokio::test]
async fn a_walk_that_is_stopped_misses_nothing() {
    let (_, _site, client) = Quotes::serve(&["e", "d", "c", "b", "a"]).await;
    let start = Checkpoint::from(Timestamp::from_seconds(START));
    let mut changes = client.quote().list().changes_since(start.clone());
    // The one that was changed last is the first.
    for _ in 0..3 {
        assert!(matches!(changes.next().await, Some(Ok(_))));
    }
    let stopped = changes.checkpoint().clone();
    assert_eq!(stopped.since(), start.since());
    let stopped: Checkpoint = stopped.to_string().parse().expect("a checkpoint");
    let (ids, _) = walk(&client, stopped).await;
    assert_eq!(ids, ["d", "e"]);
}

#[tokio::test]
async fn every_list_that_can_be_filtered_by_changes_can_be_walked() {
    let site = Site::start(|_| async { json(r#"{"list":[]}"#) }).await;
    let client = client_of(site.url());
    let since = Timestamp::from_seconds(START);
    // Those that cannot be sorted by it; whether their order is published or not.
    macro_rules! walked {
        ($($resource:ident . $list:ident($($id:literal)?)),* $(,)?) => {
            $({
                let mut changes = client.$resource().$list($($id)?).changes_since(since);
                assert!(changes.next().await.is_none());
                let asked = site.received();
                let query = asked[0].uri().query().expect("a query").to_owned();
                assert_eq!(query, format!("updated_at%5Bafter%5D={}", START - 301));
            })*
        };
    }
    walked!(
        addon.list(),
        attached_item.list("item"),
        coupon.list(),
        credit_note.list(),
        einvoice.list_einvoices(),
        hosted_page.list(),
        item_family.list(),
        payment_schedule.list(),
        payment_schedule_scheme.list(),
        plan.list(),
        quote.list(),
        virtual_bank_account.list(),
    );
}

/// The same on a thread without an async runtime.
#[tokio::test]
async fn blocking_walks_are_iterators() {
    let (_, _site, client) = Quotes::serve(&["b", "a"]).await;
    let (done, result) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        let list = client.quote().list();
        let mut changes = list.changes_since_blocking(Timestamp::from_seconds(START));
        let ids: Vec<String> = changes
            .by_ref()
            .map(|entry| entry.expect("no error").quote.id.to_string())
            .collect();
        assert!(changes.is_finished());
        let again = client.quote().list();
        let again = again.changes_since_blocking(changes.checkpoint());
        let _ = done.send((ids, again.count()));
    });
    let (ids, again) = result.await.expect("a result");
    thread.join().expect("no panic");
    assert_eq!((ids, again), (vec!["a".to_owned(), "b".to_owned()], 0));
}
