//! Where a walk through changes stands, whatever a server says of its time and of what it has.

use crate::{client_of, customer, json, page};
use bytes::Bytes;
use chargebee::{Checkpoint, Timestamp, v2::Client};
use chargebee_wire_tests::site::{Site, query};
use http::{HeaderValue, Response};
use std::sync::{Arc, Mutex, MutexGuard};

/// Tue, 14 Nov 2023 22:13:20 GMT.
const NOW: i64 = 1_700_000_000;

/// Customers by the instant of their last change, on a site whose date is a given one.
#[derive(Clone)]
struct Dated(Arc<Mutex<Served>>);

struct Served {
    date: Option<&'static str>,
    customers: Vec<(&'static str, i64)>,
}

impl Dated {
    fn lock(&self) -> MutexGuard<'_, Served> {
        self.0.lock().expect("the lock")
    }

    fn change(&self, id: &'static str, at: i64) {
        self.lock().customers.push((id, at));
    }

    fn list(&self, after: i64) -> Response<Bytes> {
        let served = self.lock();
        let mut all: Vec<_> = (served.customers.iter())
            .filter(|(_, at)| *at > after)
            .collect();
        all.sort_by_key(|(_, at)| *at);
        let mut answer = json(page(all.iter().map(|(id, at)| customer(id, *at)), None));
        if let Some(date) = served.date {
            let date = HeaderValue::from_static(date);
            answer.headers_mut().insert("date", date);
        }
        answer
    }

    async fn serve(date: Option<&'static str>) -> (Self, Site) {
        let customers = Vec::new();
        let data = Self(Arc::new(Mutex::new(Served { date, customers })));
        let served = data.clone();
        let site = Site::start(move |request| {
            let after = query(&request, "updated_at[after]").expect("a filter");
            let answer = served.list(after.parse().expect("a number"));
            async move { answer }
        })
        .await;
        (data, site)
    }
}

async fn walk(client: &Client, since: impl Into<Checkpoint>) -> (Vec<String>, Checkpoint) {
    let mut changes = client.customer().list().changes_since(since);
    let mut ids = Vec::new();
    while let Some(entry) = changes.next().await {
        ids.push(entry.expect("no error").customer.id.to_string());
    }
    (ids, changes.checkpoint().clone())
}

#[tokio::test]
async fn what_was_changed_in_the_future_hides_nothing_that_is_changed_until_then() {
    let date = "Tue, 14 Nov 2023 22:13:20 GMT";
    let (data, site) = Dated::serve(Some(date)).await;
    data.change("a", NOW - 100);
    data.change("of tomorrow", NOW + 86_400);
    let client = client_of(site.url());
    let (ids, checkpoint) = walk(&client, Timestamp::from_seconds(NOW - 1000)).await;
    assert_eq!(ids, ["a", "of tomorrow"]);
    assert_eq!(checkpoint.since(), Timestamp::from_seconds(NOW));
    // Later, but long before tomorrow.
    data.change("b", NOW + 50);
    let checkpoint: Checkpoint = checkpoint.to_string().parse().expect("a checkpoint");
    let (ids, checkpoint) = walk(&client, checkpoint).await;
    assert_eq!(ids, ["b"], "and nothing twice");
    // It never goes back, whatever the date of the server does.
    data.lock().date = Some("Wed, 21 Oct 2015 07:28:00 GMT");
    data.change("c", NOW + 60);
    let (ids, later) = walk(&client, checkpoint.clone()).await;
    assert_eq!(
        (ids, later.since()),
        (vec!["c".to_owned()], checkpoint.since())
    );
}

#[tokio::test]
async fn where_the_server_says_no_date_the_clock_does() {
    // Servers of these tests say one; what cannot be read is none.
    let (data, site) = Dated::serve(Some("today")).await;
    let far = Timestamp::now().as_seconds() + 86_400;
    data.change("of tomorrow", far);
    let client = client_of(site.url());
    let (ids, checkpoint) = walk(&client, Timestamp::from_seconds(NOW)).await;
    assert_eq!(ids, ["of tomorrow"]);
    let since = checkpoint.since().as_seconds();
    assert!(
        since > NOW && since <= Timestamp::now().as_seconds(),
        "{since}"
    );
}

#[tokio::test]
async fn the_order_of_members_makes_no_change() {
    let turn = Arc::new(Mutex::new(0));
    let site = Site::start(move |_| {
        let mut turn = turn.lock().expect("the lock");
        *turn += 1;
        // Members that the crate does not know are kept as they came.
        let unknown = match *turn {
            1 => r#""x_new":{"a":1,"b":[{"c":"é","d":2}]},"y_new":true,"object""#,
            2 => r#""y_new": true, "x_new":{"b":[{"d":2, "c":"\u00e9"}],"a":1},"object""#,
            _ => r#""x_new":{"a":2,"b":[{"c":"é","d":2}]},"y_new":true,"object""#,
        };
        let one = customer("a", NOW).replace(r#""object""#, unknown);
        async move { json(page([one], None)) }
    })
    .await;
    let client = client_of(site.url());
    let (ids, checkpoint) = walk(&client, Timestamp::from_seconds(NOW - 10)).await;
    assert_eq!(ids, ["a"]);
    let (ids, checkpoint) = walk(&client, checkpoint).await;
    assert_eq!(ids, [""; 0], "the same");
    let (ids, _) = walk(&client, checkpoint).await;
    assert_eq!(ids, ["a"], "another");
}
